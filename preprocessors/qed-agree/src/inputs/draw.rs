//! Seeded draws: small shapes first, edges, ties, independent lengths.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pool, Random};
use crate::annotation::Domain;
use crate::judge::Status;
use crate::plan::Plan;
use crate::signature::{Elem, Type};
use crate::value::{Input, Value};

/// Draws that may be made for one that is kept.
const TRIES: usize = 60;
/// Steps that all draws may take together.
const STEPS: u64 = 4_000_000;
/// Points of one kind without a value that are kept: enough to see that the code has one there.
const HOLES: usize = 12;

/// What the floats of one input look like: so that some inputs of each kind have a value in every formula.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Mixed,
    Positive,
    Unit,
    Small,
    Extreme,
}

impl Plan {
    /// Draws inputs until enough of them have a value.
    pub(super) fn drawn(&self, seed: u64, wanted: usize, wide: bool) -> Vec<Input> {
        let mut random = Random::new(seed ^ 0x5eed);
        let mut kept: Vec<Input> = Vec::new();
        let mut marks = BTreeSet::new();
        let (mut defined, mut zeros, mut undefined, mut unsure) = (0, 0, 0, 0);
        let mut purse = STEPS;
        for attempt in 0..wanted * TRIES {
            if purse == 0 {
                break;
            }
            let input = self.draw(&mut random, attempt, wide);
            // What was drawn before has been judged.
            let mark = mark(&input);
            if !self.meets(&input) || !marks.insert(mark) {
                continue;
            }
            let (status, zero) = self.first_value(&input, &mut purse);
            // A formula that is zero nearly everywhere tells little: boxes that do not meet, sums of indicators.
            zeros += usize::from(zero);
            if zero && zeros > wanted / 4 && attempt < wanted * TRIES / 2 {
                marks.remove(&mark);
                continue;
            }
            let count = match status {
                Status::Defined => &mut defined,
                Status::Undefined if undefined < HOLES => &mut undefined,
                Status::Unsure if unsure < HOLES => &mut unsure,
                _ => continue,
            };
            *count += 1;
            kept.push(input);
            if defined >= wanted {
                break;
            }
        }
        kept
    }

    fn draw(&self, random: &mut Random, attempt: usize, wide: bool) -> Input {
        let style = match attempt % 8 {
            0 | 4 => Style::Mixed,
            1 | 5 => Style::Positive,
            2 | 6 => Style::Unit,
            3 => Style::Small,
            _ => Style::Extreme,
        };
        let most = match attempt {
            0..=3 => 1,
            4..=15 => 2,
            _ => 5,
        };
        let mut sizes: BTreeMap<usize, i128> = BTreeMap::new();
        for extent in self
            .resolved
            .axes
            .iter()
            .flatten()
            .chain(self.resolved.values.iter().flatten())
        {
            // The least size at which no list of the class is shorter than one.
            let floor = sizes.entry(extent.root).or_insert(i128::MIN);
            *floor = (*floor).max(1 - extent.plus);
        }
        for size in sizes.values_mut() {
            *size += random.below(most) as i128;
        }
        let mut values = Vec::new();
        for (at, param) in self.signature.params.iter().enumerate() {
            let value = match self.resolved.values[at] {
                Some(extent) if param.ty.elem().is_whole() => {
                    Value::Int(extent.fixed.unwrap_or_else(|| {
                        sizes.get(&extent.root).copied().unwrap_or(1) + extent.plus
                    }))
                }
                _ => {
                    let lengths: Vec<i128> = self.resolved.axes[at]
                        .iter()
                        .map(|extent| {
                            extent.fixed.unwrap_or_else(|| {
                                sizes.get(&extent.root).copied().unwrap_or(1) + extent.plus
                            })
                        })
                        .collect();
                    self.draw_value(random, at, &param.ty, &lengths, style, wide)
                }
            };
            values.push(value);
        }
        let mut input = Input { values };
        if random.once_in(4) {
            self.tie(random, &mut input);
        }
        input
    }

    fn draw_value(
        &self,
        random: &mut Random,
        param: usize,
        ty: &Type,
        lengths: &[i128],
        style: Style,
        wide: bool,
    ) -> Value {
        match ty {
            Type::Num(elem) => self.draw_number(random, param, *elem, style, wide),
            Type::Option(inner) => self.draw_value(random, param, inner, lengths, style, wide),
            Type::Tuple(parts) => Value::List(
                parts
                    .iter()
                    .map(|part| {
                        self.draw_value(
                            random,
                            param,
                            part,
                            lengths.get(1..).unwrap_or_default(),
                            style,
                            wide,
                        )
                    })
                    .collect(),
            ),
            Type::List(inner, fixed) => {
                let length = fixed.map_or_else(
                    || lengths.first().copied().unwrap_or(1).clamp(0, 12) as usize,
                    |length| length,
                );
                let rest = lengths.get(1..).unwrap_or_default();
                Value::List(
                    (0..length)
                        .map(|_| self.draw_value(random, param, inner, rest, style, wide))
                        .collect(),
                )
            }
        }
    }

    fn draw_number(
        &self,
        random: &mut Random,
        param: usize,
        elem: Elem,
        style: Style,
        wide: bool,
    ) -> Value {
        let whole = elem.is_whole();
        let number = match &self.pools[param] {
            Pool::Given(Domain::Whole(low, high)) => {
                let number = whole_number(random, *low, *high);
                return if whole {
                    Value::Int(number)
                } else {
                    Value::Float(number as f64)
                };
            }
            Pool::Given(Domain::OneOf(numbers)) => {
                let one = numbers[random.below(numbers.len())];
                return if whole {
                    Value::Int(one.floor().num())
                } else {
                    Value::Float(one.to_f64())
                };
            }
            Pool::Whole(low, high) => {
                let high = if wide && elem != Elem::Bool {
                    high + 40
                } else {
                    *high
                };
                let low = if style == Style::Small {
                    (*low).clamp(0, 1)
                } else {
                    *low
                };
                let high = if style == Style::Small {
                    high.min(3)
                } else {
                    high
                };
                return Value::Int(whole_number(random, low, high));
            }
            Pool::Given(Domain::Real {
                low,
                high,
                low_in,
                high_in,
            }) => real(random, *low, *high, *low_in, *high_in),
            Pool::Floats => float(random, style),
        };
        if whole {
            return Value::Int(number.floor() as i128);
        }
        Value::Float(if elem == Elem::F32 {
            f64::from(number as f32)
        } else {
            number
        })
    }

    /// Copies a number from one parameter to another, so that `>` and `>=` can differ.
    fn tie(&self, random: &mut Random, input: &mut Input) {
        if input.values.is_empty() {
            return;
        }
        let (from, to) = (
            random.below(input.values.len()),
            random.below(input.values.len()),
        );
        if self.resolved.values[to].is_some()
            || self.signature.params[to].ty.elem().is_whole()
                != self.signature.params[from].ty.elem().is_whole()
        {
            return;
        }
        let mut numbers = Vec::new();
        leaves(&mut input.values[from].clone(), &mut |number| {
            numbers.push(number.clone());
        });
        if numbers.is_empty() {
            return;
        }
        let chosen = numbers[random.below(numbers.len())].clone();
        if !self.in_domain(to, &chosen) {
            return;
        }
        let all = random.once_in(3);
        let spot = random.below(input.values[to].count().max(1));
        let mut at = 0;
        leaves(&mut input.values[to], &mut |number| {
            if all || at == spot {
                *number = chosen.clone();
            }
            at += 1;
        });
    }
}

/// A number that two inputs share only if they are equal, as good as certainly.
fn mark(input: &Input) -> u64 {
    fn add(value: &Value, mark: &mut Random) {
        let word = match value {
            Value::Int(number) => *number as u64,
            Value::Float(number) => number.to_bits(),
            Value::List(elements) => {
                elements.iter().for_each(|element| add(element, mark));
                elements.len() as u64
            }
            Value::Nothing => 0,
        };
        *mark = Random::new(mark.next() ^ word);
    }
    let mut mark = Random::new(0);
    input.values.iter().for_each(|value| add(value, &mut mark));
    mark.next()
}

/// Calls `visit` with every number of a value.
pub(super) fn leaves(value: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::List(elements) => elements
            .iter_mut()
            .for_each(|element| leaves(element, visit)),
        _ => visit(value),
    }
}

fn whole_number(random: &mut Random, low: i128, high: i128) -> i128 {
    match random.below(8) {
        0 => low,
        1 => high,
        _ => random.between(low, high),
    }
}

fn real(random: &mut Random, low: f64, high: f64, low_in: bool, high_in: bool) -> f64 {
    let strict = |x: f64| if x > low && x < high { x } else { f64::NAN };
    for _ in 0..20 {
        let small = 10_f64.powf(-8.0 * random.unit());
        let x = match (low.is_finite(), high.is_finite(), random.below(10)) {
            (true, _, 0) if low_in => return low,
            (_, true, 1) if high_in => return high,
            (true, true, 2) => strict(low + (high - low) * small),
            (true, true, 3) => strict(high - (high - low) * small),
            (true, true, 4) => strict(low + (high - low) * 0.5),
            (true, true, _) => strict(low + (high - low) * random.unit()),
            (true, false, 2..=4) => strict(low + small * 1e4),
            (true, false, _) => strict(low + 4.0 * random.unit()),
            (false, true, _) => strict(high - 4.0 * random.unit()),
            (false, false, _) => float(random, Style::Mixed),
        };
        if !x.is_nan() {
            return x;
        }
    }
    if low.is_finite() && high.is_finite() {
        low + (high - low) * 0.5
    } else {
        low.clamp(-1e9, 1e9) + 1.0
    }
}

fn float(random: &mut Random, style: Style) -> f64 {
    let sign = if random.once_in(2) { -1.0 } else { 1.0 };
    let small = 10_f64.powf(-8.0 * random.unit());
    match style {
        Style::Small => random.between(-3, 3) as f64,
        Style::Unit => match random.below(12) {
            0 => 0.0,
            1 => 1.0,
            2 => small,
            3 => 1.0 - small,
            _ => random.unit(),
        },
        Style::Positive => match random.below(8) {
            0 => 1.0,
            1 => 10_f64.powf(3.0 * random.unit()),
            2 => 0.5,
            _ => 4.0 * random.unit() + 1e-3,
        },
        Style::Mixed => match random.below(12) {
            0 => 0.0,
            1 => sign,
            2 => sign * 0.5,
            _ => 8.0 * random.unit() - 4.0,
        },
        Style::Extreme => match random.below(6) {
            0 => sign * small,
            1 => 1.0 + sign * small,
            2 => sign * 10_f64.powf(2.5 * random.unit()),
            3 => 0.0,
            _ => 8.0 * random.unit() - 4.0,
        },
    }
}
