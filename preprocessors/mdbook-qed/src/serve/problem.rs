//! A finding as the overlay of a page shows it.

use qed_report::{Finding, Label, Level, Sources};
use serde::Serialize;

/// A finding as the overlay shows it: text only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// `deny` or `warn`.
    pub(crate) level: Level,
    /// `formula-syntax`; nothing for a failure of QED or the system.
    pub(crate) code: Option<&'static str>,
    pub(crate) message: String,
    /// Nothing for a failure.
    pub(crate) place: Option<Place>,
    pub(crate) others: Vec<Place>,
    pub(crate) notes: Vec<String>,
    pub(crate) hint: Option<String>,
}

/// A place of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    /// Path relative to the book's root.
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: usize,
    /// In characters, from 1.
    pub(crate) column: usize,
    /// The line of the file, and how many characters of it are meant.
    pub(crate) text: String,
    pub(crate) width: usize,
    /// What is said beside the place; may be empty.
    pub(crate) label: String,
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
        let place = |label: &Label| Place::new(label, sources, &page);
        Self {
            level: finding.level,
            code: Some(finding.rule.code),
            message: finding.message.clone(),
            place: Some(place(&finding.place)),
            others: finding.others.iter().map(place).collect(),
            notes: finding.notes.clone(),
            hint: finding.hint.clone(),
        }
    }

    /// A failure of QED or the system.
    pub(crate) fn failure(error: &anyhow::Error) -> Self {
        Self {
            level: Level::Deny,
            code: None,
            message: format!("{error:#}"),
            place: None,
            others: Vec::new(),
            notes: Vec::new(),
            hint: None,
        }
    }

    /// The page of the site that is made from the file with the mistake.
    pub(crate) fn page(&self) -> Option<&String> {
        self.place.as_ref()?.page.as_ref()
    }
}

impl Place {
    fn new(label: &Label, sources: &Sources, page: impl Fn(&str) -> Option<String>) -> Self {
        let source = sources.get(label.span.source);
        let (start, end) = (sources.start(label.span), sources.end(label.span));
        let text = source.line(start.line).to_owned();
        let width = if end.line == start.line {
            end.column - start.column
        } else {
            (text.chars().count() + 1).saturating_sub(start.column)
        };
        Self {
            file: source.path.clone(),
            line: start.line,
            column: start.column,
            text,
            width,
            label: label.text.clone(),
            page: page(&source.path),
        }
    }
}
