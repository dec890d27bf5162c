//! A second opinion: KaTeX 0.16.4, which the crate `katex` runs in an engine of its own, on every formula of the book and of the
//! suites. It is older than the KaTeX that is followed; where that makes a difference, the list says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use katex_js::{Opts, render_with_opts};
use mdbook_markdown::pulldown_cmark::{Event, Options, Parser};
use qed_math::{Macros, Request};

use crate::suite;

/// What KaTeX 0.16.4 says against a formula. References are QED's own, and get something like what QED makes of them.
fn refused(tex: &str, display: bool) -> Option<String> {
    let ours = [
        (r"\label", r"\@secondoftwo{#1}{}"),
        (r"\ref", r"\@secondoftwo{#1}{\text{1}}"),
        (r"\eqref", r"\@secondoftwo{#1}{\text{(1)}}"),
    ];
    let macros = ours.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let options = Opts::builder()
        .display_mode(display)
        .throw_on_error(true)
        .trust(true)
        .macros(macros)
        .build()
        .unwrap();
    let answer = render_with_opts(tex, &options).err()?;
    Some(answer.to_string())
}

fn accepted(tex: &str, display: bool) -> Result<(), String> {
    let request = Request {
        tex,
        display,
        number: None,
        references: &BTreeMap::new(),
    };
    let typeset = qed_math::typeset(request, &Macros::new());
    typeset
        .map(|_| ())
        .map_err(|faults| faults[0].message.clone())
}

fn difference(tex: &str, display: bool) -> Option<String> {
    match (accepted(tex, display), refused(tex, display)) {
        (Ok(()), Some(why)) => Some(format!("only KaTeX 0.16.4 refuses it: {why}")),
        (Err(why), None) => Some(format!("only we refuse it: {why}")),
        _ => None,
    }
}

#[test]
fn on_the_suites() {
    let mut differing = BTreeMap::new();
    for formula in suite::formulas() {
        if let Some(why) = difference(&formula.tex, formula.display) {
            differing.insert(formula.line, why);
        }
    }
    suite::assert_only_listed("second", &differing);
}

#[test]
fn on_the_book() {
    let formulas = of_the_book();
    assert!(formulas.len() > 300, "{} formulas", formulas.len());
    let differing: Vec<String> = formulas
        .into_iter()
        .filter_map(|(tex, display)| Some(format!("{tex}\n    {}", difference(&tex, display)?)))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// The formulas of the study book, each once, and whether they stand on a line of their own.
fn of_the_book() -> BTreeSet<(String, bool)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src");
    let files = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap);
    let chapters =
        files.filter(|file| file.path().extension().is_some_and(|ending| ending == "md"));
    let mut formulas = BTreeSet::new();
    for chapter in chapters {
        let text = fs::read_to_string(chapter.path()).unwrap();
        let options = Options::ENABLE_MATH
            | Options::ENABLE_TABLES
            | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
        for event in Parser::new_ext(&text, options) {
            match event {
                Event::InlineMath(tex) => formulas.insert((tex.into_string(), false)),
                Event::DisplayMath(tex) => formulas.insert((tex.into_string(), true)),
                _ => false,
            };
        }
    }
    formulas
}
