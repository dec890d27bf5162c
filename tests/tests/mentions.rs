//! Names of topics and terms of the glossary that become links without the author's doing: in the study site and in pages of
//! mdBook's own html renderer the same.

use qed_tests::Book;

const SILENT: &str = "allow = { no-links-in = \"t\", no-links-out = \"t\", no-proven-snippet = \"t\", no-recall = \"t\", no-sources = \"t\" }";

/// A book with a page to be looked at, `src/a.md`.
fn book(metadata: &str, text: &str) -> Book {
    Book::new()
        .chapter("a.md", format!("+++\n{metadata}\n{SILENT}\n+++\n\n# Alpha\n\n{text}\n"))
        .chapter(
            "part/loss.md",
            format!("+++\naliases = [\"log loss\", \"CEL\", \"shared\"]\n{SILENT}\n+++\n\n# Cross-entropy loss (for classes)\n"),
        )
        .chapter(
            "part/README.md",
            format!("+++\naliases = [\"batch normalisation\", \"mAP\", \"shared\"]\n{SILENT}\n+++\n\n# Other topics\n"),
        )
        .chapter("plain.md", "# Plain words\n\nNo metadata, no topic: cross-entropy losses.\n")
        .chapter(
            "glossary.md",
            "# Glossary\n\nbatch\n: Examples. See [Alpha](a.md).\n\ngradient\n: A slope of the log loss.\n\nlog loss\n: Not this one.\n\n\
             stride (of one)\n: One.\n\nstride (of another)\n: Another.\n\nx\n: A symbol.\n",
        )
}

/// The mentions of a page: where they lead, and their words.
fn mentions(html: &str, class: &str) -> Vec<(String, String)> {
    let start = format!("<a class=\"{class}\" href=\"");
    let links = html.split(start.as_str()).skip(1);
    links
        .map(|rest| {
            let (href, rest) = rest.split_once("\">").expect("an end of the tag");
            let (words, _) = rest.split_once("</a>").expect("an end of the link");
            let words: Vec<_> = words.split_whitespace().collect();
            (href.to_owned(), words.join(" "))
        })
        .collect()
}

/// Builds the study site, and gives the mentions of a page.
fn shown(book: &Book, page: &str) -> Vec<(String, String)> {
    let _ = book.qed(&["build", "--quiet"]).code(0);
    shown_on(book, page)
}

/// Mentions of a page of the study site as it was built.
fn shown_on(book: &Book, page: &str) -> Vec<(String, String)> {
    let html = book.read(&format!("book/{page}.html"));
    mentions(between(&html, "<article", "</article>"), "mention")
}

/// Builds the pages of mdBook's own html renderer, and gives the mentions of one.
fn woven(book: &Book, page: &str) -> Vec<(String, String)> {
    book.replace("book.toml", "[output.qed]", "[output.html]");
    let _ = book.mdbook(&["build"]).code(0);
    woven_on(book, page)
}

/// Mentions of a page of mdBook's own html renderer as it was built.
fn woven_on(book: &Book, page: &str) -> Vec<(String, String)> {
    let html = book.read(&format!("book/{page}.html"));
    mentions(between(&html, "<main>", "</main>"), "qed-mention")
}

fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = html.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

const LOSS: &str = "part/loss.html";
const OTHER: &str = "part/index.html";

/// A page's text, and the names in it that become links, each with where it leads.
const CASES: &[(&str, &[(&str, &str)])] = &[
    // Title without its explanation, aliases, terms; case and plural.
    ("A cross-entropy loss.", &[(LOSS, "cross-entropy loss")]),
    (
        "Cross-Entropy Losses, and a CEL.",
        &[(LOSS, "Cross-Entropy Losses")],
    ),
    ("CELs", &[(LOSS, "CELs")]),
    ("A cel is no name, nor is a map.", &[]),
    ("The mAP.", &[(OTHER, "mAP")]),
    (
        "Gradients of the log\nloss.",
        &[("glossary.html#gradient", "Gradients"), (LOSS, "log loss")],
    ),
    // The longest name counts, and whole words alone.
    ("Batch normalisation", &[(OTHER, "Batch normalisation")]),
    (
        "pregradient, gradient-free, gradient_1, the gradient's end",
        &[("glossary.html#gradient", "gradient")],
    ),
    // What could mean two things is left alone, and a symbol is no word.
    ("shared stride, x and X", &[]),
    // Once in a section.
    (
        "CEL, CEL\n\n## Two\n\nCEL\n\n- CEL",
        &[(LOSS, "CEL"), (LOSS, "CEL")],
    ),
    // The author's link is enough, before and after.
    ("CEL and [this](part/loss.md)", &[]),
    ("[gradient](https://gradient.invalid) and gradient", &[]),
    ("[[loss]]\n\n## Two\n\nCEL", &[(LOSS, "CEL")]),
    // Not in headings, links, code, formulas, raw HTML, emphasis, heads of tables, questions.
    ("## CEL\n\nText.", &[]),
    (
        "[a CEL](plain.md) `CEL` $CEL$ *CEL* **CEL** <code>CEL</code> <a href=\"plain.md\">CEL</a> ![CEL](i.svg)",
        &[],
    ),
    ("[[plain|CEL]] and [[Plain words]]", &[]),
    (
        "```text\nCEL\n```\n\n$$\nCEL\n$$\n\n<div>CEL</div>\n\n    CEL",
        &[],
    ),
    ("| CEL |\n|---|\n| x |", &[]),
    (
        "<details class=\"recall\">\n<summary>\n\nWhat is a CEL?\n\n</summary>\n\nA gradient.\n\n</details>",
        &[("glossary.html#gradient", "gradient")],
    ),
    // But in all other prose.
    (
        "> CEL\n\n## T\n\n| a |\n|---|\n| CEL |\n\n## F\n\nText[^n].\n\n[^n]: A CEL.",
        &[(LOSS, "CEL"), (LOSS, "CEL"), (LOSS, "CEL")],
    ),
    (
        "<details><summary>CEL</summary>\n\nCEL\n\n</details>",
        &[(LOSS, "CEL")],
    ),
    (
        "“CEL’s” gradient&mdash;CEL",
        &[(LOSS, "CEL"), ("glossary.html#gradient", "gradient")],
    ),
];
fn expected(links: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |&(href, words): &(&str, &str)| (href.to_owned(), words.to_owned());
    links.iter().map(owned).collect()
}

#[test]
fn names_become_links_where_they_are_prose() {
    // Each case is a page of one book, so that one build shows them all.
    let mut book = book("aliases = []", "Nothing.")
        .file("src/i.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    for (at, (text, _)) in CASES.iter().enumerate() {
        book = book.chapter(&format!("case-{at}.md"), format!("# Case\n\n{text}\n"));
    }
    assert_eq!(shown(&book, "glossary"), expected(&[(LOSS, "log loss")]));
    let plain = expected(&[(LOSS, "cross-entropy losses")]);
    assert_eq!(shown_on(&book, "plain"), plain);
    for (at, (text, links)) in CASES.iter().enumerate() {
        let shown = shown_on(&book, &format!("case-{at}"));
        assert_eq!(shown, expected(links), "{text}");
    }
    assert_eq!(woven(&book, "plain"), plain);
    for (at, (text, links)) in CASES.iter().enumerate() {
        let woven = woven_on(&book, &format!("case-{at}"));
        assert_eq!(woven, expected(links), "{text}");
    }
}

#[test]
fn a_page_does_not_link_to_itself_nor_to_a_term_that_leads_to_it() {
    let book = book("aliases = []", "Alpha and a batch");
    assert_eq!(shown(&book, "a"), []);
    assert_eq!(woven(&book, "a"), []);
}

#[test]
fn a_page_and_a_book_can_do_without() {
    let one = [(LOSS.to_owned(), "CEL".to_owned())];
    let off = "auto-links = false\n";
    let on = "auto-links = true\n";
    for (setting, page, links) in [
        ("", "", &one[..]),
        ("", off, &[]),
        (off, "", &[]),
        (off, on, &one),
    ] {
        let book = book(page, "CEL");
        book.replace("book.toml", "before", &format!("{setting}before"));
        assert_eq!(shown(&book, "a"), links, "{setting:?} {page:?}");
        assert_eq!(woven(&book, "a"), links, "{setting:?} {page:?}");
    }
}

#[test]
fn a_book_can_keep_names_from_being_linked() {
    let book = book("aliases = []", "CELs and batches of gradients.");
    book.replace(
        "book.toml",
        "before",
        "auto-links-except = [\"cel\"]\nbefore",
    );
    let links = [("glossary.html#gradient".to_owned(), "gradients".to_owned())];
    assert_eq!(shown(&book, "a"), links);
}

#[test]
fn a_page_that_only_does_without_is_no_topic() {
    let book = Book::of("+++\nauto-links = false\n+++\n\n# A list\n");
    assert_eq!(book.findings(), []);
    let run = Book::of("+++\nauto-links = \"no\"\n+++\n\n# A\n")
        .qed(&["check"])
        .code(100);
    run.says(&["`true` or `false`"]);
}

#[test]
fn mentions_count_for_no_rule_and_no_backlink() {
    let silent = SILENT.replace("no-links-in = \"t\", no-links-out = \"t\", ", "");
    let book = Book::of(&format!("+++\n{silent}\n+++\n\n# Alpha one\n\nBeta two.\n")).chapter(
        "b.md",
        format!("+++\n{silent}\n+++\n\n# Beta two\n\nAlpha one.\n"),
    );
    let codes: Vec<_> = book
        .findings()
        .into_iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(
        codes,
        ["no-links-in", "no-links-out", "no-links-in", "no-links-out"]
    );
    let graph = book.qed(&["graph", "--format", "json"]).code(0);
    assert!(graph.stdout.contains("\"links\": []"), "{}", graph.stdout);
    assert_eq!(
        shown(&book, "a"),
        [("b.html".to_owned(), "Beta two".to_owned())]
    );
    assert!(!book.read("book/a.html").contains("Linked from"));
}

#[test]
fn terms_of_another_language_have_no_english_plural() {
    let book = book("aliases = []", "CELs");
    book.replace(
        "book.toml",
        "title = \"Test\"",
        "title = \"Test\"\nlanguage = \"de\"",
    );
    assert_eq!(shown(&book, "a"), []);
}
