//! Commands that could carry script or reach outside the page: refused, at their place.

use std::ops::Range;

use qed_report::{Level, Rule};

use crate::Fault;
use crate::scan::{Kind, Token};
use crate::settings::Heard;

/// A command that could carry script or reach outside the page.
pub static FORMULA_UNSAFE: Rule = Rule {
    code: "formula-unsafe",
    level: Level::Deny,
    title: "a command that could carry script or reach outside the page",
    explanation: "\
`\\href` and `\\url` may lead to `http:`, `https:` and `mailto:` addresses and to places relative to the page. \
`\\includegraphics`, `\\htmlClass`, `\\htmlId`, `\\htmlStyle` and `\\htmlData`, which put the author's own markup into \
the page, are refused.

    $\\href{javascript:alert(1)}{x}$

Put pictures and links into the Markdown around the formula.",
};

/// What the engine was told not to trust, each at its place in the formula.
pub(crate) fn faults(tokens: &[Token<'_>], macros: &[(&str, &str)], heard: &Heard) -> Vec<Fault> {
    let mut seen = 0;
    heard
        .refused
        .iter()
        .map(|(command, url)| fault(tokens, macros, command, url.as_deref(), &mut seen))
        .collect()
}

/// The engine meets commands in the order of the formula: `seen` is where the last one stood.
fn fault(
    tokens: &[Token<'_>],
    macros: &[(&str, &str)],
    command: &str,
    url: Option<&str>,
    seen: &mut usize,
) -> Fault {
    let range = place(tokens, macros, command, *seen);
    *seen = range.end;
    let message = match url {
        Some(url) if command != r"\includegraphics" => {
            format!("`{command}` may not lead to `{}`", shown(url))
        }
        _ => format!("`{command}` is not allowed in a formula"),
    };
    let hint = match command {
        r"\includegraphics" => "put the picture into the Markdown around the formula",
        r"\href" | r"\url" => "link to an `https:` address, or to a place relative to the page",
        _ => "leave it out",
    };
    Fault {
        rule: &FORMULA_UNSAFE,
        range,
        message,
        other: None,
        hint: Some(hint.to_owned()),
    }
}

/// The command itself, or else the macro that holds it, or else the whole formula.
fn place(
    tokens: &[Token<'_>],
    macros: &[(&str, &str)],
    command: &str,
    seen: usize,
) -> Range<usize> {
    let commands = || tokens.iter().filter(|token| token.kind == Kind::Command);
    let itself = commands().find(|token| token.text == command && token.start >= seen);
    let holder = || commands().find(|token| macros.iter().any(|(name, _)| *name == token.text));
    let whole = 0..tokens.last().map_or(0, |token| token.range().end);
    itself.or_else(holder).map_or(whole, Token::range)
}

/// An address short enough for a message, on one line.
fn shown(url: &str) -> String {
    let cut: String = url.chars().filter(|c| !c.is_control()).take(40).collect();
    if cut.len() < url.len() {
        cut + "…"
    } else {
        cut
    }
}
