//! What a site is made from, and what it is.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use qed_markdown::{Context, Topic};

/// The whole book, ready to be shown.
#[derive(Clone, Debug)]
pub struct Book {
    /// book.toml's title.
    pub title: String,
    /// book.toml's description; may be empty.
    pub description: String,
    /// book.toml's language: `en`.
    pub language: String,
    /// book.toml's authors.
    pub authors: Vec<String>,
    /// Where the site will be published, if it is known: `https://example.org/book/`.
    pub site_url: Option<String>,
    /// `https://…/edit/main/{path}` if set.
    pub edit_url_template: Option<String>,
    /// `https://…` of the repository if set.
    pub repository_url: Option<String>,
    /// Redirects of book.toml: old path to new url.
    pub redirects: BTreeMap<String, String>,
    /// The switches that the topics were parsed with: the events that are written must be the same.
    pub markdown: qed_markdown::Options,
    /// SUMMARY.md in order, nested.
    pub items: Vec<Item>,
    /// The pages, in reading order. `Item::Chapter` names them by index.
    pub pages: Vec<Page>,
    /// Files beside the chapters (images): path relative to the source folder, bytes.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// A line of SUMMARY.md.
#[derive(Clone, Debug)]
pub enum Item {
    /// A title between parts.
    Part(String),
    /// A line.
    Separator,
    /// A chapter without a file.
    Draft {
        /// Its name.
        name: String,
        /// `1.2`, without the final dot.
        number: Option<String>,
        /// Nested lines.
        items: Vec<Item>,
    },
    /// A chapter with a page.
    Chapter {
        /// Index in `Book::pages`.
        page: usize,
        /// Nested lines.
        items: Vec<Item>,
    },
}

/// One page: text and everything that was proven about it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it is written, without ending: `foundations/pca`, `foundations/index`.
    pub path: String,
    /// The file in the repository, relative to the book's root: `src/foundations/pca.md`.
    pub source_path: String,
    /// The name in SUMMARY.md.
    pub name: String,
    /// `1.2`, without the final dot.
    pub number: Option<String>,
    /// Index of the page that this one is nested under.
    pub parent: Option<usize>,
    /// The parsed chapter.
    pub topic: Arc<Topic>,
    /// One for each of `topic.formulas`.
    pub formulas: Vec<FormulaView>,
    /// One for each of `topic.snippets`.
    pub snippets: Vec<SnippetView>,
    /// One for each of `topic.links`.
    pub links: Vec<LinkView>,
    /// Names of other pages in the prose, in order.
    pub mentions: Vec<Mention>,
    /// To know first: the topics of `requires`, as page indexes.
    pub requires: Vec<usize>,
    /// The topics that require this one.
    pub leads_to: Vec<usize>,
    /// Who links here.
    pub backlinks: Vec<Backlink>,
}

/// What became of a claim about a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimView {
    /// Proven, not proven (shown only where the book lets it pass), or nothing to be proven.
    pub proven: Option<bool>,
    /// A few words, in which backticks mark code, as in what follows.
    pub words: String,
    /// The inputs at which it was tried; empty where it was not.
    pub inputs: String,
    /// What was taken for granted.
    pub notes: Vec<String>,
}

/// A formula as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormulaView {
    /// Markup of qed-math; empty if it could not be typeset (then the source is shown as an error).
    pub html: Arc<str>,
    /// The id to link to: `eq-softmax`, for labelled formulas.
    pub id: Option<String>,
    /// `3.1`.
    pub number: Option<String>,
    /// What became of the claims about it.
    pub claims: Vec<ClaimView>,
    /// The id of a formula among words that says what a symbol is: `symbol-eta`.
    pub anchor: Option<String>,
    /// The symbols of a display formula, each with where it is explained.
    pub symbols: Vec<SymbolView>,
}

/// A symbol of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolView {
    /// In plain words: `eta lo`.
    pub name: String,
    /// As MathML.
    pub mathml: Arc<str>,
    /// Where it is explained, relative to the page.
    pub href: String,
}

/// What is known of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Compiled, ran, printed what was expected.
    Ran,
    /// Compiled only.
    Compiled,
    /// Failed as its author said it would.
    FailedAsExpected,
    /// Not tried, and why.
    Skipped(String),
    /// Did not hold (shown only where the book lets it pass).
    Failed,
}

/// A snippet as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnippetView {
    /// What became of it.
    pub status: Status,
    /// One line: "compiled and run with rustc 1.95.0, edition 2024".
    pub proof: String,
    /// What it printed on stdout, without pictures.
    pub stdout: String,
    /// Pictures that it printed, in order.
    pub figures: Vec<Figure>,
    /// Line by line of `code`: hidden from the reader at first.
    pub hidden: Vec<bool>,
    /// The code as compiled lines, hidden-line marks removed.
    pub code: String,
    /// `name=…` of the fence.
    pub name: Option<String>,
}

/// A picture, sanitised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// `<svg …>` or HTML.
    pub markup: String,
}

impl Figure {
    /// What stands below it, as HTML: the title at the head of an SVG, if it is words alone.
    pub fn caption(&self) -> Option<&str> {
        let (root, rest) = self.markup.split_once("<title")?;
        let (_, rest) = rest.split_once('>')?;
        let (title, _) = rest.split_once("</title>")?;
        let is_first = root.starts_with("<svg") && root.matches('<').count() == 1;
        let title = title.trim();
        (is_first && !title.is_empty() && !title.contains('<')).then_some(title)
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkView {
    /// To a page, by index, and an id on it.
    Page {
        /// Index in `Book::pages`.
        page: usize,
        /// Without `#`.
        fragment: Option<String>,
    },
    /// To a file of the book, by path relative to the source folder.
    File(String),
    /// Somewhere else: as written.
    Url(String),
    /// Nowhere, and rightly: words in double brackets that are no wiki link. Shown as written.
    Text,
    /// Nowhere (shown as plain text with a mark; only where the book lets it pass).
    Broken,
}

/// A name of another page in the prose: shown as a link, quieter than one that the author made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the topic's text, within one paragraph and in no link.
    pub range: Range<usize>,
    /// Index in `Book::pages`.
    pub page: usize,
    /// An id on that page, without `#`.
    pub fragment: Option<String>,
}

/// A page that links here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlink {
    /// Index of the page that links.
    pub page: usize,
    /// The sentence around the link, with formulas of the page that links.
    pub context: Context,
    /// The id of the heading that it stands under.
    pub fragment: Option<String>,
}

/// A page in a list of pages, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Index in `Book::pages`.
    pub page: usize,
    /// Half a sentence.
    pub why: String,
}

/// Files of a site: path with `/` to bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// Sorted by path, so that the same site is written in the same order.
    pub files: BTreeMap<String, Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_of_a_drawing_is_its_caption() {
        for (markup, caption) in [
            (
                "<svg role=\"img\"><title>A &lt; B</title><path></path></svg>",
                Some("A &lt; B"),
            ),
            (
                "<svg viewBox=\"0 0 1 1\">\n<title id=\"t\">\n Dots\n</title><desc>Two.</desc></svg>",
                Some("Dots"),
            ),
            ("<svg><g><title>Of a part</title></g></svg>", None),
            ("<svg><title> </title></svg>", None),
            ("<svg><title>a <b>b</b></title></svg>", None),
            ("<svg><path></path></svg>", None),
            ("<table><tbody></tbody></table>", None),
        ] {
            let markup = markup.to_owned();
            assert_eq!(Figure { markup }.caption(), caption);
        }
    }
}
