//! Every language but Rust, by syntect's grammars.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::line::Line;

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

/// The grammar of a language, if there is one.
pub(super) fn grammar(language: &str) -> Option<&'static SyntaxReference> {
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

/// The lines of a piece of code; none where the grammar itself fails.
pub(super) fn coloured(code: &str, grammar: &SyntaxReference) -> Option<Vec<String>> {
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
