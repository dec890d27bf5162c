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
        for (formal, value) in program.recall.iter().zip(key) {
            if let Formal::Output(var) = formal {
                let out = program.outputs.iter().find(|out| out.var == *var);
                if *value < out.map_or(1, |out| out.base) {
                    return Err(expr.none(Hole::Undefined(
                        "a recurrence without a value to start from",
                    )));
                }
            }
        }
        // What is bound deeper down is put back by whoever binds it.
        let formals = program.recall.iter();
        let saved: Vec<Option<Val<S>>> = formals.map(|formal| self.formal(*formal)).collect();
        for (formal, value) in program.recall.iter().zip(key) {
            self.set_formal(*formal, Some(Val::Num(S::constant(Num::whole(*value)))));
        }
        let value = self.num(&program.sides[0]);
        for (formal, saved) in program.recall.iter().zip(saved) {
            self.set_formal(*formal, saved);
        }
        value
    }

    fn formal(&self, formal: Formal) -> Option<Val<S>> {
        match formal {
            Formal::Output(var) => self.vars[var].clone().map(Val::Num),
            Formal::Param(param) => self.params.get(param).cloned(),
            Formal::Idle => None,
        }
    }

    fn set_formal(&mut self, formal: Formal, value: Option<Val<S>>) {
        match (formal, value) {
            (Formal::Output(var), Some(Val::Num(value))) => self.vars[var] = Some(value),
            (Formal::Output(var), _) => self.vars[var] = None,
            (Formal::Param(param), Some(value)) => {
                if let Some(known) = self.params.get_mut(param) {
                    *known = value;
                }
            }
            (Formal::Param(_) | Formal::Idle, _) => {}
        }
    }
}
