//! Faults out of a formula that the engine refused: its reason in plain words, at its place, with what to do.

use std::ops::Range;

use katex::ParseError;
use katex::types::{Mode, ParseErrorKind as Kind};
use qed_report::{Level, Rule};

use crate::engine::Failure;
use crate::scan::{self, Token};
use crate::{Fault, engine, names, open};

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

/// Names whose scan is theirs: mhchem.
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
            Kind::UndefinedControlSequence { .. } => !unknown.is_empty(),
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
        let is_unknown = |token: &&Token<'_>| {
            token.kind == scan::Kind::Command
                && token.text.len() > 1
                && !engine::knows(token.text)
                && !is_ours(token.text)
                && !defined.contains(&token.text)
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
        let place = located(error, self.tex);
        let Said {
            rule,
            message,
            hint,
            about,
        } = self.said(error.kind.as_ref(), place.as_ref());
        let range = place
            .or_else(|| self.find(&about))
            .unwrap_or_else(|| self.whole());
        Fault {
            rule,
            range: self.widened(range),
            message,
            other: None,
            hint,
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

    fn said(&self, kind: &Kind, place: Option<&Range<usize>>) -> Said {
        let syntax = |message: String, hint: Option<&str>, about: Vec<String>| Said {
            rule: &FORMULA_SYNTAX,
            message,
            hint: hint.map(str::to_owned),
            about,
        };
        let here = place.map_or("", |place| &self.tex[place.clone()]);
        match kind {
            Kind::UndefinedControlSequence { name } => self.misused(name),
            Kind::NoSuchEnvironment { name } => Said {
                rule: &FORMULA_UNKNOWN_COMMAND,
                message: format!(r"KaTeX has no environment `{name}`"),
                hint: names::environment_hint(name),
                about: vec![format!(r"\begin{{{name}}}"), name.clone()],
            },
            Kind::DoubleSuperscript => syntax(
                "this base has two superscripts".to_owned(),
                Some(
                    "put braces: `{x^a}^b` or `x^{a^b}`; a prime counts as a superscript: `{x'}^a`",
                ),
                vec!["^".to_owned()],
            ),
            Kind::DoubleSubscript => syntax(
                "this base has two subscripts".to_owned(),
                Some("put braces: `{x_a}_b` or `x_{a_b}`"),
                vec!["_".to_owned()],
            ),
            Kind::ExpectedGroupAs { context } => {
                let about = context.split('\'').nth(1).map(str::to_owned);
                syntax(
                    format!("{} is missing", context.replace('\'', "`")),
                    Some("write it in braces"),
                    about.into_iter().collect(),
                )
            }
            Kind::ExpectedGroupAfterSymbol { symbol } => syntax(
                format!("nothing follows `{symbol}`"),
                Some(r"write what belongs there in braces, or `\_` or `\^{}` for the character"),
                vec![symbol.clone()],
            ),
            Kind::FunctionMissingArguments { func, context } => syntax(
                format!("`{func}` stands bare as {}", context.replace('\'', "`")),
                Some(&format!(
                    "put it in braces together with its argument: `{{{func} …}}`"
                )),
                vec![func.clone()],
            ),
            Kind::FunctionDisallowedInMode {
                func,
                mode: Mode::Math,
            } => syntax(
                format!("`{func}` belongs into text, not into mathematics"),
                Some(if func == "$" {
                    r"a formula needs no `$` within; write `\$` for the character"
                } else {
                    r"put it in `\text{…}`"
                }),
                vec![func.clone()],
            ),
            Kind::FunctionDisallowedInMode {
                func,
                mode: Mode::Text,
            } => syntax(
                format!(r"`{func}` is mathematics inside text"),
                Some(r"end the text before it, or write `\text{… $…$ …}`"),
                vec![func.clone()],
            ),
            Kind::DisplayModeOnly { env } => {
                let env = env.trim_matches(['{', '}']);
                syntax(
                    format!("`{env}` works only in a display formula"),
                    Some("put the formula between `$$` on lines of their own, or use `aligned`"),
                    vec![format!(r"\begin{{{env}}}")],
                )
            }
            Kind::TagNotAllowedInInlineMode => syntax(
                r"`\tag` works only in a display formula".to_owned(),
                Some("put the formula between `$$` on lines of their own"),
                vec![r"\tag".to_owned()],
            ),
            Kind::MultipleTag => syntax(
                r"this formula has two tags".to_owned(),
                Some("leave one out"),
                vec![r"\tag".to_owned()],
            ),
            Kind::ExpectedToken { expected, found } => self.expected(expected, found, here),
            Kind::UnexpectedEndOfMacroArgument { expected } => syntax(
                format!("the formula ends inside an argument: `{expected}` is missing"),
                Some("close it, or give the last command its argument"),
                vec![],
            ),
            Kind::ExpectedClosingBracket { .. } => syntax(
                "`[` is never closed".to_owned(),
                Some("add `]`"),
                vec!["[".to_owned()],
            ),
            Kind::ExtraCloseBrace => syntax(
                "this `}` closes nothing".to_owned(),
                Some(r"leave it out; for the character write `\}`"),
                vec!["}".to_owned()],
            ),
            Kind::InvalidDelimiterAfter {
                delimiter,
                function,
            } => syntax(
                format!("`{delimiter}` behind `{function}` is no bracket"),
                Some(&format!(
                    "write a bracket, or `{function}.` where nothing is to be shown"
                )),
                vec![function.clone()],
            ),
            Kind::InvalidDelimiterTypeAfter { function } => syntax(
                format!("no bracket follows `{function}`"),
                Some(&format!(
                    "write a bracket, or `{function}.` where nothing is to be shown"
                )),
                vec![function.clone()],
            ),
            Kind::InvalidColor { color } => syntax(
                format!("`{color}` is no colour"),
                Some("write a name such as `red`, or `#rrggbb`"),
                vec![color.clone()],
            ),
            Kind::InvalidSize { size } => syntax(
                format!("`{size}` is no size"),
                Some("write a number and a unit: `1.5em`, `3pt`, `2mu`"),
                vec![size.clone()],
            ),
            Kind::InvalidUnit { unit } => syntax(
                format!("`{unit}` is no unit"),
                Some("units are pt, mm, cm, in, bp, pc, dd, cc, nd, nc, sp, px, ex, em, mu"),
                vec![unit.clone()],
            ),
            Kind::UnexpectedCharacter { character } => {
                let code: String = character
                    .chars()
                    .map(|c| format!("U+{:04X}", u32::from(c)))
                    .collect();
                syntax(
                    format!("the character {code} cannot stand in a formula"),
                    Some("leave it out"),
                    vec![character.clone()],
                )
            }
            Kind::MultipleInfixOperators => syntax(
                r"two of `\over`, `\choose` and the like stand in one group".to_owned(),
                Some(r"write `\frac{…}{…}`, or put braces"),
                vec![],
            ),
            Kind::LimitsMustFollowBase => syntax(
                format!("`{here}` must stand right behind an operator such as `\\sum`"),
                Some(r"move it, or make an operator with `\mathop{…}`"),
                vec![r"\limits".to_owned(), r"\nolimits".to_owned()],
            ),
            Kind::TooManyTabCharacters => syntax(
                "a line here has more `&` than its environment has columns".to_owned(),
                Some("use `aligned`, or a wider table"),
                vec!["&".to_owned()],
            ),
            Kind::MacroTooManyExpansions => syntax(
                "the formula takes more than 1000 expansions of macros".to_owned(),
                Some(r"cut it in several; spaces such as `\,` and `\quad` count as well"),
                vec![],
            ),
            Kind::ExpectedArrayDelimiter { found } => syntax(
                format!("a cell ends with `{found}`, not with `&`, `\\\\` or `\\end`"),
                None,
                vec![found.clone()],
            ),
            Kind::UnknownColumnAlignment { alignment } => syntax(
                format!("`{alignment}` is no column"),
                Some("columns are `l`, `c`, `r`, with `|` or `:` for lines between"),
                vec![alignment.clone()],
            ),
            other => syntax(plain(other), None, quoted(other)),
        }
    }

    /// The engine calls a command unknown as well where its use is wrong.
    fn misused(&self, name: &str) -> Said {
        let public = match name {
            r"\tag@literal" => return self.said(&Kind::MultipleTag, None),
            r"\bra@ket" | r"\bra@set" => r"\Braket",
            other => other,
        };
        let known = engine::knows(name) || is_ours(name);
        let (rule, message) = if known {
            (
                &FORMULA_SYNTAX,
                format!("`{public}` is not used as it must be"),
            )
        } else {
            (
                &FORMULA_UNKNOWN_COMMAND,
                format!("KaTeX has no command `{public}`"),
            )
        };
        let hint = match public {
            r"\label" | r"\ref" | r"\eqref" => {
                Some("give it a name in braces: `{eq:name}`".to_owned())
            }
            r"\newcommand" => {
                Some(r"the name is taken; use `\renewcommand`, or another name".to_owned())
            }
            r"\renewcommand" => Some(r"the name is new; use `\newcommand`".to_owned()),
            _ if known => Some(
                "look at its arguments; the formula may take too many expansions of macros"
                    .to_owned(),
            ),
            _ => Some(names::command_hint(
                public.trim_start_matches('\\'),
                self.names.iter().copied(),
            )),
        };
        let about = vec![public.to_owned(), name.to_owned()];
        Said {
            rule,
            message,
            hint,
            about,
        }
    }

    fn expected(&self, expected: &str, found: &str, _here: &str) -> Said {
        let about = if found == "EOF" {
            vec![]
        } else {
            vec![found.to_owned()]
        };
        let found_words = if found == "EOF" {
            "the formula ends".to_owned()
        } else {
            format!("there is `{found}`")
        };
        let hint = match found {
            "_" | "^" if expected == "}" => Some(format!(
                r"in text write `\{found}`; mathematics needs `$…$` there"
            )),
            "#" | "_" | "^" | "&" => Some(format!(r"for the character write `\{found}`")),
            "$" => Some(r"for the character write `\$`".to_owned()),
            r"\\" => {
                Some(r"lines need an environment: `\begin{aligned} … \end{aligned}`".to_owned())
            }
            _ => None,
        };
        let message = match expected {
            "EOF" => format!("`{found}` cannot stand here"),
            _ => format!("`{expected}` is missing: {found_words} instead"),
        };
        Said {
            rule: &FORMULA_SYNTAX,
            message,
            hint,
            about,
        }
    }
}

struct Said {
    rule: &'static Rule,
    message: String,
    hint: Option<String>,
    /// Text in the formula that it is about, where the engine gives no place; the best first.
    about: Vec<String>,
}

/// Commands that are not the engine's but ours.
fn is_ours(name: &str) -> bool {
    matches!(name, r"\label" | r"\ref" | r"\eqref")
}

/// Names that the formula defines for itself.
fn defined_here<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let defines = |token: &Token<'_>| {
        matches!(
            token.text,
            r"\def"
                | r"\gdef"
                | r"\edef"
                | r"\xdef"
                | r"\let"
                | r"\futurelet"
                | r"\newcommand"
                | r"\renewcommand"
                | r"\providecommand"
        )
    };
    let named = |index: usize| {
        tokens[index + 1..]
            .iter()
            .find(|token| token.kind == scan::Kind::Command)
    };
    (0..tokens.len())
        .filter(|&index| defines(&tokens[index]))
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

/// The engine's words as ours: no full stop, code in backquotes.
fn plain(kind: &Kind) -> String {
    let words = kind.to_string();
    let words = words.trim_end_matches('.').replace('\'', "`");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// What stands between quotes in the engine's words, and each command in them.
fn quoted(kind: &Kind) -> Vec<String> {
    let words = kind.to_string();
    let quoted = words.split('\'').skip(1).step_by(2).map(str::to_owned);
    let commands = scan::tokens(&words)
        .into_iter()
        .filter(|token| token.kind == scan::Kind::Command)
        .map(|token| token.text.to_owned());
    quoted.chain(commands).collect()
}
