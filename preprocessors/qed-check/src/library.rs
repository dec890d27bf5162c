//! A book, loaded and parsed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use qed_markdown::Topic;
use qed_report::{Finding, SourceId, Sources};

use crate::Web;

/// The whole book, as the rules see it.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// All files that findings may point into.
    pub sources: Sources,
    /// The chapters with a file, in reading order.
    pub topics: Vec<Arc<Topic>>,
    /// Where each topic stands in SUMMARY.md: one for each of `topics`.
    pub chapters: Vec<Chapter>,
    /// The book's source folder, relative to its root: `src`.
    pub source_folder: String,
    /// SUMMARY.md.
    pub summary: Option<SourceId>,
    /// All files in the source folder, relative to it.
    pub files: BTreeSet<String>,
    /// Markdown files of the source folder that neither SUMMARY.md nor an include reaches, by path relative to it.
    pub unread: BTreeMap<String, SourceId>,
    /// Redirects of book.toml: path in the site to url.
    pub redirects: BTreeMap<String, String>,
    /// Pages that a renderer makes without a chapter: `print.html`.
    pub generated: BTreeSet<String>,
    /// What the web answered for its addresses, if it was asked.
    pub web: Option<Web>,
    /// What was found while loading and parsing.
    pub findings: Vec<Finding>,
}

impl Library {
    /// The files of some topics, for a message.
    pub(crate) fn paths(&self, topics: &[usize]) -> String {
        let paths = topics.iter().map(|&at| self.topics[at].path.as_str());
        format!("`{}`", paths.collect::<Vec<_>>().join("`, `"))
    }
}

/// A line of SUMMARY.md that has a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chapter {
    /// Its name there.
    pub name: String,
    /// `[3, 1]` for 3.1; empty for a prefix or suffix chapter.
    pub number: Vec<u32>,
    /// The chapter that it is nested under, as an index of `topics`.
    pub parent: Option<usize>,
}

impl Chapter {
    /// `3.1`.
    pub fn number(&self) -> Option<String> {
        let parts: Vec<_> = self.number.iter().map(u32::to_string).collect();
        (!parts.is_empty()).then(|| parts.join("."))
    }
}
