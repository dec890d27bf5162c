//! Formula and code: what comparing them adds to the check of the study book, cold and warm.

use std::path::Path;

use anyhow::Result;

use super::books;
use super::measure::{Cost, several};
use super::table::Table;
use crate::shell::{command, root, run};

/// What the comments begin with that make claims.
const CLAIMS: [&str; 4] = ["// agrees: ", "// holds: ", "// notation: ", "// example: "];

pub(crate) fn bench() -> Result<Table> {
    // Reading and evaluating by itself: the crate measures that, and prints it.
    run(&mut command(&[
        "cargo",
        "run",
        "--quiet",
        "--release",
        "-p",
        "qed-agree",
        "--example",
        "bench",
    ]))?;
    let qed = root().join("target/release/qed");
    let qed = qed.to_string_lossy().into_owned();
    let book = books::folder("agree")?;
    std::fs::write(
        book.join("book.toml"),
        format!(
            "[book]\ntitle = \"Bench\"\n\n[rust]\nedition = \"2024\"\n\n{}",
            books::QED
        ),
    )?;
    let mut table = Table::of_costs("Formula and code");
    let mut first = Cost::default();
    for (name, claims) in [("without claims", false), ("with claims", true)] {
        write(&book, claims)?;
        let cold = several(5, &book, &[&qed, "check", "--quiet", "--no-cache"], || {
            Ok(())
        })?;
        let warm = several(9, &book, &[&qed, "check", "--quiet"], || Ok(()))?;
        if !claims {
            first = cold;
        }
        table.cost(&format!("the study book {name}, cold"), cold, first);
        table.cost(
            &format!("the study book {name}, nothing changed"),
            warm,
            first,
        );
    }
    Ok(table)
}

/// Writes the book's sources, with its claims or without.
fn write(book: &Path, claims: bool) -> Result<()> {
    copy(&root().join("src"), &book.join("src"), claims)
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
