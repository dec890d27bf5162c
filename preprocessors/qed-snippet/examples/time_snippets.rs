//! Prints how long generated snippets take, cold, warm, with one edited and with one bad:
//! `cargo run --release -p qed-snippet --example time_snippets -- 45 450`.
#![allow(clippy::print_stdout, reason = "it prints its measurements")]

use std::fmt::Write;
use std::time::Instant;

use qed_markdown::{Options, Origin, parse};
use qed_report::{Level, Sources};
use qed_snippet::{Progress, Settings, prove};

struct Silent;

impl Progress for Silent {
    fn begin(&self, _phase: &str, _steps: usize) {}
    fn step(&self) {}
}

/// A chapter with one snippet of about thirty lines, like those of a study book.
fn chapter(number: usize) -> String {
    let mut code = String::new();
    for step in 0..3 {
        let _ = write!(
            code,
            "fn step_{step}(values: &[f64], rate: f64) -> Vec<f64> {{
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64;
    values.iter().map(|v| rate * (v - mean) / (variance + 1e-5).sqrt()).collect()
}}
"
        );
    }
    format!(
        "# Chapter {number}\n\n```rust\n{code}\nfn main() {{
    let mut values: Vec<f64> = (0..8).map(|i| (i * {number}) as f64).collect();
    for _ in 0..4 {{
        values = step_0(&values, 1.5);
        values = step_1(&values, 0.5);
        values = step_2(&values, 1.0);
    }}
    let names = [\"a\", \"b\", \"c\"];
    for (name, value) in names.iter().zip(&values) {{
        println!(\"{{name}}: {{value:.3}}\");
    }}
    assert!(values.iter().all(|v| v.is_finite()), \"chapter {number}\");
}}\n```\n"
    )
}

/// Proves chapters and prints how long it took.
fn time(name: &str, chapters: &[String], settings: &Settings) {
    let mut sources = Sources::default();
    let topics: Vec<_> = chapters
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let path = format!("chapter-{number}.md");
            let id = sources.add(format!("src/{path}"), text.as_str());
            let origin = Origin::whole(id, text.len());
            parse(&path, text, origin, Options::default()).0
        })
        .collect();
    let topics: Vec<_> = topics.iter().collect();
    let start = Instant::now();
    let proof = prove(&topics, &sources, settings, &Silent).expect("rustc works");
    println!(
        "{} snippets, {name}: {:.3} s, {} from the cache, {} findings",
        chapters.len(),
        start.elapsed().as_secs_f64(),
        proof.cached,
        proof
            .findings
            .iter()
            .filter(|finding| finding.level == Level::Deny)
            .count(),
    );
}

fn main() {
    let counts = std::env::args().skip(1);
    for count in counts.filter_map(|argument| argument.parse::<usize>().ok()) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut settings = Settings::new(folder.path());
        let mut chapters: Vec<String> = (0..count).map(chapter).collect();
        time("cold", &chapters, &settings);
        time("nothing changed", &chapters, &settings);
        chapters[count / 2] = chapters[count / 2].replace("1.5);", "1.25);");
        time("one edited", &chapters, &settings);
        settings.use_cache = false;
        chapters[count / 2] = chapters[count / 2].replace("1.25);", "nothing);");
        time("one bad, cold", &chapters, &settings);
    }
}
