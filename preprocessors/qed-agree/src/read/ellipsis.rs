//! Ellipses: `x_1 + x_2 + \cdots + x_n` as a sum over a counter, where the terms are an arithmetic progression.

use super::syntax::{Syn, SynKind};
use crate::number::Ratio;

/// The general term of a progression, with [`SynKind::Name`] `counter` where the numbers run.
pub(crate) struct Progression {
    pub(crate) term: Syn,
    pub(crate) first: Ratio,
    pub(crate) step: Ratio,
    /// The last value of the counter, as it is written.
    pub(crate) last: Syn,
}

/// The progression through the terms before the ellipsis to the one after it; nothing where there is none.
pub(crate) fn progression(before: &[&Syn], last: &Syn, counter: &str) -> Option<Progression> {
    let pair = |from: &Syn, to: Option<&Syn>| {
        let mut run = None;
        let term = generalise(from, to, last, counter, &mut run)?;
        let (value, step, end) = run?;
        Some(Progression {
            term,
            first: value,
            step,
            last: end,
        })
    };
    let whole = pair(before.first()?, before.get(1).copied())?;
    // Every further term must go on in the same way.
    for (at, window) in before.windows(2).enumerate().skip(1) {
        let next = pair(window[0], Some(window[1]))?;
        let expected = whole
            .first
            .checked_add(whole.step.checked_mul(Ratio::whole(at as i128))?)?;
        if next.first != expected || next.step != whole.step {
            return None;
        }
    }
    Some(whole)
}

type Run = Option<(Ratio, Ratio, Syn)>;

/// Walks two terms and the last one side by side; where the numbers differ, the counter runs.
fn generalise(a: &Syn, b: Option<&Syn>, last: &Syn, counter: &str, run: &mut Run) -> Option<Syn> {
    let (a, last) = (a.bare(), last.bare());
    let b = b.map(Syn::bare);
    if let SynKind::Number(value) = a.kind {
        let step = match b.map(|b| &b.kind) {
            Some(SynKind::Number(next)) => next.checked_add(value.negate())?,
            None if last.kind != a.kind => Ratio::ONE,
            None => Ratio::ZERO,
            _ => return None,
        };
        if step.is_zero() {
            return (last.kind == a.kind).then(|| a.clone());
        }
        match run {
            None => *run = Some((value, step, last.clone())),
            Some((first, known, end)) => {
                let same_end = strip(end) == strip(last);
                if (*first, *known) != (value, step) || !same_end {
                    return None;
                }
            }
        }
        return Some(Syn::new(SynKind::Name(counter.to_owned()), a.span.clone()));
    }
    let (kids_a, kids_last) = (a.children(), last.children());
    let kids_b = b.map(Syn::children);
    if kids_a.is_empty() {
        let same = a.kind == last.kind && b.is_none_or(|b| b.kind == a.kind);
        return same.then(|| a.clone());
    }
    if kids_a.len() != kids_last.len()
        || kids_b
            .as_ref()
            .is_some_and(|kids| kids.len() != kids_a.len())
    {
        return None;
    }
    let mut kids = Vec::new();
    for (at, kid) in kids_a.iter().enumerate() {
        let second = kids_b.as_ref().map(|kids| kids[at]);
        kids.push(generalise(kid, second, kids_last[at], counter, run)?);
    }
    rebuild(a, kids)
}

/// The same node with other children; nothing for nodes that no progression has.
fn rebuild(node: &Syn, kids: Vec<Syn>) -> Option<Syn> {
    use SynKind as K;
    let mut kids = kids.into_iter();
    let mut next = || kids.next().map(Box::new);
    let kind = match &node.kind {
        K::Script { sub, sup, .. } => {
            let base = next()?;
            let sub = if sub.is_some() { Some(next()?) } else { None };
            let sup = if sup.is_some() { Some(next()?) } else { None };
            K::Script { base, sub, sup }
        }
        K::Group(delim, _) => K::Group(*delim, next()?),
        K::Neg(_) => K::Neg(next()?),
        K::Factorial(_) => K::Factorial(next()?),
        K::Frac(..) => K::Frac(next()?, next()?),
        K::Binom(..) => K::Binom(next()?, next()?),
        K::Root(None, _) => K::Root(None, next()?),
        K::Product(parts) => K::Product(
            parts
                .iter()
                .map(|(join, _)| Some((*join, *next()?)))
                .collect::<Option<_>>()?,
        ),
        K::Sum(parts) => K::Sum(
            parts
                .iter()
                .map(|(minus, _)| Some((*minus, *next()?)))
                .collect::<Option<_>>()?,
        ),
        K::List(parts) => K::List(
            parts
                .iter()
                .map(|_| next().map(|kid| *kid))
                .collect::<Option<_>>()?,
        ),
        K::Call {
            name,
            sub: None,
            sup: None,
            ..
        } => K::Call {
            name: name.clone(),
            sub: None,
            sup: None,
            arg: next()?,
        },
        _ => return None,
    };
    Some(Syn::new(kind, node.span.clone()))
}

/// The tree without its places, so that equal parts compare equal.
fn strip(tree: &Syn) -> String {
    let mut text = String::new();
    tree.walk(&mut |node| match &node.kind {
        SynKind::Number(value) => text.push_str(&format!("{value} ")),
        SynKind::Name(name) => text.push_str(&format!("{name} ")),
        other => text.push_str(&format!("{:?} ", std::mem::discriminant(other))),
    });
    text
}
