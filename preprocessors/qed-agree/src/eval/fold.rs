//! Sums, products, greatest and least over bound variables.

use std::cmp::Ordering;

use super::{Eval, Level, Machine, Val};
use crate::expr::{Binder, Cond, Expr, FoldOp, Kind, Span};
use crate::number::{Hole, Num};

/// The running result of a fold.
struct Folding<S> {
    total: Option<S>,
    /// For the index of an extreme: where it was, and whether another is as great.
    best_at: Option<S>,
    tie: bool,
}

impl<S: Level> Machine<'_, S> {
    pub(super) fn fold(&mut self, expr: &Expr) -> Eval<S> {
        let Kind::Fold {
            op,
            binders,
            when,
            body,
            shift,
        } = &expr.kind
        else {
            return Err(expr.none(Hole::Outside));
        };
        let saved: Vec<_> = binders
            .iter()
            .map(|binder| self.vars[binder.var].clone())
            .collect();
        let mut folding = Folding {
            total: None,
            best_at: None,
            tie: false,
        };
        let run = self.run(expr, *op, binders, when.as_deref(), body, &mut folding);
        for (binder, value) in binders.iter().zip(saved) {
            self.vars[binder.var] = value;
        }
        run?;
        let place = |hole| expr.none(hole);
        match (op, folding.total) {
            (FoldOp::Sum, total) => Ok(total.unwrap_or_else(|| S::constant(Num::whole(0)))),
            (FoldOp::Prod, total) => Ok(total.unwrap_or_else(|| S::constant(Num::whole(1)))),
            (FoldOp::Extreme(_), Some(total)) => Ok(total),
            (FoldOp::ArgExtreme(_), _) if folding.tie => {
                Err(place(Hole::Unsure("an arg max at a tie")))
            }
            (FoldOp::ArgExtreme(_), Some(_)) => {
                let at = folding.best_at.ok_or(place(Hole::Outside))?;
                at.sub(&S::constant(Num::whole(*shift)), self.arith())
                    .map_err(place)
            }
            (_, None) => Err(place(Hole::Undefined("the greatest of no numbers"))),
        }
    }

    fn run(
        &mut self,
        expr: &Expr,
        op: FoldOp,
        binders: &[Binder],
        when: Option<&Cond>,
        body: &Expr,
        folding: &mut Folding<S>,
    ) -> Eval<()> {
        let Some((binder, rest)) = binders.split_first() else {
            if let Some(when) = when
                && !self.cond(when)?
            {
                return Ok(());
            }
            return self.take(expr, op, body, folding);
        };
        match &binder.range {
            Span::Between(low, high) => {
                let (low, high) = (self.whole(low)?, self.whole(high)?);
                let mut at = low;
                while at <= high {
                    self.step(expr)?;
                    self.set(binder.var, S::constant(Num::whole(at)));
                    self.run(expr, op, rest, when, body, folding)?;
                    at += 1;
                }
            }
            Span::Elements(of) => {
                let elements = match self.val(of)? {
                    Val::Set(set) => set
                        .into_iter()
                        .map(|value| Val::Num(S::constant(Num::whole(value))))
                        .collect(),
                    Val::List(elements) => elements,
                    Val::Num(_) => return Err(of.none(Hole::Outside)),
                };
                for element in elements {
                    self.step(expr)?;
                    let Val::Num(element) = element else {
                        return Err(of.none(Hole::Outside));
                    };
                    self.set(binder.var, element);
                    self.run(expr, op, rest, when, body, folding)?;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, expr: &Expr, op: FoldOp, body: &Expr, folding: &mut Folding<S>) -> Eval<()> {
        let arith = self.arith();
        let value = self.num(body)?;
        let place = |hole| expr.none(hole);
        let Some(total) = folding.total.take() else {
            folding.total = Some(value);
            folding.best_at = self.first_variable(expr);
            return Ok(());
        };
        folding.total = Some(match op {
            FoldOp::Sum => total.add(&value, arith).map_err(place)?,
            FoldOp::Prod => total.mul(&value, arith).map_err(place)?,
            FoldOp::Extreme(least) => total.extreme(&value, least, arith).map_err(place)?,
            FoldOp::ArgExtreme(least) => {
                let order = arith.compare(value.value(), total.value()).map_err(place)?;
                let better = if least {
                    Ordering::Less
                } else {
                    Ordering::Greater
                };
                folding.tie = order == Ordering::Equal || folding.tie && order != better;
                if order == better {
                    folding.best_at = self.first_variable(expr);
                    value
                } else {
                    total
                }
            }
        });
        Ok(())
    }

    fn first_variable(&self, expr: &Expr) -> Option<S> {
        match &expr.kind {
            Kind::Fold { binders, .. } => self.vars[binders.first()?.var].clone(),
            _ => None,
        }
    }
}
