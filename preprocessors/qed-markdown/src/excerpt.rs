//! Text taken out of a chapter, with the place of each of its bytes.

use std::ops::Range;

/// Text of a fence or a formula without the prefixes of quotes and lists, and where each line of it
/// stands in the chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The text itself.
    pub text: String,
    /// Pairs (byte in `text`, byte in the chapter), rising in both: from there on the bytes run side by side.
    pub pieces: Vec<(usize, usize)>,
}

impl Excerpt {
    /// A contiguous piece of a chapter.
    pub fn contiguous(text: &str, at: usize) -> Self {
        Self { text: text.to_owned(), pieces: vec![(0, at)] }
    }

    /// Appends a piece that stands at `at` in the chapter.
    pub fn push(&mut self, text: &str, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(text);
    }

    /// The place in the chapter of one byte of the text.
    pub fn place(&self, byte: usize) -> usize {
        let index = self.pieces.partition_point(|&(start, _)| start <= byte).saturating_sub(1);
        match self.pieces.get(index) {
            Some(&(start, at)) => at + byte.saturating_sub(start),
            None => 0,
        }
    }

    /// The range in the chapter of a range of the text.
    pub fn locate(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        let end = if range.end > range.start { self.place(range.end - 1) + 1 } else { start };
        start..end.max(start)
    }
}
