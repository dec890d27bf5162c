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
        Self {
            text: text.to_owned(),
            pieces: vec![(0, at)],
        }
    }

    /// What the parser read (`text`) at `range` of a chapter, where it dropped the prefixes of quotes and lists at the
    /// start of lines, and the backslash of `\|` in tables. Line ends become `\n`.
    pub(crate) fn without_prefixes(chapter: &str, range: Range<usize>, text: &str) -> Self {
        let written = chapter.get(range.clone()).unwrap_or_default();
        let mut excerpt = Self::default();
        let mut at = range.start;
        let mut lines = text.split_inclusive('\n');
        for written_line in written.split_inclusive('\n') {
            let line = lines.next().unwrap_or_default();
            match written_line.strip_suffix(line) {
                Some(prefix) => excerpt.push_line(line, at + prefix.len()),
                None => excerpt.push_unescaped(written_line, at),
            }
            at += written_line.len();
        }
        excerpt
    }

    /// Appends a line, a carriage return before its end left out.
    fn push_line(&mut self, line: &str, at: usize) {
        match line.strip_suffix("\r\n") {
            Some(content) => {
                self.push(content, at);
                self.push("\n", at + content.len() + 1);
            }
            None => self.push(line, at),
        }
    }

    /// Appends a line of a table cell, where `\|` stands for `|`.
    fn push_unescaped(&mut self, line: &str, at: usize) {
        let mut done = 0;
        for (escape, _) in line.match_indices("\\|") {
            self.push(&line[done..escape], at + done);
            done = escape + 1;
        }
        self.push(&line[done..], at + done);
    }

    /// Appends a piece that stands at `at` in the chapter.
    pub fn push(&mut self, text: &str, at: usize) {
        if let Some(last) = self
            .pieces
            .last_mut()
            .filter(|last| last.0 == self.text.len())
        {
            // A piece of no bytes only says where an empty text stands.
            last.1 = at;
        }
        let continues = self
            .pieces
            .last()
            .is_some_and(|&(start, place)| place + (self.text.len() - start) == at);
        if !continues {
            self.pieces.push((self.text.len(), at));
        }
        self.text.push_str(text);
    }

    /// Appends the text of an event. One of an empty range was made by the parser: the rest of a tab that is partly indentation.
    pub(crate) fn push_event(&mut self, text: &str, range: &Range<usize>) {
        self.push(text, range.start);
        if range.is_empty() && !text.is_empty() {
            self.pieces.push((self.text.len(), range.start));
        }
    }

    /// The place in the chapter of one byte of the text.
    pub fn place(&self, byte: usize) -> usize {
        self.place_in(self.piece(byte), byte)
    }

    /// The byte of the text that stands at a place in the chapter, if one does.
    pub(crate) fn find(&self, place: usize) -> Option<usize> {
        let index = self
            .pieces
            .partition_point(|&(_, at)| at <= place)
            .checked_sub(1)?;
        let (start, at) = self.pieces[index];
        let end = self
            .pieces
            .get(index + 1)
            .map_or(self.text.len(), |&(next, _)| next);
        Some(start + (place - at)).filter(|&byte| byte < end)
    }

    /// Makes what stands at a range of the chapter a character that is in no word.
    pub(crate) fn blot(&mut self, range: &Range<usize>) {
        let bytes = self.find(range.start).zip(self.find(range.end - 1));
        if let Some((first, last)) = bytes {
            // A character that stands for something shorter reaches beyond it.
            let whole = |byte: &usize| self.text.is_char_boundary(*byte);
            let start = (0..=first).rev().find(whole).unwrap_or(first);
            let end = (last + 1..=self.text.len()).find(whole).unwrap_or(last + 1);
            // As many bytes as there were, so that every piece stays where it is.
            let blots = "\u{1}".repeat(end - start);
            self.text.replace_range(start..end, &blots);
        }
    }

    /// The range in the chapter of a range of the text.
    pub fn locate(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        if range.is_empty() {
            return start..start;
        }
        let end = self.place_in(self.piece(range.end - 1), range.end);
        start..end.max(start)
    }

    /// The piece that holds a byte.
    fn piece(&self, byte: usize) -> usize {
        self.pieces
            .partition_point(|&(start, _)| start <= byte)
            .saturating_sub(1)
    }

    /// The place of a byte counted from the start of a piece, not beyond the start of the next: text that was made has no length
    /// in the chapter.
    fn place_in(&self, piece: usize, byte: usize) -> usize {
        let Some(&(start, at)) = self.pieces.get(piece) else {
            return 0;
        };
        let next = self.pieces.get(piece + 1).map_or(usize::MAX, |&(_, at)| at);
        (at + byte.saturating_sub(start)).min(next)
    }
}
