//! Formulas: KaTeX in Node against QED, on one core, on the formulas of the study book.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::table::Table;
use crate::shell::{command, root, run};

/// Typesets a JSON list of `[tex, display]` several times and prints formulas a second, best of five.
const NODE: &str = r#"
const katex = require("katex");
const list = JSON.parse(require("fs").readFileSync(0, "utf8"));
let best = 0;
for (let round = 0; round < 6; round++) {
  const start = process.hrtime.bigint();
  for (const [tex, display] of list) katex.renderToString(tex, { displayMode: display, throwOnError: false, strict: false });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (round > 0) best = Math.max(best, list.length / seconds);
}
console.log(best);
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
        "bench",
    ]))?;
    let list = formulas()?;
    let node = rate(
        Command::new("node")
            .args(["-e", NODE])
            .current_dir(root().join("target/qed-tests")),
        &list,
    )?;
    let ours = rate(
        &mut Command::new(root().join("target/release/examples/bench")),
        &list,
    )?;
    let mut table = Table::new(
        "Formulas, HTML and MathML, one core",
        &["engine", "formulas a second", "KaTeX in Node = 1"],
    );
    for (engine, rate) in [
        ("KaTeX 0.18.5 in Node", node),
        ("qed-math, guards included", ours),
    ] {
        table.row(vec![
            engine.to_owned(),
            format!("{rate:.0}"),
            format!("{:.2}", rate / node),
        ]);
    }
    Ok(table)
}

/// All formulas of the study book, as QED's own report would see them: a JSON list of `[tex, display]`.
fn formulas() -> Result<String> {
    let mut list = Vec::new();
    for entry in walk(&root().join("src"))? {
        let text = std::fs::read_to_string(entry)?;
        for (at, part) in text.split("$$").enumerate() {
            if at % 2 == 1 && !part.contains("\\label") {
                list.push(format!("[{:?}, true]", part.trim()));
            }
        }
    }
    ensure!(!list.is_empty(), "the book has no formulas");
    Ok(format!("[{}]", list.join(",")))
}

fn walk(folder: &std::path::Path) -> Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(walk(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Formulas a second, as a program prints them on its last line.
fn rate(command: &mut Command, list: &str) -> Result<f64> {
    let input = root().join("target/bench/formulas.json");
    std::fs::create_dir_all(root().join("target/bench"))?;
    std::fs::write(&input, list)?;
    let output = command.stdin(std::fs::File::open(&input)?).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace()
        .last()
        .and_then(|word| word.parse().ok())
        .with_context(|| format!("no number in {text:?}"))
}
