//! Reasons about macros, and about colours, sizes and characters.

use katex::types::ParseErrorKind as Kind;

use super::{Said, syntax};

/// Reasons about definitions of macros and their use.
pub(super) fn about_macros(kind: &Kind) -> Option<Said> {
    const DEFINITION: &str = r"write `\def\name#1#2{…}`, or a macro in book.toml";
    Some(match kind {
        Kind::MacroTooManyExpansions => syntax(
            "the formula takes more than 1000 expansions of macros",
            r"cut it in several; spaces such as `\,` and `\quad` count as well",
            &[],
        ),
        Kind::MacroDefinitionMismatch => syntax(
            "a macro is not used as it was defined",
            "give it the brackets and commas that stand between its arguments in the definition",
            &[],
        ),
        Kind::InvalidMacroArgumentNumber { .. } | Kind::ExpectedMacroParameter { .. } => syntax(
            "the arguments of a macro are numbered `#1`, `#2`, … in order",
            DEFINITION,
            &["#"],
        ),
        Kind::MacroIncompletePlaceholder => syntax("`#` lacks its number", DEFINITION, &["#"]),
        Kind::ExpectedControlSequence => syntax(
            r"a definition needs the name of a command",
            DEFINITION,
            &[r"\def", r"\let", r"\newcommand"],
        ),
        Kind::ExpectedMacroDefinition => syntax(
            "the text of this macro is missing",
            DEFINITION,
            &[r"\def", r"\gdef", r"\edef", r"\xdef"],
        ),
        Kind::InvalidTokenAfterMacroPrefix { token } => syntax(
            format!("`{token}` is no definition"),
            r"behind `\global` and `\long` stands `\def` or `\let`",
            &[r"\global", r"\long"],
        ),
        Kind::NewcommandRedefinition { name } => syntax(
            format!("`{name}` has a meaning already"),
            r"use `\renewcommand`, or another name",
            &[r"\newcommand"],
        ),
        Kind::RenewcommandNonexistent { name } => syntax(
            format!("`{name}` has no meaning yet"),
            r"use `\newcommand`",
            &[r"\renewcommand"],
        ),
        Kind::InvalidNewcommandArgumentCount => syntax(
            "the number of arguments is none",
            r"write it in brackets: `\newcommand{\name}[2]{…}`",
            &[r"\newcommand", "["],
        ),
        _ => return None,
    })
}

/// Reasons about colours, sizes and characters.
pub(super) fn about_values(kind: &Kind) -> Option<Said> {
    const SIZE: &str = "write a number and a unit: `1.5em`, `3pt`, `2mu`";
    const CHARACTER: &str = r#"write a number: `\char98`, `\char"41`, `\char'101`"#;
    Some(match kind {
        Kind::InvalidColor { color } => syntax(
            format!("`{color}` is no colour"),
            "write a name such as `red`, or `#rrggbb`",
            &[color],
        ),
        Kind::InvalidSize { size } if size == "EOF" || size.trim().is_empty() => {
            syntax("a size is missing", SIZE, &[])
        }
        Kind::InvalidSize { size } => syntax(format!("`{size}` is no size"), SIZE, &[size]),
        Kind::InvalidUnit { unit } => syntax(
            format!("`{unit}` is no unit"),
            "units are pt, mm, cm, in, bp, pc, dd, cc, nd, nc, sp, px, ex, em and mu",
            &[unit],
        ),
        Kind::UnexpectedCharacter { character } if character == "\\" => syntax(
            "no command follows this backslash",
            r"leave it out, or write the command: `\alpha`, `\}`",
            &[],
        ),
        Kind::UnexpectedCharacter { character } => {
            let code: String = character
                .chars()
                .map(|c| format!("U+{:04X}", u32::from(c)))
                .collect();
            syntax(
                format!("the character {code} cannot stand in a formula"),
                "leave it out",
                &[character],
            )
        }
        Kind::InvalidGenfracStyle { level } => syntax(
            format!(r"`{level}` is no style for `\genfrac`"),
            "write 0, 1, 2 or 3, or leave the braces empty",
            &[r"\genfrac"],
        ),
        Kind::CharNonNumericArgument { .. }
        | Kind::InvalidBaseDigit { .. }
        | Kind::CharMissingArgument
        | Kind::CharOrdGroupContentInvalid => syntax(
            r"`\char` lacks the number of a character",
            CHARACTER,
            &[r"\char"],
        ),
        Kind::InvalidCharCodePoint { code } => syntax(
            format!("there is no character with the number {code}"),
            CHARACTER,
            &[r"\char"],
        ),
        Kind::UnknownAccent { accent } | Kind::UnsupportedAccentInMode { accent, .. } => syntax(
            format!("the accent `{accent}` cannot stand here"),
            r"write it as a command: `\hat{x}`, or `\text{\^{x}}`",
            &[accent],
        ),
        _ => return None,
    })
}
