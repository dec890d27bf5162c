//! A book as EPUB 3: one file of XHTML for each topic, formulas in MathML, nothing that needs a script.
//!
//! - `topic` writes a chapter: its tree, held to the content model (`model`, `attributes`, and `drawing` for SVG; `letters` of formulas), with links that lead from file to
//!   file (`names`).
//! - `nav` is the way through the book, `package` says what it is, `cover` is what stands for it on a shelf.
//!
//! No fonts and no libraries are inside: readers choose the font of a book themselves. The last page says what the book was made
//! with, and has the licences of that.

mod attributes;
mod cover;
mod drawing;
mod letters;
mod model;
mod names;
mod nav;
mod package;
mod topic;

use std::collections::BTreeSet;
use std::io::{self, Cursor, Write};

use qed_report::Finding;
use zip::CompressionMethod;
use zip::write::ZipWriter;

use super::chapter::{self, Target};
use super::date;
use super::folder::options;
use super::places::Places;
use super::tree::words;
use crate::page::Book;
use crate::theme::{Fault, Theme};
use crate::{files as site_files, names as site_names, view};
use names::{Names, media_type};
use package::File;
use topic::Scribe;

/// Everything but the container's own files is in here.
const FOLDER: &str = "EPUB";
const TITLE: &str = "title.xhtml";
const LICENCES: &str = "licences.xhtml";
const STYLE: &str = "style.css";
const XHTML: &str = "application/xhtml+xml";

/// The book as EPUB 3. `modified` is the date of the edition, in seconds since 1970: the same book with the same date gives the
/// same bytes.
///
/// # Errors
/// Findings as of [`render`](crate::render): chapters that cannot stand beside each other, a stylesheet that is not text.
pub fn epub(book: &Book, theme: &Theme, modified: u64) -> Result<Vec<u8>, Vec<Finding>> {
    site_names::check(book)?;
    let told = |fault: Fault| theme.findings(&[fault], book);
    let style = theme.joined("epub/").map_err(told)?;
    let licences = site_files::licences(theme).map_err(told)?;
    let titles: Vec<String> = book.pages.iter().map(view::title).collect();
    let scribe = Scribe {
        book,
        titles: &titles,
        places: Places::new(book),
        names: Names::new(book),
    };
    let write = |index: usize, missing: &BTreeSet<Target>| scribe.write(index, missing);
    let topics = chapter::all(book.pages.len(), &write);

    let language = package::language(book);
    let title = package::title(book);
    let read = |name: &str, properties, title: &str, style: &str, body: &str| File {
        name: name.to_owned(),
        media_type: XHTML,
        properties,
        bytes: topic::file(language, title, style, body).into_bytes(),
        is_read: true,
    };
    let nav = nav::body(book, &scribe.names, title, TITLE);
    let mut files = vec![
        read(cover::FILE, "", title, STYLE, &cover::body(book)),
        read(TITLE, "", title, STYLE, &title_page(book)),
        read(nav::FILE, "nav", "Contents", STYLE, &nav),
    ];
    for (index, topic) in topics.iter().enumerate() {
        let name = &scribe.names.chapters[index];
        let has = |element: &str| topic.markup.contains(element);
        let properties = match (has("<math"), has("<svg")) {
            (true, true) => "mathml svg",
            (true, false) => "mathml",
            (false, true) => "svg",
            (false, false) => "",
        };
        let style = crate::url::relative(name, STYLE);
        let title = match titles[index].as_str() {
            "" => "Untitled",
            title => title,
        };
        files.push(read(name, properties, title, &style, &topic.markup));
    }
    let body = licences_page(&licences);
    files.push(read(LICENCES, "", "Licences", STYLE, &body));
    let pictures: BTreeSet<&String> = topics.iter().flat_map(|topic| &topic.pictures).collect();
    files.extend(
        pictures
            .into_iter()
            .filter_map(|path| picture(&scribe, path)),
    );
    files.push(File {
        name: cover::DRAWING.to_owned(),
        media_type: "image/svg+xml",
        properties: "cover-image",
        bytes: cover::drawing(book).into_bytes(),
        is_read: false,
    });
    files.push(File {
        name: STYLE.to_owned(),
        media_type: "text/css",
        properties: "",
        bytes: style.into_bytes(),
        is_read: false,
    });
    let package = package::document(book, &files, &date::iso(modified));
    Ok(packed(&package, &files).expect("memory can be written to"))
}

fn title_page(book: &Book) -> String {
    let mut body = format!(
        "<section class=\"title\" epub:type=\"titlepage\">\n<h1>{}</h1>\n",
        words(package::title(book))
    );
    if !book.authors.is_empty() {
        body.push_str(&format!(
            "<p class=\"authors\">{}</p>\n",
            words(&book.authors.join(", "))
        ));
    }
    if !book.description.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", words(&book.description)));
    }
    body.push_str("</section>\n");
    body
}

fn licences_page(licences: &str) -> String {
    format!(
        "<section class=\"licences\">\n<h1>Licences</h1>\n\
         <p>The forms of this book carry the following. This one has neither fonts nor programs inside: what shows it has its own.</p>\n\
         <pre>{}</pre>\n</section>\n",
        words(licences.trim_end())
    )
}

fn picture(scribe: &Scribe<'_>, path: &str) -> Option<File> {
    let bytes = scribe.book.files.get(path)?;
    let media_type = media_type(path)?;
    Some(File {
        name: scribe.names.pictures.get(path)?.clone(),
        media_type,
        properties: "",
        bytes: match media_type {
            "image/svg+xml" => topic::vectors(bytes)?,
            _ => bytes.to_vec(),
        },
        is_read: false,
    })
}

/// The container: its type first and as it is, so that it is known by its first bytes.
fn packed(package: &str, files: &[File]) -> io::Result<Vec<u8>> {
    const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
        <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles>\n\
        <rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n</container>\n";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(
        "mimetype",
        options().compression_method(CompressionMethod::Stored),
    )?;
    zip.write_all(b"application/epub+zip")?;
    zip.start_file("META-INF/container.xml", options())?;
    zip.write_all(CONTAINER.as_bytes())?;
    zip.start_file(format!("{FOLDER}/package.opf"), options())?;
    zip.write_all(package.as_bytes())?;
    for file in files {
        zip.start_file(format!("{FOLDER}/{}", file.name), options())?;
        zip.write_all(&file.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
