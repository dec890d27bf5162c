//! Snippets: `mdbook test` against `qed check`, cold, warm, with one edited and with one bad.

use std::path::Path;

use anyhow::Result;

use super::books::{self, QED, snippet_chapter};
use super::measure::{Cost, once, several};
use super::table::Table;
use crate::setup::tool;
use crate::shell::root;

pub(crate) fn bench() -> Result<Table> {
    let mdbook = tool("mdbook");
    let qed = root()
        .join("target/release/qed")
        .to_string_lossy()
        .into_owned();
    let mut table = Table::of_costs("Snippets");
    let mut before = Cost::default();
    for (count, times) in [(45, 5), (450, 1)] {
        let theirs = books::folder(&format!("mdbook-{count}"))?;
        let ours = books::folder(&format!("qed-{count}"))?;
        let chapters: Vec<_> = (0..count).map(snippet_chapter).collect();
        books::write(&theirs, "", &chapters)?;
        books::write(&ours, QED, &chapters)?;

        let first = several(times, &theirs, &[&mdbook, "test"], || Ok(()))?;
        table.cost(&format!("{count}: mdbook test"), first, first);
        let check = [qed.as_str(), "check", "--quiet"];
        let cold = several(times, &ours, &check, || forget(&ours))?;
        table.cost(&format!("{count}: qed check, cold"), cold, first);
        before = cold;
        let warm = several(5, &ours, &check, || Ok(()))?;
        table.cost(&format!("{count}: nothing changed"), warm, first);
        table.cost(
            &format!("{count}: one snippet edited"),
            edited(&ours, &check)?,
            first,
        );
        table.cost(
            &format!("{count}: one bad, cold"),
            one_bad(&ours, &qed)?,
            first,
        );
    }
    let many = books::folder("qed-4500")?;
    books::write(
        &many,
        QED,
        &(0..4500).map(snippet_chapter).collect::<Vec<_>>(),
    )?;
    let cost = once(&many, &[&qed, "check", "--quiet"])?;
    table.cost("4500: qed check, cold, beside 450", cost, before);
    let exponent = (cost.cpu / before.cpu).log10();
    table.row(vec![
        "growth from 450 to 4500".to_owned(),
        String::new(),
        format!("exponent {exponent:.2}"),
        String::new(),
        String::new(),
    ]);
    Ok(table)
}

/// Removes everything that is remembered.
fn forget(book: &Path) -> Result<()> {
    let folder = book.join(".qed");
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn edited(book: &Path, check: &[&str]) -> Result<Cost> {
    let path = book.join("src/7.md");
    let text = std::fs::read_to_string(&path)?;
    let mut round = 0;
    several(5, book, check, || {
        round += 1;
        Ok(std::fs::write(
            &path,
            text.replace("fn main() {", &format!("fn main() {{\n    // {round}")),
        )?)
    })
}

/// The bad snippet is allowed by the settings of a command that shall end with code 0.
fn one_bad(book: &Path, qed: &str) -> Result<Cost> {
    let path = book.join("src/7.md");
    let text = std::fs::read_to_string(&path)?;
    std::fs::write(
        &path,
        text.replace("summary.count += 1", "summary.count += \"1\""),
    )?;
    let toml = book.join("book.toml");
    let settings = std::fs::read_to_string(&toml)?;
    std::fs::write(
        &toml,
        format!("{settings}\n[preprocessor.qed.rules]\nsnippet-compile = \"warn\"\n"),
    )?;
    let cost = several(3, book, &[qed, "check", "--quiet"], || forget(book));
    std::fs::write(&path, text)?;
    std::fs::write(&toml, settings)?;
    cost
}
