//! Links and graph of many topics, on one core, beside lychee, which may use all of them. (mdbook-linkcheck2 does not look at
//! headings.)

use anyhow::Result;

use super::books;
use super::measure::once;
use super::table::Table;
use crate::setup;
use crate::shell::root;

/// The book is not about what a topic must have.
const SETTINGS: &str = "[preprocessor.qed]\nbefore = [\"links\"]\n\n[preprocessor.qed.rules]\nno-proven-snippet = \"allow\"\nno-sources = \"allow\"\nno-recall = \"allow\"\nno-links-in = \"allow\"\n\n[output.qed]\n";

pub(crate) fn bench() -> Result<Table> {
    let qed = root()
        .join("target/release/qed")
        .to_string_lossy()
        .into_owned();
    let lychee = setup::lychee()?;
    let mut table = Table::of_costs("Links and graph: topics with five links each, on one core");
    let mut first = None;
    for count in [1_000, 10_000] {
        let folder = books::folder(&format!("links-{count}"))?;
        let chapters: Vec<_> = (0..count).map(|at| chapter(at, count)).collect();
        books::write(&folder, SETTINGS, &chapters)?;
        let what = format!("{count} topics, {} links", count * 5);
        let one_core = ["env", "RAYON_NUM_THREADS=1", &qed];
        let cost = once(&folder, &[&one_core[..], &["check", "--quiet"]].concat())?;
        let first = *first.get_or_insert(cost);
        table.cost(&format!("{what}: qed check"), cost, first);
        let files: Vec<_> = (0..count).map(|at| format!("src/{at}.md")).collect();
        let files = files.iter().map(String::as_str);
        let words: Vec<_> = [
            lychee.as_str(),
            "--offline",
            "--include-fragments",
            "--quiet",
        ]
        .into_iter()
        .chain(files)
        .collect();
        table.cost(&format!("{what}: lychee"), once(&folder, &words)?, first);
    }
    Ok(table)
}

/// A topic that requires two others, has names that others mention, links to headings and says some words.
fn chapter(at: usize, count: usize) -> String {
    let links: String = (1..=5)
        .map(|step| {
            format!(
                "See [it]({0}.md#part-of-{0}), and mind what topic {step} says of gradients.\n\n",
                (at * 7 + step * 31) % count
            )
        })
        .collect();
    let requires = if at > 1 {
        format!("\"{}\", \"{}\"", at / 2, at / 3)
    } else {
        String::new()
    };
    format!(
        "+++\nrequires = [{requires}]\naliases = [\"other name of {at}\"]\n+++\n\n# Topic {at}\n\n## Part of {at}\n\n{links}"
    )
}
