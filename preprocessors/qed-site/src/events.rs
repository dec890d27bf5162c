//! The parser's events over a chapter.

use std::ops::Range;

pub(crate) use mdbook_markdown::pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd,
};
use mdbook_markdown::pulldown_cmark::{Options, Parser};

/// All events with their places.
pub(crate) fn events(text: &str) -> Vec<(Event<'_>, Range<usize>)> {
    Parser::new_ext(text, Options::all() & !Options::ENABLE_WIKILINKS)
        .into_offset_iter()
        .collect()
}
