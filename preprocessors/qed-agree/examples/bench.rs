//! How long reading a formula and evaluating it at its inputs takes: `cargo run --release -p qed-agree --example bench`.
//!
//! A line for each formula of the textbook suite: its name, the number of inputs, and milliseconds for reading it, for making the inputs, and
//! for comparing, separated by tabs. `cargo xtask bench agree` makes a table of them.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::hint::black_box;
use std::time::Instant;

use qed_agree::{Context, Output, Plan, Signature, annotation, plan};

const SUITE: &str = include_str!("../../../tests/suites/agree/textbook.txt");

struct Entry {
    name: &'static str,
    tex: &'static str,
    items: qed_agree::Annotation,
    signature: Signature,
}

fn entries() -> Vec<Entry> {
    SUITE
        .split("\n\n")
        .filter_map(|block| {
            let line = |key: &str| {
                block
                    .lines()
                    .find_map(|line| line.strip_prefix(key))
                    .unwrap_or_default()
                    .trim()
            };
            let name = block
                .lines()
                .find_map(|line| line.strip_prefix('[')?.strip_suffix(']'))?;
            let signature = Signature::parse(&format!("fn {}", line("fn "))).ok()?;
            let items = annotation(line("agrees "), 0).0;
            plan(line("tex "), &items, &signature, &Context::default()).ok()?;
            Some(Entry {
                name,
                tex: line("tex "),
                items,
                signature,
            })
        })
        .collect()
}

fn read(entry: &Entry) -> Option<Plan> {
    plan(
        entry.tex,
        &entry.items,
        &entry.signature,
        &Context::default(),
    )
    .ok()
}

/// Milliseconds of the fastest of some runs: others share the machine.
fn least<T>(run: impl Fn() -> T) -> f64 {
    let time = || {
        let start = Instant::now();
        black_box(run());
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..5).map(|_| time()).fold(f64::INFINITY, f64::min)
}

fn main() {
    for entry in &entries() {
        let Some(plan) = read(entry) else { continue };
        let inputs = plan.inputs(1);
        let outputs: Vec<Output> = inputs
            .iter()
            .map(|input| {
                plan.evaluate(input, Some(3))
                    .map_or_else(|| Output::Panicked(String::new()), Output::returned)
            })
            .collect();
        let read = least(|| black_box(read(entry)).is_some());
        let drawn = least(|| black_box(plan.inputs(1)).len());
        let compared = least(|| black_box(plan.compare(&inputs, &outputs)));
        println!(
            "{}\t{}\t{read:.4}\t{drawn:.4}\t{compared:.4}",
            entry.name,
            inputs.len()
        );
    }
}
