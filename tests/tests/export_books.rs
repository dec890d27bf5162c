//! `qed export` to books that are read elsewhere: EPUB, looked at by epubcheck, and PDF, printed by Chromium and read back.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use qed_tests::{Book, Printed};

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
        "<a href=\"topics/sub/b.xhtml\">1.1 Über “uns”</a>",
    ] {
        assert!(contents.contains(line), "{line} in\n{contents}");
    }
    let package = &files["EPUB/package.opf"];
    for part in [
        "properties=\"cover-image\"",
        "<itemref idref=\"f0\"/>\n<itemref idref=\"f1\"/>",
        "urn:uuid:",
        "<dc:title>Test<",
        "<dc:language>en<",
        ">1980-01-01T00:00:00Z<",
    ] {
        assert!(package.contains(part), "{part} in\n{package}");
    }
}

#[test]
fn an_epub_has_a_cover_and_its_licences() {
    let files = unzipped(&exported(&book(), "study.epub", &[]));
    assert!(files["EPUB/cover.svg"].contains(">Test</text>"));
    assert!(files["EPUB/cover.xhtml"].contains("src=\"cover.svg\" alt=\"Test\""));
    assert!(files["EPUB/contents.xhtml"].contains("<a epub:type=\"cover\" href=\"cover.xhtml\">"));
    let licences = &files["EPUB/licences.xhtml"];
    for name in ["Source Serif", "SIL OPEN FONT LICENSE", "KaTeX", "MIT"] {
        assert!(licences.contains(name), "{name}");
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
    let pdf = Printed::read(&bytes);
    assert!(pdf.is_tagged_in("en"));
    // Cover, contents, licences, and each on pages of its own: a chapter, a part's title, a chapter.
    assert!(pdf.pages() >= 6, "{}", pdf.pages());

    let outline = pdf.outline();
    let titles: Vec<(usize, &str)> = outline
        .iter()
        .map(|(depth, title)| (*depth, title.as_str()))
        .filter(|(_, title)| !title.contains("odd"))
        .collect();
    assert_eq!(
        titles,
        [
            (0, "Contents"),
            (1, "Part"),
            (0, "Part & one"),
            (1, "1.1 Über"),
            (2, "Part"),
            (0, "Licences")
        ]
    );

    let places = pdf.places();
    let contents = pdf.letters(2);
    for (name, line) in [
        ("t0", "Losses&more"),
        ("part-1", "Part&one"),
        ("t1", "1.1Über“uns”"),
        ("licences", "Licences"),
    ] {
        let numbered = format!("{line}{}", places[name]);
        assert!(contents.contains(&numbered), "{numbered} in {contents}");
    }

    let links = pdf.links();
    assert_eq!(links.lost, Vec::<String>::new());
    // Four in the contents; formula, note and topic, each there and back.
    assert!(links.inside >= 9, "{}", links.inside);
    assert!(!links.outside.is_empty());
    let elsewhere = |address: &String| address == "https://example.org/?a=b&c=d";
    assert!(links.outside.iter().all(elsewhere), "{:?}", links.outside);

    let (fonts, missing) = pdf.fonts();
    assert!(fonts >= 3, "{fonts}");
    assert_eq!(missing, Vec::<String>::new());
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
    run.says(&["/nowhere/chromium", "install Chromium"]);
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
    run.says(&["it broke"]);
    assert!(!book.root().join("study.pdf").exists());
}
