//! When words of the prose are a name: word by word, without regard to case and, in English, to a final `s`.
//!
//! A name with a capital letter inside a word (`PCA`, `mAP`, `ReLU`) stands for itself alone and is compared as written. A word ends
//! where its letters, digits, `_` and inner hyphens end: `batch` is in `batch's` and `batch,`, not in `mini-batch` or `batches_seen`.

use std::borrow::Cow;
use std::ops::Range;

/// A word in its normal form stands between these; nothing that an author writes does.
const START: char = '\u{2}';
const END: char = '\u{3}';

/// A text as its words, in the form in which names are compared.
pub(super) struct Tokens {
    form: String,
    /// For each word: where it starts in `form`, and its bytes in the text.
    places: Vec<(usize, Range<usize>)>,
}

impl Tokens {
    pub(super) fn of(text: &str, english: bool) -> Self {
        let mut tokens = Self {
            form: String::with_capacity(text.len() * 3 / 2),
            places: Vec::new(),
        };
        let mut word = String::new();
        for range in words(text) {
            let written = &text[range.clone()];
            if written.is_ascii() {
                word.clear();
                word.push_str(written);
                word.make_ascii_lowercase();
            } else {
                word = written.to_lowercase().replace('’', "'");
            }
            tokens.places.push((tokens.form.len(), range));
            tokens.form.push(START);
            let stem = if english {
                singular(&word)
            } else {
                word.as_str().into()
            };
            tokens.form.push_str(&stem);
            tokens.form.push(END);
        }
        tokens
    }

    pub(super) fn form(&self) -> &str {
        &self.form
    }

    pub(super) fn into_form(self) -> String {
        self.form
    }

    /// The bytes of the text that belong to whole words of the form.
    pub(super) fn range(&self, form: Range<usize>) -> Range<usize> {
        let index = |byte| self.places.partition_point(|&(start, _)| start < byte);
        let (first, after) = (index(form.start), index(form.end));
        self.places[first].1.start..self.places[after - 1].1.end
    }
}

/// The words of a text; every other visible character is a word of its own.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| !c.is_whitespace())?;
        let mut end = start + first.len_utf8();
        if is_of_word(first) {
            while let Some(&(at, c)) = rest.peek() {
                let next = || text[at + c.len_utf8()..].chars().next();
                let goes_on = is_of_word(c) || c == '-' && next().is_some_and(is_of_word);
                if !goes_on {
                    break;
                }
                end = at + c.len_utf8();
                rest.next();
            }
        }
        Some(start..end)
    })
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A word without the ending that a plural has. Other words that end so lose it as well, in names and in prose alike.
fn singular(word: &str) -> Cow<'_, str> {
    let is_short = word.len() < 4;
    let keeps = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if is_short || keeps || !word.ends_with('s') {
        return word.into();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y").into();
    }
    let hissing = ["sses", "xes", "zes", "ches", "shes"];
    let cut = if hissing.iter().any(|end| word.ends_with(end)) {
        2
    } else {
        1
    };
    word[..word.len() - cut].into()
}

/// Whether words that have a name's normal form are that name: a capital letter inside a word is not to be missed or added.
pub(super) fn is_written_so(name: &str, written: &str, english: bool) -> bool {
    let same = |(name, written): (Range<usize>, Range<usize>), names: &str, text: &str| {
        let (name, written) = (&names[name], &text[written]);
        if !has_inner_capital(name) {
            return true;
        }
        let plural = |word: &str, other: &str| english && word.strip_suffix('s') == Some(other);
        name == written || plural(name, written) || plural(written, name)
    };
    words(name)
        .zip(words(written))
        .all(|pair| same(pair, name, written))
}

fn has_inner_capital(word: &str) -> bool {
    let parts = word.split('-');
    parts
        .flat_map(|part| part.chars().skip(1))
        .any(char::is_uppercase)
}

/// `stride` of `stride (of a convolution)`.
pub(super) fn without_explanation(name: &str) -> &str {
    let name = name.trim();
    match name
        .strip_suffix(')')
        .and_then(|name| name.split_once(" ("))
    {
        Some((before, _)) if !before.trim().is_empty() => before.trim(),
        _ => name,
    }
}

/// A name of one letter is a symbol, and one without a letter is a number.
pub(super) fn may_be_linked(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_letters_end() {
        for (text, expected) in [
            ("Bayes' rule", vec!["Bayes", "'", "rule"]),
            (
                "a mini-batch, and -1-",
                vec!["a", "mini-batch", ",", "and", "-", "1", "-"],
            ),
            ("softmax's é日x_1", vec!["softmax", "'", "s", "é日x_1"]),
            (" \n", vec![]),
        ] {
            let found: Vec<_> = words(text).map(|range| &text[range]).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_plural_is_its_singular() {
        for (word, stem) in [
            ("losses", "loss"),
            ("embeddings", "embedding"),
            ("entropies", "entropy"),
            ("boxes", "box"),
            ("batches", "batch"),
            ("responses", "response"),
            ("class", "class"),
            ("focus", "focus"),
            ("analysis", "analysis"),
            ("gas", "gas"),
            ("ties", "tie"),
            ("naïves", "naïve"),
        ] {
            assert_eq!(singular(word), stem);
        }
    }

    #[test]
    fn capitals_inside_a_word_count() {
        for (name, written, is) in [
            ("Softmax activation", "softmax Activation", true),
            ("CNN", "CNNs", true),
            ("FLOPs", "FLOP", true),
            ("FLOPs", "FLOPS", false),
            ("mAP", "map", false),
            ("mAP", "MAP", false),
            ("batch norm", "Batch Norm", true),
            ("batch norm", "BATCH NORM", true),
        ] {
            assert_eq!(is_written_so(name, written, true), is, "{name} {written}");
        }
    }

    #[test]
    fn ranges_are_those_of_the_text() {
        let text = "The Batch\n  normalisations, then";
        let tokens = Tokens::of(text, true);
        let name = Tokens::of("batch normalisation", true).into_form();
        let at = tokens.form().find(&name).unwrap();
        let range = tokens.range(at..at + name.len());
        assert_eq!(&text[range], "Batch\n  normalisations");
    }

    #[test]
    fn explanations_and_symbols() {
        assert_eq!(without_explanation("stride (of a convolution)"), "stride");
        assert_eq!(without_explanation("(x)"), "(x)");
        assert!(!may_be_linked("B") && !may_be_linked("3") && may_be_linked("k-NN"));
    }
}
