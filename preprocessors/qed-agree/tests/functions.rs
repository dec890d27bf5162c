//! Realistic mistakes are found, and correct functions that work otherwise are not accused: over twenty seeds.

#[path = "functions/bugs.rs"]
mod bugs;
#[path = "functions/correct.rs"]
mod correct;
#[path = "functions/formulas.rs"]
mod formulas;
mod native;

use bugs::bugs;
use correct::correct;
use formulas::{CONV_DOMAIN, CONV_OUT};
use native::{Case, int, quietly};
use qed_agree::Verdict;

const SEEDS: u64 = 20;

#[test]
fn every_mistake_is_found_at_every_seed() {
    let cases = bugs();
    assert!(cases.len() >= 40, "{} mistakes", cases.len());
    let missed: Vec<String> = quietly(|| {
        let mut missed = Vec::new();
        for case in &cases {
            let plan = case.plan();
            for seed in 0..SEEDS {
                let verdict = case.verdict(&plan, seed);
                if !matches!(
                    verdict,
                    Verdict::Differs(..) | Verdict::UndefinedHere { .. }
                ) {
                    missed.push(format!("{} at seed {seed}: {verdict:?}", case.name));
                }
            }
        }
        missed
    });
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn no_correct_function_is_accused_at_any_seed() {
    let cases = correct();
    assert!(cases.len() >= 30, "{} functions", cases.len());
    let accused: Vec<String> = quietly(|| {
        let mut accused = Vec::new();
        for case in &cases {
            let plan = case.plan();
            for seed in 0..SEEDS {
                let verdict = case.verdict(&plan, seed);
                if !matches!(verdict, Verdict::Agrees { .. }) {
                    accused.push(format!("{} at seed {seed}: {verdict:?}", case.name));
                }
            }
        }
        accused
    });
    assert_eq!(accused, Vec::<String>::new());
}

/// The example of the issue: a dropped `+ 1` is named, with the smallest input.
#[test]
fn the_one_change_that_reconciles_is_named() {
    let changed = CONV_OUT.replace(" + 1", "");
    let case = Case {
        name: "convolution",
        tex: Box::leak(changed.into_boxed_str()),
        function: "out_size(i: usize, p: usize, k: usize, s: usize) -> usize",
        items: CONV_DOMAIN,
        code: |a| int((a.u(0) + 2 * a.u(1) - a.u(2)) / a.u(3) + 1),
    };
    let Verdict::Differs(found, Some(reconcile)) = case.verdict(&case.plan(), 1) else {
        panic!("not found");
    };
    let values: Vec<String> = found
        .symbols
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(values.join(" "), "i=1 p=0 k=1 s=1");
    assert_eq!(
        (found.formula.as_deref(), found.code.as_str()),
        (Some("0"), "1")
    );
    assert!(
        reconcile.edit.to_string().starts_with("`+ 1` is added"),
        "{}",
        reconcile.edit
    );

    let spare = bugs()
        .into_iter()
        .find(|case| case.name == "no plus one")
        .expect("it is in the list");
    let Verdict::Differs(_, Some(reconcile)) = spare.verdict(&spare.plan(), 1) else {
        panic!("not found");
    };
    assert_eq!(reconcile.edit.to_string(), "`+ 1` is dropped");
}
