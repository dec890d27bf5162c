//! Raw HTML that pages refuse or that does not close: a finding at its place.

use qed_markdown::{Options, Origin, parse};
use qed_report::Sources;

/// The findings of a chapter: code and the words that are pointed to.
fn findings(text: &str, options: Options) -> Vec<(&'static str, String)> {
    let source = Sources::default().add("src/a.md", text);
    let (_, findings) = parse("a.md", text, Origin::whole(source, text.len()), options);
    let place = |finding: &qed_report::Finding| {
        let span = finding.place.span;
        (finding.rule.code, text[span.start..span.end].to_owned())
    };
    findings.iter().map(place).collect()
}

#[test]
fn refused_elements_are_findings_where_they_begin() {
    for (text, tag) in [
        ("<script>alert(1)</script>\n", "<script>"),
        (
            "a <script src=\"x.js\"></script> b\n",
            "<script src=\"x.js\">",
        ),
        ("<style>\np {}\n</style>\n", "<style>"),
        (
            "> <iframe src=\"https://e.org\"></iframe>\n",
            "<iframe src=\"https://e.org\">",
        ),
        ("- <base href=\"/\">\n", "<base href=\"/\">"),
    ] {
        let expected = [("html-refused", tag.to_owned())];
        assert_eq!(findings(text, Options::default()), expected, "{text}");
    }
    for text in [
        "`<script>`\n",
        "```html\n<script>\n```\n",
        "<!-- <script> -->\n",
    ] {
        assert_eq!(findings(text, Options::default()), [], "{text}");
    }
}

#[test]
fn scripts_of_the_book_are_kept_where_it_says_so() {
    let options = Options {
        scripts: true,
        ..Options::default()
    };
    for (text, count) in [
        ("<script src=\"x.js\" defer></script>\n", 0),
        ("<script>alert(1)</script>\n", 1),
        ("<script src=\"https://e.org/x.js\"></script>\n", 1),
        ("<script src=\"//e.org/x.js\"></script>\n", 1),
        ("<script src=\"data:text/javascript,x\"></script>\n", 1),
    ] {
        assert_eq!(findings(text, options).len(), count, "{text}");
    }
}

#[test]
fn elements_that_do_not_close_are_findings_at_their_tag() {
    for (text, tags) in [
        ("<div>\n\na\n\n</div>\n", &[][..]),
        ("<div>\n\na\n\n## B\n", &["<div>"]),
        ("a <b>b\n\nc\n", &["<b>"]),
        ("a </b> c\n", &["</b>"]),
        ("<b><i>x</b> y</i>\n", &["<i>", "</i>"]),
        ("- <div>\n\n  a\n\n</div>\n", &["<div>", "</div>"]),
        ("- <div>\n\n  a\n\n  </div>\n", &[]),
        ("> <details>\n>\n> a\n\nb\n", &["<details>"]),
        ("*<u>a* b</u>\n", &["<u>", "</u>"]),
        (
            "<p>a\n\n<ul><li>b<li>c</ul>\n\n<br> <img src=\"#a\">\n",
            &[],
        ),
        ("<svg><path d=\"M0 0\"/></svg>\n", &[]),
        ("<div/>\n", &["<div/>"]),
        ("<table><tr><td>a<td>b</table>\n", &[]),
    ] {
        let found: Vec<_> = findings(text, Options::default())
            .into_iter()
            .filter(|(code, _)| *code == "html-unclosed")
            .map(|(_, tag)| tag)
            .collect();
        assert_eq!(found, tags, "{text}");
    }
}

#[test]
fn what_hides_the_rest_of_the_page_is_a_finding_where_it_begins() {
    for (text, found) in [
        ("a\n\n<!-- note\n\n$$ \\frac{1} $$\n", Some("<!--")),
        ("<div>\n<!-- note\n</div>\n\nb\n", Some("<!--")),
        ("> <!-- note\n>\n> a\n\nb\n", Some("<!--")),
        ("<![CDATA[ a > b\n\nc\n", Some("<![CDATA[")),
        ("<?php a > b\n\nc\n", Some("<?")),
        ("<!-- a -->\n\n<!--\nb\n\nc -->\n", None),
        ("<?php a ?>\n\n<![CDATA[ a ]]>\n", None),
        ("`<!--` and \\<!-- a\n", None),
    ] {
        let all = findings(text, Options::default());
        let hidden = all
            .iter()
            .find(|(_, tag)| tag.starts_with("<!") || tag.starts_with("<?"));
        let expected = found.map(|tag| ("html-unclosed", tag.to_owned()));
        assert_eq!(hidden, expected.as_ref(), "{text}");
    }
}

#[test]
fn attributes_that_run_code_are_findings() {
    for (text, found) in [
        ("<p onclick=\"alert(1)\">a</p>\n", Some("alert(1)")),
        ("a <b onfocus>b</b>\n", Some("<b onfocus>")),
        (
            "<p class=\"a\" data-x=\"1\" style=\"color: red\">a</p>\n",
            None,
        ),
        // The element itself is told of.
        (
            "<iframe srcdoc=\"a\"></iframe>\n",
            Some("<iframe srcdoc=\"a\">"),
        ),
    ] {
        let expected: Vec<_> = found
            .map(|words| ("html-refused", words.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(findings(text, Options::default()), expected, "{text}");
    }
}

#[test]
fn help_is_for_what_was_meant() {
    let scripts = Options {
        scripts: true,
        ..Options::default()
    };
    for (text, options, help) in [
        (
            "# Vec<T>\n",
            Options::default(),
            "put `Vec<T>` between backticks",
        ),
        ("# Vec<T>\n", Options::default(), "`</T>`"),
        (
            "a std::Vec<Item> b\n",
            Options::default(),
            "put `std::Vec<Item>` between",
        ),
        ("a <B>b\n", Options::default(), "write `</B>` where it ends"),
        (
            "<script>a</script>\n",
            Options::default(),
            "set `scripts = true`",
        ),
        ("<script>a</script>\n", scripts, "<script src="),
        (
            "<p onclick=\"a\">a</p>\n",
            Options::default(),
            "with `scripts = true`",
        ),
        (
            "<p onclick=\"a\">a</p>\n",
            scripts,
            "addEventListener(\"click\"",
        ),
    ] {
        let source = Sources::default().add("src/a.md", text);
        let (_, findings) = parse("a.md", text, Origin::whole(source, text.len()), options);
        let [finding] = findings.as_slice() else {
            panic!("{text}: {findings:?}")
        };
        let hint = finding.hint.as_deref().unwrap_or_default();
        assert!(hint.contains(help), "{text}: {hint}");
        assert!(
            !hint.contains("`<t>`") && !finding.message.contains("<t>"),
            "{finding:?}"
        );
    }
}

#[test]
fn recall_cards_are_judged_by_their_own_rule() {
    let card = "<details class=\"recall\">\n<summary>\n\nWhy?\n\n</summary>\n\nSo.\n\n</details>\n";
    assert_eq!(findings(card, Options::default()), []);
    let open = card.replace("</details>\n", "");
    let codes: Vec<_> = findings(&open, Options::default())
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    assert_eq!(codes, ["recall-malformed"]);
}
