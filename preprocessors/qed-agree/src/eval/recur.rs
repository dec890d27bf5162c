//! Recurrences: the defined symbol at other indices or arguments.

use super::{Eval, Level, Machine, Val};
use crate::expr::Expr;
use crate::number::{Hole, Num};
use crate::program::Formal;

impl<S: Level> Machine<'_, S> {
    /// The defined symbol at other indices or arguments.
    pub(super) fn recall(&mut self, expr: &Expr, arguments: &[Expr]) -> Eval<S> {
        let mut key = Vec::new();
        for argument in arguments {
            let value = self.num(argument)?.value();
            let whole = value.as_whole().ok_or(expr.none(Hole::Undefined(
                "a recurrence at an index that is not whole",
            )))?;
            key.push(whole);
        }
        if let Some(known) = self.memo.get(&key) {
            return Ok(known.clone());
        }
        let program = self.program;
        let value = match program.given.iter().find(|(at, _)| *at == key) {
            Some((_, value)) => self.num(value)?,
            None => self.recall_general(expr, &key)?,
        };
        self.memo.insert(key, value.clone());
        Ok(value)
    }

    fn recall_general(&mut self, expr: &Expr, key: &[i128]) -> Eval<S> {
        let program = self.program;
        let saved_vars = self.vars.clone();
        let saved_params = self.params.clone();
        for (formal, value) in program.recall.iter().zip(key) {
            let number = S::constant(Num::whole(*value));
            match formal {
                Formal::Output(var) => {
                    let base = program
                        .outputs
                        .iter()
                        .find(|out| out.var == *var)
                        .map_or(1, |out| out.base);
                    if *value < base {
                        return Err(expr.none(Hole::Undefined(
                            "a recurrence without a value to start from",
                        )));
                    }
                    self.vars[*var] = Some(number);
                }
                Formal::Param(param) => {
                    if let Some(value) = self.params.get_mut(*param) {
                        *value = Val::Num(number);
                    }
                }
                Formal::Idle => {}
            }
        }
        let value = self.num(&program.sides[0]);
        self.vars = saved_vars;
        self.params = saved_params;
        value
    }
}
