//! What the symbols mean: parameters, bound variables, sizes, functions. Decided by what is declared, or refused.

mod apply;
mod cond;
mod declare;
mod derivative;
mod finish;
mod fold;
mod index;
mod inline;
mod left;
mod lists;
mod names;
mod operand;
mod product;
mod program;
mod scope;
mod sizes;
mod under;

pub(crate) use names::written;
pub(crate) use program::{Question, Resolved, resolve};
pub(crate) use scope::Size;

use std::ops::Range;

use crate::refusal::{Refusal, RefusalKind};

/// The result of resolving a part of a formula.
pub(crate) type Part<T> = Result<T, Refusal>;

fn refuse<T>(
    kind: RefusalKind,
    range: &Range<usize>,
    reason: impl Into<String>,
    instead: impl Into<String>,
) -> Part<T> {
    Err(Refusal::new(kind, range.clone(), reason, instead))
}
