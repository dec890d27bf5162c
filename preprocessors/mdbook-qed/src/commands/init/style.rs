//! The stylesheet that formulas need in pages of mdBook's own renderer.

use std::path::Path;

use anyhow::{Context, anyhow};

use crate::folder::{self, in_folder};

/// Below the source folder, for mdBook copies from there what a stylesheet names.
const FOLDER: &str = "qed-style";
const NAME: &str = "style.css";
/// What `qed` shows beside formulas.
const OWN: &str = include_str!("style.css");
/// Where a site has KaTeX.
const KATEX: &str = "qed/katex/";

/// The stylesheet's path for `additional-css`, relative to the book's root.
pub(super) fn path(source_folder: &str) -> String {
    in_folder(source_folder, &format!("{FOLDER}/{NAME}"))
}

/// Writes the stylesheet and its fonts, as far as they are not there; says so.
pub(super) fn write(root: &Path, source_folder: &str) -> anyhow::Result<Option<String>> {
    let mut written = 0;
    for (name, bytes) in files(source_folder)? {
        let path = root.join(in_folder(source_folder, &format!("{FOLDER}/{name}")));
        if std::fs::read(&path).is_ok_and(|there| there == bytes) {
            continue;
        }
        folder::write(&path, &bytes)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        written += 1;
    }
    let folder = in_folder(source_folder, FOLDER);
    Ok((written > 0).then(|| {
        format!("{folder}: KaTeX's stylesheet and fonts for pages of mdBook's html renderer")
    }))
}

/// Names in the folder with their bytes.
fn files(source_folder: &str) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let site = qed_site::render(&nothing(), &qed_site::Theme::default())
        .map_err(|_| anyhow!("the built-in theme has no KaTeX"))?;
    let katex = site
        .files
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix(KATEX)?.to_owned(), bytes)));
    let named = katex.map(|(name, bytes)| match name.as_str() {
        "katex.css" => (NAME.to_owned(), style(&bytes, source_folder)),
        "LICENSE" => ("katex-licence.txt".to_owned(), bytes),
        _ => (name, bytes),
    });
    Ok(named.collect())
}

/// mdBook writes the stylesheet below the source folder's name and the fonts without it, so its way to them leads up first.
fn style(katex: &[u8], source_folder: &str) -> Vec<u8> {
    let depth = 1 + source_folder
        .split('/')
        .filter(|part| !part.is_empty())
        .count();
    let fonts = format!("url({}{FOLDER}/fonts/", "../".repeat(depth));
    let katex = String::from_utf8_lossy(katex).replace("url(fonts/", &fonts);
    format!("{OWN}\n{katex}").into_bytes()
}

/// A book without a page: its site is the theme.
fn nothing() -> qed_site::Book {
    qed_site::Book {
        title: String::new(),
        description: String::new(),
        language: String::new(),
        authors: Vec::new(),
        site_url: None,
        edit_url_template: None,
        repository_url: None,
        redirects: Default::default(),
        markdown: Default::default(),
        items: Vec::new(),
        pages: Vec::new(),
        files: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_finds_its_fonts_from_where_mdbook_writes_it() {
        for (source, up) in [("", "../"), ("src", "../../"), ("docs/text", "../../../")] {
            let files = files(source).unwrap();
            let (_, css) = files.iter().find(|(name, _)| name == NAME).unwrap();
            let css = String::from_utf8(css.clone()).unwrap();
            let named: Vec<_> = css.split("url(").skip(1).collect();
            assert!(!named.is_empty());
            for reference in named {
                let path = reference.split(')').next().unwrap();
                let name = path.strip_prefix(&format!("{up}{FOLDER}/")).expect(path);
                assert!(files.iter().any(|(there, _)| there == name), "{path}");
            }
        }
    }
}
