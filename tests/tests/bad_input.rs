//! Books that are broken as books: each gets a finding or an error at its place, from `qed` and from mdBook, and nothing is
//! lost.

use qed_tests::{Book, Finding, Run};

const TOML: &str =
    "[book]\ntitle = \"T\"\n\n[preprocessor.qed]\nbefore = [\"links\"]\n\n[output.qed]\n";
const SUMMARY: &str = "# Summary\n\n- [A](a.md)\n";

/// A book that is broken.
struct Case {
    /// What is written into a book that is whole; an empty text takes the file away.
    files: &'static [(&'static str, &'static [u8])],
    /// With which exit code `qed build` ends.
    code: i32,
    /// What it says.
    said: &'static [&'static str],
    /// Who stops before QED is asked where mdBook builds the book.
    mdbook: Mdbook,
}

#[derive(PartialEq)]
enum Mdbook {
    /// Nobody: the same is said.
    AsksQed,
    /// mdBook's own loader.
    Stops,
}
use Mdbook::{AsksQed, Stops};

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { files: &[("book.toml", b"")], code: 1, said: &["there is no book.toml in", "`qed new DIR`"], mdbook: Stops },
    Case { files: &[("book.toml", b"[book\n")], code: 2, said: &["error[bad-setting]: mdBook cannot read book.toml: unclosed table", "book.toml:1:6"], mdbook: Stops },
    Case { files: &[("book.toml", b"[book]\ntitle = \"caf\xe9\"\n")], code: 1, said: &["book.toml is not UTF-8: save it as UTF-8"], mdbook: Stops },
    Case { files: &[("book.toml", b"[book]\ntitle = 3\n")], code: 2, said: &["invalid type: integer `3`, expected a string", "book.toml:2:9"], mdbook: Stops },
    Case { files: &[("book.toml", b"[preprocessor.qed]\r\nbefor = []\r\n[output.qed]\r\n")], code: 2, said: &["error[bad-setting]: `befor` is no key", "book.toml:2:1", "did you mean `before`?"], mdbook: AsksQed },
    Case { files: &[("book.toml", b"[preprocessor.qed]\ndeny-warnings = \"yes\"\n[output.qed]\n")], code: 2, said: &["error[bad-setting]", "expected a boolean", "book.toml:2:17"], mdbook: AsksQed },
    Case { files: &[("book.toml", b"[output.qed]\nsite-urls = \"x\"\n")], code: 2, said: &["error[bad-setting]: `site-urls` is no key", "book.toml:2:1", "did you mean `site-url`?"], mdbook: AsksQed },
    Case { files: &[("book.toml", b"[build]\nbuild-dir = \"src\"\n[output.qed]\n[preprocessor.qed]\n"), ("src/a.html", b"mine")], code: 2, said: &["error[bad-setting]: the site would be written among the sources", "book.toml:2:1"], mdbook: AsksQed },
    Case { files: &[("book.toml", b"[build]\nbuild-dir = \".\"\n[output.qed]\n")], code: 2, said: &["error[bad-setting]", "book.toml:2:1"], mdbook: AsksQed },
    Case { files: &[("book.toml", b"[output.qed]\ntheme = \"gone\"\n")], code: 2, said: &["error[bad-setting]: there is no folder `gone`", "book.toml:2:1"], mdbook: AsksQed },
    Case { files: &[("src/SUMMARY.md", b"")], code: 100, said: &["error[missing-summary]: there is no `src/SUMMARY.md`", "book.toml:1:1"], mdbook: Stops },
    Case { files: &[("src/SUMMARY.md", b"# Summary\n\n- [A\xe9](a.md)\n")], code: 100, said: &["error[unreadable-chapter]: `src/SUMMARY.md` is not UTF-8"], mdbook: Stops },
    Case { files: &[("src/SUMMARY.md", b"# Summary\n\n- not a link\n")], code: 100, said: &["error[bad-summary]", "src/SUMMARY.md:3:1", "must only contain a hyperlink"], mdbook: Stops },
    Case { files: &[("src/SUMMARY.md", b"- [A](a.md)\n- [B](a.md)\n")], code: 100, said: &["error[repeated-chapter]: `a.md` is listed twice", "src/SUMMARY.md:2:7"], mdbook: Stops },
    Case { files: &[("src/SUMMARY.md", b"- [A](a.md)\n- [b/c.md](b/c.md)\n")], code: 100, said: &["error[missing-chapter]: there is no file `b/c.md`", "src/SUMMARY.md:2:12"], mdbook: Stops },
    Case { files: &[("src/SUMMARY.md", b"- [A](a.md)\n- [B](../b.md)\n"), ("b.md", b"# B\n"), ("b.html", b"mine")], code: 100, said: &["error[chapter-outside]: `../b.md` is outside the source folder", "src/SUMMARY.md:2:7"], mdbook: AsksQed },
    Case { files: &[("src/SUMMARY.md", b"- [A](/etc/hostname)\n")], code: 100, said: &["error[chapter-outside]: `/etc/hostname` is outside", "src/SUMMARY.md:1:7"], mdbook: Stops },
    Case { files: &[("src/SUMMARY.md", b"- [A](b)\n"), ("src/b/x.txt", b"x")], code: 100, said: &["error[unreadable-chapter]: `b` cannot be read", "src/SUMMARY.md:1:7"], mdbook: Stops },
    Case { files: &[("src/SUMMARY.md", b"# Summary\n")], code: 0, said: &["warning[empty-book]", "src/SUMMARY.md:1:1"], mdbook: AsksQed },
    Case { files: &[("src/a.md", b"caf\xe9")], code: 100, said: &["error[unreadable-chapter]: `a.md` is not UTF-8", "src/SUMMARY.md:3:7"], mdbook: Stops },
    Case { files: &[("src/a.md", b"\xef\xbb\xbf# A\r\n\r\nSee [b](gone.md).\r\n\r\n$x^{$\r\n")], code: 100, said: &["src/a.md:3:9", "src/a.md:5:4"], mdbook: AsksQed },
    Case { files: &[("src/a.md", b"# A\n\n```rust\nlet x = 1;\n")], code: 100, said: &["error[fence-unclosed]", "src/a.md:3:1", "close it with a line ```"], mdbook: AsksQed },
    Case { files: &[("src/a.md", b"# A\n\n{{#include b/1.md}}\n"), ("src/b/1.md", b"One\n{{#include c/2.md}}\n"), ("src/b/c/2.md", b"$x^{$ [x](gone.md)\n")], code: 100, said: &["src/b/c/2.md:1:4", "src/b/c/2.md:1:11"], mdbook: AsksQed },
    Case { files: &[("src/a.md", b"# A\n\n{{#include b.md}}\n"), ("src/b.md", b"b {{#include c.md}}\n"), ("src/c.md", b"c {{#include b.md}}\n")], code: 100, said: &["error[include-loop]: `src/b.md` is included in a circle", "src/c.md:1:3", "src/a.md:3:1"], mdbook: AsksQed },
    Case { files: &[("src/a.md", b"# A\n\n{{#include gone.txt}}\n{{#include SUMMARY.md:9:}}\n{{#include SUMMARY.md:part}}\n")], code: 100, said: &["error[include-missing]: there is no file `src/gone.txt`", "src/a.md:3:1", "the last is 3", "has no `ANCHOR: part`", "src/a.md:5:1"], mdbook: AsksQed },
    Case { files: &[("src/a.md", b"# A\n\n{{#include latin.txt}}\n"), ("src/latin.txt", b"caf\xe9")], code: 100, said: &["error[include-not-utf8]", "src/a.md:3:1"], mdbook: AsksQed },
];

impl Case {
    fn book(&self) -> Book {
        let book = Book::empty()
            .file("book.toml", TOML)
            .file("src/SUMMARY.md", SUMMARY)
            .file("src/a.md", "# A\n\nText.\n");
        self.files.iter().fold(book, |book, (path, bytes)| {
            if bytes.is_empty() {
                std::fs::remove_file(book.root().join(path)).expect("it is there");
                book
            } else {
                book.file(path, bytes)
            }
        })
    }

    /// What is built and remembered apart, the folder stays as it was.
    fn run(&self, build: impl Fn(&Book) -> Run) -> Run {
        let book = self.book();
        let files = || {
            let mut files = book.tree("");
            files.retain(|path, _| !path.starts_with("book") && !path.starts_with(".qed"));
            files
        };
        let before = files();
        let run = build(&book);
        assert!(files() == before, "{:?}\n{}", files().keys(), run.stderr);
        run
    }
}

#[test]
fn qed_tells_what_is_wrong_and_where() {
    for case in CASES {
        let run = case.run(|book| book.qed(&["build"]));
        run.code(case.code).says(case.said);
    }
}

#[test]
fn mdbook_with_qed_tells_the_same() {
    for case in CASES.iter().filter(|case| case.mdbook == AsksQed) {
        let run = case.run(|book| book.mdbook(&["build"]));
        run.says(case.said);
        assert_eq!(run.code == 0, case.code == 0, "{}", run.stderr);
    }
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
