//! Books that are broken as books: each gets a finding or an error at its place, and nothing is lost.

use qed_tests::{Book, Finding};

fn codes(book: &Book) -> Vec<String> {
    book.findings()
        .into_iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn no_book_toml() {
    let run = Book::empty().qed(&["check"]).code(1);
    assert!(
        run.stderr.contains("there is no book.toml"),
        "{}",
        run.stderr
    );
}

#[test]
fn no_summary() {
    let run = Book::empty()
        .file("book.toml", "[book]\n")
        .qed(&["check"])
        .code(100);
    assert!(
        run.stderr.contains("error[missing-summary]"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_chapter_that_is_not_there_is_not_created() {
    let book = Book::new().file(
        "src/SUMMARY.md",
        "# Summary\n\n- [A](a.md)\n- [B](b/c.md)\n",
    );
    let run = book.qed(&["build"]).code(100);
    assert!(
        run.stderr.contains("error[missing-chapter]") && run.stderr.contains("src/SUMMARY.md:3:7"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("src/SUMMARY.md:4:7"), "{}", run.stderr);
    assert!(!book.root().join("src/a.md").exists());
}

#[test]
fn a_chapter_that_is_not_utf8() {
    let run = Book::new()
        .chapter("a.md", b"caf\xe9")
        .qed(&["check"])
        .code(100);
    assert!(
        run.stderr.contains("error[unreadable-chapter]"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_summary_that_mdbook_cannot_read() {
    let run = Book::new()
        .file("src/SUMMARY.md", "# Summary\n\n- not a link\n")
        .qed(&["check"])
        .code(100);
    assert!(run.stderr.contains("error[bad-summary]"), "{}", run.stderr);
}

#[test]
fn an_empty_book() {
    let run = Book::new().qed(&["check"]).code(0);
    assert!(run.stderr.contains("empty-book"), "{}", run.stderr);
}

#[test]
fn carriage_returns_and_a_byte_order_mark_keep_places() {
    let book = Book::of("\u{feff}# A\r\n\r\nSee [b](gone.md).\r\n\r\n$x^{$\r\n");
    let places: Vec<_> = book
        .findings()
        .into_iter()
        .map(|finding| finding.place)
        .collect();
    assert_eq!(places, ["src/a.md:3:9", "src/a.md:5:4"]);
}

#[test]
fn a_fence_that_never_closes() {
    assert!(
        codes(&Book::of("# A\n\n```rust\nlet x = 1;\n")).contains(&"fence-unclosed".to_owned())
    );
}

#[test]
fn includes_that_loop_or_miss() {
    let book = Book::of("# A\n\n{{#include loop.txt}}\n\n{{#include gone.txt}}\n")
        .file("src/loop.txt", "{{#include loop.txt}}\n");
    let codes = codes(&book);
    assert!(
        codes.contains(&"include-loop".to_owned()) && codes.contains(&"include-missing".to_owned()),
        "{codes:?}"
    );
}

#[test]
fn unknown_settings() {
    let book = Book::of("# A\n");
    book.replace("book.toml", "before", "befor");
    let run = book.qed(&["check"]).code(2);
    assert!(
        run.stderr.contains("error[bad-setting]") && run.stderr.contains("book.toml:8:1"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_book_toml_that_is_not_toml() {
    let run = Book::of("# A\n")
        .file("book.toml", "[book\n")
        .qed(&["check"])
        .code(2);
    assert!(run.stderr.contains("book.toml:1:"), "{}", run.stderr);
}

#[test]
fn wrong_usage() {
    let _ = Book::of("# A\n").qed(&["frobnicate"]).code(2);
    let _ = Book::of("# A\n").qed(&["check", "--format", "xml"]).code(2);
    let _ = Book::of("# A\n").qed(&["explain", "no-such-code"]).code(2);
}

#[test]
fn one_file_of_five_megabytes() {
    let paragraph = "A paragraph of text with $x_i$ and a [link](#a).\n\n";
    let text = format!("# A\n\n{}", paragraph.repeat((5 << 20) / paragraph.len()));
    assert_eq!(Book::of(&text).findings(), Vec::<Finding>::new());
}
