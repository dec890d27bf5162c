//! A line of code being written.

use crate::html::text;

/// What tokens of languages call a sign such as `+`: not coloured, unless it is a word such as `in` or `as`.
pub(super) const OPERATOR: &str = "operator";

/// A line being written: neighbours of one class share a span.
#[derive(Default)]
pub(super) struct Line {
    html: String,
    class: &'static str,
}

impl Line {
    /// Appends a token. What the grammar leaves plain is told apart by its case: `Vec` is a type, `MAX` a constant.
    pub(super) fn token(&mut self, words: &str, class: &'static str) {
        match class {
            OPERATOR if words.trim().chars().all(char::is_alphabetic) => self.push(words, "k"),
            OPERATOR => self.push(words, ""),
            "" => {
                let name = |ch: char| ch.is_alphanumeric() || ch == '_';
                for run in words.split_inclusive(|ch| !name(ch)) {
                    let word = run.trim_end_matches(|ch| !name(ch));
                    self.push(word, by_case(word));
                    self.push(&run[word.len()..], "");
                }
            }
            class => self.push(words, class),
        }
    }

    /// Appends words of a class.
    pub(super) fn push(&mut self, words: &str, class: &'static str) {
        if words.is_empty() {
            return;
        }
        // Blanks have no colour: they need not end a span.
        if class != self.class && !words.trim().is_empty() {
            if !self.class.is_empty() {
                self.html.push_str("</span>");
            }
            if !class.is_empty() {
                self.html.push_str("<span class=");
                self.html.push_str(class);
                self.html.push('>');
            }
            self.class = class;
        }
        text(words, &mut self.html);
    }

    /// The line's markup.
    pub(super) fn close(mut self) -> String {
        if !self.class.is_empty() {
            self.html.push_str("</span>");
        }
        self.html
    }
}

/// The class of a name by the case of its letters.
pub(super) fn by_case(word: &str) -> &'static str {
    let upper = word.chars().next().is_some_and(char::is_uppercase);
    match (upper, word.chars().any(char::is_lowercase)) {
        (true, true) => "t",
        (true, false) if word.len() > 1 => "n",
        _ => "",
    }
}
