//! Links on the symbols of a formula that lead to where each is explained.
//!
//! They stand in the pictures only, for the mouse, and away from the keyboard: a stop at each letter would be too many. What a
//! screen reader and a keyboard need, the page says beside the formula.

use std::ops::Range;

use crate::scan;
use crate::symbols::is_operator;
use crate::{Macros, Request, engine, guard, links, macros, markup, settings, stack};

/// A symbol in a formula, and where it is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its bytes in the formula. Ranges are nested or apart.
    pub range: Range<usize>,
    /// The address of the explanation.
    pub href: String,
}

/// An address that stands for that of a mark while the engine works.
const STAND_IN: &str = "#qed-symbol-";
/// Where the pictures begin in the engine's markup.
const PICTURES: &str = "<span class=\"katex-html\"";

/// The markup of a formula that [`typeset`](crate::typeset) made, with its symbols as links. Where the engine takes no link,
/// the markup as it was.
pub fn linked(html: String, request: Request<'_>, macros: &Macros, marks: &[Mark]) -> String {
    if marks.is_empty() {
        return html;
    }
    let pictures = marked(request.tex, marks).and_then(|tex| pictures(&tex, request, macros));
    let (Some(pictures), Some((before, plain))) = (pictures, html.split_once(PICTURES)) else {
        return html;
    };
    let away = "<a tabindex=\"-1\" href=";
    let mut linked = [before, PICTURES, &pictures].concat();
    for (index, mark) in marks.iter().enumerate() {
        let href = links::escaped(&mark.href);
        // In a script the engine gives a link its class for small letters.
        for (given, class) in [("", "symbol"), ("class=\"mtight\" ", "symbol mtight")] {
            let stand_in = format!("<a {given}href=\"{STAND_IN}{index}\">");
            let link = format!("<a class=\"{class}\" tabindex=\"-1\" href=\"{href}\">");
            linked = linked.replace(&stand_in, &link);
        }
    }
    if plain.contains(away) {
        linked = linked.replace("<a href=", away);
    }
    linked
}

/// The formula with `\href` around each mark; nothing if the marks overlap.
fn marked(tex: &str, marks: &[Mark]) -> Option<String> {
    // At one place, what ends comes before what begins, and of two that begin the longer comes first.
    let mut edges: Vec<(usize, bool, usize, usize)> = Vec::with_capacity(2 * marks.len());
    for (index, mark) in marks.iter().enumerate() {
        let length = mark.range.len();
        edges.push((mark.range.start, true, usize::MAX - length, index));
        edges.push((mark.range.end, false, length, index));
    }
    edges.sort_unstable();
    let mut marked = String::with_capacity(tex.len() + 32 * marks.len());
    let mut open: Vec<usize> = Vec::new();
    let mut copied = 0;
    for (at, begins, _, index) in edges {
        marked.push_str(tex.get(copied..at)?);
        copied = at;
        // An operator keeps the spaces around it only outside braces.
        let is_bare = is_operator(&tex[marks[index].range.clone()]);
        if begins {
            open.push(index);
            marked.push_str(if is_bare { "" } else { "{" });
            marked.push_str(&format!(r"\href{{{STAND_IN}{index}}}{{"));
        } else {
            (open.pop()? == index).then_some(())?;
            marked.push_str(if is_bare { "}" } else { "}}" });
        }
    }
    marked.push_str(tex.get(copied..)?);
    Some(marked)
}

/// The engine's pictures of a formula, behind their opening tag's name.
fn pictures(tex: &str, request: Request<'_>, book: &Macros) -> Option<String> {
    guard::length(tex).ok()?;
    let tokens = scan::tokens(tex);
    let used = macros::used(&tokens, book);
    let depth = guard::size(&tokens, &used).ok()?;
    let request = Request { tex, ..request };
    let markup = stack::with_room(depth, || {
        let (settings, _) = settings::settings(request, &used);
        engine::run(tex, request.number, &settings)
    });
    let markup = markup::in_order(markup.ok()?);
    let (_, pictures) = markup.split_once(PICTURES)?;
    Some(pictures.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{symbols_used, typeset};

    /// The formula with all of its symbols linked, and without links.
    fn both(tex: &str) -> (String, String) {
        let references = BTreeMap::new();
        let request = Request {
            tex,
            display: true,
            number: Some("3.1"),
            references: &references,
        };
        let macros = Macros::new();
        let plain = typeset(request, &macros).expect("it is sound").html;
        let marks: Vec<Mark> = symbols_used(tex, &macros, &|_| false)
            .into_iter()
            .map(|symbol| Mark {
                range: symbol.range,
                href: format!("../n.html#{}&", symbol.name),
            })
            .collect();
        (linked(plain.clone(), request, &macros, &marks), plain)
    }

    #[test]
    fn symbols_become_links_and_all_else_stays() {
        for (tex, links) in [
            ("x", 1),
            (r"x_i^2 + \frac\alpha\beta", 4),
            (
                r"\operatorname{softmax}(z)_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}",
                11,
            ),
            (
                r"\begin{aligned} a &= \log b \\ c &= \max_{k} d_k \end{aligned}",
                8,
            ),
            (r"x^\alpha_\beta \hat y'", 4),
        ] {
            let (linked, plain) = both(tex);
            assert_eq!(
                linked.matches("tabindex=\"-1\" href=\"../n.html#").count(),
                links,
                "{linked}"
            );
            assert!(!linked.contains(STAND_IN));
            assert_eq!(linked.split(PICTURES).next(), plain.split(PICTURES).next());
        }
    }

    #[test]
    fn where_no_link_can_stand_the_formula_stays() {
        let references = BTreeMap::new();
        let request = Request {
            tex: r"\big| x",
            display: true,
            number: None,
            references: &references,
        };
        let html = typeset(request, &Macros::new()).expect("it is sound").html;
        let marks = [Mark {
            range: 4..5,
            href: "a".to_owned(),
        }];
        assert_eq!(linked(html.clone(), request, &Macros::new(), &marks), html);
    }
}
