//! One book with everything in it that breaks careless sites: it is built, told of, and whole.

use html5gum::{Token, Tokenizer};
use qed_tests::{Book, Finding, shown};

const TITLES: [&str; 5] = [
    "A \"quoted\" & 'other' <b>title</b>",
    "שלום עולם, a title from right to left",
    "🎉 Emoji 👩\u{200d}🔬 and \u{202e}turned\u{202c}",
    "{{ page.title }} {% raw %} &amp; </script> ]]>",
    "Softmax",
];

fn book() -> Book {
    let long = "word ".repeat(100);
    let row = "| cell ".repeat(50);
    let rule = "|---".repeat(50);
    let mut book = Book::new();
    book.replace(
        "book.toml",
        "title = \"Test\"",
        "title = \"A \\\"book\\\" <of> & 🎉\"",
    );
    book.replace(
        "book.toml",
        "[output.qed]",
        "[output.qed]\nsite-url = \"https://example.org/a&b/\"",
    );
    let mut summary = String::from("# Summary\n\n");
    let mut chapter = |path: &str, title: &str, text: &str| {
        let name = title
            .replace(['<', '[', ']', '*', '`'], "\\$0")
            .replace("\\$0", "\\<");
        summary.push_str(&format!("- [{name}]({path})\n"));
        (format!("src/{path}"), text.to_owned())
    };
    let mut files = Vec::new();
    for (at, title) in TITLES.iter().enumerate() {
        let heading = title.replace('<', "\\<");
        let text = format!("# {heading}\n\nTo [[long]], [the next](#part).\n\n## Part\n\nText.\n");
        files.push(chapter(&format!("t{at}.md"), title, &text));
    }
    files.push(chapter(
        "b/softmax.md",
        "Softmax",
        "# Softmax\n\nOf one name with another.\n",
    ));
    files.push(chapter(
        "a/softmax.md",
        "Softmax",
        "# Softmax\n\n[The other](../b/softmax.md).\n",
    ));
    files.push(chapter(
        "long.md",
        "Long",
        &format!("# {long}\n\n## {long}\n\n{row}|\n{rule}|\n{row}|\n"),
    ));
    files.push(chapter(
        "raw.md",
        "Raw",
        "# Raw\n\n<div class=\"x\">\n\nA <b>bold <i>word.\n\n</span>\n\n<script>alert(1)</script>\n\n<img src=\"t0.md\" onerror=\"alert(1)\">\n\n<a href=\"javascript:alert(1)\">y</a>\n\n> <details>\n>\n> In a quote.\n\n<!-- open\n",
    ));
    files.push(chapter(
        "Contents.md",
        "Contents",
        "# Contents\n\nAn own page of this name.\n",
    ));
    for (path, text) in files {
        book = book.file(&path, text);
    }
    book.file("src/SUMMARY.md", summary)
}

#[test]
fn it_is_told_where_it_is_wrong() {
    let found: Vec<Finding> = book().findings();
    let told: Vec<_> = found
        .iter()
        .map(|finding| (finding.code.as_str(), finding.place.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("html-unclosed", "src/raw.md:3:1"),
            ("html-unclosed", "src/raw.md:5:3"),
            ("html-unclosed", "src/raw.md:5:11"),
            ("html-unclosed", "src/raw.md:7:1"),
            ("html-refused", "src/raw.md:9:1"),
            ("html-refused", "src/raw.md:11:27"),
            ("link-scheme", "src/raw.md:13:10"),
            ("html-unclosed", "src/raw.md:15:3"),
            ("html-unclosed", "src/raw.md:19:1"),
        ]
    );
}

#[test]
fn it_is_built_whole() {
    let book = book();
    let _ = book.qed(&["build"]).code(0);
    let site = book.tree("book");
    let text = |path: &str| String::from_utf8_lossy(&site[std::path::Path::new(path)]).into_owned();
    for (path, bytes) in &site {
        let path = path.to_string_lossy();
        let text = String::from_utf8_lossy(bytes);
        if path.ends_with(".html") {
            assert_balanced(&path, &text);
        } else if let Some(data) = text.strip_prefix("qed.data(") {
            let json = format!("[{}]", data.trim_end().trim_end_matches(')'));
            let value: Result<serde_json::Value, _> = serde_json::from_str(&json);
            assert!(value.is_ok(), "{path}: {value:?}");
        }
    }
    for (at, title) in TITLES.iter().enumerate() {
        let page = text(&format!("t{at}.html"));
        let heading = shown(&page, "h1", &[]).sections.remove(0).1;
        let words: String = title.replace("&amp;", "&").split_whitespace().collect();
        let curly = words.replace(" '", "‘");
        assert_eq!(plain(&heading), plain(&curly), "{page}");
    }
    let raw = text("raw.html");
    let (_, body) = raw.split_once("<article").expect("an article");
    assert!(
        !body.contains("<script") && !body.contains("onerror") && !body.contains("javascript:")
    );
    let long = text("long.html");
    assert_eq!(long.matches("<th scope").count(), 50);
    // The author's page has the first right to the name, on every disk.
    assert!(text("Contents.html").contains("An own page"));
    assert!(text("contents-1.html").contains("b/softmax.html"));
    assert!(text("sitemap.xml").contains("<loc>https://example.org/a&amp;b/t0.html</loc>"));
}

/// Without quotes, which may be made curly.
fn plain(text: &str) -> String {
    text.replace(['"', '\'', '“', '”', '‘', '’'], "")
}

/// Every element ends, in the order in which they began.
fn assert_balanced(path: &str, html: &str) {
    const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];
    let mut open: Vec<String> = Vec::new();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if !tag.self_closing && !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                assert_eq!(open.pop().as_deref(), Some(&*name), "in {path}\n{html}");
            }
            Token::Error(error) => panic!("{path}: {error:?}\n{html}"),
            _ => {}
        }
    }
    assert_eq!(open, Vec::<String>::new(), "in {path}");
}

#[test]
fn names_that_are_one_file_on_some_disks_are_told() {
    let book = Book::new()
        .chapter("Softmax.md", "# A\n\nText.\n")
        .chapter("softmax.md", "# B\n\nText.\n");
    let run = book.qed(&["build"]).code(100);
    run.says(&["error[site-path]"]);
    run.says(&["src/softmax.md:1:1"]);
}

#[test]
fn names_that_lose_words_are_told() {
    let book = Book::of("# Vec\n\nText.\n");
    let summary = "# Summary\n\n<!-- a -->\n\n- [Vec<T> and `Vec<T>` and Vec\\<T>](a.md)\n";
    book.write("src/SUMMARY.md", summary.as_bytes());
    let run = book.qed(&["check"]).code(0);
    run.says(&["warning[summary-html]", "src/SUMMARY.md:5:7"]);
    assert_eq!(
        run.stderr.matches("summary-html").count(),
        1,
        "{}",
        run.stderr
    );
}

#[test]
fn a_page_that_would_be_a_folder_too_is_told_before_anything_is_written() {
    let book = Book::new()
        .chapter("odd.md", "# A\n\nText.\n")
        .chapter("odd.html/x.md", "# B\n\nText.\n");
    for command in ["check", "build"] {
        let run = book.qed(&[command]).code(100);
        run.says(&[
            "error[site-path]",
            "src/odd.html/x.md:1:1",
            "src/odd.md:1:1",
        ]);
    }
    assert!(!book.root().join("book").exists());
}

#[test]
fn a_mistake_in_a_template_is_found_by_a_check_and_told_once() {
    let book = Book::of("# A\n\nText.\n")
        .file(
            "theme/templates/chapter.html",
            "{{ page.cards | plural }}\n",
        )
        .file("theme/templates/chapters.html", "x\n");
    for command in ["check", "build"] {
        let run = book.qed(&[command]).code(100);
        run.says(&["error[theme-template]", "theme/templates/chapter.html:1:17"]);
        run.says(&["warning[theme-unused]", "theme/templates/chapters.html:1:1"]);
        assert_eq!(
            run.stderr.matches("theme-template").count(),
            1,
            "{}",
            run.stderr
        );
    }
    assert!(
        book.qed(&["build"])
            .stderr
            .contains("; nothing was written.")
    );
    assert!(!book.root().join("book").exists());
    // mdBook's own pages have nothing to do with it.
    book.replace("book.toml", "[output.qed]", "[output.html]");
    let _ = book.qed(&["check"]).code(0);
}

#[test]
fn a_template_with_a_mistake_is_told_at_its_line() {
    let template = "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ page.titel.x }}</h1>\n{% endblock main %}\n";
    let book = Book::of("# A\n\nText.\n").file("theme/templates/chapter.html", template);
    let run = book.qed(&["build"]).code(100);
    for part in [
        "error[theme-template]",
        "theme/templates/chapter.html:3:",
        "titel",
    ] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
    run.says(&["1 error; nothing was written."]);
    assert!(!book.root().join("book").exists());
}
