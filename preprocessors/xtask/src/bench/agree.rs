//! Formula and code: what comparing them adds to the check of the study book, cold and warm.

use std::path::Path;

use anyhow::Result;

use super::measure::{Cost, once, several};
use super::table::Table;
use crate::shell::{command, root, run};

/// What the comments begin with that make claims.
const CLAIMS: [&str; 3] = ["// agrees: ", "// holds: ", "// notation: "];

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
    // Kept from one benchmark to the next, since building the book's dependencies takes minutes.
    let book = root().join("target/bench/agree");
    for file in ["book.toml", "qed.lock"] {
        std::fs::create_dir_all(&book)?;
        std::fs::copy(root().join(file), book.join(file))?;
    }
    let mut table = Table::of_costs("Formula and code");
    let mut first = Cost::default();
    for (name, claims) in [("without claims", false), ("with claims", true)] {
        write(&book, claims)?;
        once(&book, &[&qed, "check", "--quiet"])?;
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
        } else if claims || from.extension().is_none_or(|ending| ending != "md") {
            std::fs::copy(&from, &to)?;
        } else {
            let text = std::fs::read_to_string(&from)?;
            let lines = text.split_inclusive('\n');
            std::fs::write(
                &to,
                lines.filter(|line| !is_claim(line)).collect::<String>(),
            )?;
        }
    }
    Ok(())
}

fn is_claim(line: &str) -> bool {
    let comment = line.trim_start_matches(['#', ' ']);
    CLAIMS.iter().any(|claim| comment.starts_with(claim))
}
