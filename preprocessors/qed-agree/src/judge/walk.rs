//! The result of a call beside the formula: index by index, number by number.

use super::tolerance::{is_rounding, near, tolerance};
use super::{Gap, Judgement};
use crate::eval::{Machine, NoValue, Val};
use crate::number::{Hole, Num};
use crate::plan::Plan;
use crate::signature::{Elem, Type};
use crate::value::Value;

/// What has been found so far at one input.
struct Walk<'w, 'p> {
    machine: &'w mut Machine<'p, Num>,
    /// The side of the formula that is compared now.
    side: usize,
    /// Places in the result, from zero.
    path: Vec<usize>,
    /// Numbers that are the same.
    same: usize,
    gap: Option<Gap>,
    undefined: Option<NoValue>,
    unusable: Option<NoValue>,
}

/// Compares what a function returned with every side of the formula.
pub(super) fn walk(plan: &Plan, machine: &mut Machine<'_, Num>, value: &Value) -> Judgement {
    let sides = machine.program.sides.len();
    let mut walk = Walk {
        machine,
        side: 0,
        path: Vec::new(),
        same: 0,
        gap: None,
        undefined: None,
        unusable: None,
    };
    for side in 0..sides {
        walk.side = side;
        walk.level(0, value, &plan.signature.returns);
    }
    let nowhere = NoValue {
        hole: Hole::Outside,
        span: 0..0,
    };
    match walk {
        Walk { gap: Some(gap), .. } => Judgement::Differs(Box::new(gap)),
        Walk {
            undefined: Some(none),
            ..
        } => Judgement::UndefinedHere(none),
        Walk {
            same: 0, unusable, ..
        } if value.count() > 0 => Judgement::Unusable(unusable.unwrap_or(nowhere)),
        _ => Judgement::Same,
    }
}

impl Walk<'_, '_> {
    fn differs(&mut self, formula: Option<Num>, code: String, rounding: bool) {
        if self.gap.is_none() {
            self.gap = Some(Gap {
                side: self.side,
                path: self.path.clone(),
                formula,
                code,
                rounding,
            });
        }
    }

    /// Walks down the indices of the result; below the last one stands the formula's value.
    fn level(&mut self, level: usize, code: &Value, ty: &Type) {
        if self.gap.is_some() {
            return;
        }
        let program = self.machine.program;
        let Some(out) = program.outputs.get(level) else {
            match self.machine.side(self.side) {
                Ok(value) => self.value(&value, code, ty),
                Err(none) => self.hole(none, code),
            }
            return;
        };
        let elements = code.elements();
        let last = out.last.and_then(|last| self.machine.source(last));
        if let Some(last) = last
            && last - out.base + 1 != elements.len() as i128
        {
            let wanted = (last - out.base + 1).max(0);
            let code = format!("{} elements instead of {wanted}", elements.len());
            self.differs(None, code, false);
            return;
        }
        for (place, element) in elements.iter().enumerate() {
            self.machine
                .set(out.var, Num::whole(out.base + place as i128));
            self.path.push(place);
            self.level(level + 1, element, element_type(ty, place));
            self.path.pop();
        }
        if out.last.is_none() && self.gap.is_none() {
            self.beyond(level, elements.len());
        }
    }

    /// Where no list tells how long the result is, the formula must be undefined or zero behind its end.
    fn beyond(&mut self, level: usize, length: usize) {
        let program = self.machine.program;
        for (at, out) in program.outputs.iter().enumerate().skip(level) {
            let place = if at == level { length as i128 } else { 0 };
            self.machine.set(out.var, Num::whole(out.base + place));
        }
        if let Ok(Val::Num(value)) = self.machine.side(self.side) {
            let arith = self.machine.arith();
            if value.mid().abs() > tolerance(&arith.ball(value), arith) {
                self.path.push(length);
                self.differs(Some(value), format!("ends after {length} elements"), false);
                self.path.pop();
            }
        }
    }

    /// The formula has no value here.
    fn hole(&mut self, none: NoValue, code: &Value) {
        let indexed = !self.path.is_empty();
        match none.hole {
            Hole::Undefined(_) if code.is_finite() => self.undefined = Some(none),
            // An element of the result that the formula does not have.
            Hole::Outside if indexed && code.is_finite() => {
                let code = format!("{code}, where the formula's indices leave its lists");
                self.differs(None, code, false);
            }
            _ => self.unusable = Some(none),
        }
    }

    fn value(&mut self, formula: &Val<Num>, code: &Value, ty: &Type) {
        match formula {
            Val::Num(formula) => self.number(*formula, code, ty.elem()),
            Val::List(elements) => {
                let returned = code.elements();
                if elements.len() != returned.len() {
                    let code = format!("{} elements instead of {}", returned.len(), elements.len());
                    self.differs(None, code, false);
                    return;
                }
                for (place, (element, code)) in elements.iter().zip(returned).enumerate() {
                    self.path.push(place);
                    self.value(element, code, element_type(ty, place));
                    self.path.pop();
                }
            }
            Val::Set(_) => {}
        }
    }

    fn number(&mut self, formula: Num, code: &Value, elem: Elem) {
        let arith = self.machine.arith();
        let too_great = elem == Elem::F32 && formula.mid().abs() > f64::from(f32::MAX);
        let same = match (formula, code) {
            (Num::Exact(exact), Value::Int(code)) => exact.as_whole() == Some(*code),
            (_, Value::Int(code)) => near(&arith.ball(formula), *code as f64, arith),
            (_, Value::Float(code)) if code.is_finite() => near(&arith.ball(formula), *code, arith),
            // The convention of a limit: code that has no value there is not accused.
            (_, Value::Float(_)) if self.machine.convention || too_great => {
                self.unusable = Some(NoValue {
                    hole: Hole::Undefined("zero times log zero"),
                    span: 0..0,
                });
                return;
            }
            _ => false,
        };
        if same {
            self.same += 1;
            return;
        }
        let rounding = is_rounding(&arith.ball(formula), code, arith);
        self.differs(Some(formula), code.to_string(), rounding);
    }
}

fn element_type(ty: &Type, place: usize) -> &Type {
    match ty {
        Type::List(inner, _) | Type::Option(inner) => inner,
        Type::Tuple(parts) => parts.get(place).unwrap_or(ty),
        Type::Num(_) => ty,
    }
}
