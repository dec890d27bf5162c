//! Ids of headings and terms: those that mdBook's own html renderer gives.

mod common;

use std::fs;

use common::Parsed;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use qed_markdown::{Edit, Options, pin_ids, weave};

/// Chapters without formulas: mdBook itself knows none.
const CHAPTERS: &[&str] = &[
    "# Plain title\n\n## Plain title\n\n## Plain title\n\n## plain-title-1\n",
    "# `code` and *emphasis*, **strong** & ~~gone~~\n\n## A <b>bold</b> word<br>and <!-- no --> more\n",
    "# Über straße 中文 Ω — ∑ x²\n\n## İstanbul ǅ\n\n## 1. First! (really?)\n\n## it's \"quoted\" -- and --- dashes... ok\n",
    "# Explicit {#given}\n\n## given\n\n## Given {#given}\n\n## given {.class}\n\n## x {#a .b key=value}\n",
    "#\n\n##\n\n## 🐙\n\n## !!!\n\n# -\n",
    "Setext title\nover two lines\n===\n\nSecond *one*\n---\n",
    "# A [link](x.md) and ![an image](x.png) here\n\n## [ref][r] <https://example.org>\n\n## &amp; &copy; &nbsp; x &#35;\n\n[r]: y.md\n",
    "# Note[^1][^b] and[^1]\n\n## Second[^b]\n\n[^1]: one\n[^b]: two\n\n    ## Inside\n",
    "# Term\n\nTerm\n: definition\n\n  ## Term\n\nTerm two\nTerm\n: x\n\n## term two\n",
    "> # In a quote\n\n- # In a list\n  ## In a quote\n\n> [!NOTE]\n> # Noted\n",
    "<h2>raw</h2>\n\n<h2 id=\"raw\">raw</h2>\n\n## raw\n\n<div>\n\n## raw\n\n</div>\n",
    "# under_score_ and a\\*b\\_c \\# d\n\n## tabs\tand   spaces\u{a0}here\n\n## Ⅷ ½ ٣\n",
    "# closed #\n\n## a # b ##\n\n### {#}\n\n## C# {# x}\n\n## trailing {#id} words\n",
    "[^d]: first\n\n    # Same\n\n[^d]: second\n\n    # Same\n\ntext[^d]\n\n# Same\n",
    "| a | b |\n|---|---|\n| # no | heading |\n\n# - [x] task\n\n# [^missing] [unknown] [[wiki]] x\n",
    "# $x^2$ costs $5\n\n## \\(a\\)\n",
];

/// Chapters with headings that change when they are woven.
const WOVEN: &[&str] = &[
    "# A $x$\n\n## A x\n\n## A x ##\n\n## A x {.class}\n\n## Given {#given}\n\n## A {x}\n",
    "Setext $x$\nof two lines\n===\n\n> ## In $a$ quote\n> text\n>\n> Setext\n> in a quote\n> ---\n\n- # In a list $x$ #\n",
    "# See [[slug|some words]]\n\n## See some words\n\n####### no\n\n#hashtag\n---\n",
];

/// The ids of headings and terms in a page of mdBook's, in order. Raw ones have no link to themselves.
fn ids_of_page(html: &str) -> Vec<String> {
    let main = html
        .split("<main>")
        .nth(1)
        .and_then(|rest| rest.split("</main>").next())
        .expect("a main part");
    let ids = main
        .match_indices("<a class=\"header\" href=\"#")
        .map(|(at, found)| {
            let rest = &main[at + found.len()..];
            rest[..rest.find('"').expect("a closing quote")].to_owned()
        });
    ids.collect()
}

/// What mdBook makes of chapters.
fn pages(chapters: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = folder.path().join("src");
    fs::create_dir(&source).expect("made");
    let mut summary = String::new();
    for (number, chapter) in chapters.iter().enumerate() {
        fs::write(source.join(format!("{number}.md")), chapter).expect("written");
        summary.push_str(&format!("- [Chapter {number}]({number}.md)\n"));
    }
    fs::write(source.join("SUMMARY.md"), summary).expect("written");
    let book = MDBook::load_with_config(folder.path(), Config::default()).expect("the book loads");
    book.build().expect("mdBook builds");
    let page = |number| {
        fs::read_to_string(folder.path().join(format!("book/{number}.html"))).expect("a page")
    };
    (0..chapters.len()).map(page).collect()
}

#[test]
fn pinned_ids_stay_when_formulas_become_html() {
    let parsed: Vec<_> = WOVEN.iter().map(|chapter| Parsed::new(chapter)).collect();
    let woven: Vec<_> =
        parsed
            .iter()
            .map(|parsed| {
                let mut edits = pin_ids(&parsed.topic);
                let formulas = parsed.topic.formulas.iter();
                edits.extend(formulas.map(|formula| {
                    Edit::replace(formula.range.clone(), "<span>x<sup>2</sup></span>")
                }));
                weave(&parsed.topic.text, &edits)
            })
            .collect();
    for ((parsed, woven), page) in parsed.iter().zip(&woven).zip(pages(&woven)) {
        let ours: Vec<_> = parsed
            .topic
            .outline
            .iter()
            .map(|heading| heading.id.as_str())
            .collect();
        assert_eq!(ids_of_page(&page), ours, "{woven}");
    }
    assert_eq!(
        pin_ids(&Parsed::new("# A\n\n$x$ [[slug]]\n\n# A\n").topic),
        []
    );
}

#[test]
fn the_same_ids_as_mdbook() {
    let chapters: Vec<_> = CHAPTERS
        .iter()
        .map(|chapter| (*chapter).to_owned())
        .collect();
    for (chapter, html) in chapters.iter().zip(pages(&chapters)) {
        let parsed = Parsed::with(
            chapter,
            Options {
                math: false,
                ..Options::default()
            },
        );
        let mut ours: Vec<_> = parsed
            .topic
            .outline
            .iter()
            .map(|heading| (heading.range.start, &heading.id))
            .collect();
        let terms = parsed
            .topic
            .anchors
            .iter()
            .filter(|anchor| parsed.text(&anchor.range).starts_with("Term"));
        ours.extend(terms.map(|anchor| (anchor.range.start, &anchor.id)));
        ours.sort();
        let ours: Vec<_> = ours.into_iter().map(|(_, id)| id.as_str()).collect();
        assert!(!ours.is_empty());
        let mut theirs = ids_of_page(&html);
        // mdBook moves footnotes to the end; their ids were given where they stand.
        if chapter.contains("[^d]") || chapter.contains("[^b]:") {
            theirs.sort();
            let mut ours = ours.clone();
            ours.sort();
            assert_eq!(ours, theirs, "{chapter}");
        } else {
            assert_eq!(ours, theirs, "{chapter}");
        }
    }
}
