//! The resolved tree: every symbol has a meaning, every list a rank.

use std::ops::Range;

use crate::number::{Func, Ratio};

/// An expression whose symbols are resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr {
    pub(crate) kind: Kind,
    /// Bytes of the formula it was read from.
    pub(crate) span: Range<usize>,
}

/// An operation over a bound variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FoldOp {
    Sum,
    Prod,
    /// The greatest, or with `true` the least.
    Extreme(bool),
    /// The index of the greatest, or with `true` of the least.
    ArgExtreme(bool),
}

/// A bound variable and its range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Binder {
    pub(crate) var: usize,
    pub(crate) range: Span,
}

/// What a bound variable runs over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Span {
    /// From a whole number to another, both included.
    Between(Box<Expr>, Box<Expr>),
    /// The elements of a list or set.
    Elements(Box<Expr>),
}

/// One index and what the list counts from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct At {
    pub(crate) index: Expr,
    pub(crate) base: Base,
}

/// What an index counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// Known.
    Fixed(i128),
    /// As the axis of a parameter turns out; fixed at the end of the resolution.
    Axis(usize),
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cond {
    Compare(Box<Expr>, Cmp, Box<Expr>),
    /// The two differ by a multiple of the third.
    Congruent(Box<Expr>, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Box<Expr>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cmp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// Which norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Norm {
    One,
    Two,
    Infinity,
}

/// An operation on sets of whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetOperation {
    Union,
    Intersection,
    Difference,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Number(Ratio),
    Pi,
    Euler,
    /// A parameter of the function, or a value that a view function gives.
    Param(usize),
    /// A bound variable.
    Var(usize),
    /// A size that the shapes of the parameters bind.
    Dim(usize),
    /// A symbol that the formula itself defines.
    Local(usize),
    Index(Box<Expr>, Vec<At>),
    /// The defined symbol itself, at other indices or arguments: a recurrence.
    Recall(Vec<Expr>),
    Neg(Box<Expr>),
    /// Terms, each with whether it is subtracted.
    Add(Vec<(bool, Expr)>),
    /// Numbers, and at most one list that they scale.
    Mul(Vec<Expr>),
    Hadamard(Box<Expr>, Box<Expr>),
    Div(Box<Expr>, Box<Expr>),
    Pow(Box<Expr>, Box<Expr>),
    Mod(Box<Expr>, Box<Expr>),
    MatMul(Box<Expr>, Box<Expr>),
    Dot(Box<Expr>, Box<Expr>),
    Outer(Box<Expr>, Box<Expr>),
    Transpose(Box<Expr>),
    Trace(Box<Expr>),
    Func(Func, Box<Expr>),
    /// The base, then the number.
    LogBase(Box<Expr>, Box<Expr>),
    Binom(Box<Expr>, Box<Expr>),
    Factorial(Box<Expr>),
    Gcd(Box<Expr>, Box<Expr>),
    /// The greatest, or with `true` the least, of some numbers.
    Extreme(bool, Vec<Expr>),
    /// The greatest, or with `true` the least, element of a list.
    ExtremeOf(bool, Box<Expr>),
    /// Where the greatest, or with `true` the least, element of a list stands, counted from the given base.
    ArgExtremeOf(bool, Box<Expr>, i128),
    Fold {
        op: FoldOp,
        binders: Vec<Binder>,
        when: Option<Box<Cond>>,
        body: Box<Expr>,
        /// For the index of an extreme: what to take off so that it counts as the code counts.
        shift: i128,
    },
    Norm(Norm, Box<Expr>),
    /// Softmax of a vector, or of a matrix by rows or, with `true`, by columns.
    Softmax(bool, Box<Expr>),
    Cases(Vec<(Expr, Option<Cond>)>),
    Indicator(Box<Cond>),
    /// The partial derivative of the body by a parameter or one of its elements, `order` times.
    Diff {
        body: Box<Expr>,
        by: usize,
        at: Vec<At>,
        order: u8,
    },
    List(Vec<Expr>),
    /// A list of whole numbers as a set, or with `true` a mask of truths.
    Set(bool, Box<Expr>),
    SetOp(SetOperation, Box<Expr>, Box<Expr>),
    /// The number of elements of a set.
    Size(Box<Expr>),
}

impl Expr {
    pub(crate) fn new(kind: Kind, span: Range<usize>) -> Self {
        Self { kind, span }
    }

    pub(crate) fn whole(value: i128, span: Range<usize>) -> Self {
        Self::new(Kind::Number(Ratio::whole(value)), span)
    }

    /// Calls `visit` with the expressions directly below, also those in conditions, ranges and indices.
    pub(crate) fn each(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        use Kind as K;
        match &mut self.kind {
            K::Number(_) | K::Pi | K::Euler | K::Param(_) | K::Var(_) | K::Dim(_) | K::Local(_) => {
            }
            K::Index(list, at) => {
                visit(list);
                at.iter_mut().for_each(|at| visit(&mut at.index));
            }
            K::Diff { body, at, .. } => {
                visit(body);
                at.iter_mut().for_each(|at| visit(&mut at.index));
            }
            K::Recall(parts) | K::Mul(parts) | K::Extreme(_, parts) | K::List(parts) => {
                parts.iter_mut().for_each(visit);
            }
            K::Add(terms) => terms.iter_mut().for_each(|(_, term)| visit(term)),
            K::Neg(a)
            | K::Transpose(a)
            | K::Trace(a)
            | K::Func(_, a)
            | K::Factorial(a)
            | K::ExtremeOf(_, a)
            | K::ArgExtremeOf(_, a, _)
            | K::Norm(_, a)
            | K::Softmax(_, a)
            | K::Set(_, a)
            | K::Size(a) => visit(a),
            K::Hadamard(a, b)
            | K::Div(a, b)
            | K::Pow(a, b)
            | K::Mod(a, b)
            | K::MatMul(a, b)
            | K::Dot(a, b)
            | K::Outer(a, b)
            | K::LogBase(a, b)
            | K::Binom(a, b)
            | K::Gcd(a, b)
            | K::SetOp(_, a, b) => {
                visit(a);
                visit(b);
            }
            K::Fold {
                binders,
                when,
                body,
                ..
            } => {
                for binder in binders {
                    match &mut binder.range {
                        Span::Between(low, high) => {
                            visit(low);
                            visit(high);
                        }
                        Span::Elements(of) => visit(of),
                    }
                }
                if let Some(when) = when {
                    when.each(visit);
                }
                visit(body);
            }
            K::Cases(cases) => {
                for (value, when) in cases {
                    visit(value);
                    if let Some(when) = when {
                        when.each(visit);
                    }
                }
            }
            K::Indicator(when) => when.each(visit),
        }
    }

    /// Calls `visit` with every expression below and this one, inner first.
    pub(crate) fn walk(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        self.each(&mut |child| child.walk(visit));
        visit(self);
    }
}

impl Cond {
    /// Calls `visit` with the expressions of the condition.
    pub(crate) fn each(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            Self::Compare(a, _, b) | Self::In(a, b) => {
                visit(a);
                visit(b);
            }
            Self::Congruent(a, b, m) => {
                visit(a);
                visit(b);
                visit(m);
            }
            Self::All(parts) | Self::Any(parts) => {
                parts.iter_mut().for_each(|part| part.each(visit));
            }
            Self::Not(inner) => inner.each(visit),
        }
    }
}
