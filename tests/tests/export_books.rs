//! `qed export` to books that are read elsewhere: EPUB, looked at by epubcheck, and PDF, printed by Chromium and read back.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use lopdf::{Dictionary, Document, Object};
use qed_tests::Book;

const TOPIC: &str = r#"# Losses, "odd" <names> & $\sigma$

The loss of [the other topic](sub/b.md#part), a note[^n], and ![a line](line.svg).

$$
L = \sum_{i=1}^{n} \sin x_i \label{eq:loss}
$$

Above is $\eqref{eq:loss}$ with $x \in \mathbb{R}^n$, $\mathcal{L}$ and

$$
\begin{aligned} a &= \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \\ b &= \sqrt[3]{\frac{x}{y}} \tag{7} \end{aligned}
$$

## Part

| left | right |
|:-----|------:|
| `a`  | $b$   |

```rust
# fn hidden() {}
fn main() {
    println!("<printed>");
}
```

```output
<printed>
```

<details class="recall">
<summary>

Question, $q$?

</summary>

Answer.

</details>

[^n]: Words of the note.
"#;

const OTHER: &str = "# Über\n\nSee [the formula](../a.md#eq-loss) and [elsewhere](https://example.org/?a=b&c=d).\n\n## Part\n\nÄ.\n";
const LINE: &str = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 1\"><path d=\"M0 0h9\"/></svg>";

fn book() -> Book {
    Book::new()
        .file(
            "src/SUMMARY.md",
            "# Summary\n\n[Losses & more](a.md)\n\n# Part & one\n\n- [Draft]()\n  - [Über \"uns\"](sub/b.md)\n",
        )
        .file("src/a.md", TOPIC)
        .file("src/sub/b.md", OTHER)
        .file("src/line.svg", LINE)
}

fn unzipped(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn exported(book: &Book, name: &str, environment: &[(&str, &str)]) -> Vec<u8> {
    let run = book.qed_in(&["export", name], environment).code(0);
    assert!(run.stderr.contains(name), "{}", run.stderr);
    std::fs::read(book.root().join(name)).unwrap()
}

#[test]
fn an_epub_is_valid_and_the_same_each_time() {
    const PROGRAM: &str = "/usr/share/java/epubcheck.jar";
    assert!(
        Path::new(PROGRAM).exists(),
        "{PROGRAM} is missing: run `cargo xtask setup`"
    );
    let book = book();
    let epub = exported(&book, "study.epub", &[]);
    let run = book.run(Command::new("java").args(["-jar", PROGRAM, "study.epub"]));
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("No errors or warnings"),
        "{}",
        run.stdout
    );

    assert!(
        epub.starts_with(b"PK") && epub[30..].starts_with(b"mimetypeapplication/epub+zip"),
        "a reader knows a book by its first bytes"
    );
    assert!(epub == exported(&self::book(), "again.epub", &[]));
    let dated = unzipped(&exported(
        &book,
        "dated.epub",
        &[("SOURCE_DATE_EPOCH", "1000000000")],
    ));
    assert!(dated["EPUB/package.opf"].contains(">2001-09-09T01:46:40Z<"));
}

#[test]
fn an_epub_holds_what_the_topics_hold() {
    let files = unzipped(&exported(&book(), "study.epub", &[]));
    let (a, b) = (
        &files["EPUB/topics/a.xhtml"],
        &files["EPUB/topics/sub/b.xhtml"],
    );
    for part in [
        "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\" alttext=\"L = \\sum",
        "id=\"eq-loss\"",
        "href=\"sub/b.xhtml#part\"",
        "src=\"../pictures/line.svg\"",
        "epub:type=\"noteref\"",
        "&lt;printed&gt;",
        "<details class=\"recall\"",
        "class=\"right\"",
    ] {
        assert!(a.contains(part), "{part} in\n{a}");
    }
    for absent in [
        "katex",
        "hidden()",
        "<input",
        "annotation",
        "class=\"anchor\"",
    ] {
        assert!(!a.contains(absent), "{absent} in\n{a}");
    }
    assert!(b.contains("href=\"../a.xhtml#eq-loss\""), "{b}");
    assert!(
        b.contains("href=\"https://example.org/?a=b&amp;c=d\""),
        "{b}"
    );
    let contents = &files["EPUB/contents.xhtml"];
    for line in [
        "<a href=\"topics/a.xhtml\">Losses &amp; more</a>",
        "<span>Part &amp; one</span>",
        "<span>1 Draft</span>",
        "<a href=\"topics/sub/b.xhtml\">1.1 Über \"uns\"</a>",
    ] {
        assert!(contents.contains(line), "{line} in\n{contents}");
    }
    let package = &files["EPUB/package.opf"];
    for part in [
        "urn:uuid:",
        "<dc:title>Test<",
        "<dc:language>en<",
        ">1980-01-01T00:00:00Z<",
    ] {
        assert!(package.contains(part), "{part} in\n{package}");
    }
}

/// A dictionary that another one holds or points to.
fn inner<'a>(pdf: &'a Document, of: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    let (_, object) = pdf.dereference(of.get(key).ok()?).ok()?;
    object.as_dict().ok()
}

/// Titles of the outline, each with how deep it stands.
fn outline(pdf: &Document, of: &Dictionary, depth: usize, titles: &mut Vec<(usize, String)>) {
    let mut next = inner(pdf, of, b"First");
    while let Some(item) = next {
        let title = lopdf::decode_text_string(item.get(b"Title").unwrap()).unwrap();
        titles.push((depth, title));
        outline(pdf, item, depth + 1, titles);
        next = inner(pdf, item, b"Next");
    }
}

#[test]
fn a_pdf_has_outline_links_fonts_and_tags() {
    let book = book();
    let bytes = exported(&book, "study.pdf", &[]);
    assert!(
        !std::fs::read_dir(book.root().join(".qed"))
            .unwrap()
            .any(|entry| entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with("print-")),
        "the browser's folder is gone"
    );
    let pdf = Document::load_mem(&bytes).unwrap();
    let catalog = pdf.catalog().unwrap();
    let marked = inner(&pdf, catalog, b"MarkInfo").and_then(|info| info.get(b"Marked").ok());
    assert_eq!(marked, Some(&Object::Boolean(true)), "tagged");
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    // Cover, contents, and each on pages of its own: a chapter, a part's title, a chapter.
    assert!(pdf.get_pages().len() >= 5, "{}", pdf.get_pages().len());

    let mut titles = Vec::new();
    outline(
        &pdf,
        inner(&pdf, catalog, b"Outlines").unwrap(),
        0,
        &mut titles,
    );
    let titles: Vec<(usize, &str)> = titles
        .iter()
        .map(|(depth, title)| (*depth, title.trim()))
        .filter(|(_, title)| !title.contains("odd"))
        .collect();
    assert_eq!(
        titles,
        [
            (0, "Contents"),
            (1, "Part"),
            (0, "Part & one"),
            (1, "1.1 Über"),
            (2, "Part")
        ]
    );

    let names = inner(&pdf, catalog, b"Dests").expect("places have names");
    let (mut inside, mut outside) = (0, Vec::new());
    let dictionaries = pdf
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    for link in dictionaries.filter(|dictionary| {
        dictionary.get(b"Subtype").ok() == Some(&Object::Name(b"Link".to_vec()))
    }) {
        match link.get(b"Dest") {
            Ok(Object::Name(name)) => {
                assert!(names.has(name), "{}", String::from_utf8_lossy(name));
                inside += 1;
            }
            Ok(place) => {
                let page = place.as_array().unwrap()[0].as_reference().unwrap();
                assert!(pdf.get_pages().values().any(|known| *known == page));
                inside += 1;
            }
            Err(_) => {
                let action = inner(&pdf, link, b"A").unwrap();
                outside.push(action.get(b"URI").unwrap().as_str().unwrap());
            }
        }
    }
    // Three in the contents; formula, note and topic, each there and back.
    assert!(inside >= 8, "{inside}");
    assert!(!outside.is_empty());
    assert!(
        outside
            .iter()
            .all(|uri| *uri == b"https://example.org/?a=b&c=d")
    );

    let mut fonts = 0;
    for object in pdf
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
    {
        if object.get(b"Type").ok() == Some(&Object::Name(b"FontDescriptor".to_vec())) {
            let embedded = ["FontFile", "FontFile2", "FontFile3"];
            // A font of type 3 is drawn in the document itself.
            let name = object.get(b"FontName").unwrap();
            let is_drawn = pdf
                .objects
                .values()
                .filter_map(|font| font.as_dict().ok())
                .any(|font| {
                    font.get(b"Subtype").ok() == Some(&Object::Name(b"Type3".to_vec()))
                        && inner(&pdf, font, b"FontDescriptor") == Some(object)
                });
            assert!(
                is_drawn || embedded.iter().any(|key| object.has(key.as_bytes())),
                "{name:?} is embedded"
            );
            fonts += 1;
        }
    }
    assert!(fonts >= 3, "{fonts}");
    assert!(
        bytes == exported(&book, "again.pdf", &[]),
        "the same each time"
    );
}

#[test]
fn without_a_browser_a_pdf_says_what_to_install() {
    let book = book();
    let run = book.qed_in(&["export", "study.pdf"], &[("CHROME", "/nowhere/chromium")]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("/nowhere/chromium"), "{}", run.stderr);
    assert!(run.stderr.contains("install Chromium"), "{}", run.stderr);
    assert!(!book.root().join("study.pdf").exists());
}

#[test]
fn a_browser_that_prints_nothing_is_told() {
    let book = book().file("broken", "#!/bin/sh\necho it broke >&2\nexit 3\n");
    let path = book.root().join("broken");
    let _ = book.run(Command::new("chmod").arg("+x").arg(&path)).code(0);
    let run = book.qed_in(
        &["export", "study.pdf"],
        &[("CHROME", path.to_str().unwrap())],
    );
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("it broke"), "{}", run.stderr);
    assert!(!book.root().join("study.pdf").exists());
}
