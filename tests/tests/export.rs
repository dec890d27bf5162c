//! `qed export`: the whole site as one file, or nothing.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::process::Command;

use qed_tests::{Book, repository};

const TOPIC: &str =
    "# Topic\n\nWords, $x^2$, and ![a line](line.svg).\n\n## Part\n\nSee [the other](b.md#part).\n";
const LINE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9\"/></svg>";

fn book() -> Book {
    Book::of(TOPIC)
        .chapter("b.md", "# Über\n\n## Part\n\nÄ, and [back](a.md).\n")
        .file("src/line.svg", LINE)
        .file("src/data/points.bin", [0, 159, 146, 150])
}

/// Files of a zip.
fn unzipped(bytes: &[u8]) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.enclosed_name().unwrap(), bytes)
        })
        .collect()
}

#[test]
fn the_same_book_gives_the_same_bytes_wherever_it_is() {
    for name in ["study.html", "study.zip"] {
        let exported = || {
            let book = book();
            let run = book.qed(&["export", name]).code(0);
            assert!(run.stderr.contains(name), "{}", run.stderr);
            assert!(run.stdout.is_empty(), "{}", run.stdout);
            book.tree("").remove(&PathBuf::from(name)).unwrap()
        };
        assert!(exported() == exported(), "{name} differs");
    }
}

#[test]
fn the_zip_is_the_folder() {
    let book = book();
    let _ = book.qed(&["build"]).code(0);
    let _ = book.qed(&["export", "out/notes.zip"]).code(0);
    let folder: BTreeMap<_, _> = book
        .tree("book")
        .into_iter()
        .map(|(path, bytes)| (PathBuf::from("notes").join(path), bytes))
        .collect();
    let zip = unzipped(&std::fs::read(book.root().join("out/notes.zip")).unwrap());
    assert_eq!(
        zip.keys().collect::<Vec<_>>(),
        folder.keys().collect::<Vec<_>>()
    );
    assert!(zip == folder);
}

#[test]
fn the_page_asks_for_nothing_and_says_what_it_needs() {
    let book = book();
    let _ = book.qed(&["export", "study.html"]).code(0);
    let page = book.read("study.html");
    assert!(page.contains("<title>Test</title>"));
    for attribute in ["src=", "srcset=", "@import", "url("] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    let links: Vec<&str> = page.split(" href=\"").skip(1).collect();
    assert_eq!(links.len(), 1, "only its icon");
    assert!(links[0].starts_with("data:image/svg+xml"));
    assert!(page.contains("default-src 'none'"));
    assert_eq!(
        page.matches("'unsafe-inline'").count(),
        1,
        "of style attributes alone"
    );
    let (_, note) = page.split_once("<body>\n").unwrap();
    assert!(note.starts_with("<p id=\"opening\">This file holds a whole book"));
    let (_, note) = page.split_once("<noscript>").unwrap();
    assert!(note.starts_with("<p>To open it, a browser must be allowed to run the scripts"));
}

#[test]
fn what_is_inside_is_told_by_part_and_adds_up_to_the_file() {
    let book = book();
    let run = book.qed(&["export", "study.html"]).code(0);
    let (_, told) = run.stderr.split_once("Inside: ").unwrap();
    let parts: BTreeMap<&str, f64> = told
        .trim()
        .trim_end_matches('.')
        .split(", ")
        .map(|part| {
            let (name, size) = part.trim_end_matches(" kB").rsplit_once(' ').unwrap();
            (name, size.parse().unwrap())
        })
        .collect();
    for name in [
        "pages",
        "fonts",
        "search index",
        "previews",
        "scripts",
        "styles",
        "pictures and files",
        "frame",
    ] {
        assert!(parts.contains_key(name), "{name} in {told}");
    }
    let file = book.read("study.html").len() as f64 / 1e3;
    // Each is rounded to a tenth.
    let rounding = 0.05 * parts.len() as f64;
    let sum: f64 = parts.values().sum();
    assert!((sum - file).abs() <= rounding, "{sum} of {file} kB");

    let run = book.qed(&["export", "--quiet", "study.html"]).code(0);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_name_without_a_kind_is_wrong_usage() {
    let book = book();
    for name in ["study", "study.doc", "study.html.gz", "."] {
        let run = book.qed(&["export", name]).code(2);
        run.says(&[".html, .zip, .pdf or .epub"]);
        assert!(!run.stderr.contains("Proven"));
    }
    let _ = book.qed(&["export"]).code(2);
}

#[test]
fn a_book_that_does_not_hold_is_not_exported() {
    let book = Book::of("# A\n\n[nowhere](nowhere.md)\n").file("study.html", "the last good one");
    let run = book.qed(&["export", "study.html"]).code(100);
    run.says(&["nothing was written"]);
    assert_eq!(book.read("study.html"), "the last good one");
}

/// What is in the book's folder, beside what QED keeps for itself.
fn names(book: &Book) -> Vec<String> {
    let mut names: Vec<_> = book
        .tree("")
        .into_keys()
        .map(|path| path.to_string_lossy().into_owned())
        .filter(|path| !path.starts_with(".qed"))
        .collect();
    names.sort();
    names
}

#[test]
fn what_cannot_be_written_is_said_and_leaves_nothing() {
    let book = book().file("file", "x").file("folder.html/x", "x");
    let before = names(&book);
    for name in [
        "file/study.html",
        "file/study.zip",
        "folder.html",
        "/proc/no/study.html",
    ] {
        let run = book.qed(&["export", name]).code(1);
        assert!(
            run.stderr.contains(name) && run.stderr.contains("cannot be written"),
            "{name}: {}",
            run.stderr
        );
        assert_eq!(names(&book), before, "{name}");
    }
}

/// A limit on the size of files stands for a disk that is full: writing fails in the midst.
#[test]
#[cfg(unix)]
fn a_disk_that_fills_leaves_the_last_good_file() {
    let book = book()
        .file("study.html", "the last good one")
        .file("study.zip", "likewise");
    // What is kept for the next time is written once, before there is a limit.
    let _ = book.qed(&["check"]).code(0);
    let before = names(&book);
    for name in ["study.html", "study.zip"] {
        let qed = repository().join("target/debug/qed");
        let script = format!(
            "trap '' XFSZ; ulimit -f 64; exec {} export {name}",
            qed.display()
        );
        let run = book.run(Command::new("bash").args(["-c", &script])).code(1);
        run.says(&["cannot be written"]);
        assert_eq!(names(&book), before);
    }
    assert_eq!(book.read("study.html"), "the last good one");
    assert_eq!(book.read("study.zip"), "likewise");
}
