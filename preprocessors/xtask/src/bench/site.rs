//! Sites of many pages: mdBook and Hugo against QED.

use anyhow::Result;

use super::books::{self, QED, text_chapter};
use super::measure::once;
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
        let ours = books::folder(&format!("site-{count}"))?;
        books::write(&ours, QED, &chapters)?;
        let cost = once(&ours, &[&qed, "build", "--quiet"])?;
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
            let hugo = books::folder(&format!("hugo-{count}"))?;
            hugo_site(&hugo, &chapters)?;
            table.cost(
                &format!("{count}: hugo, minimal theme"),
                once(&hugo, &["hugo", "--quiet"])?,
                cost,
            );
            add_index(&hugo)?;
            table.cost(
                &format!("{count}: hugo, minimal theme and the words of all pages for a search"),
                once(&hugo, &["hugo", "--quiet"])?,
                cost,
            );
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

/// A site for Hugo with the smallest theme that has navigation.
fn hugo_site(folder: &std::path::Path, chapters: &[String]) -> Result<()> {
    std::fs::remove_dir_all(folder.join("src"))?;
    for part in ["content", "layouts/_default"] {
        std::fs::create_dir_all(folder.join(part))?;
    }
    std::fs::write(
        folder.join("config.toml"),
        "baseURL = \"https://example.org/\"\ntitle = \"Bench\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\"]\n",
    )?;
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

/// Has the site of Hugo list the words of its pages for a search in the browser, as QED's index does, and takes away what
/// was built before.
fn add_index(folder: &std::path::Path) -> Result<()> {
    std::fs::remove_dir_all(folder.join("public"))?;
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
