//! Formulas: KaTeX in Node against QED, on one core and on all, on the formulas of the study book.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::table::Table;
use crate::shell::{command, root, run};

/// Typesets a JSON list of `[tex, display]` several times and writes formulas a second, the best of five rounds after
/// the first, in which Node compiles.
const NODE: &str = r#"
const katex = require("katex");
const list = JSON.parse(require("fs").readFileSync(0, "utf8"));
let best = 0, first = 0;
for (let round = 0; round < 6; round++) {
  const start = process.hrtime.bigint();
  for (const [tex, display] of list) katex.renderToString(tex, { displayMode: display, throwOnError: false, strict: false });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (round > 0) best = Math.max(best, list.length / seconds);
  else first = list.length / seconds;
}
console.log(JSON.stringify({ first, one_core: best }));
"#;

pub(crate) fn bench() -> Result<Table> {
    run(&mut command(&[
        "cargo",
        "build",
        "--quiet",
        "--release",
        "-p",
        "qed-math",
        "--example",
        "speed",
    ]))?;
    let program = root().join("target/release/examples/speed");
    let list = Command::new(&program)
        .arg("list")
        .arg(root().join("src"))
        .output()?;
    ensure!(
        list.status.success(),
        "the formulas of the book cannot be read"
    );
    let input = root().join("target/bench/formulas.json");
    std::fs::create_dir_all(root().join("target/bench"))?;
    std::fs::write(&input, &list.stdout)?;
    let node = answer(
        Command::new("node")
            .args(["-e", NODE])
            .current_dir(root().join("target/qed-tests")),
        &input,
    )?;
    let ours = answer(&mut Command::new(program), &input)?;
    let number = |answer: &Value, key: &str| {
        answer[key]
            .as_f64()
            .with_context(|| format!("no {key} in {answer}"))
    };
    let katex = number(&node, "one_core")?;
    let cores = number(&ours, "cores")?;
    let mut table = Table::new(
        "Formulas of the book, HTML and MathML",
        &["engine", "formulas a second", "KaTeX warm = 1"],
    );
    for (engine, rate) in [
        (
            "KaTeX 0.18.5 in Node, the whole book once".to_owned(),
            number(&node, "first")?,
        ),
        ("KaTeX 0.18.5 in Node, warm".to_owned(), katex),
        (
            "qed-math, one core, the whole book once".to_owned(),
            number(&ours, "first")?,
        ),
        (
            "qed-math, one core, warm".to_owned(),
            number(&ours, "one_core")?,
        ),
        (
            format!("qed-math, all {cores} cores"),
            number(&ours, "all_cores")?,
        ),
    ] {
        table.row(vec![
            engine,
            format!("{rate:.0}"),
            format!("{:.2}", rate / katex),
        ]);
    }
    Ok(table)
}

/// What a program says of a list, as JSON on its last line.
fn answer(command: &mut Command, input: &Path) -> Result<Value> {
    let output = command.stdin(std::fs::File::open(input)?).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last).with_context(|| format!("no answer in {text:?}"))
}
