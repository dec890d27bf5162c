//! Wiki links and footnotes without a definition, in the text of one paragraph.
//!
//! They are looked for in what the parser left as text: code, formulas, raw HTML, images and escaped characters stand in
//! it as [`OPAQUE`].

use std::ops::Range;

/// Stands for what is not text.
pub(crate) const OPAQUE: char = '\u{fffc}';

/// The longest name of a topic that counts.
const LONGEST_TARGET: usize = 200;

/// `[[target|words]]`, as ranges of the text that was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wiki {
    pub(crate) range: Range<usize>,
    pub(crate) target: Range<usize>,
    pub(crate) words: Option<Range<usize>>,
}

/// All that may be wiki links: the target has a letter and no bracket. Whether there is such a topic is not known here.
pub(crate) fn wiki_links(text: &str) -> Vec<Wiki> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = text[at..].find("[[") {
        let mut start = at + step;
        // Of several brackets the innermost two count.
        while text[start + 2..].starts_with('[') {
            start += 1;
        }
        let inside = start + 2;
        let Some(length) = text[inside..].find("]]") else {
            break;
        };
        if let Some(later) = text[inside..inside + length].rfind("[[") {
            at = inside + later;
            continue;
        }
        at = inside + length + 2;
        found.extend(wiki_link(text, start..at));
    }
    found
}

fn wiki_link(text: &str, range: Range<usize>) -> Option<Wiki> {
    let inside = &text[range.start + 2..range.end - 2];
    let (target, words) = match inside.split_once('|') {
        Some((target, words)) => (target, Some(words)),
        None => (inside, None),
    };
    let is_name = target.len() <= LONGEST_TARGET
        && !target.starts_with('^')
        && !target.contains(['[', ']', OPAQUE])
        && target.chars().any(char::is_alphabetic);
    is_name.then(|| {
        let target_start = range.start + 2 + (target.len() - target.trim_start().len());
        let words = words
            .filter(|words| !words.trim().is_empty())
            .map(|words| range.end - 2 - words.len()..range.end - 2);
        Wiki {
            target: target_start..target_start + target.trim().len(),
            words,
            range,
        }
    })
}

/// `[^name]` that is left in text: its definition is missing. Character classes of regular expressions (`[^a-z]`) do not count.
pub(crate) fn footnotes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices("[^") {
        let name = &text[start + 2..];
        let length = name
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(name.len());
        let closed = name[length..].starts_with(']');
        if closed && length > 0 && !is_character_class(&name[..length]) {
            found.push(start..start + 2 + length + 1);
        }
    }
    found
}

/// `a-z`, `0-9`, `a-zA-Z0-9_`.
fn is_character_class(name: &str) -> bool {
    let chars: Vec<char> = name.chars().take(3).collect();
    matches!(chars[..], [from, '-', to] if from < to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let found: Vec<_> = wiki_links(text)
            .into_iter()
            .map(|link| (&text[link.target], link.words.map(|words| &text[words])))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn links_and_what_is_none() {
        check(
            "see [[softmax]] and [[pca#the-formula|the *formula*]].",
            &[
                ("softmax", None),
                ("pca#the-formula", Some("the *formula*")),
            ],
        );
        check(
            "[[ Softmax  ]] [[a|]] [[[b]]]",
            &[("Softmax", None), ("a", None), ("b", None)],
        );
        check("[[1,2],[3,4]] [[]] [[ ]] [[42]] [[^1]]", &[]);
        check("[[a [[b]] c]]", &[("b", None)]);
        check("[[a] [b]]", &[]);
        check("[[open [[ [[", &[]);
        check("[[a\u{fffc}]] [[b|\u{fffc}]]", &[("b", Some("\u{fffc}"))]);
    }

    #[test]
    fn footnotes_left_in_text() {
        let text = "a[^1] [^note-2] [^a-z] [^0-9] [^] [^a b] [^open";
        let names: Vec<_> = footnotes(text)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(names, ["[^1]", "[^note-2]"]);
    }
}
