//! Sums, products, greatest and least: their bound variables, ranges and bodies.

use super::index::Atom;
use super::operand::num;
use super::scope::{Resolver, Shape, Typed};
use super::under::Under;
use super::{Part, refuse};
use crate::expr::{Binder, Cond, Expr, FoldOp, Kind, Span};
use crate::number::Ratio;
use crate::read::{BigOp, Delim, Syn, SynKind, progression};
use crate::refusal::RefusalKind;

/// The name of the counter that stands for an ellipsis.
const COUNTER: &str = "…";

impl Resolver {
    /// An operator with its scripts and its body.
    pub(super) fn big(
        &mut self,
        op: BigOp,
        sub: Option<&Syn>,
        sup: Option<&Syn>,
        body: &Syn,
        syn: &Syn,
    ) -> Part<Typed> {
        let fold = match op {
            BigOp::Sum => FoldOp::Sum,
            BigOp::Prod => FoldOp::Prod,
            BigOp::Max => FoldOp::Extreme(false),
            BigOp::Min => FoldOp::Extreme(true),
            BigOp::ArgMax => FoldOp::ArgExtreme(false),
            BigOp::ArgMin => FoldOp::ArgExtreme(true),
        };
        let Some(sub) = sub else {
            return self.unbound_big(fold, body, syn);
        };
        let under = self.under(sub)?;
        let visible = self.scope.len();
        let resolved = self.bound(fold, &under, sup, body, syn);
        self.scope.truncate(visible);
        resolved
    }

    /// `\max(a, b)`, `\max x` and `\arg\max z`: no variable is bound.
    fn unbound_big(&mut self, op: FoldOp, body: &Syn, syn: &Syn) -> Part<Typed> {
        let (least, arg) = match op {
            FoldOp::Extreme(least) => (least, false),
            FoldOp::ArgExtreme(least) => (least, true),
            _ => {
                return refuse(
                    RefusalKind::Range,
                    &syn.span,
                    "a sum or product without a bound variable",
                    "write `\\sum_{i=1}^{n}`",
                );
            }
        };
        if let SynKind::List(parts) = &body.bare().kind
            && !arg
        {
            if let Some(at) = parts.iter().position(|part| part.kind == SynKind::Ellipsis) {
                let before: Vec<&Syn> = parts[..at].iter().collect();
                let [last] = &parts[at + 1..] else {
                    return refuse(
                        RefusalKind::Ellipsis,
                        &syn.span,
                        "an ellipsis without one last element",
                        "write `\\max_{1 \\le i \\le n} x_i`",
                    );
                };
                return self.ellipsis(op, &before, last, syn);
            }
            let parts = parts
                .iter()
                .map(|part| self.number(part))
                .collect::<Part<_>>()?;
            return Ok(num(Kind::Extreme(least, parts), syn));
        }
        let body = self.expr(body)?;
        match body.shape {
            Shape::List(_) | Shape::Row(_) if arg => {
                let base = self.base.unwrap_or(1);
                Ok(num(
                    Kind::ArgExtremeOf(least, Box::new(body.expr), base),
                    syn,
                ))
            }
            Shape::List(_) | Shape::Row(_) => {
                Ok(num(Kind::ExtremeOf(least, Box::new(body.expr)), syn))
            }
            shape => refuse(
                RefusalKind::Range,
                &syn.span,
                format!("the greatest or least of {}", shape.words()),
                "write the range: `\\max_{i} x_i`, or several values: `\\max(a, b)`",
            ),
        }
    }

    fn bound(
        &mut self,
        op: FoldOp,
        under: &Under<'_>,
        sup: Option<&Syn>,
        body: &Syn,
        syn: &Syn,
    ) -> Part<Typed> {
        if let Some(sup) = sup
            && sup.bare().kind == SynKind::Infinity
        {
            return refuse(
                RefusalKind::NotComputable,
                &sup.span,
                "a sum or product without end is not evaluated",
                "write the last index",
            );
        }
        let high = under.high.or(sup.map(|sup| (sup, 0)));
        let mut ranges = Vec::new();
        // The range is written in what is known outside; only then are the variables visible.
        let range = match (under.elements, under.low, high) {
            (Some(of), _, _) => Some(self.elements(of)?),
            (None, Some((low, up)), Some((high, down))) => {
                let (low, high) = (self.number(low)?, self.number(high)?);
                Some(Span::Between(
                    Box::new(plus(low, up)),
                    Box::new(plus(high, down)),
                ))
            }
            (None, None, None) => None,
            (None, low, _) => {
                let missing = if low.is_some() { "last" } else { "first" };
                return refuse(
                    RefusalKind::Range,
                    &syn.span,
                    format!("a range without its {missing} value"),
                    "write `\\sum_{i=1}^{n}`",
                );
            }
        };
        for (name, place) in &under.names {
            let (first, var) = match &range {
                Some(Span::Between(low, high)) => {
                    let first = self.known_first(low);
                    let var = self.bind(name, first);
                    self.tie(var, high);
                    (first, var)
                }
                Some(Span::Elements(_)) => (None, self.bind(name, None)),
                None => (Some(1), self.bind(name, Some(1))),
            };
            let range = match &range {
                Some(range) => range.clone(),
                None => {
                    // As far as the lists reach that it indexes: a size of its own.
                    let hidden = format!("{name} of {var}");
                    let dim = self.dimension(&hidden, &place.span);
                    let node = self.dims[dim].node;
                    self.sizes.unify(node, self.vars[var].last, 0);
                    let low = Expr::whole(first.unwrap_or(1), place.span.clone());
                    Span::Between(
                        Box::new(low),
                        Box::new(Expr::new(Kind::Dim(dim), place.span.clone())),
                    )
                }
            };
            ranges.push(Binder { var, range });
        }
        let when = under
            .when
            .iter()
            .map(|when| self.cond(when))
            .collect::<Part<Vec<Cond>>>()?;
        let when = (!when.is_empty()).then(|| Box::new(Cond::All(when)));
        if op == FoldOp::Prod {
            self.whole_body(body, &under.names, syn)?;
        }
        let body = self.number(body)?;
        let shift = match self.base {
            Some(base) if matches!(op, FoldOp::ArgExtreme(_)) => {
                ranges
                    .first()
                    .and_then(|binder| self.vars[binder.var].first)
                    .unwrap_or(1)
                    - base
            }
            _ => 0,
        };
        Ok(num(
            Kind::Fold {
                op,
                binders: ranges,
                when,
                body: Box::new(body),
                shift,
            },
            syn,
        ))
    }

    /// A factor behind a product's body that does not depend on its variable may belong to it or not.
    fn whole_body(&self, body: &Syn, names: &[(&str, &Syn)], syn: &Syn) -> Part<()> {
        let SynKind::Product(factors) = &body.kind else {
            return Ok(());
        };
        for (_, factor) in factors {
            let mut depends = false;
            factor.walk(&mut |node| {
                depends |= node
                    .name()
                    .is_some_and(|name| names.iter().any(|(bound, _)| *bound == name));
            });
            if !depends {
                return refuse(
                    RefusalKind::Ambiguous,
                    &syn.span,
                    "a factor behind `\\prod` that does not depend on its variable: inside the product or outside",
                    "put it before `\\prod`, or put parentheses round the body",
                );
            }
        }
        Ok(())
    }

    /// `i \in S`, `i \in \{1, \dots, n\}`.
    fn elements(&mut self, of: &Syn) -> Part<Span> {
        if let SynKind::Group(Delim::Curly, inner) = &of.bare().kind
            && let SynKind::List(parts) = &inner.kind
        {
            if let [low, .., dots, high] = &parts[..]
                && dots.kind == SynKind::Ellipsis
            {
                let (low, high) = (self.number(low)?, self.number(high)?);
                return Ok(Span::Between(Box::new(low), Box::new(high)));
            }
            let list = self.list(parts, of)?;
            return Ok(Span::Elements(Box::new(list.expr)));
        }
        let list = self.expr(of)?;
        match &list.shape {
            Shape::Set => Ok(Span::Elements(Box::new(list.expr))),
            Shape::List(sizes) if sizes.len() == 1 => Ok(Span::Elements(Box::new(list.expr))),
            shape => {
                let reason = format!("a variable that runs over {}", shape.words());
                refuse(
                    RefusalKind::Range,
                    &of.span,
                    reason,
                    "let it run over a list, a set or `\\{1, \\dots, n\\}`",
                )
            }
        }
    }

    fn known_first(&self, low: &Expr) -> Option<i128> {
        let linear = self.linear(low)?;
        match linear.terms[..] {
            [] => Some(linear.constant),
            [(Atom::Var(var), 1)] => Some(self.vars[var].first? + linear.constant),
            _ => None,
        }
    }

    /// States what the last value of a variable is.
    pub(super) fn tie(&mut self, var: usize, high: &Expr) {
        let Some(linear) = self.linear(high) else {
            return;
        };
        let last = self.vars[var].last;
        let node = match linear.terms[..] {
            [] => {
                self.sizes.fix(last, linear.constant);
                return;
            }
            [(Atom::Var(outer), 1)] => self.vars[outer].last,
            [(Atom::Dim(dim), 1)] => self.dims[dim].node,
            [(Atom::Param(param), 1)] => self.params[param].value,
            _ => return,
        };
        self.sizes.unify(last, node, linear.constant);
    }

    /// `x_1 + x_2 + \cdots + x_n` and its kin.
    pub(super) fn ellipsis(
        &mut self,
        op: FoldOp,
        before: &[&Syn],
        last: &Syn,
        syn: &Syn,
    ) -> Part<Typed> {
        let Some(run) = progression(before, last, COUNTER) else {
            return refuse(
                RefusalKind::Ellipsis,
                &syn.span,
                "an ellipsis whose terms are no arithmetic progression",
                "write it as `\\sum_{i=1}^{n}` or `\\prod_{i=1}^{n}`",
            );
        };
        let end = self.number(&run.last)?;
        let span = syn.span.clone();
        let visible = self.scope.len();
        let constant = |value: Ratio| Expr::new(Kind::Number(value), span.clone());
        // The counter runs over the numbers themselves when they are neighbours; otherwise over their places.
        let neighbours = run.step == Ratio::ONE && run.first.as_whole().is_some();
        let body = if neighbours {
            let var = self.bind(COUNTER, run.first.as_whole());
            self.tie(var, &end);
            let binder = Binder {
                var,
                range: Span::Between(Box::new(constant(run.first)), Box::new(end)),
            };
            (binder, self.number(&run.term))
        } else {
            let gap = Expr::new(
                Kind::Add(vec![(false, end), (true, constant(run.first))]),
                span.clone(),
            );
            let steps = Expr::new(
                Kind::Div(Box::new(gap), Box::new(constant(run.step))),
                span.clone(),
            );
            let var = self.bind("… place", Some(0));
            let place = Expr::new(Kind::Var(var), span.clone());
            let far = Expr::new(Kind::Mul(vec![constant(run.step), place]), span.clone());
            let at = Expr::new(
                Kind::Add(vec![(false, constant(run.first)), (false, far)]),
                span.clone(),
            );
            let binder = Binder {
                var,
                range: Span::Between(Box::new(constant(Ratio::ZERO)), Box::new(steps)),
            };
            let frame = self.arguments.last().cloned().unwrap_or_default();
            let mut inner = frame;
            inner.insert(
                COUNTER.to_owned(),
                Typed {
                    expr: at,
                    shape: Shape::Num,
                },
            );
            self.arguments.push(inner);
            let body = self.number(&run.term);
            self.arguments.pop();
            (binder, body)
        };
        self.scope.truncate(visible);
        let (binder, body) = (body.0, body.1?);
        self.notes
            .push("the ellipsis is read as an arithmetic progression".to_owned());
        Ok(num(
            Kind::Fold {
                op,
                binders: vec![binder],
                when: None,
                body: Box::new(body),
                shift: 0,
            },
            syn,
        ))
    }
}

fn plus(expr: Expr, by: i128) -> Expr {
    if by == 0 {
        return expr;
    }
    let span = expr.span.clone();
    let step = Expr::whole(by.abs(), span.clone());
    Expr::new(Kind::Add(vec![(false, expr), (by < 0, step)]), span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_bound_is_a_sum() {
        let bound = plus(Expr::whole(3, 0..1), -1);
        assert!(matches!(bound.kind, Kind::Add(terms) if terms[1].0));
    }
}
