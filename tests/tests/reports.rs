//! Reports as other programs read them, and the codes that a check ends with.

use boon::{Compiler, Schemas};
use qed_tests::{Book, repository};

/// A book with findings of many kinds: in a topic, in an include, in book.toml, about a whole file.
fn broken() -> Book {
    let topic = "# A topic | with `code`\n\n$\\nope$ and $$\n\\frac{1\n$$\n\n[x](gone.md) [[no-such-topic]] ![é](bild%20ä.png)\n\n\
        ```rust\nlet x: i32 = \"1\";\n```\n\n```rust\nprintln!(\"2\");\n```\n\n```output\n1\n```\n\n{{#include part.md}}\n";
    let book = Book::of(topic)
        .chapter("b/d.md", "+++\nrequires = [\"gone\"]\n+++\n\n# D\n")
        .file("src/part.md", "A part with [a link](nowhere.md).\n")
        .file("src/unread.md", "# Nobody lists this\n");
    book.replace(
        "book.toml",
        "[output.qed]",
        "[preprocessor.qed.macros]\n\"\\\\unused\" = \"\\\\frac{\"\n\n[output.qed]",
    );
    book
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let path = repository().join("tests/suites/sarif/sarif-schema-2.1.0.json");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema = compiler
        .compile(&path.to_string_lossy(), &mut schemas)
        .expect("the schema is one");
    for book in [broken(), Book::of("# Nothing is wrong\n")] {
        for arguments in [&[][..], &["--relative-to", ".."], &["--shard", "1/2"]] {
            let run = book.qed(&[&["check", "--format", "sarif"], arguments].concat());
            let report = serde_json::from_str(&run.stdout).expect("JSON");
            if let Err(error) = schemas.validate(&report, schema) {
                panic!("{error:#}\n{}", run.stdout);
            }
        }
    }
    // A schema that takes anything would have passed as well.
    let wrong = serde_json::json!({ "version": "2.1.0", "runs": [{ "results": [{}] }] });
    assert!(schemas.validate(&wrong, schema).is_err());
}

#[test]
fn every_format_tells_of_the_same_findings() {
    let book = broken();
    let codes: Vec<_> = book
        .findings()
        .into_iter()
        .map(|finding| finding.code)
        .collect();
    assert!(codes.len() > 8, "{codes:?}");
    let formats = ["human", "json", "sarif", "junit", "github", "markdown"];
    let files = formats.map(|format| format!("{format}=report.{format}"));
    let mut arguments = vec!["check"];
    for file in &files {
        arguments.extend(["--format", file]);
    }
    let _ = book.qed(&arguments).code(100);
    for format in formats {
        let report = book.read(&format!("report.{format}"));
        for code in &codes {
            assert!(
                report.contains(code.as_str()),
                "{code} is not in {format}:\n{report}"
            );
        }
    }
}

#[test]
fn a_check_ends_with_the_code_of_what_it_found() {
    let warning = "# A\n\n[x](a.html)\n";
    let cases: [(&str, Book, &[&str], i32); 8] = [
        ("all holds", Book::of("# A\n"), &["check"], 0),
        ("a warning", Book::of(warning), &["check"], 0),
        (
            "a warning that counts",
            Book::of(warning),
            &["check", "--deny-warnings"],
            100,
        ),
        ("an error", broken(), &["check"], 100),
        ("no book", Book::empty(), &["check"], 1),
        ("no folder", Book::empty(), &["check", "nowhere"], 1),
        (
            "an option that does not exist",
            Book::of("# A\n"),
            &["check", "--nope"],
            2,
        ),
        (
            "a setting that does not exist",
            Book::of("# A\n").file("book.toml", "[preprocessor.qed]\nnope = 1\n"),
            &["check"],
            2,
        ),
    ];
    for (what, book, arguments, code) in cases {
        let run = book.qed(arguments);
        assert_eq!(run.code, code, "{what}:\n{}", run.stderr);
    }
}
