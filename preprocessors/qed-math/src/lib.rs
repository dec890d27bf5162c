//! Formulas to HTML and MathML, or to faults with a place and a hint.
//!
//! [`typeset`] is pure and total: any text gives markup or faults, in bounded time and memory.
//! This is the only crate that knows the LaTeX engine. It knows no files, chapters or numbering:
//! places are bytes of the formula handed to it.

use std::collections::BTreeMap;
use std::ops::Range;

use qed_report::{Level, Rule};

mod engine;
mod markup;

pub use markup::as_markdown;

/// Macros of book.toml, without arguments' counts: `\R` to `\mathbb{R}`; `#1` stands for an argument.
pub type Macros = BTreeMap<String, String>;

/// A formula to be typeset.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The TeX between the dollars. Commands `\label{…}`, `\ref{…}` and `\eqref{…}` may stand in it.
    pub tex: &'a str,
    /// On a line of its own.
    pub display: bool,
    /// The number shown beside it, without parentheses: `3.1`.
    pub number: Option<&'a str>,
    /// What `\ref` and `\eqref` show and point to: name to (number, href). A name that is missing here is
    /// shown as `??`; that it is missing is somebody else's finding.
    pub references: &'a BTreeMap<String, (String, String)>,
}

/// What is wrong in a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind.
    pub rule: &'static Rule,
    /// Bytes of `Request::tex`; always a place to look at, empty only at an end.
    pub range: Range<usize>,
    /// One sentence, no full stop.
    pub message: String,
    /// A second place: the brace that was never closed.
    pub other: Option<(Range<usize>, String)>,
    /// What to do.
    pub hint: Option<String>,
}

/// A formula as it goes into a page, and what is doubtful in it (faults below `Deny` by their rule).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typeset {
    /// `<span class="katex">…` or `<span class="katex-display">…`: HTML with MathML, no script, attributes in a fixed
    /// order, the TeX as annotation.
    pub html: String,
    /// Warnings: `learningrate` for `\text{…}`, `*` for a product.
    pub faults: Vec<Fault>,
}

/// A formula that cannot be parsed.
pub static FORMULA_SYNTAX: Rule = Rule {
    code: "formula-syntax",
    level: Level::Deny,
    title: "a formula that cannot be parsed",
    explanation: "The LaTeX engine refuses the formula at the place shown.",
};

/// Every rule of this crate.
pub static RULES: &[&Rule] = &[&FORMULA_SYNTAX];

/// Typesets a formula, or says what is wrong with it.
pub fn typeset(request: Request<'_>, macros: &Macros) -> Result<Typeset, Vec<Fault>> {
    let settings = katex::Settings::builder().display_mode(request.display).build();
    for (name, body) in macros {
        settings.macros.borrow_mut().insert(name.clone(), katex::macros::MacroDefinition::String(body.clone()));
    }
    match engine::run(request.tex, request.number, &settings) {
        Ok(markup) => Ok(Typeset { html: markup::in_order(&markup), faults: Vec::new() }),
        Err(engine::Failure::Refused(error)) => {
            let start = error.position().unwrap_or(0).min(request.tex.len());
            let end = (start + error.length().unwrap_or(0)).min(request.tex.len());
            Err(vec![Fault {
                rule: &FORMULA_SYNTAX,
                range: start..end,
                message: error.kind.to_string(),
                other: None,
                hint: None,
            }])
        }
        Err(engine::Failure::Panicked) => Err(vec![Fault {
            rule: &FORMULA_SYNTAX,
            range: 0..request.tex.len(),
            message: "the LaTeX engine failed on this formula".to_owned(),
            other: None,
            hint: None,
        }]),
    }
}
