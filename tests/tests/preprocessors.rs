//! QED among other preprocessors: before them, after them, and with text that they changed.

use qed_tests::{Book, Finding};

/// A preprocessor in Python that puts a line before every chapter and turns `WORD` into another.
const SHOUT: &str = r#"
import json, sys
if len(sys.argv) > 1 and sys.argv[1] == "supports":
    sys.exit(0)
context, book = json.load(sys.stdin)
def change(items):
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            chapter = item["Chapter"]
            chapter["content"] = "An added line.\n\n" + chapter["content"].replace("WORD", "a longer word")
            change(chapter["sub_items"])
change(book["items"])
json.dump(book, sys.stdout)
"#;

fn book(order: &str) -> Book {
    Book::of("# A\n\nOne WORD and $x^2$.\n\nSee [b](gone.md).\n\n```mermaid\ngraph TD\n  A[\"$5\"] --> B\n```\n")
        .file("shout.py", SHOUT)
        .file(
            "book.toml",
            format!(
                "[book]\ntitle = \"Test\"\n\n[preprocessor.qed]\nbefore = [\"links\"]\n\n[preprocessor.shout]\ncommand = \"python3 shout.py\"\n{order}\n\n[output.qed]\n"
            ),
        )
}

fn finding(place: &str) -> Finding {
    Finding {
        code: "missing-file".to_owned(),
        place: place.to_owned(),
    }
}

#[test]
fn text_that_was_changed_before_keeps_its_places() {
    assert_eq!(
        book("before = [\"qed\"]").findings(),
        [finding("src/a.md:5:9")]
    );
}

#[test]
fn a_preprocessor_afterwards_does_not_matter() {
    assert_eq!(
        book("after = [\"qed\"]").findings(),
        [finding("src/a.md:5:9")]
    );
}

#[test]
fn changed_text_is_what_the_page_shows() {
    for order in ["before = [\"qed\"]", "after = [\"qed\"]"] {
        let book = book(order);
        book.replace("src/a.md", "See [b](gone.md).", "No link.");
        let _ = book.mdbook(&["build"]).code(0);
        let html = book.read("book/a.html");
        for part in [
            "An added line.",
            "a longer word",
            "class=\"katex\"",
            "mermaid",
        ] {
            assert!(html.contains(part), "{part} is not in\n{html}");
        }
        assert!(!html.contains("<!-- qed"), "the mark is not shown\n{html}");
    }
}

#[test]
fn a_mistake_in_added_text_is_said_to_be_near() {
    let book = book("before = [\"qed\"]");
    book.replace("shout.py", "An added line.", "An added [x](other.md) line.");
    let run = book.qed(&["check"]).code(100);
    run.says(&["src/a.md", "near, not exact"]);
}

#[test]
fn an_output_in_added_text_is_left_alone_and_that_is_said() {
    let book = book("before = [\"qed\"]");
    book.replace("src/a.md", "See [b](gone.md).", "No link.");
    let fence = "```rust\\nprintln!(\\\"1\\\");\\n```";
    book.replace("shout.py", "An added line.", fence);
    let before = book.read("src/a.md");
    let run = book.qed(&["bless"]).code(100);
    run.says(&[
        "0 outputs written in 0 files",
        "Left alone",
        "near src/a.md:1",
    ]);
    assert_eq!(book.read("src/a.md"), before);
}

#[test]
fn without_an_order_places_are_lost_and_that_is_said() {
    let book = Book::of("# A\n\n{{#include part.txt}}\n").file("src/part.txt", "[b](gone.md)\n");
    assert_eq!(book.findings(), [finding("src/part.txt:1:5")]);
    book.replace("book.toml", "before = [\"links\"]\n", "");
    let order = Finding {
        code: "after-links".to_owned(),
        place: "book.toml:7:15".to_owned(),
    };
    assert_eq!(book.findings(), [order, finding("src/a.md:3:1")]);
    book.replace(
        "book.toml",
        "[output.qed]",
        "[preprocessor.links]\nafter = [\"qed\"]\n\n[output.qed]",
    );
    assert_eq!(book.findings(), [finding("src/part.txt:1:5")]);
}

#[test]
fn a_mistake_that_is_made_afterwards_is_found_all_the_same() {
    let book = book("after = [\"qed\"]");
    book.replace("src/a.md", "See [b](gone.md).", "No link.");
    book.replace("shout.py", "An added line.", "An added [link](gone.md).");
    for run in [book.qed(&["build"]).code(100), book.mdbook(&["build"])] {
        assert_ne!(run.code, 0);
        run.says(&["error[missing-file]"]);
        assert!(!book.root().join("book/a.html").exists());
    }
}

#[test]
fn the_others_can_be_left_out() {
    let book = book("before = [\"qed\"]");
    book.replace("book.toml", "python3 shout.py", "no-such-program");
    let run = book.qed(&["check"]).code(1);
    run.says(&["`shout`", "--alone"]);
    assert_eq!(book.findings_with(&["--alone"]), [finding("src/a.md:5:9")]);
}

#[test]
fn a_table_of_contents_by_mdbook_toc() {
    let book = Book::of("# A\n\n<!-- toc -->\n\n## One $x$\n\n## Two\n\n[up](#one-x)\n");
    book.replace(
        "book.toml",
        "[output.qed]",
        "[preprocessor.toc]\nrenderer = [\"html\", \"qed\"]\n\n[output.html]",
    );
    let _ = book.mdbook(&["build"]).code(0);
    let html = book.read("book/a.html");
    assert!(html.contains("href=\"#two\""), "{html}");
    assert!(html.contains("class=\"katex\""), "{html}");
}
