//! The study site beside mdBook's own HTML of the same book: the same text under each heading, the same ids, but for the
//! differences that are listed here.

use std::collections::BTreeSet;

use qed_tests::{Around, Book, repository, shown};

/// What the study site puts around the text: the way up, what is told of a page or a snippet.
const OURS: &[Around] = &[
    ("nav", "crumbs"),
    ("p", "facts"),
    ("p", "know"),
    ("details", "toc-small"),
    ("a", "anchor"),
    ("a", "number"),
    ("figcaption", ""),
    ("label", ""),
    ("p", "proof"),
    ("div", "figure"),
    ("details", "symbols"),
    ("", "claim"),
];

/// What QED puts around the text for other renderers, and mdBook's own picture of an alert.
const THEIRS: &[Around] = &[
    ("", "qed-proof"),
    ("", "qed-figure"),
    ("", "claim"),
    ("", "qed-symbols"),
    ("", "qed-number"),
    ("svg", ""),
];

/// Ids that only the study site has: what links and previews lead to.
const OUR_IDS: [&str; 2] = ["snippet-", "recall-"];

/// Compares each page.
fn compare(book: &Book, pages: &[String]) {
    let toml = book.read("book.toml");
    let ours = toml.replace("[output.html]", "[output.qed]");
    book.write("book.toml", ours.as_bytes());
    let _ = book.qed(&["build"]).code(0);
    let site = book.tree("book");
    std::fs::remove_dir_all(book.root().join("book")).expect("it was just built");
    book.write("book.toml", toml.as_bytes());
    let _ = book.mdbook(&["build"]).code(0);
    for page in pages {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("pages are UTF-8");
        let path = std::path::Path::new(page);
        // The label of what a snippet printed.
        let ours = text(&site[path]).replace("<p>Output</p>", "");
        let mut ours = shown(&ours, "article", OURS);
        let theirs = shown(&book.read(&format!("book/{page}")), "main", THEIRS);
        ours.ids
            .retain(|id| !OUR_IDS.iter().any(|start| id.starts_with(start)));
        let (one, other): (BTreeSet<_>, BTreeSet<_>) = (ours.ids, theirs.ids);
        let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            a.difference(b).cloned().collect::<Vec<_>>()
        };
        assert_eq!(
            (only(&one, &other), only(&other, &one)),
            (Vec::new(), Vec::new()),
            "ids that only we have, and only mdBook has, in {page}"
        );
        for (ours, theirs) in ours.sections.iter().zip(&theirs.sections) {
            assert_eq!(ours, theirs, "in {page}");
        }
        assert_eq!(ours.sections.len(), theirs.sections.len(), "in {page}");
    }
}

/// The pages of a book by its SUMMARY.md.
fn pages(book: &Book) -> Vec<String> {
    let summary = book.read("src/SUMMARY.md");
    let links = summary.split("](").skip(1);
    links
        .filter_map(|rest| rest.split(')').next()?.strip_suffix(".md"))
        .map(|path| match path.strip_suffix("README") {
            Some(folder) => format!("{folder}index.html"),
            None => format!("{path}.html"),
        })
        .collect()
}

#[test]
fn all_of_markdown_is_shown_as_mdbook_shows_it() {
    let book = Book::copy(&repository().join("tests/suites/markdown"));
    compare(&book, &pages(&book));
}

#[test]
fn the_study_book_is_shown_as_mdbook_shows_it() {
    let book = Book::copy(&repository().join("src"));
    for (path, bytes) in book.tree("") {
        let text = String::from_utf8_lossy(&bytes);
        let path = path.to_string_lossy();
        // What snippets print is no matter here: none is run.
        let text = text
            .replace("```rust", "```rust,ignore")
            .replace("```output", "```text");
        let bytes = if path.ends_with(".md") {
            text.as_bytes()
        } else {
            &bytes
        };
        book.write(&format!("src/{path}"), bytes);
    }
    let toml = "[book]\ntitle = \"x\"\n\n[preprocessor.qed]\nbefore = [\"links\"]\nrules = { agree-not-called = \"allow\" }\n\n[output.html]\n";
    book.write("book.toml", toml.as_bytes());
    compare(&book, &pages(&book));
}

#[test]
fn the_summary_is_shown_as_mdbook_shows_it() {
    let book = Book::copy(&repository().join("tests/suites/markdown"));
    let _ = book.mdbook(&["build"]).code(0);
    let theirs = shown(&book.read("book/toc.html"), "ol", &[]);
    let _ = book.qed(&["build", "--quiet"]).code(0);
    let ours = shown(
        &book.read("book/contents.html"),
        "article",
        &[("header", "top")],
    );
    let words = |shown: qed_tests::Shown| -> String {
        let texts = shown.sections.into_iter().map(|(_, text)| text);
        texts.collect::<String>().replace('.', "")
    };
    assert_eq!(words(ours), words(theirs));
}
