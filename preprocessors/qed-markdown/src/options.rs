//! The one place where a Markdown parser is built.

use std::borrow::Cow;
use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{
    self, BrokenLink, BrokenLinkCallback, CowStr, Event, LinkType, RefDefs,
};

use crate::{metadata, prose};

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
    /// `<script src="…">` of a topic is kept where it names a file of the book.
    pub scripts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            smart_punctuation: true,
            definition_lists: true,
            admonitions: true,
            math: true,
            untagged_is_rust: true,
            scripts: false,
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
/// and without the metadata at the start. Dollars that are surely money or names of variables are text, not formulas.
pub fn events(text: &str, options: Options) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let start = metadata::body_start(text);
    let (shared, owned) = match prose::masked(&text[start..], options.switches()) {
        Cow::Borrowed(body) => (Some(parser(body, options)), None),
        Cow::Owned(body) => {
            let events = parser(&body, options)
                .map(|(event, range)| (prose::unmasked(event).into_static(), range));
            (None, Some(events.collect::<Vec<_>>()))
        }
    };
    let events = shared
        .into_iter()
        .flatten()
        .chain(owned.into_iter().flatten());
    events.map(move |(event, range)| (event, range.start + start..range.end + start))
}

/// A plain name as it would stand among the words of a text: with curly quotes and dashes, if `options` have them.
pub fn typographic(name: &str, options: Options) -> String {
    if !options.smart_punctuation || name.contains(['\n', '\r']) {
        return name.to_owned();
    }
    // In a heading nothing begins a list, and what is escaped is nothing but itself.
    let mut heading = "# ".to_owned();
    for ch in name.chars() {
        if ch.is_ascii_punctuation() && !matches!(ch, '"' | '\'' | '-' | '.') {
            heading.push('\\');
        }
        heading.push(ch);
    }
    let words = parser(&heading, options).filter_map(|(event, _)| match event {
        Event::Text(words) => Some(words),
        _ => None,
    });
    words.map(|words| words.to_string()).collect()
}

fn parser(text: &str, options: Options) -> pulldown_cmark::OffsetIter<'_> {
    pulldown_cmark::Parser::new_ext(text, options.switches()).into_offset_iter()
}

/// Reads a text as [`parse`](crate::parse) does: gives each event with its range in `text` to `read`, and each reference without a definition
/// to `unresolved` before the events of its paragraph. Gives what `end` makes of the definitions.
pub(crate) fn read<R>(
    text: &str,
    options: Options,
    mut unresolved: impl FnMut(LinkType, String, Range<usize>),
    mut read: impl FnMut(Event<'_>, Range<usize>),
    end: impl FnOnce(&RefDefs<'_>, usize) -> R,
) -> R {
    let start = metadata::body_start(text);
    let body = prose::masked(&text[start..], options.switches());
    let place = |range: Range<usize>| range.start + start..range.end + start;
    let broken = Unresolved(|link: BrokenLink<'_>| {
        unresolved(
            link.link_type,
            link.reference.into_string(),
            place(link.span),
        );
    });
    let parser = pulldown_cmark::Parser::new_with_broken_link_callback(
        &body,
        options.switches(),
        Some(broken),
    );
    let mut events = parser.into_offset_iter();
    for (event, range) in events.by_ref() {
        let event = if matches!(body, Cow::Owned(_)) {
            prose::unmasked(event)
        } else {
            event
        };
        read(event, place(range));
    }
    end(events.reference_definitions(), start)
}

/// Called for each reference without a definition.
struct Unresolved<F>(F);

impl<'t, F: FnMut(BrokenLink<'t>)> BrokenLinkCallback<'t> for Unresolved<F> {
    fn handle_broken_link(&mut self, link: BrokenLink<'t>) -> Option<(CowStr<'t>, CowStr<'t>)> {
        (self.0)(link);
        None
    }
}
