//! Text to terms.

use super::fold::{fold, unspaced};

/// The longest term; of longer words the beginning is the term.
const LONGEST: usize = 32;

/// Gives the terms of words: folded; identifiers and compounds both whole and in parts (`or_insert` gives `orinsert`,
/// `or`, `insert`). A single Latin letter or digit is no term.
pub(super) fn words(text: &str, give: &mut dyn FnMut(&str)) {
    let inside = |ch: char| {
        ch.is_alphanumeric() || matches!(ch, '_' | '-') || (!ch.is_ascii() && is_mark(ch))
    };
    for chunk in text.split(|ch| !inside(ch)) {
        // Most words.
        if chunk
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
        {
            term(chunk, give);
            continue;
        }
        let mut whole = String::new();
        let mut count = 0;
        for part in chunk
            .split(['_', '-'])
            .flat_map(humps)
            .filter(|part| !part.is_empty())
        {
            let start = whole.len();
            fold(part, &mut whole);
            count += 1;
            let folded = &whole[start..];
            if folded.chars().any(unspaced) {
                pairs(folded, give);
            } else {
                term(folded, give);
            }
        }
        if count > 1 && !whole.chars().any(unspaced) {
            term(&whole, give);
        }
    }
}

fn is_mark(ch: char) -> bool {
    unicode_normalization::char::is_combining_mark(ch)
}

fn term(word: &str, give: &mut dyn FnMut(&str)) {
    if word.len() > 1 {
        let end = word
            .char_indices()
            .nth(LONGEST)
            .map_or(word.len(), |(at, _)| at);
        give(&word[..end]);
    }
}

/// Pairs of letters, for scripts without blanks; a single letter stands alone.
fn pairs(word: &str, give: &mut dyn FnMut(&str)) {
    let starts: Vec<usize> = word
        .char_indices()
        .map(|(at, _)| at)
        .chain([word.len()])
        .collect();
    if starts.len() == 2 {
        give(word);
    }
    for window in starts.windows(3) {
        give(&word[window[0]..window[2]]);
    }
}

/// The parts of a name in camel case: `HTTPServer2` is `HTTP`, `Server2`.
fn humps(name: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = name.char_indices().collect();
    let mut parts = Vec::new();
    let mut start = 0;
    for index in 1..chars.len() {
        let (before, here) = (chars[index - 1].1, chars[index].1);
        let after_lower = chars
            .get(index + 1)
            .is_some_and(|(_, ch)| ch.is_lowercase());
        let hump = here.is_uppercase() && (before.is_lowercase() || before.is_numeric());
        let last_of_capitals = here.is_uppercase() && before.is_uppercase() && after_lower;
        if hump || last_of_capitals {
            parts.push(&name[start..chars[index].0]);
            start = chars[index].0;
        }
    }
    parts.push(&name[start..]);
    parts
}

/// Gives the terms of a formula. Each begins with a backslash: commands (`\frac`), and each two neighbours without blanks
/// and braces (`\sum_`, `\_c`, `\c=`, `\=1`). The names of Greek letters, and words in `\text{…}` and `\operatorname{…}`,
/// are words too.
pub(super) fn formula(tex: &str, give: &mut dyn FnMut(&str)) {
    let mut before = "";
    let mut pair = String::new();
    let mut rest = tex;
    while let Some(ch) = rest.chars().next() {
        let length = if ch == '\\' {
            1 + rest[1..]
                .find(|ch: char| !ch.is_ascii_alphabetic())
                .unwrap_or(rest.len() - 1)
                .max(1)
        } else if ch.is_ascii_digit() {
            rest.find(|ch: char| !ch.is_ascii_digit())
                .unwrap_or(rest.len())
        } else {
            ch.len_utf8()
        };
        // A command of one sign that is not ASCII ends on a letter's boundary.
        let length = (length..=rest.len())
            .find(|&at| rest.is_char_boundary(at))
            .unwrap_or(rest.len());
        let token = &rest[..length];
        rest = &rest[length..];
        let blank = token
            .strip_prefix('\\')
            .unwrap_or(token)
            .starts_with(char::is_whitespace);
        if blank || matches!(ch, '{' | '}' | '&') {
            continue;
        }
        if token.len() > 2 && token.is_ascii() {
            give(token);
            let name = &token[1..];
            if GREEK.iter().any(|greek| name.eq_ignore_ascii_case(greek)) {
                words(name, give);
            }
            if WORDS.contains(&name)
                && let Some(content) = rest
                    .strip_prefix('{')
                    .and_then(|rest| rest.split('}').next())
            {
                words(content, give);
            }
            if name == "label" {
                rest = rest.find('}').map_or("", |end| &rest[end + 1..]);
                continue;
            }
        }
        if !before.is_empty() {
            pair.clear();
            if !before.starts_with('\\') {
                pair.push('\\');
            }
            pair.push_str(before);
            pair.push_str(token);
            let end = pair
                .char_indices()
                .nth(LONGEST)
                .map_or(pair.len(), |(at, _)| at);
            give(&pair[..end]);
        }
        before = token;
    }
}

/// Commands whose argument is words.
const WORDS: [&str; 8] = [
    "text",
    "operatorname",
    "mathrm",
    "textbf",
    "textit",
    "mathbf",
    "mathit",
    "textrm",
];

const GREEK: [&str; 27] = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "vartheta",
    "nabla",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        words(text, &mut |term| terms.push(term.to_owned()));
        terms
    }

    #[test]
    fn words_are_terms_whole_and_in_parts() {
        for (text, terms) in [
            ("The loss, x!", &["the", "loss"] as &[&str]),
            ("or_insert", &["or", "insert", "orinsert"]),
            ("Cross-entropy", &["cross", "entropy", "crossentropy"]),
            (
                "CrossEntropyLoss",
                &["cross", "entropy", "loss", "crossentropyloss"],
            ),
            ("HTTPServer2", &["http", "server2", "httpserver2"]),
            ("__init__", &["init"]),
            ("0.6652", &["6652"]),
            ("Rényi's", &["renyi"]),
            ("e\u{301}tude", &["etude"]),
            ("深層学習", &["深層", "層学", "学習"]),
            ("", &[]),
        ] {
            assert_eq!(of(text), terms, "{text}");
        }
        assert_eq!(of(&"x".repeat(99)), ["x".repeat(32)]);
    }

    #[test]
    fn formulas_are_commands_and_neighbours() {
        let of = |tex: &str| {
            let mut terms = Vec::new();
            formula(tex, &mut |term| terms.push(term.to_owned()));
            terms
        };
        assert_eq!(
            of("\\sum_{c=1}"),
            ["\\sum", "\\sum_", "\\_c", "\\c=", "\\=1"]
        );
        assert_eq!(of("\\lambda x"), ["\\lambda", "lambda", "\\lambdax"]);
        assert_eq!(
            of("\\text{true rate}"),
            [
                "\\text", "true", "rate", "\\textt", "\\tr", "\\ru", "\\ue", "\\er", "\\ra",
                "\\at", "\\te"
            ]
        );
        assert_eq!(of("a \\label{eq:a} b"), ["\\label", "\\ab"]);
        assert_eq!(of("\\é \\"), ["\\é\\"]);
        assert_eq!(of("a\\ b"), ["\\ab"]);
    }
}
