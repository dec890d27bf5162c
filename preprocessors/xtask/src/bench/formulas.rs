//! Formulas: KaTeX in Node against QED, on the formulas of the study book and on those of the suites.
//!
//! Both typeset the same lists as often, and both are measured from outside, by the time of all their threads: what a first round costs
//! beyond starting the program and reading the list, and what a round costs after it.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::measure::{self, Cost};
use super::table::Table;
use crate::shell::{command, root, run};

/// Typesets a JSON list of `[tex, display]` as often as it is told.
const NODE: &str = r#"
const katex = require("katex");
const [file, rounds] = process.argv.slice(1);
const list = JSON.parse(require("fs").readFileSync(file, "utf8"));
for (let round = 0; round < rounds; round++)
  for (const [tex, display] of list) katex.renderToString(tex, { displayMode: display, strict: false });
"#;
/// Rounds after the first: enough for Node to have compiled what it will compile.
const ROUNDS: usize = 40;
/// Runs of which the best counts.
const RUNS: usize = 5;

pub(crate) fn bench() -> Result<Vec<Table>> {
    run(&mut command(&[
        "cargo",
        "build",
        "--quiet",
        "--profile",
        "qed",
        "-p",
        "qed-math",
        "--example",
        "speed",
    ]))?;
    let program = root().join("target/qed/examples/speed");
    let program = program.to_str().context("the path is no text")?;
    let lists = [
        ("the book", "book", root().join("src")),
        ("the suites", "suites", root().join("tests/suites/formulas")),
    ];
    lists
        .iter()
        .map(|(title, what, folder)| table(title, program, what, folder))
        .collect()
}

fn table(title: &str, program: &str, what: &str, folder: &Path) -> Result<Table> {
    let list = command(&[program, what]).arg(folder).output()?;
    ensure!(list.status.success(), "the list of {title} cannot be made");
    let formulas: Vec<(String, bool)> = serde_json::from_slice(&list.stdout)?;
    let file = root().join(format!("target/bench/formulas-{what}.json"));
    std::fs::create_dir_all(root().join("target/bench"))?;
    std::fs::write(&file, &list.stdout)?;
    let file = file.to_str().context("the path is no text")?;
    let measured = |words: &[&str], of: fn(Cost) -> f64| -> Result<(f64, f64)> {
        let best = |rounds: usize| -> Result<f64> {
            let rounds = rounds.to_string();
            let words: Vec<&str> = words
                .iter()
                .map(|&word| if word == "ROUNDS" { &rounds } else { word })
                .collect();
            let costs = (0..RUNS).map(|_| measure::once(&root().join("target/qed-tests"), &words));
            let costs = costs.collect::<Result<Vec<Cost>>>()?;
            Ok(costs.into_iter().map(of).fold(f64::INFINITY, f64::min))
        };
        let (none, first, all) = (best(0)?, best(1)?, best(1 + ROUNDS)?);
        let rate = |seconds: f64| formulas.len() as f64 / seconds;
        Ok((rate(first - none), rate((all - first) / ROUNDS as f64)))
    };
    let ours = |how: &str, of| measured(&[program, file, "ROUNDS", how], of);
    let katex = measured(&["node", "-e", NODE, file, "ROUNDS"], |cost| cost.cpu)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut table = Table::new(
        &format!(
            "{} formulas of {title}, HTML and MathML, a second",
            formulas.len()
        ),
        &[
            "engine",
            "first round",
            "KaTeX = 1",
            "further rounds",
            "KaTeX = 1",
        ],
    );
    for (engine, (first, further)) in [
        ("KaTeX 0.18.5 in Node, CPU time".to_owned(), katex),
        (
            "qed-math, CPU time".to_owned(),
            ours("one", |cost| cost.cpu)?,
        ),
        (
            "qed-math, each formula once, as a build does, CPU time".to_owned(),
            ours("distinct", |cost| cost.cpu)?,
        ),
        (
            format!("qed-math on {cores} cores, wall time"),
            ours("all", |cost| cost.wall)?,
        ),
    ] {
        table.row(vec![
            engine,
            format!("{first:.0}"),
            format!("{:.2}", first / katex.0),
            format!("{further:.0}"),
            format!("{:.2}", further / katex.1),
        ]);
    }
    Ok(table)
}
