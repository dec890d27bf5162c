//! Names of commands and environments: the nearest to a misspelt one, and what stands in for those that KaTeX lacks.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::engine;
use crate::remarks::words;

/// Symbols such as `\alpha`, which the engine can look up but not list.
static SYMBOLS: &str = include_str!("names/symbols.txt");

/// What is meant more often than other names as near.
static COMMON: &[&str] = &[
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Sigma",
    "Phi",
    "Psi",
    "Omega",
    "frac",
    "sqrt",
    "sum",
    "prod",
    "int",
    "partial",
    "nabla",
    "infty",
    "cdot",
    "times",
    "log",
    "exp",
    "max",
    "min",
    "sin",
    "cos",
    "lim",
    "text",
    "mathbb",
    "mathbf",
    "mathcal",
    "mathrm",
    "operatorname",
    "left",
    "right",
    "begin",
    "end",
    "hat",
    "bar",
    "tilde",
    "vec",
    "leq",
    "geq",
    "neq",
    "approx",
    "sim",
    "in",
    "to",
    "quad",
    "ldots",
    "cdots",
    "dots",
    "forall",
    "exists",
];

/// Commands and environments of LaTeX packages that KaTeX has under another name, or not at all.
static ELSEWHERE: &[(&str, &str)] = &[
    (
        "abs",
        r"write `\lvert x \rvert`, or define `\abs` under `macros` in book.toml",
    ),
    (
        "norm",
        r"write `\lVert x \rVert`, or define `\norm` under `macros` in book.toml",
    ),
    ("E", r"write `\mathbb{E}`"),
    ("Var", r"write `\operatorname{Var}`"),
    ("Cov", r"write `\operatorname{Cov}`"),
    ("KL", r"write `D_{\mathrm{KL}}`"),
    ("RR", r"write `\mathbb{R}`"),
    ("given", r"write `\mid`"),
    ("trans", r"write `\top`"),
    ("transpose", r"write `\top`"),
    ("bs", r"write `\boldsymbol`"),
    ("vect", r"write `\mathbf`, or `\vec` for an arrow"),
    ("mathds", r"write `\mathbb`"),
    ("mbox", r"write `\text`"),
    (
        "sideset",
        r"write the signs as scripts of an empty base: `{}_a^b\sum`",
    ),
    ("cref", r"write `\eqref`"),
    ("autoref", r"write `\eqref`"),
    (
        "cite",
        "cite in the prose around the formula, with a Markdown link",
    ),
    ("mathbbm", r"write `\mathbb`"),
    ("mathbbmss", r"write `\mathbb`"),
    ("textsc", r"write `\text`"),
    ("textsl", r"write `\textit`"),
    ("nicefrac", r"write `\tfrac`, or `a/b`"),
    ("sfrac", r"write `\tfrac`, or `a/b`"),
    ("hdots", r"write `\ldots`"),
    ("dd", r"write `\mathrm{d}`"),
    ("dv", r"write `\frac{\mathrm{d}f}{\mathrm{d}x}`"),
    ("pdv", r"write `\frac{\partial f}{\partial x}`"),
    ("qty", r"write `\left( … \right)`"),
    ("SI", r"write the number and `\,\text{unit}`"),
    ("si", r"write `\text{unit}`"),
    ("num", "write the number itself"),
    ("unit", r"write `\text{unit}`"),
    (
        "DeclareMathOperator",
        r"define it under `macros` in book.toml, with `\operatorname{…}`",
    ),
    ("ensuremath", "leave it out: a formula is in math mode"),
    ("[", "leave it out: `$$ … $$` is a display formula"),
    ("]", "leave it out: `$$ … $$` is a display formula"),
    (
        "cr",
        r"lines need an environment: `\begin{aligned} … \end{aligned}`",
    ),
    ("infinity", r"write `\infty`"),
    ("union", r"write `\cup`"),
    ("cross", r"write `\times`"),
    ("intersect", r"write `\cap`"),
    ("grad", r"write `\nabla`"),
    ("half", r"write `\tfrac12`"),
    ("textsubscript", r"write `_{\text{…}}`"),
    ("textsuperscript", r"write `^{\text{…}}`"),
    (
        "prescript",
        r"write the signs as scripts of an empty base: `{}^a_b C`",
    ),
    ("leftroot", "leave it out: KaTeX places the index of a root"),
    ("uproot", "leave it out: KaTeX places the index of a root"),
    (
        "unicode",
        r#"write the character, or its number: `\char"2207`"#,
    ),
    ("item", "end the formula and write a Markdown list"),
    (
        "usepackage",
        "leave it out; macros stand under `macros` in book.toml",
    ),
    (
        "intertext",
        r"end the formula, write the words as prose, and begin another formula",
    ),
    ("multicolumn", "KaTeX has no cells over several columns"),
    ("multirow", "KaTeX has no cells over several rows"),
    ("cline", r"write `\hline`"),
    ("eqnarray", r"write `\begin{aligned} … \end{aligned}`"),
    ("eqnarray*", r"write `\begin{aligned} … \end{aligned}`"),
    (
        "multline",
        r"write `\begin{aligned} … \end{aligned}`, broken with `\\`",
    ),
    (
        "multline*",
        r"write `\begin{aligned} … \end{aligned}`, broken with `\\`",
    ),
    ("flalign", r"write `\begin{aligned} … \end{aligned}`"),
    ("flalign*", r"write `\begin{aligned} … \end{aligned}`"),
    (
        "tabular",
        r"write `\begin{array}{ll} … \end{array}`, or a Markdown table",
    ),
    (
        "displaymath",
        "leave it out: `$$ … $$` is a display formula",
    ),
    ("math", "leave it out: `$ … $` is a formula"),
    ("itemize", "end the formula and write a Markdown list"),
    ("enumerate", "end the formula and write a Markdown list"),
];

static COMMANDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let listed = SYMBOLS.split_whitespace().map(str::to_owned);
    listed
        .chain(
            engine::command_names()
                .filter(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic())),
        )
        .collect()
});

/// Advice on a command (without its backslash) that the engine does not know; `macros` are the book's own names, with backslash.
pub(crate) fn command_hint<'a>(name: &str, macros: impl Iterator<Item = &'a str>) -> String {
    if let Some(hint) = elsewhere(name) {
        return hint.to_owned();
    }
    let own = macros.filter_map(|name| name.strip_prefix('\\'));
    let near = nearest(name, own.chain(COMMANDS.iter().map(String::as_str)));
    if let Some(near) = near.filter(|_| !words::is_function(name)) {
        let letters = name
            .strip_prefix(near)
            .filter(|letters| !letters.is_empty());
        // `\approxx` and `\degrees` have but a letter too many.
        let letters = letters.filter(|letters| *letters != "s" && !near.ends_with(*letters));
        let apart = letters
            .map(|letters| format!(r" A letter behind it needs a space: `\{near} {letters}`"));
        return format!(r"did you mean `\{near}`?{}", apart.unwrap_or_default());
    }
    if name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return format!(
            r"for the name of a function write `\operatorname{{{name}}}`, or define `\{name}` under `macros` in book.toml"
        );
    }
    "KaTeX has no such command; `qed explain formula-unknown-command` says where they are listed"
        .to_owned()
}

/// Advice on an environment that the engine does not know.
pub(crate) fn environment_hint(name: &str) -> String {
    if let Some(hint) = elsewhere(name) {
        return hint.to_owned();
    }
    let mut known: Vec<&str> = engine::environment_names().collect();
    known.sort_unstable();
    match nearest(name, known.into_iter()) {
        Some(near) => format!(r"did you mean `\begin{{{near}}}`?"),
        None => r"write one that KaTeX has: `\begin{aligned}`, `\begin{cases}`, `\begin{pmatrix}`"
            .to_owned(),
    }
}

fn elsewhere(name: &str) -> Option<&'static str> {
    ELSEWHERE
        .iter()
        .find(|(lacking, _)| *lacking == name)
        .map(|(_, hint)| *hint)
}

/// The nearest of `known`: one edit away, or two where the name is long enough, or a common one of five letters begins alike; common
/// names first.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let reach = match name.len() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let rank = |near: &&str| {
        let distance = strsim::osa_distance(name, near);
        let other_case = !name.eq_ignore_ascii_case(near);
        let uncommon = !COMMON.contains(near);
        (distance, other_case, uncommon)
    };
    let near = known.filter(|known| known.len().abs_diff(name.len()) <= reach.max(1));
    near.map(|near| (rank(&near), near))
        .filter(|((distance, other_case, uncommon), near)| {
            let begins_alike = name.len() == 5 && near.get(..3) == name.get(..3);
            *distance <= reach || !other_case || *distance == 2 && !uncommon && begins_alike
        })
        .min()
        .map(|(_, near)| near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_symbol_is_known_to_the_engine() {
        let unknown: Vec<&str> = SYMBOLS
            .split_whitespace()
            .filter(|name| !engine::knows(&format!("\\{name}")))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn nothing_listed_as_lacking_is_there() {
        let there: Vec<&str> = ELSEWHERE
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| COMMANDS.contains(*name))
            .collect();
        assert!(there.is_empty(), "{there:?}");
    }

    #[test]
    fn the_nearest_name_is_the_one_meant() {
        let none = || std::iter::empty::<&str>();
        for (name, hint) in [
            ("aplha", r"\alpha"),
            ("lamda", r"\lambda"),
            ("fracc", r"\frac"),
            ("farc", r"\frac"),
            ("sqr", r"\sqrt"),
            ("infinty", r"\infty"),
            ("partail", r"\partial"),
            ("nabel", r"\nabla"),
            ("cross", r"\times"),
            ("Sum", r"\sum"),
            ("mathb", r"\mathbb"),
            ("epsilion", r"\epsilon"),
            ("opertorname", r"\operatorname"),
            ("softmax", r"\operatorname{softmax}"),
            ("abs", r"\lvert"),
            ("cdotx", r"`\cdot x`"),
            ("inR", r"`\in R`"),
            ("sign", r"\operatorname{sign}"),
            ("rank", r"\operatorname{rank}"),
        ] {
            let said = command_hint(name, none());
            assert!(said.contains(hint), "{name}: {said}");
        }
        let own = command_hint("lsos", [r"\loss"].into_iter());
        assert!(own.contains(r"\loss"), "{own}");
        assert_eq!(
            environment_hint("alligned"),
            r"did you mean `\begin{aligned}`?"
        );
        assert!(environment_hint("eqnarray").contains("aligned"));
    }
}
