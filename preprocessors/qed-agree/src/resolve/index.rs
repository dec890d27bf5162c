//! Indices: which subscripts they are, and how far they reach.

use super::names::written;
use super::scope::{Reach, Resolver, Shape, Size, Symbol, Typed};
use super::sizes::Node;
use super::{Part, refuse};
use crate::expr::{At, Base, Expr, Kind};
use crate::read::{Join, Syn, SynKind};
use crate::refusal::RefusalKind;

/// A whole linear form: quantities with their coefficients, and a constant.
pub(super) struct Linear {
    pub(super) terms: Vec<(Atom, i128)>,
    pub(super) constant: i128,
}

/// A quantity in a linear form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Atom {
    Var(usize),
    Dim(usize),
    Param(usize),
}

impl Resolver {
    /// A base with a subscript that is not part of its name.
    pub(super) fn indexed(&mut self, base: &Syn, sub: &Syn, syn: &Syn) -> Part<Typed> {
        if base.kind == SynKind::One {
            let when = self.cond(sub)?;
            return Ok(super::operand::num(Kind::Indicator(Box::new(when)), syn));
        }
        if let SynKind::Group(crate::read::Delim::DoubleBar, inner) = &base.bare().kind {
            return self.norm(inner, Some(sub), syn);
        }
        // The first parts may belong to the name: `x_{A,i}` is `x_a` at `i`.
        let parts = sub.parts();
        if let Some(name) = written(base) {
            for count in (1..parts.len()).rev() {
                let lead: Option<Vec<String>> =
                    parts[..count].iter().map(|part| written(part)).collect();
                let Some(lead) = lead else { continue };
                let longer = format!("{name}_{}", lead.join("_"));
                if let Symbol::Value(list) = self.symbol(&longer, &base.span) {
                    return self.at(list, &parts[count..], syn);
                }
            }
            match self.symbol(&name, &base.span) {
                Symbol::Value(list) => {
                    if list.shape == Shape::Num {
                        return refuse(
                            RefusalKind::Index,
                            &syn.span,
                            format!("`{name}` is a number, so that its subscript is no index"),
                            "name a parameter with the subscript, or bind it: `let x_t = name`",
                        );
                    }
                    return self.at(list, &parts, syn);
                }
                Symbol::Head => return self.recall(&parts, syn),
                Symbol::Definition(at) => return self.inline_indexed(at, &parts, syn),
                Symbol::Unknown if name == "delta" && self.split(&parts, 2).len() == 2 => {
                    return self.kronecker(&parts, syn);
                }
                Symbol::Unknown => return self.unknown(syn),
            }
        }
        let list = self.expr(base)?;
        self.at(list, &parts, syn)
    }

    /// `\delta_{ij}`: 1 where the indices are equal.
    fn kronecker(&mut self, parts: &[&Syn], syn: &Syn) -> Part<Typed> {
        let parts = self.split(parts, 2);
        let (a, b) = (self.number(&parts[0])?, self.number(&parts[1])?);
        let when = crate::expr::Cond::Compare(Box::new(a), crate::expr::Cmp::Eq, Box::new(b));
        Ok(super::operand::num(Kind::Indicator(Box::new(when)), syn))
    }

    /// The defined symbol at other indices.
    pub(super) fn recall(&mut self, parts: &[&Syn], syn: &Syn) -> Part<Typed> {
        let count = self.head.as_ref().map_or(0, |(_, count)| *count);
        let parts = self.split(parts, count);
        if parts.len() != count {
            return refuse(
                RefusalKind::Index,
                &syn.span,
                format!(
                    "the defined symbol with {} indices or arguments instead of {count}",
                    parts.len()
                ),
                "use it as the left side does",
            );
        }
        self.recalled = true;
        let arguments = parts
            .iter()
            .map(|part| self.number(part))
            .collect::<Part<_>>()?;
        Ok(super::operand::num(Kind::Recall(arguments), syn))
    }

    /// A list at indices.
    pub(super) fn at(&mut self, list: Typed, parts: &[&Syn], syn: &Syn) -> Part<Typed> {
        let sizes = match &list.shape {
            Shape::List(sizes) => sizes.clone(),
            Shape::Row(size) => vec![*size],
            shape => {
                return refuse(
                    RefusalKind::Index,
                    &syn.span,
                    format!("an index of {}", shape.words()),
                    "index a list; bind other subscripts with `let … = name`",
                );
            }
        };
        let parts = self.split(parts, sizes.len());
        if parts.len() > sizes.len() {
            return refuse(
                RefusalKind::Index,
                &syn.span,
                format!("{} indices of {}", parts.len(), list.shape.words()),
                "give a list one index for each of its axes",
            );
        }
        let mut at = Vec::new();
        for (part, size) in parts.iter().zip(&sizes) {
            let index = self.number(part)?;
            let base = self.reach(&index, size);
            at.push(At { index, base });
        }
        let rest: Vec<Size> = sizes[parts.len()..].to_vec();
        // An index of an index is one access, so that its axes stay known.
        let expr = match list.expr.kind {
            Kind::Index(inner, mut before) => {
                before.append(&mut at);
                Kind::Index(inner, before)
            }
            _ => Kind::Index(Box::new(list.expr), at),
        };
        let shape = if rest.is_empty() {
            Shape::Num
        } else {
            Shape::List(rest)
        };
        Ok(Typed {
            expr: Expr::new(expr, syn.span.clone()),
            shape,
        })
    }

    /// `ij` as two indices where the list has two axes, and `12` as 1 and 2.
    pub(super) fn split(&self, parts: &[&Syn], rank: usize) -> Vec<Syn> {
        if let [only] = parts
            && rank > 1
        {
            if let SynKind::Product(factors) = &only.bare().kind
                && factors.len() <= rank
                && factors.iter().all(|(join, factor)| {
                    *join == Join::Adjacent
                        && matches!(
                            factor.kind,
                            SynKind::Name(_) | SynKind::Number(_) | SynKind::Script { .. }
                        )
                })
            {
                return factors.iter().map(|(_, factor)| factor.clone()).collect();
            }
            if let SynKind::Number(value) = &only.bare().kind
                && let Some(whole) = value.as_whole()
                && rank == 2
                && (10..100).contains(&whole)
            {
                let digit = |value| {
                    Syn::new(
                        SynKind::Number(crate::number::Ratio::whole(value)),
                        only.span.clone(),
                    )
                };
                return vec![digit(whole / 10), digit(whole % 10)];
            }
        }
        parts.iter().map(|&part| part.clone()).collect()
    }

    /// Notes how far an index reaches into an axis, and tells what the axis counts from.
    fn reach(&mut self, index: &Expr, size: &Size) -> Base {
        if self.is_crossing(index)
            && let Some(base) = self.base
        {
            return Base::Fixed(base);
        }
        let Some(axis) = size.axis else {
            return Base::Fixed(1);
        };
        if let Some(linear) = self.linear(index) {
            let last = self.last(&linear);
            let first = self.first(&linear);
            let output = match linear.terms[..] {
                [(Atom::Var(var), 1)] if self.outputs.contains(&var) => {
                    Some((var, linear.constant))
                }
                _ => None,
            };
            self.reaches.push(Reach {
                axis,
                last,
                first,
                output,
            });
        }
        Base::Axis(axis.0 * 8 + axis.1)
    }

    /// Whether an index comes from the code: a whole parameter, or an element of a list of whole numbers.
    pub(super) fn is_crossing(&self, index: &Expr) -> bool {
        match &index.kind {
            Kind::Param(param) => self.params[*param].ty.elem().is_whole(),
            Kind::Index(list, _) => self.is_crossing(list),
            _ => false,
        }
    }

    /// The greatest value of a linear form: one quantity plus a constant, where it is so simple.
    fn last(&self, linear: &Linear) -> Option<(Option<Node>, i128)> {
        let mut node = None;
        let mut plus = linear.constant;
        for (atom, factor) in &linear.terms {
            match (atom, factor) {
                (Atom::Var(var), 1) if node.is_none() => node = Some(self.vars[*var].last),
                (Atom::Dim(dim), 1) if node.is_none() => node = Some(self.dims[*dim].node),
                (Atom::Var(var), -1) => plus -= self.vars[*var].first?,
                _ => return None,
            }
        }
        Some((node, plus))
    }

    fn first(&self, linear: &Linear) -> Option<i128> {
        match linear.terms[..] {
            [] => Some(linear.constant),
            [(Atom::Var(var), 1)] => Some(self.vars[var].first? + linear.constant),
            _ => None,
        }
    }

    /// An expression as a linear form with whole coefficients.
    pub(super) fn linear(&self, expr: &Expr) -> Option<Linear> {
        let single = |atom| {
            Some(Linear {
                terms: vec![(atom, 1)],
                constant: 0,
            })
        };
        match &expr.kind {
            Kind::Number(value) => Some(Linear {
                terms: Vec::new(),
                constant: value.as_whole()?,
            }),
            Kind::Var(var) => single(Atom::Var(*var)),
            Kind::Dim(dim) => single(Atom::Dim(*dim)),
            Kind::Param(param) if self.params[*param].ty.elem().is_whole() => {
                single(Atom::Param(*param))
            }
            Kind::Neg(inner) => Some(scaled(self.linear(inner)?, -1)),
            Kind::Add(terms) => {
                let mut sum = Linear {
                    terms: Vec::new(),
                    constant: 0,
                };
                for (minus, term) in terms {
                    let term = scaled(self.linear(term)?, if *minus { -1 } else { 1 });
                    sum.constant += term.constant;
                    for (atom, factor) in term.terms {
                        match sum.terms.iter_mut().find(|(known, _)| *known == atom) {
                            Some((_, known)) => *known += factor,
                            None => sum.terms.push((atom, factor)),
                        }
                    }
                }
                sum.terms.retain(|(_, factor)| *factor != 0);
                Some(sum)
            }
            Kind::Mul(factors) => {
                let mut product = Linear {
                    terms: Vec::new(),
                    constant: 1,
                };
                for factor in factors {
                    let factor = self.linear(factor)?;
                    product = match (product.terms.is_empty(), factor.terms.is_empty()) {
                        (true, _) => scaled(factor, product.constant),
                        (_, true) => scaled(product, factor.constant),
                        _ => return None,
                    };
                }
                Some(product)
            }
            _ => None,
        }
    }
}

fn scaled(mut linear: Linear, by: i128) -> Linear {
    // Coefficients of indices are small; beyond that the form tells nothing.
    linear.constant = linear.constant.saturating_mul(by);
    for (_, factor) in &mut linear.terms {
        *factor = factor.saturating_mul(by);
    }
    linear
}
