//! Pages to a study site, as files in memory.
//!
//! [`render`] takes the [`Book`] of pages and a [`Theme`] and gives a [`Site`]: path to bytes. It is pure; the
//! same site becomes a folder, a single file or a zip. It sees no process, no disk, no clock and no mdBook.
//!
//! The way of a page:
//! 1. `body` writes its Markdown as HTML, with formulas, snippets, links and cards in their places;
//! 2. `view` gathers what stands around it: the way up, neighbours, backlinks, contents;
//! 3. a template of the theme puts the two together, and `data` what scripts load on demand;
//! 4. `search` makes the index;
//! 5. `made` adds the pages that no author writes (contents, formulas, recall, map), and `files` everything else:
//!    styles, scripts, fonts, pictures, redirects, sitemap.

mod body;
mod data;
mod files;
mod highlight;
mod html;
mod made;
mod map;
mod names;
mod nav;
mod page;
mod search;
mod theme;
mod url;
mod view;

use rayon::prelude::*;

pub use names::SITE_PATH;
pub use page::{
    Backlink, Book, Figure, FormulaView, Item, LinkView, Page, Related, Site, SnippetView, Status,
};
use qed_report::{Finding, Rule};
pub use theme::{THEME_TEMPLATE, THEME_TEXT, Theme};

/// All rules of this crate.
pub static RULES: &[&Rule] = &[&SITE_PATH, &THEME_TEMPLATE, &THEME_TEXT];

/// How many chapters are in memory at once as HTML.
const AT_ONCE: usize = 128;

/// Makes the site. `Err` holds findings about theme files (a template's mistake at its line) and about chapters that
/// cannot be written beside each other.
pub fn render(book: &Book, theme: &Theme) -> Result<Site, Vec<Finding>> {
    let mut site = Site::default();
    render_each(book, theme, &mut |path, bytes| {
        site.files.insert(path, bytes);
    })?;
    Ok(site)
}

/// Makes the site file by file, for books that do not fit in memory twice. Each path is given once, in the same order each
/// time. After an `Err` what was given so far is not a whole site.
pub fn render_each(
    book: &Book,
    theme: &Theme,
    give: &mut dyn FnMut(String, Vec<u8>),
) -> Result<(), Vec<Finding>> {
    names::check(book)?;
    let mut out = files::Out::new(give);
    everything(book, theme, &mut out)
        .map_err(|fault| theme.finding(&fault, book).into_iter().collect())
}

fn everything(book: &Book, theme: &Theme, out: &mut files::Out<'_>) -> Result<(), theme::Fault> {
    let templates = theme.templates()?;
    let titles: Vec<String> = book.pages.iter().map(view::title).collect();
    let names = names::Names::new(book);
    let tree = nav::Tree::new(book);
    let shared = made::Shared {
        book,
        titles: &titles,
        names: &names,
        tree: &tree,
        templates: &templates,
    };

    let mut cards = Vec::with_capacity(book.pages.len());
    let mut index = search::Index::default();
    let indexes: Vec<usize> = (0..book.pages.len()).collect();
    for some in indexes.chunks(AT_ONCE) {
        let made = some.par_iter().map(|&index| made::chapter(&shared, index));
        for chapter in made.collect::<Result<Vec<_>, _>>()? {
            out.give(chapter.page.0, chapter.page.1);
            out.give(chapter.preview.0, chapter.preview.1);
            cards.push(chapter.cards);
            let (path, texts) = index.add(chapter.entry);
            out.give(path, texts);
        }
    }
    made::others(&shared, &cards, out)?;
    out.give("qed/nav.js".to_owned(), data::nav(book));
    for (path, bytes) in index.files() {
        out.give(path, bytes);
    }
    files::theme(theme, out)?;
    files::book(&shared, out)
}
