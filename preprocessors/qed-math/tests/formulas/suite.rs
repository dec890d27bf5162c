//! Reading the suites.
//!
//! A line is `+ tex` for a formula that is sound and `- tex` for one that is broken, with `i` before it for one that is not
//! on a line of its own; `⏎` stands for a line end, `#` opens a comment.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use qed_math::{Fault, Macros, Request, Typeset};

/// A line of a suite.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    /// The line as it stands in the file.
    pub(crate) line: String,
    /// The formula.
    pub(crate) tex: String,
    /// On a line of its own.
    pub(crate) display: bool,
    /// The author of the suite calls it sound.
    pub(crate) sound: bool,
}

impl Formula {
    /// What qed-math makes of it, with one label known: `eq:known`.
    pub(crate) fn typeset(&self) -> Result<Typeset, Vec<Fault>> {
        let known = ("3.1".to_owned(), "../a/b.html#eq-known".to_owned());
        let references = BTreeMap::from([("eq:known".to_owned(), known)]);
        let request = Request {
            tex: &self.tex,
            display: self.display,
            number: None,
            references: &references,
        };
        qed_math::typeset(request, &Macros::new())
    }
}

/// The folder of the suites.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/suites/formulas")
}

/// All formulas, by file and line.
pub(crate) fn formulas() -> Vec<Formula> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
        .iter()
        .flat_map(|path| read(&fs::read_to_string(path).unwrap()))
        .collect()
}

fn read(text: &str) -> Vec<Formula> {
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            formula(line).unwrap_or_else(|| panic!("a line of a suite begins with + or -: {line}"))
        })
        .collect()
}

fn formula(line: &str) -> Option<Formula> {
    let inline = line.strip_prefix('i');
    let marked = inline.unwrap_or(line);
    let tex = marked.strip_prefix(['+', '-'])?;
    let tex = tex.strip_prefix(' ').unwrap_or(tex).replace('⏎', "\n");
    Some(Formula {
        line: line.to_owned(),
        tex,
        display: inline.is_none(),
        sound: marked.starts_with('+'),
    })
}

/// Lines of `differences.list` of one kind (`verdict`, `html`, `second`), each of which must be a line of a suite.
pub(crate) fn differences(kind: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(folder().join("differences.list")).unwrap();
    let of_kind = |line: &str| {
        line.split_once(' ')
            .filter(|(of, _)| *of == kind)
            .map(|(_, line)| line.to_owned())
    };
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(of_kind)
        .collect()
}

/// Fails unless exactly the listed formulas differ, each for its reason.
pub(crate) fn assert_only_listed(kind: &str, differing: &BTreeMap<String, String>) {
    let listed = differences(kind);
    let new: Vec<String> = differing
        .iter()
        .filter(|(line, _)| !listed.contains(*line))
        .map(|(line, why)| format!("{line}\n    {why}"))
        .collect();
    let gone: Vec<&String> = listed
        .iter()
        .filter(|line| !differing.contains_key(*line))
        .collect();
    assert!(
        new.is_empty(),
        "{} differ from KaTeX and are not in differences.list:\n{}",
        new.len(),
        new.join("\n")
    );
    assert!(
        gone.is_empty(),
        "these no longer differ; take them out of differences.list: {gone:#?}"
    );
}

#[test]
fn the_suites_are_large_and_without_doubles() {
    let formulas = formulas();
    let distinct: BTreeSet<&str> = formulas
        .iter()
        .map(|formula| formula.line.as_str())
        .collect();
    assert_eq!(distinct.len(), formulas.len(), "a line stands twice");
    assert!(formulas.len() >= 600, "{} formulas", formulas.len());
}
