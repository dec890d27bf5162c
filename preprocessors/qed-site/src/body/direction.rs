//! Which way a text is read: the marks of a list, a quote or a table stand on the side where its first word does.

use std::ops::Range;

use qed_markdown::Event;

use super::writer::Writer;

impl Writer<'_> {
    /// The attribute of the block that event `index` begins, by its first letter; nothing in a chapter that is read from
    /// left to right throughout.
    pub(super) fn direction(&self, index: usize, block: &Range<usize>) -> &'static str {
        if !self.both_ways {
            return "";
        }
        let words = self.events[index..]
            .iter()
            .take_while(|(_, place)| place.start < block.end)
            .filter_map(|(event, _)| match event {
                Event::Text(words) => Some(words.as_ref()),
                _ => None,
            });
        match words.flat_map(str::chars).find(|ch| ch.is_alphabetic()) {
            Some(first) if is_from_right(first) => " dir=\"rtl\"",
            Some(_) => " dir=\"ltr\"",
            None => "",
        }
    }
}

/// Whether a text has letters that are read from right to left.
pub(super) fn has_from_right(text: &str) -> bool {
    !text.is_ascii()
        && text
            .chars()
            .any(|ch| ch.is_alphabetic() && is_from_right(ch))
}

/// Whether a letter is in one of the blocks that Unicode keeps for scripts from right to left: Hebrew, Arabic, Syriac, Thaana,
/// N'Ko and others, their presentation forms, and the historic and newer ones of the supplementary plane.
fn is_from_right(letter: char) -> bool {
    matches!(
        letter,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}
