//! The navigation document: SUMMARY.md as a tree.

use super::super::tree::{attribute, words};
use super::{LICENCES, Names, cover};
use crate::page::{Book, Item};
use crate::url;

/// The file itself; all links are from here.
pub(super) const FILE: &str = "contents.xhtml";

/// What is in its body. `first` is the file of the title page.
pub(super) fn body(book: &Book, names: &Names, title: &str, first: &str) -> String {
    let mut list = format!("<li><a href=\"{first}\">{}</a></li>\n", words(title));
    // Chapters after a part's title are its own.
    let parts = book
        .items
        .chunk_by(|_, next| !matches!(next, Item::Part(_)));
    for part in parts {
        let (name, items) = match part {
            [Item::Part(name), items @ ..] => (Some(name), items),
            items => (None, items),
        };
        let lines: String = items.iter().map(|item| line(book, names, item)).collect();
        match name.map(|name| label(name)) {
            Some(name) if !lines.is_empty() => {
                list.push_str(&format!(
                    "<li><span>{name}</span>\n<ol>\n{lines}</ol>\n</li>\n"
                ));
            }
            _ => list.push_str(&lines),
        }
    }
    list.push_str(&format!("<li><a href=\"{LICENCES}\">Licences</a></li>\n"));
    let start = names.chapters.first().map_or(first, String::as_str);
    let mut begin = String::new();
    attribute("href", &url::relative(FILE, start), &mut begin);
    format!(
        "<nav epub:type=\"toc\" role=\"doc-toc\">\n<h1>Contents</h1>\n<ol>\n{list}</ol>\n</nav>\n\
         <nav epub:type=\"landmarks\" hidden=\"hidden\" aria-label=\"Landmarks\">\n<ol>\n\
         <li><a epub:type=\"cover\" href=\"{}\">Cover</a></li>\n\
         <li><a epub:type=\"toc\" href=\"{FILE}\">Contents</a></li>\n\
         <li><a epub:type=\"bodymatter\"{begin}>Beginning</a></li>\n</ol>\n</nav>\n",
        cover::FILE
    )
}

/// A line with those under it; nothing for a draft alone, which leads nowhere.
fn line(book: &Book, names: &Names, item: &Item) -> String {
    let (page, name, number, items) = match item {
        Item::Part(_) | Item::Separator => return String::new(),
        Item::Draft {
            name,
            number,
            items,
        } => (None, name, number, items),
        Item::Chapter { page, items } => match book.pages.get(*page) {
            Some(known) => (Some(*page), &known.name, &known.number, items),
            None => return String::new(),
        },
    };
    let below: String = items.iter().map(|item| line(book, names, item)).collect();
    let number = number
        .as_ref()
        .map_or(String::new(), |number| format!("{} ", words(number)));
    let name = format!("{number}{}", label(name));
    let below = match below.as_str() {
        "" if page.is_none() => return String::new(),
        "" => String::new(),
        lines => format!("\n<ol>\n{lines}</ol>\n"),
    };
    match page {
        Some(page) => {
            let mut href = String::new();
            attribute(
                "href",
                &url::relative(FILE, &names.chapters[page]),
                &mut href,
            );
            format!("<li><a{href}>{name}</a>{below}</li>\n")
        }
        None => format!("<li><span>{name}</span>{below}</li>\n"),
    }
}

/// What is shown of a name, be it empty.
fn label(name: &str) -> String {
    match words(name.trim()) {
        name if name.is_empty() => "Untitled".to_owned(),
        name => name,
    }
}
