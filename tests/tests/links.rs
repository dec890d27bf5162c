//! Twenty kinds of broken links in one book, and the links that hold.

use qed_tests::{Book, Finding, repository};

/// A book where every link holds.
fn sound() -> Book {
    Book::of("+++\naliases = [\"First\"]\nallow = { no-links-in = \"t\", no-links-out = \"t\", no-proven-snippet = \"t\", no-recall = \"t\", no-sources = \"t\" }\n+++\n\n# Alpha\n\n## Über uns\n\n## Twice\n\n## Twice\n\n### Named {#named}\n\n<a id=\"raw\"></a>\n\n$$\nx \\label{eq:x}\n$$\n")
        .chapter("deep/b.md", "# Beta\n")
        .chapter("deep/README.md", "# Deep\n")
        .file("src/image.svg", "<svg/>")
}

#[test]
fn links_that_hold_are_not_found_fault_with() {
    let text = "# C\n\n\
        [1](a.md) [2](./a.md#über-uns) [3](a.md#twice-1) [4](a.md#named) [5](a.md#raw) [6](a.md#eq-x)\n\
        [7](deep/b.md) [8](deep/README.md) [9](deep/index.md) [10](#c) ![11](image.svg) [12](image.svg)\n\
        [13](https://example.org/x.md) [14](mailto:a@example.org) [15](//example.org)\n\
        [[a]] [[Alpha]] [[first]] [[a#named]] [[b|words]] [[deep]]\n\
        [ref] and [words][ref], a note[^n], <https://example.org>, <a href=\"a.md\">raw</a>, <img src=\"image.svg\">\n\
        `[[no-link]]`, [[1, 2], [3, 4]], \\[[no-link]]\n\n\
        | a | b |\n|---|---|\n| [[a\\|bar]] | [x](a.md) |\n\n\
        [ref]: a.md#named\n[^n]: A note with [a link](a.md).\n";
    let findings = sound().chapter("c.md", text).findings();
    let wrong: Vec<_> = findings
        .iter()
        .filter(|finding| finding.code != "unused-allow")
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn each_kind_of_broken_link_is_one_finding() {
    let cases = [
        ("[x](gone.md)", "missing-file"),
        ("[x](deep/gone.md)", "missing-file"),
        ("[x](gone.png)", "missing-file"),
        ("![x](gone.svg)", "missing-file"),
        ("<a href=\"gone.md\">x</a>", "missing-file"),
        ("<img src=\"gone.png\">", "missing-file"),
        ("[x][r]\n\n[r]: gone.md", "missing-file"),
        ("[x](a.md#gone)", "missing-heading"),
        ("[x](#gone)", "missing-heading"),
        ("[x](a.md#Twice)", "missing-heading"),
        ("[[a#gone]]", "missing-heading"),
        ("[x](A.md)", "case-mismatch"),
        ("[x](a.html)", "html-link"),
        ("[x](../outside.md)", "link-outside"),
        ("[[no-such-topic]]", "unknown-topic"),
        ("[[Beta]]", "ambiguous-link"),
        ("[x](unlisted.md)", "unlisted-chapter"),
        ("[x][nowhere]", "undefined-reference"),
        ("A note[^nowhere].", "undefined-reference"),
        ("Text.\n\n[unused]: a.md", "reference-unused"),
        ("Text.\n\n[^unused]: a note", "footnote-unused"),
        ("| a |\n|---|\n| [x](gone.md) |", "missing-file"),
        (
            "<details class=\"recall\">\n<summary>\n\n[x](gone.md)\n\n</summary>\n\nA.\n\n</details>",
            "missing-file",
        ),
    ];
    for (link, code) in cases {
        let mut book = sound().chapter("c.md", format!("# C\n\n{link}\n"));
        if code == "ambiguous-link" {
            book = book.chapter("other.md", "# Beta\n");
        }
        if code == "unlisted-chapter" {
            book = book.file("src/unlisted.md", "# Unlisted\n");
        }
        let findings: Vec<Finding> = book
            .findings()
            .into_iter()
            .filter(|finding| !matches!(finding.code.as_str(), "unlisted-file" | "unused-allow"))
            .collect();
        let codes: Vec<_> = findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        assert_eq!(codes, [code], "{link}");
        assert!(
            findings[0].place.starts_with("src/c.md:"),
            "{link}: {}",
            findings[0].place
        );
    }
}

#[test]
fn what_summary_forgets_or_repeats() {
    let book = sound()
        .file("src/forgotten.md", "# Forgotten\n")
        .file(
            "src/404.md",
            "# mdBook shows this where a page is not there\n",
        )
        .file("src/part.md", "text")
        .chapter("c.md", "{{#include part.md}}\n");
    let unlisted: Vec<_> = book
        .findings()
        .into_iter()
        .filter(|finding| finding.code == "unlisted-file")
        .map(|finding| finding.place)
        .collect();
    assert_eq!(unlisted, ["src/forgotten.md:1:1"]);

    book.replace("src/SUMMARY.md", "(a.md)\n", "(a.md)\n- [again](a.md)\n");
    let repeated = Finding {
        code: "repeated-chapter".to_owned(),
        place: "src/SUMMARY.md:4:11".to_owned(),
    };
    assert_eq!(book.findings(), [repeated]);
}

#[test]
fn requirements_that_do_not_hold() {
    let topic = |requires: &str| {
        format!("+++\nrequires = [{requires}]\nsources = [\"isbn:1\"]\n+++\n\n# T\n")
    };
    let book = Book::new()
        .chapter("x.md", topic("\"y\""))
        .chapter("y.md", topic("\"z\""))
        .chapter("z.md", topic("\"x\", \"gone\""));
    let run = book.qed(&["check"]).code(100);
    run.says(&[
        "x → y → z → x",
        "circular-requirement",
        "src/x.md:2:13",
        "unknown-requirement",
        "src/z.md:2:18",
    ]);
    assert_eq!(
        run.stderr.matches("circular-requirement").count(),
        1,
        "{}",
        run.stderr
    );
}

#[test]
fn the_definition_that_is_missing_is_written_out() {
    for (text, hint) in [
        ("A note[^n].", "add a line `[^n]: …`"),
        ("[words][name].", "add a line `[name]: target`"),
    ] {
        let run = Book::of(&format!("# A\n\n{text}\n"))
            .qed(&["check"])
            .code(0);
        assert!(run.stderr.contains(hint), "{}", run.stderr);
    }
}

/// Codes that tell of links and of how topics hang together.
const ABOUT_LINKS: [&str; 15] = [
    "ambiguous-link",
    "case-mismatch",
    "circular-requirement",
    "footnote-unused",
    "html-link",
    "link-outside",
    "missing-file",
    "missing-heading",
    "reference-unused",
    "undefined-reference",
    "unknown-requirement",
    "unknown-topic",
    "unlisted-chapter",
    "unlisted-file",
    "repeated-chapter",
];

/// The study book with its code taken for text: what is proven about snippets is not asked here, and takes long.
fn study_book() -> Book {
    let mut book = Book::empty();
    for folder in ["book.toml", "src"] {
        for entry in walkdir::WalkDir::new(repository().join(folder)) {
            let entry = entry.expect("the book can be read");
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(repository()).expect("inside");
                let bytes = std::fs::read(entry.path()).expect("a file can be read");
                let bytes = match String::from_utf8(bytes) {
                    Ok(text) => text.replace("```rust", "```text").into_bytes(),
                    Err(error) => error.into_bytes(),
                };
                book = book.file(&path.to_string_lossy(), bytes);
            }
        }
    }
    book
}

/// What is found about links, in order.
fn about_links(book: &Book) -> Vec<Finding> {
    let findings = book.findings().into_iter();
    findings
        .filter(|finding| ABOUT_LINKS.contains(&finding.code.as_str()))
        .collect()
}

#[test]
fn broken_links_in_the_study_book_are_all_found_and_nothing_else() {
    let book = study_book();
    assert_eq!(about_links(&book), []);

    let page = "src/sequence-models/attention.md";
    let cases = [
        ("[x](gone.md)", "missing-file"),
        ("[x](../foundations/gone/README.md)", "missing-file"),
        ("![x](gone.svg)", "missing-file"),
        ("<a href=\"gone.md\">x</a>", "missing-file"),
        ("<img src=\"gone.png\">", "missing-file"),
        ("[x][r]\n\n[r]: gone.md", "missing-file"),
        ("| a |\n|---|\n| [x](gone.md) |", "missing-file"),
        (
            "<details class=\"recall\">\n<summary>\n\n[x](gone.md)\n\n</summary>\n\nA.\n\n</details>",
            "missing-file",
        ),
        ("[x](transformers.md#gone)", "missing-heading"),
        ("[x](#gone)", "missing-heading"),
        ("[x](transformers.md#See-also)", "missing-heading"),
        (
            "[x](../classification-and-losses/softmax.md#eq-gone)",
            "missing-heading",
        ),
        ("[[transformers#gone]]", "missing-heading"),
        ("[x](Transformers.md)", "case-mismatch"),
        ("[x](transformers.html)", "html-link"),
        ("[x](../../outside.md)", "link-outside"),
        ("[[no-such-topic]]", "unknown-topic"),
        ("[[the same title]]", "ambiguous-link"),
        ("[x](unlisted.md)", "unlisted-chapter"),
        ("[x][nowhere]", "undefined-reference"),
        ("A note[^nowhere].", "undefined-reference"),
        ("[unused]: transformers.md", "reference-unused"),
        ("[^unused]: A note.", "footnote-unused"),
    ];
    let text = book.read(page);
    let broken: String = cases
        .iter()
        .map(|(link, _)| format!("\n{link}\n"))
        .collect();
    let book = book
        .file(page, format!("{text}{broken}"))
        .file("src/twin-one.md", "# The same title\n\n[[attention]]\n")
        .file("src/twin-two.md", "# The same title\n\n[[attention]]\n")
        .file("src/sequence-models/unlisted.md", "# Nobody lists this\n");
    let suffix = "[Notation](notation.md)";
    let twins = format!("[One](twin-one.md)\n[Two](twin-two.md)\n{suffix}");
    book.replace("src/SUMMARY.md", suffix, &twins);
    let lines = text.lines().count();
    let found = about_links(&book);
    let expected: Vec<_> = cases
        .iter()
        .map(|(_, code)| *code)
        .chain(["unlisted-file"])
        .collect();
    let codes: Vec<_> = found.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, expected);
    for finding in &found[..cases.len()] {
        let mut place = finding.place.split(':');
        assert_eq!(place.next(), Some(page));
        let line: usize = place.next().expect("a line").parse().expect("a number");
        assert!(line > lines, "{finding:?}");
    }
}
