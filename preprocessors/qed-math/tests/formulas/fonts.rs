//! The fonts that a formula needs: named as the browser would ask for them, and there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::suite;

fn used(tex: &str) -> Vec<&'static str> {
    let formula = suite::Formula {
        line: String::new(),
        tex: tex.to_owned(),
        display: true,
        sound: true,
    };
    let html = formula
        .typeset()
        .unwrap_or_else(|faults| panic!("{tex}: {faults:?}"))
        .html;
    qed_math::fonts_used(&html)
        .into_iter()
        .map(|file| &file["KaTeX_".len()..file.len() - ".woff2".len()])
        .collect()
}

#[test]
fn fonts_are_those_of_the_letters() {
    for (tex, fonts) in [
        ("1", vec!["Main-Regular"]),
        ("x", vec!["Math-Italic"]),
        ("x = 1", vec!["Main-Regular", "Math-Italic"]),
        (r"\mathbf{x}", vec!["Main-Bold"]),
        (r"\mathit{x}", vec!["Main-Italic"]),
        (r"\textit{\textbf{x}}", vec!["Main-BoldItalic"]),
        (r"\boldsymbol{\theta}", vec!["Math-BoldItalic"]),
        (r"\mathbb{R}", vec!["AMS-Regular"]),
        (r"\mathcal{L}", vec!["Caligraphic-Regular"]),
        (r"\mathfrak{g}", vec!["Fraktur-Regular"]),
        (r"\mathscr{F}", vec!["Script-Regular"]),
        (r"\mathsf{x}", vec!["SansSerif-Regular"]),
        (r"\textbf{\textsf{x}}", vec!["SansSerif-Bold"]),
        (r"\textit{\textsf{x}}", vec!["SansSerif-Italic"]),
        (r"\mathtt{x}", vec!["Typewriter-Regular"]),
        (r"\sum", vec!["Size2-Regular"]),
        (r"\textstyle\sum", vec!["Size1-Regular"]),
        (r"\big(", vec!["Size1-Regular"]),
        (r"\Bigl(", vec!["Size2-Regular"]),
        (r"\biggl(", vec!["Size3-Regular"]),
        (r"\Biggl(", vec!["Size4-Regular"]),
        (r"\text{}", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(used(tex), fonts, "{tex}");
    }
}

#[test]
fn a_plain_link_has_the_main_font() {
    let html = r##"<span class="katex"><a href="#eq">(3.1)</a></span>"##;
    assert_eq!(
        qed_math::fonts_used(html).into_iter().collect::<Vec<_>>(),
        ["KaTeX_Main-Regular.woff2"]
    );
}

#[test]
fn the_fonts_and_the_stylesheet_are_complete() {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../theme/katex");
    let css = fs::read_to_string(theme.join("katex.css")).unwrap();
    assert!(
        css.contains(r#"content: "0.18.5""#),
        "the stylesheet is that of the engine's KaTeX"
    );
    let sources = css
        .split("url(")
        .skip(1)
        .map(|source| source.split_once(')').unwrap().0.to_owned());
    let named: BTreeSet<String> = sources.collect();
    let there: BTreeSet<String> = fs::read_dir(theme.join("fonts"))
        .unwrap()
        .map(|entry| format!("fonts/{}", entry.unwrap().file_name().display()))
        .collect();
    assert_eq!(
        named, there,
        "the stylesheet names the fonts that are there, and no others"
    );
    let needed: BTreeSet<String> = suite::formulas()
        .iter()
        .filter_map(|formula| formula.typeset().ok())
        .flat_map(|typeset| qed_math::fonts_used(&typeset.html))
        .map(|file| format!("fonts/{file}"))
        .collect();
    assert!(needed.is_subset(&there), "{:?}", needed.difference(&there));
}
