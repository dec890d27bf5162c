//! The tree of what is written, before any symbol has a meaning.

use std::ops::Range;

use super::token::Delim;
use crate::number::Ratio;

/// A part of a formula as it is written, and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Syn {
    pub(crate) kind: SynKind,
    pub(crate) span: Range<usize>,
}

/// An operator with a bound variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BigOp {
    Sum,
    Prod,
    Max,
    Min,
    ArgMax,
    ArgMin,
}

/// What stands between two factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// Nothing: a product or an application.
    Adjacent,
    Dot,
    Times,
    /// `\odot`: element by element.
    Hadamard,
    Slash,
    Mod,
}

/// A relation between two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rel {
    Eq,
    /// `:=`, `\leftarrow` and kin: certainly a definition.
    Define,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    Approx,
    Congruent,
    Divides,
}

/// An operation on sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetOp {
    Union,
    Intersection,
    Difference,
}

/// What is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SynKind {
    Number(Ratio),
    /// A letter, a Greek letter or a word, its case kept; accents and primes are part of it: `y_hat`.
    Name(String),
    /// Words in `\text`: a condition, a remark.
    Words(String),
    /// An opaque atom of the annotation, by its place in the list of `let`.
    Opaque(usize),
    Infinity,
    Ellipsis,
    /// `\top`
    Top,
    /// `*`, `\star`
    Star,
    /// `\partial`
    Partial,
    /// `\mathbf{1}`, `\mathbb{1}`
    One,
    /// A base with a subscript, a superscript or both.
    Script {
        base: Box<Syn>,
        sub: Option<Box<Syn>>,
        sup: Option<Box<Syn>>,
    },
    Group(Delim, Box<Syn>),
    List(Vec<Syn>),
    Product(Vec<(Join, Syn)>),
    Neg(Box<Syn>),
    /// Terms, each with whether it is subtracted.
    Sum(Vec<(bool, Syn)>),
    Frac(Box<Syn>, Box<Syn>),
    Root(Option<Box<Syn>>, Box<Syn>),
    Binom(Box<Syn>, Box<Syn>),
    Factorial(Box<Syn>),
    /// A function that LaTeX has a command for, with its scripts and its argument.
    Call {
        name: String,
        sub: Option<Box<Syn>>,
        sup: Option<Box<Syn>>,
        arg: Box<Syn>,
    },
    Big {
        op: BigOp,
        sub: Option<Box<Syn>>,
        sup: Option<Box<Syn>>,
        body: Box<Syn>,
    },
    Chain(Vec<Syn>, Vec<Rel>),
    /// A congruence's modulus: the chain holds modulo it.
    Modulo(Box<Syn>, Box<Syn>),
    All(Vec<Syn>),
    Any(Vec<Syn>),
    Not(Box<Syn>),
    Set(SetOp, Box<Syn>, Box<Syn>),
    /// `A \mid B`
    Given(Box<Syn>, Box<Syn>),
    /// Values with their conditions; none is "otherwise".
    Cases(Vec<(Syn, Option<Syn>)>),
    Matrix(Vec<Vec<Syn>>),
}

impl Syn {
    pub(crate) fn new(kind: SynKind, span: Range<usize>) -> Self {
        Self { kind, span }
    }

    /// The tree without grouping braces around it.
    pub(crate) fn bare(&self) -> &Self {
        match &self.kind {
            SynKind::Group(Delim::Brace, inner) => inner.bare(),
            _ => self,
        }
    }

    /// The name, where it is one.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.bare().kind {
            SynKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The parts of a list; a single part where it is none.
    pub(crate) fn parts(&self) -> Vec<&Self> {
        match &self.bare().kind {
            SynKind::List(parts) => parts.iter().map(Self::bare).collect(),
            _ => vec![self.bare()],
        }
    }

    /// Calls `visit` with every node below and this one, outer first.
    pub(crate) fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The nodes directly below.
    pub(crate) fn children(&self) -> Vec<&Self> {
        use SynKind as K;
        match &self.kind {
            K::Number(_)
            | K::Name(_)
            | K::Words(_)
            | K::Opaque(_)
            | K::Infinity
            | K::Ellipsis
            | K::Top
            | K::Star
            | K::Partial
            | K::One => Vec::new(),
            K::Script { base, sub, sup } => [Some(base), sub.as_ref(), sup.as_ref()]
                .into_iter()
                .flatten()
                .map(|b| &**b)
                .collect(),
            K::Call { sub, sup, arg, .. } => [sub.as_ref(), sup.as_ref(), Some(arg)]
                .into_iter()
                .flatten()
                .map(|b| &**b)
                .collect(),
            K::Big { sub, sup, body, .. } => [sub.as_ref(), sup.as_ref(), Some(body)]
                .into_iter()
                .flatten()
                .map(|b| &**b)
                .collect(),
            K::Group(_, inner) | K::Neg(inner) | K::Factorial(inner) | K::Not(inner) => vec![inner],
            K::List(parts) | K::All(parts) | K::Any(parts) | K::Chain(parts, _) => {
                parts.iter().collect()
            }
            K::Product(parts) => parts.iter().map(|(_, part)| part).collect(),
            K::Sum(parts) => parts.iter().map(|(_, part)| part).collect(),
            K::Frac(a, b) | K::Binom(a, b) | K::Modulo(a, b) | K::Set(_, a, b) | K::Given(a, b) => {
                vec![a, b]
            }
            K::Root(degree, inner) => degree.iter().map(|b| &**b).chain([&**inner]).collect(),
            K::Cases(cases) => cases
                .iter()
                .flat_map(|(value, condition)| std::iter::once(value).chain(condition))
                .collect(),
            K::Matrix(rows) => rows.iter().flatten().collect(),
        }
    }
}
