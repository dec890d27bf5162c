//! Formulas of a whole book: labels between topics, macros of book.toml.

use qed_tests::{Book, Finding};

fn finding(code: &str, place: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        place: place.to_owned(),
    }
}

const LABELLED: &str = "# A\n\n$$\nx^2 \\label{eq:a}\n$$\n";

#[test]
fn labels_are_known_in_every_topic() {
    let book =
        Book::of(LABELLED).chapter("b.md", "# B\n\nBy $\\eqref{eq:a}$ and [a](a.md#eq-a).\n");
    assert_eq!(book.findings(), []);
}

#[test]
fn a_label_that_is_missing_or_doubled() {
    let book = Book::of(LABELLED)
        .chapter("b.md", "# B\n\nBy $\\eqref{eq:b}$.\n")
        .chapter("c.md", "# C\n\n> $$\n> y \\label{eq:a}\n> $$\n");
    assert_eq!(
        book.findings(),
        [
            finding("unknown-label", "src/b.md:3:5"),
            finding("duplicate-label", "src/c.md:4:5")
        ]
    );
}

#[test]
fn a_formula_with_a_tag_is_called_by_it() {
    let book = Book::of("# A\n\n$$ x \\label{eq:a} \\tag{9} $$\n\n$$ y \\label{eq:b} $$\n")
        .chapter("b.md", "# B\n\nBy $\\eqref{eq:a}$ and $\\eqref{eq:b}$.\n");
    let _ = book.qed(&["build"]).code(0);
    let page = book.read("book/b.html");
    assert!(page.contains(">(9)</a>"), "{page}");
    assert!(page.contains(">(1.1)</a>"), "{page}");
}

#[test]
fn macros_are_used_and_checked_where_they_stand() {
    let book = Book::of("# A\n\n$\\R$ and $\\pair{x}{y}$\n");
    book.write(
        "book.toml",
        b"[book]\n[preprocessor.qed]\nbefore = [\"links\"]\n[preprocessor.qed.macros]\n\"\\\\R\" = \"\\\\mathbb{R}\"\n'\\pair' = '\\left( #1, #2 \\right)'\n'\\unused' = 'x'\n'\\bad' = '\\frac{1'\n",
    );
    let findings = book.findings();
    assert!(
        findings.contains(&finding("unused-macro", "book.toml:7:1")),
        "{findings:?}"
    );
    assert!(
        findings.contains(&finding("macro-invalid", "book.toml:8:1")),
        "{findings:?}"
    );
    assert!(
        !findings
            .iter()
            .any(|finding| finding.place.starts_with("src/")),
        "{findings:?}"
    );
}

#[test]
fn levels_are_set_in_book_toml_and_in_a_file() {
    let warned = Book::of("# A\n\n$learningrate$\n");
    assert_eq!(warned.findings(), [finding("formula-word", "src/a.md:3:2")]);
    let _ = warned.qed(&["check"]).code(0);
    let _ = warned.qed(&["check", "--deny-warnings"]).code(100);
    warned.replace(
        "book.toml",
        "before = [\"links\"]",
        "before = [\"links\"]\nrules = { formula-word = \"allow\" }",
    );
    assert_eq!(warned.findings(), []);

    let allowed = Book::of(
        "+++\nallow = { formula-word = \"\", no-label = \"a reason\" }\n+++\n\n# A\n\n$learningrate$\n",
    );
    let codes: Vec<_> = allowed
        .findings()
        .into_iter()
        .map(|finding| finding.code)
        .collect();
    assert!(!codes.contains(&"formula-word".to_owned()), "{codes:?}");
    assert!(
        codes.contains(&"allow-without-reason".to_owned())
            && codes.contains(&"unused-allow".to_owned()),
        "{codes:?}"
    );
}

const SYMBOLS: &str =
    "# A\n\n$$\nf(x) = \\sum_{i=1}^{n} w_i x_i^2 + q \\label{eq:f}\n$$\n\n- $w$ are the weights.\n";
const NOTATION: &str = "# Notation\n\n| Symbol | Meaning |\n|---|---|\n| $x$ | input |\n| $n$ | number of examples |\n";

#[test]
fn a_symbol_that_nothing_explains() {
    assert_eq!(Book::of(SYMBOLS).findings(), []);
    let book = Book::of(SYMBOLS).chapter("notation.md", NOTATION);
    assert_eq!(
        book.findings(),
        [finding("undefined-symbol", "src/a.md:4:35")]
    );
    book.replace("src/a.md", "weights.", "weights; $q \\ge 0$.");
    assert_eq!(book.findings(), []);
}

#[test]
fn the_notation_page_may_have_any_name() {
    let book = Book::of(SYMBOLS).chapter("signs.md", NOTATION);
    assert_eq!(book.findings(), []);
    book.replace(
        "book.toml",
        "before = [\"links\"]",
        "before = [\"links\"]\nnotation = \"signs\"",
    );
    assert_eq!(
        book.findings(),
        [finding("undefined-symbol", "src/a.md:4:35")]
    );
}

#[test]
fn without_a_notation_page_the_rule_watches_where_it_is_named() {
    let book = Book::of(SYMBOLS);
    book.replace(
        "book.toml",
        "before = [\"links\"]",
        "before = [\"links\"]\nrules = { undefined-symbol = \"warn\" }",
    );
    let places: Vec<String> = book
        .findings()
        .into_iter()
        .map(|found| found.place)
        .collect();
    assert_eq!(places, ["src/a.md:4:3", "src/a.md:4:20", "src/a.md:4:35"]);
}

#[test]
fn symbols_lead_to_what_explains_them() {
    let book = Book::of(SYMBOLS)
        .chapter("notation.md", NOTATION)
        .chapter("b/c.md", "# C\n\n$$ z = x $$\n");
    book.replace("src/a.md", " + q", "");
    let _ = book.qed(&["build"]).code(0);
    let page = book.read("book/a.html");
    assert!(
        page.contains("<li><a href=\"notation.html#symbol-n\"><math aria-label=\"n\">"),
        "{page}"
    );
    assert!(
        page.contains("<li><a href=\"#symbol-w\"><math aria-label=\"w\">"),
        "{page}"
    );
    assert!(
        page.contains("<span class=\"explains\" id=\"symbol-w\">"),
        "{page}"
    );
    assert!(
        page.contains("<span class=\"symbol\" data-symbol=\"0\">"),
        "{page}"
    );
    let below = book.read("book/b/c.html");
    assert!(
        below.contains("<li><a href=\"../notation.html#symbol-x\"><math aria-label=\"x\">"),
        "{below}"
    );
    let notation = book.read("book/notation.html");
    assert!(notation.contains("id=\"symbol-x\""), "{notation}");
}

#[test]
fn mdbook_s_own_pages_list_the_symbols_as_well() {
    let book = Book::of(SYMBOLS).chapter("notation.md", NOTATION);
    book.replace("src/a.md", " + q", "");
    book.replace("book.toml", "[output.qed]", "[output.html]");
    let _ = book.mdbook(&["build"]).code(0);
    let page = book.read("book/a.html");
    for link in [
        "<a href=\"notation.html#symbol-n\"><math aria-label=\"n\">",
        "<a href=\"#symbol-w\"><math aria-label=\"w\">",
    ] {
        assert!(page.contains(link), "{page}");
    }
    assert_eq!(page.matches("qed-symbols").count(), 1, "{page}");
}

const OPERATIONS: &str = "# A\n\n$$\nx \\odot x^\\top \\otimes \\nabla x \\label{eq:o}\n$$\n\n- $\\otimes$ is an outer product.\n";

#[test]
fn operations_lead_to_what_explains_them() {
    let rows = "| $x \\odot y$ | elementwise product |\n| $W^\\top$ | transpose |\n";
    let book = Book::of(OPERATIONS).chapter("notation.md", format!("{NOTATION}{rows}"));
    assert_eq!(book.findings(), []);
    let _ = book.qed(&["build"]).code(0);
    let page = book.read("book/a.html");
    for link in [
        "<a href=\"notation.html#symbol-odot\"><math aria-label=\"odot\">",
        "<a href=\"notation.html#symbol-top\"><math aria-label=\"top\">",
        "<a href=\"#symbol-otimes\"><math aria-label=\"otimes\">",
    ] {
        assert!(page.contains(link), "{page}");
    }
    assert!(!page.contains("aria-label=\"nabla\""), "{page}");
}
