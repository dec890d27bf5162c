//! Any formula with any annotation gives a plan that can be used, or refusals with their places, within bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../../preprocessors/qed-agree/tests/common/exercise.rs"]
mod exercise;

// The first line says against which function, the second is the annotation, the rest is the formula.
fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let which = lines.next().unwrap_or_default().len() % exercise::SIGNATURES.len();
    let items = lines.next().unwrap_or_default();
    let tex = lines.next().unwrap_or_default();
    exercise::exercise(tex, items, exercise::SIGNATURES[which]);
});
