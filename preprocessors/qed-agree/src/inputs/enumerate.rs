//! Every point of a small whole domain.

use super::{MOST_POINTS, Pool};
use crate::annotation::Domain;
use crate::plan::Plan;
use crate::signature::Elem;
use crate::value::{Input, Value};

impl Plan {
    /// All points that meet the precondition, where the domain is small and whole.
    pub(super) fn enumerated(&self) -> Option<Vec<Input>> {
        let mut inputs = vec![Input { values: Vec::new() }];
        for all in self.choices()? {
            inputs = inputs
                .into_iter()
                .flat_map(|input| {
                    all.iter().map(move |value| {
                        let mut values = input.values.clone();
                        values.push(value.clone());
                        Input { values }
                    })
                })
                .collect();
        }
        inputs.retain(|input| self.meets(input));
        Some(inputs)
    }

    /// The values of each parameter, where all of them together are few enough.
    pub(super) fn choices(&self) -> Option<Vec<Vec<Value>>> {
        let mut choices: Vec<Vec<Value>> = Vec::new();
        let mut points = 1_usize;
        for (at, param) in self.signature.params.iter().enumerate() {
            if param.ty.rank() > 0 || self.resolved.values[at].is_some() {
                return None;
            }
            let float = !param.ty.elem().is_whole();
            let value = |number: i128| {
                if float {
                    Value::Float(number as f64)
                } else {
                    Value::Int(number)
                }
            };
            let all: Vec<Value> = match &self.pools[at] {
                Pool::Given(Domain::Whole(low, high)) if high - low < MOST_POINTS as i128 => {
                    (*low..=*high).map(value).collect()
                }
                Pool::Whole(low, high) if high - low < MOST_POINTS as i128 => {
                    (*low..=*high).map(value).collect()
                }
                Pool::Given(Domain::OneOf(numbers)) if float => numbers
                    .iter()
                    .map(|one| Value::Float(one.to_f64()))
                    .collect(),
                Pool::Given(Domain::OneOf(numbers)) => numbers
                    .iter()
                    .filter_map(|one| one.as_whole())
                    .map(Value::Int)
                    .collect(),
                _ => return None,
            };
            debug_assert!(param.ty.elem() != Elem::Bool || all.len() <= 2);
            points = points.checked_mul(all.len())?;
            if points > MOST_POINTS {
                return None;
            }
            choices.push(all);
        }
        Some(choices)
    }
}
