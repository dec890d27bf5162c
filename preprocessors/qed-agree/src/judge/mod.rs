//! One input: what the formula says, and whether what the function returned is the same.

mod tolerance;
mod walk;

use tolerance::{apart, holds};
use walk::walk;

use crate::eval::{BUDGET, Machine, NoValue, Val};
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
    Differs(Box<Gap>),
    /// The formula is undefined where the function returns a finite number.
    UndefinedHere(NoValue),
    /// Nothing can be said; why.
    Unusable(NoValue),
}

impl Plan {
    /// Whether the formula has a value at an input, by the first element of its result.
    pub(crate) fn status(&self, input: &Input) -> Status {
        self.first_value(input, &mut BUDGET.clone()).0
    }

    /// The status, and whether the value of the first side is exactly zero. The steps are taken from the purse.
    pub(crate) fn first_value(&self, input: &Input, purse: &mut u64) -> (Status, bool) {
        // What a view function sees is known only once it has run.
        if !self.annotation.views.is_empty() {
            return (Status::Defined, false);
        }
        let program = &self.resolved.program;
        spend(program, input, &[], purse, |machine| first(machine))
            .unwrap_or((Status::Undefined, false))
    }

    /// Compares one output with the formula. The steps are taken from the purse.
    pub(crate) fn judge(
        &self,
        program: &Program,
        input: &Input,
        output: &Output,
        purse: &mut u64,
    ) -> Judgement {
        let judged = match output {
            Output::Returned { value, views } => spend(program, input, views, purse, |machine| {
                walk(self, machine, value)
            }),
            _ => spend(program, input, &[], purse, |machine| {
                self.judge_silence(machine, output)
            }),
        };
        judged.unwrap_or(Judgement::Unusable(nowhere()))
    }

    /// Compares the sides of an identity with each other. The steps are taken from the purse.
    pub(crate) fn judge_sides(&self, input: &Input, purse: &mut u64) -> Judgement {
        let program = &self.resolved.program;
        let judged = spend(program, input, &[], purse, |machine| {
            let mut values = Vec::new();
            for side in &program.sides {
                match machine.val(side) {
                    Ok(value) => values.push(value),
                    Err(none) => return Judgement::Unusable(none),
                }
            }
            let mut pairs = values.windows(2).enumerate();
            let gap = pairs.find_map(|(side, pair)| {
                let path = &mut Vec::new();
                apart(&pair[0], &pair[1], &program.arith, side + 1, path)
            });
            gap.map_or(Judgement::Same, |gap| Judgement::Differs(Box::new(gap)))
        });
        judged.unwrap_or(Judgement::Unusable(nowhere()))
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
        Judgement::Differs(Box::new(Gap {
            side: 0,
            path: vec![0; program.outputs.len()],
            formula: first,
            code,
            rounding: false,
        }))
    }
}

fn nowhere() -> NoValue {
    NoValue {
        hole: Hole::Outside,
        span: 0..0,
    }
}

/// Whether every side has a first element, and whether one of them is zero.
fn first(machine: &mut Machine<'_, Num>) -> (Status, bool) {
    let program = machine.program;
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

/// Runs one evaluation and takes its steps from the purse; nothing where the input holds a number that is not finite.
fn spend<'p, T>(
    program: &'p Program,
    input: &Input,
    views: &[Value],
    purse: &mut u64,
    run: impl FnOnce(&mut Machine<'p, Num>) -> T,
) -> Option<T> {
    let values = input.values.iter().chain(views);
    let params = values.map(Val::from_value).collect::<Option<Vec<_>>>()?;
    let steps = BUDGET.min(*purse);
    let mut machine = Machine::new(program, params, steps);
    let result = run(&mut machine);
    *purse = purse.saturating_sub(steps - machine.steps);
    Some(result)
}
