//! Prose in which a link may be put round a word.

use super::Reader;
use crate::html::Tag;
use crate::{Excerpt, Passage};

/// Elements of raw HTML in which a link is out of place.
const ENCLOSING: [&str; 18] = [
    "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "math", "pre", "samp",
    "script", "style", "summary", "svg", "textarea",
];

/// Elements of raw HTML that are open and in which a link is out of place.
#[derive(Debug, Default)]
pub(crate) struct RawElements {
    open: Vec<String>,
    /// So many of them were opened by blocks; the others end with their paragraph.
    by_blocks: usize,
}

impl RawElements {
    pub(super) fn tag(&mut self, tag: &Tag) {
        if tag.closes {
            if let Some(at) = self.open.iter().rposition(|open| *open == tag.name) {
                self.open.truncate(at);
                self.by_blocks = self.by_blocks.min(at);
            }
        } else if ENCLOSING.contains(&tag.name.as_str())
            || (tag.name == "a" && tag.attribute("href").is_some())
        {
            self.open.push(tag.name.clone());
        }
    }

    pub(super) fn end_block(&mut self) {
        self.by_blocks = self.open.len();
    }

    pub(super) fn end_paragraph(&mut self) {
        self.open.truncate(self.by_blocks);
    }
}

impl Reader<'_> {
    /// Whether a link may be put round the text that comes next. Words that the author emphasised are left as they are: most
    /// are titles of works, or are just being defined.
    pub(super) fn is_free(&self) -> bool {
        self.open_links.is_empty()
            && self.heading.is_none()
            && !self.table_head
            && self.emphasis == 0
            && self.raw.open.is_empty()
    }

    /// Keeps the prose of the paragraph that ends. Links in its text, from `first_text_link` on, are not part of it.
    pub(super) fn keep_passage(&mut self, mut text: Excerpt, first_text_link: usize) {
        for link in &self.topic.links[first_text_link..] {
            text.blot(&link.range);
        }
        let has_words = text.text.contains(char::is_alphanumeric);
        if has_words {
            let section = self.section();
            self.topic.passages.push(Passage { text, section });
        }
    }
}
