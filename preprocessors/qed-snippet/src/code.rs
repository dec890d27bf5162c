//! The program text of a fence: hidden lines bared, every byte's place in the chapter kept.

use qed_markdown::{Excerpt, Snippet, code_lines};

/// The code of a snippet as the compiler shall see it. Of a hidden line rustdoc drops the indentation too, which shows in a
/// string literal of several lines.
pub(crate) fn bare(snippet: &Snippet) -> Excerpt {
    let mut bare = Excerpt::default();
    for line in code_lines(snippet) {
        let before = (line.mark.start - line.range.start).min(line.text.len());
        let (indent, code) = line
            .text
            .split_at_checked(before)
            .unwrap_or(("", &line.text));
        if !line.hidden && !indent.is_empty() {
            bare.push(indent, line.range.start);
        }
        bare.push(&format!("{code}\n"), line.mark.end);
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::snippet;

    #[test]
    fn a_mark_is_taken_from_hidden_lines_only() {
        let cases = [
            ("let x = 1;\n", "let x = 1;\n"),
            ("# let x = 1;\n", "let x = 1;\n"),
            ("  # let x = 1;\n", "let x = 1;\n"),
            ("#\n", "\n"),
            ("##[derive]\n", "#[derive]\n"),
            ("  ## x\n", "  # x\n"),
            ("#[derive(Debug)]\n", "#[derive(Debug)]\n"),
            ("#![allow(x)]\n", "#![allow(x)]\n"),
            ("# é\n#é\n", "é\n#é\n"),
        ];
        for (written, expected) in cases {
            assert_eq!(bare(&snippet("", written)).text, expected, "{written:?}");
        }
    }

    #[test]
    fn places_are_the_chapters() {
        let written = snippet("", "a\n# b\n ## c\n  é\n");
        let bare = bare(&written);
        assert_eq!(bare.text, "a\nb\n # c\n  é\n");
        for (byte, letter) in bare.text.match_indices(char::is_alphabetic) {
            let in_code = written.code.text.find(letter).expect("it was written");
            assert_eq!(bare.place(byte), written.code.place(in_code), "{letter}");
        }
    }
}
