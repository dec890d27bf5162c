//! Macros of book.toml: each must be one that a formula can use, and one that a formula does use.

use std::collections::BTreeSet;

use qed_report::{Finding, Level, Rule, Span};

use crate::{Library, Settings};

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&UNUSED_MACRO];

static UNUSED_MACRO: Rule = Rule {
    code: "unused-macro",
    level: Level::Warn,
    title: "a macro in book.toml that no formula uses",
    explanation: "\
`[preprocessor.qed.macros]` defines a macro that stands in no formula of the book, nor in another macro that is used. Remove it, or
correct its name.
",
};

pub(crate) fn check(library: &Library, settings: &Settings, findings: &mut Vec<Finding>) {
    let place = |name: &str| settings.macro_places.get(name).copied();
    let mut told = BTreeSet::new();
    for (name, fault) in qed_math::check_macros(&settings.macros) {
        told.insert(name.clone());
        let Some(span) = place(&name) else { continue };
        let mut finding = Finding::new(fault.rule, span, fault.message);
        finding.hint = fault.hint;
        findings.push(finding);
    }
    let used = used(library, settings);
    let names = settings.macros.keys();
    for name in names.filter(|name| !used.contains(*name) && !told.contains(*name)) {
        let span: Option<Span> = place(name);
        findings.extend(span.map(|span| {
            Finding::new(&UNUSED_MACRO, span, format!("no formula uses `{name}`"))
                .hint("remove it, or correct its name")
        }));
    }
}

fn used(library: &Library, settings: &Settings) -> BTreeSet<String> {
    if settings.macros.is_empty() {
        return BTreeSet::new();
    }
    let formulas = library.topics.iter().flat_map(|topic| &topic.formulas);
    formulas
        .flat_map(|formula| qed_math::macros_used(&formula.tex.text, &settings.macros))
        .collect()
}
