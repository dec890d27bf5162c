//! Where a setting stands in book.toml. Values come from mdBook's configuration, where environment variables have their say;
//! places come from the file.

use std::ops::Range;
use std::path::Path;

use qed_report::{Sources, Span};
use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::tables::{Output, Preprocessor};
use crate::folder::read_text;

/// The place of a key, by the names of its tables and its own: `["preprocessor", "qed", "macros"]`. What the file does not hold
/// is placed at the nearest table that it does hold.
pub(crate) fn place(root: &Path, sources: &mut Sources, path: &[&str]) -> Span {
    in_file(root, sources, |text| find(text, path))
}

/// What is wrong in QED's tables of book.toml, and where; `None` if the file is right.
pub(super) fn mistake(root: &Path, sources: &mut Sources) -> Option<(Span, String)> {
    let text = read_text(&root.join("book.toml")).unwrap_or_default();
    let error = toml::from_str::<File>(&text).err()?;
    let range = error.span().unwrap_or_default();
    let span = in_file(root, sources, |_| Some(range.clone()));
    Some((span, error.message().to_owned()))
}

fn in_file(
    root: &Path,
    sources: &mut Sources,
    find: impl Fn(&str) -> Option<Range<usize>>,
) -> Span {
    let text = read_text(&root.join("book.toml")).unwrap_or_default();
    let range = find(&text).unwrap_or_default();
    let source = sources.add("book.toml", text);
    Span::new(source, range.start, range.end)
}

fn find(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let file = DeTable::parse(text).ok()?;
    let mut table = file.get_ref();
    let mut place = None;
    for name in path {
        let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == *name) else {
            break;
        };
        place = Some(key.span());
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    place
}

/// book.toml as far as it is QED's.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "preprocessor")]
    _preprocessor: Option<Of<Preprocessor>>,
    #[serde(rename = "output")]
    _output: Option<Of<Output>>,
}

#[derive(Deserialize)]
struct Of<T> {
    #[serde(rename = "qed")]
    _qed: Option<T>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_their_own_table() {
        let text = "[book]\nsite-url = \"\"\n[output]\nqed.site-url = 1\n[preprocessor.qed.macros]\n\"\\\\R\" = \"x\"\n";
        for (path, rest) in [
            (&["output", "qed", "site-url"][..], Some("site-url = 1")),
            (&["output", "qed", "theme"], Some("qed.site-url = 1")),
            (
                &["preprocessor", "qed", "macros", "\\R"],
                Some("\"\\\\R\" = \"x\""),
            ),
            (&["rust"], None),
        ] {
            let place = find(text, path).and_then(|range| text[range.start..].lines().next());
            assert_eq!(place, rest, "{path:?}");
        }
    }
}
