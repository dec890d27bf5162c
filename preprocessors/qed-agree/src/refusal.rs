//! Why a formula is not read: a kind, a place in it, and what to write instead.

use std::ops::Range;

/// The kinds of refusal. Each has a test that shows a formula which is refused so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalKind {
    /// Longer or deeper than any formula that a reader could follow.
    TooLarge,
    /// The LaTeX cannot be read: a brace or delimiter without its other half, an operator without operand.
    Syntax,
    /// A command or environment that this reader of mathematics does not know.
    UnknownCommand,
    /// Not computable: an integral, a limit, an expectation, an infinite sum.
    NotComputable,
    /// A symbol that is neither a parameter nor bound.
    Unbound,
    /// Upper and lower case of one letter stand for the same parameter.
    CaseClash,
    /// `a/b c`, `f(x)^n`, a factor after a product's body: two readings.
    Ambiguous,
    /// Something stands before parentheses that is neither a function nor a number.
    NotAFunction,
    /// Shapes that do not go together: a number plus a vector, a vector times a vector.
    Shape,
    /// An index without a list, or more indices than the list has axes.
    Index,
    /// A bound variable without a range that could be known.
    Range,
    /// An ellipsis that is not an arithmetic progression.
    Ellipsis,
    /// The left side is neither a name, a call or an indexed name, nor an expression of the parameters.
    LeftSide,
    /// No statement: no `=`, or a statement that is only a remark.
    NotAStatement,
    /// A parameter of the function that the formula does not use.
    UnusedParameter,
    /// The function's signature has a type that no formula can take or give.
    Signature,
    /// The annotation asks for something that the formula does not have.
    Annotation,
    /// No input meets the domain and the precondition, or the formula has no value on any.
    EmptyDomain,
}

impl RefusalKind {
    /// Every kind, in the order of the list in the manual.
    pub const ALL: [Self; 18] = [
        Self::TooLarge,
        Self::Syntax,
        Self::UnknownCommand,
        Self::NotComputable,
        Self::Unbound,
        Self::CaseClash,
        Self::Ambiguous,
        Self::NotAFunction,
        Self::Shape,
        Self::Index,
        Self::Range,
        Self::Ellipsis,
        Self::LeftSide,
        Self::NotAStatement,
        Self::UnusedParameter,
        Self::Signature,
        Self::Annotation,
        Self::EmptyDomain,
    ];

    /// The kind in kebab case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::Syntax => "syntax",
            Self::UnknownCommand => "unknown-command",
            Self::NotComputable => "not-computable",
            Self::Unbound => "unbound",
            Self::CaseClash => "case-clash",
            Self::Ambiguous => "ambiguous",
            Self::NotAFunction => "not-a-function",
            Self::Shape => "shape",
            Self::Index => "index",
            Self::Range => "range",
            Self::Ellipsis => "ellipsis",
            Self::LeftSide => "left-side",
            Self::NotAStatement => "not-a-statement",
            Self::UnusedParameter => "unused-parameter",
            Self::Signature => "signature",
            Self::Annotation => "annotation",
            Self::EmptyDomain => "empty-domain",
        }
    }
}

/// One reason why a formula was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Bytes of the formula's LaTeX.
    pub range: Range<usize>,
    /// The kind.
    pub kind: RefusalKind,
    /// One sentence, no full stop.
    pub reason: String,
    /// What to write instead, in the imperative.
    pub instead: String,
}

impl Refusal {
    pub(crate) fn new(
        kind: RefusalKind,
        range: Range<usize>,
        reason: impl Into<String>,
        instead: impl Into<String>,
    ) -> Self {
        Self {
            range,
            kind,
            reason: reason.into(),
            instead: instead.into(),
        }
    }
}
