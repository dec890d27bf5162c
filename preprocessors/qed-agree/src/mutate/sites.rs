//! Where a formula can be changed, and how.

use std::ops::Range;

use super::Change;
use super::conditions::conditions;
use crate::expr::{Expr, FoldOp, Kind, Norm, Span};
use crate::number::{Func, Ratio};
use crate::plan::Plan;
use crate::verdict::Edit;

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
        let text = self.text(&span).to_owned();
        let mut site = Site {
            span,
            changes: Vec::new(),
        };
        if offset && self.is_number(expr) {
            self.shift(expr, &mut site);
        }
        match &expr.kind {
            Kind::Number(value) => {
                for (next, words) in [(Ratio::ONE, "greater"), (Ratio::ONE.negate(), "less")] {
                    if let Some(next) = value.checked_add(next) {
                        site.push(
                            Kind::Number(next),
                            format!("`{text}` is {next}, one {words}"),
                        );
                    }
                }
            }
            Kind::Add(terms) => self.sum_changes(terms, &mut site),
            Kind::Mul(factors) => {
                for (at, factor) in factors.iter().enumerate() {
                    let mut rest = factors.clone();
                    rest.remove(at);
                    site.push(
                        if rest.len() == 1 {
                            rest.remove(0).kind
                        } else {
                            Kind::Mul(rest)
                        },
                        Edit::Dropped(format!("the factor `{}`", self.text(&factor.span))),
                    );
                }
            }
            Kind::Neg(inner) => site.push(
                inner.kind.clone(),
                format!("the sign of `{}` changes", self.text(&inner.span)),
            ),
            Kind::Div(a, b) => {
                site.push(
                    a.kind.clone(),
                    Edit::Dropped(format!("the divisor `{}`", self.text(&b.span))),
                );
                site.push(
                    Kind::Mul(vec![(**a).clone(), (**b).clone()]),
                    format!("`{}` multiplies instead of dividing", self.text(&b.span)),
                );
                site.push(
                    Kind::Div(b.clone(), a.clone()),
                    format!("`{text}` is turned over"),
                );
            }
            Kind::Pow(a, b) => site.push(
                a.kind.clone(),
                Edit::Dropped(format!("the power `{}`", self.text(&b.span))),
            ),
            Kind::Mod(a, b) => site.push(
                Kind::Div(a.clone(), b.clone()),
                format!("`{text}` is a quotient, not a remainder"),
            ),
            Kind::Binom(a, b) => site.push(
                Kind::Binom(b.clone(), a.clone()),
                format!("`{text}` is turned over"),
            ),
            Kind::Factorial(a) => site.push(
                a.kind.clone(),
                Edit::Dropped(format!("the factorial of `{}`", self.text(&a.span))),
            ),
            Kind::Hadamard(a, _) => site.push(
                a.kind.clone(),
                Edit::Dropped("the second factor of `\\odot`".to_owned()),
            ),
            Kind::Transpose(a) => site.push(
                a.kind.clone(),
                format!("`{}` is not transposed", self.text(&a.span)),
            ),
            Kind::Func(func, a) => self.function_changes(*func, a, &mut site),
            Kind::LogBase(base, a) => {
                site.push(Kind::Func(Func::Log, a.clone()), "the logarithm is natural");
                site.push(
                    Kind::LogBase(a.clone(), base.clone()),
                    "base and number of the logarithm are swapped",
                );
            }
            Kind::Extreme(least, parts) => {
                site.push(
                    Kind::Extreme(!least, parts.clone()),
                    format!("`{}` takes the place of `{}`", word(!least), word(*least)),
                );
                for part in parts {
                    site.push(
                        part.kind.clone(),
                        format!("only `{}` is taken", self.text(&part.span)),
                    );
                }
            }
            Kind::ExtremeOf(least, a) => site.push(
                Kind::ExtremeOf(!least, a.clone()),
                format!("`{}` takes the place of `{}`", word(!least), word(*least)),
            ),
            Kind::ArgExtremeOf(least, a, base) => site.push(
                Kind::ArgExtremeOf(!least, a.clone(), *base),
                "the other end is taken",
            ),
            Kind::Fold { .. } => self.fold_changes(expr, &mut site),
            Kind::Norm(norm, a) => {
                let other = if *norm == Norm::One {
                    Norm::Two
                } else {
                    Norm::One
                };
                site.push(Kind::Norm(other, a.clone()), "another norm is taken");
            }
            Kind::Softmax(columns, a) => site.push(
                Kind::Softmax(!columns, a.clone()),
                "softmax works on the other axis",
            ),
            Kind::Cases(cases) => {
                for at in 1..cases.len() {
                    let mut swapped = cases.clone();
                    let (first, second) = (swapped[at - 1].0.clone(), swapped[at].0.clone());
                    swapped[at - 1].0 = second;
                    swapped[at].0 = first;
                    site.push(
                        Kind::Cases(swapped),
                        format!("the cases {at} and {} are swapped", at + 1),
                    );
                }
                for (at, (_, when)) in cases.iter().enumerate() {
                    for (when, words) in when.iter().flat_map(conditions) {
                        let mut changed = cases.clone();
                        changed[at].1 = Some(when);
                        site.push(Kind::Cases(changed), words);
                    }
                }
            }
            Kind::Indicator(when) => {
                for (when, words) in conditions(when) {
                    site.push(Kind::Indicator(Box::new(when)), words);
                }
            }
            Kind::Param(param) => {
                for (other, candidate) in self.signature.params.iter().enumerate() {
                    if other != *param && candidate.ty == self.parameter_type(*param).clone() {
                        site.push(
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
                site.push(
                    Kind::Index(list.clone(), turned),
                    format!("the indices of `{text}` are swapped"),
                );
            }
            _ => {}
        }
        site.changes
    }

    /// The expression with something added to it as a whole.
    fn shift(&self, expr: &Expr, site: &mut Site) {
        let text = self.text(&expr.span);
        let whole = |value: i128| Expr::whole(value, expr.span.clone());
        let shifted = |minus: bool| Kind::Add(vec![(false, expr.clone()), (minus, whole(1))]);
        let added = |what: &str| Edit::Added {
            what: what.to_owned(),
            to: text.to_owned(),
        };
        site.push(shifted(false), added("`+ 1`"));
        site.push(shifted(true), added("`- 1`"));
        site.push(
            Kind::Mul(vec![whole(2), expr.clone()]),
            format!("`{text}` is doubled"),
        );
        site.push(
            Kind::Div(Box::new(expr.clone()), Box::new(whole(2))),
            format!("`{text}` is halved"),
        );
        site.push(
            Kind::Neg(Box::new(expr.clone())),
            format!("`{text}` changes its sign"),
        );
        site.changes
            .iter_mut()
            .for_each(|change| change.adds = true);
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

    fn sum_changes(&self, terms: &[(bool, Expr)], site: &mut Site) {
        for at in 0..terms.len() {
            let (minus, term) = &terms[at];
            let text = self.text(&term.span).to_owned();
            let sign = if *minus { "-" } else { "+" };
            let mut flipped = terms.to_vec();
            flipped[at].0 = !minus;
            site.push(Kind::Add(flipped), format!("the sign of `{text}` changes"));
            let mut rest = terms.to_vec();
            rest.remove(at);
            let dropped = if at == 0 && !minus {
                format!("`{text}`")
            } else {
                format!("`{sign} {text}`")
            };
            site.push(
                match (rest.len(), rest.first()) {
                    (1, Some((false, only))) => only.kind.clone(),
                    _ => Kind::Add(rest),
                },
                Edit::Dropped(dropped),
            );
        }
    }

    fn function_changes(&self, func: Func, inner: &Expr, site: &mut Site) {
        let other = |to: Func| Kind::Func(to, Box::new(inner.clone()));
        let based = |base: i128| {
            Kind::LogBase(
                Box::new(Expr::whole(base, inner.span.clone())),
                Box::new(inner.clone()),
            )
        };
        site.push(
            inner.kind.clone(),
            Edit::Dropped(format!("the {}", func.name())),
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
            site.push(
                other(*swap),
                format!("{} takes the place of {}", swap.name(), func.name()),
            );
        }
        if func == Func::Log {
            site.push(based(2), "the logarithm has base 2");
            site.push(based(10), "the logarithm has base 10");
        }
    }

    fn fold_changes(&self, expr: &Expr, site: &mut Site) {
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
        site.push(
            fold(swap, binders.clone(), when.clone(), body),
            "the other operator is taken",
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
                site.push(
                    fold(*op, changed, when.clone(), body),
                    format!("the {which} bound `{}` is one {way}", self.text(&end.span)),
                );
            }
        }
        if let Some(when) = when {
            for (other, words) in conditions(when) {
                site.push(
                    fold(*op, binders.clone(), Some(Box::new(other)), body),
                    words,
                );
            }
        }
    }
}

/// The changes at one place.
struct Site {
    span: Range<usize>,
    changes: Vec<Change>,
}

impl Site {
    fn push(&mut self, kind: Kind, edit: impl Into<Edit>) {
        self.changes.push(Change {
            expr: Expr::new(kind, self.span.clone()),
            edit: edit.into(),
            range: self.span.clone(),
            adds: false,
        });
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
