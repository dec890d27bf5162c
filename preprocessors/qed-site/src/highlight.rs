//! Code as spans with one-letter classes, coloured by the stylesheet.
//!
//! The grammar is syntect's; of its scopes only the kind that a reader can tell apart is kept, because a page with every
//! scope as a class is five times as long. Each line is closed by itself, so that lines can be wrapped one by one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::html::{escaped, text};

/// Loaded when the first page with code is written: reading the grammars takes milliseconds.
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// What a scope looks like: the longest prefix counts.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let classes = [
        ("comment", "c"),
        ("string", "s"),
        ("constant", "n"),
        ("constant.character.escape", "n"),
        ("constant.other.placeholder", "n"),
        ("keyword", "k"),
        ("keyword.operator", OPERATOR),
        ("storage", "k"),
        ("storage.type.numeric", "n"),
        ("variable.language", "k"),
        ("variable.annotation", "m"),
        ("variable.function", "f"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("support.macro", "m"),
        ("entity.name.macro", "m"),
        ("entity.name", "t"),
        ("entity.name.tag", "k"),
        ("entity.other.attribute-name", "f"),
        ("entity.other.inherited-class", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("meta.annotation", "m"),
        ("meta.generic", ""),
        ("markup.inserted", "i"),
        ("markup.deleted", "d"),
        ("markup.heading", "k"),
        ("meta.diff", "c"),
    ];
    let mut scopes: Vec<_> = classes
        .iter()
        .filter_map(|&(scope, class)| Some((Scope::new(scope).ok()?, class)))
        .collect();
    scopes.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    scopes
});

/// Signs such as `+` are not coloured; words such as `in` and `as` are.
const OPERATOR: &str = "operator";

/// The lines of a piece of code as markup, each without its line end. A language that is not known is left plain.
pub(crate) fn lines(code: &str, language: &str) -> Vec<String> {
    match grammar(language) {
        Some(grammar) => {
            coloured(code, grammar).unwrap_or_else(|| code.lines().map(escaped).collect())
        }
        None => code.lines().map(escaped).collect(),
    }
}

/// The name of a language as readers write it: `Rust`, `C++`; as given if the language is not known.
pub(crate) fn name(language: &str) -> Cow<'_, str> {
    match language {
        "text" | "txt" | "plain" | "" => Cow::Borrowed("Text"),
        "console" | "shell" | "sh" | "bash" => Cow::Borrowed("Shell"),
        "toml" => Cow::Borrowed("TOML"),
        _ => grammar(language).map_or(Cow::Borrowed(language), |grammar| {
            Cow::Owned(grammar.name.clone())
        }),
    }
}

fn grammar(language: &str) -> Option<&'static SyntaxReference> {
    if matches!(language, "" | "text" | "txt" | "plain" | "output") {
        return None;
    }
    let token = match language {
        "console" | "shell" => "bash",
        "jsonc" | "json5" => "json",
        "rust,no_run" => "rust",
        // TOML has no grammar in the set; the keys and strings of properties files look alike.
        "toml" | "ini" => "properties",
        other => other,
    };
    GRAMMARS.find_syntax_by_token(token)
}

fn coloured(code: &str, grammar: &SyntaxReference) -> Option<Vec<String>> {
    let mut state = ParseState::new(grammar);
    let mut stack = ScopeStack::new();
    let mut known = HashMap::new();
    let mut lines = Vec::new();
    let mut line_with_end = String::new();
    for line in code.lines() {
        line_with_end.clear();
        line_with_end.push_str(line);
        line_with_end.push('\n');
        let ops = state.parse_line(&line_with_end, &GRAMMARS).ok()?;
        let mut out = Line::default();
        let mut from = 0;
        for (at, op) in &ops {
            out.token(
                line.get(from..(*at).min(line.len()))?,
                class(&stack, &mut known),
            );
            from = (*at).min(line.len());
            stack.apply(op).ok()?;
        }
        out.token(line.get(from..)?, class(&stack, &mut known));
        lines.push(out.close());
    }
    Some(lines)
}

/// The class of the innermost scope that has one.
fn class(stack: &ScopeStack, known: &mut HashMap<Scope, Option<&'static str>>) -> &'static str {
    let of = |scope: Scope| {
        CLASSES
            .iter()
            .find(|(prefix, _)| prefix.is_prefix_of(scope))
            .map(|(_, class)| *class)
    };
    stack
        .scopes
        .iter()
        .rev()
        .find_map(|&scope| *known.entry(scope).or_insert_with(|| of(scope)))
        .unwrap_or("")
}

fn by_case(word: &str) -> &'static str {
    let upper = word.chars().next().is_some_and(char::is_uppercase);
    match (upper, word.chars().any(char::is_lowercase)) {
        (true, true) => "t",
        (true, false) if word.len() > 1 => "n",
        _ => "",
    }
}

/// A line being written: neighbours of one class share a span.
#[derive(Default)]
struct Line {
    html: String,
    class: &'static str,
}

impl Line {
    /// Appends a token. What the grammar leaves plain is told apart by its case: `Vec` is a type, `MAX` a constant.
    fn token(&mut self, words: &str, class: &'static str) {
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

    fn push(&mut self, words: &str, class: &'static str) {
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

    fn close(mut self) -> String {
        if !self.class.is_empty() {
            self.html.push_str("</span>");
        }
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_closed_one_by_one() {
        let code = "/* a\n b */ let x: Vec<f64> = \"é<\";";
        assert_eq!(
            lines(code, "rust"),
            [
                "<span class=c>/* a</span>",
                "<span class=c> b */ </span><span class=k>let </span>x: <span class=t>Vec</span>&lt;<span class=k>f64</span>&gt; = <span class=s>\"é&lt;\"</span>;"
            ]
        );
    }

    #[test]
    fn an_unknown_language_is_plain() {
        assert_eq!(lines("a < b", "no-such"), ["a &lt; b"]);
        assert_eq!(name("no-such"), "no-such");
        assert_eq!(
            (name("rust"), name("python")),
            ("Rust".into(), "Python".into())
        );
    }
}
