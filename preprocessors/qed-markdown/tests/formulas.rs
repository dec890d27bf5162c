//! Formulas in every place, and dollars that are none.

mod common;

use common::Parsed;
use qed_markdown::Excerpt;

/// Every character of an excerpt stands in the chapter where its place says.
fn assert_places(excerpt: &Excerpt, parsed: &Parsed) {
    for (at, c) in excerpt.text.char_indices() {
        let place = excerpt.place(at);
        let written = parsed.topic.text[place..].chars().next();
        assert_eq!(
            written,
            Some(c),
            "byte {at} of {:?} in {:?}",
            excerpt.text,
            parsed.topic.text
        );
    }
}

/// Formulas as TeX, display ones with `$$` before.
fn formulas(parsed: &Parsed) -> Vec<String> {
    let formulas = parsed.topic.formulas.iter().map(|formula| {
        assert_places(&formula.tex, parsed);
        let dollars = if formula.display { "$$" } else { "" };
        let written = parsed.text(&formula.range);
        assert!(
            written.starts_with('$') && written.ends_with('$'),
            "{written}"
        );
        format!("{dollars}{}", formula.tex.text)
    });
    formulas.collect()
}

#[test]
fn in_every_place() {
    let cases: &[(&str, &[&str])] = &[
        ("a $x$ b $y_1$, $z$.", &["x", "y_1", "z"]),
        ("# Heading $x^2$ {#id}\n\ntext", &["x^2"]),
        ("- item $a$\n  $$\n  b\n  c\n  $$\n", &["a", "$$\nb\nc\n"]),
        (
            "> quote $a\n> b$ and\n> $$\n> c\n>   d\n> $$\n",
            &["a\nb", "$$\nc\n  d\n"],
        ),
        ("> - $$\n>   a\n>   $$\n", &["$$\na\n"]),
        ("> $$\na lazy\n> $$\n", &["$$\na lazy\n"]),
        (
            "| $a$ | b |\n|---|---|\n| $p(x \\| y)$ | $$q$$ |\n",
            &["a", "p(x | y)", "$$q"],
        ),
        (
            "note[^n]\n\n[^n]: $a$\n\n    $$\n    b\n    $$\n",
            &["a", "$$\nb\n"],
        ),
        ("term $a$\n: definition $b$\n", &["a", "b"]),
        ("*$a$* **$b$** ~~$c$~~ [$d$](x.md)", &["a", "b", "c", "d"]),
        (
            "<details class=\"recall\">\n<summary>\n\n$a$?\n\n</summary>\n\n$$b$$\n\n</details>\n",
            &["a", "$$b"],
        ),
        ("$$\r\na\r\nb\r\n$$\r\n", &["$$\na\nb\n"]),
        ("> $$\r\n> a\r\n> $$\r\n", &["$$\na\n"]),
        ("$$a$$ $$ b $$ $${c}$$", &["$$a", "$$ b ", "$${c}"]),
        ("$\\$$ and $a\\$b$", &["\\$", "a\\$b"]),
        (
            "`$a$` $b$ `` $c$ ``\n\n```text\n$d$\n```\n\n    $e$\n",
            &["b"],
        ),
        ("<b title=\"$a$\">$b$</b>\n\n<div>\n$c$\n</div>\n", &["b"]),
        ("![alt $a$](x.png) [^$b$]: x", &["b"]),
        ("$5-$6 and $x$, $7 or $8-$9.", &["x"]),
        (
            "Put it in *$HOME/bin*. Ensure that it is in your `$PATH`: $y$",
            &["y"],
        ),
        ("$é\u{2212}ö$", &["é\u{2212}ö"]),
        ("$a$$b$ $$$$", &["a", "b", "$$"]),
    ];
    for (text, expected) in cases {
        let parsed = Parsed::new(text);
        assert_eq!(formulas(&parsed), *expected, "{text}");
    }
}

#[test]
fn dollars_that_are_no_formula() {
    let cases: &[(&str, &[&str])] = &[
        ("costs $5 and $6, or 7$ and 8 $.", &[]),
        ("\\$5-\\$6 and \\$\\$", &[]),
        ("a $ b, `$x`, $PATH and $HOME here", &[]),
        // Money and variables that would be a formula.
        ("It costs $5-$6.", &[]),
        ("$20 for the book and 30$ for the print.", &[]),
        (
            "Put it in *$HOME/bin*. Ensure that it is in your `$PATH`.",
            &[],
        ),
        ("$5$ and $1 + 2$ and $10 \\text{ for all}$", &[]),
        // `$$` cut by the block structure.
        ("$$\na\n\nb\n$$\n", &["1:1 formula-cut"]),
        ("$$\na\n+ b\n$$\n", &["1:1 formula-cut"]),
        ("$$\na\n- b\n$$\n\nthen $$c$$\n", &["1:1 formula-cut"]),
        ("$$\na\n1. b\n$$\n", &["1:1 formula-cut"]),
        ("text $$\n> a\n$$\n", &["1:6 formula-cut"]),
        ("$$\n# a\n$$\n", &["1:1 formula-cut"]),
        ("$$\na\n=\nb\n$$\n", &["1:1 formula-cut"]),
        ("> $$\n> a\n>\n> b\n> $$\n", &["1:3 formula-cut"]),
        ("- $$\n  a\n  - b\n  $$\n", &["1:3 formula-cut"]),
        ("$$ never closed\n\ntext\n", &["1:1 formula-cut"]),
        (
            "$$\na\n\n$$\n\n$$\nb\n\n$$\n",
            &["1:1 formula-cut", "6:1 formula-cut"],
        ),
        // A brace without its partner.
        ("é $\\frac{1}{2$ x", &["1:12 formula-braces"]),
        ("$a}$ x", &["1:3 formula-braces"]),
        ("$\\frac{1}{2$ and $x$ and $y$", &["1:10 formula-braces"]),
        (
            "> - $$\n>   \\frac{1}{2\n>   $$\n",
            &["2:13 formula-braces"],
        ),
        ("$\\{a\\}$ and $\\left\\{ b$", &[]),
        // White space inside.
        ("$ \\alpha $ x", &["1:1 formula-spaces"]),
        ("$x_{1} $ and", &["1:1 formula-spaces"]),
        ("see $\\alpha is\n\nnext", &["1:5 formula-cut"]),
        // Labels.
        ("$x \\label{eq:a}$", &["1:4 formula-labels"]),
        (
            "$$x \\label{eq:a} \\label{eq:b}$$",
            &["1:18 formula-labels"],
        ),
        // References outside dollars.
        ("By \\eqref{eq:a_b}.", &["1:4 formula-reference"]),
        (
            "> - It costs $5 by\n>   \\ref{eq:a}.",
            &["2:5 formula-reference"],
        ),
        (
            "| a |\n|---|\n| \\label{eq:a} |",
            &["3:3 formula-reference"],
        ),
        ("`\\eqref{eq:a}` and $\\eqref{eq:a}$ and \\\\eqref{a}", &[]),
        ("$$\na\n\nb \\label{eq:a}\n$$\n", &["1:1 formula-cut"]),
    ];
    for (text, expected) in cases {
        assert_eq!(Parsed::new(text).findings(), *expected, "{text}");
    }
}

#[test]
fn the_cause_is_named() {
    let parsed = Parsed::new("$$\na\n+ b\n$$\n");
    let other = &parsed.findings[0].others[0];
    assert_eq!(parsed.sources.start(other.span).line, 3);
    assert!(other.text.contains("begins like a list"), "{}", other.text);
    let parsed = Parsed::new("$$\na\n\nb\n$$\n");
    assert!(parsed.findings[0].others[0].text.contains("blank line"));
}

#[test]
fn labels_and_references_in_the_chapter() {
    let parsed = Parsed::new(
        "> $$\n> a\n> = b \\label{eq:a}\n> $$\n>\n> see $\\eqref{eq:a}$, $\\ref{eq:b}$\n",
    );
    let places = |reference: &qed_markdown::Reference, index: usize| {
        let formula = &parsed.topic.formulas[index];
        parsed
            .text(&formula.tex.locate(reference.range.clone()))
            .to_owned()
    };
    let label = parsed.topic.formulas[0].label.as_ref().expect("a label");
    assert_eq!(
        (label.name.as_str(), places(label, 0).as_str()),
        ("eq:a", "\\label{eq:a}")
    );
    let reference = &parsed.topic.formulas[1].references[0];
    assert_eq!(
        (reference.name.as_str(), reference.parenthesised),
        ("eq:a", true)
    );
    assert_eq!(places(reference, 1), "\\eqref{eq:a}");
    assert!(!parsed.topic.formulas[2].references[0].parenthesised);
}
