//! Sites of many pages: mdBook and Hugo against QED.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::books::{self, QED, text_chapter};
use super::measure::{Cost, median, once};
use super::table::Table;
use super::{lighthouse, serve};
use crate::setup::tool;
use crate::shell::{answers, root};

/// Costs by size of the book; how soon a change is shown; Lighthouse's scores.
pub(crate) fn bench() -> Result<Vec<Table>> {
    let qed = root()
        .join("target/release/qed")
        .to_string_lossy()
        .into_owned();
    let mut table = Table::of_costs(
        "Sites of pages of 400 words; QED typesets nine formulas on each page, the others none",
    );
    let mut served = Table::new(
        "From a changed paragraph to its new page, `qed serve`",
        &["topics", "s"],
    );
    let mut scores = lighthouse::table();
    for count in [50, 1_000, 10_000] {
        let chapters: Vec<_> = (0..count).map(|at| text_chapter(at, count)).collect();
        let qed_book = |folder: &Path| books::write(folder, QED, &chapters);
        let (ours, cost) = built("site", count, &qed_book, &[&qed, "build", "--quiet"])?;
        table.cost(&format!("{count}: qed build, cold"), cost, cost);
        table.cost(
            &format!("{count}: qed build, nothing changed"),
            once(&ours, &[&qed, "build", "--quiet"])?,
            cost,
        );
        if count <= 1_000 {
            let seconds = serve::changed_paragraph(&qed, &ours)?;
            served.row(vec![count.to_string(), format!("{seconds:.3}")]);
        }
        if answers("hugo", "version") {
            for (with_words, name) in [
                (false, "hugo, minimal theme"),
                (
                    true,
                    "hugo, minimal theme and the words of all pages for a search",
                ),
            ] {
                let site = |folder: &Path| hugo_site(folder, &chapters, with_words);
                let (_, theirs) = built("hugo", count, &site, &["hugo", "--quiet"])?;
                table.cost(&format!("{count}: {name}"), theirs, cost);
            }
        }
        if count <= 1_000 {
            let theirs = books::folder(&format!("mdbook-site-{count}"))?;
            books::write(&theirs, "", &chapters)?;
            table.cost(
                &format!("{count}: mdbook build"),
                once(&theirs, &[&tool("mdbook"), "build"])?,
                cost,
            );
            if count == 50 {
                lighthouse::add(&mut scores, "QED", &ours.join("book"), "1.html")?;
                lighthouse::add(&mut scores, "mdBook", &theirs.join("book"), "1.html")?;
            }
        }
    }
    Ok(vec![table, served, scores])
}

/// How many times a site is built of which the cost is said.
const TIMES: usize = 3;

/// Builds a site several times, each time from nothing in a folder of its own that `write` fills: the last folder, and the
/// median of what it cost.
fn built(
    name: &str,
    count: usize,
    write: &dyn Fn(&Path) -> Result<()>,
    words: &[&str],
) -> Result<(PathBuf, Cost)> {
    let mut folder = PathBuf::new();
    let mut costs = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        folder = books::folder(&format!("{name}-{count}"))?;
        write(&folder)?;
        costs.push(once(&folder, words)?);
    }
    Ok((folder, median(costs)))
}

/// A site for Hugo with the smallest theme that has navigation; `with_words` has it list the words of its pages for a search
/// in the browser, as QED's index does.
fn hugo_site(folder: &Path, chapters: &[String], with_words: bool) -> Result<()> {
    std::fs::remove_dir_all(folder.join("src"))?;
    for part in ["content", "layouts/_default"] {
        std::fs::create_dir_all(folder.join(part))?;
    }
    std::fs::write(
        folder.join("config.toml"),
        "baseURL = \"https://example.org/\"\ntitle = \"Bench\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\"]\n",
    )?;
    if with_words {
        add_words(folder)?;
    }
    let page = "<!doctype html><html lang=en><head><meta charset=utf-8><title>{{ .Title }}</title></head><body><nav>{{ with .PrevInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }} {{ with .NextInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</nav>{{ .TableOfContents }}<main>{{ .Content }}</main></body></html>\n";
    for name in ["single", "list"] {
        std::fs::write(folder.join(format!("layouts/_default/{name}.html")), page)?;
    }
    for (at, text) in chapters.iter().enumerate() {
        let front = format!("+++\ntitle = \"Chapter {at}\"\nweight = {}\n+++\n", at + 1);
        std::fs::write(
            folder.join(format!("content/{at}.md")),
            format!("{front}{text}"),
        )?;
    }
    Ok(())
}

fn add_words(folder: &Path) -> Result<()> {
    let config = folder.join("config.toml");
    let settings = std::fs::read_to_string(&config)?;
    std::fs::write(
        config,
        format!("{settings}\n[outputs]\nhome = [\"HTML\", \"JSON\"]\n"),
    )?;
    std::fs::write(
        folder.join("layouts/index.json"),
        "[{{ range $at, $page := .Site.RegularPages }}{{ if $at }},{{ end }}{\"title\": {{ .Title | jsonify }}, \"url\": {{ .RelPermalink | jsonify }}, \"text\": {{ .Plain | jsonify }}}{{ end }}]\n",
    )?;
    Ok(())
}
