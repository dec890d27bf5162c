//! One input: what the formula says, and whether what the function returned is the same.

mod tolerance;
mod walk;

use tolerance::{apart, holds};
use walk::walk;

use crate::eval::{Machine, NoValue, Val};
use crate::number::{Hole, Num};
use crate::plan::Plan;
use crate::program::Program;
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

impl Plan {
    /// An evaluation at an input; nothing where the input holds a number that is not finite.
    pub(crate) fn machine(&self, input: &Input, views: &[Value]) -> Option<Machine<'_, Num>> {
        machine_of(&self.resolved.program, input, views)
    }

    /// Whether the formula has a value at an input, by the first element of its result.
    pub(crate) fn status(&self, input: &Input) -> Status {
        self.first_value(input).0
    }

    /// The status, and whether the value of the first side is exactly zero.
    pub(crate) fn first_value(&self, input: &Input) -> (Status, bool) {
        let program = &self.resolved.program;
        // What a view function sees is known only once it has run.
        if !self.annotation.views.is_empty() {
            return (Status::Defined, false);
        }
        let Some(mut machine) = self.machine(input, &[]) else {
            return (Status::Undefined, false);
        };
        for out in &program.outputs {
            machine.set(out.var, Num::whole(out.base));
        }
        let (mut status, mut zero) = (Status::Defined, false);
        for side in 0..program.sides.len() {
            match machine.side(side) {
                Ok(Val::Num(value)) => zero |= value.is_zero(),
                Ok(_) => {}
                Err(none) => match none.hole {
                    Hole::Outside => return (Status::Outside, false),
                    Hole::Undefined(_) => status = Status::Undefined,
                    Hole::Unsure(_) | Hole::Budget => status = Status::Unsure,
                },
            }
        }
        (status, zero)
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
        walk(self, &mut machine, value)
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
