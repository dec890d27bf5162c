//! Inputs and outputs as bytes: what the harness reads and writes.
//!
//! Both are words of eight bytes, the least byte first. A whole number or a truth is one word, one of 128 bits two, the lower first; a float is
//! the bits of an f64 whatever its type; a list is its length and its elements; a tuple or an array its elements; an option 0, or 1 and its value.
//! An input is the number of words that follow, the number of the call that it is for, and the arguments. An answer is the number of bytes that
//! follow, and 0 and what was returned, or 1 and what the panic said.

use crate::plan::Plan;
use crate::signature::{Elem, Type};
use crate::value::{Input, Output, Value};

/// Elements of a list that are read at most.
const LONGEST: u64 = 1_000_000;

/// The whole answers in what a program has written; one that it had only begun is left out.
pub fn answers(mut written: &[u8]) -> Vec<&[u8]> {
    let mut answers = Vec::new();
    while let Some((length, rest)) = word(written) {
        let Some((answer, rest)) = usize::try_from(length)
            .ok()
            .and_then(|length| rest.split_at_checked(length))
        else {
            break;
        };
        answers.push(answer);
        written = rest;
    }
    answers
}

impl Plan {
    /// Inputs as the harness reads them, for the call of this number.
    pub fn question(&self, call: usize, inputs: &[Input]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for input in inputs {
            let start = bytes.len();
            give(0, &mut bytes);
            give(call as u64, &mut bytes);
            for (value, param) in input.values.iter().zip(&self.signature.params) {
                write(value, &param.ty, &mut bytes);
            }
            let words = (bytes.len() - start) as u64 / 8 - 1;
            bytes[start..start + 8].copy_from_slice(&words.to_le_bytes());
        }
        bytes
    }

    /// Reads answers, which are in the order of the inputs. What is missing at the end did not run: the first of it gets `stopped` as its
    /// reason, the rest is left out.
    pub fn outputs(&self, answers: &[&[u8]], inputs: usize, stopped: &str) -> Vec<Output> {
        let read = answers.iter().take(inputs);
        let mut outputs: Vec<Output> = read.map(|answer| self.output(answer)).collect();
        if outputs.len() < inputs {
            outputs.push(Output::Stopped(stopped.to_owned()));
        }
        outputs
    }

    fn output(&self, answer: &[u8]) -> Output {
        let read = || match word(answer)? {
            (0, mut bytes) => {
                let views = self
                    .view_types()
                    .map(|ty| read(&mut bytes, ty))
                    .collect::<Option<Vec<_>>>()?;
                let value = read(&mut bytes, &self.signature.returns)?;
                Some(Output::Returned { value, views })
            }
            (_, message) => {
                let message = String::from_utf8_lossy(message);
                Some(Output::Panicked(message.replace(['\n', '\r'], " ")))
            }
        };
        read().unwrap_or_else(|| Output::Stopped("its answer cannot be read".to_owned()))
    }

    /// The types that view functions return.
    pub(crate) fn view_types(&self) -> impl Iterator<Item = &Type> {
        self.resolved.views.iter()
    }
}

fn give(word: u64, into: &mut Vec<u8>) {
    into.extend_from_slice(&word.to_le_bytes());
}

/// The first word, and what follows it.
fn word(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (word, rest) = bytes.split_first_chunk()?;
    Some((u64::from_le_bytes(*word), rest))
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let (word, rest) = word(bytes)?;
    *bytes = rest;
    Some(word)
}

fn is_wide(elem: Elem) -> bool {
    matches!(elem, Elem::Int { bits, .. } if bits > 64)
}

fn write(value: &Value, ty: &Type, into: &mut Vec<u8>) {
    match (value, ty) {
        (Value::List(elements), Type::Tuple(parts)) => {
            for (element, part) in elements.iter().zip(parts) {
                write(element, part, into);
            }
        }
        (Value::List(elements), Type::List(inner, fixed)) => {
            if fixed.is_none() {
                give(elements.len() as u64, into);
            }
            for element in elements {
                write(element, inner, into);
            }
        }
        (Value::Nothing, _) => give(0, into),
        (_, Type::Option(inner)) => {
            give(1, into);
            write(value, inner, into);
        }
        (Value::Int(number), Type::Num(elem)) => number_of(*number, *number as f64, *elem, into),
        (Value::Float(number), Type::Num(elem)) => {
            number_of(*number as i128, *number, *elem, into);
        }
        (Value::List(_), Type::Num(_)) | (_, Type::List(..) | Type::Tuple(_)) => {}
    }
}

fn number_of(whole: i128, float: f64, elem: Elem, into: &mut Vec<u8>) {
    match elem {
        Elem::F64 | Elem::F32 => give(float.to_bits(), into),
        Elem::Int { .. } | Elem::Bool => {
            // Two's complement keeps its lower words.
            give(whole as u64, into);
            if is_wide(elem) {
                give((whole >> 64) as u64, into);
            }
        }
    }
}

fn read(bytes: &mut &[u8], ty: &Type) -> Option<Value> {
    match ty {
        Type::Num(Elem::F64 | Elem::F32) => take(bytes).map(f64::from_bits).map(Value::Float),
        Type::Num(elem) => {
            let low = take(bytes)?;
            Some(Value::Int(match elem {
                _ if is_wide(*elem) => i128::from(low) | i128::from(take(bytes)?) << 64,
                Elem::Int { signed: true, .. } => i128::from(low as i64),
                _ => i128::from(low),
            }))
        }
        Type::Option(inner) => match take(bytes)? {
            0 => Some(Value::Nothing),
            _ => read(bytes, inner),
        },
        Type::Tuple(parts) => parts
            .iter()
            .map(|part| read(bytes, part))
            .collect::<Option<_>>()
            .map(Value::List),
        Type::List(inner, fixed) => {
            let length = match fixed {
                Some(length) => *length as u64,
                None => take(bytes).filter(|&length| length <= LONGEST)?,
            };
            (0..length)
                .map(|_| read(bytes, inner))
                .collect::<Option<_>>()
                .map(Value::List)
        }
    }
}
