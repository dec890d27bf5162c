//! Conditions.

use std::cmp::Ordering;

use super::{Eval, Level, Machine, Val};
use crate::expr::{Cmp, Cond};
use crate::number::{Hole, Num};

impl<S: Level> Machine<'_, S> {
    /// Whether a condition holds; where floats cannot tell there is no answer.
    pub(crate) fn cond(&mut self, cond: &Cond) -> Eval<bool> {
        match cond {
            Cond::Compare(a, cmp, b) => {
                let (left, right) = (self.num(a)?.value(), self.num(b)?.value());
                let order = self
                    .arith()
                    .compare(left, right)
                    .map_err(|hole| a.none(hole))?;
                Ok(cmp.holds(order))
            }
            Cond::Congruent(a, b, modulus) => {
                let (left, right) = (self.num(a)?.value(), self.num(b)?.value());
                let modulus = self.num(modulus)?.value();
                let arith = self.arith();
                let rest = arith
                    .sub(left, right)
                    .and_then(|gap| arith.modulo(gap, modulus))
                    .map_err(|hole| a.none(hole))?;
                let order = arith
                    .compare(rest, Num::whole(0))
                    .map_err(|hole| a.none(hole))?;
                Ok(order == Ordering::Equal)
            }
            Cond::In(element, list) => {
                let wanted = self.num(element)?.value();
                match self.val(list)? {
                    Val::Set(set) => Ok(wanted
                        .as_whole()
                        .is_some_and(|wanted| set.contains(&wanted))),
                    Val::List(elements) => {
                        for candidate in elements {
                            let Val::Num(candidate) = candidate else {
                                return Err(list.none(Hole::Outside));
                            };
                            let order = self
                                .arith()
                                .compare(wanted, candidate.value())
                                .map_err(|hole| element.none(hole))?;
                            if order == Ordering::Equal {
                                return Ok(true);
                            }
                        }
                        Ok(false)
                    }
                    Val::Num(_) => Err(list.none(Hole::Outside)),
                }
            }
            Cond::All(parts) => {
                for part in parts {
                    if !self.cond(part)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Cond::Any(parts) => {
                for part in parts {
                    if self.cond(part)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Cond::Not(inner) => Ok(!self.cond(inner)?),
        }
    }
}

impl Cmp {
    /// Whether the comparison holds of two numbers in this order.
    pub(crate) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Eq => order == Ordering::Equal,
            Self::Ne => order != Ordering::Equal,
            Self::Lt => order == Ordering::Less,
            Self::Le => order != Ordering::Greater,
            Self::Gt => order == Ordering::Greater,
            Self::Ge => order != Ordering::Less,
        }
    }
}
