//! What makes a number of a list: dot products, traces, norms, the greatest element.

use std::cmp::Ordering;

use super::{Eval, Level, Machine, Val};
use crate::expr::{Expr, Kind, Norm};
use crate::number::{Func, Hole, Num};

impl<S: Level> Machine<'_, S> {
    pub(super) fn dot(&mut self, expr: &Expr, a: &[Val<S>], b: &[Val<S>]) -> Eval<S> {
        if a.len() != b.len() {
            return Err(expr.none(Hole::Outside));
        }
        let arith = self.arith();
        let mut sum = S::constant(Num::whole(0));
        for pair in a.iter().zip(b) {
            self.step(expr)?;
            let (Val::Num(a), Val::Num(b)) = pair else {
                return Err(expr.none(Hole::Outside));
            };
            sum = a
                .mul(b, arith)
                .and_then(|product| sum.add(&product, arith))
                .map_err(|hole| expr.none(hole))?;
        }
        Ok(sum)
    }

    /// What makes a number of a list.
    pub(super) fn reduce(&mut self, expr: &Expr) -> Eval<S> {
        let arith = self.arith();
        let place = |hole| expr.none(hole);
        match &expr.kind {
            Kind::Dot(a, b) => match (self.val(a)?, self.val(b)?) {
                (Val::List(a), Val::List(b)) => self.dot(expr, &a, &b),
                _ => Err(place(Hole::Outside)),
            },
            Kind::Trace(inner) => {
                let Val::List(rows) = self.val(inner)? else {
                    return Err(place(Hole::Outside));
                };
                let mut sum = S::constant(Num::whole(0));
                for (at, row) in rows.iter().enumerate() {
                    match row {
                        Val::List(cells) if cells.len() == rows.len() => match &cells[at] {
                            Val::Num(value) => sum = sum.add(value, arith).map_err(place)?,
                            _ => return Err(place(Hole::Outside)),
                        },
                        _ => return Err(place(Hole::Outside)),
                    }
                }
                Ok(sum)
            }
            Kind::ExtremeOf(least, inner) => {
                let numbers = self.numbers(inner)?;
                let mut numbers = numbers.into_iter();
                let mut best = numbers
                    .next()
                    .ok_or(place(Hole::Undefined("the greatest of no numbers")))?;
                for number in numbers {
                    best = best.extreme(&number, *least, arith).map_err(place)?;
                }
                Ok(best)
            }
            Kind::ArgExtremeOf(least, inner, base) => {
                let numbers = self.numbers(inner)?;
                let better = if *least {
                    Ordering::Less
                } else {
                    Ordering::Greater
                };
                let mut best: Option<(usize, Num)> = None;
                let mut tie = false;
                for (at, number) in numbers.iter().enumerate() {
                    let order = match best {
                        None => better,
                        Some((_, value)) => arith.compare(number.value(), value).map_err(place)?,
                    };
                    tie = order == Ordering::Equal || tie && order != better;
                    if order == better {
                        best = Some((at, number.value()));
                    }
                }
                match best {
                    _ if tie => Err(place(Hole::Unsure("an arg max at a tie"))),
                    Some((at, _)) => Ok(S::constant(Num::whole(at as i128 + base))),
                    None => Err(place(Hole::Undefined("the greatest of no numbers"))),
                }
            }
            Kind::Norm(norm, inner) => {
                let numbers = self.numbers(inner)?;
                let mut total = S::constant(Num::whole(0));
                for number in numbers {
                    let size = number.func(Func::Abs, arith);
                    total = match norm {
                        Norm::Two => number
                            .mul(&number, arith)
                            .and_then(|square| total.add(&square, arith)),
                        Norm::One => size.and_then(|size| total.add(&size, arith)),
                        Norm::Infinity => size.and_then(|size| total.extreme(&size, false, arith)),
                    }
                    .map_err(place)?;
                }
                if *norm == Norm::Two {
                    total.func(Func::Sqrt, arith).map_err(place)
                } else {
                    Ok(total)
                }
            }
            Kind::Size(inner) => match self.val(inner)? {
                Val::Set(set) => Ok(S::constant(Num::whole(set.len() as i128))),
                _ => Err(place(Hole::Outside)),
            },
            _ => Err(place(Hole::Outside)),
        }
    }

    /// All numbers of a list, also of a matrix.
    fn numbers(&mut self, expr: &Expr) -> Eval<Vec<S>> {
        fn gather<S: Clone>(value: &Val<S>, into: &mut Vec<S>) {
            match value {
                Val::Num(value) => into.push(value.clone()),
                Val::List(elements) => elements.iter().for_each(|element| gather(element, into)),
                Val::Set(_) => {}
            }
        }
        let value = self.val(expr)?;
        let mut numbers = Vec::new();
        gather(&value, &mut numbers);
        Ok(numbers)
    }
}
