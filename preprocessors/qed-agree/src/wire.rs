//! Inputs and outputs as lines of text: what the harness reads and writes.
//!
//! Numbers are separated by blanks. A whole number or a truth is decimal; a float is the hexadecimal of its bits, 16 digits of an f64
//! whatever its type; a list is its length and its elements; a tuple or an array its elements; an option `0`, or `1` and its value.

use crate::plan::Plan;
use crate::signature::{Elem, Type};
use crate::value::{Input, Output, Value};

/// What each line of the harness begins with, so that what the function prints itself is no answer.
pub const PREFIX: &str = "qed-agree ";

impl Plan {
    /// Inputs as the file that the harness reads: a line each.
    pub fn input_file(&self, inputs: &[Input]) -> String {
        let mut file = String::new();
        for input in inputs {
            for (value, param) in input.values.iter().zip(&self.signature.params) {
                write(value, &param.ty, &mut file);
            }
            file.push('\n');
        }
        file
    }

    /// Reads what the harness printed, in the order of the inputs. What is missing at the end did not run: the first of it gets `stopped`
    /// as its reason, the rest is left out.
    pub fn outputs(&self, printed: &str, inputs: usize, stopped: &str) -> Vec<Output> {
        let mut outputs = Vec::new();
        for line in printed.lines() {
            let Some(answer) = line.split_once(PREFIX).map(|(_, answer)| answer) else {
                continue;
            };
            if outputs.len() < inputs {
                outputs.push(self.output(answer));
            }
        }
        if outputs.len() < inputs {
            outputs.push(Output::Stopped(stopped.to_owned()));
        }
        outputs
    }

    fn output(&self, answer: &str) -> Output {
        if let Some(message) = answer.strip_prefix("panic ") {
            return Output::Panicked(message.to_owned());
        }
        let mut tokens = answer.split_ascii_whitespace().skip(1);
        let read = || -> Option<Output> {
            let views = self
                .view_types()
                .map(|ty| read(&mut tokens, ty))
                .collect::<Option<Vec<_>>>()?;
            let value = read(&mut tokens, &self.signature.returns)?;
            Some(Output::Returned { value, views })
        };
        let mut read = read;
        read().unwrap_or_else(|| Output::Stopped("its answer cannot be read".to_owned()))
    }

    /// The types that view functions return.
    pub(crate) fn view_types(&self) -> impl Iterator<Item = &Type> {
        self.resolved.views.iter()
    }
}

fn write(value: &Value, ty: &Type, into: &mut String) {
    match (value, ty) {
        (Value::List(elements), Type::Tuple(parts)) => {
            for (element, part) in elements.iter().zip(parts) {
                write(element, part, into);
            }
        }
        (Value::List(elements), Type::List(inner, fixed)) => {
            if fixed.is_none() {
                into.push_str(&format!("{} ", elements.len()));
            }
            for element in elements {
                write(element, inner, into);
            }
        }
        (Value::Nothing, _) => into.push_str("0 "),
        (_, Type::Option(inner)) => {
            into.push_str("1 ");
            write(value, inner, into);
        }
        (Value::Int(number), Type::Num(Elem::F64 | Elem::F32)) => {
            into.push_str(&format!("{:016x} ", (*number as f64).to_bits()));
        }
        (Value::Int(number), _) => into.push_str(&format!("{number} ")),
        (Value::Float(number), Type::Num(Elem::F64 | Elem::F32)) => {
            into.push_str(&format!("{:016x} ", number.to_bits()));
        }
        (Value::Float(number), _) => into.push_str(&format!("{} ", *number as i128)),
        (Value::List(_), Type::Num(_)) => {}
    }
}

fn read<'a>(tokens: &mut impl Iterator<Item = &'a str>, ty: &Type) -> Option<Value> {
    match ty {
        Type::Num(Elem::F64 | Elem::F32) => {
            let bits = u64::from_str_radix(tokens.next()?, 16).ok()?;
            Some(Value::Float(f64::from_bits(bits)))
        }
        Type::Num(_) => tokens.next()?.parse().ok().map(Value::Int),
        Type::Option(inner) => match tokens.next()? {
            "0" => Some(Value::Nothing),
            _ => read(tokens, inner),
        },
        Type::Tuple(parts) => parts
            .iter()
            .map(|part| read(tokens, part))
            .collect::<Option<_>>()
            .map(Value::List),
        Type::List(inner, fixed) => {
            let length = match fixed {
                Some(length) => *length,
                None => tokens
                    .next()?
                    .parse()
                    .ok()
                    .filter(|&length: &usize| length <= 1_000_000)?,
            };
            (0..length)
                .map(|_| read(tokens, inner))
                .collect::<Option<_>>()
                .map(Value::List)
        }
    }
}
