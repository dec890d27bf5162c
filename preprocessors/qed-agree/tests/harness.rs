//! The generated harness, compiled and run: what it writes is what the function returned, bit by bit.
//!
//! `tests/harness/generated.rs` is what the crate generates; `QED_BLESS=1` writes it anew.

use std::sync::atomic::{AtomicUsize, Ordering};

use qed_agree::{
    Context, Input, Output, Plan, RUNTIME, Signature, Value, Verdict, annotation, answers, claims,
    plan,
};

/// A snippet with claims, as an author writes it.
#[path = "harness/snippet.rs"]
mod snippet;

#[rustfmt::skip]
#[path = "harness/generated.rs"]
mod generated;

const SNIPPET: &str = include_str!("harness/snippet.rs");
const GENERATED: &str = include_str!("harness/generated.rs");

/// The snippet's formulas by label.
const FORMULAS: &[(&str, &str)] = &[
    ("eq:mean", r"\bar x = \frac{1}{n} \sum_{i=1}^{n} x_i"),
    ("eq:scale", r"C_{ij} = a\, B_{ij}"),
    ("eq:overlap", r"J = \frac{|A \cap B|}{|A \cup B|}"),
    ("eq:inverse", r"y = \frac{1}{x}"),
    ("eq:mixed", r"y = (p_1 + q_1, k p_2)"),
    (
        "eq:half",
        r"h = \left\lfloor \frac{n - 1}{2} \right\rfloor + 1",
    ),
];

fn plans() -> Vec<Plan> {
    let found = claims(SNIPPET);
    assert_eq!(found.faults, []);
    let context = Context {
        functions: &found.functions,
        formulas: &[],
    };
    let read = |claim: &qed_agree::Claim| {
        let (_, tex) = FORMULAS
            .iter()
            .find(|(label, _)| *label == claim.label)
            .expect("a formula of the table");
        let signature = claim.signature.as_ref().expect("a function");
        plan(tex, &claim.annotation, signature, &context)
            .unwrap_or_else(|refusals| panic!("{}: {refusals:?}", claim.label))
    };
    found.claims.iter().map(read).collect()
}

fn generate(plans: &[Plan]) -> String {
    let mut code = format!("#![allow(warnings)]\n\npub mod qed_agree {{\n{RUNTIME}}}\n\n");
    for (number, plan) in plans.iter().enumerate() {
        code.push_str(&plan.harness(&format!("run_{number}"), "super::snippet", "qed_agree"));
    }
    code
}

#[test]
fn the_generated_harness_is_the_one_that_is_tested() {
    let code = generate(&plans());
    if std::env::var_os("QED_BLESS").is_some() {
        std::fs::write(
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/harness/generated.rs"),
            &code,
        )
        .expect("the file can be written");
    }
    assert!(
        code == GENERATED,
        "tests/harness/generated.rs is not what the crate generates: run with QED_BLESS=1"
    );
}

/// Runs one harness as a program does: in a process of its own, which is this test again.
fn run(number: usize, plan: &Plan, inputs: &[Input]) -> Vec<Output> {
    static FILES: AtomicUsize = AtomicUsize::new(0);
    let file = FILES.fetch_add(1, Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("qed-agree-{}-{file}", std::process::id()));
    std::fs::write(&file, plan.question(0, inputs)).expect("the inputs can be written");
    let test = std::env::current_exe().expect("the test knows its file");
    let output = std::process::Command::new(test)
        .args(["--exact", "child", "--nocapture"])
        .env("QED_HARNESS", number.to_string())
        .env("QED_INPUTS", &file)
        .output()
        .expect("the test can be run again");
    assert!(output.status.success());
    let answered = file.with_extension("answers");
    let written = std::fs::read(&answered).expect("the answers can be read");
    for file in [file, answered] {
        std::fs::remove_file(file).expect("the files can be removed");
    }
    plan.outputs(&answers(&written), inputs.len(), "it ended")
}

#[test]
fn child() {
    let (Ok(number), Ok(file)) = (std::env::var("QED_HARNESS"), std::env::var("QED_INPUTS")) else {
        return;
    };
    let all = [
        generated::run_0,
        generated::run_1,
        generated::run_2,
        generated::run_3,
        generated::run_4,
        generated::run_5,
    ];
    all[number.parse::<usize>().expect("a number")](&file);
}

#[test]
fn functions_are_called_and_agree() {
    for (number, plan) in plans().iter().enumerate() {
        let name = &plan.signature().name;
        let verdict = plan.settle(5, |inputs| run(number, plan, inputs));
        match name.as_str() {
            // A precondition is missing: the function panics where the formula has a value.
            "half" => assert!(
                matches!(&verdict, Verdict::Differs(found, _) if found.code.starts_with("panics")),
                "{verdict:?}"
            ),
            _ => assert!(
                matches!(verdict, Verdict::Agrees { .. }),
                "{name}: {verdict:?}"
            ),
        }
    }
}

#[test]
fn answers_are_exact() {
    let plans = plans();
    let input = Input {
        values: vec![Value::List(vec![Value::Float(0.1), Value::Float(-0.0)])],
    };
    assert_eq!(
        run(0, &plans[0], &[input]),
        [Output::returned(Value::Float(0.05))]
    );
    let none = Input {
        values: vec![Value::Float(0.0)],
    };
    assert_eq!(
        run(3, &plans[3], &[none]),
        [Output::returned(Value::Nothing)]
    );
    // A signature that nothing reads is no signature.
    assert!(Signature::parse("fn").is_err());
    assert_eq!(annotation("", 0).1, []);
}
