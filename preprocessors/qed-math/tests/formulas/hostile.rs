//! Text that means harm, or is nonsense: markup or a fault, soon, in little memory, and never a panic.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::Duration;

use proptest::prelude::*;
use qed_math::{Fault, Macros, Request, Typeset};

use crate::faults;

/// Longer than this and a formula hangs; a guard against hanging, not a measure of speed.
const PATIENCE: Duration = Duration::from_secs(20);

fn typeset(tex: &str) -> Result<Typeset, Vec<Fault>> {
    let request = Request {
        tex,
        display: true,
        number: None,
        references: &BTreeMap::new(),
    };
    qed_math::typeset(request, &Macros::new())
}

/// Typesets on a thread with the smallest usual stack; fails instead of waiting for ever.
fn within_patience(name: &str, tex: String) -> Result<Typeset, Vec<Fault>> {
    let (done, result) = mpsc::channel();
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || done.send(typeset(&tex)))
        .unwrap();
    result
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| panic!("{name} hangs or kills its thread"))
}

/// Hostile formulas by name, with the code of the fault that each must give.
fn refused() -> Vec<(&'static str, String, &'static str)> {
    let doublings: String = (b'a'..=b'y')
        .map(|c| {
            format!(
                r"\def\{0}{0}#1{{\{1}{1}{{#1#1}}}}",
                c as char,
                (c + 1) as char
            )
        })
        .collect();
    vec![
        ("opening braces", "{".repeat(100_000), "formula-too-large"),
        (
            "a few thousand opening braces",
            "{".repeat(8_000),
            "formula-too-large",
        ),
        ("a megabyte", "x+".repeat(500_000), "formula-too-large"),
        (
            "a macro that doubles itself",
            r"\def\a{\a\a}\a".to_owned(),
            "formula-too-large",
        ),
        (
            "a macro that nests itself",
            r"\def\a{\frac{\a}{1}}\a".to_owned(),
            "formula-too-large",
        ),
        (
            "macros that double each other",
            format!(r"{doublings}\aa{{x}}"),
            "formula-too-large",
        ),
        (
            "a large macro used often",
            format!(r"\def\a{{{}}}{}", "x+".repeat(2_000), r"\a".repeat(1_500)),
            "formula-too-large",
        ),
        (
            "columns by number",
            r"\begin{alignedat}{20000}x\end{alignedat}".to_owned(),
            "formula-too-large",
        ),
        (
            "more columns than numbers have",
            r"\begin{alignedat}{99999999999999999999999}x\end{alignedat}".to_owned(),
            "formula-too-large",
        ),
        (
            "columns by ampersands",
            format!(r"\begin{{matrix}}{}\end{{matrix}}", "&".repeat(8_000)),
            "formula-too-large",
        ),
        (
            "20,000 columns",
            format!(r"\begin{{array}}{{{}}}x\end{{array}}", "c".repeat(20_000)),
            "formula-too-large",
        ),
        (
            "nested matrices",
            format!(
                "{}x{}",
                r"\begin{matrix}".repeat(1_000),
                r"\end{matrix}".repeat(1_000)
            ),
            "formula-too-large",
        ),
        (
            "nested matrices within the length",
            format!(
                "{}x{}",
                r"\begin{matrix}".repeat(300),
                r"\end{matrix}".repeat(300)
            ),
            "formula-too-large",
        ),
        (
            "nested brackets",
            format!("{}x{}", r"\left(".repeat(500), r"\right)".repeat(500)),
            "formula-too-large",
        ),
        ("nested roots", r"\sqrt{".repeat(1_300), "formula-too-large"),
        ("nested exponents", "x^{".repeat(2_000), "formula-too-large"),
        ("declarations", r"\bf".repeat(2_500), "formula-too-large"),
        (
            "nested texts",
            r"\text{$".repeat(1_000),
            "formula-too-large",
        ),
        (
            "script behind a link",
            r"\href{javascript:alert(1)}{x}".to_owned(),
            "formula-unsafe",
        ),
        (
            "script behind a macro",
            r"\def\a{\href{javascript:x}}\a{y}".to_owned(),
            "formula-unsafe",
        ),
        (
            "script behind another name",
            r"\let\a\href\a{javascript:x}{y}".to_owned(),
            "formula-unsafe",
        ),
        (
            "script with capitals",
            r"\href{JaVaScript:alert(1)}{x}".to_owned(),
            "formula-unsafe",
        ),
        (
            "script as an entity",
            r"\href{javascript&colon;alert(1)}{x}".to_owned(),
            "formula-unsafe",
        ),
        (
            "a picture",
            r"\includegraphics{https://example.org/x.png}".to_owned(),
            "formula-unsafe",
        ),
        (
            "an attribute",
            r"\htmlData{x=y}{z}".to_owned(),
            "formula-unsafe",
        ),
        ("an id", r"\htmlId{x}{y}".to_owned(), "formula-unsafe"),
        (
            "a style",
            r"\htmlStyle{position:fixed}{y}".to_owned(),
            "formula-unsafe",
        ),
        ("a zero byte", "a\0b".to_owned(), "formula-syntax"),
        ("an escape", "a\u{1b}[31mb".to_owned(), "formula-syntax"),
        (
            "a private character",
            "a\u{e000}b".to_owned(),
            "formula-syntax",
        ),
        (
            "a character number too large",
            r#"\char"110000"#.to_owned(),
            "formula-syntax",
        ),
        (
            "half a pair of surrogates",
            r#"\char"D800"#.to_owned(),
            "formula-syntax",
        ),
        (
            "an argument that is not taken",
            r"\def\a#1{#2}\a x".to_owned(),
            "formula-syntax",
        ),
    ]
}

#[test]
fn what_means_harm_is_refused() {
    for (name, tex, code) in refused() {
        let faults = within_patience(name, tex.clone()).expect_err(name);
        assert!(
            faults.iter().any(|fault| fault.rule.code == code),
            "{name}: {faults:?}"
        );
        for fault in &faults {
            faults::check(&tex, fault).unwrap_or_else(|why| panic!("{name}: {why}"));
        }
    }
}

/// Formulas at the limits, by name: they may pass, and must not take long.
fn borderline() -> Vec<(&'static str, String)> {
    let nested = |open: &str, close: &str| format!("{}x{}", open.repeat(99), close.repeat(99));
    vec![
        ("eight kilobytes of sums", "+".repeat(8_192)),
        ("eight kilobytes of primes", "x'".repeat(4_096)),
        ("eight kilobytes of fractions", r"\frac12".repeat(1_170)),
        ("eight kilobytes of lines", r"a\\".repeat(2_730)),
        ("eight kilobytes of another script", "日".repeat(2_730)),
        (
            "a table of ten thousand cells",
            r"\begin{matrix}".to_owned() + &(r"&".repeat(90) + r"\\").repeat(85) + r"\end{matrix}",
        ),
        ("braces as deep as may be", nested("{", "}")),
        ("boxes as deep as may be", nested(r"\boxed{", "}")),
        ("braces over as deep as may be", nested(r"\overbrace{", "}")),
        ("roots as deep as may be", nested(r"\sqrt{", "}")),
        ("texts as deep as may be", nested(r"\text{$", "$}")),
        ("fractions as deep as may be", nested(r"\cfrac{1}{", "}")),
        (
            "cases as deep as may be",
            nested(r"\begin{cases}", r"\end{cases}")
                .replacen(r"\begin{cases}", "", 50)
                .replacen(r"\end{cases}", "", 50),
        ),
        (
            "a macro that calls itself in other words",
            r"\def\a#1{\frac{#1}{#1}}\a{\a{\a{\a{\a{x}}}}}".to_owned(),
        ),
        (
            "a rule as large as the page",
            r"\rule{99999em}{99999em}".to_owned(),
        ),
        (
            "a bracket that refers, and a reference in brackets",
            r"\futurelet({\eqref{x}".to_owned(),
        ),
        (
            "a text that refers, and a reference as text",
            r"\def\text{\eqref{x}}\eqref{x}".to_owned(),
        ),
        ("more expansions than KaTeX allows", r"\,".repeat(1_200)),
    ]
}

#[test]
fn what_is_at_the_limits_ends() {
    for (name, tex) in borderline() {
        match within_patience(name, tex.clone()) {
            Ok(typeset) => assert!(
                typeset.html.len() < 8 << 20,
                "{name}: {} bytes of markup",
                typeset.html.len()
            ),
            Err(faults) => assert!(
                faults
                    .iter()
                    .all(|fault| faults::check(&tex, fault).is_ok()),
                "{name}: {faults:?}"
            ),
        }
    }
}

#[test]
fn a_rule_cannot_cover_the_page() {
    let html = typeset(r"\rule{99999em}{99999em}").unwrap().html;
    assert!(!html.contains("99999em;"), "{html}");
}

#[test]
fn markup_in_text_stays_text() {
    let html = typeset(r#"\text{</script><img src=x onerror='alert(1)'> "quoted"}"#)
        .unwrap()
        .html;
    assert!(
        !html.contains("<img") && !html.contains("</script"),
        "{html}"
    );
    assert!(html.contains("&lt;/script&gt;"), "{html}");
}

#[test]
fn the_engine_writes_nothing_to_the_streams() {
    // KaTeX's commands for the console; standard output belongs to mdBook.
    for tex in [
        r"\message{x} y",
        r"\errmessage{x} y",
        r"\show x",
        r"\show\frac",
    ] {
        let passed = typeset(tex);
        assert!(passed.is_ok(), "{tex}: {passed:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2_000), ..ProptestConfig::default() })]

    /// Pieces of TeX in any order: never a panic, and faults that are fit to be shown.
    #[test]
    fn any_pieces_of_tex_end(pieces in proptest::collection::vec(0..PIECES.len(), 0..24), text in ".{0,8}") {
        let tex: String = pieces.into_iter().map(|piece| PIECES[piece]).chain([text.as_str()]).collect();
        let faults = match typeset(&tex) {
            Ok(typeset) => typeset.faults,
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                faults
            }
        };
        for fault in &faults {
            if let Err(why) = faults::check(&tex, fault) {
                prop_assert!(false, "{}: {}", tex, why);
            }
        }
    }
}

static PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "&",
    "#",
    "#1",
    "$",
    "%",
    "\n",
    "^",
    "_",
    "'",
    "~",
    "x",
    "1",
    " ",
    "é",
    "☺",
    "\u{301}",
    "\\",
    r"\\",
    r"\frac",
    r"\sqrt",
    r"\left",
    r"\right",
    r"\middle",
    r"\begin",
    r"\end",
    r"\begin{matrix}",
    r"\end{matrix}",
    r"\begin{aligned}",
    r"\end{aligned}",
    r"\begin{array}{cc}",
    r"\end{array}",
    r"\def\a",
    r"\def\a#1",
    r"\newcommand{\a}[1]",
    r"\let\a",
    r"\a",
    r"\edef\a",
    r"\text{",
    r"\text",
    r"\verb|",
    r"\hline",
    r"\over",
    r"\tag",
    r"\label{x}",
    r"\eqref{x}",
    r"\ref",
    r"\href{#a}",
    r"\color{red}",
    r"\color",
    r"\char",
    r"\char`",
    r"\kern1em",
    r"\rule{1em}",
    r"\hat",
    r"\sum",
    r"\limits",
    r"\mathbb",
    r"\bf",
    r"\mathop",
    r"\ce{H}",
    r"\big",
    r"\bigl(",
    r"\operatorname*",
    r"\substack",
    r"\xrightarrow[",
    r"\Braket{",
    r"\begin{CD}",
    "@>>>",
    r"\end{CD}",
    r"\cr",
    r"\expandafter",
    r"\noexpand",
    r"\global",
    r"\futurelet",
    r"\@ifnextchar",
    r"\unknown",
    r"\alpha",
    r"\genfrac",
    r"\smash[b]",
    r"\genfrac(]{2pt}{1}",
    r"\mathchoice",
    r"\includegraphics{x}",
    r"\htmlId{x}",
];
