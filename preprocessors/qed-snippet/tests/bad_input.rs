//! Compilers that are not there or do not work, and books that try one's patience.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod book;

use std::path::PathBuf;

use book::Book;
use qed_snippet::Verdict;

const TEXT: &str = "```rust\nlet x = 1;\n```\n";

#[test]
fn no_rustc() {
    let mut book = Book::new();
    book.settings.rustc = Some(PathBuf::from("/nowhere/rustc"));
    let error = book.try_prove(TEXT).err().unwrap().to_string();
    assert!(
        error.contains("/nowhere/rustc") && error.contains("Reinstall"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_rustc_that_does_not_work() {
    use std::os::unix::fs::PermissionsExt;
    for (script, said) in [
        ("echo nonsense", "nonsense"),
        ("echo broken >&2; exit 1", "broken"),
        ("kill -9 $$", "nothing"),
    ] {
        let mut book = Book::new();
        let path = book.root().join("rustc");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        book.settings.rustc = Some(path);
        let error = book.try_prove(TEXT).err().unwrap().to_string();
        assert!(
            error.contains("does not work as a Rust compiler") && error.contains(said),
            "{error}"
        );
    }
}

#[test]
fn a_book_without_snippets_needs_no_rustc() {
    let mut book = Book::new();
    book.settings.rustc = Some(PathBuf::from("/nowhere/rustc"));
    assert!(book.prove("# Nothing to run\n").verdicts().is_empty());
}

#[test]
fn syntax_errors_that_swallow_the_rest_cost_nobody_else() {
    let bad = [
        "fn f() {",
        "}",
        "/* open",
        "\"open",
        "r#\"open",
        "'",
        "macro_rules! m {",
        "#![",
        "((((((",
        "let x = ;",
        "\u{1F980}",
        "fn main() { } }",
    ];
    let mut text = String::new();
    for code in bad {
        text.push_str(&format!(
            "```rust\n{code}\n```\n\n```rust\nassert_eq!(1, 1);\n```\n\n"
        ));
    }
    let proven = Book::new().prove(&text);
    for (index, verdict) in proven.verdicts().iter().enumerate() {
        assert_eq!(
            matches!(verdict, Verdict::Ran(_)),
            index % 2 == 1,
            "{index}: {verdict:?}"
        );
    }
}

#[test]
fn deep_and_long_code_does_not_bring_anybody_down() {
    let deep = format!("let x = {}1{};", "(".repeat(3000), ")".repeat(3000));
    let prefixes = format!("let x = {}true;", "!".repeat(20_000));
    let long = format!("let x = 0{};", " + 1".repeat(5_000));
    let text = [&deep, &prefixes, &long]
        .map(|code| format!("```rust\n{code}\n```\n\n```rust\nassert_eq!(1, 1);\n```\n\n"))
        .concat();
    let proven = Book::new().prove(&text);
    assert_eq!(proven.verdicts().len(), 6);
    for verdict in proven.verdicts().iter().skip(1).step_by(2) {
        assert!(matches!(verdict, Verdict::Ran(_)), "{verdict:?}");
    }
}

#[test]
fn programs_that_leave_things_behind() {
    let text = "```rust\nstd::fs::create_dir_all(\"a/b/c\").unwrap();\nstd::fs::write(\"a/b/c/d\", \"x\").unwrap();\nstd::thread::spawn(|| loop { std::thread::park() });\n```\n";
    let book = Book::new();
    assert!(matches!(book.prove(text).verdicts()[0], Verdict::Ran(_)));
    assert_eq!(
        std::fs::read_dir(book.settings.work_folder.join("tmp"))
            .unwrap()
            .count(),
        0
    );
}
