//! The markup is KaTeX's own, but for the order of attributes and for what is listed.

use std::collections::BTreeMap;

use qed_math::{Macros, Request};

use crate::katex::{self, ANSWERS};
use crate::suite::{self, Formula};

/// Markup cut at its tags, with the attributes of each tag in order, and without what nobody can see:
/// `mtight`, which no rule of the stylesheet names; the order of neighbouring spaces; a bracket's second span; `-0`.
fn pieces(html: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    // KaTeX writes `class ="…"` on elements of MathML, and line ends in outlines.
    let html = html
        .replace("class =\"", "class=\"")
        .replace('\n', " ")
        .replace(" mtight", "")
        .replace("v-0 ", "v0 ");
    for part in html.split_inclusive('>') {
        let (text, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
        if !text.is_empty() {
            pieces.push(text.to_owned());
        }
        if !tag.is_empty() {
            pieces.push(ordered(tag));
        }
    }
    without_links(&mut pieces);
    without_second_span(&mut pieces);
    order_spaces(&mut pieces);
    pieces
}

/// `<name b="2" a="1">` as `name a="1" b="2"`, an empty class left out.
fn ordered(tag: &str) -> String {
    let inner = tag
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim_end_matches('/')
        .trim_end();
    let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
    let mut attributes: Vec<&str> = attributes
        .split("\" ")
        .map(|attribute| attribute.trim_end_matches('"'))
        .collect();
    attributes.retain(|attribute| !attribute.is_empty() && *attribute != "class=\"mtight");
    attributes.sort_unstable();
    format!("{name} {}", attributes.join("|"))
}

/// Links apart: in MathML KaTeX has an attribute where we have an element, and its links in pictures take the keyboard.
fn without_links(pieces: &mut Vec<String>) {
    for piece in pieces.iter_mut() {
        let is_mathml = piece.starts_with('m');
        let keep = |part: &&str| {
            !(part.starts_with("tabindex=") || is_mathml && part.starts_with("href="))
        };
        if let Some((name, attributes)) = piece.split_once(' ') {
            *piece = format!(
                "{name} {}",
                attributes
                    .split('|')
                    .filter(keep)
                    .collect::<Vec<_>>()
                    .join("|")
            );
        }
    }
    let in_mathml = |at: usize, pieces: &[String]| {
        at > 0 && pieces[at - 1].starts_with('m') && pieces[at].starts_with("a href=")
    };
    while let Some(at) = (0..pieces.len()).find(|&at| in_mathml(at, pieces)) {
        let close = (at..pieces.len())
            .find(|&close| pieces[close].trim() == "/a")
            .unwrap();
        pieces.remove(close);
        pieces.remove(at);
    }
}

/// `span class="mopen delimcenter…`, `span class="mopen`, `(`, `/span`: the inner span is katex-rs's alone.
fn without_second_span(pieces: &mut Vec<String>) {
    let mut at = 0;
    while at + 3 < pieces.len() {
        let second = pieces[at].contains("delimcenter")
            && ["span class=\"mopen", "span class=\"mclose"].contains(&pieces[at + 1].as_str());
        if second && pieces[at + 3].trim() == "/span" {
            pieces.remove(at + 3);
            pieces.remove(at + 1);
        }
        at += 1;
    }
}

/// Puts spaces that follow each other in one order.
fn order_spaces(pieces: &mut [String]) {
    let is_space = |pieces: &[String], at: usize| {
        pieces
            .get(at)
            .is_some_and(|piece| piece.starts_with("span class=\"mspace"))
    };
    let mut at = 0;
    while at < pieces.len() {
        let run = (at..)
            .step_by(2)
            .take_while(|&next| is_space(pieces, next))
            .count();
        let mut spaces: Vec<String> = (0..run)
            .map(|index| pieces[at + 2 * index].clone())
            .collect();
        spaces.sort_unstable();
        for (index, space) in spaces.into_iter().enumerate() {
            pieces[at + 2 * index] = space;
        }
        at += (2 * run).max(1);
    }
}

fn first_difference(ours: &str, theirs: &str) -> Option<String> {
    let (ours, theirs) = (pieces(ours), pieces(theirs));
    let at = (0..ours.len().max(theirs.len())).find(|&at| ours.get(at) != theirs.get(at))?;
    let around = |pieces: &[String]| {
        pieces[at.saturating_sub(1).min(pieces.len())..(at + 2).min(pieces.len())].join(" ")
    };
    Some(format!(
        "ours: {}\n    KaTeX: {}",
        around(&ours),
        around(&theirs)
    ))
}

#[test]
fn every_formula_looks_as_katex_sets_it() {
    let mut differing = BTreeMap::new();
    for (formula, answer) in suite::formulas().iter().zip(ANSWERS.iter()) {
        let (Ok(ours), Ok(theirs)) = (formula.typeset(), answer) else {
            continue;
        };
        if let Some(difference) = first_difference(&ours.html, theirs) {
            differing.insert(formula.line.clone(), difference);
        }
    }
    suite::assert_only_listed("html", &differing);
}

#[test]
fn a_number_is_set_as_a_tag() {
    let references = BTreeMap::new();
    for tex in [
        "x = y",
        r"\frac12",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    ] {
        let request = Request {
            tex,
            display: true,
            number: Some("3.1"),
            references: &references,
        };
        let ours = qed_math::typeset(request, &Macros::new()).unwrap().html;
        let tagged = Formula {
            line: String::new(),
            tex: format!(r"{tex}\tag{{3.1}}"),
            display: true,
            sound: true,
        };
        let theirs = katex::typeset(&[tagged])
            .remove(0)
            .unwrap()
            .replace(r"\tag{3.1}", "");
        assert_eq!(first_difference(&ours, &theirs), None, "{tex}");
    }
}

#[test]
fn the_same_formula_gives_the_same_bytes() {
    for formula in suite::formulas() {
        let once = formula.typeset().map(|typeset| typeset.html);
        let again = std::thread::spawn({
            let formula = formula.clone();
            move || formula.typeset().map(|typeset| typeset.html)
        });
        assert_eq!(once, again.join().unwrap(), "{}", formula.line);
    }
}

#[test]
fn nothing_in_the_markup_can_carry_script() {
    for formula in suite::formulas() {
        let Ok(typeset) = formula.typeset() else {
            continue;
        };
        let html = typeset.html.to_lowercase();
        for forbidden in ["<script", "javascript:", "<img", " on", "data-", " id="] {
            let in_tags = html
                .split('<')
                .skip(1)
                .filter_map(|tag| tag.split_once('>'))
                .any(|(tag, _)| format!("<{tag}").contains(forbidden));
            assert!(!in_tags, "{}: {forbidden}", formula.line);
        }
        assert!(
            !html.contains('\n') || formula.tex.contains('\n'),
            "{}: only the formula's own lines break",
            formula.line
        );
    }
}
