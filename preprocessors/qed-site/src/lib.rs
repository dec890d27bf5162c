//! Pages to a study site, as files in memory.
//!
//! [`render`] takes the [`Book`] of pages and a [`Theme`] and gives a [`Site`]: path to bytes. It is pure; the
//! same site becomes a folder, a single file or a zip. It sees no process, no disk, no clock and no mdBook.
//!
//! The way of a page:
//! 1. `body` writes its Markdown as HTML, with formulas, snippets, links and cards in their places;
//! 2. `view` gathers what stands around it: the way up, neighbours, backlinks, contents;
//! 3. a template of the theme puts the two together;
//! 4. `made` adds the pages that no author writes (contents, formulas, recall, map), `data` what scripts load on
//!    demand, and `files` everything else: styles, scripts, fonts, pictures, redirects, sitemap.

mod body;
mod data;
mod files;
mod highlight;
mod html;
mod made;
mod map;
mod nav;
mod page;
mod theme;
mod url;
mod view;

use rayon::prelude::*;

pub use page::{
    Backlink, Book, Figure, FormulaView, Item, LinkView, Page, Related, Site, SnippetView, Status,
};
use qed_report::{Finding, Rule};
pub use theme::{THEME_TEMPLATE, THEME_TEXT, Theme};

/// All rules of this crate.
pub static RULES: &[&Rule] = &[&THEME_TEMPLATE, &THEME_TEXT];

/// Makes the site. `Err` holds findings about theme files (a template's mistake at its line).
pub fn render(book: &Book, theme: &Theme) -> Result<Site, Vec<Finding>> {
    let templates = theme.templates()?;
    let titles: Vec<String> = book.pages.iter().map(view::title).collect();
    let bodies: Vec<body::Body> = book
        .pages
        .par_iter()
        .map(|page| body::write(book, page, &titles))
        .collect();
    let names = made::Names::new(book, &bodies);
    let shared = made::Shared {
        book,
        titles: &titles,
        bodies: &bodies,
        names: &names,
        templates: &templates,
    };

    let mut site = Site::default();
    site.files.extend(made::chapters(&shared)?);
    site.files.extend(made::others(&shared)?);
    site.files.extend(data::files(&shared));
    site.files.extend(files::theme(theme)?);
    files::book(&shared, &mut site)?;
    Ok(site)
}
