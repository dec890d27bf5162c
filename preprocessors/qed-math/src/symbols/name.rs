//! What a symbol is, and in which spelling it is known.

use crate::engine;
use crate::scan::{self, Kind, Token};

/// Letters that have a command.
static LETTERS: &[&str] = &[
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "vartheta",
    "iota",
    "kappa",
    "varkappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "varpi",
    "rho",
    "varrho",
    "sigma",
    "varsigma",
    "tau",
    "upsilon",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
    "ell",
    "hbar",
    "imath",
    "jmath",
    "wp",
    "aleph",
];

/// Functions that have a command.
static FUNCTIONS: &[&str] = &[
    "log", "ln", "lg", "exp", "max", "min", "sup", "inf", "lim", "limsup", "liminf", "sin", "cos",
    "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan",
    "det", "dim", "ker", "gcd", "arg", "deg", "hom", "Pr", "argmax", "argmin",
];

/// What is put over a letter and makes another symbol of it.
static ACCENTS: &[&str] = &[
    "hat",
    "widehat",
    "bar",
    "tilde",
    "widetilde",
    "vec",
    "dot",
    "ddot",
    "check",
    "breve",
    "acute",
    "grave",
    "mathring",
    "overline",
    "underline",
];

/// Fonts: the command, and the one that stands for all that look the same.
static FONTS: &[(&str, &str)] = &[
    ("mathrm", "mathrm"),
    ("mathbf", "mathbf"),
    ("bold", "mathbf"),
    ("mathit", "mathit"),
    ("mathsf", "mathsf"),
    ("mathtt", "mathtt"),
    ("mathbb", "mathbb"),
    ("Bbb", "mathbb"),
    ("mathcal", "mathcal"),
    ("mathscr", "mathscr"),
    ("mathfrak", "mathfrak"),
    ("frak", "mathfrak"),
    ("boldsymbol", "boldsymbol"),
    ("bm", "boldsymbol"),
    ("operatorname", "operatorname"),
    ("operatornamewithlimits", "operatorname"),
];

/// Words in a script: all are set upright.
static UPRIGHT: &[&str] = &[
    "text",
    "textrm",
    "textnormal",
    "textup",
    "mbox",
    "mathrm",
    "operatorname",
    "mathit",
    "mathsf",
    "mathtt",
    "textit",
    "texttt",
    "textsf",
    "textbf",
    "mathbf",
];

/// Operators under which an index is bound.
static BINDERS: &[&str] = &[
    "sum",
    "prod",
    "coprod",
    "bigcup",
    "bigcap",
    "bigoplus",
    "bigotimes",
    "bigodot",
    "biguplus",
    "bigvee",
    "bigwedge",
    "max",
    "min",
    "sup",
    "inf",
    "lim",
    "limsup",
    "liminf",
    "argmax",
    "argmin",
    "Pr",
];

/// Brackets that are an operation: what opens them, and the name of the pair.
static FENCES: &[(&str, &str)] = &[
    ("lVert", r"\lVert\cdot\rVert"),
    ("lvert", r"\lvert\cdot\rvert"),
    ("lfloor", r"\lfloor\cdot\rfloor"),
    ("lceil", r"\lceil\cdot\rceil"),
    ("langle", r"\langle\cdot\rangle"),
];

/// The number of ways to choose.
pub(super) const BINOMIAL: &str = r"\binom";

/// Commands that give a bracket its size.
static SIZES: &[&str] = &[
    "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl",
];

/// Signs between what is introduced and what is said of it.
static RELATIONS: &[&str] = &[
    "=",
    "<",
    ">",
    ":",
    r"\in",
    r"\ni",
    r"\notin",
    r"\le",
    r"\leq",
    r"\leqslant",
    r"\ge",
    r"\geq",
    r"\geqslant",
    r"\lt",
    r"\gt",
    r"\ne",
    r"\neq",
    r"\ll",
    r"\gg",
    r"\sim",
    r"\approx",
    r"\simeq",
    r"\cong",
    r"\equiv",
    r"\propto",
    r"\subset",
    r"\subseteq",
    r"\supset",
    r"\supseteq",
    r"\to",
    r"\mapsto",
    r"\gets",
    r"\leftarrow",
    r"\rightarrow",
    r"\coloneqq",
    r"\triangleq",
    r"\prec",
    r"\succ",
    r"\colon",
];

/// Numbers, sets of numbers and functions that mean the same in every book.
static CONSTANTS: &[&str] = &[
    r"\pi",
    r"\mathrm{d}",
    r"\mathrm{e}",
    r"\mathbb{N}",
    r"\mathbb{Z}",
    r"\mathbb{Q}",
    r"\mathbb{R}",
    r"\mathbb{C}",
    r"\operatorname{argmax}",
    r"\operatorname{argmin}",
];

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A letter, or a name in a font.
    Symbol,
    /// A function with a command of its own.
    Function,
    /// An operation: an operator (`\odot`, `\sum`), another sign that stands for itself (`\top`), brackets (`\lVert`).
    Sign,
}

pub(super) fn is_letter(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Character => {
            token.text.chars().all(char::is_alphabetic) && !is_script_character(token)
        }
        Kind::Command => listed(LETTERS, token.text),
        _ => false,
    }
}

/// Characters that are scripts by themselves: a prime, `²`, `ᵢ`.
pub(super) fn is_script_character(token: &Token<'_>) -> bool {
    let is_script = |c| matches!(c, '\'' | '²' | '³' | '¹' | '\u{1d2c}'..='\u{1d6a}' | '\u{2070}'..='\u{209c}' | 'ⱼ');
    token.kind == Kind::Character && token.text.chars().all(is_script)
}

pub(super) fn is_function(command: &str) -> bool {
    listed(FUNCTIONS, command)
}

/// The name of the operation that a command is.
pub(super) fn sign<'a>(command: &Token<'a>) -> Option<&'a str> {
    // Bars close as well as open, and `\Set` gives them another meaning.
    let is_bar = matches!(command.text, r"\|" | r"\vert" | r"\Vert");
    let is_sign = command.kind == Kind::Command
        && !is_bar
        && (engine::is_sign(command.text) || command.text == r"\bmod");
    is_sign.then_some(command.text)
}

/// The name of the operation that a bracket opens.
pub(super) fn fence(opens: &str) -> Option<&'static str> {
    let opens = opens.strip_prefix('\\')?;
    let fence = FENCES.iter().find(|(command, _)| *command == opens);
    fence.map(|(_, name)| *name)
}

pub(super) fn is_size(command: &str) -> bool {
    listed(SIZES, command)
}

pub(super) fn is_accent(command: &str) -> bool {
    listed(ACCENTS, command)
}

/// The font that stands for this one.
pub(super) fn font(command: &str) -> Option<&'static str> {
    let command = command.strip_prefix('\\')?;
    FONTS
        .iter()
        .find(|(font, _)| *font == command)
        .map(|(_, font)| *font)
}

pub(super) fn is_upright(command: &str) -> bool {
    listed(UPRIGHT, command)
}

pub(super) fn is_relation(token: &Token<'_>) -> bool {
    RELATIONS.contains(&token.text)
}

/// Whether what stands under a symbol of this name is bound by it.
pub(super) fn is_binder(name: &str) -> bool {
    listed(BINDERS, name)
        || matches!(
            name,
            r"\mathbb{E}" | r"\operatorname{argmax}" | r"\operatorname{argmin}"
        )
}

/// Whether a symbol means the same in every book. `e` is a number where it has an exponent.
pub(super) fn is_constant(name: &str, has_exponent: bool) -> bool {
    CONSTANTS.contains(&name) || name == "e" && has_exponent
}

fn listed(names: &[&str], command: &str) -> bool {
    command
        .strip_prefix('\\')
        .is_some_and(|name| names.contains(&name))
}

/// A run of tokens in one spelling: without spaces and comments, words upright by one command.
pub(super) fn spelled(tokens: &[Token<'_>]) -> String {
    let mut spelled = String::new();
    for token in tokens.iter().filter(|token| token.is_solid()) {
        let text = if is_upright(token.text) {
            r"\mathrm"
        } else {
            token.text
        };
        let ends_in_command = spelled.rsplit_once('\\').is_some_and(|(_, name)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic())
        });
        if ends_in_command && text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            spelled.push(' ');
        }
        spelled.push_str(text);
    }
    spelled
}

/// Whether a script is a name and no index: words in an upright font, `*`, or a function such as `\max`.
pub(super) fn is_name(script: &[Token<'_>]) -> bool {
    let solid: Vec<&Token<'_>> = script.iter().filter(|token| token.is_solid()).collect();
    match solid.as_slice() {
        [only] => {
            matches!(only.text, "*" | r"\ast" | r"\star" | r"\dagger") || is_function(only.text)
        }
        [command, ..] if is_upright(command.text) => {
            let at = script
                .iter()
                .position(Token::is_solid)
                .expect("it is there");
            let after = scan::argument(script, at + 1).map_or(script.len(), |(_, after)| after);
            script[after..].iter().all(|token| !token.is_solid())
        }
        _ => false,
    }
}
