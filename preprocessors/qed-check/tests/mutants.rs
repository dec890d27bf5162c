//! How sharp the comparison is on the study book: every single change of every formula that claims to agree with code must be told
//! from the formula itself. What is not told is listed, with the reason.

use std::path::{Path, PathBuf};

use qed_agree::{Context, Mutant, Output, Plan, claims, plan, plan_identity};
use qed_markdown::{Options, Origin, Topic};
use qed_report::Sources;

/// Changes that are not found: the end of the label, the words of the change, why. All of them are equal in real arithmetic.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "average-precision-eleven",
        "one greater",
        "no recall is above 1, so the twelfth term is zero",
    ),
    (
        "non-maximum-suppression-iou",
        "inter",
        "in the denominator, where boxes share nothing and the numerator is zero",
    ),
    (
        "transformers-position-cos",
        "changes its sign",
        "the cosine is even",
    ),
    (
        "normalizing-train-valid-sets-pooled",
        "changes its sign",
        "the mean is squared",
    ),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the book is there") {
        let path = entry.expect("a folder can be read").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The book's chapters; what they include is of no concern.
fn topics() -> Vec<Topic> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src");
    let mut sources = Sources::default();
    let parse = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a chapter is text");
        // An include is no Rust.
        let text = text.replace("{{#include", "// {{#include");
        let name = path.to_string_lossy().into_owned();
        let source = sources.add(name.as_str(), text.as_str());
        let origin = Origin::whole(source, text.len());
        qed_markdown::parse(&name, &text, origin, Options::default()).0
    };
    files(&root).into_iter().map(parse).collect()
}

/// The plans of all claims, by label.
fn plans(topics: &[Topic]) -> Vec<(String, Plan)> {
    let labelled = topics.iter().flat_map(|topic| &topic.formulas);
    let formulas: Vec<(String, String)> = labelled
        .filter_map(|formula| {
            Some((
                formula.label.as_ref()?.name.clone(),
                formula.tex.text.clone(),
            ))
        })
        .collect();
    let mut plans = Vec::new();
    for snippet in topics.iter().flat_map(|topic| &topic.snippets) {
        let found = claims(&qed_snippet::program(snippet).text);
        assert_eq!(found.faults, []);
        let context = Context {
            functions: &found.functions,
            formulas: &formulas,
        };
        for claim in &found.claims {
            let (_, tex) = formulas
                .iter()
                .find(|(label, _)| *label == claim.label)
                .unwrap_or_else(|| panic!("no formula {}", claim.label));
            let plan = match &claim.signature {
                Some(signature) => plan(tex, &claim.annotation, signature, &context),
                None => plan_identity(tex, &claim.annotation, &context),
            };
            let plan = plan.unwrap_or_else(|refusals| panic!("{}: {refusals:?}", claim.label));
            plans.push((claim.label.clone(), plan));
        }
    }
    plans
}

/// How many single changes a formula has, and which of them its own values do not tell from it.
fn survivors(plan: &Plan) -> (usize, Vec<Mutant>) {
    let inputs = plan.inputs(qed_check::SEED);
    let value = |input| match plan.evaluate(input, Some(3)) {
        Some(value) => Output::returned(value),
        None => Output::Panicked("no value".to_owned()),
    };
    let outputs: Vec<Output> = inputs.iter().map(value).collect();
    let mutants = plan.mutants();
    let count = mutants.len();
    let alive = mutants
        .into_iter()
        .filter(|mutant| !plan.kills(mutant, &inputs, &outputs));
    (count, alive.collect())
}

#[test]
fn changes_of_the_books_formulas_are_found() {
    let plans = plans(&topics());
    assert!(plans.len() > 130, "{} formulas", plans.len());
    let (mut total, mut unknown, mut known) = (0, Vec::new(), 0);
    for (label, plan) in plans.iter().filter(|(_, plan)| !plan.is_identity()) {
        let (count, alive) = survivors(plan);
        total += count;
        for mutant in alive {
            let is_known = KNOWN.iter().any(|(end, words, _)| {
                label.ends_with(end) && mutant.edit.to_string().contains(words)
            });
            if is_known {
                known += 1;
            } else {
                unknown.push(format!("{label}: {}", mutant.edit));
            }
        }
    }
    println!("{known} of {total} changes are equal in real arithmetic");
    assert!(total > 5_000, "{total}");
    assert_eq!(unknown, Vec::<String>::new());
}
