//! Includes: the same text as mdBook's own `links` preprocessor makes, and the places of all of it.

mod common;

use std::fs;
use std::path::Path;

use common::{Memory, expanded, lines};
use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use qed_markdown::{Edit, weave};

const FILES: &[(&str, &str)] = &[
    ("src/part.md", "one\ntwo\nthree\nfour\n"),
    ("src/no-end.md", "first\nlast"),
    ("src/crlf.md", "eins\r\nzwei\r\ndrei\r\n"),
    ("src/empty.md", ""),
    ("src/mark.md", "\u{feff}marked\nnext\n"),
    (
        "src/nested/outer.md",
        "outer {{#include inner.md}} {{#include ../part.md:2}}\n",
    ),
    ("src/nested/inner.md", "inner {{#title From inside}}é\n"),
    ("src/nested/broken.md", "é {{#include missing.md}}\n"),
    (
        "src/code.rs",
        "// ANCHOR: all\nuse std::fmt;\n// ANCHOR: main\nfn main() {\n    let x = 1;\n}\n// ANCHOR_END: main\n// ANCHOR_END: all\nfn rest() {}\n",
    ),
    (
        "src/twice.rs",
        "a\n// ANCHOR: x\nb\n// ANCHOR_END: x\nc\n// ANCHOR:x\nd\n// ANCHOR_END:x\ne",
    ),
    ("src/open.rs", "a\n/* ANCHOR:   x */\nb\n# ANCHOR: 1\nc\n"),
    ("outside.md", "outside\n"),
    ("src/with:colon.md", "colon\n"),
];

/// Chapter, and the findings expected of it.
const CASES: &[(&str, &[&str])] = &[
    ("no directive", &[]),
    ("", &[]),
    ("a {{#include part.md}} b\n", &[]),
    (
        "{{#include part.md:2}}|{{#include part.md:2:3}}|{{#include part.md:3:}}|{{#include part.md::2}}|{{#include part.md::}}",
        &[],
    ),
    (
        "{{#include part.md:0}}|{{#include part.md:+2}}|{{#include part.md:2:1}}|{{#include part.md:2:x}}",
        &["1:48 include-empty"],
    ),
    ("{{#include part.md:1:2:3:4}}", &[]),
    (
        "{{#include part.md:9}} {{#include part.md:3:9}}",
        &["1:1 include-empty"],
    ),
    (
        "{{#include part.md:18446744073709551615}}",
        &["1:1 include-empty"],
    ),
    ("{{#include no-end.md}}{{#include empty.md}}.", &[]),
    ("x{{#include crlf.md}}x{{#include crlf.md:2}}x", &[]),
    ("{{#include mark.md}}", &[]),
    ("{{#include nested/outer.md}}", &[]),
    (
        "{{#include ./nested/../part.md:1}} {{#include ../outside.md}}",
        &[],
    ),
    (
        "ö {{#include nested/broken.md}}",
        &["src/nested/broken.md:1:3 include-missing"],
    ),
    (
        "{{#include missing.md}} after {{#include part.md:1}}",
        &["1:1 include-missing"],
    ),
    ("{{#include nested}}", &["1:1 include-missing"]),
    ("```rust\n{{#include code.rs:main}}\n```\n", &[]),
    (
        "{{#include code.rs:all}}\n--\n{{#include code.rs:nothing}}",
        &["3:1 include-empty"],
    ),
    (
        "{{#include twice.rs:x}}|{{#include open.rs:x}}|{{#include open.rs:x:2:3}}",
        &[],
    ),
    (
        "{{#include code.rs:-5}} {{#include code.rs:main }}",
        &["1:1 include-empty"],
    ),
    ("```rust\n{{#rustdoc_include code.rs:main}}\n```\n", &[]),
    (
        "{{#rustdoc_include code.rs:4:6}}|{{#rustdoc_include code.rs}}|{{#rustdoc_include code.rs:2}}",
        &[],
    ),
    (
        "{{#rustdoc_include twice.rs:x}}|{{#rustdoc_include open.rs:x}}|{{#rustdoc_include crlf.md:2}}",
        &[],
    ),
    (
        "{{#rustdoc_include code.rs:nothing}}|{{#rustdoc_include empty.md}}|{{#rustdoc_include part.md:4:3}}",
        &["1:1 include-empty", "1:68 include-empty"],
    ),
    (
        "{{#playground code.rs}}\n{{#playground no-end.md editable ignore}}{{#playpen empty.md  x}}",
        &[],
    ),
    ("{{#playground nested/outer.md}}", &[]),
    (
        "{{#playground crlf.md}}{{#playground missing.rs}}",
        &["1:24 include-missing"],
    ),
    ("{{#title A title }}text {{#title Second}}", &[]),
    ("{{#title }}{{#title  }}", &[]),
    (
        "\\{{#include part.md}} and {{#include part.md:1}}\n{{#include part.md:1}}",
        &[],
    ),
    (
        "\\\\{{#include part.md:1}} \\{{#anything\n{{#include part.md:1}}",
        &[],
    ),
    (
        "\\{{#include part.md:1\n}} {{{#include part.md:1}}} {{#include part.md:1} }",
        &[],
    ),
    (
        "\\{{#}} \\{{#a}}\n{{#}} {{}} {{#include}} {{#include }} {{#playground   }}",
        &[],
    ),
    (
        "{{ #include part.md:1}} {{\n#include\n part.md:1\n}} {{# include part.md}} {{#include\u{a0}part.md:1}}",
        &[],
    ),
    (
        "{{#incude part.md}} {{#quiz a.toml}} {{#tabs }} {{#template a b=c}}",
        &["1:1 include-misspelt"],
    ),
    (
        "{{#include part.md{{#include part.md:1}}",
        &["1:1 include-missing"],
    ),
    ("{{#include with:colon.md}}", &["1:1 include-missing"]),
    (
        "{{#include part.md:1 more words}} {{#include   part.md:1\t}}",
        &[],
    ),
    ("{{#include part.md:1}}{{#include part.md:1}}\\", &[]),
];

/// What mdBook's own preprocessor makes of the chapter, and its title.
fn by_mdbook(root: &Path, chapter: &str) -> (String, Option<String>) {
    let mut book = Book::new();
    book.push_item(BookItem::Chapter(Chapter::new(
        "Chapter",
        chapter.to_owned(),
        "chapter.md",
        Vec::new(),
    )));
    let context = PreprocessorContext::new(root.to_owned(), Config::default(), "html".to_owned());
    let book = LinkPreprocessor::new()
        .run(&context, book)
        .expect("mdBook expands");
    let text = book.chapters().next().expect("one chapter").content.clone();
    let title = context.chapter_titles.borrow().values().next().cloned();
    (text, title)
}

#[test]
fn the_same_text_as_mdbook() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in FILES {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    for (chapter, expected) in CASES {
        let (sources, _, ours, findings) = expanded(chapter, &mut Memory::new(FILES));
        let (text, title) = by_mdbook(folder.path(), chapter);
        assert_eq!(&*ours.text, text, "{chapter}");
        assert_eq!(ours.title, title, "{chapter}");
        assert_eq!(lines(&findings, &sources), *expected, "{chapter}");

        // Woven for a renderer behind mdBook's `links`: that gives the very text.
        let slashes: Vec<_> = ours
            .escaped
            .iter()
            .map(|&at| Edit::insert(at, "\\"))
            .collect();
        let (again, _) = by_mdbook(folder.path(), &weave(&ours.text, &slashes));
        assert_eq!(again, *ours.text, "{chapter}");
    }
}

#[test]
fn every_byte_has_its_place() {
    for (chapter, _) in CASES {
        let (sources, _, ours, _) = expanded(chapter, &mut Memory::new(FILES));
        for (at, c) in ours.text.char_indices() {
            let range = at..at + c.len_utf8();
            let span = ours.origin.span(range.clone());
            let written = &sources.get(span.source).text[span.start..span.end];
            let exact = ours.origin.is_exact(range);
            assert!(
                !exact || written == c.encode_utf8(&mut [0; 4]),
                "{c:?} at {at} is {written:?}: {chapter}"
            );
            let made = "# `rust,editableignorex\n".contains(c);
            assert!(exact || made, "{c:?} at {at} has no place: {chapter}");
        }
        ours.origin.span(0..ours.text.len());
    }
}

#[test]
fn circles_and_depth() {
    let circle = Memory::new(&[
        ("src/a.md", "a {{#include b.md}} z"),
        ("src/b.md", "b {{#include a.md}} y"),
        (
            "src/self.md",
            "{{#include self.md:1}}\n{{#include self.md}}",
        ),
        ("src/chapter.md", "chapter"),
    ]);
    let check = |chapter: &str, text: &str, expected: &[&str]| {
        let (sources, _, ours, findings) = expanded(chapter, &mut circle.clone());
        assert_eq!(&*ours.text, text, "{chapter}");
        assert_eq!(lines(&findings, &sources), expected, "{chapter}");
    };
    check(
        "{{#include a.md}}",
        "a b  y z",
        &["src/b.md:1:3 include-loop"],
    );
    check("x{{#include chapter.md}}x", "xx", &["1:2 include-loop"]);
    check(
        "{{#include self.md:1}}.",
        ".",
        &["src/self.md:1:1 include-loop"],
    );

    let deep: Vec<(String, String)> = (0..12)
        .map(|n| {
            (
                format!("src/{n}.md"),
                format!("{n} {{{{#include {}.md}}}}", n + 1),
            )
        })
        .collect();
    let deep: Vec<(&str, &str)> = deep
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let (sources, _, ours, findings) = expanded("{{#include 0.md}}", &mut Memory::new(&deep));
    assert_eq!(&*ours.text, "0 1 2 3 4 5 6 7 8 9 ");
    assert_eq!(lines(&findings, &sources), ["src/9.md:1:3 include-loop"]);
    assert_eq!(
        findings[0].others.len(),
        1,
        "the chapter's own include is told as well"
    );
}

#[test]
fn doubling_includes_are_bounded() {
    let files: Vec<(String, String)> = (0..9)
        .map(|n| {
            (
                format!("src/{n}.md"),
                format!("{{{{#include {}.md}}}}\n", n + 1).repeat(40),
            )
        })
        .chain([("src/9.md".to_owned(), String::new())])
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let (sources, _, _, findings) = expanded("{{#include 0.md}}", &mut Memory::new(&files));
    assert_eq!(findings.len(), 1);
    assert!(lines(&findings, &sources)[0].ends_with("include-too-large"));
}

#[test]
fn a_file_that_is_not_utf8() {
    let mut files = Memory::default();
    files
        .0
        .insert("src/picture.png".to_owned(), vec![0x89, b'P', 0xff]);
    let (sources, _, ours, findings) = expanded("é {{#include picture.png}}", &mut files);
    assert_eq!(lines(&findings, &sources), ["1:3 include-not-utf8"]);
    assert_eq!(&*ours.text, "é {{#include picture.png}}");
}

#[test]
fn a_chapter_without_directives_is_shared() {
    let (sources, source, ours, _) = expanded("# Text\n", &mut Memory::default());
    assert!(std::sync::Arc::ptr_eq(
        &ours.text,
        &sources.get(source).text
    ));
}

#[test]
fn a_byte_order_mark_moves_no_place() {
    for chapter in ["\u{feff}# Text\n", "\u{feff}# Text {{#title x}}\n"] {
        let (sources, source, ours, _) = expanded(chapter, &mut Memory::default());
        let at = ours.text.find("Text").expect("it is there");
        assert_eq!(at, 2);
        let span = ours.origin.span(at..at + 4);
        assert_eq!(
            (span.start, &sources.get(source).text[span.start..span.end]),
            (5, "Text")
        );
    }
}

#[test]
fn files_that_were_read() {
    let (_, _, ours, _) = expanded(
        "{{#include nested/outer.md}} {{#include part.md}} {{#include no.md}}",
        &mut Memory::new(FILES),
    );
    assert_eq!(
        ours.read,
        ["src/nested/outer.md", "src/nested/inner.md", "src/part.md"]
    );
}
