//! Formulas to HTML and MathML, or to faults with a place and a hint.
//!
//! [`typeset`] is pure and total: any text gives markup or faults, in bounded time and memory.
//! This is the only crate that knows the LaTeX engine. It knows no files, chapters or numbering:
//! places are bytes of the formula handed to it.
//!
//! The way of a formula:
//!
//! 1. `guard` holds its length, nesting, columns and the growth of its macros (`extent`) against limits;
//! 2. `engine` typesets it, with `settings` of its own, on a `stack` that is large enough, mended where katex-rs differs from
//!    KaTeX (`engine::mends`, `overlooked`);
//! 3. `refusal` looks for commands that were not to be trusted;
//! 4. `links` makes the engine's markup fit for a page, and `remarks` says what is doubtful in the formula;
//! 5. or else `explain` says what is wrong: unknown commands (`names`), what was left open (`open`), the engine's `reasons`;
//! 6. what was said, and quotes the formula, is made `readable`.
//!
//! Beside it stand [`check_macros`], [`as_markdown`] for weaving, [`fonts_used`], and the symbols of a formula
//! ([`symbols_used`], [`symbols_defined`], [`symbols_introduced`]) with [`marked`], which marks them in the markup.

use std::collections::BTreeMap;
use std::ops::Range;

use qed_report::Rule;

mod engine;
mod explain;
mod extent;
mod fonts;
mod guard;
mod links;
mod macros;
mod markdown;
mod marked;
mod markup;
mod names;
mod open;
mod overlooked;
mod readable;
mod reasons;
mod refusal;
mod remarks;
mod scan;
mod settings;
mod stack;
mod symbols;

pub use explain::{FORMULA_SYNTAX, FORMULA_UNKNOWN_COMMAND, FORMULA_UNSUPPORTED};
pub use fonts::fonts_used;
pub use guard::FORMULA_TOO_LARGE;
pub use macros::{MACRO_INVALID, check_macros, macros_used};
pub use markdown::as_markdown;
pub use marked::{Mark, marked};
pub use markup::kept_together;
pub use open::{FORMULA_AMPERSAND, FORMULA_UNBALANCED};
pub use refusal::FORMULA_UNSAFE;
pub use remarks::{
    FORMULA_ASTERISK, FORMULA_FUNCTION, FORMULA_LOOSE, FORMULA_NUMBERED, FORMULA_WORD,
};
pub use stack::with_stack;
pub use symbols::{SymbolUse, symbols_defined, symbols_introduced, symbols_used};

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
    /// order, the TeX as annotation. A formula that is nothing but a reference is `<span class="katex"><a href=…>(3.1)</a></span>`.
    pub html: String,
    /// Warnings: `learningrate` for `\text{…}`, `*` for a product.
    pub faults: Vec<Fault>,
}

/// Every rule of this crate.
pub static RULES: &[&Rule] = &[
    &explain::FORMULA_SYNTAX,
    &explain::FORMULA_UNKNOWN_COMMAND,
    &explain::FORMULA_UNSUPPORTED,
    &open::FORMULA_UNBALANCED,
    &open::FORMULA_AMPERSAND,
    &refusal::FORMULA_UNSAFE,
    &guard::FORMULA_TOO_LARGE,
    &remarks::FORMULA_WORD,
    &remarks::FORMULA_FUNCTION,
    &remarks::FORMULA_ASTERISK,
    &remarks::FORMULA_LOOSE,
    &remarks::FORMULA_NUMBERED,
    &macros::MACRO_INVALID,
];

/// Changes whenever the code of this crate or a version in Cargo.lock does: part of the key of every typeset formula that is
/// remembered.
pub const FINGERPRINT: &str = env!("QED_MATH_FINGERPRINT");

/// Typesets a formula, or says what is wrong with it.
///
/// The limits are asked first, then the engine, then what it heard that is not to be trusted; what is only doubtful comes
/// with the markup. An `Err` is never empty.
pub fn typeset(request: Request<'_>, macros: &Macros) -> Result<Typeset, Vec<Fault>> {
    match typeset_or_refuse(request, macros) {
        Ok(Typeset { html, faults }) => Ok(Typeset {
            html,
            faults: readable::faults(faults),
        }),
        Err(faults) => Err(readable::faults(faults)),
    }
}

/// The MathML of a small formula, such as a symbol, without pictures and TeX; nothing where it cannot be typeset.
pub fn mathml(tex: &str, macros: &Macros) -> Option<String> {
    let request = Request {
        tex,
        display: false,
        number: None,
        references: &BTreeMap::new(),
    };
    markup::mathml(&typeset(request, macros).ok()?.html)
}

fn typeset_or_refuse(request: Request<'_>, macros: &Macros) -> Result<Typeset, Vec<Fault>> {
    let tex = request.tex;
    guard::length(tex).map_err(|fault| vec![fault])?;
    let tokens = scan::tokens(tex);
    if let Some(html) = links::sole_reference(request, &tokens) {
        return Ok(Typeset {
            html,
            faults: Vec::new(),
        });
    }
    let used = macros::used(&tokens, macros);
    let depth = guard::size(&tokens, &used).map_err(|fault| vec![fault])?;
    let (markup, heard) = stack::with_room(depth, || {
        let (settings, heard) = settings::settings(request, &used);
        (engine::run(tex, request.number, &settings), heard)
    });
    let heard = settings::listen(&heard);
    let mut refused = refusal::faults(&tokens, &used, &heard, markup.as_ref().ok());
    if markup.is_ok() {
        refused.extend(overlooked::faults(&tokens));
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    match markup {
        Ok(markup) => {
            let mut faults = remarks::on_text(tex, &tokens);
            faults.extend(remarks::on_heard(tex, &tokens, &heard));
            Ok(Typeset {
                html: links::reachable(markup),
                faults,
            })
        }
        Err(failure) => {
            let names = macros.keys().map(String::as_str).collect();
            Err(explain::Refused {
                tex,
                tokens: &tokens,
                macros: &used,
                names,
            }
            .faults(&failure))
        }
    }
}
