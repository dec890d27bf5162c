//! Labels, references and macros of the book.

use std::collections::{BTreeMap, BTreeSet};

use qed_math::{Macros, Request};

fn html(tex: &str, macros: &[(&str, &str)]) -> String {
    let references = BTreeMap::from([
        (
            "eq:a".to_owned(),
            ("3.1".to_owned(), "../a/b.html#eq-a".to_owned()),
        ),
        (
            "eq:x_y".to_owned(),
            ("4.2".to_owned(), "c.html?x=1&y=2#eq-x_y".to_owned()),
        ),
    ]);
    let macros = macros
        .iter()
        .map(|(name, body)| ((*name).to_owned(), (*body).to_owned()))
        .collect();
    let request = Request {
        tex,
        display: true,
        number: None,
        references: &references,
    };
    qed_math::typeset(request, &macros)
        .unwrap_or_else(|faults| panic!("{tex}: {faults:?}"))
        .html
}

/// The text between tags, without MathML.
fn shown(html: &str) -> String {
    let visible = html
        .split("<math")
        .map(|part| part.split_once("</math>").map_or(part, |(_, after)| after));
    let visible: String = visible.collect();
    visible
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect()
}

#[test]
fn references_show_numbers_as_links() {
    for (tex, text, href) in [
        (r"\eqref{eq:a}", "(3.1)", Some("../a/b.html#eq-a")),
        (r"\ref{eq:a}", "3.1", Some("../a/b.html#eq-a")),
        (r"x + \eqref{ eq:a }", "(3.1)", Some("../a/b.html#eq-a")),
        (r"\text{by \eqref{eq:a}}", "(3.1)", Some("../a/b.html#eq-a")),
        (
            r"\eqref{eq:x_y}",
            "(4.2)",
            Some("c.html?x=1&amp;y=2#eq-x_y"),
        ),
        (r"\eqref{eq:nowhere}", "(??)", None),
    ] {
        let html = html(tex, &[]);
        assert!(shown(&html).contains(text), "{tex}: {}", shown(&html));
        let link = html
            .split("<a ")
            .nth(1)
            .and_then(|link| link.split_once('>'))
            .map(|(link, _)| link);
        match href {
            Some(href) => assert!(
                link.is_some_and(|link| link.contains(&format!("href=\"{href}\""))),
                "{tex}: {link:?}"
            ),
            None => assert_eq!(link, None, "{tex}"),
        }
    }
}

#[test]
fn a_reference_by_itself_in_a_line_is_a_plain_link() {
    let references = BTreeMap::from([(
        "eq:a".to_owned(),
        ("3.1".to_owned(), "a.html?b&c#eq-a".to_owned()),
    )]);
    for (tex, expected) in [
        (
            r"\eqref{eq:a}",
            r##"<span class="katex"><a href="a.html?b&#38;c#eq-a">(3.1)</a></span>"##,
        ),
        (
            r" \ref{ eq:a } ",
            r##"<span class="katex"><a href="a.html?b&#38;c#eq-a">3.1</a></span>"##,
        ),
        (r"\eqref{eq:b}", r#"<span class="katex">(??)</span>"#),
    ] {
        let request = Request {
            tex,
            display: false,
            number: None,
            references: &references,
        };
        assert_eq!(
            qed_math::typeset(request, &Macros::new()).unwrap().html,
            expected,
            "{tex}"
        );
    }
}

#[test]
fn the_keyboard_reaches_the_link_that_screen_readers_know() {
    for tex in [
        r"x = 1 \text{ by } \eqref{eq:a}",
        r"x = 1 \text{ by \eqref{eq:a} and}",
        r"x \eqref{eq:a} y",
    ] {
        let html = html(tex, &[]);
        let (mathml, pictures) = html.split_once("katex-html").unwrap();
        assert!(
            mathml.contains(r#"<mtext><a href="../a/b.html#eq-a">(3.1)</a></mtext>"#),
            "{mathml}"
        );
        assert!(
            pictures.contains(r#"<a tabindex="-1" href="../a/b.html#eq-a">"#),
            "{pictures}"
        );
    }
}

#[test]
fn an_environment_that_numbers_itself_leaves_the_number_to_the_book() {
    let references = BTreeMap::new();
    let tex = r"\begin{align} a &= b \\ c &= d \end{align}";
    let with = |number| {
        let request = Request {
            tex,
            display: true,
            number,
            references: &references,
        };
        qed_math::typeset(request, &Macros::new()).unwrap().html
    };
    assert!(with(None).contains("eqn-num"));
    let numbered = with(Some("3.1"));
    assert!(
        !numbered.contains("eqn-num") && shown(&numbered).contains("(3.1)"),
        "{numbered}"
    );
}

#[test]
fn a_label_leaves_no_trace_but_in_the_annotation() {
    let labelled = html(r"x = y \label{eq:x_y}", &[]);
    let plain = html("x = y ", &[]);
    let without_annotation = |html: &str| {
        let (before, rest) = html.split_once("<annotation").unwrap();
        format!("{before}{}", rest.split_once("</annotation>").unwrap().1)
    };
    assert_eq!(without_annotation(&labelled), without_annotation(&plain));
    assert!(labelled.contains(r"\label{eq:x_y}"));
}

#[test]
fn places_hold_behind_labels_and_references() {
    let references = BTreeMap::new();
    let tex = r"\label{eq:long-name} \eqref{eq:long-name} \foo";
    let request = Request {
        tex,
        display: true,
        number: None,
        references: &references,
    };
    let faults = qed_math::typeset(request, &Macros::new()).unwrap_err();
    assert_eq!(&tex[faults[0].range.clone()], r"\foo");
}

#[test]
fn a_tag_of_the_author_s_own_wins() {
    let references = BTreeMap::new();
    let request = Request {
        tex: r"x \tag{*}",
        display: true,
        number: Some("3.1"),
        references: &references,
    };
    let html = qed_math::typeset(request, &Macros::new()).unwrap().html;
    assert!(
        shown(&html).contains("(*)") && !html.contains("3.1"),
        "{html}"
    );
}

#[test]
fn a_number_may_hold_any_text() {
    let references = BTreeMap::new();
    let request = Request {
        tex: "x",
        display: true,
        number: Some("A.1_{<&"),
        references: &references,
    };
    let html = qed_math::typeset(request, &Macros::new()).unwrap().html;
    assert!(shown(&html).contains("(A.1_{&lt;&amp;)"), "{html}");
}

#[test]
fn macros_of_the_book_are_expanded_and_do_not_leak() {
    let macros = [
        (r"\R", r"\mathbb{R}"),
        (r"\E", r"\operatorname{E}[#1]"),
        (r"\EE", r"\E{\E{#1}}"),
    ];
    assert!(shown(&html(r"\EE{x} \in \R", &macros)).contains("E[E[x]]"));
    html(r"\gdef\leak{x}\leak", &macros);
    let references = BTreeMap::new();
    let request = Request {
        tex: r"\leak",
        display: true,
        number: None,
        references: &references,
    };
    assert!(qed_math::typeset(request, &Macros::new()).is_err());
}

#[test]
fn macros_used_are_told_through_other_macros() {
    let macros: Macros = [
        (r"\R", "R"),
        (r"\E", r"\R#1"),
        (r"\EE", r"\E{#1}"),
        (r"\unused", r"\unused"),
    ]
    .into_iter()
    .map(|(name, body)| (name.to_owned(), body.to_owned()))
    .collect();
    let used = |tex| qed_math::macros_used(tex, &macros);
    let set = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(used(r"\EE{x}"), set(&[r"\E", r"\EE", r"\R"]));
    assert_eq!(used(r"\Real + \verb|\R|"), set(&[]));
    assert_eq!(used(r"\R_1"), set(&[r"\R"]));
}

#[test]
fn bad_macros_are_told_with_their_place() {
    for (name, body, expected) in [
        (r"\R", r"\mathbb{R}", None),
        (r"\E", r"\operatorname{E}\left[#1\right]", None),
        (r"\col", r"\textcolor{#1}{#2}", None),
        (r"\space", r"\hspace{#1}", None),
        (r"\Two", r"\R\R", None),
        (r"\bad", r"\mathbb{R", Some((9..9, "never closed"))),
        (r"\bad", r"x + \aplha", Some((4..10, r"`\aplha`"))),
        (
            r"\bad",
            r"\frac{#1}{#3}",
            Some((0..13, "`#3` but not `#2`")),
        ),
        (r"\bad", r"\bad x", Some((0..4, "never end"))),
        ("bad", "x", Some((0..1, "no name for a macro"))),
        (r"\b1", "x", Some((0..1, "no name for a macro"))),
        (r"\left", "x", Some((0..1, "holds formulas together"))),
    ] {
        let macros: Macros = [(name, body), (r"\R", "R")]
            .into_iter()
            .map(|(name, body)| (name.to_owned(), body.to_owned()))
            .collect();
        let found = qed_math::check_macros(&macros)
            .into_iter()
            .find(|(bad, _)| bad == name)
            .map(|(_, fault)| fault);
        match (&found, expected) {
            (None, None) => {}
            (Some(fault), Some((range, words))) => {
                assert_eq!(fault.range, range, "{name} = {body}: {fault:?}");
                assert!(fault.message.contains(words), "{name} = {body}: {fault:?}");
                assert_eq!(fault.rule.code, "macro-invalid");
            }
            _ => panic!("{name} = {body}: {found:?}"),
        }
    }
}
