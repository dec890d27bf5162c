//! How long reading a formula and evaluating it at its inputs takes: `cargo run --release -p qed-agree --example bench`.

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
    let entries = entries();
    let mut slowest: Vec<(f64, usize, &str)> = Vec::new();
    let (mut reading, mut drawing, mut comparing, mut points) = (0.0, 0.0, 0.0, 0);
    for entry in &entries {
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
        reading += read;
        drawing += drawn;
        comparing += compared;
        points += inputs.len();
        slowest.push((read + drawn + compared, inputs.len(), entry.name));
    }
    let count = entries.len() as f64;
    println!("{} formulas, {points} inputs", entries.len());
    println!("read      {:.3} ms a formula", reading / count);
    println!("inputs    {:.3} ms a formula", drawing / count);
    println!("compare   {:.3} ms a formula", comparing / count);
    println!(
        "together  {:.3} ms a formula",
        (reading + drawing + comparing) / count
    );
    let small: Vec<f64> = slowest
        .iter()
        .filter(|(_, inputs, _)| *inputs <= 200)
        .map(|(time, ..)| *time)
        .collect();
    println!(
        "together  {:.3} ms where the inputs are drawn",
        small.iter().sum::<f64>() / small.len() as f64
    );
    slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (time, inputs, name) in slowest.iter().take(8) {
        println!("  {name:24} {time:.3} ms, {inputs} inputs");
    }
}
