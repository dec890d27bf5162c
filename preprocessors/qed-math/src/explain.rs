//! Faults out of a formula that the engine refused: its reason in plain words, at its place, with what to do.

use std::ops::Range;

use katex::ParseError;
use katex::types::ParseErrorKind as Kind;
use qed_report::{Level, Rule};

use crate::engine::Failure;
use crate::reasons::{self, Said};
use crate::scan::{self, Token};
use crate::{Fault, engine, names, open};

mod precise;

/// A formula that does not parse.
pub static FORMULA_SYNTAX: Rule = Rule {
    code: "formula-syntax",
    level: Level::Deny,
    title: "a formula that cannot be parsed",
    explanation: "\
The formula breaks a rule of LaTeX's mathematics: a command lacks an argument, a base has two superscripts, a colour or a \
size is none.

    $x^2^3$ and $\\frac{1}$

Write `x^{2^3}` or `{x^2}^3`, and give `\\frac` its second argument.",
};

/// A command or an environment that KaTeX does not have.
pub static FORMULA_UNKNOWN_COMMAND: Rule = Rule {
    code: "formula-unknown-command",
    level: Level::Deny,
    title: "a command or an environment that KaTeX does not have",
    explanation: "\
The name behind the backslash is misspelt, or belongs to a LaTeX package that KaTeX lacks.

    $\\aplha + \\softmax(x)$

Mend the name (`\\alpha`), write `\\operatorname{softmax}` for a function of many letters, or define a macro for it:

    [preprocessor.qed.macros]
    \"\\\\softmax\" = \"\\\\operatorname{softmax}\"

KaTeX lists what it supports at <https://katex.org/docs/support_table>.",
};

/// Chemistry and units of the mhchem package.
pub static FORMULA_UNSUPPORTED: Rule = Rule {
    code: "formula-unsupported",
    level: Level::Deny,
    title: "chemistry of the mhchem package, which is not supported",
    explanation: "\
`\\ce{…}` and `\\pu{…}` belong to mhchem, a language of its own that QED does not typeset.

    $\\ce{H2O}$

Write the formula with upright letters: `\\mathrm{H_2O}`.",
};

/// Commands of mhchem.
static CHEMISTRY: &[&str] = &[r"\ce", r"\pu", r"\cee", r"\cf"];
/// Unknown commands told of in one formula.
const MANY: usize = 5;

/// A refused formula and what is known about it.
pub(crate) struct Refused<'a> {
    pub(crate) tex: &'a str,
    pub(crate) tokens: &'a [Token<'a>],
    /// The macros of the book that it uses.
    pub(crate) macros: &'a [(&'a str, &'a str)],
    /// All macro names of the book, for hints.
    pub(crate) names: Vec<&'a str>,
}

impl Refused<'_> {
    /// Everything that can be said against the formula, the engine's own reason included; never empty.
    pub(crate) fn faults(&self, failure: &Failure) -> Vec<Fault> {
        let error = match failure {
            Failure::Refused(error) => error,
            Failure::Panicked => return vec![self.panicked()],
        };
        let unknown = self.unknown_commands();
        let unbalanced = open::faults(self.tex, self.tokens);
        let told = match error.kind.as_ref() {
            Kind::UndefinedControlSequence { name } => {
                !unknown.is_empty()
                    || !unbalanced.is_empty() && (engine::knows(name) || reasons::is_ours(name))
            }
            kind => !unbalanced.is_empty() && is_about_pairs(kind),
        };
        let mut faults: Vec<Fault> = unknown.into_iter().chain(unbalanced).collect();
        if !told {
            faults.push(self.engine_fault(error));
        }
        faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
        faults
    }

    fn panicked(&self) -> Fault {
        Fault {
            rule: &FORMULA_SYNTAX,
            range: self.whole(),
            message: "the LaTeX engine failed on this formula".to_owned(),
            other: None,
            hint: Some(
                "leave parts out until it passes; the last one left out is the cause".to_owned(),
            ),
        }
    }

    fn unknown_commands(&self) -> Vec<Fault> {
        let defined = defined_here(self.tokens);
        // The engine knows `\cr` inside environments only.
        let has_environment = self.tokens.iter().any(|token| token.text == r"\begin");
        let is_unknown = |token: &&Token<'_>| {
            token.kind == scan::Kind::Command
                && token.text.len() > 1
                && !engine::knows(token.text)
                && !reasons::is_ours(token.text)
                && !defined.contains(&token.text)
                && (token.text != r"\cr" || !has_environment)
                && !self.macros.iter().any(|(name, _)| *name == token.text)
                && (token.text.as_bytes()[1].is_ascii_alphabetic())
        };
        self.tokens
            .iter()
            .filter(is_unknown)
            .take(MANY)
            .map(|token| self.unknown(token))
            .collect()
    }

    fn unknown(&self, token: &Token<'_>) -> Fault {
        let (rule, message, hint) = if CHEMISTRY.contains(&token.text) {
            let message = format!("`{}` belongs to mhchem, which is not supported", token.text);
            (
                &FORMULA_UNSUPPORTED,
                message,
                r"write upright letters: `\mathrm{H_2O}`".to_owned(),
            )
        } else {
            let hint = names::command_hint(&token.text[1..], self.names.iter().copied());
            (
                &FORMULA_UNKNOWN_COMMAND,
                format!("KaTeX has no command `{}`", token.text),
                hint,
            )
        };
        Fault {
            rule,
            range: token.range(),
            message,
            other: None,
            hint: Some(hint),
        }
    }

    fn engine_fault(&self, error: &ParseError) -> Fault {
        if let Some(fault) = self.precisely(error.kind.as_ref()) {
            return fault;
        }
        let place = located(error, self.tex);
        let here = place.clone().map_or("", |place| &self.tex[place]);
        let Said {
            rule,
            message,
            hint,
            about,
        } = reasons::said(error.kind.as_ref(), here, &self.names);
        let range = place
            .map(|place| self.narrowed(place, &about))
            .or_else(|| self.find(&about))
            .unwrap_or_else(|| self.whole());
        Fault {
            rule,
            range: self.widened(range),
            message,
            other: None,
            hint: Some(hint),
        }
    }

    /// The command whose arguments the formula ends among.
    fn lacks_arguments(&self) -> Option<&Token<'_>> {
        let given = |at: usize| {
            let mut next = at + 1;
            let mut given = 0;
            while let Some((_, after)) =
                scan::argument(self.tokens, scan::past_options(self.tokens, next))
            {
                next = after;
                given += 1;
            }
            given
        };
        let lacks = |at: &usize| given(*at) < engine::arguments(self.tokens[*at].text);
        (0..self.tokens.len())
            .find(lacks)
            .map(|at| &self.tokens[at])
    }

    fn lacking(&self, command: &Token<'_>) -> Fault {
        let end = self.tex.trim_end().len();
        let arguments = match engine::arguments(command.text) {
            1 => "an argument".to_owned(),
            many => format!("{many} arguments"),
        };
        Fault {
            rule: &FORMULA_SYNTAX,
            range: end..end,
            message: format!(
                "the formula ends where an argument of `{}` is missing",
                command.text
            ),
            other: Some((command.range(), format!("takes {arguments}"))),
            hint: Some(engine::with_arguments(command.text)),
        }
    }

    /// Never empty but at the end.
    fn widened(&self, range: Range<usize>) -> Range<usize> {
        let end = self.tex.trim_end().len();
        let start = range.start.min(end);
        let range = start
            ..range
                .start
                .saturating_add(self.tex[range.clone()].trim_end().len())
                .clamp(start, end);
        let first = self.tex[range.start..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        if range.is_empty() {
            range.start..(range.start + first).min(end)
        } else {
            range
        }
    }

    fn whole(&self) -> Range<usize> {
        let start = self.tex.len() - self.tex.trim_start().len();
        start..self.tex.trim_end().len().max(start)
    }

    /// The place of the macro of the book, or else of the first piece of text, that the reason is about.
    fn find(&self, about: &[String]) -> Option<Range<usize>> {
        let in_text = about
            .iter()
            .filter(|text| !text.is_empty())
            .find_map(|text| {
                let command = self.tokens.iter().find(|token| token.text == text);
                let start = command
                    .map(|token| token.start)
                    .or_else(|| self.tex.find(text.as_str()));
                start.map(|start| start..start + text.len())
            });
        let is_call = |token: &&Token<'_>| self.macros.iter().any(|(name, _)| *name == token.text);
        in_text.or_else(|| self.tokens.iter().find(is_call).map(Token::range))
    }
}

/// Names that the formula defines for itself.
fn defined_here<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let named = |index: usize| {
        tokens[index + 1..]
            .iter()
            .find(|token| token.kind == scan::Kind::Command)
    };
    (0..tokens.len())
        .filter(|&index| {
            scan::is_definition(tokens[index].text) || tokens[index].text == r"\DeclareMathOperator"
        })
        .filter_map(named)
        .map(|token| token.text)
        .collect()
}

/// Reasons that are told better by what was left open.
fn is_about_pairs(kind: &Kind) -> bool {
    match kind {
        Kind::ExpectedToken { expected, found } => {
            ["EOF", "}", r"\right", "&", r"\end", "]"].contains(&found.as_str())
                || ["}", r"\right", r"\end"].contains(&expected.as_str())
        }
        Kind::ExpectedArrayDelimiter { .. }
        | Kind::ExtraCloseBrace
        | Kind::MismatchedEnvironmentEnd { .. }
        | Kind::Mismatched { .. }
        | Kind::ExpectedRightAfterLeft
        | Kind::MiddleWithoutPrecedingLeft
        | Kind::UnexpectedEndOfMacroArgument { .. }
        | Kind::ExpectedEnvironmentAfterEnd { .. }
        | Kind::FunctionOnlyInArray { .. }
        | Kind::ExpectedClosingBracket { .. } => true,
        _ => false,
    }
}

/// The engine's place, where it lies in the formula and not in the text of a macro.
///
/// The engine does not say which text a place belongs to, but its message shows a piece of that text.
fn located(error: &ParseError, tex: &str) -> Option<Range<usize>> {
    let start = error.position()?;
    let end = start + error.length()?;
    let expected = surroundings(tex, start..end)?;
    let reason = format!("KaTeX parse error: {}", error.kind);
    let shown = error.to_string();
    let (_, surroundings) = shown.strip_prefix(&reason)?.split_once(": ")?;
    (surroundings == expected).then_some(start..end)
}

/// A place as the engine shows it: underlined, with 15 bytes around it.
fn surroundings(tex: &str, range: Range<usize>) -> Option<String> {
    let from = (0..=range.start.saturating_sub(15)).rfind(|&index| tex.is_char_boundary(index))?;
    let to = (range.end.saturating_add(15).min(tex.len())..=tex.len())
        .find(|&index| tex.is_char_boundary(index))?;
    let underlined: String = tex
        .get(range.clone())?
        .chars()
        .flat_map(|c| [c, '\u{332}'])
        .collect();
    let ellipsis = |cut: bool| if cut { "\u{2026}" } else { "" };
    Some(
        [
            ellipsis(from > 0),
            &tex[from..range.start],
            &underlined,
            &tex[range.end..to],
            ellipsis(to < tex.len()),
        ]
        .concat(),
    )
}
