//! Search: mdBook's own, MiniSearch and Pagefind against QED, on the same pages, in Chromium; and what the study book takes as one
//! file.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::measure::{Cost, once};
use super::table::Table;
use crate::many::Many;
use crate::setup::tool;
use crate::shell::{command, root, run};

/// What is compared with, from npm.
const MODULES: [&str; 2] = ["minisearch@7.2.0", "pagefind@1.6.0"];

/// Asks the frozen queries in a browser.
const SCRIPT: &str = "tests/browser/search.bench.mjs";

/// More pages than these take mdBook hours: its time grows with their square.
const MOST_FOR_MDBOOK: usize = 1_000;

/// Beside the study book's sources: its site by mdBook is in `mdbook`.
const MDBOOK: &str =
    "[book]\ntitle = \"Search\"\n\n[build]\nbuild-dir = \"mdbook\"\ncreate-missing = false\n";

pub(crate) fn bench() -> Result<Vec<Table>> {
    Ok(vec![engines()?, parts()?])
}

/// What each engine costs and finds.
fn engines() -> Result<Table> {
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
         in per cent (QED also knows a topic's aliases, which its page does not show; mdBook reads them as text). The time of QED \
         and mdBook is that of the whole site, the others' that of their index of QED's",
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
        let mut costs = vec![
            once(root().as_path(), &[&preview, &source, &site])?,
            once(
                root().as_path(),
                &["node", SCRIPT, "index", &site, &modules],
            )?,
            once(root().as_path(), &[&pagefind, "--site", &site])?,
        ];
        if count <= MOST_FOR_MDBOOK {
            costs.push(mdbook(&many)?);
        }
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
        if count > MOST_FOR_MDBOOK {
            let mut row = vec![format!("{count}: mdBook"), "does not finish".to_owned()];
            row.resize(8, "–".to_owned());
            table.row(row);
        }
    }
    Ok(table)
}

/// The same pages by mdBook, which makes the index of its own search with them.
fn mdbook(many: &Many) -> Result<Cost> {
    let folder = many
        .source
        .parent()
        .context("the sources are in a folder")?;
    std::fs::write(folder.join("book.toml"), MDBOOK)?;
    once(folder, &[&tool("mdbook"), "build"])
}

/// What the parts of the study book take in it as one file.
fn parts() -> Result<Table> {
    let mut table = Table::new(
        "The study book as one file: what its parts take there, compressed and written as text",
        &["part", "kB", "share, %"],
    );
    let file = root().join("target/bench/search/study.html");
    let output = Command::new(root().join("target/release/qed"))
        .arg("export")
        .arg(&file)
        .current_dir(root())
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "the study book cannot be exported:\n{said}"
    );
    let (_, parts) = said
        .split_once("Inside: ")
        .context("qed export tells the parts")?;
    let whole = file.metadata()?.len() as f64 / 1e3;
    let whole = ("the file".to_owned(), whole);
    let part = |part: &str| {
        let (name, size) = part.strip_suffix(" kB")?.rsplit_once(' ')?;
        Some((name.to_owned(), size.parse::<f64>().ok()?))
    };
    let parts = parts.trim_end().trim_end_matches('.').split(", ");
    for (name, size) in parts.filter_map(part).chain([whole.clone()]) {
        table.row(vec![
            name,
            format!("{size:.1}"),
            format!("{:.1}", 100.0 * size / whole.1),
        ]);
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
