//! The formula's own value, as code would return it.

use crate::eval::{BUDGET, Machine, Val};
use crate::number::Num;
use crate::plan::Plan;
use crate::program::Program;
use crate::signature::Type;
use crate::value::{Input, Value};

impl Plan {
    /// The value of the first side at an input.
    pub(crate) fn value_of(
        &self,
        program: &Program,
        input: &Input,
        length: Option<usize>,
    ) -> Option<Value> {
        let params = input
            .values
            .iter()
            .map(Val::from_value)
            .collect::<Option<Vec<_>>>()?;
        let mut machine = Machine::new(program, params, BUDGET);
        self.level(&mut machine, 0, &self.signature.returns, length)
    }

    fn level(
        &self,
        machine: &mut Machine<'_, Num>,
        level: usize,
        ty: &Type,
        length: Option<usize>,
    ) -> Option<Value> {
        let program = machine.program;
        let Some(out) = program.outputs.get(level) else {
            let value = machine.side(0).ok()?;
            return self.value_from(&value, ty);
        };
        let count = match out.last.and_then(|last| machine.source(last)) {
            Some(last) => usize::try_from(last - out.base + 1).ok()?,
            None => length?,
        };
        let inner = match ty {
            Type::List(inner, _) | Type::Option(inner) => inner,
            _ => ty,
        };
        let mut elements = Vec::new();
        for place in 0..count {
            machine.set(out.var, Num::whole(out.base + place as i128));
            elements.push(self.level(machine, level + 1, inner, length)?);
        }
        Some(Value::List(elements))
    }

    fn value_from(&self, value: &Val<Num>, ty: &Type) -> Option<Value> {
        match value {
            Val::Num(number)
                if ty.elem().is_whole()
                    || self.identity
                        && number.as_whole().is_some_and(|whole| whole.abs() > 1 << 52) =>
            {
                number.as_whole().map(Value::Int)
            }
            Val::Num(number) => Some(Value::Float(number.mid())),
            Val::List(elements) => {
                let inner = match ty {
                    Type::List(inner, _) | Type::Option(inner) => inner,
                    _ => ty,
                };
                elements
                    .iter()
                    .map(|element| self.value_from(element, inner))
                    .collect::<Option<_>>()
                    .map(Value::List)
            }
            Val::Set(_) => None,
        }
    }
}
