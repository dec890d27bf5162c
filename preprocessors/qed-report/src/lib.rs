//! Sources, spans, findings and rules: what is said about a book, and how it is drawn.
//!
//! A [`Finding`] is an author's mistake as data: a [`Rule`] with a code, a level, labelled
//! [`Span`]s in the files that were written, and a hint that says what to do. Findings are
//! collected by every other crate and drawn here alone: [`Report`] with its findings goes through
//! [`draw`] into one [`Format`].
//!
//! This crate knows nothing of Markdown, mdBook, processes or formulas.

mod draw;
mod finding;
mod judged;
mod nearest;
mod rule;
mod source;

pub use draw::{Format, Report, Style, Tally, draw, human};
pub use finding::{Finding, Label, sort};
pub use judged::{Judged, Saying, Word};
pub use nearest::nearest;
pub use rule::{Level, Rule};
pub use source::{Position, Source, SourceId, Sources, Span};
