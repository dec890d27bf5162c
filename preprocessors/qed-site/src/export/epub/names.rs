//! Names of the files in a book, from the folder of its package.

use std::collections::{BTreeMap, BTreeSet};

use super::topic::vectors;
use crate::page::Book;

/// Types of pictures that every reader of EPUB 3 shows.
const PICTURES: [(&str, &str); 5] = [
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
];

/// Which file is what.
pub(super) struct Names {
    /// The file of each chapter: `topics/foundations/pca.xhtml`.
    pub(super) chapters: Vec<String>,
    /// The file of each picture, by its path in the book's source folder.
    pub(super) pictures: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn new(book: &Book) -> Self {
        let mut taken = BTreeSet::new();
        let mut name = |folder: &str, path: &str, ending: &str| {
            let plain = format!("{folder}/{}", plain(path));
            let numbered = (2..).map(|nth| format!("{plain}-{nth}"));
            let free = std::iter::once(plain.clone())
                .chain(numbered)
                .find(|name| taken.insert(format!("{name}.{ending}").to_lowercase()));
            format!("{}.{ending}", free.unwrap_or_default())
        };
        let chapters = book
            .pages
            .iter()
            .map(|page| name("topics", &page.path, "xhtml"));
        let chapters = chapters.collect();
        let pictures = book.files.iter().filter_map(|(path, bytes)| {
            if media_type(path)? == "image/svg+xml" {
                vectors(bytes)?;
            }
            let (stem, ending) = path.rsplit_once('.')?;
            Some((path.clone(), name("pictures", stem, &ending.to_lowercase())))
        });
        Self {
            chapters,
            pictures: pictures.collect(),
        }
    }
}

/// The type of a picture; none for a file that is not one, or one that not every reader shows.
pub(super) fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    let known = PICTURES
        .iter()
        .find(|(known, _)| ending.eq_ignore_ascii_case(known));
    known.map(|(_, media)| *media)
}

/// A path in letters that every system takes in a file's name.
fn plain(path: &str) -> String {
    let part = |part: &str| {
        let plain: String = part
            .chars()
            .map(|ch| {
                if ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_') {
                    ch
                } else {
                    '_'
                }
            })
            .collect();
        if plain.is_empty() {
            "_".to_owned()
        } else {
            plain
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        for (path, name) in [
            ("foundations/pca", "foundations/pca"),
            ("über uns/50%?", "_ber_uns/50__"),
            ("../a.b", "__/a_b"),
            ("a//b", "a/_/b"),
            ("", "_"),
        ] {
            assert_eq!(plain(path), name);
        }
    }
}
