//! Where a formula can be changed, and how.

use super::Change;
use super::conditions::conditions;
use crate::expr::{Expr, FoldOp, Kind, Norm, Span};
use crate::number::{Func, Ratio};
use crate::plan::Plan;

impl Plan {
    /// All single changes of an expression: at its root, and in each of its parts. `offset` says that the whole may be shifted by one.
    pub(super) fn changes(&self, expr: &Expr, offset: bool) -> Vec<Change> {
        let mut changes = self.at_root(expr, offset);
        // Each child in turn is replaced by each of its changes.
        let mut count = 0;
        expr.clone().each(&mut |_| count += 1);
        for spot in 0..count {
            let mut child = None;
            let mut at = 0;
            expr.clone().each(&mut |part| {
                if at == spot {
                    child = Some(part.clone());
                }
                at += 1;
            });
            let Some(child) = child else { continue };
            for change in self.changes(&child, shifts(&expr.kind)) {
                let mut whole = expr.clone();
                let mut at = 0;
                whole.each(&mut |part| {
                    if at == spot {
                        *part = change.expr.clone();
                    }
                    at += 1;
                });
                changes.push(Change {
                    expr: whole,
                    ..change
                });
            }
        }
        changes
    }

    fn at_root(&self, expr: &Expr, offset: bool) -> Vec<Change> {
        let span = expr.span.clone();
        let mut changes = Vec::new();
        let text = self.text(&span).to_owned();
        let shifted = if offset && self.is_number(expr) {
            self.shifted(expr)
        } else {
            Vec::new()
        };
        changes.extend(shifted);
        let mut push = |kind: Kind, words: String| {
            changes.push(Change {
                expr: Expr::new(kind, span.clone()),
                words,
                range: span.clone(),
                adds: false,
            });
        };
        match &expr.kind {
            Kind::Number(value) => {
                for (next, words) in [(Ratio::ONE, "greater"), (Ratio::ONE.negate(), "less")] {
                    if let Some(next) = value.checked_add(next) {
                        push(
                            Kind::Number(next),
                            format!("`{text}` is {next}, one {words}"),
                        );
                    }
                }
            }
            Kind::Add(terms) => self.sum_changes(terms, &mut push),
            Kind::Mul(factors) => {
                for (at, factor) in factors.iter().enumerate() {
                    let mut rest = factors.clone();
                    rest.remove(at);
                    let words = format!("the factor `{}` is dropped", self.text(&factor.span));
                    push(
                        if rest.len() == 1 {
                            rest.remove(0).kind
                        } else {
                            Kind::Mul(rest)
                        },
                        words,
                    );
                }
            }
            Kind::Neg(inner) => push(
                inner.kind.clone(),
                format!("the sign of `{}` changes", self.text(&inner.span)),
            ),
            Kind::Div(a, b) => {
                push(
                    a.kind.clone(),
                    format!("the divisor `{}` is dropped", self.text(&b.span)),
                );
                push(
                    Kind::Mul(vec![(**a).clone(), (**b).clone()]),
                    format!("`{}` multiplies instead of dividing", self.text(&b.span)),
                );
                push(
                    Kind::Div(b.clone(), a.clone()),
                    format!("`{text}` is turned over"),
                );
            }
            Kind::Pow(a, b) => push(
                a.kind.clone(),
                format!("the power `{}` is dropped", self.text(&b.span)),
            ),
            Kind::Mod(a, b) => push(
                Kind::Div(a.clone(), b.clone()),
                format!("`{text}` is a quotient, not a remainder"),
            ),
            Kind::Binom(a, b) => push(
                Kind::Binom(b.clone(), a.clone()),
                format!("`{text}` is turned over"),
            ),
            Kind::Factorial(a) => push(
                a.kind.clone(),
                format!("the factorial of `{}` is dropped", self.text(&a.span)),
            ),
            Kind::Hadamard(a, _) => push(
                a.kind.clone(),
                "the second factor of `\\odot` is dropped".to_owned(),
            ),
            Kind::Transpose(a) => push(
                a.kind.clone(),
                format!("`{}` is not transposed", self.text(&a.span)),
            ),
            Kind::Func(func, a) => self.function_changes(*func, a, &mut push),
            Kind::LogBase(base, a) => {
                push(
                    Kind::Func(Func::Log, a.clone()),
                    "the logarithm is natural".to_owned(),
                );
                push(
                    Kind::LogBase(a.clone(), base.clone()),
                    "base and number of the logarithm are swapped".to_owned(),
                );
            }
            Kind::Extreme(least, parts) => {
                push(
                    Kind::Extreme(!least, parts.clone()),
                    format!("`{}` takes the place of `{}`", word(!least), word(*least)),
                );
                for part in parts {
                    push(
                        part.kind.clone(),
                        format!("only `{}` is taken", self.text(&part.span)),
                    );
                }
            }
            Kind::ExtremeOf(least, a) => push(
                Kind::ExtremeOf(!least, a.clone()),
                format!("`{}` takes the place of `{}`", word(!least), word(*least)),
            ),
            Kind::ArgExtremeOf(least, a, base) => push(
                Kind::ArgExtremeOf(!least, a.clone(), *base),
                "the other end is taken".to_owned(),
            ),
            Kind::Fold { .. } => self.fold_changes(expr, &mut push),
            Kind::Norm(norm, a) => {
                let other = if *norm == Norm::One {
                    Norm::Two
                } else {
                    Norm::One
                };
                push(
                    Kind::Norm(other, a.clone()),
                    "another norm is taken".to_owned(),
                );
            }
            Kind::Softmax(columns, a) => push(
                Kind::Softmax(!columns, a.clone()),
                "softmax works on the other axis".to_owned(),
            ),
            Kind::Cases(cases) => {
                for at in 1..cases.len() {
                    let mut swapped = cases.clone();
                    let (first, second) = (swapped[at - 1].0.clone(), swapped[at].0.clone());
                    swapped[at - 1].0 = second;
                    swapped[at].0 = first;
                    push(
                        Kind::Cases(swapped),
                        format!("the cases {at} and {} are swapped", at + 1),
                    );
                }
                for (at, (_, when)) in cases.iter().enumerate() {
                    for (when, words) in when.iter().flat_map(conditions) {
                        let mut changed = cases.clone();
                        changed[at].1 = Some(when);
                        push(Kind::Cases(changed), words);
                    }
                }
            }
            Kind::Indicator(when) => {
                for (when, words) in conditions(when) {
                    push(Kind::Indicator(Box::new(when)), words);
                }
            }
            Kind::Param(param) => {
                for (other, candidate) in self.signature.params.iter().enumerate() {
                    if other != *param && candidate.ty == self.parameter_type(*param).clone() {
                        push(
                            Kind::Param(other),
                            format!("`{text}` is `{}`", candidate.name),
                        );
                    }
                }
            }
            Kind::Index(list, at) if at.len() == 2 => {
                let mut turned = at.clone();
                turned.swap(0, 1);
                let (first, second) = (at[0].base, at[1].base);
                (turned[0].base, turned[1].base) = (first, second);
                push(
                    Kind::Index(list.clone(), turned),
                    format!("the indices of `{text}` are swapped"),
                );
            }
            _ => {}
        }
        changes
    }

    /// The expression with something added to it as a whole.
    fn shifted(&self, expr: &Expr) -> Vec<Change> {
        let text = self.text(&expr.span);
        let whole = |value: i128| Expr::whole(value, expr.span.clone());
        let shifted = |minus: bool| Kind::Add(vec![(false, expr.clone()), (minus, whole(1))]);
        let changes = [
            (shifted(false), format!("`+ 1` is added to `{text}`")),
            (shifted(true), format!("`- 1` is added to `{text}`")),
            (
                Kind::Mul(vec![whole(2), expr.clone()]),
                format!("`{text}` is doubled"),
            ),
            (
                Kind::Div(Box::new(expr.clone()), Box::new(whole(2))),
                format!("`{text}` is halved"),
            ),
            (
                Kind::Neg(Box::new(expr.clone())),
                format!("`{text}` changes its sign"),
            ),
        ];
        let range = expr.span.clone();
        let change = |(kind, words)| Change {
            expr: Expr::new(kind, range.clone()),
            words,
            range: range.clone(),
            adds: true,
        };
        changes.into_iter().map(change).collect()
    }

    fn parameter_type(&self, param: usize) -> &crate::signature::Type {
        self.signature
            .params
            .get(param)
            .map_or(&self.signature.returns, |param| &param.ty)
    }

    fn is_number(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Kind::Param(param) => self.parameter_type(*param).rank() == 0,
            Kind::MatMul(..)
            | Kind::Hadamard(..)
            | Kind::Outer(..)
            | Kind::Transpose(_)
            | Kind::Softmax(..)
            | Kind::List(_)
            | Kind::Set(..)
            | Kind::SetOp(..)
            | Kind::Local(_) => false,
            Kind::Index(list, at) => match list.kind {
                Kind::Param(param) => self.parameter_type(param).rank() == at.len(),
                _ => true,
            },
            Kind::Add(terms) => terms.iter().all(|(_, term)| self.is_number(term)),
            Kind::Mul(factors) => factors.iter().all(|factor| self.is_number(factor)),
            Kind::Neg(a) | Kind::Func(_, a) | Kind::Div(a, _) => self.is_number(a),
            Kind::Cases(cases) => cases.iter().all(|(value, _)| self.is_number(value)),
            _ => true,
        }
    }

    fn sum_changes(&self, terms: &[(bool, Expr)], push: &mut dyn FnMut(Kind, String)) {
        for at in 0..terms.len() {
            let (minus, term) = &terms[at];
            let text = self.text(&term.span).to_owned();
            let sign = if *minus { "-" } else { "+" };
            let mut flipped = terms.to_vec();
            flipped[at].0 = !minus;
            push(Kind::Add(flipped), format!("the sign of `{text}` changes"));
            let mut rest = terms.to_vec();
            rest.remove(at);
            let dropped = if at == 0 && !minus {
                format!("`{text}` is dropped")
            } else {
                format!("`{sign} {text}` is dropped")
            };
            push(
                match (rest.len(), rest.first()) {
                    (1, Some((false, only))) => only.kind.clone(),
                    _ => Kind::Add(rest),
                },
                dropped,
            );
        }
    }

    fn function_changes(&self, func: Func, inner: &Expr, push: &mut dyn FnMut(Kind, String)) {
        let other = |to: Func| Kind::Func(to, Box::new(inner.clone()));
        let based = |base: i128| {
            Kind::LogBase(
                Box::new(Expr::whole(base, inner.span.clone())),
                Box::new(inner.clone()),
            )
        };
        push(
            inner.kind.clone(),
            format!("the {} is dropped", func.name()),
        );
        let swaps: &[Func] = match func {
            Func::Floor => &[Func::Ceil, Func::Round],
            Func::Ceil => &[Func::Floor, Func::Round],
            Func::Round => &[Func::Floor, Func::Ceil],
            Func::Sin => &[Func::Cos],
            Func::Cos => &[Func::Sin],
            Func::Tan => &[Func::Arctan, Func::Tanh],
            Func::Tanh => &[Func::Sigmoid, Func::Tan],
            Func::Sigmoid => &[Func::Tanh],
            Func::Relu => &[Func::Abs],
            Func::Exp => &[Func::Log],
            _ => &[],
        };
        for swap in swaps {
            push(
                other(*swap),
                format!("{} takes the place of {}", swap.name(), func.name()),
            );
        }
        if func == Func::Log {
            push(based(2), "the logarithm has base 2".to_owned());
            push(based(10), "the logarithm has base 10".to_owned());
        }
    }

    fn fold_changes(&self, expr: &Expr, push: &mut dyn FnMut(Kind, String)) {
        let Kind::Fold {
            op,
            binders,
            when,
            body,
            shift,
        } = &expr.kind
        else {
            return;
        };
        let fold = |op, binders, when, body: &Expr| Kind::Fold {
            op,
            binders,
            when,
            body: Box::new(body.clone()),
            shift: *shift,
        };
        let swap = match op {
            FoldOp::Sum => FoldOp::Prod,
            FoldOp::Prod => FoldOp::Sum,
            FoldOp::Extreme(least) => FoldOp::Extreme(!least),
            FoldOp::ArgExtreme(least) => FoldOp::ArgExtreme(!least),
        };
        push(
            fold(swap, binders.clone(), when.clone(), body),
            "the other operator is taken".to_owned(),
        );
        for (at, binder) in binders.iter().enumerate() {
            let Span::Between(low, high) = &binder.range else {
                continue;
            };
            for (is_low, minus) in [(true, false), (true, true), (false, false), (false, true)] {
                let end = if is_low { low } else { high };
                let moved = Kind::Add(vec![
                    (false, (**end).clone()),
                    (minus, Expr::whole(1, end.span.clone())),
                ]);
                let moved = Box::new(Expr::new(moved, end.span.clone()));
                let mut changed = binders.clone();
                changed[at].range = if is_low {
                    Span::Between(moved, high.clone())
                } else {
                    Span::Between(low.clone(), moved)
                };
                let which = if is_low { "lower" } else { "upper" };
                let way = if minus { "less" } else { "greater" };
                push(
                    fold(*op, changed, when.clone(), body),
                    format!("the {which} bound `{}` is one {way}", self.text(&end.span)),
                );
            }
        }
        if let Some(when) = when {
            for (other, words) in conditions(when) {
                push(
                    fold(*op, binders.clone(), Some(Box::new(other)), body),
                    words,
                );
            }
        }
    }
}

/// Whether the parts of an expression may be shifted by one: whole results, arguments of roundings, of logarithms.
fn shifts(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Func(Func::Floor | Func::Ceil | Func::Log | Func::Sqrt, _)
            | Kind::Index(..)
            | Kind::Div(..)
    )
}

fn word(least: bool) -> &'static str {
    if least { "\\min" } else { "\\max" }
}
