//! The five mistakes of every day, each at its place, wherever it stands.

use qed_tests::{Book, Finding};

fn finding(code: &str, place: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        place: place.to_owned(),
    }
}

/// One chapter, one mistake: its only finding.
#[track_caller]
fn check(text: &str, code: &str, place: &str) {
    assert_eq!(
        Book::of(text).findings(),
        [finding(code, place)],
        "in\n{text}"
    );
}

const PANICS: &str = "fn main() {\n    let empty: [i32; 0] = [];\n    assert!(!empty.is_empty(), \"nothing there\");\n}\n";

#[test]
fn an_unbalanced_brace() {
    check(
        "# A\n\nSo $\\frac{1}{2$ it is.\n",
        "formula-braces",
        "src/a.md:3:13",
    );
}

#[test]
fn a_snippet_that_does_not_compile() {
    check(
        "# A\n\n```rust\nlet x: i32 = \"one\";\n```\n",
        "snippet-compile",
        "src/a.md:4:14",
    );
}

#[test]
fn a_snippet_that_panics() {
    check(
        &format!("# A\n\n```rust\n{PANICS}```\n"),
        "snippet-panic",
        "src/a.md:6:5",
    );
}

/// The place is the finding's; what the runtime adds to each panic helps nobody.
#[test]
fn a_panic_is_told_in_its_own_words() {
    let run = Book::of(&format!("# A\n\n```rust\n{PANICS}```\n")).qed(&["check"]);
    assert!(
        run.stderr.contains("thread 'main' panicked:") && run.stderr.contains("nothing there"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("RUST_BACKTRACE"), "{}", run.stderr);
}

/// A topic's only snippet is still its snippet while it does not hold.
#[test]
fn a_snippet_that_a_topic_needs() {
    check(
        "+++\nallow = { no-links-in = \"t\", no-links-out = \"t\", no-recall = \"t\", no-sources = \"t\" }\n+++\n\n# A\n\n```rust\nprintln!(\"1\");\n```\n\n```output\n2\n```\n",
        "output-differs",
        "src/a.md:12:1",
    );
}

#[test]
fn a_snippet_that_prints_something_else() {
    check(
        "# A\n\n```rust\nprintln!(\"1\\n2\");\n```\n\n```output\n1\n3\n```\n",
        "output-differs",
        "src/a.md:9:1",
    );
}

#[test]
fn a_link_to_a_heading_that_is_not_there() {
    let book = Book::of("# A\n\nSee [b](b.md#nowhere).\n").chapter("b.md", "# B\n\n## Somewhere\n");
    assert_eq!(
        book.findings(),
        [finding("missing-heading", "src/a.md:3:9")]
    );
}

#[test]
fn places_hold_through_quotes_and_lists() {
    check(
        "# A\n\n> So $\\frac{1}{2$ it is.\n",
        "formula-braces",
        "src/a.md:3:15",
    );
    check(
        "# A\n\n- one\n  - ```rust\n    let x: i32 = \"one\";\n    ```\n",
        "snippet-compile",
        "src/a.md:5:18",
    );
    check(
        "# A\n\n> ```rust\n> # let x: i32 = \"é\";\n> ```\n",
        "snippet-compile",
        "src/a.md:4:18",
    );
}

#[test]
fn places_hold_through_includes() {
    let book = Book::of("# A\n\n{{#include part.txt}}\n\n```rust\n{{#include code.rs:2:}}\n```\n")
        .file("src/part.txt", "One\n\ntwo $x^{2$\n")
        .file("src/code.rs", "// left out\nlet x: i32 = \"one\";\n");
    assert_eq!(
        book.findings(),
        [
            finding("snippet-compile", "src/code.rs:2:14"),
            finding("formula-braces", "src/part.txt:3:8")
        ]
    );
}

#[test]
fn all_mistakes_are_told_in_one_run_and_the_last_good_site_stays() {
    let good = "# A\n\n$x$\n\n```rust\nprintln!(\"1\");\n```\n\n```output\n1\n```\n";
    let book = Book::of(good);
    let run = book.qed(&["build"]).code(0);
    assert!(
        run.stderr
            .contains("Proven: 1 topic, 1 formula, 1 snippet and 0 links"),
        "{}",
        run.stderr
    );
    let before = book.tree("book");
    assert!(!before.is_empty());

    book.replace("src/a.md", "$x$", "$x^{$ and [gone](gone.md)");
    book.replace("src/a.md", "```output\n1", "```output\n2");
    let run = book.qed(&["build"]).code(100);
    for part in [
        "error[formula-braces]",
        "error[missing-file]",
        "error[output-differs]",
        "src/a.md:3:",
        "help:",
    ] {
        assert!(
            run.stderr.contains(part),
            "{part} is not in\n{}",
            run.stderr
        );
    }
    assert_eq!(book.tree("book"), before);
}
