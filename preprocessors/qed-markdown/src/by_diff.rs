//! Places in a text that another preprocessor changed, by its difference from the file.

use std::ops::Range;

use qed_report::SourceId;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::Origin;

/// Changed lines are compared word by word only up to so many words: beyond, they were not edited but made anew.
const MOST_WORDS: usize = 20_000;

impl Origin {
    /// The origin of a text that another preprocessor made of a file: lines that are the same have their exact places, changed
    /// lines are compared word by word, and what is new stands (approximately) where it was put in.
    pub fn by_diff(given: &str, source: SourceId, file_text: &str) -> Self {
        let mark = if file_text.starts_with('\u{feff}') && !given.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let mut origin = Self::empty();
        if given == &file_text[mark..] {
            origin.push(given.len(), source, mark..file_text.len());
            return origin;
        }
        let old = Pieces::new(file_text, mark, |text| text.split_inclusive('\n').collect());
        let new = Pieces::new(given, 0, |text| text.split_inclusive('\n').collect());
        for op in capture_diff_slices(Algorithm::Myers, &old.pieces, &new.pieces) {
            let (old, new) = (old.range(op.old_range()), new.range(op.new_range()));
            match op {
                DiffOp::Equal { .. } => origin.push(new.len(), source, old),
                DiffOp::Delete { .. } => {}
                DiffOp::Insert { .. } => origin.push_made(new.len(), source, old),
                DiffOp::Replace { .. } => origin.changed_lines(given, new, source, file_text, old),
            }
        }
        if given.is_empty() {
            origin.push(0, source, mark..mark);
        }
        origin
    }

    fn changed_lines(
        &mut self,
        given: &str,
        new: Range<usize>,
        source: SourceId,
        file: &str,
        old: Range<usize>,
    ) {
        let new_words = Pieces::new(&given[..new.end], new.start, words);
        let old_words = Pieces::new(&file[..old.end], old.start, words);
        if new_words.pieces.len() + old_words.pieces.len() > MOST_WORDS {
            return self.push_made(new.len(), source, old);
        }
        for op in capture_diff_slices(Algorithm::Myers, &old_words.pieces, &new_words.pieces) {
            let (old, new) = (
                old_words.range(op.old_range()),
                new_words.range(op.new_range()),
            );
            match op {
                DiffOp::Equal { .. } => self.push(new.len(), source, old),
                DiffOp::Delete { .. } => {}
                DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                    self.push_made(new.len(), source, old);
                }
            }
        }
    }
}

/// A text in pieces, with the byte at which each begins.
struct Pieces<'t> {
    pieces: Vec<&'t str>,
    starts: Vec<usize>,
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str, from: usize, cut: impl Fn(&'t str) -> Vec<&'t str>) -> Self {
        let pieces = cut(&text[from..]);
        let mut at = from;
        let mut starts = vec![at];
        starts.extend(pieces.iter().map(|piece| {
            at += piece.len();
            at
        }));
        Self { pieces, starts }
    }

    fn range(&self, pieces: Range<usize>) -> Range<usize> {
        self.starts[pieces.start]..self.starts[pieces.end]
    }
}

/// Words, and single characters between them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(word.max(first.len_utf8() * usize::from(word == 0)));
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use qed_report::Sources;

    use super::*;

    /// The text in the file that each piece of the given text is mapped to, and whether that is exact.
    fn check(file: &str, given: &str, expected: &[(&str, &str, bool)]) {
        let mut sources = Sources::default();
        let source = sources.add("a.md", file);
        let origin = Origin::by_diff(given, source, file);
        for (piece, place, exact) in expected {
            let at = given.find(piece).expect("the piece is in the text");
            let range = at..at + piece.len();
            let span = origin.span(range.clone());
            assert_eq!(&file[span.start..span.end], *place, "{piece} of {given}");
            assert_eq!(origin.is_exact(range), *exact, "{piece} of {given}");
        }
    }

    #[test]
    fn unchanged_text_is_exact() {
        check(
            "\u{feff}one\ntwo\n",
            "one\ntwo\n",
            &[("one", "one", true), ("two\n", "two\n", true)],
        );
        check("", "", &[]);
    }

    #[test]
    fn new_lines_stand_where_they_were_put() {
        check(
            "one\ntwo\n",
            "one\nnew\ntwo\n",
            &[
                ("one", "one", true),
                ("new", "", false),
                ("two", "two", true),
            ],
        );
    }

    #[test]
    fn changed_lines_are_compared_by_words() {
        check(
            "a line with $x$ in it\nnext\n",
            "a line with <b>$x$</b> in them\nnext\n",
            &[
                ("$x$", "$x$", true),
                ("them", "it", false),
                ("next", "next", true),
            ],
        );
        check(
            "é one\n",
            "é zwei\n",
            &[("é ", "é ", true), ("zwei", "one", false)],
        );
    }

    #[test]
    fn a_text_made_anew_is_approximate() {
        let old = "a b\n".repeat(6_000);
        let new = "c d\n".repeat(6_000);
        check(&old, &new, &[("c d\n", &old, false)]);
    }
}
