//! Everything that is not a page: styles, scripts, fonts, the author's files, redirects, the sitemap.

use qed_report::Finding;

use crate::html::escaped;
use crate::made::{self, Shared};
use crate::page::Site;
use crate::theme::Theme;
use crate::view;

/// Styles and scripts, joined, and the theme's other files as they are.
pub(crate) fn theme(theme: &Theme) -> Result<Vec<(String, Vec<u8>)>, Vec<Finding>> {
    let mut files = vec![
        (
            "qed/site.css".to_owned(),
            theme.joined("css/")?.into_bytes(),
        ),
        ("qed/site.js".to_owned(), theme.joined("js/")?.into_bytes()),
    ];
    for folder in ["head/", "katex/", "fonts/", "images/", "licences/"] {
        files.extend(
            theme
                .folder(folder)
                .into_iter()
                .map(|(path, bytes)| (format!("qed/{path}"), bytes.to_vec())),
        );
    }
    Ok(files)
}

/// The author's pictures, redirects, and what search engines read.
pub(crate) fn book(shared: &Shared<'_>, site: &mut Site) -> Result<(), Vec<Finding>> {
    let book = shared.book;
    for (path, bytes) in &book.files {
        site.files
            .entry(path.clone())
            .or_insert_with(|| bytes.to_vec());
    }
    for (from, to) in &book.redirects {
        let from = from.trim_start_matches('/');
        let from = if from.is_empty() || from.ends_with('/') {
            format!("{from}index.html")
        } else {
            from.to_owned()
        };
        let page = made::redirect(shared, &from, to.trim_start_matches('/'))?;
        site.files.entry(from).or_insert(page);
    }
    if let Some(sitemap) = sitemap(shared) {
        site.files.insert("sitemap.xml".to_owned(), sitemap);
    }
    // GitHub's pages would otherwise leave files out.
    site.files.insert(".nojekyll".to_owned(), Vec::new());
    Ok(())
}

/// All chapters by their address, if the site's own is known.
fn sitemap(shared: &Shared<'_>) -> Option<Vec<u8>> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in &shared.book.pages {
        let address = view::canonical(shared.book, &format!("{}.html", page.path))?;
        xml.push_str(&format!("<url><loc>{}</loc></url>\n", escaped(&address)));
    }
    xml.push_str("</urlset>\n");
    Some(xml.into_bytes())
}
