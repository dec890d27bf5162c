//! Footnotes: their numbers, and definitions that are repeated or not used.

use std::collections::HashMap;
use std::ops::Range;

use qed_report::{Level, Rule};

use super::Reader;
use crate::Anchor;

/// `footnote-repeated`.
pub(crate) static REPEATED: Rule = Rule {
    code: "footnote-repeated",
    level: Level::Deny,
    title: "a footnote that is defined twice",
    explanation: "\
Two definitions `[^name]:` have one name. mdBook shows the first and drops the second without a word.

Give one of them another name.",
};

/// `footnote-unused`.
pub(crate) static UNUSED: Rule = Rule {
    code: "footnote-unused",
    level: Level::Warn,
    title: "a footnote that nothing refers to",
    explanation: "\
The definition `[^name]:` is there, but no `[^name]` in the text. mdBook then drops the footnote without a word.

Refer to it, or take it away.",
};

#[derive(Debug, Default)]
pub(crate) struct Footnotes {
    /// Each name referred to, with its number and how often.
    referred: HashMap<String, (usize, usize)>,
    /// Each name defined, with its place.
    defined: HashMap<String, Range<usize>>,
    /// In the order of the file.
    names: Vec<String>,
    /// The definition that is open repeats another.
    repeated: bool,
}

impl Footnotes {
    pub(super) fn is_repeated(&self) -> bool {
        self.repeated
    }

    pub(super) fn end_definition(&mut self) {
        self.repeated = false;
    }
}

impl Reader<'_> {
    pub(super) fn footnote_reference(&mut self, name: &str, range: Range<usize>) {
        self.inside_links(range.end);
        self.inline.opaque(range.start, "");
        if self.in_image() {
            return;
        }
        let next = self.footnotes.referred.len() + 1;
        let (number, count) = self
            .footnotes
            .referred
            .entry(name.to_owned())
            .or_insert((next, 0));
        *count += 1;
        let id = format!("fr-{name}-{count}");
        let number = *number;
        self.topic.anchors.push(Anchor { id, range });
        self.heading_footnote(number);
    }

    pub(super) fn footnote_definition(&mut self, name: &str, range: &Range<usize>) {
        let line = self.text[range.clone()]
            .find("]:")
            .map_or(range.end, |at| range.start + at + 2);
        let place = range.start..line;
        match self.footnotes.defined.get(name) {
            Some(first) => {
                let first = self.topic.span(first.clone());
                let finding = self
                    .topic
                    .finding(
                        &REPEATED,
                        place,
                        format!("the footnote `{name}` is defined a second time"),
                    )
                    .other(first, "the first definition")
                    .hint("give one of them another name");
                self.findings.push(finding);
                self.footnotes.repeated = true;
            }
            None => {
                self.footnotes.defined.insert(name.to_owned(), place);
                self.footnotes.names.push(name.to_owned());
            }
        }
    }

    pub(super) fn end_footnotes(&mut self) {
        for name in std::mem::take(&mut self.footnotes.names) {
            let Some(place) = self.footnotes.defined.get(&name).cloned() else {
                continue;
            };
            if self.footnotes.referred.contains_key(&name) {
                self.topic.anchors.push(Anchor {
                    id: format!("footnote-{name}"),
                    range: place,
                });
                continue;
            }
            let finding = self
                .topic
                .finding(
                    &UNUSED,
                    place,
                    format!("nothing refers to the footnote `{name}`"),
                )
                .hint(format!(
                    "write `[^{name}]` where it belongs, or take it away"
                ));
            self.findings.push(finding);
        }
    }
}
