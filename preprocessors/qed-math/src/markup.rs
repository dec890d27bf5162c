//! The two halves of a formula's markup: MathML, and pictures.

/// Where the pictures begin in the engine's markup.
pub(crate) const PICTURES: &str = "<span class=\"katex-html\"";

/// The MathML of a markup by itself, without its TeX: small, and the same in all browsers for a single symbol.
pub(crate) fn mathml(markup: &str) -> Option<String> {
    let (_, inner) = markup.split_once("<semantics>")?;
    let (inner, _) = inner.split_once("<annotation ")?;
    Some(format!("<math>{inner}</math>"))
}
