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
mod claim;
mod data;
pub mod export;
mod files;
mod highlight;
mod html;
mod made;
mod map;
mod memory;
mod names;
mod nav;
mod page;
mod search;
mod symbols;
mod theme;
mod url;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

pub use claim::markup as claims_markup;
use memory::Again;
pub use memory::Memory;
pub use names::{SITE_PATH, check_names};
pub use page::{
    Backlink, Book, ClaimView, Figure, FormulaView, Item, LinkView, Mention, Page, Related, Site,
    SnippetView, Status, SymbolView,
};
use qed_report::{Finding, Rule};
pub use symbols::line as symbols_line;
pub use theme::{THEME_TEMPLATE, THEME_TEXT, THEME_UNUSED, Theme, plain_style};

/// All rules of this crate.
pub static RULES: &[&Rule] = &[&SITE_PATH, &THEME_TEMPLATE, &THEME_TEXT, &THEME_UNUSED];

/// How many chapters are in memory at once as HTML.
const AT_ONCE: usize = 32;

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
    let give = &mut |path, bytes: Option<Vec<u8>>| give(path, bytes.unwrap_or_default());
    everything(book, theme, None, give)
}

/// Makes the site once more: the same files as [`render`] gives, but only what differs from the last time is made. After an
/// `Err` the memory is as it was.
pub fn render_again<'a>(
    book: &Book,
    theme: &Theme,
    memory: &'a mut Memory,
) -> Result<&'a BTreeMap<String, Arc<[u8]>>, Vec<Finding>> {
    let mut files = Vec::new();
    let mut again = Again::new(memory);
    everything(book, theme, Some(&mut again), &mut |path, bytes| {
        files.push((path, bytes));
    })?;
    let next = again.end(files);
    let before = std::mem::replace(memory, next);
    // Nobody has to wait until it is given back.
    rayon::spawn(move || drop(before));
    Ok(&memory.files)
}

/// Gives each file; nothing for the bytes of a file that is as it was.
fn everything(
    book: &Book,
    theme: &Theme,
    again: Option<&mut Again<'_>>,
    give: &mut dyn FnMut(String, Option<Vec<u8>>),
) -> Result<(), Vec<Finding>> {
    names::check(book)?;
    let templates = theme
        .templates()
        .map_err(|faults| theme.findings(&faults, book))?;
    let mut out = files::Out::new(give);
    pages(book, theme, &templates, again, &mut out).map_err(|fault| theme.findings(&[fault], book))
}

fn pages(
    book: &Book,
    theme: &Theme,
    templates: &theme::Templates,
    mut again: Option<&mut Again<'_>>,
    out: &mut files::Out<'_>,
) -> Result<(), theme::Fault> {
    let titles: Vec<String> = book.pages.iter().map(view::title).collect();
    let names = names::Names::new(book);
    let tree = nav::Tree::new(book);
    let shared = made::Shared {
        book,
        titles: &titles,
        names: &names,
        tree: &tree,
        templates,
    };
    if let Some(again) = &mut again {
        again.begin(&shared, theme);
    }

    let mut cards = Vec::with_capacity(book.pages.len());
    let mut index = search::Index::default();
    let indexes: Vec<usize> = (0..book.pages.len()).collect();
    for some in indexes.chunks(AT_ONCE) {
        let known = again.as_deref();
        let made = some
            .par_iter()
            .map(|&index| made::chapter(&shared, index, known));
        let made = made.collect::<Result<Vec<_>, _>>()?;
        for (&page, mut chapter) in some.iter().zip(made) {
            for (path, bytes) in chapter.files.drain(..) {
                out.give_or_keep(path, bytes);
            }
            cards.push(Arc::clone(&chapter.text.cards));
            let (path, texts) = index.add(&chapter.text.entry);
            out.give(path, texts);
            if let Some(again) = &mut again {
                again.keep(&shared, page, chapter);
            }
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
