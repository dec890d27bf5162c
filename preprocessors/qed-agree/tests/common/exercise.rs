//! Everything that can be done with a formula and an annotation: for tests, and for a fuzzer.

use qed_agree::{Context, Plan, Signature, annotation, plan};

/// Functions of many shapes.
pub(crate) const SIGNATURES: &[&str] = &[
    "fn f(x: f64, k: usize) -> f64",
    "fn f(x: &[f64], y: &[f64], a: f64) -> f64",
    "fn f(x: &[f64]) -> Vec<f64>",
    "fn f(a: &[Vec<f64>], x: &[f64]) -> Vec<f64>",
    "fn f(n: usize, k: usize) -> usize",
    "fn f(a: &[bool], b: &[usize]) -> Option<f32>",
    "fn f(x: [f64; 3], p: (f64, f64)) -> (f64, f64)",
];

/// Reads a formula against a function, and does with it whatever can be done.
///
/// # Panics
/// Where something does not hold for every text.
pub(crate) fn exercise(tex: &str, items: &str, function: &str) {
    let signature = Signature::parse(function).expect("a signature of the table");
    let (items, _) = annotation(items, 0);
    let formulas = [("eq:x".to_owned(), tex.to_owned())];
    let context = Context {
        functions: std::slice::from_ref(&signature),
        formulas: &formulas,
    };
    match plan(tex, &items, &signature, &context) {
        Ok(plan) => run(&plan),
        Err(refusals) => {
            assert!(!refusals.is_empty());
            for refusal in refusals {
                assert!(
                    tex.get(refusal.range.clone()).is_some(),
                    "{:?} is no range of `{tex}`",
                    refusal.range
                );
            }
        }
    }
}

/// Everything that can be done with a plan.
fn run(plan: &Plan) {
    let inputs = plan.inputs(3);
    let inputs = &inputs[..inputs.len().min(12)];
    let one = [[0; 8], 1_f64.to_le_bytes()].concat();
    let outputs = plan.outputs(&vec![one.as_slice(); inputs.len()], inputs.len(), "stopped");
    let verdict = plan.compare(inputs, &outputs);
    assert!(!format!("{verdict:?}").is_empty());
    assert!(!plan.reading().tree.is_empty());
    // A question is written as an answer is: its length in words, and so many words.
    assert!(plan.question(0, inputs).len() >= 16 * inputs.len());
    let more = inputs
        .first()
        .map(|input| plan.shrink_candidates(input))
        .unwrap_or_default();
    assert!(more.len() <= 160);
    assert!(plan.harness("run", "super", "super").contains("pub fn run"));
}
