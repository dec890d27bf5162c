//! `qed check --shard` and `qed merge`: the shards together are the whole.

use std::collections::BTreeSet;

use qed_tests::{Book, Run};

const SHARDS: usize = 3;
const FORMATS: [&str; 5] = ["json", "sarif", "junit", "github", "markdown"];

/// A book whose every kind of mistake crosses from one topic to another.
fn book() -> Book {
    let mut book = Book::new().file("src/part.md", "A shared part with $\\nope$.\n");
    for at in 0..12 {
        let next = (at + 1) % 12;
        let mut text = format!(
            "+++\nrequires = [\"t{next}\"]\n+++\n\n# Topic {at}\n\n[[t{next}]] and [[nowhere-{at}]].\n\n\
             $$\nx^{at}\n\\label{{eq:{}}}\n$$\n\n```rust,name=s{}\nprintln!(\"{at}\");\n```\n\n```output\n{}\n```\n\n",
            at % 7,
            at % 5,
            if at % 4 == 0 { at + 1 } else { at },
        );
        if at % 6 == 0 {
            text += "{{#include part.md}}\n";
        }
        book = book.chapter(&format!("t{at}.md"), text);
    }
    book.file("src/unread.md", "# Nobody lists this\n")
}

/// Checks each shard in a copy of its own, as machines would: the files of the JSON reports.
fn shards(book: &Book) -> (Vec<String>, Vec<Run>) {
    (1..=SHARDS)
        .map(|number| {
            let machine = Book::copy(book.root());
            let (shard, file) = (format!("{number}/{SHARDS}"), format!("shard-{number}.json"));
            let format = format!("json={}", book.root().join(&file).display());
            let run = machine.qed(&["check", "--shard", &shard, "--format", &format]);
            (file, run)
        })
        .unzip()
}

fn merge(book: &Book, files: &[String], format: &str) -> Run {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    book.qed(&[&["merge", "--format", format], &files[..]].concat())
}

#[test]
fn the_shards_together_are_the_whole() {
    let book = book();
    let (files, runs) = shards(&book);
    for format in FORMATS {
        let whole = book.qed(&["check", "--format", format]).code(100);
        let merged = merge(&book, &files, format).code(100);
        assert_eq!(merged.stdout, whole.stdout, "{format}");
    }
    let whole = book.qed(&["check"]);
    let merged = merge(&book, &files, "human");
    let findings = |run: &Run| {
        run.stderr
            .rsplit_once("\n\n")
            .expect("a closing line")
            .0
            .to_owned()
    };
    assert_eq!(findings(&merged), findings(&whole));
    assert!(runs.iter().all(|run| run.code == 100));

    // Each topic's snippets are proven by one shard only, and no shard proves all.
    let reports = files
        .iter()
        .map(|file| -> serde_json::Value { serde_json::from_str(&book.read(file)).expect("JSON") });
    let mut seen = BTreeSet::new();
    for report in reports {
        let topics = report["files"].as_array().expect("files");
        assert!(!topics.is_empty() && topics.len() < 12, "{topics:?}");
        for topic in topics {
            assert!(seen.insert(topic.as_str().expect("a path").to_owned()));
        }
    }
    assert_eq!(seen.len(), 12);
}

#[test]
fn shards_of_a_book_that_holds_hold() {
    let book = Book::of("# A\n\n[[b]] and $x$.\n").chapter("b.md", "# B\n\n[[a]]\n");
    let (files, runs) = shards(&book);
    assert!(runs.iter().all(|run| run.code == 0));
    let merged = merge(&book, &files, "human").code(0);
    assert!(
        merged.stderr.contains("All holds: 2 topics"),
        "{}",
        merged.stderr
    );
    let whole = book.qed(&["check", "--format", "json"]).code(0);
    assert_eq!(merge(&book, &files, "json").code(0).stdout, whole.stdout);
}

#[test]
fn what_keeps_a_book_from_being_checked_has_the_code_of_the_whole() {
    for (path, text, code) in [
        ("src/SUMMARY.md", "- [gone](gone.md)\n", 100),
        ("book.toml", "[preprocessor.qed]\nmakros = 1\n", 2),
    ] {
        let book = Book::of("# A\n").file(path, text);
        let whole = book.qed(&["check", "--format", "json"]).code(code);
        let (files, runs) = shards(&book);
        assert!(runs.iter().all(|run| run.code == code), "{path}");
        assert_eq!(merge(&book, &files, "json").code(code).stdout, whole.stdout);
    }
}

#[test]
fn a_missing_shard_is_told() {
    let book = Book::of("# A\n");
    let (files, _) = shards(&book);
    let run = merge(&book, &files[1..], "human").code(1);
    run.says(&["shard 1/3 is missing"]);
    let run = book.qed(&["check", "--shard", "4/3"]).code(2);
    run.says(&["1/3, 2/3, 3/3"]);
    assert_eq!(book.qed(&["merge"]).code, 2);
}
