//! A formula that can be evaluated: its sides, what indexes its result, and where sizes come from.

use crate::expr::Expr;
use crate::number::Arith;

/// Everything an evaluation needs beside its input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Program {
    /// The expressions that must all have the value of the function, or all the same value.
    pub(crate) sides: Vec<Expr>,
    /// Bound variables, by number; the first are those that index the result.
    pub(crate) variables: usize,
    /// The variables that index the result, outermost first.
    pub(crate) outputs: Vec<OutIndex>,
    /// Values of the defined symbol that are given, as in `s_1 = x_1`: indices and value.
    pub(crate) given: Vec<(Vec<i128>, Expr)>,
    /// What the arguments of the defined symbol are, where it is used on the right.
    pub(crate) recall: Vec<Formal>,
    /// Symbols that the formula defines beside the main one.
    pub(crate) locals: Vec<Expr>,
    /// Where each size comes from.
    pub(crate) dims: Vec<Source>,
    pub(crate) arith: Arith,
}

/// One index of the result.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OutIndex {
    pub(crate) var: usize,
    /// As it is written.
    pub(crate) name: String,
    /// What it counts from.
    pub(crate) base: i128,
    /// Its last value, where the shapes of the parameters tell.
    pub(crate) last: Option<Source>,
}

/// What an argument of the defined symbol stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Formal {
    Output(usize),
    Param(usize),
    /// An argument that plays no part.
    Idle,
}

/// Where a size comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The length of an axis of a parameter, plus something.
    Axis {
        param: usize,
        axis: usize,
        plus: i128,
    },
    /// A parameter's value, plus something.
    Param { param: usize, plus: i128 },
    /// Known from the types.
    Fixed(i128),
}
