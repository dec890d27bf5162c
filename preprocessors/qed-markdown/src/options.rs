//! The one place where a Markdown parser is built.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{self, BrokenLink, BrokenLinkCallback, CowStr, Event};

use crate::metadata;

/// What book.toml says about Markdown, and what QED adds. The default is mdBook's own, with formulas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// `output.html.smart-punctuation`: curly quotes, dashes, `…`.
    pub smart_punctuation: bool,
    /// `output.html.definition-lists`.
    pub definition_lists: bool,
    /// `output.html.admonitions`: `> [!NOTE]`.
    pub admonitions: bool,
    /// `$…$` and `$$…$$` are formulas. mdBook itself has no such switch.
    pub math: bool,
    /// A fence without a language is Rust, as it is to rustdoc and so to `mdbook test`.
    pub untagged_is_rust: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            smart_punctuation: true,
            definition_lists: true,
            admonitions: true,
            math: true,
            untagged_is_rust: true,
        }
    }
}

impl Options {
    /// The switches of pulldown-cmark that mdBook 0.5 sets, and the one for formulas.
    /// Its own metadata blocks stay off: they are taken anywhere in the file.
    fn switches(self) -> pulldown_cmark::Options {
        use pulldown_cmark::Options as Switch;
        let mut switches = Switch::ENABLE_TABLES
            | Switch::ENABLE_FOOTNOTES
            | Switch::ENABLE_STRIKETHROUGH
            | Switch::ENABLE_TASKLISTS
            | Switch::ENABLE_HEADING_ATTRIBUTES;
        switches.set(Switch::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        switches.set(Switch::ENABLE_DEFINITION_LIST, self.definition_lists);
        switches.set(Switch::ENABLE_GFM, self.admonitions);
        switches.set(Switch::ENABLE_MATH, self.math);
        switches
    }
}

/// The parser's events with their ranges in `text`, for a renderer: with the very options that [`parse`](crate::parse) uses,
/// and without the metadata at the start.
pub fn events(text: &str, options: Options) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let start = metadata::body_start(text);
    pulldown_cmark::Parser::new_ext(&text[start..], options.switches())
        .into_offset_iter()
        .map(move |(event, range)| (event, range.start + start..range.end + start))
}

/// Called for each reference without a definition.
pub(crate) struct Unresolved<F>(pub(crate) F);

impl<'t, F: FnMut(BrokenLink<'t>)> BrokenLinkCallback<'t> for Unresolved<F> {
    fn handle_broken_link(&mut self, link: BrokenLink<'t>) -> Option<(CowStr<'t>, CowStr<'t>)> {
        (self.0)(link);
        None
    }
}

/// The parser that [`parse`](crate::parse) reads: ranges count from the start of `body`.
pub(crate) fn parser<'t, F: FnMut(BrokenLink<'t>)>(
    body: &'t str,
    options: Options,
    unresolved: F,
) -> pulldown_cmark::OffsetIter<'t, Unresolved<F>> {
    pulldown_cmark::Parser::new_with_broken_link_callback(
        body,
        options.switches(),
        Some(Unresolved(unresolved)),
    )
    .into_offset_iter()
}
