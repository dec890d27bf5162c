//! Smaller inputs near a counterexample: shapes first, then zero, one, small numbers.

use super::draw::leaves;
use crate::judge::Status;
use crate::plan::Plan;
use crate::value::{Input, Value};

/// Candidates of one round.
const MOST: usize = 160;

impl Plan {
    /// Inputs that are simpler than this one and lie in the domain; the simplest first.
    pub fn shrink_candidates(&self, input: &Input) -> Vec<Input> {
        let mut candidates: Vec<Input> = Vec::new();
        for root in self.roots() {
            for (keep_first, keep) in [(true, 1), (true, usize::MAX), (false, usize::MAX)] {
                candidates.extend(self.shorter(input, root, keep_first, keep));
            }
        }
        let count = input.values.iter().map(Value::count).sum::<usize>();
        for (param, value) in input.values.iter().enumerate() {
            if self.resolved.values[param].is_some() {
                continue;
            }
            for simple in 0..4 {
                let mut all = input.clone();
                leaves(&mut all.values[param], &mut |number| {
                    *number = simpler(number, simple);
                });
                candidates.push(all);
            }
            for spot in 0..value.count() {
                for simple in 0..7 {
                    if count > 24 && simple > 3 {
                        break;
                    }
                    let mut one = input.clone();
                    let mut at = 0;
                    leaves(&mut one.values[param], &mut |number| {
                        if at == spot {
                            *number = simpler(number, simple);
                        }
                        at += 1;
                    });
                    candidates.push(one);
                }
            }
        }
        let weight = input.weight();
        candidates.retain(|candidate| candidate.weight() < weight);
        candidates.sort_by(|a, b| a.weight().total_cmp(&b.weight()));
        candidates.dedup();
        candidates.retain(|candidate| {
            let placed = candidate
                .values
                .iter()
                .enumerate()
                .all(|(param, value)| self.in_domain(param, value));
            placed && self.meets(candidate) && self.status(candidate) != Status::Outside
        });
        candidates.truncate(MOST);
        candidates
    }

    /// The free sizes of the input's lists.
    fn roots(&self) -> Vec<usize> {
        let extents = self.resolved.axes.iter().flatten();
        let mut roots: Vec<usize> = extents
            .filter(|extent| extent.fixed.is_none())
            .map(|extent| extent.root)
            .collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// The input with every list of one size shortened by the same number of elements.
    fn shorter(&self, input: &Input, root: usize, keep_first: bool, keep: usize) -> Option<Input> {
        let mut least = usize::MAX;
        for (param, axes) in self.resolved.axes.iter().enumerate() {
            for (axis, extent) in axes.iter().enumerate() {
                if extent.root == root {
                    least = least.min(length(&input.values[param], axis)?);
                }
            }
        }
        let cut = if keep == usize::MAX {
            1
        } else {
            least.checked_sub(keep)?
        };
        if cut == 0 || cut >= least {
            return None;
        }
        let mut shorter = input.clone();
        for (param, axes) in self.resolved.axes.iter().enumerate() {
            for (axis, extent) in axes.iter().enumerate() {
                if extent.root == root {
                    shorten(&mut shorter.values[param], axis, cut, keep_first);
                }
            }
            if let (Some(extent), Value::Int(number)) =
                (self.resolved.values[param], &mut shorter.values[param])
                && extent.root == root
            {
                *number -= cut as i128;
            }
        }
        Some(shorter)
    }
}

impl Input {
    /// How hard an input is to look at: numbers first, then how simple each is.
    pub(crate) fn weight(&self) -> f64 {
        fn of(value: &Value) -> f64 {
            match value {
                Value::List(elements) => 100.0 + elements.iter().map(of).sum::<f64>(),
                Value::Nothing => 0.0,
                Value::Int(number) => 100.0 + simple_weight(*number as f64),
                Value::Float(number) => 100.0 + simple_weight(*number),
            }
        }
        self.values.iter().map(of).sum()
    }
}

fn simple_weight(number: f64) -> f64 {
    let size = number.abs().min(1e9).ln_1p() + if number < 0.0 { 0.5 } else { 0.0 };
    let digits = if number.fract() == 0.0 {
        0.0
    } else if (number * 2.0).fract() == 0.0 {
        3.0
    } else if (number * 100.0).fract().abs() < 1e-9 {
        6.0
    } else {
        20.0
    };
    size + digits
}

fn simpler(number: &Value, how: usize) -> Value {
    match number {
        Value::Int(value) => Value::Int(match how {
            0 => 0,
            1 => 1,
            2 => 2,
            3 => value / 2,
            4 => value - value.signum(),
            5 => value.abs(),
            _ => 3,
        }),
        Value::Float(value) => Value::Float(match how {
            0 => 0.0,
            1 => 1.0,
            2 => 2.0,
            3 => value.trunc(),
            4 => 0.5,
            5 => (value * 10.0).round() / 10.0,
            _ => value.abs(),
        }),
        other => other.clone(),
    }
}

fn length(value: &Value, axis: usize) -> Option<usize> {
    match (value, axis) {
        (Value::List(elements), 0) => Some(elements.len()),
        (Value::List(elements), _) => length(elements.first()?, axis - 1),
        _ => None,
    }
}

fn shorten(value: &mut Value, axis: usize, cut: usize, keep_first: bool) {
    let Value::List(elements) = value else {
        return;
    };
    if axis > 0 {
        elements
            .iter_mut()
            .for_each(|element| shorten(element, axis - 1, cut, keep_first));
        return;
    }
    let left = elements.len().saturating_sub(cut);
    if keep_first {
        elements.truncate(left);
    } else {
        elements.drain(..elements.len() - left);
    }
}
