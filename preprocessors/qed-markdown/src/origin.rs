//! Which byte of a chapter's text came from which file.

use std::ops::Range;

use qed_report::{SourceId, Span};

/// A run of text that stands in a file just as it stands in the chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    /// First byte in the chapter's text.
    start: usize,
    source: SourceId,
    /// First byte in the file.
    source_start: usize,
    /// Bytes in the file; differs from the length in the chapter only where the text was made
    /// (a hidden-line prefix of `rustdoc_include`, text of another preprocessor).
    source_len: usize,
    /// Byte by byte the same as in the file.
    verbatim: bool,
}

/// The map from a chapter's text to the files on disk. Segments cover the text without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    segments: Vec<Segment>,
    len: usize,
}

impl Origin {
    /// The text is one whole file.
    pub fn whole(source: SourceId, len: usize) -> Self {
        let mut origin = Self {
            segments: Vec::new(),
            len: 0,
        };
        origin.push(len, source, 0..len);
        origin
    }

    /// An origin of no text, to be filled by [`Origin::push`].
    pub fn empty() -> Self {
        Self {
            segments: Vec::new(),
            len: 0,
        }
    }

    /// Appends `len` bytes of chapter text that came from `range` of a file. If the lengths agree
    /// the bytes are taken to be the same; otherwise places inside are only as exact as the range.
    pub fn push(&mut self, len: usize, source: SourceId, range: Range<usize>) {
        let next = Segment {
            start: self.len,
            source,
            source_start: range.start,
            source_len: range.len(),
            verbatim: range.len() == len,
        };
        self.len += len;
        match self.segments.last_mut() {
            Some(last) if last.runs_on_to(&next) => last.source_len += next.source_len,
            _ => self.segments.push(next),
        }
    }

    /// Appends what another origin says of a part of its text.
    pub(crate) fn append(&mut self, other: &Self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        for index in other.index(range.start)..other.segments.len() {
            let segment = &other.segments[index];
            if segment.start >= range.end {
                break;
            }
            let end = other
                .segments
                .get(index + 1)
                .map_or(other.len, |next| next.start);
            let part = segment.start.max(range.start)..end.min(range.end);
            if part.is_empty() {
                continue;
            }
            if segment.verbatim {
                let place = segment.locate(part.start).start..segment.locate(part.end).start;
                self.push(part.len(), segment.source, place);
            } else {
                self.push_made(part.len(), segment.source, segment.locate(part.start));
            }
        }
    }

    /// Appends `len` bytes that are not in a file as they stand: made in the place of `range`.
    pub(crate) fn push_made(&mut self, len: usize, source: SourceId, range: Range<usize>) {
        self.segments.push(Segment {
            start: self.len,
            source,
            source_start: range.start,
            source_len: range.len(),
            verbatim: false,
        });
        self.len += len;
    }

    /// The place in the file of a range of chapter text. A range over several files is cut at the
    /// end of the first.
    ///
    /// # Panics
    /// If the origin is [`Origin::empty`]: then there is no file to point to.
    pub fn span(&self, range: Range<usize>) -> Span {
        let first = self.segment(range.start);
        let last = self.segment(range.end.max(range.start + 1) - 1);
        let start = first.locate(range.start).start;
        let end = if last.source == first.source && last.start >= first.start {
            last.locate(range.end).end
        } else {
            first.source_start + first.source_len
        };
        Span::new(first.source, start, end)
    }

    /// Whether every byte of the range stands in a file just so.
    pub fn is_exact(&self, range: Range<usize>) -> bool {
        let from = self.index(range.start);
        let to = self.index(range.end.max(range.start + 1) - 1);
        self.segments[from..=to]
            .iter()
            .all(|segment| segment.verbatim)
    }

    fn index(&self, byte: usize) -> usize {
        self.segments
            .partition_point(|segment| segment.start <= byte)
            .saturating_sub(1)
    }

    fn segment(&self, byte: usize) -> &Segment {
        &self.segments[self.index(byte)]
    }
}

impl Segment {
    /// Both are verbatim, and side by side in one file as in the chapter.
    fn runs_on_to(&self, next: &Self) -> bool {
        self.verbatim
            && next.verbatim
            && self.source == next.source
            && self.start + self.source_len == next.start
            && self.source_start + self.source_len == next.source_start
    }

    fn locate(&self, byte: usize) -> Range<usize> {
        if self.verbatim {
            let at = self.source_start + (byte - self.start).min(self.source_len);
            at..at
        } else {
            self.source_start..self.source_start + self.source_len
        }
    }
}
