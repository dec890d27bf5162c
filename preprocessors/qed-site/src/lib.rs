//! Pages to a study site, as files in memory.
//!
//! [`render`] takes the [`Book`] of pages and a [`Theme`] and gives a [`Site`]: path to bytes. It is pure; the
//! same site becomes a folder, a single file or a zip. It sees no process, no disk, no clock and no mdBook.

mod page;

pub use page::{Backlink, Book, Figure, FormulaView, Item, LinkView, Page, Related, Site, SnippetView, Status};

/// The templates, styles, scripts and fonts of a site: path relative to `theme/`, bytes. The built-in theme is compiled into
/// this crate from the repository's `theme/`; an author's own files replace it one by one.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Path to bytes.
    pub files: std::collections::BTreeMap<String, Vec<u8>>,
}

/// Makes the site. `Err` holds findings about theme files (a template's mistake at its line).
pub fn render(_book: &Book, _theme: &Theme) -> Result<Site, Vec<qed_report::Finding>> {
    Ok(Site::default())
}
