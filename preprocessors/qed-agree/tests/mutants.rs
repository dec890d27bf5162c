//! How sharp the comparison is: every single change of a formula must be told from the formula itself.
//!
//! The formula's own values play the function, so that whatever differs differs because of the change.

use qed_agree::{Context, Mutant, Output, Plan, Signature, annotation, plan};

const SUITE: &str = include_str!("../../../tests/suites/agree/textbook.txt");

/// What a plan's own values say of its mutants: how many there are, and those that are not found.
fn survivors(plan: &Plan) -> (usize, Vec<Mutant>) {
    let inputs = plan.inputs(11);
    let outputs: Vec<Output> = inputs
        .iter()
        .map(|input| match plan.evaluate(input, Some(3)) {
            Some(value) => Output::returned(value),
            None => Output::Panicked("no value".to_owned()),
        })
        .collect();
    let mutants = plan.mutants();
    let count = mutants.len();
    let alive = mutants
        .into_iter()
        .filter(|mutant| !plan.kills(mutant, &inputs, &outputs))
        .collect();
    (count, alive)
}

/// Changes that are not found: formula, the words of the change, why.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "haversine",
        "changes its sign",
        "equal: the sine is squared",
    ),
    (
        "triangular-number",
        "one less",
        "equal: the term at zero is zero",
    ),
    (
        "sum-of-squares",
        "one less",
        "equal: the term at zero is zero",
    ),
    (
        "normal-density",
        "changes its sign",
        "equal: the fraction is squared",
    ),
    (
        "leaky-relu",
        "`≥` takes the place of `>`",
        "equal: both cases are zero there",
    ),
    (
        "huber",
        "`<` takes the place of `≤`",
        "equal: both cases meet there",
    ),
    ("trace", "are swapped", "equal: both indices are the same"),
    (
        "collatz",
        "`2` is 1",
        "equal: what is left of the first case is odd",
    ),
    (
        "moving-average",
        "",
        "the first element needs k = 1, and the verdict says so",
    ),
];

fn plans() -> Vec<(String, Plan)> {
    let mut plans = Vec::new();
    for block in SUITE.split("\n\n") {
        let line = |key: &str| {
            block
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap_or_default()
                .trim()
        };
        let Some(name) = block
            .lines()
            .find_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
        else {
            continue;
        };
        let signature = Signature::parse(&format!("fn {}", line("fn "))).expect("a signature");
        let (items, _) = annotation(line("agrees "), 0);
        if let Ok(plan) = plan(line("tex "), &items, &signature, &Context::default()) {
            plans.push((name.to_owned(), plan));
        }
    }
    plans
}

#[test]
fn changes_are_told_from_the_formula() {
    let (mut total, mut alive) = (0, Vec::new());
    for (name, plan) in plans() {
        let (count, survivors) = survivors(&plan);
        total += count;
        alive.extend(
            survivors
                .into_iter()
                .map(|mutant| format!("{name}: {}", mutant.edit)),
        );
    }
    println!("{} of {total} changes are not found", alive.len());
    let known = |line: &str| {
        KNOWN
            .iter()
            .any(|(name, words, _)| line.starts_with(name) && line.contains(words))
    };
    let unknown: Vec<&String> = alive.iter().filter(|line| !known(line)).collect();
    assert_eq!(unknown, Vec::<&String>::new());
    assert!(total > 2_000);
}
