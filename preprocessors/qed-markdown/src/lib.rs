//! Markdown to a [`Topic`] with its fragments, and edits back into the text.
//!
//! The way of a chapter:
//! 1. [`expand`] replaces mdBook's `{{#include}}` and its kin, and remembers in an [`Origin`] which
//!    byte came from which file ([`Origin::by_diff`] finds that out for a text that another preprocessor changed);
//! 2. [`parse`] finds metadata, headings, formulas, snippets, links and recall cards, and [`code_lines`] the lines of a snippet;
//! 3. [`weave`] puts edits into the text and leaves every other byte alone ([`strip_metadata`] and [`pin_ids`] make two of them);
//! 4. [`events`] gives the parser's own events, for a renderer.
//!
//! All four are pure and total: any text gives a value and a list of findings, never an error.
//! This is the only crate that builds a Markdown parser. It does not know what is right in a formula,
//! a snippet or a link, and it does not read the disk (a `Files` is handed to it).

mod by_diff;
mod code;
mod excerpt;
mod expand;
mod fence;
mod formula;
mod fragment;
mod html;
mod metadata;
mod options;
mod origin;
mod pin;
mod prose;
mod reader;
mod rules;
mod topic;
mod weave;

pub use code::{CodeLine, code_lines, lines_hidden_by};
pub use excerpt::Excerpt;
pub use expand::{Expanded, Files, ReadError, expand, expand_text};
pub use fragment::{
    Anchor, Attribute, Context, Formula, Heading, Link, LinkKind, Output, Passage, Recall,
    Reference, Shown, Snippet, Term,
};
pub use html::{is_attribute, is_name, is_refused};
pub use mdbook_markdown::pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd,
};
pub use metadata::strip_metadata;
pub use options::{Options, events, typographic};
pub use origin::Origin;
pub use pin::pin_ids;
pub use rules::RULES;
pub use topic::{Metadata, Spanned, Topic};
pub use weave::{Edit, weave};

use qed_report::Finding;

/// Parses a chapter: pure and total. `text` is what [`expand`] gave (or another preprocessor), `path` the chapter's file relative
/// to the book's source folder.
pub fn parse(path: &str, text: &str, origin: Origin, options: Options) -> (Topic, Vec<Finding>) {
    reader::read(path, text, origin, options)
}
