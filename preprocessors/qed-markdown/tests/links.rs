//! Links of every kind, with their places, and references that lead nowhere.

mod common;

use common::Parsed;
use qed_markdown::{Context, LinkKind, Shown};

/// Each link as `kind target @written target "words" [written link]`.
fn links(parsed: &Parsed) -> Vec<String> {
    let link = |link: &qed_markdown::Link| {
        format!(
            "{:?} {} @{} {:?}",
            link.kind,
            link.target,
            parsed.text(&link.target_range),
            link.text
        )
    };
    parsed.topic.links.iter().map(link).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(links(&Parsed::new(text)), expected, "{text}");
}

#[test]
fn inline_links() {
    check("[a](b.md)", &["Inline b.md @b.md \"a\""]);
    check(
        "[a *b* `c` $d$](b.md#x \"title (x)\")",
        &["Inline b.md#x @b.md#x \"a b c d\""],
    );
    check("[a]( <b c.md> 'title')", &["Inline b c.md @b c.md \"a\""]);
    check(
        "[a](b\\_c.md) [a](b&amp;c.md)",
        &[
            "Inline b_c.md @b\\_c.md \"a\"",
            "Inline b&c.md @b&amp;c.md \"a\"",
        ],
    );
    check(
        "[`](`](x.md) [a\\]](y.md) [a](z(1).md)",
        &[
            "Inline x.md @x.md \"](\"",
            "Inline y.md @y.md \"a]\"",
            "Inline z(1).md @z(1).md \"a\"",
        ],
    );
    check(
        "[a]() [](b.md)",
        &["Inline  @ \"a\"", "Inline b.md @b.md \"\""],
    );
    check(
        "> [a\n> b](\n> c.md\n> \"t\")",
        &["Inline c.md @c.md \"a b\""],
    );
    check(
        "# [a](#a)\n\n- [b](b.md)\n\n| [c](c.md) |\n|---|\n| [d](d.md) |\n",
        &[
            "Inline #a @#a \"a\"",
            "Inline b.md @b.md \"b\"",
            "Inline c.md @c.md \"c\"",
            "Inline d.md @d.md \"d\"",
        ],
    );
    check(
        "<details class=\"recall\">\n<summary>\n\n[q](q.md)\n\n</summary>\n\n[a](a.md)\n\n</details>\n",
        &["Inline q.md @q.md \"q\"", "Inline a.md @a.md \"a\""],
    );
    check(
        "`[a](b.md)` \\[a](b.md) $[a](b.md)$\n\n```text\n[a](b.md)\n```\n",
        &[],
    );
}

#[test]
fn images_and_autolinks() {
    check("![alt *x*](a.png \"t\")", &["Image a.png @a.png \"alt x\""]);
    check(
        "[![alt](a.png)](b.md)",
        &["Inline b.md @b.md \"alt\"", "Image a.png @a.png \"alt\""],
    );
    check(
        "[![alt](a.png) words](b.md)",
        &["Inline b.md @b.md \"words\"", "Image a.png @a.png \"alt\""],
    );
    check(
        "![![in](a.png) out](b.png)",
        &["Image b.png @b.png \"in out\"", "Image a.png @a.png \"in\""],
    );
    check(
        "<https://a.b/c?d> <me@a.b> https://not.a/link",
        &[
            "Auto https://a.b/c?d @https://a.b/c?d \"https://a.b/c?d\"",
            "Auto mailto:me@a.b @me@a.b \"me@a.b\"",
        ],
    );
}

#[test]
fn references() {
    check(
        "[a][r] [R][] [r] ![i][r]\n\n[r]: b.md \"title\"\n",
        &[
            "Reference b.md @b.md \"a\"",
            "Reference b.md @b.md \"R\"",
            "Reference b.md @b.md \"r\"",
            "Image b.md @b.md \"i\"",
        ],
    );
    check(
        "[a]\n\n> [a]:\n> <b c.md>\n",
        &["Reference b c.md @b c.md \"a\""],
    );
    let parsed = Parsed::new("[a]\n\n[a]: b.md\n[unused]: c.md 'title'\n[ UNUSED ]: d.md\n");
    assert_eq!(parsed.findings(), ["4:1 reference-unused"]);
}

#[test]
fn references_without_a_definition() {
    check(
        "[words][missing], [Missing one][] and ![alt][missing].",
        &[
            "Unresolved missing @[words][missing] \"words\"",
            "Unresolved Missing one @[Missing one][] \"Missing one\"",
            "Unresolved missing @![alt][missing] \"alt\"",
        ],
    );
    check(
        "a[i][j], [0][1], [x][y], Vec<[T][]>, f(x)[a][b], [ ] [x] [done]",
        &[],
    );
    check(
        "text[^1] and [^note]",
        &[
            "Unresolved 1 @[^1] \"1\"",
            "Unresolved note @[^note] \"note\"",
        ],
    );
    check("[^a-z] `[^1]` \\[^1] [^1\\]", &[]);
    check("[^1]\n\n[^1]: note\n", &[]);
}

#[test]
fn footnotes() {
    let parsed = Parsed::new("a[^1] b[^1]\n\n[^1]: one\n\n[^1]: again\n\n[^2]: alone\n");
    assert_eq!(
        parsed.findings(),
        ["5:1 footnote-repeated", "7:1 footnote-unused"]
    );
    let ids: Vec<_> = parsed
        .topic
        .anchors
        .iter()
        .map(|anchor| anchor.id.as_str())
        .collect();
    assert_eq!(ids, ["fr-1-1", "fr-1-2", "footnote-1"]);
}

#[test]
fn wiki_links() {
    check(
        "See [[softmax]], [[Soft Max#the-formula|the *formula* of $x$]].",
        &[
            "Wiki softmax @softmax \"softmax\"",
            "Wiki Soft Max#the-formula @Soft Max#the-formula \"the *formula* of $x$\"",
        ],
    );
    check(
        "| [[a\\|b]] | [[c]] |\n|---|---|\n| [[d\\|e f]] | x |\n",
        &["Wiki a @a \"b\"", "Wiki c @c \"c\"", "Wiki d @d \"e f\""],
    );
    check(
        "# [[a]]\n\n> - [[b|two\n>   words]]\n",
        &["Wiki a @a \"a\"", "Wiki b @b \"two words\""],
    );
    check(
        "it's [[it's|\"x\"]] -- [[a--b]]",
        &["Wiki it's @it's \"\\\"x\\\"\"", "Wiki a--b @a--b \"a--b\""],
    );
    check(
        "**[[a]]** *[[b|x]]*",
        &["Wiki a @a \"a\"", "Wiki b @b \"x\""],
    );
    // Not in code, formulas, images, links or HTML, not escaped, not numbers.
    check(
        "`[[a]]` $[[a]]$ [[1,2],[3,4]] [[0]] \\[[a]] [\\[a]] [[a]\\] [[a\\]]",
        &[],
    );
    check(
        "<b title=\"[[a]]\">x</b> ![[[a]]](x.png)",
        &["Image x.png @x.png \"[[a]]\""],
    );
    check("```text\n[[a]]\n```\n\n<div>\n[[a]]\n</div>\n", &[]);
    check("[[a`b`]] [[a *b*]] [[a\n\nb]]", &[]);
    // A defined reference is an ordinary link in brackets.
    check("[[a]]\n\n[a]: b.md\n", &["Reference b.md @b.md \"a\""]);
    let parsed = Parsed::new("é [[a|b]] ü");
    assert_eq!(parsed.text(&parsed.topic.links[0].range), "[[a|b]]");
    assert_eq!(parsed.topic.links[0].words.as_deref(), Some("b"));
}

#[test]
fn raw_html() {
    check(
        "<a href=\"b.md?x&amp;y\">some *words*</a> <img src=a.png alt='x y'> <br>",
        &[
            "Html b.md?x&y @b.md?x&amp;y \"some words\"",
            "Html a.png @a.png \"x y\"",
        ],
    );
    check(
        "> <div>\n> <a\n>   href='b.md'>two\n> words</a><img src=\"c.png\">\n> </div>\n",
        &["Html b.md @b.md \"two words\"", "Html c.png @c.png \"\""],
    );
    check(
        "<!-- <a href=\"b.md\"> -->\n\n<script>'<a href=\"b.md\">'</script>\n\n`<a href=x>`",
        &[],
    );
    check(
        "a <a\n  href=b.md\n  id=i>x</a>",
        &["Html b.md @b.md \"x\""],
    );
    let parsed = Parsed::new(
        "<a id=\"one\"></a> <a name='two'>x</a> <input name=no>\n\n<h2 id=three>x</h2>\n\nTerm\n: x\n",
    );
    let anchors: Vec<_> = parsed
        .topic
        .anchors
        .iter()
        .map(|anchor| (anchor.id.as_str(), parsed.text(&anchor.range)))
        .collect();
    assert_eq!(
        anchors,
        [
            ("one", "one"),
            ("two", "two"),
            ("three", "three"),
            ("term", "Term")
        ]
    );
}

#[test]
fn what_a_context_shows_otherwise_has_its_place() {
    let text = "First $z$. By $p(x). So  +1$ or [[slug|wide words]] $ y $, so [a](a.md) and\n$$\nq\n$$ too. As [[e.g. that]] and [b](b.md). Last $w$.";
    let parsed = Parsed::new(text);
    let context = &parsed.topic.links[1].context;
    assert_eq!(
        context.text,
        "By p(x). So +1 or wide words $ y $, so a and q too."
    );
    let shown = |context: &Context| -> Vec<(String, Shown)> {
        let places = context.places.iter();
        places
            .map(|(range, shown)| (context.text[range.clone()].to_owned(), *shown))
            .collect()
    };
    let formulas = [("p(x). So +1", 1), ("q", 2)];
    assert_eq!(
        shown(context),
        formulas.map(|(tex, index)| (tex.to_owned(), Shown::Formula(index)))
    );
    let context = &parsed.topic.links[2].context;
    assert_eq!(context.text, "As e.g. that and b.");
    assert_eq!(shown(context), [("e.g. that".to_owned(), Shown::Wiki(2))]);
}

#[test]
fn context_and_section() {
    let cases: &[(&str, &str)] = &[
        (
            "First one. The [link](a.md) is *here*, e.g. now. Last one.",
            "The link is here, e.g. now.",
        ),
        ("Is it [so](a.md)? Yes.", "Is it so?"),
        ("- item with [link](a.md)\n- other", "item with link"),
        ("| a | b |\n|---|---|\n| [x](a.md) | words |\n", "x · words"),
        (
            "Before. See [[slug|Precision vs. recall]] for $x$ and `y`. After.",
            "See Precision vs. recall for x and y.",
        ),
        (
            "<p>One. Two <a href=\"a.md\">three</a> four. Five.</p>\n",
            "Two three four.",
        ),
        (
            "One. Two <a href=\"a.md\">three</a> four. Five.",
            "Two three four.",
        ),
        ("Over\ntwo [lines](a.md)\nof text", "Over two lines of text"),
        ("# Heading [x](a.md)", "Heading x"),
        ("Two words [a b][none]. Next.", "Two words a b."),
    ];
    for (text, context) in cases {
        assert_eq!(
            Parsed::new(text).topic.links[0].context.text,
            *context,
            "{text}"
        );
    }
    let long = format!("{} [x](a.md) {}", "word ".repeat(200), "word ".repeat(200));
    let context = Parsed::new(&long).topic.links[0].context.text.clone();
    assert!(
        context.len() < 600 && context.starts_with('…') && context.ends_with('…'),
        "{context}"
    );

    let parsed = Parsed::new(
        "[a](a.md)\n\n# One\n\n[b](b.md)\n\n## Two [c](c.md)\n\n[[d]] [x y][none] <a href=e>\n",
    );
    let sections: Vec<_> = parsed.topic.links.iter().map(|link| link.section).collect();
    assert_eq!(
        sections,
        [None, Some(0), Some(1), Some(1), Some(1), Some(1)]
    );
    let order: Vec<_> = parsed
        .topic
        .links
        .iter()
        .map(|link| link.range.start)
        .collect();
    assert!(order.is_sorted());
    assert_eq!(parsed.topic.links[4].kind, LinkKind::Unresolved);
}
