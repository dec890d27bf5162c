//! Commands that could carry script or reach outside the page: refused, at their place.

use std::ops::Range;

use qed_report::{Level, Rule};

use crate::Fault;
use crate::engine::Markup;
use crate::scan::{self, Kind, Token};
use crate::settings::{self, Heard};

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
///
/// An address whose scheme the engine cannot read it refuses without asking: then only the markup shows it.
pub(crate) fn faults(
    tokens: &[Token<'_>],
    macros: &[(&str, &str)],
    heard: &Heard,
    markup: Option<&Markup>,
) -> Vec<Fault> {
    let mut seen = 0;
    if markup.is_some_and(|markup| markup.has_refused) && heard.refused.is_empty() {
        return vec![harmful_link(tokens)];
    }
    heard
        .refused
        .iter()
        .map(|(command, url)| fault(tokens, macros, command, url.as_deref(), &mut seen))
        .collect()
}

/// The first link that leads to no page, or else the first link.
fn harmful_link(tokens: &[Token<'_>]) -> Fault {
    let is_link = |token: &Token<'_>| matches!(token.text, r"\href" | r"\url");
    let leads_astray = |&at: &usize| {
        let address = scan::argument(tokens, at + 1).map(|(inner, _)| scan::joined(&tokens[inner]));
        address.is_some_and(|address| !settings::is_harmless(&address))
    };
    let links: Vec<usize> = (0..tokens.len())
        .filter(|&at| is_link(&tokens[at]))
        .collect();
    let link = links
        .iter()
        .copied()
        .find(leads_astray)
        .or(links.first().copied());
    let whole = 0..tokens.last().map_or(0, |token| token.range().end);
    let range = link.map_or(whole, |at| tokens[at].range());
    unsafe_fault(
        range,
        "a link of this formula may not lead where it does".to_owned(),
        r"\href",
    )
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
    unsafe_fault(range, message, command)
}

fn unsafe_fault(range: Range<usize>, message: String, command: &str) -> Fault {
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

/// An address short enough for a message.
fn shown(url: &str) -> String {
    let cut: String = url.chars().take(40).collect();
    if cut.len() < url.len() {
        cut + "…"
    } else {
        cut
    }
}
