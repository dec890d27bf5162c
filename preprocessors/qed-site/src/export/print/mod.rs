//! A book as one document for a printer: title page, contents, all chapters, each on a page of its own, and the licences of what
//! is inside.
//!
//! It is made to be printed to PDF by a browser, which makes of its headings the outline, and of its tags those of the PDF. So
//! headings are as deep as their chapter is in SUMMARY.md.

mod date;
mod numbers;
mod shape;

use std::collections::BTreeSet;

use qed_report::Finding;

use super::chapter::{self, Target};
use super::places::Places;
use super::tree::{attribute, words};
use crate::page::{Book, Item, Site};
use crate::theme::{Fault, Theme};
use crate::{files, names, url, view};
pub use date::dated;
pub use numbers::number;
use shape::Scribe;

/// The document, in the folder that [`print()`] makes.
pub const DOCUMENT: &str = "book.xhtml";

/// The id of the last part.
const LICENCES: &str = "licences";

/// The book as a folder with [`DOCUMENT`] in it, and its styles, fonts and pictures beside it. Nothing in it runs, and nothing
/// comes from elsewhere.
///
/// # Errors
/// Findings as of [`render`](crate::render): chapters that cannot stand beside each other, a stylesheet that is not text.
pub fn print(book: &Book, theme: &Theme) -> Result<Site, Vec<Finding>> {
    names::check(book)?;
    let told = |fault: Fault| theme.findings(&[fault], book);
    let mut site = Site::default();
    // The numbers come when it was printed once.
    site.files.insert(numbers::FILE.to_owned(), Vec::new());
    for (folder, file) in [("css/", "qed/site.css"), ("print/", "qed/print.css")] {
        let style = theme.joined(folder).map_err(told)?;
        site.files.insert(file.to_owned(), style.into_bytes());
    }
    for folder in ["katex/", "fonts/"] {
        for (path, bytes) in theme.folder(folder) {
            site.files.insert(format!("qed/{path}"), bytes.to_vec());
        }
    }
    let titles: Vec<String> = book.pages.iter().map(view::title).collect();
    let depths = depths(book);
    let scribe = Scribe {
        book,
        titles: &titles,
        places: Places::new(book),
        depths: &depths,
    };
    let write = |index: usize, missing: &BTreeSet<Target>| scribe.write(index, missing);
    let chapters = chapter::all(book.pages.len(), &write);
    for path in chapters.iter().flat_map(|chapter| &chapter.pictures) {
        if let Some(bytes) = book.files.get(path) {
            site.files.insert(shape::picture(path), bytes.to_vec());
        }
    }
    let mut body = cover(book);
    body.push_str("<nav class=\"contents\">\n<h1 class=\"h1\">Contents</h1>\n");
    contents(book, &book.items, &mut body);
    body.push_str(&format!(
        "<ol>\n<li><a href=\"#{LICENCES}\">Licences</a></li>\n</ol>\n</nav>\n<main>\n"
    ));
    text(&book.items, &mut 0, &mut |part| match part {
        Part::Title(number, title) => body.push_str(&format!(
            "<h1 class=\"part\" id=\"part-{number}\">{}</h1>\n",
            words(title)
        )),
        Part::Chapter(index) => body.push_str(&format!(
            "<article id=\"t{index}\">\n{}</article>\n",
            chapters[index].markup
        )),
    });
    body.push_str(&format!(
        "<section class=\"licences\" id=\"{LICENCES}\">\n<h1 class=\"h1\">Licences</h1>\n<pre>{}</pre>\n</section>\n</main>\n",
        words(files::licences(theme).map_err(told)?.trim_end())
    ));
    site.files
        .insert(DOCUMENT.to_owned(), document(book, &body).into_bytes());
    Ok(site)
}

/// What follows one another in the text.
enum Part<'a> {
    Title(usize, &'a str),
    Chapter(usize),
}

/// Goes through the parts and chapters in their order; parts are counted on from `number`.
fn text<'a>(items: &'a [Item], number: &mut usize, give: &mut dyn FnMut(Part<'a>)) {
    for item in items {
        match item {
            Item::Separator => {}
            Item::Part(title) => {
                *number += 1;
                give(Part::Title(*number, title));
            }
            Item::Draft { items, .. } => text(items, number, give),
            Item::Chapter { page, items } => {
                give(Part::Chapter(*page));
                text(items, number, give);
            }
        }
    }
}

/// How deep each chapter stands: under a part, and under other chapters.
fn depths(book: &Book) -> Vec<usize> {
    fn go(items: &[Item], mut depth: usize, depths: &mut [usize]) {
        for item in items {
            match item {
                Item::Part(_) => depth = 1,
                Item::Separator => {}
                Item::Draft { items, .. } => go(items, depth + 1, depths),
                Item::Chapter { page, items } => {
                    if let Some(known) = depths.get_mut(*page) {
                        *known = depth;
                    }
                    go(items, depth + 1, depths);
                }
            }
        }
    }
    let mut depths = vec![0; book.pages.len()];
    go(&book.items, 0, &mut depths);
    depths
}

fn cover(book: &Book) -> String {
    let mut cover = format!(
        "<section class=\"cover\">\n<p class=\"title\">{}</p>\n",
        words(&book.title)
    );
    for (class, line) in [
        ("authors", &book.authors.join(", ")),
        ("about", &book.description),
    ] {
        if !line.is_empty() {
            cover.push_str(&format!("<p class=\"{class}\">{}</p>\n", words(line)));
        }
    }
    cover.push_str("</section>\n");
    cover
}

/// SUMMARY.md with links; a part's title stands above its chapters.
fn contents(book: &Book, items: &[Item], out: &mut String) {
    let mut number = 0;
    for run in items.chunk_by(|_, next| !matches!(next, Item::Part(_) | Item::Separator)) {
        if let [Item::Part(title), ..] = run {
            number += 1;
            out.push_str(&format!(
                "<p class=\"part\"><a href=\"#part-{number}\">{}</a></p>\n",
                words(title)
            ));
        }
        let lines: String = run.iter().map(|item| line(book, item)).collect();
        if !lines.is_empty() {
            out.push_str(&format!("<ol>\n{lines}</ol>\n"));
        }
    }
}

fn line(book: &Book, item: &Item) -> String {
    let (name, number, items, target) = match item {
        Item::Part(_) | Item::Separator => return String::new(),
        Item::Draft {
            name,
            number,
            items,
        } => (name, number, items, None),
        Item::Chapter { page, items } => match book.pages.get(*page) {
            Some(known) => (&known.name, &known.number, items, Some(*page)),
            None => return String::new(),
        },
    };
    let number = number.as_ref().map_or(String::new(), |number| {
        format!("<span class=\"nr\">{}</span> ", words(number))
    });
    let name = format!("{number}{}", words(name));
    let mut html = match target {
        Some(page) => format!("<li><a href=\"#t{page}\">{name}</a>"),
        None => format!("<li><span class=\"draft\">{name}</span>"),
    };
    if !items.is_empty() {
        html.push('\n');
        contents(book, items, &mut html);
    }
    html.push_str("</li>\n");
    html
}

fn document(book: &Book, body: &str) -> String {
    let language = match book.language.trim() {
        "" => "en",
        language => language,
    };
    let mut lang = String::new();
    attribute("lang", language, &mut lang);
    attribute("xml:lang", language, &mut lang);
    let mut links = String::new();
    for style in [
        "qed/katex/katex.css",
        "qed/site.css",
        "qed/print.css",
        numbers::FILE,
    ] {
        links.push_str("<link rel=\"stylesheet\"");
        attribute("href", &url::encoded(style), &mut links);
        links.push_str("/>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\"{lang} data-theme=\"light\">\n<head>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'\"/>\n\
         <title>{}</title>\n{links}</head>\n<body class=\"print\">\n{body}</body>\n</html>\n",
        words(&book.title),
    )
}
