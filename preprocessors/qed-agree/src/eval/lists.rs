//! Lists: vectors, matrices, sets, and what makes numbers of them.

use std::collections::BTreeSet;

use super::{Eval, Level, Machine, Val};
use crate::expr::{Expr, Kind, SetOperation};
use crate::number::{Func, Hole, Num};

impl<S: Level> Machine<'_, S> {
    /// The value of any expression.
    pub(crate) fn val(&mut self, expr: &Expr) -> Eval<Val<S>> {
        self.deeper(expr, |machine| machine.val_inner(expr))
    }

    fn val_inner(&mut self, expr: &Expr) -> Eval<Val<S>> {
        match &expr.kind {
            Kind::Param(param) => {
                let value = self
                    .param(*param)
                    .cloned()
                    .ok_or_else(|| expr.none(Hole::Outside))?;
                self.spend(expr, &value)?;
                Ok(value)
            }
            Kind::Local(local) => self.val(&self.program.locals[*local]),
            Kind::Index(list, at) => {
                let mut value = self.val(list)?;
                for at in at {
                    let place = self.place(at)?;
                    value = match value {
                        Val::List(mut elements) if place < elements.len() => {
                            elements.swap_remove(place)
                        }
                        _ => return Err(expr.none(Hole::Outside)),
                    };
                }
                Ok(value)
            }
            Kind::Neg(inner) => {
                let inner = self.val(inner)?;
                let arith = self.arith();
                Ok(inner.map(&|value: &S| value.neg(arith)))
            }
            Kind::Add(terms) => {
                let mut sum: Option<Val<S>> = None;
                for (minus, term) in terms {
                    let term = self.val(term)?;
                    sum = Some(match sum {
                        None if *minus => {
                            let arith = self.arith();
                            term.map(&|value: &S| value.neg(arith))
                        }
                        None => term,
                        Some(sum) => self.zip(expr, &sum, &term, &|machine, a, b| {
                            if *minus {
                                a.sub(b, machine.arith())
                            } else {
                                a.add(b, machine.arith())
                            }
                        })?,
                    });
                }
                sum.ok_or(expr.none(Hole::Outside))
            }
            Kind::Mul(factors) => {
                let mut product = Val::Num(S::constant(Num::whole(1)));
                for factor in factors {
                    let factor = self.val(factor)?;
                    product = self.scale(expr, product, factor)?;
                }
                Ok(product)
            }
            Kind::Div(a, b) => {
                let (a, b) = (self.val(a)?, self.num(b)?);
                self.each(expr, &a, &|machine, a| a.div(&b, machine.arith()))
            }
            Kind::Hadamard(a, b) => {
                let (a, b) = (self.val(a)?, self.val(b)?);
                self.zip(expr, &a, &b, &|machine, a, b| a.mul(b, machine.arith()))
            }
            Kind::Func(func, inner) => {
                let inner = self.val(inner)?;
                self.each(expr, &inner, &|machine, x| x.func(*func, machine.arith()))
            }
            Kind::MatMul(a, b) => {
                let (a, b) = (self.val(a)?, self.val(b)?);
                self.matrix_product(expr, &a, &b)
            }
            Kind::Outer(a, b) => {
                let (a, b) = (self.val(a)?, self.val(b)?);
                let Val::List(rows) = a else {
                    return Err(expr.none(Hole::Outside));
                };
                rows.into_iter()
                    .map(|row| self.scale(expr, row, b.clone()))
                    .collect::<Eval<_>>()
                    .map(Val::List)
            }
            Kind::Transpose(inner) => {
                let inner = self.val(inner)?;
                transpose(inner).ok_or(expr.none(Hole::Outside))
            }
            Kind::Softmax(columns, inner) => {
                let inner = self.val(inner)?;
                self.softmax(expr, inner, *columns)
            }
            Kind::List(parts) => parts
                .iter()
                .map(|part| self.val(part))
                .collect::<Eval<_>>()
                .map(Val::List),
            Kind::Set(mask, inner) => {
                let inner = self.val(inner)?;
                as_set(&inner, *mask)
                    .map(Val::Set)
                    .ok_or(expr.none(Hole::Outside))
            }
            Kind::SetOp(op, a, b) => match (self.val(a)?, self.val(b)?) {
                (Val::Set(a), Val::Set(b)) => Ok(Val::Set(match op {
                    SetOperation::Union => &a | &b,
                    SetOperation::Intersection => &a & &b,
                    SetOperation::Difference => &a - &b,
                })),
                _ => Err(expr.none(Hole::Outside)),
            },
            Kind::Cases(cases) => {
                let chosen = self.chosen(expr, cases)?;
                self.val(chosen)
            }
            _ => self.num(expr).map(Val::Num),
        }
    }

    fn spend(&mut self, expr: &Expr, value: &Val<S>) -> Eval<()> {
        let count = match value {
            Val::List(elements) => elements.len() as u64 * 2,
            _ => 0,
        };
        self.steps = self.steps.saturating_sub(count);
        self.step(expr)
    }

    fn each(
        &mut self,
        expr: &Expr,
        value: &Val<S>,
        f: &dyn Fn(&Self, &S) -> Result<S, Hole>,
    ) -> Eval<Val<S>> {
        match value {
            Val::Num(value) => f(self, value).map(Val::Num).map_err(|hole| expr.none(hole)),
            Val::List(elements) => elements
                .iter()
                .map(|element| self.each(expr, element, f))
                .collect::<Eval<_>>()
                .map(Val::List),
            Val::Set(_) => Err(expr.none(Hole::Outside)),
        }
    }

    fn zip(
        &mut self,
        expr: &Expr,
        a: &Val<S>,
        b: &Val<S>,
        f: &dyn Fn(&Self, &S, &S) -> Result<S, Hole>,
    ) -> Eval<Val<S>> {
        match (a, b) {
            (Val::Num(a), Val::Num(b)) => {
                f(self, a, b).map(Val::Num).map_err(|hole| expr.none(hole))
            }
            (Val::List(a), Val::List(b)) if a.len() == b.len() => a
                .iter()
                .zip(b)
                .map(|(a, b)| self.zip(expr, a, b, f))
                .collect::<Eval<_>>()
                .map(Val::List),
            _ => Err(expr.none(Hole::Outside)),
        }
    }

    /// A number times anything.
    fn scale(&mut self, expr: &Expr, a: Val<S>, b: Val<S>) -> Eval<Val<S>> {
        match (a, b) {
            (Val::Num(factor), other) | (other, Val::Num(factor)) => {
                self.each(expr, &other, &|machine, x| factor.mul(x, machine.arith()))
            }
            _ => Err(expr.none(Hole::Outside)),
        }
    }

    /// Matrix by matrix, matrix by vector, or row vector by matrix.
    fn matrix_product(&mut self, expr: &Expr, a: &Val<S>, b: &Val<S>) -> Eval<Val<S>> {
        let outside = || expr.none(Hole::Outside);
        let (Val::List(left), Val::List(right)) = (a, b) else {
            return Err(outside());
        };
        if !matches!(left.first(), Some(Val::List(_))) {
            let columns = transpose(b.clone()).ok_or(outside())?;
            return self.matrix_product(expr, &columns, a);
        }
        let matrix = matches!(right.first(), Some(Val::List(_)));
        let columns = if matrix {
            transpose(b.clone()).ok_or(outside())?
        } else {
            Val::List(vec![b.clone()])
        };
        let Val::List(columns) = columns else {
            return Err(outside());
        };
        let mut rows = Vec::new();
        for row in left {
            let Val::List(row) = row else {
                return Err(outside());
            };
            let mut cells = Vec::new();
            for column in &columns {
                let Val::List(column) = column else {
                    return Err(outside());
                };
                cells.push(Val::Num(self.dot(expr, row, column)?));
            }
            rows.push(if matrix {
                Val::List(cells)
            } else {
                cells.swap_remove(0)
            });
        }
        Ok(Val::List(rows))
    }

    fn softmax(&mut self, expr: &Expr, value: Val<S>, columns: bool) -> Eval<Val<S>> {
        let Val::List(elements) = value else {
            return Err(expr.none(Hole::Outside));
        };
        if matches!(elements.first(), Some(Val::List(_))) {
            if columns {
                let turned = transpose(Val::List(elements)).ok_or(expr.none(Hole::Outside))?;
                let soft = self.softmax(expr, turned, false)?;
                return transpose(soft).ok_or(expr.none(Hole::Outside));
            }
            return elements
                .into_iter()
                .map(|row| self.softmax(expr, row, false))
                .collect::<Eval<_>>()
                .map(Val::List);
        }
        let arith = self.arith();
        let weights = self.each(expr, &Val::List(elements), &|_, x| x.func(Func::Exp, arith))?;
        let mut total = S::constant(Num::whole(0));
        if let Val::List(weights) = &weights {
            for weight in weights {
                if let Val::Num(weight) = weight {
                    total = total.add(weight, arith).map_err(|hole| expr.none(hole))?;
                }
            }
        }
        self.each(expr, &weights, &|_, weight| weight.div(&total, arith))
    }
}

fn transpose<S: Clone>(value: Val<S>) -> Option<Val<S>> {
    let Val::List(rows) = value else {
        return None;
    };
    let width = match rows.first()? {
        Val::List(cells) => cells.len(),
        _ => return None,
    };
    let mut columns: Vec<Vec<Val<S>>> = vec![Vec::new(); width];
    for row in rows {
        let Val::List(cells) = row else {
            return None;
        };
        if cells.len() != width {
            return None;
        }
        for (column, cell) in columns.iter_mut().zip(cells) {
            column.push(cell);
        }
    }
    Some(Val::List(columns.into_iter().map(Val::List).collect()))
}

/// Whole numbers as the set of themselves, a mask as the set of the places where it holds.
fn as_set<S: Level>(value: &Val<S>, mask: bool) -> Option<BTreeSet<i128>> {
    let Val::List(elements) = value else {
        return None;
    };
    let mut set = BTreeSet::new();
    for (at, element) in elements.iter().enumerate() {
        let Val::Num(value) = element else {
            return None;
        };
        let value = value.value().as_whole()?;
        match mask {
            true if value != 0 => drop(set.insert(at as i128)),
            true => {}
            false => drop(set.insert(value)),
        }
    }
    Some(set)
}
