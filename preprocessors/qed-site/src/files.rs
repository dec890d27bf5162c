//! Everything that is not a page: styles, scripts, fonts, the author's files, redirects, the sitemap.

use std::collections::BTreeSet;

use crate::html::escaped;
use crate::made::{self, Shared};
use crate::page::Book;
use crate::theme::{Fault, Theme};
use crate::view;

/// Between two licences.
const RULE: &str = "================================================================\n";

/// Where files go. A path that was given already is not given again: the first has the right to it.
pub(crate) struct Out<'a> {
    give: &'a mut dyn FnMut(String, Option<Vec<u8>>),
    given: BTreeSet<String>,
    /// The same in lower case: some disks have one file for both.
    folded: BTreeSet<String>,
}

impl<'a> Out<'a> {
    pub(crate) fn new(give: &'a mut dyn FnMut(String, Option<Vec<u8>>)) -> Self {
        Self {
            give,
            given: BTreeSet::new(),
            folded: BTreeSet::new(),
        }
    }

    pub(crate) fn give(&mut self, path: String, bytes: Vec<u8>) {
        self.give_or_keep(path, Some(bytes));
    }

    /// The same; no bytes are those that the site had before.
    pub(crate) fn give_or_keep(&mut self, path: String, bytes: Option<Vec<u8>>) {
        if self.given.insert(path.clone()) {
            self.folded.insert(path.to_lowercase());
            (self.give)(path, bytes);
        }
    }

    /// Whether a file would be in the way of another, be it in other case, or as a folder.
    fn taken(&self, path: &str) -> bool {
        let path = path.to_lowercase();
        let folder = format!("{path}/");
        let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
        let inside = self.folded.range(folder.clone()..).next();
        self.folded.contains(&path)
            || above.any(|above| self.folded.contains(above))
            || inside.is_some_and(|file| file.starts_with(&folder))
    }
}

/// Styles and scripts, joined, and the theme's other files as they are.
pub(crate) fn theme(theme: &Theme, out: &mut Out<'_>) -> Result<(), Fault> {
    out.give(
        "qed/site.css".to_owned(),
        theme.joined("css/")?.into_bytes(),
    );
    out.give("qed/site.js".to_owned(), theme.joined("js/")?.into_bytes());
    out.give("qed/licences.txt".to_owned(), licences(theme)?.into_bytes());
    for folder in ["head/", "search/", "katex/", "fonts/", "images/"] {
        for (path, bytes) in theme.folder(folder) {
            out.give(format!("qed/{path}"), bytes.to_vec());
        }
    }
    Ok(())
}

/// The licences of what a book's forms carry.
pub(crate) fn licences(theme: &Theme) -> Result<String, Fault> {
    let katex = theme.joined("katex/LICENSE")?;
    Ok(theme.joined("licences/")?
        + &format!("\n{RULE}\nKaTeX (the styles and fonts of formulas)\n\n{katex}"))
}

/// The author's pictures, redirects, and what search engines read.
pub(crate) fn book(shared: &Shared<'_>, out: &mut Out<'_>) -> Result<(), Fault> {
    let book = shared.book;
    for (path, bytes) in &book.files {
        out.give(path.clone(), bytes.to_vec());
    }
    for (from, to) in &book.redirects {
        let mut file = from.trim_start_matches('/').to_owned();
        if file.is_empty() || file.ends_with('/') {
            file.push_str("index.html");
        }
        if !out.taken(&file) {
            let page = made::redirect(shared, &file, to.trim_start_matches('/'))?;
            out.give(file, page);
        }
    }
    for (from, to) in aliases(book) {
        if !out.taken(&from) {
            let page = made::redirect(shared, &from, &to)?;
            out.give(from, page);
        }
    }
    if let Some(sitemap) = sitemap(book) {
        out.give("sitemap.xml".to_owned(), sitemap);
    }
    // GitHub's pages would otherwise leave files out.
    out.give(".nojekyll".to_owned(), Vec::new());
    Ok(())
}

/// Other names of topics, each as a file beside the topic: `losses/log-loss.html` leads to `losses/cross-entropy.html`.
fn aliases(book: &Book) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for page in &book.pages {
        let folder = page.path.rfind('/').map_or("", |at| &page.path[..=at]);
        for alias in &page.topic.metadata.aliases {
            let words = alias.value.to_lowercase();
            let words: Vec<&str> = words
                .split(|ch: char| !ch.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            if !words.is_empty() {
                found.push((
                    format!("{folder}{}.html", words.join("-")),
                    format!("{}.html", page.path),
                ));
            }
        }
    }
    found
}

/// All chapters by their address, if the site's own is known.
fn sitemap(book: &Book) -> Option<Vec<u8>> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in &book.pages {
        let address = view::canonical(book, &format!("{}.html", page.path))?;
        xml.push_str(&format!("<url><loc>{}</loc></url>\n", escaped(&address)));
    }
    xml.push_str("</urlset>\n");
    Some(xml.into_bytes())
}
