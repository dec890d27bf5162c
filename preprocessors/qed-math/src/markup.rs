//! The two halves of a formula's markup: MathML, and pictures.

/// Where the pictures begin in the engine's markup.
pub(crate) const PICTURES: &str = "<span class=\"katex-html\"";

/// The MathML of a markup by itself, without its TeX: small, and the same in all browsers for a single symbol.
pub(crate) fn mathml(markup: &str) -> Option<String> {
    let (_, inner) = markup.split_once("<semantics>")?;
    let (inner, _) = inner.split_once("<annotation ")?;
    Some(format!("<math>{inner}</math>"))
}

/// Where a part begins that is never broken: a line of a formula can end after each of them.
const PART: &str = "<span class=\"katex-base\">";

/// What is no longer than this is kept on one line: no reader wants a half of it, and it leaves no hole at a line's end.
const SHORT: usize = 14;

/// The markup of a formula among words, so that a line breaks where a reader expects it. The engine lets it break after each
/// relation and each operation. A short formula gets the class `whole`; in a longer one, what an operation joins stands in a
/// span of the class `together` as long as it is short, so that the formula breaks at its relations first.
#[must_use]
pub fn kept_together(mut html: String) -> String {
    const CLASS: &str = "<span class=\"katex";
    const END: &str = "</span></span>";
    if !html.starts_with("<span class=\"katex\"") {
        return html;
    }
    let first = html
        .find(PICTURES)
        .and_then(|at| Some(at + html[at..].find(PART)?));
    let Some((before, shown)) = first.and_then(|at| html.split_at_checked(at)) else {
        return html;
    };
    let Some(shown) = shown.strip_suffix(END) else {
        return html;
    };
    let parts: Vec<_> = shown.split(PART).skip(1).map(Part::read).collect();
    match &parts[..] {
        [] | [_] => {}
        parts if parts.iter().map(|part| part.letters).sum::<usize>() <= SHORT => {
            html.insert_str(CLASS.len(), " whole");
        }
        parts if parts.iter().any(|part| part.is_open) => {
            let mut joined = String::with_capacity(html.len() + 128);
            joined.push_str(before);
            for group in groups(parts) {
                let (open, close) = match group.len() {
                    1 => ("", ""),
                    _ => ("<span class=\"together\">", "</span>"),
                };
                joined.push_str(open);
                for part in group {
                    joined.extend([PART, part.html]);
                }
                joined.push_str(close);
            }
            joined.push_str(END);
            return joined;
        }
        _ => {}
    }
    html
}

/// A part of a formula's pictures.
struct Part<'a> {
    /// Markup after the tag that opens it.
    html: &'a str,
    letters: usize,
    /// Whether an operation ends it, so that its other side comes next.
    is_open: bool,
}

impl<'a> Part<'a> {
    fn read(html: &'a str) -> Self {
        let (mut letters, mut in_tag) = (0, false);
        for letter in html.chars() {
            match letter {
                '<' => in_tag = true,
                '>' => in_tag = false,
                _ => letters += usize::from(!in_tag && letter != '\u{200b}'),
            }
        }
        // Behind an operation there are the ends of its sign and of the part, and a space.
        let last = html.rmatch_indices('<').nth(4);
        let is_open = last.is_some_and(|(at, _)| html[at..].starts_with("<span class=\"mbin\">"));
        Self {
            html,
            letters,
            is_open,
        }
    }
}

/// Parts that belong together: what operations join, for as long as it is short.
fn groups<'p, 'a>(parts: &'p [Part<'a>]) -> impl Iterator<Item = &'p [Part<'a>]> {
    let mut letters = 0;
    parts.chunk_by(move |part, next| {
        letters += part.letters;
        let joined = part.is_open && letters + next.letters <= SHORT;
        if !joined {
            letters = 0;
        }
        joined
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Markup as the engine writes it: `+` ends a part as an operation does, and all that the engine adds stands around it.
    fn formula(parts: &[&str]) -> String {
        let part = |part: &&str| {
            let end = match part.strip_suffix('+') {
                Some(before) => format!(
                    "{before}</span><span class=\"mbin\">+</span><span class=\"mspace\" style=\"\">"
                ),
                None => (*part).to_owned(),
            };
            format!("{PART}<span class=\"mord\">{end}</span></span>")
        };
        let parts: String = parts.iter().map(part).collect();
        format!(
            "<span class=\"katex\"><math>long source that is not shown</math>{PICTURES} aria-hidden=\"true\">{parts}</span></span>"
        )
    }

    #[test]
    fn short_formulas_of_several_parts_are_kept_whole() {
        let is_whole = |parts: &[&str]| {
            let formula = formula(parts);
            let kept = kept_together(formula.clone());
            assert_eq!(kept.replacen("katex whole", "katex", 1), formula);
            kept != formula
        };
        assert!(is_whole(&["x=", "1"]));
        assert!(is_whole(&["n+", "1=", "4"]));
        assert!(is_whole(&["x\u{200b}=", "12345678901\u{200b}2"]));
        assert!(!is_whole(&["x=", "1234567890123"]));
        assert!(!is_whole(&["x"]), "nothing to be kept together");
        for other in ["<span class=\"katex\"><math></math></span>", "", "<p>"] {
            assert_eq!(kept_together(other.to_owned()), other);
        }
    }

    #[test]
    fn longer_formulas_break_at_relations_first() {
        let lines = |parts: &[&str]| {
            let formula = formula(parts);
            let kept = kept_together(formula.clone());
            let (_, shown) = kept.split_once("aria-hidden=\"true\">").unwrap();
            let shown = shown.replace("<span class=\"together\">", "[");
            let shown = shown.strip_suffix("</span></span>").unwrap();
            let bare: Vec<_> = shown
                .split('<')
                .map(|piece| piece.split_once('>').map_or(piece, |piece| piece.1))
                .collect();
            let bare = bare.concat();
            let opened = kept.matches("<span class=\"together\">").count();
            assert_eq!(
                kept.matches("</span>").count(),
                formula.matches("</span>").count() + opened
            );
            bare
        };
        assert_eq!(
            lines(&["2+", "2+", "0+", "2=", "8=", "1234567890"]),
            "[2+2+0+2=8=1234567890"
        );
        assert_eq!(
            lines(&["x=", "1234567890123+", "4"]),
            "x=1234567890123+4",
            "too long to be kept"
        );
        assert_eq!(
            lines(&["x=", "123456789+", "4+", "a+", "b"]),
            "x=[123456789+4+a+b"
        );
    }
}
