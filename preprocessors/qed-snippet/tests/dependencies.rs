//! Crates for snippets: built by cargo, found by snippets, locked, rebuilt when they change, and contained.
//!
//! Every crate here lies in the book's own folder, so the tests need no network.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod book;

use std::path::Path;

use book::Book;
use qed_snippet::{Failure, Verdict};

fn write_crate(root: &Path, name: &str, version: &str, manifest: &str, code: &str) {
    let folder = root.join(name);
    std::fs::create_dir_all(folder.join("src")).unwrap();
    let head =
        format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n");
    std::fs::write(folder.join("Cargo.toml"), format!("{head}{manifest}")).unwrap();
    std::fs::write(folder.join("src/lib.rs"), code).unwrap();
}

fn depend(book: &mut Book, table: &str) {
    book.settings.dependencies = toml::from_str(table).unwrap();
}

const USES: &str = "```rust\nprintln!(\"{}\", my_crate::one());\n```\n```output\n1\n```\n\n```rust\nassert_eq!(1, 1);\n```\n";

#[test]
fn a_crate_by_path_is_built_locked_and_remembered() {
    let mut book = Book::new();
    write_crate(
        book.root(),
        "my-crate",
        "0.1.0",
        "",
        "pub fn one() -> i32 { 1 }\n",
    );
    depend(&mut book, "my-crate = { path = \"my-crate\" }");
    let cold = book.prove(USES);
    assert!(cold.told().is_empty(), "{}", cold.words());
    assert_eq!(
        cold.phases,
        [
            "compiling and running",
            "fetching dependencies",
            "building dependencies",
            "compiling and running"
        ]
    );
    let lock = std::fs::read_to_string(book.root().join("qed.lock")).unwrap();
    assert!(
        lock.contains("my-crate") && !lock.contains(&book.root().display().to_string()),
        "{lock}"
    );
    let warm = book.prove(USES);
    assert_eq!(
        (warm.proof.cached, warm.phases.len()),
        (2, 0),
        "{:?}",
        warm.phases
    );

    // Another source is another crate; a snippet without it does not run again.
    std::fs::write(
        book.root().join("my-crate/src/lib.rs"),
        "pub fn one() -> i32 { 11 }\n",
    )
    .unwrap();
    let changed = book.prove(USES);
    assert_eq!(changed.proof.cached, 1);
    assert_eq!(
        changed.told(),
        ["output-differs 5:1 line 1 of the output is not what the snippet prints"]
    );

    // Another lock, too.
    std::fs::write(
        book.root().join("my-crate/src/lib.rs"),
        "pub fn one() -> i32 { 1 }\n",
    )
    .unwrap();
    assert!(book.prove(USES).told().is_empty());
    std::fs::write(book.root().join("qed.lock"), format!("{lock}# changed\n")).unwrap();
    assert!(
        book.prove(USES)
            .phases
            .contains(&"building dependencies".to_owned())
    );
}

#[test]
fn names_are_those_of_libraries_and_of_renamed_packages() {
    let mut book = Book::new();
    write_crate(
        book.root(),
        "package-name",
        "0.1.0",
        "[lib]\nname = \"library\"\n",
        "pub fn two() -> i32 { 2 }\n",
    );
    write_crate(
        book.root(),
        "other",
        "0.1.0",
        "",
        "pub fn three() -> i32 { 3 }\n",
    );
    depend(
        &mut book,
        "package-name = { path = \"package-name\" }\nrenamed = { package = \"other\", path = \"other\" }",
    );
    let text = "```rust\nuse library::two;\nassert_eq!(two(), 2);\n```\n\n```rust\nassert_eq!(renamed::three(), 3);\n```\n\n```rust\nuse nowhere::x;\n```\n";
    for _ in 0..2 {
        let proven = book.prove(text);
        assert!(
            matches!(
                proven.verdicts()[..],
                [
                    Verdict::Ran(_),
                    Verdict::Ran(_),
                    Verdict::Failed(Failure::DoesNotCompile)
                ]
            ),
            "{}",
            proven.words()
        );
    }
}

#[test]
fn two_versions_in_two_sets() {
    let mut book = Book::new();
    write_crate(
        book.root(),
        "new",
        "2.0.0",
        "",
        "pub fn version() -> i32 { 2 }\n",
    );
    write_crate(
        book.root(),
        "old",
        "1.0.0",
        "",
        "pub fn version() -> i32 { 1 }\n",
    );
    depend(&mut book, "thing = { package = \"new\", path = \"new\" }");
    let old = toml::from_str("thing = { package = \"old\", path = \"old\" }").unwrap();
    book.settings.dependency_sets.insert("old".to_owned(), old);
    let text = "```rust\nassert_eq!(thing::version(), 2);\n```\n\n```rust,deps=old\nassert_eq!(thing::version(), 1);\n```\n\n```rust,deps=other\nlet x = 1;\n```\n";
    let proven = book.prove(text);
    assert_eq!(
        proven.told(),
        ["snippet-attribute 9:9 `other` is no value for `deps`"],
        "{}",
        proven.words()
    );
    assert!(book.root().join("qed-old.lock").exists());
}

#[test]
fn a_crate_that_reads_arguments_finds_those_of_a_program_of_its_own() {
    let mut book = Book::new();
    let code = "pub fn arguments() -> usize { std::env::args().count() }\n";
    write_crate(book.root(), "reader", "1.0.0", "", code);
    depend(&mut book, "reader = { path = \"reader\" }");
    let text = "```rust\nassert_eq!(reader::arguments(), 1);\n```\n\n".repeat(8);
    let proven = book.prove(&text);
    assert!(proven.told().is_empty(), "{}", proven.words());
}

#[test]
fn what_cannot_be_built_is_one_finding_and_costs_only_those_that_need_it() {
    let tables = [
        "my-crate = { path = \"nowhere\" }",
        "my-crate = { path = \"broken\", package = \"broken\" }",
        "my-crate = \"no version\"",
    ];
    for table in tables {
        let mut book = Book::new();
        write_crate(book.root(), "broken", "0.1.0", "", "this is no Rust\n");
        depend(&mut book, table);
        let proven = book.prove(USES);
        assert!(
            matches!(
                proven.verdicts()[..],
                [Verdict::Failed(Failure::NoDependencies), Verdict::Ran(_)]
            ),
            "{table}: {:?}",
            proven.verdicts()
        );
        let words = proven.words();
        assert!(
            words.contains("the crates of `[preprocessor.qed.dependencies]` cannot be built"),
            "{words}"
        );
        assert!(
            proven
                .told()
                .iter()
                .all(|told| told.starts_with("snippet-dependencies 1:1")),
            "{:?}",
            proven.told()
        );
    }
}

/// A crate whose build script, or whose macro, does what it should not; the code sees `secret` and `address`.
fn malicious(book: &Book, attack: &str) {
    let macros = "[lib]\nproc-macro = true\n";
    let code = format!(
        "use proc_macro::TokenStream;\n#[proc_macro]\npub fn look(input: TokenStream) -> TokenStream {{\n    {attack}\n    input\n}}\n"
    );
    write_crate(book.root(), "looker", "0.1.0", macros, &code);
}

#[test]
fn macros_that_go_looking_find_nothing() {
    let home = tempfile::tempdir_in(std::env::home_dir().unwrap()).unwrap();
    let secret = home.path().join("secret");
    std::fs::write(&secret, "very secret").unwrap();
    let written = home.path().join("written");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let attacks = [
        (format!("panic!(\"{{:?}}\", std::fs::read_to_string({:?}));", secret.display().to_string()), "PermissionDenied"),
        (format!("panic!(\"{{:?}}\", std::fs::write({:?}, \"x\"));", written.display().to_string()), "PermissionDenied"),
        (format!("panic!(\"{{:?}}\", std::net::TcpStream::connect({:?}).map(drop));", listener.local_addr().unwrap().to_string()), "open a TCP socket"),
        ("panic!(\"{:?}\", std::process::Command::new(\"sh\").args([\"-c\", \"while true; do (sleep 9 &) ; done\"]).status());".to_owned(), "64 processes"),
        ("panic!(\"{:?}\", std::env::var(\"HOME\"));".to_owned(), "NotPresent"),
    ];
    for (attack, told) in attacks {
        let mut book = Book::new();
        malicious(&book, &attack);
        depend(&mut book, "looker = { path = \"looker\" }");
        let proven = book
            .prove("```rust\nlooker::look!(let x = 1;);\n```\n\n```rust\nassert_eq!(1, 1);\n```\n");
        assert!(
            matches!(proven.verdicts()[..], [Verdict::Failed(_), Verdict::Ran(_)]),
            "{attack}: {:?}",
            proven.verdicts()
        );
        let words = proven.words();
        assert!(
            words.contains(told) && !words.contains("very secret"),
            "{attack}: {words}"
        );
        assert!(!written.exists());
    }
}

/// A change behind the back of a set that is built is noticed by what a snippet prints.
fn notices(book: &Book, what: &str, change: impl FnOnce()) {
    let before = book.prove(USES);
    assert!(before.told().is_empty(), "{what}: {}", before.words());
    assert_eq!(book.prove(USES).proof.cached, 2, "{what}");
    change();
    let after = book.prove(USES);
    assert!(
        after.words().contains("- 1\n+ 2"),
        "{what}: {}",
        after.words()
    );
}

#[test]
fn whatever_a_crate_is_made_of_counts() {
    let mut book = Book::new();
    let root = book.root().to_owned();
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    depend(&mut book, "my-crate = { path = \"my-crate\" }");

    let by_script = "include!(concat!(env!(\"OUT_DIR\"), \"/one.rs\"));\n";
    write_crate(
        &root,
        "my-crate",
        "0.1.0",
        "build = \"build.rs\"\n",
        by_script,
    );
    let script = |names: &str| {
        format!(
            "fn main() {{\n    let number = std::fs::read_to_string(\"data\").unwrap();\n    let file = std::env::var(\"OUT_DIR\").unwrap() + \"/one.rs\";\n    \
             std::fs::write(file, format!(\"pub fn one() -> i32 {{{{ {{number}} }}}}\")).unwrap();\n    {names}\n}}\n"
        )
    };
    for names in ["", "println!(\"cargo::rerun-if-changed=data\");"] {
        write("my-crate/data", "1");
        write("my-crate/build.rs", &script(names));
        notices(&book, "what a build script reads", || {
            write("my-crate/data", "2");
        });
    }

    let member = "[package]\nname = \"my-crate\"\nversion.workspace = true\nedition = \"2024\"\n";
    let workspace = |version: &str| {
        format!(
            "[workspace]\nmembers = [\"my-crate\"]\n[workspace.package]\nversion = \"{version}\"\n"
        )
    };
    std::fs::remove_file(root.join("my-crate/build.rs")).unwrap();
    write("my-crate/Cargo.toml", member);
    write(
        "my-crate/src/lib.rs",
        "pub fn one() -> &'static str { env!(\"CARGO_PKG_VERSION_MAJOR\") }\n",
    );
    write("Cargo.toml", &workspace("1.0.0"));
    notices(&book, "what a package takes from its workspace", || {
        write("Cargo.toml", &workspace("2.0.0"));
    });
    std::fs::remove_file(root.join("Cargo.toml")).unwrap();

    let by_flag = "pub fn one() -> i32 { if cfg!(other) { 2 } else { 1 } }\n";
    write_crate(&root, "my-crate", "0.1.0", "", by_flag);
    notices(&book, "cargo's settings", || {
        std::fs::create_dir(root.join(".cargo")).unwrap();
        write(
            ".cargo/config.toml",
            "[build]\nrustflags = [\"--cfg=other\"]\n",
        );
    });
}

#[test]
fn a_library_that_is_gone_is_built_again() {
    let mut book = Book::new();
    write_crate(
        book.root(),
        "deep",
        "0.1.0",
        "",
        "pub fn one() -> i32 { 1 }\n",
    );
    let needs = "[dependencies]\ndeep = { path = \"../deep\" }\n";
    write_crate(
        book.root(),
        "my-crate",
        "0.1.0",
        needs,
        "pub use deep::one;\n",
    );
    depend(&mut book, "my-crate = { path = \"my-crate\" }");
    assert!(book.prove(USES).told().is_empty());
    let libraries = book.root().join(".qed/dependencies/target/debug/deps");
    for entry in std::fs::read_dir(libraries).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("libdeep") {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    let after = book.prove(&USES.replace("my_crate::one()", "my_crate::one() + 0"));
    assert!(after.told().is_empty(), "{}", after.words());
}

#[test]
fn a_compiler_that_breaks_down_has_not_judged_the_snippet() {
    let cases = [
        ("std::process::abort();", ",compile_fail"),
        ("std::process::exit(0);", ""),
        ("std::process::exit(0);", ",no_run"),
        (
            "std::fs::write(\"program\", \"#!/bin/sh\").unwrap(); std::process::exit(0);",
            "",
        ),
    ];
    for (attack, fence) in cases {
        let mut book = Book::new();
        malicious(&book, attack);
        depend(&mut book, "looker = { path = \"looker\" }");
        let meant = if fence == ",compile_fail" {
            "compile_error!(\"meant\");\n"
        } else {
            ""
        };
        let proven = book.prove(&format!(
            "```rust{fence}\n{meant}looker::look!(let x = 1;);\n```\n\n```rust\nuse looker as _;\n```\n"
        ));
        assert_eq!(
            proven.verdicts()[0],
            Verdict::Failed(Failure::CompilerGaveUp),
            "{attack} {fence}: {}",
            proven.words()
        );
        assert!(matches!(proven.verdicts()[1], Verdict::Ran(_)));
    }
}

#[test]
fn a_library_that_tells_names_sees_none_of_qeds() {
    let mut book = Book::new();
    let code = "#[macro_export] macro_rules! place { () => { module_path!() } }\n";
    write_crate(book.root(), "names", "0.1.0", "", code);
    depend(&mut book, "names = { path = \"names\" }");
    let snippet = "```rust\nprintln!(\"{}\", names::place!());\n```\n```output\nsnippet\n```\n\n";
    let proven = book.prove(&snippet.repeat(8));
    assert!(proven.told().is_empty(), "{}", proven.words());
}

#[test]
fn a_snippet_runs_again_when_it_moves_if_a_library_tells_its_line() {
    let mut book = Book::new();
    let code =
        "#[macro_export] macro_rules! place { () => { line!() } }\npub fn forty() -> u32 { 40 }\n";
    write_crate(book.root(), "names", "0.1.0", "", code);
    depend(&mut book, "names = { path = \"names\" }");
    let text =
        |print: &str| format!("```rust\nprintln!(\"{{}}\", {print});\n```\n```output\n...\n```\n");
    for (print, cached) in [("names::place!()", 0), ("names::forty()", 1)] {
        book.prove(&text(print));
        assert_eq!(book.prove(&text(print)).proof.cached, 1);
        let moved = book.prove(&format!("\n\n{}", text(print)));
        assert_eq!(moved.proof.cached, cached, "{print}");
    }
}

#[test]
fn build_scripts_are_contained() {
    let home = tempfile::tempdir_in(std::env::home_dir().unwrap()).unwrap();
    let secret = home.path().join("secret");
    std::fs::write(&secret, "very secret").unwrap();
    let mut book = Book::new();
    write_crate(
        book.root(),
        "my-crate",
        "0.1.0",
        "build = \"build.rs\"\n",
        "pub fn one() -> i32 { 1 }\n",
    );
    let script = format!(
        "fn main() {{ panic!(\"{{:?}}\", std::fs::read_to_string({:?})); }}\n",
        secret.display().to_string()
    );
    std::fs::write(book.root().join("my-crate/build.rs"), script).unwrap();
    depend(&mut book, "my-crate = { path = \"my-crate\" }");
    let proven = book.prove(USES);
    let words = proven.words();
    assert!(
        words.contains("PermissionDenied") && !words.contains("very secret"),
        "{words}"
    );
}
