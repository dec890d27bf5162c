//! A book as EPUB 3: one file of XHTML for each topic, formulas in MathML, nothing that needs a script.
//!
//! - `topic` writes a chapter: its tree, held to the content model (`model`, `attributes`), with links that lead from file to
//!   file (`names`).
//! - `nav` is the way through the book, `package` says what it is.
//!
//! No fonts and no libraries are inside: readers choose the font of a book themselves.

mod attributes;
mod model;
mod names;
mod nav;
mod package;
mod topic;

use std::collections::BTreeSet;
use std::io::{self, Cursor, Write};

use qed_report::Finding;
use rayon::prelude::*;
use zip::CompressionMethod;
use zip::write::ZipWriter;

use super::folder::options;
use super::places::Places;
use super::tree::words;
use crate::page::Book;
use crate::theme::Theme;
use crate::{names as site_names, view};
use names::{Names, media_type};
use package::File;
use topic::{Scribe, Topic};

/// Everything but the container's own files is in here.
const FOLDER: &str = "EPUB";
const TITLE: &str = "title.xhtml";
const STYLE: &str = "style.css";
const XHTML: &str = "application/xhtml+xml";

/// The book as EPUB 3. `modified` is the date of the edition, in seconds since 1970: the same book with the same date gives the
/// same bytes.
///
/// # Errors
/// Findings as of [`render`](crate::render): chapters that cannot stand beside each other, a stylesheet that is not text.
pub fn epub(book: &Book, theme: &Theme, modified: u64) -> Result<Vec<u8>, Vec<Finding>> {
    site_names::check(book)?;
    let style = theme
        .joined("epub/")
        .map_err(|fault| theme.finding(&fault, book).into_iter().collect::<Vec<_>>())?;
    let titles: Vec<String> = book.pages.iter().map(view::title).collect();
    let mut scribe = Scribe {
        book,
        titles: &titles,
        places: Places::new(book),
        names: Names::new(book),
        missing: BTreeSet::new(),
    };
    let topics = topics(&mut scribe);

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
        read(TITLE, "", title, STYLE, &title_page(book)),
        read(nav::FILE, "nav", "Contents", STYLE, &nav),
    ];
    for (index, topic) in topics.iter().enumerate() {
        let name = &scribe.names.chapters[index];
        let properties = match (topic.has_math, topic.has_svg) {
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
        files.push(read(name, properties, title, &style, &topic.xhtml));
    }
    let pictures: BTreeSet<&String> = topics.iter().flat_map(|topic| &topic.pictures).collect();
    files.extend(
        pictures
            .into_iter()
            .filter_map(|path| picture(&scribe, path)),
    );
    files.push(File {
        name: STYLE.to_owned(),
        media_type: "text/css",
        properties: "",
        bytes: style.into_bytes(),
        is_read: false,
    });
    let package = package::document(book, &files, &date(modified));
    Ok(packed(&package, &files).expect("memory can be written to"))
}

/// All chapters, with no link to an id that is not there.
fn topics(scribe: &mut Scribe<'_>) -> Vec<Topic> {
    let write = |scribe: &Scribe<'_>, index: usize| scribe.write(index);
    let indexes = 0..scribe.book.pages.len();
    let mut topics: Vec<Topic> = indexes
        .into_par_iter()
        .map(|index| write(scribe, index))
        .collect();
    let there = |(chapter, id): &&(usize, String)| topics[*chapter].ids.contains(id);
    let targets = topics.iter().flat_map(|topic| &topic.targets);
    scribe.missing = targets.filter(|target| !there(target)).cloned().collect();
    // Few books have any: what was folded away, or an author's own id that stood there before.
    for (index, topic) in topics.iter_mut().enumerate() {
        if !topic.targets.is_disjoint(&scribe.missing) {
            *topic = write(scribe, index);
        }
    }
    topics
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

/// The last second of the last year that such a date can name.
const LAST: u64 = 253_402_300_799;

/// Seconds since 1970 as `1970-01-01T00:00:00Z`, after Howard Hinnant's `civil_from_days`.
fn date(seconds: u64) -> String {
    let seconds = seconds.min(LAST);
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (315_532_800, "1980-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(date(seconds), text);
        }
    }
}
