//! Lighthouse's scores of a page, as a phone and as a desktop.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::table::Table;
use crate::setup;
use crate::shell::root;

/// Scores of 0 to 100, in Lighthouse's order.
const SCORES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

pub(crate) fn table() -> Table {
    let head = [&["what", "form"], &SCORES[..], &["KB", "requests"]].concat();
    Table::new("Lighthouse", &head)
}

/// Adds the rows of a page of the site in `folder`.
pub(crate) fn add(table: &mut Table, what: &str, folder: &Path, page: &str) -> Result<()> {
    let output = Command::new("node")
        .arg(root().join("tests/browser/lighthouse.mjs"))
        .arg(setup::lighthouse()?)
        .arg(page)
        .env("QED_SITE", folder)
        .output()
        .context("cannot start node")?;
    ensure!(
        output.status.success(),
        "Lighthouse failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    for line in String::from_utf8(output.stdout)?.lines() {
        let found: Value = serde_json::from_str(line)?;
        let number = |key: &str| found[key].as_f64().unwrap_or_default();
        let mut cells = vec![
            what.to_owned(),
            found["form"].as_str().unwrap_or_default().to_owned(),
        ];
        cells.extend(SCORES.map(|score| number(score).to_string()));
        cells.push(format!("{:.0}", number("bytes") / 1e3));
        cells.push(number("requests").to_string());
        table.row(cells);
    }
    Ok(())
}
