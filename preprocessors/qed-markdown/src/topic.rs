//! A chapter, parsed.

use std::ops::Range;

use qed_report::{Finding, Rule, Span};

use crate::{Anchor, Context, Formula, Heading, Link, Origin, Passage, Recall, Snippet, Term};

/// A value with its place in the chapter's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Bytes of the chapter's text.
    pub range: Range<usize>,
}

/// What stands between `+++` lines at the start of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// From the first `+++` to the end of the closing line; empty if there is none.
    pub range: Range<usize>,
    /// Slugs of topics to know first.
    pub requires: Vec<Spanned<String>>,
    /// Other names of the topic.
    pub aliases: Vec<Spanned<String>>,
    /// Identifiers: `arxiv:…`, `doi:…`, `isbn:…`, `https://…`.
    pub sources: Vec<Spanned<String>>,
    /// Free words.
    pub tags: Vec<Spanned<String>>,
    /// Codes of rules that this file allows, each with its reason: `allow = { code = "reason" }`.
    pub allow: Vec<(Spanned<String>, String)>,
    /// Whether the names of other topics become links on this page; without a word, what the book says holds.
    pub auto_links: Option<bool>,
}

impl Metadata {
    /// Whether the chapter is a topic. One that only says how it is shown is none.
    pub fn makes_a_topic(&self) -> bool {
        let is_there = !self.range.is_empty();
        let says_something = [&self.requires, &self.aliases, &self.sources, &self.tags]
            .iter()
            .any(|list| !list.is_empty())
            || !self.allow.is_empty();
        is_there && (says_something || self.auto_links.is_none())
    }
}

/// A chapter with everything found in it. Ranges are bytes of `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The file, relative to the book's source folder: `foundations/pca.md`.
    pub path: String,
    /// The text after includes were expanded, metadata still in it.
    pub text: String,
    /// Where each byte of `text` came from.
    pub origin: Origin,
    /// Between `+++` lines.
    pub metadata: Metadata,
    /// Plain text of the first level-1 heading, or of the first heading.
    pub title: Option<String>,
    /// Plain text of the first paragraph.
    pub summary: Context,
    /// All headings in order.
    pub outline: Vec<Heading>,
    /// All formulas in order.
    pub formulas: Vec<Formula>,
    /// All Rust fences in order.
    pub snippets: Vec<Snippet>,
    /// All links in order.
    pub links: Vec<Link>,
    /// All recall cards in order.
    pub recalls: Vec<Recall>,
    /// Other places with an id.
    pub anchors: Vec<Anchor>,
    /// All terms of definition lists in order.
    pub terms: Vec<Term>,
    /// The prose in order.
    pub passages: Vec<Passage>,
}

impl Topic {
    /// The file name without folder and ending: what `[[slug]]` and `requires` name.
    /// For `pca.md` it is `pca`; for `foundations/README.md` or `index.md` the folder's name.
    pub fn slug(&self) -> &str {
        let path = self.path.strip_suffix(".md").unwrap_or(&self.path);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if matches!(name, "README" | "index") && !folder.is_empty() {
            folder.rsplit_once('/').map_or(folder, |(_, last)| last)
        } else {
            name
        }
    }

    /// The place in the author's file of a range of the text.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.origin.span(range)
    }

    /// A finding at a range of the text, marked approximate where the origin is.
    pub fn finding(
        &self,
        rule: &'static Rule,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> Finding {
        let mut finding = Finding::new(rule, self.span(range.clone()), message);
        finding.approximate = !self.origin.is_exact(range);
        finding
    }
}
