//! Limits on what is handed to the engine: whatever an author writes, it ends soon and in little memory.
//!
//! The engine's time grows with the square of a formula's length, its stack with the nesting; a column count in
//! `alignedat` is taken as it stands. Its own limit on macro expansions (1000, as in KaTeX) stays in force.

use std::ops::Range;

use qed_report::{Level, Rule};

use crate::Fault;
use crate::explain::FORMULA_SYNTAX;
use crate::extent::{self, Trouble};
use crate::scan::{self, Kind, Token};

/// Bytes of a formula.
pub(crate) const LONGEST: usize = 8 << 10;
/// Levels of braces, `\left`, `\begin` and the like.
pub(crate) const DEEPEST: usize = 100;
/// Columns of a table.
const WIDEST: usize = 100;

/// A formula beyond what is safe to typeset.
pub static FORMULA_TOO_LARGE: Rule = Rule {
    code: "formula-too-large",
    level: Level::Deny,
    title: "a formula beyond what is safe to typeset",
    explanation: "\
A formula may have 8,192 bytes, 100 levels of nesting (braces, `\\left`, `\\begin`), 100 columns in a table, and \
20,000 tokens once its macros are expanded. Nobody can read more, and beyond that the time and memory that \
typesetting takes are no longer bounded.

    $\\def\\a{\\a\\a}\\a$

never ends, and is refused.

Write several formulas instead of one, or name a part of it and give it a line of its own.",
};

/// Holds a formula's bare length against the limit; to be asked before anything else looks at it.
pub(crate) fn length(tex: &str) -> Result<(), Fault> {
    if tex.len() <= LONGEST {
        return Ok(());
    }
    let end = (LONGEST..tex.len())
        .find(|&index| tex.is_char_boundary(index))
        .unwrap_or(tex.len());
    let message = format!(
        "this formula has {} bytes; the limit is {LONGEST}",
        tex.len()
    );
    Err(too_large(
        end..tex.len(),
        message,
        "cut it into several formulas",
    ))
}

/// Holds a formula against the other limits. `Ok` is its nesting, macros expanded.
pub(crate) fn size(tokens: &[Token<'_>], macros: &[(&str, &str)]) -> Result<usize, Fault> {
    columns(tokens)?;
    match extent::of(tokens, macros) {
        Err((Trouble::NoSuchArgument, range)) => Err(Fault {
            rule: &FORMULA_SYNTAX,
            range,
            message: "a macro used here names an argument that it does not take".to_owned(),
            other: None,
            hint: Some(
                r"define it with as many arguments as it names: `\def\name#1#2{…}`".to_owned(),
            ),
        }),
        Err((Trouble::Endless, range)) => {
            let message = "the macros used here never end, or grow without bounds".to_owned();
            Err(too_large(
                range,
                message,
                "define each macro without using itself",
            ))
        }
        Ok(extent) if extent.depth > DEEPEST => {
            let message = format!(
                "this formula is nested {} levels deep; the limit is {DEEPEST}",
                extent.depth
            );
            Err(too_large(
                deepest(tokens),
                message,
                "name an inner part and give it a formula of its own",
            ))
        }
        Ok(extent) => Ok(extent.depth),
    }
}

/// Rows with too many `&`, and column counts of `alignat` and its kin.
fn columns(tokens: &[Token<'_>]) -> Result<(), Fault> {
    let mut ampersands = 0;
    for (index, token) in tokens.iter().enumerate() {
        match (token.kind, token.text) {
            (Kind::Character, "&") => ampersands += 1,
            (Kind::Command, r"\\" | r"\cr" | r"\begin") => ampersands = 0,
            _ => {}
        }
        if ampersands >= WIDEST {
            return Err(too_wide(token.range()));
        }
        if token.text == r"\begin"
            && let Some((name, after)) = scan::argument(tokens, index + 1)
            && scan::joined(&tokens[name]).contains("alig")
            && let Some((count, _)) = scan::argument(tokens, after)
        {
            let digits = scan::joined(&tokens[count.clone()]);
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_number
                && digits
                    .parse::<usize>()
                    .map_or(true, |count| count > WIDEST / 2)
            {
                return Err(too_wide(
                    tokens[count.start].start..tokens[count.end - 1].range().end,
                ));
            }
        }
    }
    Ok(())
}

fn too_wide(range: Range<usize>) -> Fault {
    too_large(
        range,
        format!("this table has more than {WIDEST} columns"),
        "write fewer columns",
    )
}

/// The token with which the nesting goes beyond the limit; in macros, the whole formula.
fn deepest(tokens: &[Token<'_>]) -> Range<usize> {
    let mut depth = 0_usize;
    for token in tokens {
        match (token.kind, token.text) {
            (Kind::Open, _) | (Kind::Command, r"\left" | r"\begin") => depth += 1,
            (Kind::Close, _) | (Kind::Command, r"\right" | r"\end") => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        if depth > DEEPEST {
            return token.range();
        }
    }
    0..tokens.last().map_or(0, |token| token.range().end)
}

fn too_large(range: Range<usize>, message: String, hint: &str) -> Fault {
    Fault {
        rule: &FORMULA_TOO_LARGE,
        range,
        message,
        other: None,
        hint: Some(hint.to_owned()),
    }
}
