//! A chapter's Markdown as HTML, with everything that was proven about it put in its place.
//!
//! [`write`] walks the parser's events once. What the parser does not know (formulas, snippets, links, recall cards) is
//! found by its place in the text and written from the page's views.

mod code;
mod direction;
mod formula;
mod heading;
mod inline;
mod link;
mod list;
mod notes;
mod prose;
mod raw;
mod recall;
mod table;
mod writer;

use std::ops::Range;

use crate::page::{Book, Page};

pub(crate) use inline::wiki_words;
pub(crate) use prose::Section;
pub(crate) use writer::Writer;

/// A chapter as HTML.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    /// The level-1 heading that the chapter begins with: its markup and id. It is not in `html`.
    pub(crate) title: Option<(String, String)>,
    /// Everything else.
    pub(crate) html: String,
    /// Headings for the table of contents.
    pub(crate) headings: Vec<HeadingView>,
    /// Places that previews show.
    pub(crate) targets: Vec<Target>,
    /// The questions and answers.
    pub(crate) cards: Vec<Card>,
    /// What search reads.
    pub(crate) prose: Vec<Section>,
    /// Words of prose, without the title's.
    pub(crate) words: usize,
    /// Markup of the first paragraph, as a range of `html`.
    pub(crate) lead: Option<Range<usize>>,
}

/// A heading in the table of contents.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct HeadingView {
    /// 1 to 6.
    pub(crate) level: u8,
    /// Where the link goes.
    pub(crate) id: String,
    /// Markup without links.
    pub(crate) html: String,
}

/// A place with an id, and the markup that stands for it in a preview.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The id.
    pub(crate) id: String,
    /// Whole blocks of [`Body::html`].
    pub(crate) range: Range<usize>,
}

/// A recall card.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct Card {
    /// Its id on the page.
    pub(crate) id: String,
    /// Markup of the question, without a paragraph around it where it is one.
    pub(crate) question: String,
    /// Markup of the answer.
    pub(crate) answer: String,
}

/// Writes the chapter of a page. `titles` are what links to pages without words of their own show.
pub(crate) fn write(book: &Book, page: &Page, titles: &[String]) -> Body {
    Writer::new(book, page, titles).finish()
}
