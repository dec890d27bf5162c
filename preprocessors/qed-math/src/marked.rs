//! The symbols of a formula, marked in its markup, so that a page can say what the mouse points to.
//!
//! They are marked in the pictures only, which screen readers and the keyboard leave alone: what those need, the page says beside
//! the formula.

use std::ops::Range;

use crate::markup::PICTURES;
use crate::scan;
use crate::symbols::is_operator;
use crate::{Macros, Request, engine, guard, macros, settings, stack};

/// A symbol in a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its bytes in the formula. Ranges are nested or apart.
    pub range: Range<usize>,
    /// What it is marked with.
    pub number: usize,
}

/// What the engine sets otherwise around a mark: sizes, and what looks ahead token by token.
static UNMARKED: &[&str] = &[
    r"\scriptstyle",
    r"\scriptscriptstyle",
    r"\tiny",
    r"\sixptsize",
    r"\scriptsize",
    r"\footnotesize",
    r"\small",
    r"\normalsize",
    r"\large",
    r"\Large",
    r"\LARGE",
    r"\huge",
    r"\Huge",
    r"\@firstoftwo",
    r"\@secondoftwo",
    r"\@ifnextchar",
    r"\@ifstar",
];

/// The markup of a formula that [`typeset`](crate::typeset) made, with its symbols as `<span class="symbol" data-symbol="2">`.
/// Where the engine takes no mark, the markup as it was.
pub fn marked(html: String, request: Request<'_>, macros: &Macros, marks: &[Mark]) -> String {
    if marks.is_empty() {
        return html;
    }
    let pictures = with_marks(request.tex, marks).and_then(|tex| pictures(&tex, request, macros));
    let (Some(pictures), Some((before, plain))) = (pictures, html.split_once(PICTURES)) else {
        return html;
    };
    let away = "<a tabindex=\"-1\" href=";
    let pictures = pictures.replace("<span class=\"enclosing", "<span class=\"symbol");
    let pictures = if plain.contains(away) {
        pictures.replace("<a href=", away)
    } else {
        pictures
    };
    [before, PICTURES, &pictures].concat()
}

/// The formula with `\htmlData` around each mark, which changes nothing of the picture; nothing if the marks overlap.
fn with_marks(tex: &str, marks: &[Mark]) -> Option<String> {
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
        let range = marks[index].range.clone();
        // An operator keeps the spaces around it only outside braces, which an argument needs.
        let is_bare = !is_argument(&tex[..range.start]) && is_operator(&tex[range]);
        if begins {
            open.push(index);
            marked.push_str(if is_bare { "" } else { "{" });
            marked.push_str(&format!(r"\htmlData{{symbol={}}}{{", marks[index].number));
        } else {
            (open.pop()? == index).then_some(())?;
            marked.push_str(if is_bare { "}" } else { "}}" });
        }
    }
    marked.push_str(tex.get(copied..)?);
    Some(marked)
}

/// Whether what follows is taken as an argument: a script, or that of a command.
fn is_argument(before: &str) -> bool {
    let before = before.trim_end();
    let takes_one = |command: usize| {
        let is_word = before[command + 1..]
            .bytes()
            .all(|b| b.is_ascii_alphabetic());
        is_word && engine::arguments(&before[command..]) > 0
    };
    before.ends_with(['^', '_']) || before.rfind('\\').is_some_and(takes_one)
}

/// The engine's pictures of a formula, behind their opening tag's name.
fn pictures(tex: &str, request: Request<'_>, book: &Macros) -> Option<String> {
    guard::length(tex).ok()?;
    let tokens = scan::tokens(tex);
    if tokens.iter().any(|token| UNMARKED.contains(&token.text)) {
        return None;
    }
    let used = macros::used(&tokens, book);
    let depth = guard::size(&tokens, &used).ok()?;
    let request = Request { tex, ..request };
    let markup = stack::with_room(depth, || {
        let settings = settings::settings_for_marks(request, &used);
        engine::run(tex, request.number, &settings)
    });
    let html = markup.ok()?.html;
    let (_, pictures) = html.split_once(PICTURES)?;
    Some(pictures.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{symbols_used, typeset};

    /// The formula with all of its symbols marked, and without marks.
    fn both(tex: &str) -> (String, String) {
        let references = BTreeMap::from([("eq:a".to_owned(), ("1".to_owned(), "#a".to_owned()))]);
        let request = Request {
            tex,
            display: true,
            number: Some("3.1"),
            references: &references,
        };
        let macros = Macros::new();
        let plain = typeset(request, &macros).expect("it is sound").html;
        let is_operation = |name: &str| name.starts_with('\\') && !name.contains(['_', '^']);
        let marks: Vec<Mark> = symbols_used(tex, &macros, &is_operation)
            .into_iter()
            .enumerate()
            .map(|(number, symbol)| Mark {
                range: symbol.range,
                number,
            })
            .collect();
        (marked(plain.clone(), request, &macros, &marks), plain)
    }

    #[test]
    fn symbols_become_spans_and_all_else_stays() {
        for (tex, count) in [
            ("x", 1),
            (r"x_i^2 + \frac\alpha\beta", 4),
            (
                r"\operatorname{softmax}(z)_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}",
                12,
            ),
            (
                r"\begin{aligned} a &= \log b \\ c &= \max_{k} d_k \end{aligned}",
                8,
            ),
            (r"x^\alpha_\beta \hat y'", 4),
            (r"x = \eqref{eq:a}", 1),
            (r"W^\top x \odot \frac\partial{\partial t} y", 8),
            (
                r"\left\lVert \binom{n}{k} \right\rVert_2 \sim \lfloor x \rfloor",
                7,
            ),
        ] {
            let (marked, plain) = both(tex);
            let tags = |html: &str, tag| html.matches(tag).count();
            assert_eq!(tags(&marked, "<span class=\"symbol"), count, "{marked}");
            assert_eq!(tags(&marked, "<span"), tags(&marked, "</span>"), "{marked}");
            assert_eq!(tags(&marked, "<a "), tags(&plain, "<a "), "{marked}");
            assert_eq!(marked.split(PICTURES).next(), plain.split(PICTURES).next());
        }
    }

    #[test]
    fn where_no_mark_can_stand_the_formula_stays() {
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
            number: 0,
        }];
        assert_eq!(marked(html.clone(), request, &Macros::new(), &marks), html);
    }
}
