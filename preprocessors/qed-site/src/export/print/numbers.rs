//! The numbers of pages in the contents.
//!
//! CSS has a way to ask on which page a link ends (`target-counter`), and browsers have none. So the document is printed, the
//! places of its parts are read out of that, and it is printed again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Document, ObjectId};

use crate::page::Site;

/// The stylesheet with the numbers. They stand beside the lines, where there is room for them, so that the pages stay as they were.
pub(super) const FILE: &str = "qed/numbers.css";

/// Writes into the contents of a document on which page each part began when it was `printed` without that. Gives whether there
/// is something to be printed again.
pub fn number(document: &mut Site, printed: &[u8]) -> bool {
    let numbers = places(printed).unwrap_or_default();
    let mut css = String::new();
    for (name, page) in numbers.iter().filter(|(name, _)| is_part(name)) {
        writeln!(
            css,
            ".contents a[href=\"#{name}\"]::after {{ content: \"{page}\"; }}"
        )
        .expect("text takes text");
    }
    let is_numbered = !css.is_empty();
    document.files.insert(FILE.to_owned(), css.into_bytes());
    is_numbered
}

/// Names of what the contents lead to; others are names with a part's before them.
fn is_part(name: &str) -> bool {
    let counted = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let chapter = name.strip_prefix('t');
    let part = name.strip_prefix("part-");
    name == super::LICENCES || chapter.or(part).is_some_and(counted)
}

/// The named places of a PDF, and the number of the page of each, counted from 1; none for what is no PDF with names.
fn places(printed: &[u8]) -> Option<BTreeMap<String, u32>> {
    let pdf = Document::load_mem(printed).ok()?;
    let pages: BTreeMap<ObjectId, u32> = pdf
        .get_pages()
        .into_iter()
        .map(|(number, page)| (page, number))
        .collect();
    let (_, names) = pdf
        .dereference(pdf.catalog().ok()?.get(b"Dests").ok()?)
        .ok()?;
    let place = |(name, place): (&Vec<u8>, _)| {
        let (_, place) = pdf.dereference(place).ok()?;
        let page = place.as_array().ok()?.first()?.as_reference().ok()?;
        Some((String::from_utf8(name.clone()).ok()?, *pages.get(&page)?))
    };
    Some(names.as_dict().ok()?.iter().filter_map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_their_names() {
        for (name, expected) in [
            ("t0", true),
            ("t12", true),
            ("part-3", true),
            ("licences", true),
            ("t12-softmax", false),
            ("t", false),
            ("part-", false),
            ("", false),
        ] {
            assert_eq!(is_part(name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_no_pdf_gives_no_numbers() {
        for bytes in [&b""[..], b"%PDF-1.4", b"\0\xFF"] {
            let mut document = Site::default();
            assert!(!number(&mut document, bytes));
            assert_eq!(document.files[FILE], b"");
        }
    }
}
