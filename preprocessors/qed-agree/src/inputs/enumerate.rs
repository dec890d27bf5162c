//! Every point of a small whole domain.

use super::{MOST_POINTS, Pool};
use crate::annotation::Domain;
use crate::plan::Plan;
use crate::signature::Elem;
use crate::value::{Input, Value};

impl Plan {
    /// All points that meet the precondition, where the domain is small and whole.
    pub(super) fn enumerated(&self) -> Option<Vec<Input>> {
        let choices = self.choices()?;
        let mut inputs = Vec::new();
        if choices.iter().any(Vec::is_empty) {
            return Some(inputs);
        }
        // The last parameter runs fastest.
        let mut places = vec![0; choices.len()];
        loop {
            let values = choices.iter().zip(&places);
            let input = Input {
                values: values.map(|(all, &place)| all[place].clone()).collect(),
            };
            if self.meets(&input) {
                inputs.push(input);
            }
            let next = (0..places.len())
                .rev()
                .find(|&at| places[at] + 1 < choices[at].len());
            let Some(next) = next else {
                return Some(inputs);
            };
            places[next] += 1;
            places[next + 1..].fill(0);
        }
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
