//! Headings and terms of definition lists, with their ids.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::HeadingLevel;

use qed_report::{Level, Rule};

use super::{Reader, words};
use crate::{Anchor, Heading, Term};

/// `id-repeated`.
pub(crate) static REPEATED: Rule = Rule {
    code: "id-repeated",
    level: Level::Warn,
    title: "an id that is given twice on a page",
    explanation: "\
Two places of one page have the same id: two headings with `{#id}`, a heading and an `<a id=\"…\">`, or an id that mdBook makes of another heading's text. A link
to it leads to the first, and the second cannot be reached.

Give one of them another id.",
};

/// A heading or a term whose end has not come yet.
#[derive(Debug)]
pub(crate) struct OpenHeading {
    /// `None` for a term.
    level: Option<u8>,
    explicit: Option<String>,
    range: Range<usize>,
    /// The text that mdBook makes the id of.
    text: String,
    /// The last thing was a footnote's number: mdBook puts a space before the next.
    after_footnote: bool,
}

impl Reader<'_> {
    /// The heading that is open, or the last one, by its index in the outline.
    pub(super) fn section(&self) -> Option<usize> {
        let next = self.topic.outline.len();
        let is_heading = self
            .heading
            .as_ref()
            .is_some_and(|open| open.level.is_some());
        if is_heading && !self.footnotes.is_repeated() {
            Some(next)
        } else {
            next.checked_sub(1)
        }
    }

    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        explicit: Option<String>,
        range: Range<usize>,
    ) {
        self.open_heading(Some(level as u8), explicit, range);
    }

    pub(super) fn start_term(&mut self, range: Range<usize>) {
        self.open_heading(None, None, range);
    }

    fn open_heading(&mut self, level: Option<u8>, explicit: Option<String>, range: Range<usize>) {
        let range = range.start..range.start + self.text[range].trim_end().len();
        self.heading = Some(OpenHeading {
            level,
            explicit,
            range,
            text: String::new(),
            after_footnote: false,
        });
    }

    pub(super) fn heading_text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
            heading.after_footnote = false;
        }
    }

    /// A footnote's number is part of the id.
    pub(super) fn heading_footnote(&mut self, number: usize) {
        if let Some(heading) = &mut self.heading {
            let space = if heading.after_footnote { " " } else { "" };
            heading.text.push_str(&format!("{space}{number}"));
            heading.after_footnote = true;
        }
    }

    pub(super) fn end_heading(&mut self) {
        let (plain, has_links) = self.take_paragraph();
        let Some(open) = self.heading.take() else {
            return;
        };
        let Some(level) = open.level.filter(|_| !self.footnotes.is_repeated()) else {
            return;
        };
        let explicit = open.explicit.is_some();
        // A wiki link is shown as its words, also in an id.
        let for_id = if has_links { &plain } else { &open.text };
        let id = open.explicit.unwrap_or_else(|| self.ids.give(for_id));
        let text = words(&plain);
        self.topic.outline.push(Heading {
            level,
            text,
            id,
            explicit,
            range: open.range,
        });
    }

    pub(super) fn end_term(&mut self) {
        let (plain, _) = self.take_paragraph();
        let Some(open) = self.heading.take() else {
            return;
        };
        if !self.footnotes.is_repeated() {
            let id = self.ids.give(&open.text);
            self.topic.terms.push(Term {
                text: words(&plain),
                range: open.range.clone(),
                id: id.clone(),
            });
            self.topic.anchors.push(Anchor {
                id,
                range: open.range,
            });
        }
    }

    /// Says of each id that is given a second time.
    pub(super) fn report_ids(&mut self) {
        let headings = self
            .topic
            .outline
            .iter()
            .map(|heading| (&heading.id, &heading.range));
        let anchors = self
            .topic
            .anchors
            .iter()
            .map(|anchor| (&anchor.id, &anchor.range));
        let mut ids: Vec<_> = headings
            .chain(anchors)
            .filter(|(id, _)| !id.is_empty())
            .collect();
        ids.sort_by_key(|(id, range)| (*id, range.start));
        let repeated = ids
            .windows(2)
            .filter(|pair| pair[0].0 == pair[1].0)
            .map(|pair| {
                let [(id, first), (_, second)] = [pair[0], pair[1]];
                self.topic
                    .finding(
                        &REPEATED,
                        second.clone(),
                        format!("the id `{id}` is given twice on this page"),
                    )
                    .other(self.topic.span(first.clone()), "here as well")
                    .hint("give one of them another id")
            });
        self.findings.extend(repeated.collect::<Vec<_>>());
    }
}
