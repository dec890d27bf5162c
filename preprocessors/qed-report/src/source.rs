//! Files as the author wrote them, and places in them.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A number that stands for one file of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A file of the book, as it is on disk.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path relative to the book's root, with `/` between its parts: `src/foundations/pca.md`.
    pub path: String,
    /// The whole text, byte for byte.
    pub text: Arc<str>,
    line_starts: Vec<usize>,
}

/// A range of bytes in one file. Always on character boundaries of that file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// A place as an editor shows it; line and column count from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All files that findings may point into.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    by_path: BTreeMap<String, SourceId>,
}

impl Source {
    fn new(path: String, text: Arc<str>) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            path,
            text,
            line_starts,
        }
    }

    /// The position of a byte; a byte beyond the end counts as the end.
    pub fn position(&self, byte: usize) -> Position {
        let byte = floor_char_boundary(&self.text, byte);
        let line = self.line_starts.partition_point(|&start| start <= byte);
        let start = self.line_starts[line - 1];
        Position {
            line,
            column: self.text[start..byte].chars().count() + 1,
        }
    }

    /// The text of a line, counted from 1, without its line end; empty beyond the last.
    pub fn line(&self, line: usize) -> &str {
        let Some(&start) = line
            .checked_sub(1)
            .and_then(|index| self.line_starts.get(index))
        else {
            return "";
        };
        let end = self
            .line_starts
            .get(line)
            .map_or(self.text.len(), |next| next - 1);
        self.text[start..end].trim_end_matches('\r')
    }

    /// The first byte of a line, counted from 1; the end of the text beyond the last line.
    pub fn line_start(&self, line: usize) -> usize {
        line.checked_sub(1)
            .and_then(|index| self.line_starts.get(index).copied())
            .unwrap_or(self.text.len())
    }
}

impl Sources {
    /// Adds a file, or finds it again: one path has one text.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let path = path.into();
        if let Some(&id) = self.by_path.get(&path) {
            return id;
        }
        let id = SourceId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(Source::new(path.clone(), text.into()));
        self.by_path.insert(path, id);
        id
    }

    /// The file of an id. Ids come from [`Sources::add`] of this very value.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The id of a path relative to the book's root.
    pub fn find(&self, path: &str) -> Option<SourceId> {
        self.by_path.get(path).copied()
    }

    /// All files with their ids, in the order of [`Sources::add`].
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, source)| (SourceId(index as u32), source))
    }

    /// Where a span begins.
    pub fn start(&self, span: Span) -> Position {
        self.get(span.source).position(span.start)
    }

    /// Where a span ends (the position after its last character).
    pub fn end(&self, span: Span) -> Position {
        self.get(span.source).position(span.end)
    }
}

impl Span {
    /// A span, its ends put in order.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self {
            source,
            start,
            end: end.max(start),
        }
    }

    /// The very beginning of a file: for what is said of the file as a whole.
    pub fn file(source: SourceId) -> Self {
        Self {
            source,
            start: 0,
            end: 0,
        }
    }
}

fn floor_char_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let mut sources = Sources::default();
        let id = sources.add("a.md", "é$x\r\nzwei\n");
        let source = sources.get(id);
        assert_eq!(source.position(2), Position { line: 1, column: 2 });
        assert_eq!(
            source.position(1),
            Position { line: 1, column: 1 },
            "inside é"
        );
        assert_eq!(source.position(6), Position { line: 2, column: 1 });
        assert_eq!(source.position(99), Position { line: 3, column: 1 });
        assert_eq!(
            (source.line(1), source.line(2), source.line(9)),
            ("é$x", "zwei", "")
        );
    }

    #[test]
    fn one_path_has_one_text() {
        let mut sources = Sources::default();
        assert_eq!(sources.add("a.md", "one"), sources.add("a.md", "two"));
    }
}
