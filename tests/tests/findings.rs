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
    run.says(&["thread 'main' panicked:", "nothing there"]);
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

/// The five mistakes of every day: name, code, and a text with `¦` right before the place of the finding.
const MISTAKES: [(&str, &str, &str); 5] = [
    ("brace", "formula-braces", "é $\\frac{1}¦{2$ is cut.\n"),
    (
        "compile",
        "snippet-compile",
        "```rust\nlet é: i32 = ¦\"one\";\n```\n",
    ),
    (
        "panic",
        "snippet-panic",
        "```rust\nlet empty: [i32; 0] = [];\n/* é */ ¦assert!(!empty.is_empty(), \"nothing there\");\n```\n",
    ),
    (
        "output",
        "output-differs",
        "```rust\nprintln!(\"1\\n2\");\n```\n\n```output\n1\n¦3\n```\n",
    ),
    ("link", "missing-heading", "é [there](¦there.md#nowhere)\n"),
];

/// A text in a list item or a quote: what stands before its first line, before the others, and on blank ones.
fn indented(text: &str, first: &str, other: &str, blank: &str) -> String {
    let mut prefix = first;
    let mut out = String::new();
    for line in text.lines() {
        let before = if line.is_empty() { blank } else { prefix };
        out += &format!("{before}{line}\n");
        prefix = other;
    }
    out
}

/// The lines of Rust fences as hidden ones; a text without a fence stands below one that has hidden lines.
fn hidden(text: &str) -> String {
    let Some((_, code)) = text.split_once("```rust\n") else {
        return format!("```rust\n# let _é = 1;\n```\n\n{text}");
    };
    let (code, rest) = code.split_once("```\n").expect("a fence ends");
    format!("```rust\n{}```\n{rest}", indented(code, "# ", "# ", ""))
}

/// A name, whether the text stands in a file of which a chapter includes all but the first line, and how it is written there.
type Around = (&'static str, bool, fn(&str) -> String);

const AROUND: [Around; 6] = [
    ("alone", false, str::to_owned),
    ("hidden", false, hidden),
    ("list", false, |text| indented(text, "- ", "  ", "")),
    ("quote", false, |text| indented(text, "> ", "> ", ">")),
    ("include", true, str::to_owned),
    ("all", true, |text| {
        indented(&hidden(text), "> 1. ", ">    ", ">")
    }),
];

/// Takes the mark out of a text: its place, as a finding tells it.
fn marked(path: &str, text: &str) -> (String, String) {
    let (before, after) = text.split_once('¦').expect("a mark");
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count() + 1;
    (
        format!("{before}{after}"),
        format!("{path}:{line}:{column}"),
    )
}

/// Each of the five has just one finding, at its character, wherever it stands.
#[test]
fn places_hold_through_includes_hidden_lines_lists_and_quotes() {
    let mut book = Book::new().chapter("there.md", "# There\n\n## Somewhere\n");
    let mut expected = Vec::new();
    for (mistake, code, text) in MISTAKES {
        for (around, included, write) in AROUND {
            let name = format!("{mistake}-{around}.md");
            let (path, head) = if included {
                (format!("src/parts/{name}"), "Left out.\n")
            } else {
                (format!("src/{name}"), "# A\n\n")
            };
            let (text, place) = marked(&path, &format!("{head}{}", write(text)));
            expected.push(finding(code, &place));
            book = if included {
                let chapter = format!("# A\n\n{{{{#include parts/{name}:2:}}}}\n");
                book.chapter(&name, chapter).file(&path, text)
            } else {
                book.chapter(&name, text)
            };
        }
    }
    let mut found = book.findings();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

/// A fence that includes some lines of a file, the others left out or hidden.
#[test]
fn places_hold_where_a_fence_includes_its_lines() {
    let code = "// left out\nlet x: i32 = \"one\";\n";
    for directive in ["include", "rustdoc_include"] {
        let text = format!("# A\n\n```rust\n{{{{#{directive} code.rs:2:}}}}\n```\n");
        let book = Book::of(&text).file("src/code.rs", code);
        let expected = [finding("snippet-compile", "src/code.rs:2:14")];
        assert_eq!(book.findings(), expected, "{directive}");
    }
}

#[test]
fn all_mistakes_are_told_in_one_run_and_the_last_good_site_stays() {
    let good = "# A\n\n$x$\n\n```rust\nprintln!(\"1\");\n```\n\n```output\n1\n```\n";
    let book = Book::of(good);
    let run = book.qed(&["build"]).code(0);
    run.says(&["Proven: 1 topic, 1 formula, 1 snippet and 0 links"]);
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
