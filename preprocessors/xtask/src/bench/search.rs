//! Search: MiniSearch and Pagefind against QED, on the same pages, in Chromium.

use std::process::Command;

use anyhow::{Result, ensure};

use super::measure::once;
use super::table::Table;
use crate::many::Many;
use crate::shell::{command, root, run};

/// What is compared with, from npm.
const MODULES: [&str; 2] = ["minisearch@7.2.0", "pagefind@1.6.0"];

/// Asks the frozen queries in a browser.
const SCRIPT: &str = "tests/browser/search.bench.mjs";

pub(crate) fn bench() -> Result<Table> {
    let folder = root().join("target/bench/search");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("package.json"), "{ \"private\": true }\n")?;
    run(command(&[
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
    ])
    .args(MODULES)
    .current_dir(&folder))?;
    let preview = "cargo build --quiet --release -p qed-site --example preview";
    run(&mut command(&preview.split(' ').collect::<Vec<_>>()))?;

    let modules = folder.join("node_modules").to_string_lossy().into_owned();
    let pagefind = format!("{modules}/.bin/pagefind");
    let preview = root().join("target/release/examples/preview");
    let preview = preview.to_string_lossy().into_owned();
    let mut table = Table::new(
        "Search: the study book, and the study book among generated topics. The first result is that of a reader who has \
         loaded nothing yet; sizes are gzipped; recall is the share of the frozen queries whose page is among the first ten, \
         in per cent (QED also knows a topic's aliases, which its page does not show). QED's time is that of the whole site, \
         the others' that of their index of it",
        &[
            "pages, engine",
            "build, wall s",
            "build, CPU s",
            "kB to the first result",
            "ms to the first result",
            "ms to later ones",
            "index, kB",
            "recall",
        ],
    );
    for count in [45, 1_000, 10_000] {
        let many = Many::write(count)?;
        let (source, site) = (many.source.to_string_lossy(), many.site.to_string_lossy());
        let costs = [
            once(root().as_path(), &[&preview, &source, &site])?,
            once(
                root().as_path(),
                &["node", SCRIPT, "index", &site, &modules],
            )?,
            once(root().as_path(), &[&pagefind, "--site", &site])?,
        ];
        for (line, cost) in ask(&site, &modules)?.lines().zip(costs) {
            let mut cells = line.split('\t');
            let engine = cells.next().unwrap_or_default();
            let mut row = vec![
                format!("{count}: {engine}"),
                format!("{:.2}", cost.wall),
                format!("{:.2}", cost.cpu),
            ];
            row.extend(cells.by_ref().take(4).map(str::to_owned));
            row.push(cells.collect::<Vec<_>>().join(", "));
            table.row(row);
        }
    }
    Ok(table)
}

/// A line for each engine, in the order of their costs: its name, bytes, times, size of its index, and recall of each kind.
fn ask(site: &str, modules: &str) -> Result<String> {
    let output = Command::new("node")
        .args([SCRIPT, "ask", site, modules])
        .stderr(std::process::Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "{SCRIPT} failed");
    Ok(String::from_utf8(output.stdout)?)
}
