//! A finding as the overlay of a page shows it.

use qed_report::{Finding, Level, Sources};
use serde::Serialize;

/// A finding as the overlay shows it: text only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// `deny` or `warn`.
    pub(crate) level: Level,
    /// `formula-syntax`; nothing for a failure of QED or the system.
    pub(crate) code: Option<&'static str>,
    pub(crate) message: String,
    /// Path relative to the book's root.
    pub(crate) file: Option<String>,
    /// From 1.
    pub(crate) line: usize,
    /// In characters, from 1.
    pub(crate) column: usize,
    /// The line of the file, and how many characters of it are meant.
    pub(crate) text: String,
    pub(crate) width: usize,
    pub(crate) label: String,
    pub(crate) notes: Vec<String>,
    pub(crate) hint: Option<String>,
    /// The page of the site that is made from the file.
    pub(crate) page: Option<String>,
}

impl Problem {
    /// `page` tells the page of a source's path.
    pub(crate) fn new(
        finding: &Finding,
        sources: &Sources,
        page: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let span = finding.place.span;
        let source = sources.get(span.source);
        let (start, end) = (sources.start(span), sources.end(span));
        let text = source.line(start.line).to_owned();
        let width = if end.line == start.line {
            end.column - start.column
        } else {
            (text.chars().count() + 1).saturating_sub(start.column)
        };
        Self {
            level: finding.level,
            code: Some(finding.rule.code),
            message: finding.message.clone(),
            file: Some(source.path.clone()),
            line: start.line,
            column: start.column,
            text,
            width,
            label: finding.place.text.clone(),
            notes: finding.notes.clone(),
            hint: finding.hint.clone(),
            page: page(&source.path),
        }
    }

    /// A failure of QED or the system.
    pub(crate) fn failure(error: &anyhow::Error) -> Self {
        Self {
            level: Level::Deny,
            code: None,
            message: format!("{error:#}"),
            file: None,
            line: 0,
            column: 0,
            text: String::new(),
            width: 0,
            label: String::new(),
            notes: Vec::new(),
            hint: None,
            page: None,
        }
    }
}
