//! Edits by span: what is not edited stays as it is, byte for byte.

use std::ops::Range;

/// Text to be put in the place of a range. An empty range inserts, an empty replacement removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the text, on character boundaries.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub replacement: String,
}

impl Edit {
    /// Puts `replacement` in the place of `range`.
    pub fn replace(range: Range<usize>, replacement: impl Into<String>) -> Self {
        Self {
            range,
            replacement: replacement.into(),
        }
    }

    /// Puts `text` before the byte `at`.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }

    /// Removes a range.
    pub fn remove(range: Range<usize>) -> Self {
        Self::replace(range, "")
    }
}

/// Puts edits into a text. They may come in any order; insertions at one place keep theirs, and stand before
/// a replacement that begins there.
///
/// An edit that overlaps an earlier one, or whose range is not in the text, is a bug of the caller: debug builds panic,
/// others leave that edit out.
pub fn weave(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let grown: usize = edits.iter().map(|edit| edit.replacement.len()).sum();
    let mut woven = String::with_capacity(text.len() + grown);
    let mut done = 0;
    for Edit { range, replacement } in sorted {
        let untouched = text.get(done..range.start);
        let (Some(untouched), true) = (untouched, text.get(range.clone()).is_some()) else {
            debug_assert!(
                false,
                "the edit of {range:?} overlaps another or is not in the text"
            );
            continue;
        };
        woven.push_str(untouched);
        woven.push_str(replacement);
        done = range.end;
    }
    woven.push_str(text.get(done..).unwrap_or_default());
    woven
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_put_in_order() {
        let edits = [
            Edit::replace(4..5, "E"),
            Edit::remove(0..1),
            Edit::insert(2, "<"),
            Edit::insert(2, ">"),
        ];
        assert_eq!(weave("abcdef", &edits), "b<>cdEf");
        assert_eq!(weave("abc", &[Edit::insert(3, "!")]), "abc!");
        assert_eq!(
            weave("abc", &[Edit::replace(1..2, "x"), Edit::insert(1, "+")]),
            "a+xc"
        );
    }

    #[test]
    fn nothing_changes_nothing() {
        assert_eq!(weave("é\r\n\u{feff}", &[]), "é\r\n\u{feff}");
    }

    #[test]
    #[cfg_attr(debug_assertions, should_panic = "overlaps")]
    fn of_overlapping_edits_the_first_wins() {
        assert_eq!(
            weave(
                "abcd",
                &[Edit::replace(0..3, "x"), Edit::replace(2..4, "y")]
            ),
            "xd"
        );
    }
}
