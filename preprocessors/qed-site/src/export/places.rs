//! Where the links of a chapter lead, for books that are not a folder of pages.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::page::Book;
use crate::{url, view};

/// The place that a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A chapter, by index, and an id in it.
    Chapter(usize, Option<String>),
    /// A file of the book, from its source folder.
    File(String),
    /// Somewhere else: an address that any reader of addresses takes.
    Address(String),
    /// Nowhere that a reader of this book could go.
    Nowhere,
}

/// Finds places.
pub(super) struct Places<'a> {
    book: &'a Book,
    /// Chapters by the file of their page, as links write it.
    chapters: HashMap<String, usize>,
}

impl<'a> Places<'a> {
    pub(super) fn new(book: &'a Book) -> Self {
        let files = book
            .pages
            .iter()
            .map(|page| url::encoded(&file(&page.path)));
        Self {
            book,
            chapters: files.zip(0..).collect(),
        }
    }

    /// Where a link on the page of a chapter leads.
    pub(super) fn find(&self, chapter: usize, href: &str) -> Place {
        let href = href.trim();
        if let Ok(address) = ::url::Url::parse(href) {
            return match address.scheme() {
                "http" | "https" | "mailto" | "tel" | "doi" | "ftp" => {
                    Place::Address(plain(address.as_str()))
                }
                _ => Place::Nowhere,
            };
        }
        if href.starts_with('/') {
            return Place::Nowhere;
        }
        // Every link of a site is relative: as it stands in a file at the top, it is a path from there.
        let here = file(&self.book.pages[chapter].path);
        let link = url::moved(href, &here, "top");
        let (path, id) = match link.split_once('#') {
            Some((path, id)) => (path, (!id.is_empty()).then(|| decoded(id))),
            None => (link.as_str(), None),
        };
        if let Some(&chapter) = self.chapters.get(path) {
            return Place::Chapter(chapter, id);
        }
        let path = decoded(path.split('?').next().unwrap_or_default());
        if self.book.files.contains_key(&path) {
            return Place::File(path);
        }
        self.published(&path)
    }

    /// The address of a file of the site, if the site's own is known.
    pub(super) fn published(&self, path: &str) -> Place {
        match view::canonical(self.book, path) {
            Some(address) if !path.is_empty() => Place::Address(plain(&address)),
            _ => Place::Nowhere,
        }
    }
}

fn file(path: &str) -> String {
    format!("{path}.html")
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// An address in the characters of RFC 3986 alone: browsers take more than other readers do.
fn plain(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let mut fragments = 0;
    for (at, byte) in address.bytes().enumerate() {
        fragments += usize::from(byte == b'#');
        let hex = || {
            let digits = address.as_bytes().get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let stands = match byte {
            b'%' => hex(),
            b'#' => fragments == 1,
            // Only around the address of a host, which stands at the front.
            b'[' | b']' => address[..at].matches('/').count() == 2,
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        if stands {
            plain.push(char::from(byte));
        } else {
            plain.push_str(&format!("%{byte:02X}"));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain() {
        for (address, expected) in [
            ("https://e.org/a?b=c#d", "https://e.org/a?b=c#d"),
            ("https://e.org/a|b^c", "https://e.org/a%7Cb%5Ec"),
            ("https://e.org/50%", "https://e.org/50%25"),
            ("https://e.org/a#b#c", "https://e.org/a#b%23c"),
            ("https://[::1]/[x]", "https://[::1]/%5Bx%5D"),
            ("https://e.org/é", "https://e.org/%C3%A9"),
        ] {
            assert_eq!(plain(address), expected);
        }
    }
}
