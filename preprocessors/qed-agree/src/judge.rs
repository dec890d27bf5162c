//! One input: what the formula says, and whether what the function returned is the same.

use crate::eval::{Machine, NoValue, Val};
use crate::number::{Arith, Ball, Hole, Num};
use crate::plan::Plan;
use crate::program::Program;
use crate::signature::{Elem, Type};
use crate::value::{Input, Output, Value};

/// Whether a formula has a value at an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Defined,
    Undefined,
    Unsure,
    /// Indices reach outside of the lists: the shapes do not belong together.
    Outside,
}

/// How far apart two values are, and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gap {
    /// Which side of the formula.
    pub(crate) side: usize,
    /// Places in the result, from zero.
    pub(crate) path: Vec<usize>,
    /// The formula's value there; none where it has no element.
    pub(crate) formula: Option<Num>,
    /// The code's value there, or what became of it.
    pub(crate) code: String,
    /// What a rearrangement may explain.
    pub(crate) rounding: bool,
}

/// What one input says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Judgement {
    /// The same, in so many numbers.
    Same,
    Differs(Gap),
    /// The formula is undefined where the function returns a finite number.
    UndefinedHere(NoValue),
    /// Nothing can be said; why.
    Unusable(NoValue),
}

/// What has been found so far at one input.
#[derive(Default)]
struct Tally {
    same: usize,
    gap: Option<Gap>,
    undefined: Option<NoValue>,
    unusable: Option<NoValue>,
}

impl Plan {
    /// An evaluation at an input; nothing where the input holds a number that is not finite.
    pub(crate) fn machine(&self, input: &Input, views: &[Value]) -> Option<Machine<'_, Num>> {
        machine_of(&self.resolved.program, input, views)
    }

    /// Whether the formula has a value at an input, by its first side and the first element of its result.
    pub(crate) fn status(&self, input: &Input) -> Status {
        let program = &self.resolved.program;
        // What a view function sees is known only once it has run.
        if !self.annotation.views.is_empty() {
            return Status::Defined;
        }
        let Some(mut machine) = self.machine(input, &[]) else {
            return Status::Undefined;
        };
        for out in &program.outputs {
            machine.set(out.var, Num::whole(out.base));
        }
        let mut status = Status::Defined;
        for side in 0..program.sides.len() {
            status = match machine.side(side) {
                Ok(_) => status,
                Err(none) => match none.hole {
                    Hole::Outside => return Status::Outside,
                    Hole::Undefined(_) => Status::Undefined,
                    Hole::Unsure(_) | Hole::Budget => Status::Unsure,
                },
            };
        }
        status
    }

    /// Compares one output with the formula.
    pub(crate) fn judge(&self, program: &Program, input: &Input, output: &Output) -> Judgement {
        let (value, views) = match output {
            Output::Returned { value, views } => (Some(value), views.as_slice()),
            _ => (None, [].as_slice()),
        };
        let nowhere = NoValue {
            hole: Hole::Outside,
            span: 0..0,
        };
        let Some(mut machine) = machine_of(program, input, views) else {
            return Judgement::Unusable(nowhere);
        };
        let Some(value) = value else {
            return self.judge_silence(&mut machine, output);
        };
        let mut tally = Tally::default();
        for side in 0..program.sides.len() {
            self.side(
                &mut machine,
                side,
                0,
                value,
                &self.signature.returns,
                &mut Vec::new(),
                &mut tally,
            );
        }
        match tally {
            Tally { gap: Some(gap), .. } => Judgement::Differs(gap),
            Tally {
                undefined: Some(none),
                ..
            } => Judgement::UndefinedHere(none),
            Tally {
                same: 0, unusable, ..
            } if value.count() > 0 => Judgement::Unusable(unusable.unwrap_or(nowhere)),
            _ => Judgement::Same,
        }
    }

    /// Compares the sides of an identity with each other.
    pub(crate) fn judge_sides(&self, input: &Input) -> Judgement {
        let program = &self.resolved.program;
        let nowhere = NoValue {
            hole: Hole::Outside,
            span: 0..0,
        };
        let Some(mut machine) = self.machine(input, &[]) else {
            return Judgement::Unusable(nowhere);
        };
        let mut values = Vec::new();
        for side in &program.sides {
            match machine.val(side) {
                Ok(value) => values.push(value),
                Err(none) => return Judgement::Unusable(none),
            }
        }
        for (side, pair) in values.windows(2).enumerate() {
            if let Some(gap) = apart(
                &pair[0],
                &pair[1],
                &program.arith,
                side + 1,
                &mut Vec::new(),
            ) {
                return Judgement::Differs(gap);
            }
        }
        Judgement::Same
    }

    /// The function did not return: a difference where the formula has a value that the type can hold.
    fn judge_silence(&self, machine: &mut Machine<'_, Num>, output: &Output) -> Judgement {
        let program = machine.program;
        for out in &program.outputs {
            machine.set(out.var, Num::whole(out.base));
        }
        let mut first = None;
        for (at, side) in program.sides.iter().enumerate() {
            match machine.side(at) {
                Err(none) => return Judgement::Unusable(none),
                Ok(value) if !holds(&value, self.signature.returns.elem()) => {
                    return Judgement::Unusable(
                        side.none(Hole::Undefined("a value that the return type cannot hold")),
                    );
                }
                Ok(Val::Num(value)) => first = first.or(Some(value)),
                Ok(_) => {}
            }
        }
        let code = match output {
            Output::Panicked(message) => format!("panics: {message}"),
            Output::Stopped(why) => format!("does not return: {why}"),
            Output::Returned { value, .. } => value.to_string(),
        };
        Judgement::Differs(Gap {
            side: 0,
            path: vec![0; program.outputs.len()],
            formula: first,
            code,
            rounding: false,
        })
    }

    /// Walks down the indices of the result, then compares.
    #[expect(
        clippy::too_many_arguments,
        reason = "one walk through formula, value and type at once"
    )]
    fn side(
        &self,
        machine: &mut Machine<'_, Num>,
        side: usize,
        level: usize,
        code: &Value,
        ty: &Type,
        path: &mut Vec<usize>,
        tally: &mut Tally,
    ) {
        if tally.gap.is_some() {
            return;
        }
        let program = machine.program;
        let Some(out) = program.outputs.get(level) else {
            match machine.side(side) {
                Ok(value) => self.value(side, &value, code, ty, machine.convention, path, tally),
                Err(none) => note_hole(none, code, tally),
            }
            return;
        };
        let elements = code.elements();
        if let Some(last) = out.last
            && let Some(last) = machine.source(last)
            && last - out.base + 1 != elements.len() as i128
        {
            let code = format!(
                "{} elements instead of {}",
                elements.len(),
                (last - out.base + 1).max(0)
            );
            tally.gap = Some(Gap {
                side,
                path: path.clone(),
                formula: None,
                code,
                rounding: false,
            });
            return;
        }
        let inner = element_type(ty, 0);
        for (place, element) in elements.iter().enumerate() {
            machine.set(out.var, Num::whole(out.base + place as i128));
            path.push(place);
            self.side(machine, side, level + 1, element, inner, path, tally);
            path.pop();
        }
        if out.last.is_none() && tally.gap.is_none() {
            self.beyond(machine, side, level, elements.len(), path, tally);
        }
    }

    /// Where no list tells how long the result is, the formula must be undefined or zero behind its end.
    fn beyond(
        &self,
        machine: &mut Machine<'_, Num>,
        side: usize,
        level: usize,
        length: usize,
        path: &[usize],
        tally: &mut Tally,
    ) {
        let program = machine.program;
        for (at, out) in program.outputs.iter().enumerate().skip(level) {
            let place = if at == level { length as i128 } else { 0 };
            machine.set(out.var, Num::whole(out.base + place));
        }
        if let Ok(Val::Num(value)) = machine.side(side)
            && value.mid().abs() > tolerance(&machine.arith().ball(value), machine.arith())
        {
            let mut path = path.to_vec();
            path.push(length);
            let code = format!("ends after {length} elements");
            tally.gap = Some(Gap {
                side,
                path,
                formula: Some(value),
                code,
                rounding: false,
            });
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one walk through formula, value and type at once"
    )]
    fn value(
        &self,
        side: usize,
        formula: &Val<Num>,
        code: &Value,
        ty: &Type,
        convention: bool,
        path: &mut Vec<usize>,
        tally: &mut Tally,
    ) {
        match formula {
            Val::Num(formula) => {
                self.number(side, *formula, code, ty.elem(), convention, path, tally);
            }
            Val::List(elements) => {
                if elements.len() != code.elements().len() {
                    let code = format!(
                        "{} elements instead of {}",
                        code.elements().len(),
                        elements.len()
                    );
                    tally.gap = Some(Gap {
                        side,
                        path: path.clone(),
                        formula: None,
                        code,
                        rounding: false,
                    });
                    return;
                }
                for (place, (element, code)) in elements.iter().zip(code.elements()).enumerate() {
                    path.push(place);
                    self.value(
                        side,
                        element,
                        code,
                        element_type(ty, place),
                        convention,
                        path,
                        tally,
                    );
                    path.pop();
                }
            }
            Val::Set(_) => {}
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one walk through formula, value and type at once"
    )]
    fn number(
        &self,
        side: usize,
        formula: Num,
        code: &Value,
        elem: Elem,
        convention: bool,
        path: &[usize],
        tally: &mut Tally,
    ) {
        let arith = &self.resolved.program.arith;
        let told = match (formula, code) {
            (Num::Exact(exact), Value::Int(code)) => (exact.as_whole() == Some(*code))
                .then_some(true)
                .or(Some(false)),
            (_, Value::Int(code)) => Some(near(&arith.ball(formula), *code as f64, arith)),
            (_, Value::Float(code)) if code.is_finite() => {
                Some(near(&arith.ball(formula), *code, arith))
            }
            // The convention of a limit: code that has no value there is not accused.
            (_, Value::Float(_))
                if convention || elem == Elem::F32 && formula.mid().abs() > f64::from(f32::MAX) =>
            {
                None
            }
            _ => Some(false),
        };
        match told {
            None => {
                let none = NoValue {
                    hole: Hole::Undefined("zero times log zero"),
                    span: 0..0,
                };
                tally.unusable = Some(none);
            }
            Some(true) => tally.same += 1,
            Some(false) if tally.gap.is_none() => {
                tally.gap = Some(Gap {
                    side,
                    path: path.to_vec(),
                    formula: Some(formula),
                    code: code.to_string(),
                    rounding: is_rounding(&arith.ball(formula), code, arith),
                });
            }
            Some(false) => {}
        }
    }
}

/// Where two values of formulas are apart.
fn apart(
    a: &Val<Num>,
    b: &Val<Num>,
    arith: &Arith,
    side: usize,
    path: &mut Vec<usize>,
) -> Option<Gap> {
    let gap = |formula, code: String, rounding, path: &[usize]| {
        Some(Gap {
            side,
            path: path.to_vec(),
            formula,
            code,
            rounding,
        })
    };
    match (a, b) {
        (Val::Num(Num::Exact(x)), Val::Num(Num::Exact(y))) if x == y => None,
        (Val::Num(a), Val::Num(b)) => {
            let (x, y) = (arith.ball(*a), arith.ball(*b));
            if (x.mid - y.mid).abs() <= tolerance(&x, arith).max(tolerance(&y, arith)) {
                return None;
            }
            let rounding = is_rounding(&y, &Value::Float(x.mid), arith);
            gap(Some(*b), format!("{:?}", x.mid), rounding, path)
        }
        (Val::List(a), Val::List(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| {
                path.push(at);
                let found = apart(a, b, arith, side, path);
                path.pop();
                found
            })
        }
        _ => gap(None, "another shape".to_owned(), false, path),
    }
}

fn note_hole(none: NoValue, code: &Value, tally: &mut Tally) {
    match none.hole {
        Hole::Undefined(_) if code.is_finite() => tally.undefined = Some(none),
        _ => tally.unusable = Some(none),
    }
}

fn machine_of<'a>(
    program: &'a Program,
    input: &Input,
    views: &[Value],
) -> Option<Machine<'a, Num>> {
    let params = input
        .values
        .iter()
        .chain(views)
        .map(Val::from_value)
        .collect::<Option<Vec<_>>>()?;
    Some(Machine::new(program, params))
}

/// Whether a type can hold a value of the formula.
fn holds(value: &Val<Num>, elem: Elem) -> bool {
    match value {
        Val::List(elements) => elements.iter().all(|element| holds(element, elem)),
        Val::Set(_) => true,
        Val::Num(number) => match elem {
            Elem::Int { signed, bits, .. } => {
                let whole = match number {
                    Num::Exact(exact) => exact.as_whole(),
                    Num::Float(_) => {
                        return number.mid().abs() < 2_f64.powi(bits as i32)
                            && (signed || number.mid() >= 0.0);
                    }
                };
                let limit = 1_i128 << (bits.min(127) - u32::from(signed && bits < 127)).min(126);
                whole
                    .is_some_and(|whole| whole < limit && (whole >= 0 || signed && whole >= -limit))
            }
            Elem::Bool => true,
            Elem::F32 => number.mid().abs() <= f64::from(f32::MAX),
            Elem::F64 => true,
        },
    }
}

fn element_type(ty: &Type, place: usize) -> &Type {
    match ty {
        Type::List(inner, _) | Type::Option(inner) => inner,
        Type::Tuple(parts) => parts.get(place).unwrap_or(ty),
        Type::Num(_) => ty,
    }
}

/// What may lie between the formula and an honest implementation of it.
pub(crate) fn tolerance(formula: &Ball, arith: &Arith) -> f64 {
    let (relative, least) = if arith == &Arith::SINGLE {
        (1e-5, f64::from(f32::MIN_POSITIVE))
    } else {
        (1e-9, f64::MIN_POSITIVE)
    };
    64.0 * formula.slack + relative * formula.mid.abs() + least
}

fn near(formula: &Ball, code: f64, arith: &Arith) -> bool {
    (formula.mid - code).abs() <= tolerance(formula, arith)
}

/// Whether a difference is so small, beside the terms that it comes from, that rounding explains it.
fn is_rounding(formula: &Ball, code: &Value, arith: &Arith) -> bool {
    let loose = if arith == &Arith::SINGLE { 1e-3 } else { 1e-6 };
    match code {
        Value::Float(code) => {
            code.is_finite()
                && (formula.mid - code).abs() <= loose * formula.mag.max(formula.mid.abs())
        }
        _ => false,
    }
}
