//! The points to compare at: every one of a small whole domain, otherwise seeded draws with edges and ties.

mod domain;
mod draw;
mod enumerate;
mod random;
mod shrink;

use crate::annotation::Domain;
use crate::eval::{BUDGET, Machine, Val};
use crate::plan::Plan;
use crate::signature::{Elem, Type};
use crate::value::{Input, Value};

pub(crate) use random::Random;

/// A whole domain of at most this many points is enumerated.
pub(crate) const MOST_POINTS: usize = 10_000;
/// Where the author names no domain, small whole numbers are taken up to about this many points.
pub(crate) const ENOUGH_POINTS: usize = 2_000;
/// Usable draws that are wanted otherwise.
pub(crate) const DRAWS: usize = 120;

/// Where the numbers of a parameter come from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Pool {
    /// As the annotation says.
    Given(Domain),
    /// Any float of a reasonable size.
    Floats,
    /// Whole numbers from the first to the second; without an annotation also some greater ones.
    Whole(i128, i128),
}

impl Plan {
    /// The points to compare at. The same seed gives the same points.
    pub fn inputs(&self, seed: u64) -> Vec<Input> {
        match self.enumerated() {
            Some(mut points) => {
                if self.has_default_domain() {
                    points.extend(self.drawn(seed, DRAWS / 2, true));
                }
                points
            }
            None => self.drawn(seed, DRAWS, false),
        }
    }

    /// Some points, to see whether there are any.
    pub(crate) fn probe(&self) -> Vec<Input> {
        let drawn = self.drawn(0, 1, false);
        if drawn
            .iter()
            .any(|input| self.status(input) == crate::judge::Status::Defined)
        {
            return drawn;
        }
        let all = self.enumerated().unwrap_or_default();
        let defined = all
            .into_iter()
            .find(|input| self.status(input) == crate::judge::Status::Defined);
        drawn.into_iter().chain(defined).collect()
    }

    /// Whether every point of the domain is an input.
    pub fn is_exhaustive(&self) -> bool {
        self.choices().is_some() && !self.has_default_domain()
    }

    pub(crate) fn has_default_domain(&self) -> bool {
        !self.pools.is_empty()
            && self
                .pools
                .iter()
                .all(|pool| !matches!(pool, Pool::Given(_)))
    }

    /// Whether a value lies in the domain of its parameter.
    pub(crate) fn in_domain(&self, param: usize, value: &Value) -> bool {
        match value {
            Value::List(elements) => elements
                .iter()
                .all(|element| self.in_domain(param, element)),
            Value::Nothing => false,
            Value::Int(number) => match &self.pools[param] {
                Pool::Given(Domain::Whole(low, high)) => (low..=high).contains(&number),
                Pool::Given(Domain::Real { .. }) => {
                    self.in_domain(param, &Value::Float(*number as f64))
                }
                Pool::Given(Domain::OneOf(all)) => {
                    all.iter().any(|one| one.as_whole() == Some(*number))
                }
                Pool::Whole(low, _) => number >= low,
                Pool::Floats => true,
            },
            Value::Float(number) => match &self.pools[param] {
                Pool::Given(Domain::Real {
                    low,
                    high,
                    low_in,
                    high_in,
                }) => {
                    (number > low || *low_in && number == low)
                        && (number < high || *high_in && number == high)
                }
                Pool::Given(Domain::Whole(low, high)) => {
                    number.fract() == 0.0 && *number >= *low as f64 && *number <= *high as f64
                }
                Pool::Given(Domain::OneOf(all)) => all.iter().any(|one| one.to_f64() == *number),
                Pool::Floats | Pool::Whole(..) => true,
            },
        }
    }

    /// Whether a parameter's domain is one number.
    pub(crate) fn is_single(&self, param: usize) -> bool {
        match &self.pools[param] {
            Pool::Given(Domain::Whole(low, high)) => low == high,
            Pool::Given(Domain::OneOf(all)) => all.len() == 1,
            Pool::Given(Domain::Real { low, high, .. }) => low == high,
            Pool::Floats | Pool::Whole(..) => false,
        }
    }

    /// Whether the precondition holds of an input; one that cannot be decided does not.
    pub(crate) fn meets(&self, input: &Input) -> bool {
        let Some(condition) = &self.condition else {
            return true;
        };
        let values = input.values.iter();
        let params = values.map(Val::from_value).collect::<Option<Vec<_>>>();
        params.is_some_and(|params| {
            let mut machine = Machine::new(&self.resolved.program, params, BUDGET);
            machine.cond(condition) == Ok(true)
        })
    }
}

/// The pools of the parameters: from the annotation, or by type.
pub(crate) fn pool(ty: &Type, given: Option<&Domain>, points: i128) -> Pool {
    if let Some(domain) = given {
        return Pool::Given(domain.clone());
    }
    match ty.elem() {
        Elem::Bool => Pool::Whole(0, 1),
        Elem::F64 | Elem::F32 => Pool::Floats,
        Elem::Int { signed, .. } => {
            let most = if ty.rank() > 0 {
                6
            } else {
                (points - 1).max(3)
            };
            if signed {
                Pool::Whole(-(most / 2).max(2), (most / 2).max(2))
            } else {
                Pool::Whole(0, most)
            }
        }
    }
}
