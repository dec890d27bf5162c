//! The symbols of a formula, by its tokens: what it uses, what it defines by its left side, and what a formula in prose
//! introduces.
//!
//! A symbol is a letter (Latin, or Greek by its command), a letter or name in a font (`\mathcal{D}`, `\operatorname{softmax}`) or
//! a function with a command of its own (`\log`), with the accents over it (`\hat y`) and the scripts that are names
//! (`C_{\text{in}}`, `w^*`). Any other script is an index or an exponent, and holds symbols itself; unless the whole, as in `d_k`,
//! is known under that name. An operation (`\odot`, `\sum`, `^\top`, `\lVert x \rVert`) is one as well where it is known. `name` knows what a symbol is, `reader` walks a formula.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::Macros;
use crate::scan;

mod name;
mod reader;

use reader::Reader;

/// A symbol where a formula uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolUse {
    /// The symbol in one spelling, TeX by itself: `\hat{y}`, `C_{\mathrm{in}}`.
    pub name: String,
    /// Its bytes in the formula, with all of its scripts.
    pub range: Range<usize>,
    /// Whether a reader must be told what it is: not a number such as `\pi`, a function with a command of its own, an index that
    /// a sum or the left side binds, what the formula itself defines, or an operation.
    pub wants_meaning: bool,
}

/// The symbols that a formula uses, in order. `known` says whether a name has a meaning: a symbol with an index has the longer
/// of its names that is known, and an operation is a symbol only where it is known.
pub fn symbols_used(tex: &str, macros: &Macros, known: &dyn Fn(&str) -> bool) -> Vec<SymbolUse> {
    let tokens = scan::tokens(tex);
    let mut reader = Reader::new(&tokens, macros);
    reader.bind_left_sides();
    reader.read(0..tokens.len());
    reader.resolved(known)
}

/// The symbols that a formula defines: those that stand, alone or before their arguments, left of `=`.
pub fn symbols_defined(tex: &str, macros: &Macros) -> BTreeSet<String> {
    let tokens = scan::tokens(tex);
    Reader::new(&tokens, macros).heads()
}

/// The symbols that a formula in prose introduces: those that it begins with, where it is nothing else, or goes on with their
/// arguments or a relation: `x`, `f(x)`, `\eta > 0`, `x, y \in \mathbb{R}`; or the operation that it is: `\odot`.
/// In a row of a table, `N \times C` is a list as well, and `x \odot y` or `W^\top` shows the only operation in it.
pub fn symbols_introduced(tex: &str, macros: &Macros, in_row: bool) -> Vec<String> {
    let tokens = scan::tokens(tex);
    let reader = Reader::new(&tokens, macros);
    let mut names = reader.introduced(in_row);
    names.extend(reader.shown_sign(names.is_empty(), in_row));
    names
}

/// Whether a symbol is an operator, with spaces around it: a function, a name that is set as one, or an operation.
pub(crate) fn is_operator(symbol: &str) -> bool {
    let tokens = scan::tokens(symbol);
    tokens.first().is_some_and(|first| {
        name::is_function(first.text)
            || name::font(first.text) == Some("operatorname")
            || name::sign(first).is_some()
            || name::fence(first.text).is_some()
            || name::is_size(first.text)
            || matches!(first.text, r"\left" | name::BINOMIAL)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn macros() -> Macros {
        [
            (r"\R", r"\mathbb{R}"),
            (r"\loss", r"\mathcal{L}"),
            (r"\E", r"\mathbb{E}[#1]"),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into()
    }

    /// Names that want a meaning, and then in brackets the others.
    fn used(tex: &str) -> String {
        let known = |name: &str| matches!(name, "d_{k}" | "x" | r"\sigma^{2}");
        let (want, others): (Vec<_>, Vec<_>) = symbols_used(tex, &macros(), &known)
            .into_iter()
            .partition(|symbol| symbol.wants_meaning);
        let names = |symbols: Vec<SymbolUse>| {
            let names: Vec<String> = symbols.into_iter().map(|symbol| symbol.name).collect();
            names.join(" ")
        };
        format!("{} [{}]", names(want), names(others))
    }

    #[test]
    fn what_is_used() {
        for (tex, expected) in [
            ("a + b", "a b []"),
            (r"\alpha x_i^2", r"\alpha x i []"),
            (r"\sqrt{d_k} + d_j", r"d_{k} d j []"),
            (r"\sigma^2 + \sigma^3", r"\sigma^{2} \sigma []"),
            (
                r"C_{\text{in}} + w^* + C_\mathrm{in}",
                r"C_{\mathrm{in}} w^{*} C_{\mathrm{in}} []",
            ),
            (
                r"\hat y_i + \hat{y} + \bar{\mathbf{x}}",
                r"\hat{y} i \hat{y} \bar{\mathbf{x}} []",
            ),
            (r"\widehat{a + b}", "a b []"),
            (
                r"\operatorname{softmax}(z)_k",
                r"\operatorname{softmax} z k []",
            ),
            (
                r"\operatorname*{argmax}_k p_k",
                r"p [\operatorname{argmax} k k]",
            ),
            (r"\sum_{i=1}^{n} x_i", r"n x [i i]"),
            (r"\sum_{i \in I, i \ne j} a_{i j}", r"I j a j [i i i]"),
            (
                r"\sum \sum_i x_i + \underset{n}{\sum_j} y_j",
                "x n y [i i j j]",
            ),
            (r"\int_0^1 f(x) \, dx", r"f [x x]"),
            (r"\int p(z) \, \mathrm{d}z", r"p [z \mathrm{d} z]"),
            (r"\log x + e^{-z} + \pi", r"x z [\log e \pi]"),
            (r"S_{i j} = Q_i K_j", "Q K [S i j i j]"),
            (r"f(x, w) = w x", "x w w x [f]"),
            (
                r"\begin{aligned} m_t &= \beta_1 g_t \\ v_t &= m_t \end{aligned}",
                r"\beta g [m t t v t m t]",
            ),
            (r"\text{if } x > 0 \text{ for $k$}", "x []"),
            (
                r"\R^d + \loss(a) + \E{x}",
                r"d \mathcal{L} a x [\mathbb{R}]",
            ),
            (r"\label{eq:ab} \color{red} q \tag{tag}", "q []"),
            (
                r"\begin{array}{cc} a & b \\[1em] c \end{array} \kern1em h",
                "a b c h []",
            ),
            (r"\def\foo{k} x", "x []"),
            (r"\mathbb{E}_{x \sim p}[x]", r"\mathbb{E} p [x x]"),
            (r"\frac{\partial L}{\partial w}", "L w []"),
            (r"x'_k + f'(x)", "x k f x []"),
            (r"{\rm tr} A", "A []"),
            ("x² + aᵢⱼ", "x a []"),
            (
                r"\operatorname{map\_size}(m)",
                r"\operatorname{map\_size} m []",
            ),
            (
                r"\operatorname{a=b} + \boldsymbol{\alpha + b}",
                r"\alpha b []",
            ),
            ("x_", "x []"),
            ("{}^T_", "T []"),
            (r"\hat", " []"),
        ] {
            assert_eq!(used(tex), expected, "{tex}");
        }
    }

    #[test]
    fn uses_have_their_places() {
        let tex = r"\frac{\hat y_{\text{a}}^2}{\mathbf x}";
        let places: Vec<&str> = symbols_used(tex, &macros(), &|_| false)
            .into_iter()
            .map(|symbol| &tex[symbol.range])
            .collect();
        assert_eq!(places, [r"\hat y_{\text{a}}^2", r"\mathbf x"]);
    }

    #[test]
    fn operations_are_used_where_they_are_known() {
        let known = |name: &str| {
            let operations = [
                r"\odot",
                r"\top",
                r"\sum",
                r"\nabla",
                r"\lVert\cdot\rVert",
                r"\binom{n}{k}",
            ];
            operations.contains(&name)
        };
        for (tex, expected) in [
            (r"a \odot b \otimes c", vec![r"\odot"]),
            (r"W^\top x + A^{\top}", vec![r"\top", r"\top"]),
            (
                r"\sum_{i=1}^{n} \sum\limits_k x",
                vec![r"\sum_{i=1}^{n}", r"\sum\limits_k"],
            ),
            (r"\nabla_\theta L", vec![r"\nabla_\theta"]),
            (
                r"\bigl\lVert x \bigr\rVert + \lVert y \rVert^2",
                vec![r"\bigl\lVert", r"\lVert"],
            ),
            (
                r"\left\lVert \left( x \right) \right\rVert_2^2 + 1",
                vec![r"\left\lVert \left( x \right) \right\rVert_2^2"],
            ),
            (r"\binom{n}{k} x", vec![r"\binom{n}{k}"]),
            (r"a \not\odot b", vec![]),
        ] {
            let places: Vec<&str> = symbols_used(tex, &macros(), &known)
                .into_iter()
                .filter(|symbol| known(&symbol.name))
                .map(|symbol| &tex[symbol.range])
                .collect();
            assert_eq!(places, expected, "{tex}");
        }
    }

    #[test]
    fn what_is_defined() {
        for (tex, expected) in [
            (r"f(x) = x", "f"),
            (r"\operatorname{step}(w, g)_i = w_i", r"\operatorname{step}"),
            (
                r"m_{\text{drop}}(n) = n, \qquad k = 2",
                r"k m_{\mathrm{drop}}",
            ),
            (r"\begin{aligned} a &= b \\ c_t &:= d \end{aligned}", "a c"),
            (r"\label{eq:x} p(y \mid x) = 1", "p"),
            (r"\frac{a}{b} = c", ""),
            ("a + b = c", ""),
            ("a < b", ""),
        ] {
            let names: Vec<String> = symbols_defined(tex, &macros()).into_iter().collect();
            assert_eq!(names.join(" "), expected, "{tex}");
        }
    }

    #[test]
    fn what_is_introduced() {
        for (tex, expected) in [
            ("x", "x"),
            ("f(x)", "f"),
            (r"\mathbb{E}[X]", r"\mathbb{E}"),
            (r"\eta > 0", r"\eta"),
            (r"x, y \in \mathbb{R}^d", "x y"),
            (r"(x, y)", "x y"),
            ("x_i", "x_{i} x"),
            (r"\eta_{\text{lo}}", r"\eta_{\mathrm{lo}}"),
            (r"i = 1, \dots, n", "i"),
            (r"x_1, \dots, x_n", "x_{1} x x_{n} x"),
            (r"\mathcal{B}^{-1}(y)", r"\mathcal{B}^{-1} \mathcal{B}"),
            (r"\log", r"\log"),
            (r"\odot", r"\odot"),
            (r"x \odot y", ""),
            (r"m \times d", ""),
            (r"W^\top x", ""),
            (r"2 + x", ""),
            ("", ""),
        ] {
            let names = symbols_introduced(tex, &macros(), false);
            assert_eq!(names.join(" "), expected, "{tex}");
        }
    }

    #[test]
    fn what_a_row_introduces() {
        for (tex, expected) in [
            (r"N \times C", "N C"),
            (r"x_i", "x_{i}"),
            (r"\odot", r"\odot"),
            (r"x \odot y", r"\odot"),
            (r"\nabla_\theta L", r"\nabla"),
            (r"W^\top", r"W^{\top} \top"),
            (r"w^\top x", r"\top"),
            (r"\sum_{i=1}^{n} x_i", r"\sum"),
            (r"\frac{\partial L}{\partial w}", r"\partial"),
            (r"\lVert x \rVert", r"\lVert\cdot\rVert"),
            (r"a \bmod n", r"\bmod"),
            (r"\binom{n}{k}", r"\binom{n}{k}"),
            (r"\arg\max", r"\operatorname{argmax}"),
            (r"P(A \mid B)", "P"),
            (r"\mathbb{1}[\cdot]", r"\mathbb{1}"),
            (r"a \odot b \otimes c", ""),
        ] {
            let names = symbols_introduced(tex, &macros(), true);
            assert_eq!(names.join(" "), expected, "{tex}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_formula_is_read(tex in r"(\\hat|\\mathbf|\\operatorname\*?|\\sum|\\text|\\begin\{array\}|\\def|\\R|\\int|\\kern|\\rm|\\alpha|\\log|\{|\}|\[|\]|_|\^|'|=|,|\(|\)|&|\\\\|\\quad|x|d|1| |é|%)*") {
            for symbol in symbols_used(&tex, &macros(), &|name| name.len() % 2 == 0) {
                proptest::prop_assert!(tex.get(symbol.range).is_some_and(|text| !text.is_empty()));
            }
            let _ = symbols_defined(&tex, &macros());
            let _ = symbols_introduced(&tex, &macros(), true);
        }
    }
}
