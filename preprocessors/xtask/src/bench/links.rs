//! Links and graph of many topics.

use anyhow::Result;

use super::books::{self, QED};
use super::measure::once;
use super::table::Table;
use crate::shell::root;

pub(crate) fn bench() -> Result<Table> {
    let qed = root()
        .join("target/release/qed")
        .to_string_lossy()
        .into_owned();
    let mut table = Table::of_costs("Links: topics with five links each");
    let mut first = None;
    for count in [1_000, 10_000] {
        let folder = books::folder(&format!("links-{count}"))?;
        let chapters: Vec<_> = (0..count)
            .map(|at| {
                let links: String = (1..=5)
                    .map(|step| {
                        format!(
                            "See [it]({0}.md#part-of-{0}).\n\n",
                            (at * 7 + step * 31) % count
                        )
                    })
                    .collect();
                format!("# Topic {at}\n\n## Part of {at}\n\n{links}")
            })
            .collect();
        books::write(&folder, QED, &chapters)?;
        let cost = once(&folder, &[&qed, "check", "--quiet"])?;
        table.cost(
            &format!("{count} topics, {} links: qed check", count * 5),
            cost,
            *first.get_or_insert(cost),
        );
    }
    Ok(table)
}
