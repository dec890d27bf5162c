//! The package document: what a book is, which files it has, and in which order they are read.

use super::super::tree::{attribute, words};
use super::attributes::is_language;
use crate::page::Book;
use sha2::{Digest, Sha256};

/// A file of a book.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// From the package's folder.
    pub(super) name: String,
    pub(super) media_type: &'static str,
    /// `mathml svg`.
    pub(super) properties: &'static str,
    pub(super) bytes: Vec<u8>,
    /// Whether it is read in its turn.
    pub(super) is_read: bool,
}

/// A book's language by its tag, `und` where it is none.
pub(super) fn language(book: &Book) -> &str {
    match book.language.trim() {
        "" => "en",
        tag if is_language(tag) => tag,
        _ => "und",
    }
}

/// A book must have a title.
pub(super) fn title(book: &Book) -> &str {
    match book.title.trim() {
        "" => "Untitled",
        title => title,
    }
}

/// Writes the package document. `modified` is the date of the edition, `2001-02-03T04:05:06Z`.
pub(super) fn document(book: &Book, files: &[File], modified: &str) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"book\"",
    );
    attribute("xml:lang", language(book), &mut xml);
    xml.push_str(">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n");
    let mut say = |name: &str, id: &str, value: &str| {
        if !value.trim().is_empty() {
            xml.push_str(&format!(
                "<dc:{name}{id}>{}</dc:{name}>\n",
                words(value.trim())
            ));
        }
    };
    say("identifier", " id=\"book\"", &identifier(book));
    say("title", "", title(book));
    say("language", "", language(book));
    for author in &book.authors {
        say("creator", "", author);
    }
    say("description", "", &book.description);
    let has = |property: &str| files.iter().any(|file| file.properties.contains(property));
    let mut facts = vec![
        ("dcterms:modified", modified),
        ("schema:accessMode", "textual"),
        ("schema:accessMode", "visual"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityFeature", "displayTransformability"),
        ("schema:accessibilityHazard", "unknown"),
    ];
    if has("mathml") {
        facts.push(("schema:accessibilityFeature", "MathML"));
    }
    for (property, value) in facts {
        xml.push_str(&format!("<meta property=\"{property}\">{value}</meta>\n"));
    }
    xml.push_str("</metadata>\n<manifest>\n");
    for (at, file) in files.iter().enumerate() {
        xml.push_str(&format!(
            "<item id=\"f{at}\" media-type=\"{}\"",
            file.media_type
        ));
        attribute("href", &crate::url::encoded(&file.name), &mut xml);
        if !file.properties.is_empty() {
            attribute("properties", file.properties, &mut xml);
        }
        xml.push_str("/>\n");
    }
    xml.push_str("</manifest>\n<spine>\n");
    for (at, _) in files.iter().enumerate().filter(|(_, file)| file.is_read) {
        xml.push_str(&format!("<itemref idref=\"f{at}\"/>\n"));
    }
    xml.push_str("</spine>\n</package>\n");
    xml
}

/// The name of the book among all books, the same for all its editions: made from its address if that is known, else from its
/// title and its authors. (A UUID of version 8, which leaves it to its maker what it is made from.)
fn identifier(book: &Book) -> String {
    let mut hash = Sha256::new();
    match &book.site_url {
        Some(address) if address.contains("://") => hash.update(address),
        _ => {
            for part in std::iter::once(&book.title).chain(&book.authors) {
                hash.update(part);
                hash.update([0]);
            }
        }
    }
    let hash = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    format!("urn:uuid:{}", parts.join("-"))
}
