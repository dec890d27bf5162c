//! Macros of the book: checked one by one, and found where a formula uses them.

use std::collections::BTreeSet;

use qed_report::{Level, Rule};

use crate::scan::{self, Kind, Token};
use crate::{Fault, Macros, Request, extent, typeset};

/// A macro in book.toml that no formula could use.
pub static MACRO_INVALID: Rule = Rule {
    code: "macro-invalid",
    level: Level::Deny,
    title: "a macro in book.toml that no formula could use",
    explanation: "\
A macro has a name, a backslash with letters behind it, and a text that is a formula by itself; `#1` to `#9` in it stand \
for arguments, and none may be left out.

    [preprocessor.qed.macros]
    \"\\\\R\" = \"\\\\mathbb{R}\"
    \"\\\\E\" = \"\\\\operatorname{E}[#1]\"

The text may use other macros, but not itself, and the names that hold formulas together (`\\left`, `\\begin`, \
`\\label`, …) keep their meaning.",
};

/// Names that hold formulas together.
static RESERVED: &[&str] = &[
    r"\begin",
    r"\end",
    r"\left",
    r"\right",
    r"\middle",
    r"\label",
    r"\ref",
    r"\eqref",
    r"\tag",
    r"\def",
    r"\gdef",
    r"\edef",
    r"\xdef",
    r"\let",
    r"\futurelet",
    r"\newcommand",
    r"\renewcommand",
    r"\providecommand",
    r"\href",
    r"\url",
    r"\relax",
    r"\begingroup",
    r"\endgroup",
    r"\global",
    r"\long",
    r"\expandafter",
    r"\noexpand",
    r"\verb",
];

/// Checks each macro by itself. A pair holds the macro's name and what is wrong; the range lies in its text.
pub fn check_macros(macros: &Macros) -> Vec<(String, Fault)> {
    macros
        .iter()
        .filter_map(|(name, body)| Some((name.clone(), check(name, body, macros)?)))
        .collect()
}

fn check(name: &str, body: &str, macros: &Macros) -> Option<Fault> {
    let invalid = |message: String, hint: &str| Fault {
        rule: &MACRO_INVALID,
        range: 0..body.len(),
        message,
        other: None,
        hint: Some(hint.to_owned()),
    };
    if !is_name(name) {
        return Some(invalid(
            format!("`{name}` is no name for a macro"),
            r"write a backslash and letters: `\loss`",
        ));
    }
    if RESERVED.contains(&name) {
        return Some(invalid(
            format!("`{name}` holds formulas together and cannot be a macro"),
            "choose another name",
        ));
    }
    let arguments = extent::count(body);
    if let Some(number) = (arguments + 1..=9).find(|number| body.contains(&format!("#{number}"))) {
        return Some(invalid(
            format!("`{name}` uses `#{number}` but not `#{}`", arguments + 1),
            "number the arguments from `#1`",
        ));
    }
    // An argument may be a formula, a colour or a size: the text is sound if it works with any of these. Places are those
    // of the first, which is as long as `#1`.
    let attempts = ["{}", "x", "red", "1em"].map(|argument| attempt(body, argument, macros));
    let first = attempts
        .into_iter()
        .collect::<Result<Vec<Fault>, ()>>()
        .ok()?
        .swap_remove(0);
    Some(Fault {
        rule: &MACRO_INVALID,
        message: format!("`{name}` cannot be typeset: {}", first.message),
        range: first.range.start.min(body.len())..first.range.end.min(body.len()),
        ..first
    })
}

/// `Err` when the text is sound with this argument.
fn attempt(body: &str, argument: &str, macros: &Macros) -> Result<Fault, ()> {
    let tex = (1..=9).fold(body.to_owned(), |tex, number| {
        tex.replace(&format!("#{number}"), argument)
    });
    let request = Request {
        tex: &tex,
        display: true,
        number: None,
        references: &std::collections::BTreeMap::new(),
    };
    let faults = typeset(request, macros).err().ok_or(())?;
    faults.into_iter().next().ok_or(())
}

fn is_name(name: &str) -> bool {
    name.strip_prefix('\\').is_some_and(|letters| {
        !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

/// Names of the macros that a formula uses, by itself or through another macro.
pub fn macros_used(tex: &str, macros: &Macros) -> BTreeSet<String> {
    used(&scan::tokens(tex), macros)
        .into_iter()
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The macros that a formula uses, with their texts, by name.
pub(crate) fn used<'a>(tokens: &[Token<'_>], macros: &'a Macros) -> Vec<(&'a str, &'a str)> {
    if macros.is_empty() {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    collect(tokens, macros, &mut found);
    found.into_iter().collect()
}

fn collect<'a>(tokens: &[Token<'_>], macros: &'a Macros, found: &mut BTreeSet<(&'a str, &'a str)>) {
    for token in tokens.iter().filter(|token| token.kind == Kind::Command) {
        if let Some((name, body)) = macros.get_key_value(token.text)
            && found.insert((name, body))
        {
            collect(&scan::tokens(body), macros, found);
        }
    }
}
