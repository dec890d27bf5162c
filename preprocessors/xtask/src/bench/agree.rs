//! Formula and code: what reading and comparing one takes, and what comparing adds to the check of the study book, cold and warm.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::books;
use super::measure::{Cost, once};
use super::table::Table;
use crate::shell::{command, root};

/// Formulas that are shown, the slowest first.
const SHOWN: usize = 6;
/// Cold checks of each kind. They are made by turns, so that what others do at the time meets both.
const TIMES: usize = 5;

/// What the comments begin with that make claims.
const CLAIMS: [&str; 4] = ["// agrees: ", "// holds: ", "// notation: ", "// example: "];

pub(crate) fn bench() -> Result<Vec<Table>> {
    Ok(vec![formulas()?, book()?])
}

/// Formulas by themselves: the crate measures that, and prints a line for each.
fn formulas() -> Result<Table> {
    let output = command(&[
        "cargo",
        "run",
        "--quiet",
        "--release",
        "-p",
        "qed-agree",
        "--example",
        "bench",
    ])
    .output()?;
    ensure!(output.status.success(), "the benchmark of qed-agree failed");
    let lines = String::from_utf8_lossy(&output.stdout);
    let mut rows = lines.lines().map(Row::read).collect::<Result<Vec<_>>>()?;
    let mut table = Table::new(
        "Formulas, in milliseconds",
        &[
            "formula",
            "inputs",
            "read",
            "make inputs",
            "compare",
            "together",
            "with 100 inputs",
        ],
    );
    table.row(Row::mean(&rows).cells());
    rows.sort_by(|a, b| b.with_hundred().total_cmp(&a.with_hundred()));
    for row in rows.iter().take(SHOWN) {
        table.row(row.cells());
    }
    Ok(table)
}

/// One formula: its inputs, and milliseconds.
struct Row {
    name: String,
    inputs: f64,
    read: f64,
    draw: f64,
    compare: f64,
}

impl Row {
    fn read(line: &str) -> Result<Self> {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap_or_default().to_owned();
        let mut number = || -> Result<f64> {
            let cell = cells
                .next()
                .with_context(|| format!("a short line: {line}"))?;
            Ok(cell.parse()?)
        };
        Ok(Self {
            name,
            inputs: number()?,
            read: number()?,
            draw: number()?,
            compare: number()?,
        })
    }

    fn mean(rows: &[Self]) -> Self {
        let mean = |of: fn(&Self) -> f64| rows.iter().map(of).sum::<f64>() / rows.len() as f64;
        Self {
            name: format!("mean of {}", rows.len()),
            inputs: mean(|row| row.inputs),
            read: mean(|row| row.read),
            draw: mean(|row| row.draw),
            compare: mean(|row| row.compare),
        }
    }

    fn with_hundred(&self) -> f64 {
        self.read + (self.draw + self.compare) * 100.0 / self.inputs
    }

    fn cells(&self) -> Vec<String> {
        let together = self.read + self.draw + self.compare;
        let times = [
            self.read,
            self.draw,
            self.compare,
            together,
            self.with_hundred(),
        ];
        let times = times.iter().map(|time| format!("{time:.3}"));
        [self.name.clone(), format!("{:.0}", self.inputs)]
            .into_iter()
            .chain(times)
            .collect()
    }
}

/// The study book, with its claims and without. CPU seconds are what to look at where others use the machine.
fn book() -> Result<Table> {
    let qed = root().join("target/release/qed");
    let qed = qed.to_string_lossy().into_owned();
    let without = written("agree-without", false)?;
    let with = written("agree-with", true)?;
    let mut table = Table::new(
        "The study book, with claims about its formulas",
        &[
            "what",
            "wall s",
            "CPU s",
            "peak MB",
            "CPU, without claims = 1",
        ],
    );
    for (name, more) in [("cold", Some("--no-cache")), ("nothing changed", None)] {
        let words: Vec<&str> = [qed.as_str(), "check", "--quiet"]
            .into_iter()
            .chain(more)
            .collect();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        // Once for what is remembered.
        once(&without, &words)?;
        once(&with, &words)?;
        for _ in 0..TIMES {
            first.push(once(&without, &words)?);
            second.push(once(&with, &words)?);
        }
        let (first, second) = (middle(first), middle(second));
        for (claims, cost) in [("without", first), ("with", second)] {
            table.row(vec![
                format!("{claims} claims, {name}"),
                format!("{:.3}", cost.wall),
                format!("{:.3}", cost.cpu),
                format!("{:.0}", cost.peak),
                format!("{:.2}", cost.cpu / first.cpu),
            ]);
        }
    }
    Ok(table)
}

/// The run with the median of CPU seconds.
fn middle(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    costs[costs.len() / 2]
}

/// A folder with the study book's sources, with its claims or without.
fn written(name: &str, claims: bool) -> Result<PathBuf> {
    let book = books::folder(name)?;
    let settings = "[book]\ntitle = \"Bench\"\n\n[rust]\nedition = \"2024\"\n\n";
    std::fs::write(book.join("book.toml"), format!("{settings}{}", books::QED))?;
    copy(&root().join("src"), &book.join("src"), claims)?;
    Ok(book)
}

fn copy(from: &Path, to: &Path, claims: bool) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let from = entry?.path();
        let to = to.join(from.file_name().unwrap_or_default());
        if from.is_dir() {
            copy(&from, &to, claims)?;
        } else if from.extension().is_none_or(|ending| ending != "md") {
            std::fs::copy(&from, &to)?;
        } else {
            let text = without_crates(&std::fs::read_to_string(&from)?);
            let lines = text.split_inclusive('\n');
            let kept = lines.filter(|line| claims || !is_claim(line));
            std::fs::write(&to, kept.collect::<String>())?;
        }
    }
    Ok(())
}

fn is_claim(line: &str) -> bool {
    let comment = line.trim_start_matches(['#', ' ']);
    CLAIMS.iter().any(|claim| comment.starts_with(claim))
}

/// A chapter whose snippets need no crates: those that do, and what they print, become text. Building the crates would be measured
/// otherwise, or their loading, which has nothing to do with comparing.
fn without_crates(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut fences = text.split("\n```");
    kept.push_str(fences.next().unwrap_or_default());
    let (mut is_open, mut is_text) = (false, false);
    for fence in fences {
        kept.push_str("\n```");
        is_open = !is_open;
        let (word, rest) = fence.split_once('\n').unwrap_or((fence, ""));
        let is_output = is_text && word.starts_with("output");
        if is_open && (word.starts_with("rust") && rest.contains("candle") || is_output) {
            is_text = !is_output;
            kept.push_str("text");
            kept.push_str(&fence[word.len()..]);
        } else {
            is_text &= !is_open;
            kept.push_str(fence);
        }
    }
    kept
}
