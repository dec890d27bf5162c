//! Formula and code agree: plain LaTeX read as mathematics, compared with an author's own Rust function.
//!
//! The way of one claim, each step pure and a function of this crate:
//!
//! 1. [`claims`] finds `// agrees: eq:label …` in a snippet, its items and the signature below; [`claim_words`] tells quickly on
//!    which labels they depend.
//! 2. [`plan`] reads the formula against the signature: tokens, a Pratt parser, resolution of every symbol, or [`Refusal`]s at their
//!    places. [`plan_identity`] does so for `// holds: …`, where both sides are evaluated.
//! 3. [`Plan::inputs`] gives the points to compare at; [`Plan::question`] writes them for the program.
//! 4. [`Plan::harness`] and [`RUNTIME`] are Rust source, compiled with the snippet: it calls the author's function on each input.
//!    Somebody else runs it; [`answers`] and [`Plan::outputs`] read what it wrote.
//! 5. [`Plan::compare`] evaluates the formula, exactly on whole numbers and with running error bounds on floats, and gives the [`Verdict`].
//! 6. [`Plan::settle`] does 3 and 5 with a caller that runs the function, and shrinks what differs with [`Plan::shrink_candidates`].
//!
//! [`Plan::reading`] shows how a formula was read. This crate starts no process and sees no disk.

mod annotation;
mod claim;
mod compare;
mod condition;
mod eval;
mod evaluate;
mod example;
mod expr;
mod harness;
mod inputs;
mod judge;
mod mutate;
mod number;
mod plan;
mod program;
mod read;
mod reading;
mod refusal;
mod resolve;
mod rules;
mod signature;
mod value;
mod verdict;
mod wire;

pub use annotation::{Annotation, Dim, Domain, Fault, Let, View};
pub use claim::{Claim, Claims, Notation, claim_words, claims, signatures};
pub use example::Example;
pub use harness::RUNTIME;
pub use mutate::Mutant;
pub use number::Ratio;
pub use plan::{Context, Plan, plan, plan_identity};
pub use reading::Reading;
pub use refusal::{Refusal, RefusalKind};
pub use rules::{
    ANNOTATION, DIFFERS, EXAMPLE, INCONCLUSIVE, NOT_CALLED, REFUSED, ROUNDING, RULES, UNDEFINED,
};
pub use signature::{Elem, Param, Signature, Type};
pub use value::{Input, Output, Value};
pub use verdict::{Counterexample, Edit, Reconcile, Verdict};
pub use wire::answers;

/// Reads the items of an annotation, what stands behind the label. `at` is where its text begins in the code.
pub fn annotation(text: &str, at: usize) -> (Annotation, Vec<Fault>) {
    annotation::parse(text, at)
}
