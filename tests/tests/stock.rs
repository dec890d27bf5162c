//! The real mdBook with QED as its preprocessor and renderer.

use qed_tests::Book;

const TOPIC: &str = "\
+++
aliases = [\"first\"]
+++

# A with $x^2$

$$
f(x) = x^2 | y \\label{eq:a}
$$

By $\\eqref{eq:a}$ and [[b|the *other*]].

```rust,name=a
# fn hidden() {}
println!(\"{}\", 1 + 1);
```

```output
2
```
";

fn book() -> Book {
    Book::of(TOPIC)
        .chapter("b.md", "# B\n\nBack to [[first]] and $\\eqref{eq:a}$.\n")
        .chapter(
            "c/README.md",
            "# C\n\n[A](../a.md), {{#include ../part.txt}}\n\n{{#include part.md}}\n\nSo: `\\{{#include ../part.txt}}`.\n",
        )
        .file("src/part.txt", "a part with $y$\n")
        .file("src/c/part.md", "Nobody lists this file.\n")
}

#[test]
fn mdbook_build_gives_the_same_bytes_as_qed_build() {
    let (ours, theirs) = (book(), book());
    let _ = ours.qed(&["build"]).code(0);
    let _ = theirs.mdbook(&["build"]).code(0);
    let (ours, theirs) = (ours.tree("book"), theirs.tree("book"));
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        theirs.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &ours {
        assert!(theirs[path] == *bytes, "{} differs", path.display());
    }
}

#[test]
fn building_twice_and_elsewhere_gives_the_same_bytes() {
    let (one, other) = (book(), book());
    let _ = one.qed(&["build"]).code(0);
    let first = one.tree("book");
    let _ = one.qed(&["build"]).code(0);
    assert!(one.tree("book") == first, "the second build differs");
    let _ = other.qed(&["build", "--no-cache"]).code(0);
    assert!(
        other.tree("book") == first,
        "the build in another folder differs"
    );
}

/// The site lies in the source folder then, and is no part of the next one.
#[test]
fn the_source_folder_can_be_the_root() {
    let book = Book::empty()
        .file("book.toml", "[book]\nsrc = \".\"\n[output.qed]\n")
        .file("SUMMARY.md", "- [A](a.md)\n")
        .file("a.md", "# A\n\n{{#include part.md}}\n\n[B](gone.md)\n")
        .file("part.md", "Part.\n");
    book.qed(&["check"])
        .code(100)
        .says(&["--> a.md:5:5", "1 error in"]);
    book.replace("a.md", "[B](gone.md)", "");
    let _ = book.qed(&["build"]).code(0);
    let first = book.tree("book");
    let _ = book.qed(&["build"]).code(0);
    assert_eq!(
        book.tree("book").keys().collect::<Vec<_>>(),
        first.keys().collect::<Vec<_>>()
    );
}

#[test]
fn mdbook_fails_where_the_book_does_not_hold() {
    let book = book();
    book.replace("src/b.md", "[[first]]", "[gone](gone.md)");
    let run = book.mdbook(&["build"]);
    assert_ne!(run.code, 0);
    run.says(&["error[missing-file]", "src/b.md:3:16"]);
    assert!(!book.root().join("book/index.html").exists());
}

#[test]
fn a_warning_is_told_once_however_many_renderers_there_are() {
    for outputs in [
        "[output.qed]",
        "[output.html]",
        "[output.html]\n[output.qed]",
    ] {
        let book = Book::of("# A\n\n[b](b.html)\n").chapter("b.md", "# B\n");
        book.replace("book.toml", "[output.qed]", outputs);
        let run = book.mdbook(&["build"]).code(0);
        let told = run.stderr.matches("warning[html-link]").count();
        assert_eq!(told, 1, "{outputs}\n{}", run.stderr);
    }
}

#[test]
fn mdbooks_own_html_shows_what_was_proven() {
    let book = book();
    book.replace("book.toml", "[output.qed]", "[output.html]");
    let _ = book.mdbook(&["build"]).code(0);
    let html = book.read("book/a.html");
    for part in [
        "class=\"katex\"",
        "<math",
        "id=\"eq-a\"",
        "href=\"b.html\"",
        "the <em>other</em>",
        "class=\"qed-proof\"",
    ] {
        assert!(html.contains(part), "{part} is not in\n{html}");
    }
    for part in ["+++", "aliases", "$$", "[[", "name=a"] {
        assert!(!html.contains(part), "{part} is in the page");
    }
    assert!(
        html.contains("id=\"a-with-x2\"") || html.contains("id=\"a-with-x\""),
        "the heading keeps its id\n{html}"
    );
    assert!(book.read("book/b.html").contains("href=\"a.html#eq-a\""));
    assert!(book.read("book/c/index.html").contains("class=\"katex\""));
}

/// mdBook calls the page of README.md `index`, and lets links to the file lead nowhere.
#[test]
fn links_to_a_readme_lead_to_its_page() {
    let text = "# A\n\n[1](c/README.md) [2][c] [3](c/README.md#x) [4][c] <a href=\"c/README.md#x\">5</a> [[C|6]] [7](<c/README.md>) [8][d] [9](c/README.md 'title')\n\n[c]: c/README.md 'title'\n[d]: <c/README.md>\n";
    let book = Book::of(text).chapter("c/README.md", "# C\n\n## X\n");
    book.replace("book.toml", "[output.qed]", "[output.html]");
    let _ = book.mdbook(&["build"]).code(0);
    let html = book.read("book/a.html");
    for link in [
        "<a href=\"c/index.html\">1</a>",
        "<a href=\"c/index.html\" title=\"title\">2</a>",
        "<a href=\"c/index.html#x\">3</a>",
        "<a href=\"c/index.html\" title=\"title\">4</a>",
        "<a href=\"c/index.html#x\">5</a>",
        "<a href=\"c/index.html\">6</a>",
        "<a href=\"c/index.html\">7</a>",
        "<a href=\"c/index.html\">8</a>",
        "<a href=\"c/index.html\" title=\"title\">9</a>",
    ] {
        assert!(html.contains(link), "{link} is not in\n{html}");
    }
}

#[test]
fn a_wiki_link_bears_its_topics_title_whatever_is_in_it() {
    let title = r"A \<b>x\</b> \& [y] \*z\* `co]de` | p] \$5 {{ q }} \_r\_";
    let book =
        Book::of("# A\n\n| table |\n|---|\n| [[b]] |\n").chapter("b.md", format!("# {title}\n"));
    book.replace("book.toml", "[output.qed]", "[output.html]");
    let _ = book.mdbook(&["build"]).code(0);
    let html = book.read("book/a.html");
    let shown = "A &lt;b&gt;x&lt;/b&gt; &amp; [y] *z* co]de | p] $5 {{ q }} _r_";
    let link = format!("<a href=\"b.html\">{shown}</a>");
    assert!(html.contains(&link), "{html}");
}

#[test]
fn mdbook_test_runs_the_snippets() {
    let book = book();
    let _ = book.mdbook(&["test"]).code(0);
    book.replace("src/a.md", "1 + 1", "1 + \"1\"");
    book.replace(
        "book.toml",
        "before = [\"links\"]",
        "before = [\"links\"]\nrules = { snippet-compile = \"warn\", output-differs = \"warn\" }",
    );
    assert_ne!(book.mdbook(&["test"]).code, 0);
}

#[test]
fn json_of_another_mdbook_is_named() {
    let whole =
        r#"[{"root":"/x","config":{},"renderer":"html","mdbook_version":"0.6.0"},{"items":[]}]"#;
    for (sent, said) in [
        (r#"[{"mdbook_version":"0.3.0"}, 1]"#, "mdBook 0.3.0"),
        (whole, "mdBook 0.6.0"),
        (r#"{"version":"0.4.40"}"#, "mdBook 0.4.40"),
        (r#"{"version":"0.5.4""#, "cannot be read"),
        ("[]", "cannot be read"),
        ("", "mdbook-qed is started by mdBook"),
    ] {
        let run = Book::empty().bash(&format!("echo '{sent}' | mdbook-qed"), &[]);
        run.code(1).says(&[said]);
    }
}
