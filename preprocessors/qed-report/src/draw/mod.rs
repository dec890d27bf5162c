//! Findings as people and programs read them: one file a format.

mod github;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;

pub use human::{Style, human};

use crate::{Finding, Judged, Level, Rule, Sources};

/// The forms that a report can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a terminal: the source line with the place underlined.
    Human,
    /// One JSON object; its shape is versioned.
    Json,
    /// SARIF 2.1.0, as code scanning reads it.
    Sarif,
    /// JUnit XML, as test reporters read it.
    Junit,
    /// Workflow commands that GitHub shows as annotations.
    Github,
    /// A table for a job summary or a comment.
    Markdown,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// Chapters with a file.
    pub topics: usize,
    /// Formulas, inline and display.
    pub formulas: usize,
    /// Rust snippets.
    pub snippets: usize,
    /// Links of all kinds.
    pub links: usize,
    /// Formulas that agree with a function, or whose sides are equal.
    #[serde(default)]
    pub proven: usize,
}

/// Everything that a drawing needs.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Sorted, without those of level `Allow`.
    pub findings: &'a [Finding],
    /// The files that they point into.
    pub sources: &'a Sources,
    /// How much was looked at.
    pub tally: Tally,
    /// Paths of the chapters' files that were checked, relative to the book's root.
    pub checked: &'a [String],
    /// What became of the formulas that are compared with code, in reading order.
    pub judged: &'a [Judged],
    /// All rules that could have been broken.
    pub rules: &'a [&'static Rule],
    /// Version of the tool.
    pub version: &'a str,
}

impl Report<'_> {
    fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }
}

/// Draws a report. The text ends with a line end, or is empty where there is nothing to say.
pub fn draw(report: &Report<'_>, format: Format, style: Style) -> String {
    match format {
        Format::Human => report
            .findings
            .iter()
            .map(|finding| human(finding, report.sources, style))
            .collect(),
        Format::Json => json::draw(report),
        Format::Sarif => sarif::draw(report),
        Format::Junit => junit::draw(report),
        Format::Github => github::draw(report),
        Format::Markdown => markdown::draw(report),
    }
}

/// The hint and the notes of a finding, line by line: what formats without a drawing add to the message.
fn remarks(finding: &Finding) -> String {
    let notes = finding
        .notes
        .iter()
        .map(|note| format!("{}\n", note.trim_end()));
    let hint = finding.hint.iter().map(|hint| format!("help: {hint}\n"));
    notes.chain(hint).collect()
}

/// "1 error", "2 errors".
fn counted(count: usize, word: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {word}{s}")
}

#[cfg(test)]
mod tests;
