//! Metadata, titles, summaries, recall cards, and the line ends and marks that files come with.

mod common;

use common::{Parsed, expanded};
use qed_markdown::{
    Event, Options, Origin, Tag, code_lines, events, parse, strip_metadata, typographic, weave,
};

#[test]
fn metadata() {
    let text = "+++\nrequires = [\"softmax\", 'logs-review']\naliases = [\"log loss\"]\nsources = [\"arxiv:1\"]\ntags = []\nallow = { no-label = \"none needed\" }\n+++\n\n# Title\n";
    let parsed = Parsed::new(text);
    let metadata = &parsed.topic.metadata;
    let requires: Vec<_> = metadata
        .requires
        .iter()
        .map(|slug| (slug.value.as_str(), parsed.text(&slug.range)))
        .collect();
    assert_eq!(
        requires,
        [("softmax", "\"softmax\""), ("logs-review", "'logs-review'")]
    );
    assert_eq!(metadata.aliases[0].value, "log loss");
    let (code, reason) = &metadata.allow[0];
    assert_eq!(
        (
            code.value.as_str(),
            parsed.text(&code.range),
            reason.as_str()
        ),
        ("no-label", "no-label", "none needed")
    );
    assert_eq!(parsed.findings(), [""; 0]);
    assert_eq!(parsed.text(&parsed.topic.outline[0].range), "# Title");
    assert_eq!(parsed.text(&metadata.range).lines().last(), Some("+++"));

    let edit = strip_metadata(&parsed.topic).expect("there is metadata");
    assert_eq!(weave(text, &[edit]), "\n# Title\n");
    assert_eq!(strip_metadata(&Parsed::new("# Title\n").topic), None);
    assert!(
        matches!(events(text, Options::default()).next(), Some((Event::Start(Tag::Heading { .. }), range)) if &text[range.clone()] == "# Title\n")
    );
}

#[test]
fn mistakes_in_metadata() {
    let cases: &[(&str, &[&str])] = &[
        ("+++\n+++\n", &[]),
        ("+++  \nrequires = []\n+++\t\n# x\n", &[]),
        ("+++\nrequires = []\n", &["1:1 metadata-unclosed"]),
        ("+++", &["1:1 metadata-unclosed"]),
        (
            "+++\nrequires = [softmax]\n+++\n",
            &["2:13 metadata-syntax"],
        ),
        ("+++\nrequires = [\"a\"\n+++\n", &["2:1 metadata-syntax"]),
        ("+++\nrequires\n+++\n", &["2:1 metadata-syntax"]),
        ("+++\ntags = []\ntags = []\n+++\n", &["3:1 metadata-syntax"]),
        (
            "+++\nrequire = []\nfoo.bar = 1\n+++\n",
            &["2:1 metadata-unknown-key", "3:1 metadata-unknown-key"],
        ),
        (
            "+++\nrequires = \"a\"\ntags = [\"a\", 1]\nallow = [\"a\"]\n+++\n",
            &[
                "2:12 metadata-wrong-type",
                "3:14 metadata-wrong-type",
                "4:9 metadata-wrong-type",
            ],
        ),
        ("+++\n[allow]\na = 1\n+++\n", &["3:5 metadata-wrong-type"]),
        ("\n+++\nrequires = 1\n+++\n", &[]),
        ("# x\n\n+++\nrequires = 1\n+++\n", &[]),
        ("++++\nx\n++++\n", &[]),
        ("---\ntitle: x\n---\n", &["1:1 front-matter-yaml"]),
        ("---\n\ntext: x\n---\n", &[]),
        ("---\n", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(Parsed::new(text).findings(), *expected, "{text}");
    }
    let finding = &Parsed::new("+++\nrequire = []\n+++\n").findings[0];
    assert_eq!(finding.hint.as_deref(), Some("did you mean `requires`?"));
}

#[test]
fn titles_and_summaries() {
    let cases: &[(&str, Option<&str>, &str)] = &[
        (
            "# A *title* with $x$ and `code`\n\nFirst *paragraph* with $y$,\n[a link](b.md) and [[slug|words]].\n\nSecond.",
            Some("A title with x and code"),
            "First paragraph with y, a link and words.",
        ),
        (
            "## Two\n\n# One\n\n- item\n\n> quote\n\ntext",
            Some("One"),
            "text",
        ),
        ("## Only\n\n![image](a.png)\n\ntext", Some("Only"), "text"),
        ("", None, ""),
        ("text <b>bold</b> &amp; \\*", None, "text bold & *"),
        ("Setext\n===\n\nx", Some("Setext"), "x"),
        ("# [[a|b]] c\n", Some("b c"), ""),
    ];
    for (text, title, summary) in cases {
        let topic = Parsed::new(text).topic;
        assert_eq!(
            (topic.title.as_deref(), topic.summary.text.as_str()),
            (*title, *summary),
            "{text}"
        );
    }
}

const CARD: &str = "<details class=\"recall\">\n<summary>\n\nWhat is $x$?\n\n</summary>\n\nIt is $1$.\n\n- [a](b.md)\n\n</details>\n";

#[test]
fn recall_cards() {
    let quoted: String = CARD.lines().map(|line| format!("> {line}\n")).collect();
    let listed: String = CARD
        .lines()
        .enumerate()
        .map(|(n, line)| format!("{}{line}\n", if n == 0 { "- " } else { "  " }))
        .collect();
    let texts = [
        CARD.to_owned(),
        CARD.replace('\n', "\r\n"),
        format!("text\n\n{CARD}\n{CARD}\nmore\n"),
        quoted,
        listed,
        CARD.replace("class=\"recall\"", "class='hard recall' open"),
        CARD.replace(
            "It is",
            "<b>It</b>\n\n<details>\n<summary>more</summary>\n\nx\n\n</details>\n\nis",
        ),
        CARD.replace("<summary>", "\n<summary>"),
    ];
    for text in &texts {
        let parsed = Parsed::new(text);
        assert_eq!(parsed.findings(), [""; 0], "{text}");
        assert!(!parsed.topic.recalls.is_empty(), "{text}");
        for card in &parsed.topic.recalls {
            assert_eq!(parsed.text(&card.question), "What is $x$?", "{text}");
            assert!(parsed.text(&card.answer).ends_with("[a](b.md)"), "{text}");
            let whole = parsed.text(&card.range);
            assert!(
                whole.starts_with("<details") && whole.ends_with("</details>"),
                "{text}"
            );
        }
        assert!(parsed.topic.formulas.len() >= 2, "{text}");
    }
}

#[test]
fn malformed_recall_cards() {
    let without = |line: &str| CARD.replacen(line, "", 1);
    let texts = [
        "<details class=\"recall\"><summary>What?</summary>That.</details>\n".to_owned(),
        "<details class=\"recall\">\n<summary>What?</summary>\n\nThat.\n\n</details>\n".to_owned(),
        "text <details class=\"recall\">\n".to_owned(),
        CARD.replace("<summary>\n\n", "<summary>\n"),
        CARD.replace("\n\n</summary>", "\n</summary>"),
        CARD.replace("</summary>\n\n", "</summary>\n"),
        CARD.replace("\n\n</details>", "\n</details>"),
        CARD.replace("<summary>\n", "words\n<summary>\n"),
        CARD.replace("<summary>\n", "\nwords\n\n<summary>\n"),
        CARD.replace("What is $x$?", ""),
        without("</summary>\n"),
        without("<summary>\n"),
        without("</details>\n"),
        CARD.replace("It is $1$.\n\n- [a](b.md)\n", ""),
        CARD.replace("What is", "<details>\n\nx\n\n</details>\n\nWhat is"),
    ];
    for text in &texts {
        let parsed = Parsed::new(&format!("{text}\nafter\n\n{CARD}"));
        let found = parsed.findings();
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].ends_with("recall-malformed"), "{text}");
        // What is not closed swallows what follows; otherwise the next card is read.
        let closed = text.contains("</details>");
        assert_eq!(parsed.topic.recalls.len(), usize::from(closed), "{text}");
    }
    assert_eq!(
        Parsed::new("<details>\n<summary>x</summary>\n\ny\n\n</details>\n").findings(),
        [""; 0]
    );
}

#[test]
fn line_ends_and_byte_order_marks_move_no_place() {
    let text = "\u{feff}+++\r\nrequire = []\r\n+++\r\n\r\n# Title\r\n\r\né $\\frac{1}$ [a](b.md) [[c]]\r\n\r\n```rust\r\nlet x = 1;\r\n```\r\n";
    let (sources, _, ours, _) = expanded(text, &mut common::Memory::default());
    let (topic, findings) = parse("chapter.md", &ours.text, ours.origin, Options::default());
    let place = |range: std::ops::Range<usize>| {
        let position = sources.start(topic.span(range));
        (position.line, position.column)
    };
    assert_eq!(
        common::lines(&findings, &sources),
        ["2:1 metadata-unknown-key"]
    );
    assert_eq!(place(topic.outline[0].range.clone()), (5, 1));
    assert_eq!(place(topic.formulas[0].range.clone()), (7, 3));
    assert_eq!(place(topic.links[0].target_range.clone()), (7, 18));
    assert_eq!(place(topic.links[1].range.clone()), (7, 24));
    assert_eq!(
        place(code_lines(&topic.snippets[0])[0].range.clone()),
        (10, 1)
    );

    // The same with the mark still in the text.
    let marked = Parsed::new(text);
    assert_eq!(marked.topic.outline.len(), 1);
    assert_eq!(marked.topic.metadata.range.start, 3);
}

#[test]
fn positions_through_includes() {
    let mut files = common::Memory::new(&[(
        "src/part.md",
        "# Part\n\n$\\frac{1}{2$ and\n\n```rust\nbad();\n```\n",
    )]);
    let (sources, _, ours, _) = expanded(
        "é\n\n> {{#include part.md}}\n\n{{#include part.md:3}}\n",
        &mut files,
    );
    let (topic, findings) = parse("chapter.md", &ours.text, ours.origin, Options::default());
    assert_eq!(
        common::lines(&findings, &sources),
        [
            "src/part.md:3:10 formula-braces",
            "src/part.md:3:10 formula-braces"
        ]
    );
    let span = topic.span(topic.snippets[0].code.locate(0..6));
    assert_eq!(
        (
            sources.get(span.source).path.as_str(),
            sources.start(span).line
        ),
        ("src/part.md", 6)
    );
}

#[test]
fn text_of_another_preprocessor_is_approximate() {
    let file = "# Title\n\nA line with $\\frac{1}{2$ in it.\n";
    let given = "# Title\n\n<!-- toc -->\n\nA line with $\\frac{1}{2$ in them.\n\n$$ new\n";
    let mut sources = qed_report::Sources::default();
    let source = sources.add("src/chapter.md", file);
    let (_, findings) = parse(
        "chapter.md",
        given,
        Origin::by_diff(given, source, file),
        Options::default(),
    );
    assert_eq!(
        common::lines(&findings, &sources),
        ["3:22 formula-braces", "4:1 formula-cut"]
    );
    assert_eq!(
        findings
            .iter()
            .map(|finding| finding.approximate)
            .collect::<Vec<_>>(),
        [false, true]
    );
}

#[test]
fn ids_given_twice() {
    let cases: &[(&str, &[&str])] = &[
        ("# A\n\n# A\n\n<a id=\"b\"></a> <b id='c'>x</b>\n", &[]),
        (
            "# A {#x}\n\n# B {#x}\n\n# C {#x}\n",
            &["3:1 id-repeated", "5:1 id-repeated"],
        ),
        ("<a id=\"a\"></a>\n\n# A\n", &["3:1 id-repeated"]),
        ("# A\n\n# B {#a}\n", &["3:1 id-repeated"]),
        ("# A {#a}\n\n# A\n", &["3:1 id-repeated"]),
        ("#\n\n<a name=\"\"></a>\n", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(Parsed::new(text).findings(), *expected, "{text}");
    }
}

#[test]
fn a_name_is_set_as_the_words_of_a_text() {
    let cases = [
        ("\"Quoted\" & 'single'", "“Quoted” & ‘single’"),
        ("It's -- a name...", "It’s – a name…"),
        (
            "- 1. [x] *a* `b` $c$ <d> _e_ #",
            "- 1. [x] *a* `b` $c$ <d> _e_ #",
        ),
        (
            "\\\"x\\\" &amp; ~~y~~ [^1] {#id}",
            "\\“x\\” &amp; ~~y~~ [^1] {#id}",
        ),
        ("(\"deep\") C++'s \"'a' b\"", "(“deep”) C++’s “‘a’ b”"),
        ("---", "—"),
        ("", ""),
    ];
    for (name, set) in cases {
        assert_eq!(typographic(name, Options::default()), set);
        let plain = Options {
            smart_punctuation: false,
            ..Options::default()
        };
        assert_eq!(typographic(name, plain), name);
    }
}

/// The options are mdBook's own: without formulas, the events are those of its parser.
#[test]
fn the_same_events_as_mdbook() {
    let texts = [
        "\"quotes\" -- it's... ~~gone~~ <b>html</b> https://a.b\n\n- [x] task\n\n| a | b |\n|--:|---|\n| c |\n",
        "# A {#id .class}\n\nTerm\n: definition\n\n> [!NOTE]\n> noted\n\ntext[^1] $x$ [[wiki]] ^sup^ ~sub~\n\n[^1]: note\n",
        "---\nyaml: x\n---\n\n+++\ntoml = 1\n+++\n\n:::note\nx\n:::\n\n[[1,2],[3,4]] H~2~O\n",
    ];
    for text in texts {
        for switch in [true, false] {
            let mut theirs = mdbook_markdown::MarkdownOptions::default();
            theirs.smart_punctuation = switch;
            theirs.definition_lists = switch;
            theirs.admonitions = switch;
            let ours = Options {
                smart_punctuation: switch,
                definition_lists: switch,
                admonitions: switch,
                math: false,
                ..Options::default()
            };
            let expected: Vec<_> = mdbook_markdown::new_cmark_parser(text, &theirs)
                .into_offset_iter()
                .collect();
            assert_eq!(events(text, ours).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}

#[test]
fn rules_have_codes_and_explanations() {
    let mut codes: Vec<_> = qed_markdown::RULES.iter().map(|rule| rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), qed_markdown::RULES.len());
    for rule in qed_markdown::RULES {
        assert!(
            rule.code
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
        assert!(
            rule.title.starts_with(char::is_lowercase) || rule.title.starts_with("YAML"),
            "{}",
            rule.title
        );
        // An explanation is Markdown without mistakes of its own.
        assert_eq!(
            Parsed::new(rule.explanation).findings(),
            [""; 0],
            "{}",
            rule.explanation
        );
    }
}
