//! Text in the making, with its origin.

use std::ops::Range;

use qed_report::SourceId;

use crate::Origin;

/// A text and where each byte of it came from.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

impl Rendered {
    pub(crate) fn new() -> Self {
        Self {
            text: String::new(),
            origin: Origin::empty(),
        }
    }

    /// Appends text that came from `range` of a file.
    pub(crate) fn push(&mut self, text: &str, source: SourceId, range: Range<usize>) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.origin.push(text.len(), source, range);
        }
    }

    /// Appends text that is in no file, made in the place of `range`.
    pub(crate) fn push_made(&mut self, text: &str, source: SourceId, range: Range<usize>) {
        self.text.push_str(text);
        self.origin.push_made(text.len(), source, range);
    }

    /// Appends a part of another text.
    pub(crate) fn push_part(&mut self, other: &Self, range: Range<usize>) {
        self.text.push_str(&other.text[range.clone()]);
        self.origin.append(&other.origin, range);
    }
}
