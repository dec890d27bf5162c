//! The engine's reasons in plain words, each with what to do.

use katex::types::{Mode, ParseErrorKind as Kind};
use qed_report::Rule;

use crate::explain::{FORMULA_SYNTAX, FORMULA_UNKNOWN_COMMAND};
use crate::{engine, names, scan};

mod values;

/// A reason that can be shown.
pub(crate) struct Said {
    /// The kind of fault.
    pub(crate) rule: &'static Rule,
    /// One sentence, no full stop.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: String,
    /// Text in the formula that it is about, for when the engine gives no place; the best first.
    pub(crate) about: Vec<String>,
}

/// A reason about the formula's syntax.
fn syntax(message: impl Into<String>, hint: impl Into<String>, about: &[&str]) -> Said {
    let about = about.iter().map(|text| (*text).to_owned()).collect();
    Said {
        rule: &FORMULA_SYNTAX,
        message: message.into(),
        hint: hint.into(),
        about,
    }
}

const DISPLAY: &str = "put the formula between `$$` on lines of their own";
const VERBATIM: &str = r"close it with the sign that opened it, on the same line: `\verb|x|`";

/// What the engine's reason means. `here` is the text at its place, `macros` the names of the book's macros.
pub(crate) fn said(kind: &Kind, here: &str, macros: &[&str]) -> Said {
    match kind {
        Kind::UndefinedControlSequence { name } => misused(name, macros),
        Kind::NoSuchEnvironment { name } => Said {
            rule: &FORMULA_UNKNOWN_COMMAND,
            message: match name.trim() {
                "" => "this environment has no name".to_owned(),
                name => format!("KaTeX has no environment `{name}`"),
            },
            hint: names::environment_hint(name),
            about: vec![format!(r"\begin{{{name}}}"), r"\begin".to_owned()],
        },
        Kind::ExpectedToken { expected, found } => expected_token(expected, found),
        _ => about_scripts(kind)
            .or_else(|| about_arguments(kind))
            .or_else(|| about_modes(kind))
            .or_else(|| about_tables(kind, here))
            .or_else(|| values::about_macros(kind))
            .or_else(|| values::about_values(kind))
            .unwrap_or_else(|| in_its_words(kind)),
    }
}

fn about_scripts(kind: &Kind) -> Option<Said> {
    Some(match kind {
        Kind::DoubleSuperscript => syntax(
            "this base has two superscripts",
            "put braces: `{x^a}^b` or `x^{a^b}`; a prime counts as a superscript: `{x'}^a`",
            &["^"],
        ),
        Kind::DoubleSubscript => syntax(
            "this base has two subscripts",
            "put braces: `{x_a}_b` or `x_{a_b}`",
            &["_"],
        ),
        Kind::ExpectedGroupAfterSymbol { symbol } => syntax(
            format!("nothing follows `{symbol}`"),
            format!(
                r"write one `{symbol}`, and behind it in braces what belongs there; for the character write `{}` in `\text{{…}}`",
                character(symbol)
            ),
            &[symbol],
        ),
        Kind::LimitsMustFollowBase => syntax(
            r"`\limits` and `\nolimits` stand right behind an operator such as `\sum`",
            r"move it, or make an operator with `\mathop{…}`",
            &[r"\limits", r"\nolimits"],
        ),
        _ => return None,
    })
}

fn about_arguments(kind: &Kind) -> Option<Said> {
    Some(match kind {
        Kind::ExpectedGroupAs { context } => {
            let about = context.split('\'').nth(1).unwrap_or_default();
            if takes_bracket(about) {
                return Some(no_bracket(about));
            }
            syntax(
                format!("{} is missing", context.replace('\'', "`")),
                engine::with_arguments(about),
                &[about],
            )
        }
        Kind::FunctionMissingArguments { func, context } => {
            let func = func.trim_end_matches('@');
            syntax(
                format!("`{func}` stands bare as {}", context.replace('\'', "`")),
                format!("put it in braces together with its argument: `{{{func} …}}`"),
                &[func],
            )
        }
        Kind::UnexpectedEndOfMacroArgument { expected } => syntax(
            format!("the formula ends inside an argument: `{expected}` is missing"),
            if expected == "}" {
                "give the last command all of its arguments, in braces".to_owned()
            } else {
                format!("add `{expected}`")
            },
            &[],
        ),
        Kind::ExpectedClosingBracket { .. } => syntax("`[` is never closed", "add `]`", &["["]),
        Kind::ExtraCloseBrace => syntax(
            "this `}` closes nothing",
            r"leave it out; for the character write `\}`",
            &["}"],
        ),
        Kind::InvalidDelimiterAfter { function, .. }
        | Kind::InvalidDelimiterTypeAfter { function } => no_bracket(function),
        Kind::MultipleInfixOperators => syntax(
            r"two of `\over`, `\choose` and the like stand in one group",
            r"write `\frac{…}{…}`, or put braces",
            &[r"\over", r"\choose", r"\atop"],
        ),
        Kind::MiddleWithoutPrecedingLeft => syntax(
            r"`\middle` stands outside `\left … \right`",
            r"add `\left` before it, and `\right` behind",
            &[r"\middle"],
        ),
        Kind::VerbMissingDelimiter | Kind::VerbAssertionFailed => {
            syntax(r"this `\verb` is never closed", VERBATIM, &[r"\verb"])
        }
        _ => return None,
    })
}

/// Whether what is missing is the bracket that `\left`, `\bigl` and the like take.
fn takes_bracket(function: &str) -> bool {
    let sizes = [
        r"\left", r"\right", r"\middle", r"\big", r"\Big", r"\bigg", r"\Bigg",
    ];
    sizes.contains(&function.trim_end_matches(['l', 'm', 'r'])) || sizes.contains(&function)
}

fn no_bracket(function: &str) -> Said {
    let hint = format!("write a bracket, or `{function}.` where nothing is to be shown");
    syntax(
        format!("no bracket follows `{function}`"),
        hint,
        &[function],
    )
}

fn about_modes(kind: &Kind) -> Option<Said> {
    Some(match kind {
        Kind::FunctionDisallowedInMode {
            func,
            mode: Mode::Math,
        } => {
            let hint = if func == "$" {
                r"a formula needs no `$` within; for the character write `\$`"
            } else if matches!(func.as_str(), r"\(" | r"\)") {
                "leave it out: the dollars around the formula do its work"
            } else {
                r"put it in `\text{…}`"
            };
            syntax(
                format!("`{func}` belongs into text, not into mathematics"),
                hint,
                &[func],
            )
        }
        Kind::FunctionDisallowedInMode {
            func,
            mode: Mode::Text,
        } => syntax(
            format!("`{func}` is mathematics inside text"),
            r"end the text before it, or put it between dollars: `\text{… $…$ …}`",
            &[func],
        ),
        Kind::DisplayModeOnly { env } => {
            let env = env.trim_matches(['{', '}']);
            syntax(
                format!("`{env}` works only in a display formula"),
                DISPLAY,
                &[&format!(r"\begin{{{env}}}")],
            )
        }
        Kind::TagNotAllowedInInlineMode => syntax(
            r"`\tag` works only in a display formula",
            DISPLAY,
            &[r"\tag"],
        ),
        Kind::MultipleTag => syntax("this formula has two tags", "leave one out", &[r"\tag"]),
        _ => return None,
    })
}

fn about_tables(kind: &Kind, here: &str) -> Option<Said> {
    const COLUMNS: &str = "columns are `l`, `c` and `r`, with `|` or `:` for lines between them";
    Some(match kind {
        Kind::TooManyTabCharacters => syntax(
            "a line here has more `&` than its environment has columns",
            "use `aligned`, or a wider table",
            &["&"],
        ),
        Kind::ExpectedArrayDelimiter { found } => syntax(
            format!("a cell ends with `{found}`"),
            r"end it with `&`, `\\` or `\end{…}`",
            &[found],
        ),
        Kind::UnknownColumnAlignment { alignment } => {
            syntax(format!("`{alignment}` is no column"), COLUMNS, &[alignment])
        }
        Kind::ExpectedAlignmentSpecifier => syntax(
            "this is no alignment",
            "write `[l]`, `[c]` or `[r]`",
            &["["],
        ),
        Kind::ExpectedColumnAlignmentCharacter | Kind::ExpectedOrdGroupOrSymbolNode => syntax(
            "the columns of this table are missing",
            r"name them: `\begin{array}{cc}`",
            &[r"\begin{array}", r"\begin"],
        ),
        Kind::SubarrayTooManyColumns { .. } => syntax(
            "`subarray` has one column only",
            "leave out `&`, or use `matrix`",
            &[r"\begin{subarray}", r"\substack"],
        ),
        Kind::InvalidNumberOfColumns => syntax(
            "the number of columns is missing",
            r"write it in braces: `\begin{alignedat}{2}`",
            &[
                r"\begin{alignedat}",
                r"\begin{alignat}",
                r"\begin{alignat*}",
            ],
        ),
        Kind::InvalidArrayStretch { stretch } => syntax(
            format!(r"`{stretch}` is no number for `\arraystretch`"),
            "write a positive number: `1.5`",
            &[stretch],
        ),
        Kind::FunctionOnlyInArray { func } => syntax(
            format!("`{func}` stands outside a table"),
            r"put it in `\begin{array}{…} … \end{array}`",
            &[func],
        ),
        Kind::MissingCdArrowChar { arrow } => syntax(
            format!("an arrow of this diagram lacks its third `{arrow}`"),
            "write three of it: `@>label>>`",
            &["@"],
        ),
        Kind::InvalidCdArrowSpecifier { .. } | Kind::ExpectedCdDelimiter { .. } => syntax(
            match here {
                "" | "@" => "this is no arrow of a diagram".to_owned(),
                here => format!("`{here}` is no arrow of a diagram"),
            },
            "behind `@` stands one of `>`, `<`, `A`, `V`, `=`, `|` and `.`",
            &["@"],
        ),
        _ => return None,
    })
}

/// The engine calls a command unknown as well where its use is wrong.
fn misused(name: &str, macros: &[&str]) -> Said {
    let public = match name {
        r"\tag@literal" => return syntax("this formula has two tags", "leave one out", &[r"\tag"]),
        r"\bra@ket" => r"\Braket",
        r"\bra@set" => r"\Set",
        other => other,
    };
    if !engine::knows(name) && !is_ours(name) {
        let hint = names::command_hint(public.trim_start_matches('\\'), macros.iter().copied());
        let message = format!("KaTeX has no command `{public}`");
        return Said {
            rule: &FORMULA_UNKNOWN_COMMAND,
            message,
            hint,
            about: vec![public.to_owned()],
        };
    }
    if engine::is_mathematics_only(public) {
        return syntax(
            format!("`{public}` is mathematics inside text"),
            r"end the text before it, or put it between dollars: `\text{… $…$ …}`",
            &[public],
        );
    }
    let hint = match public {
        r"\label" | r"\ref" | r"\eqref" => "give it a name in braces: `{eq:name}`",
        r"\newcommand" => r"the name may be taken: use `\renewcommand`, or another name",
        r"\renewcommand" => r"the name may be new: use `\newcommand`",
        r"\char" => {
            return syntax(
                r"`\char` lacks the number of a character",
                r#"write a number: `\char98`, `\char"41`"#,
                &[r"\char"],
            );
        }
        _ => {
            "give it its arguments in braces; a formula may also take no more than 1000 expansions of macros"
        }
    };
    syntax(
        format!("`{public}` is not used as it must be"),
        hint,
        &[public, name],
    )
}

fn expected_token(expected: &str, found: &str) -> Said {
    let instead = if found == "EOF" {
        "the formula ends".to_owned()
    } else {
        format!("there is `{found}`")
    };
    let message = match expected {
        "EOF" => format!("`{found}` cannot stand here"),
        _ => format!("`{expected}` is missing: {instead} instead"),
    };
    let hint = match found {
        "_" | "^" => format!(
            r"in text write `{}`; mathematics goes between dollars there: `$…$`",
            character(found)
        ),
        "#" | "&" | "$" => format!(r"for the character write `{}`", character(found)),
        r"\\" | r"\cr" => {
            r"lines need an environment: `\begin{aligned} … \end{aligned}`".to_owned()
        }
        _ if expected == "EOF" => "leave it out, or open what it closes".to_owned(),
        _ => format!("add `{expected}`"),
    };
    let about = if found == "EOF" { vec![] } else { vec![found] };
    syntax(message, hint, &about)
}

/// What shows a character that has a meaning.
fn character(c: &str) -> String {
    match c {
        "^" => r"\textasciicircum".to_owned(),
        other => format!(r"\{other}"),
    }
}

/// Commands that are not the engine's but ours.
pub(crate) fn is_ours(name: &str) -> bool {
    matches!(name, r"\label" | r"\ref" | r"\eqref")
}

/// Reasons that hardly anybody meets: no full stop, code in backquotes, the place from what they quote.
fn in_its_words(kind: &Kind) -> Said {
    let words = kind.to_string();
    let quoted = words.split('\'').skip(1).step_by(2);
    let commands = scan::tokens(&words)
        .into_iter()
        .filter(|token| token.kind == scan::Kind::Command)
        .map(|token| token.text);
    let about: Vec<&str> = quoted.chain(commands).collect();
    let plain = words
        .trim_end_matches('.')
        .replace('\'', "`")
        .replace('\n', " ");
    syntax(
        format!("KaTeX says: {plain}"),
        "compare it with <https://katex.org/docs/supported>",
        &about,
    )
}
