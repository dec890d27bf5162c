//! The result of a benchmark.
#![expect(clippy::print_stdout, reason = "a benchmark's result is its output")]

use anyhow::Result;

use super::measure::Cost;
use crate::shell::root;

/// Rows of a Markdown table under a title.
pub(crate) struct Table {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(title: &str, head: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            head: head.iter().map(|&cell| cell.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// A table of costs, where each row may be compared with the first.
    pub(crate) fn of_costs(title: &str) -> Self {
        Self::new(
            title,
            &["what", "wall s", "CPU s", "peak MB", "wall, first row = 1"],
        )
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(crate) fn cost(&mut self, what: &str, cost: Cost, first: Cost) {
        self.row(vec![
            what.to_owned(),
            format!("{:.3}", cost.wall),
            format!("{:.3}", cost.cpu),
            format!("{:.0}", cost.peak),
            format!(
                "{:.4} (1/{:.1})",
                cost.wall / first.wall,
                first.wall / cost.wall
            ),
        ]);
    }

    fn text(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let rule = "|---".repeat(self.head.len());
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        format!("## {}\n\n{}{rule}|\n{rows}\n", self.title, line(&self.head))
    }
}

/// Prints the tables of a benchmark and writes them to `target/bench`.
pub(crate) fn publish(tables: &[Table], name: &str) -> Result<()> {
    let text: String = tables.iter().map(Table::text).collect();
    print!("{text}");
    let folder = root().join("target/bench");
    std::fs::create_dir_all(&folder)?;
    Ok(std::fs::write(folder.join(format!("{name}.md")), text)?)
}
