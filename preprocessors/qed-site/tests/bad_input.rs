//! What an author can get wrong, or write on purpose: nothing panics, nothing runs, nothing breaks the page.

mod common;

use common::{article, book, file, site};
use qed_report::Sources;
use qed_site::Theme;

/// A page with its blocks of code as plain ones.
fn without_colour(html: &str) -> String {
    let frame = "<figure class=\"code\"><figcaption>HTML</figcaption>";
    let plain = html.replace(frame, "").replace("</figure>", "");
    let mut pieces = plain.split("<span class=");
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words));
    first + &rest.collect::<String>().replace("</span>", "")
}

#[test]
fn raw_html_is_closed_and_harmless() {
    for (text, html) in [
        ("<div>\n\na\n\n## B", "<div>\n<p>a</p>\n<h2 id=\"b\">B"),
        ("a <b>b\n\nc", "<p>a <b>b</b></p>\n<p>c</p>"),
        ("a </b> c", "<p>a  c</p>"),
        ("<b><i>x</b> y</i>", "<p><b><i>x</i></b> y</p>"),
        (
            "<script>alert(1)</script>\n\n<script src=\"a.js\"></script>\n\nb",
            "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;\n</code></pre>\n\n\
             <pre><code>&lt;script src=\"a.js\"&gt;&lt;/script&gt;\n</code></pre>\n\n<p>b</p>",
        ),
        (
            "a <IFRAME src=\"https://e.org\">b *c*</iframe> d",
            "<p>a <code>&lt;IFRAME src=\"https://e.org\"&gt;b *c*&lt;/iframe&gt;</code> d</p>",
        ),
        (
            "<div><style>\np {}\n</style>\n<b>x</b></div>",
            "<div><code>&lt;style&gt;\np {}\n&lt;/style&gt;</code>\n<b>x</b></div>",
        ),
        (
            "<script>\n\nnever closed\n\n*a*",
            "<pre><code>&lt;script&gt;\n\nnever closed\n\n*a*\n</code></pre>",
        ),
        (
            "<body>\na\n</body>",
            "<pre><code>&lt;body&gt;\n</code></pre>\n\na\n<pre><code>&lt;/body&gt;",
        ),
        (
            "<img src=\"i.png\" onerror=\"alert(1)\">",
            "<img src=\"i.png\">",
        ),
        (
            "<a href=\"javascript:x\" class=\"z\" id=\"i\">y</a>",
            "<a id=\"i\" class=\"broken\" title=\"This link leads nowhere\">y</a>",
        ),
        (
            "<img src=\"data:image/png;base64,AA\">",
            "<img src=\"data:image/png;base64,AA\">",
        ),
        (
            "<iframe src=\"https://e.org\"></iframe>",
            "<pre><code>&lt;iframe src=\"https://e.org\"&gt;&lt;/iframe&gt;",
        ),
        ("<base href=\"/\">", "&lt;base href=\"/\"&gt;"),
        (
            "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>",
            "<path d=\"M0 0\"/></svg>",
        ),
        ("<!-- a -->\n\nb", "<p>b</p>"),
    ] {
        let article = without_colour(&article(text));
        assert!(
            article.contains(html),
            "{text}\n--- wants\n{html}\n--- has\n{article}"
        );
        assert!(!article.contains("<script"), "{article}");
    }
}

#[test]
fn a_script_of_the_book_is_kept_where_the_book_says_so() {
    let text = "<script src=\"plot.js\" defer onload=\"x()\"></script>\n\n<script>alert(1)</script>\n\n<script src=\"https://e.org/x.js\"></script>\n";
    let refused = article(text);
    assert!(!refused.contains("<script"), "{refused}");
    let mut book = book(&[("a", text)]);
    book.markdown.scripts = true;
    let site = site(&book);
    let page = file(&site, "a.html");
    let body = page.split_once("<article").expect("an article").1;
    assert_eq!(body.matches("<script").count(), 1, "{body}");
    assert!(
        body.contains("<script defer=\"\" src=\"plot.js\"></script>"),
        "{body}"
    );
}

#[test]
fn titles_are_text_everywhere() {
    for title in [
        "A \"quote\" & <b>",
        "שלום עולם",
        "🎉 \u{202e}x",
        "&amp; {{ page }}",
        "{% raw %}",
    ] {
        let text = format!("# {}\n\ntext [[other]]\n", title.replace('<', "\\<"));
        let site = site(&book(&[
            ("one", &text),
            ("other", "# Other\n\nback to [[one]]\n"),
        ]));
        for page in ["one.html", "other.html", "contents.html"] {
            let html = file(&site, page);
            assert!(
                !html.contains("<b>\"") && !html.contains("& <"),
                "{title} in {page}"
            );
            assert_eq!(html.matches("<title>").count(), 1);
        }
    }
}

#[test]
fn large_pieces_are_written() {
    let heading = "word ".repeat(100);
    let columns = "| c ".repeat(50);
    let text = format!(
        "# {heading}\n\n## {heading}\n\n{columns}|\n{}|\n{columns}|\n",
        "|---".repeat(50)
    );
    let article = article(&text);
    assert_eq!(article.matches("<th scope").count(), 50);
    assert_eq!(common::article("").len(), 0);
}

#[test]
fn deep_nesting_does_not_overflow() {
    for text in [
        ">".repeat(3000) + " a",
        "- ".repeat(2000) + "a",
        "*a ".repeat(3000),
        "[".repeat(5000),
    ] {
        article(&text);
    }
}

#[test]
fn names_that_differ_in_case_are_a_finding() {
    let book = book(&[("a/Softmax", "# A\n"), ("a/softmax", "# B\n")]);
    let findings = qed_site::render(&book, &Theme::default()).expect_err("one file on some disks");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule.code, "site-path");
}

#[test]
fn a_template_with_a_mistake_is_shown_at_its_line() {
    for (file, text, line, says) in [
        (
            "templates/404.html",
            "one\ntwo {{ page.titel.x }}\n",
            2,
            "titel",
        ),
        ("templates/404.html", "one\n\n{% if %}\n", 3, ""),
        (
            "templates/chapter.html",
            "{% extends \"nothing.html\" %}",
            1,
            "nothing.html",
        ),
    ] {
        let mut sources = Sources::default();
        let mut theme = Theme::default();
        theme.add(
            file,
            &format!("theme/{file}"),
            text.as_bytes().to_vec(),
            &mut sources,
        );
        let findings = qed_site::render(&book(&[("a", "# A\n")]), &theme).expect_err("a mistake");
        let [finding] = findings.as_slice() else {
            panic!("{findings:?}")
        };
        assert_eq!(finding.rule.code, "theme-template");
        assert_eq!(
            sources.get(finding.place.span.source).path,
            format!("theme/{file}")
        );
        assert_eq!(sources.start(finding.place.span).line, line, "{finding:?}");
        assert!(finding.message.contains(says), "{finding:?}");
    }
}

/// A theme with one file of the author's.
fn theme(file: &str, text: &str) -> (Theme, Sources) {
    let (mut theme, mut sources) = (Theme::default(), Sources::default());
    let bytes = text.as_bytes().to_vec();
    theme.add(file, &format!("theme/{file}"), bytes, &mut sources);
    (theme, sources)
}

#[test]
fn mistakes_of_templates_are_said_in_plain_words() {
    for (file, text, expected) in [
        (
            "chapter.html",
            "{{ page.cards | plural }}\n{{ page.ran | plural }}",
            "1:17-23 unknown filter `plural`: did you mean `pluralize`?\n\
             2:15-21 unknown filter `plural`: did you mean `pluralize`?\n",
        ),
        (
            "chapter.html",
            "é {% include \"toc-smalls.html\" %}",
            "1:14-31 unknown template `toc-smalls.html`: did you mean `toc-small.html`?\n",
        ),
        (
            "404.html",
            "{% extends \"basis.html\" %}",
            "1:13-23 unknown template `basis.html`: did you mean `base.html`?\n",
        ),
        (
            "base.html",
            "{% block around %}{% endblock %}{% block aside %}{% endblock %}{% block kind %}{% endblock %}",
            "1:1-1 it has no block `main`, which other templates fill: \
             write `{% block main %}{% endblock main %}` where it belongs\n",
        ),
        (
            "404.html",
            "{% extends \"base.html\" %}{% block mains %}{% endblock mains %}",
            "1:35-40 block `mains` is not defined in any parent template: did you mean `main`?\n",
        ),
        (
            "404.html",
            "one\n{%- if page.title %}\n<p>three</p>",
            "2:1-21 `{% if page.title %}` is never closed: write `{% endif %}` where it ends\n",
        ),
        (
            "404.html",
            "{% block a %}{% if page.title %}{% endblock a %}",
            "1:14-33 `{% if page.title %}` is never closed: write `{% endif %}` where it ends\n",
        ),
        (
            "404.html",
            "{{ page.titel }}",
            "1:9-14 field `titel` is not defined: did you mean `title`?\n",
        ),
    ] {
        let (theme, sources) = theme(&format!("templates/{file}"), text);
        let findings = qed_site::render(&book(&[("a", "# A\n")]), &theme).expect_err("a mistake");
        let lines = findings.iter().map(|finding| {
            let span = finding.place.span;
            let (start, end) = (sources.start(span), sources.end(span));
            let hint = finding.hint.as_deref().unwrap_or("no help");
            format!(
                "{}:{}-{} {}: {hint}\n",
                start.line, start.column, end.column, finding.message
            )
        });
        assert_eq!(lines.collect::<String>(), expected, "{text}");
    }
}

#[test]
fn a_template_that_nothing_uses_is_told() {
    for (file, text, hint) in [
        (
            "chapters.html",
            "{% extends \"base.html\" %}",
            Some("did you mean `chapter.html`?"),
        ),
        ("chapter.html", "x", None),
        (
            "own.html",
            "x",
            Some("give it the name of the template that it replaces, or extend or include it"),
        ),
    ] {
        let (theme, _) = theme(&format!("templates/{file}"), text);
        let findings = theme.check();
        let unused = findings
            .iter()
            .find(|finding| finding.rule.code == "theme-unused");
        let hints = unused.map(|finding| finding.hint.as_deref().expect("help"));
        assert_eq!(hints, hint, "{file}");
    }
}

#[test]
fn a_page_and_a_folder_of_one_name_are_a_finding() {
    let book = book(&[
        ("odd", "# A\n"),
        ("Odd.html/x", "# B\n"),
        ("odd2.html/x", "# C\n"),
    ]);
    let findings = qed_site::render(&book, &Theme::default()).expect_err("no disk has both");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].rule.code, "site-path");
    assert_eq!(findings[0].others.len(), 1);
}

#[test]
fn a_theme_file_that_is_not_text_is_a_finding() {
    let mut theme = Theme::default();
    theme.files.insert("css/own.css".into(), vec![b'a', 0xff]);
    let findings = qed_site::render(&book(&[("a", "# A\n")]), &theme).expect_err("not text");
    assert_eq!(findings[0].rule.code, "theme-text");
    assert!(findings[0].message.contains("css/own.css"));
}
