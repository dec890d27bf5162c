//! The items of an annotation: `in p (0,1), k 1..=7 if k <= i + 2*p`.

mod domain;
mod items;

use std::ops::Range;

pub(crate) use items::parse;

use crate::number::Ratio;
use crate::signature::Type;

/// What an annotation asks for beside the label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotation {
    /// `let \nabla L(w) = grad`: opaque atoms.
    pub lets: Vec<Let>,
    /// `in p (0,1)`: domains.
    pub domains: Vec<(String, Domain)>,
    /// `if k <= i + 2*p`: the precondition, as it is written.
    pub condition: Option<(String, Range<usize>)>,
    /// `dim y, p: K`: sizes by name.
    pub dims: Vec<Dim>,
    /// `out [c]`: what indexes the result.
    pub out: Option<Vec<String>>,
    /// `clause 2`: which statement of the formula, from 1.
    pub clause: Option<usize>,
    /// `base 0`: what indices that no binder binds count from.
    pub base: Option<i128>,
    /// `columns`: softmax by columns instead of rows.
    pub columns: bool,
    /// `using eq:inter`: formulas whose definitions are used.
    pub using: Vec<String>,
    /// `view A = cells(a)`: sets as functions see them.
    pub views: Vec<View>,
    /// `given x: &[f64]`: the symbols of an identity, with their types.
    pub given: Vec<(String, Type)>,
}

/// An opaque atom of a formula and the parameter that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Let {
    /// LaTeX.
    pub atom: String,
    /// A parameter, or `result` for the left side.
    pub name: String,
    /// Where it is written, in the annotation.
    pub range: Range<usize>,
}

/// A shared size: `dim y, p: K`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dim {
    /// The parameter.
    pub param: String,
    /// Which of its axes, from 0.
    pub axis: usize,
    /// The symbol of the formula.
    pub symbol: String,
}

/// A symbol for a set that a function of the snippet sees in a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The symbol of the formula.
    pub symbol: String,
    /// The function.
    pub function: String,
    /// The parameters that it is called with.
    pub arguments: Vec<String>,
}

/// Where a parameter, or each element of it, lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain {
    /// Whole numbers, both ends included.
    Whole(i128, i128),
    /// Real numbers between two ends, with whether each end is included.
    Real {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
        /// Whether the lower end is in.
        low_in: bool,
        /// Whether the upper end is in.
        high_in: bool,
    },
    /// One of some numbers.
    OneOf(Vec<Ratio>),
}

/// A mistake in an annotation, at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the text that was read: the code of the snippet.
    pub range: Range<usize>,
    /// One sentence, no full stop.
    pub message: String,
    /// What to write, in the imperative.
    pub hint: String,
}

impl Fault {
    pub(crate) fn new(
        range: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            range,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl std::fmt::Display for Domain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(low, high) => write!(f, "{low}..={high}"),
            Self::Real {
                low,
                high,
                low_in,
                high_in,
            } => {
                let open = if *low_in { '[' } else { '(' };
                let close = if *high_in { ']' } else { ')' };
                write!(f, "{open}{low}, {high}{close}")
            }
            Self::OneOf(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                write!(f, "{{{}}}", numbers.join(", "))
            }
        }
    }
}
