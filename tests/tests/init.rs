//! `qed init`: QED for an mdBook that is there, shown by the real mdBook.

use qed_tests::Book;

const A: &str = "# A\n\nA formula: $\\frac{a}{b}$.\n\n```rust\nprintln!(\"one\");\n```\n\n```output\none\n```\n";

/// An mdBook that has never heard of QED.
fn stock(toml: &str) -> Book {
    Book::empty()
        .file("book.toml", toml)
        .file(
            "src/SUMMARY.md",
            "# Summary\n\n- [A](a.md)\n- [B](deep/b.md)\n",
        )
        .file("src/a.md", A)
        .file("src/deep/b.md", "# B\n\n$$\nx^2\n$$\n")
}

#[test]
fn pages_of_stock_html_get_style_and_fonts_and_name_no_other_host() {
    let book = stock(
        "# My book.\n[book]\ntitle = \"T\" # short\n\n[output.html]\nno-section-label = true\n",
    );
    let run = book.qed(&["init"]).code(0);
    for what in [
        "[preprocessor.qed] added",
        "additional-css",
        "src/qed-style",
        ".gitignore",
    ] {
        assert!(run.stderr.contains(what), "{what} in {}", run.stderr);
    }
    let toml = book.read("book.toml");
    assert!(
        toml.starts_with(
            "# My book.\n[book]\ntitle = \"T\" # short\n\n[output.html]\nno-section-label = true\n"
        ),
        "{toml}"
    );
    assert_eq!(book.read(".gitignore"), "/.qed\n");

    let _ = book.mdbook(&["build"]).code(0);
    let site = book.tree("book");
    for (page, up) in [("a.html", ""), ("deep/b.html", "../")] {
        let html = book.read(&format!("book/{page}"));
        assert!(html.contains("class=\"katex\""), "{page} has its formula");
        let links = html
            .lines()
            .filter(|line| line.contains("rel=\"stylesheet\""));
        let style = links
            .filter_map(|line| line.split("href=\"").nth(1)?.split('"').next())
            .find(|href| href.contains("qed-style/style"))
            .unwrap_or_else(|| panic!("{page} does not link the stylesheet"));
        let style = style.strip_prefix(up).unwrap();
        let css = String::from_utf8(site[std::path::Path::new(style)].clone()).unwrap();
        // The stylesheet lies two folders deep.
        let fonts: Vec<_> = css.split("url(../../").skip(1).collect();
        assert!(!fonts.is_empty() && fonts.len() == css.matches("url(").count());
        for font in fonts {
            let font = font.split(')').next().unwrap();
            assert!(
                site.contains_key(std::path::Path::new(font)),
                "{font} is there"
            );
        }
        for reference in html.split(['"', '\'']).filter(|part| part.contains("//")) {
            let loads = reference.starts_with("http") || reference.starts_with("//");
            assert!(
                !loads || is_named_only(&html, reference),
                "{page} asks {reference}"
            );
        }
    }
}

/// An address that a reader may follow, or a name that is no address.
fn is_named_only(html: &str, address: &str) -> bool {
    html.contains(&format!("<a href=\"{address}\""))
        || html.contains(&format!("xmlns=\"{address}\""))
}

#[test]
fn the_second_time_nothing_changes() {
    for arguments in [&["init"][..], &["init", "--site"]] {
        let book = stock("[output.html]\n");
        let _ = book.qed(arguments).code(0);
        let before = book.tree("");
        let run = book.qed(arguments).code(0);
        run.says(&["nothing to do"]);
        assert!(book.tree("") == before);
    }
}

#[test]
fn a_book_that_no_renderer_shows_gets_the_study_site() {
    let book = stock("[book]\ntitle = \"T\"\n");
    let run = book.qed(&["init"]).code(0);
    run.says(&["[output.qed] added"]);
    assert!(!book.root().join("src/qed-style").exists());
    let _ = book.mdbook(&["build"]).code(0);
    assert!(book.root().join("book/qed/site.css").exists());
}

#[test]
fn with_site_both_are_built() {
    let book = stock("[output.html]\n").file(".gitignore", "book");
    let run = book.qed(&["init", "--site"]).code(0);
    run.says(&["`html` and `qed`"]);
    assert_eq!(book.read(".gitignore"), "book\n/.qed\n");
    let _ = book.mdbook(&["build"]).code(0);
    assert!(book.root().join("book/html/a.html").exists());
    assert!(book.root().join("book/qed/a.html").exists());
}

#[test]
fn another_source_folder_is_respected() {
    let book = Book::empty()
        .file("book.toml", "[book]\nsrc = \"docs/text\"\n[output.html]\n")
        .file("docs/text/SUMMARY.md", "- [A](a.md)\n")
        .file("docs/text/a.md", A);
    let _ = book.qed(&["init"]).code(0);
    let _ = book.mdbook(&["build"]).code(0);
    assert!(
        book.root()
            .join("book/qed-style/fonts/KaTeX_Main-Regular.woff2")
            .exists()
    );
    assert!(
        book.read("book/a.html")
            .contains("docs/text/qed-style/style")
    );
}

#[test]
fn what_is_in_the_way_is_told() {
    let run = Book::empty().qed(&["init"]).code(1);
    run.says(&["there is no book.toml"]);
    let run = stock("[book\n").qed(&["init"]).code(2);
    run.says(&["book.toml"]);
    let book = stock("[output.html]\nmathjax-support = true\n[preprocessor.katex]\n");
    let run = book.qed(&["init"]).code(0);
    assert!(run.stderr.contains("mathjax-support") && run.stderr.contains("preprocessor.katex"));
}
