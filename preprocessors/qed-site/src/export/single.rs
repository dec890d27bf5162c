//! The site as one page with everything inside.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::pack::{Packs, element};
use super::part::{Part, SingleFile};
use super::short::Short;
use super::{fonts, preview, styles};
use crate::html::attribute;
use crate::{Site, data};

/// Opens packs, and shows the page that the address names.
const SCRIPT: &str = include_str!("single.js");

/// Says so where a file came without its end.
const CHECK: &str = include_str!("whole.js");

/// Scripts of the site, in the order that they run in. The last one runs when a reader searches.
const SCRIPTS: [&str; 3] = ["qed/head/head.js", "qed/site.js", "qed/search/client.js"];

/// Styles of the site, in the order of a page's head.
const STYLES: [&str; 2] = ["qed/katex/katex.css", "qed/site.css"];

/// Files that only a site at an address has use for.
const NOT_INSIDE: [&str; 2] = ["sitemap.xml", ".nojekyll"];

/// The site as one HTML file that opens from anywhere and asks for nothing. The same site gives the same bytes.
#[must_use]
pub fn single_file(site: &Site) -> SingleFile {
    let parts = Parts::of(site);
    let pages: Vec<(&str, Cow<'_, str>)> = parts
        .pages
        .iter()
        .map(|&(path, html)| (path, text(html)))
        .collect();
    let htmls = || pages.iter().map(|(_, html)| html.as_ref());

    let mut packs = Packs::default();
    let (styles, fonts) = parts.styles(htmls());
    for (path, css) in &styles {
        packs.add(Part::Styles, path, css.as_bytes());
    }
    let scripts: Vec<(&str, Cow<'_, str>)> = SCRIPTS
        .iter()
        .filter_map(|&path| Some((path, text(site.files.get(path)?))))
        .collect();
    for (path, script) in &scripts {
        packs.add(Part::Scripts, path, script.as_bytes());
    }
    for font in &fonts {
        if let Some(bytes) = site.files.get(&font.path) {
            packs.add(Part::Fonts, &font.path, bytes);
        }
    }
    let short = Short::new(htmls());
    for (path, html) in &pages {
        packs.add(Part::Pages, path, short.of(html).as_bytes());
    }
    for (path, value) in parts.values(&pages) {
        packs.add(of_data(&path), &path, value.as_bytes());
    }
    for (path, bytes) in &parts.others {
        packs.add(Part::Files, path, bytes);
    }

    // The directory is a pack of its own, the first.
    let directory = json!({
        "files": packs.directory(1),
        "short": short.json(),
        "redirects": parts.redirects,
        "scripts": SCRIPTS,
        "styles": styles.iter().map(|(path, _)| path).collect::<Vec<_>>(),
        "fonts": fonts.iter().map(styles::Font::json).collect::<Vec<_>>(),
    });
    let texts = scripts.iter().map(|(_, script)| script.as_ref());
    let allowed = Allowed {
        scripts: [CHECK, SCRIPT].into_iter().chain(texts).map(hash).collect(),
        styles: styles.iter().map(|(_, css)| hash(css)).collect(),
    };
    let first = site
        .files
        .get("index.html")
        .map(|html| text(html))
        .unwrap_or_default();
    let icon = site
        .files
        .get("qed/images/icon.svg")
        .map(|icon| STANDARD.encode(icon));
    let (before, after) = page(&first, icon.as_deref(), &allowed);
    let mut pieces = vec![
        (Part::Frame, before),
        (Part::Frame, element(directory.to_string().as_bytes())),
    ];
    pieces.extend(packs.elements());
    pieces.push((Part::Scripts, format!("<script>{SCRIPT}</script>\n")));
    pieces.push((Part::Frame, after));
    SingleFile::of(&pieces)
}

/// What data is there for, by its path.
fn of_data(path: &str) -> Part {
    if path.starts_with("qed/search/") {
        Part::Search
    } else if path.starts_with("qed/preview/") {
        Part::Previews
    } else {
        Part::Pages
    }
}

/// The files of a site by what becomes of them.
struct Parts<'a> {
    site: &'a Site,
    pages: Vec<(&'a str, &'a [u8])>,
    /// Pages that only lead on: path to address.
    redirects: BTreeMap<&'a str, String>,
    /// Data for scripts: path and name.
    data: Vec<(&'a str, &'a str)>,
    /// Pictures and whatever else an author puts beside the chapters, and the licences.
    others: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Parts<'a> {
    fn of(site: &'a Site) -> Self {
        let mut parts = Self {
            site,
            pages: Vec::new(),
            redirects: BTreeMap::new(),
            data: Vec::new(),
            others: Vec::new(),
        };
        for (path, bytes) in &site.files {
            let (path, bytes) = (path.as_str(), bytes.as_slice());
            if let Some(inside) = path.strip_prefix("qed/") {
                if SCRIPTS.contains(&path) {
                } else if let Some(name) = inside.strip_suffix(".js") {
                    parts.data.push((path, name));
                } else if inside == "licences.txt" {
                    parts.others.push((path, bytes));
                }
            } else if path.ends_with(".html") {
                match leads_to(bytes) {
                    Some(address) => {
                        parts.redirects.insert(path, address);
                    }
                    None => parts.pages.push((path, bytes)),
                }
            } else if !NOT_INSIDE.contains(&path) {
                parts.others.push((path, bytes));
            }
        }
        parts
    }

    /// Styles without fonts, and the fonts that are needed.
    fn styles<'h>(
        &self,
        pages: impl Iterator<Item = &'h str>,
    ) -> (Vec<(&'static str, String)>, Vec<styles::Font>) {
        let classes = fonts::classes(pages);
        let mut fonts = Vec::new();
        let mut sheets = Vec::new();
        for path in STYLES {
            let Some(css) = self.site.files.get(path) else {
                continue;
            };
            let folder = &path[..=path.rfind('/').unwrap_or_default()];
            let (css, found) = styles::without_fonts(&text(css), folder);
            // An author's own styles may use a font in ways that only a browser sees.
            if path.contains("katex") {
                fonts.extend(fonts::used(found, &css, &classes));
            } else {
                fonts.extend(found);
            }
            sheets.push((path, css));
        }
        (sheets, fonts)
    }

    /// The data for scripts, as JSON: by path.
    fn values(&self, pages: &[(&str, Cow<'_, str>)]) -> Vec<(String, String)> {
        let value = |&(path, name): &(&str, &str)| {
            let script = text(&self.site.files[path]);
            let value = data::value(name, &script)?;
            let page = name.strip_prefix("preview/").and_then(|page| {
                let path = format!("{page}.html");
                let at = pages
                    .binary_search_by(|(known, _)| known.cmp(&path.as_str()))
                    .ok()?;
                Some(pages[at].1.as_ref())
            });
            let value = match (page, serde_json::from_str::<Value>(value)) {
                (Some(page), Ok(preview)) => preview::by_place(preview, page).to_string(),
                _ => value.to_owned(),
            };
            Some((path.to_owned(), value))
        };
        self.data.par_iter().filter_map(value).collect()
    }
}

/// What the policy allows, as hashes.
struct Allowed {
    scripts: Vec<String>,
    styles: Vec<String>,
}

/// A text's hash as a policy writes it.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// The page around the packs: what stands before and after them. Until its script runs, it has only a name, and says what it is.
fn page(first: &str, icon: Option<&str>, allowed: &Allowed) -> (String, String) {
    let between = |start: &str, end: &str| {
        let (_, rest) = first.split_once(start)?;
        Some(rest.split_once(end)?.0)
    };
    let mut language = String::new();
    attribute(
        between("<html lang=\"", "\"").unwrap_or("en"),
        &mut language,
    );
    let icon = icon.map_or(String::new(), |icon| {
        format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">\n")
    });
    let before = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}; style-src {}; \
         style-src-attr 'unsafe-inline'; img-src data: blob:; media-src blob:; base-uri 'none'; form-action 'none'\">\n\
         <title>{}</title>\n{icon}</head>\n<body>\n\
         <p id=\"opening\">This file holds a whole book, compressed. A script at its end opens it.</p>\n\
         <noscript><p>To open it, a browser must be allowed to run the scripts inside it. It loads nothing from anywhere.</p></noscript>\n\
         <script>{CHECK}</script>\n",
        allowed.scripts.join(" "),
        allowed.styles.join(" "),
        between("<title>", "</title>").unwrap_or_default(),
    );
    let after = "<p id=\"end\" hidden></p>\n</body>\n</html>\n".to_owned();
    (before, after)
}

/// Where a page leads that only leads on.
fn leads_to(html: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&html[..html.len().min(2_000)]);
    let (_, rest) = head.split_once("<meta http-equiv=\"refresh\" content=\"0; url=")?;
    let address = rest.split_once('"')?.0;
    Some(html_escape::decode_html_entities(address).into_owned())
}

/// A file as text, as a browser reads it: line ends are one letter.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    if text.contains('\r') {
        return Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    text
}
