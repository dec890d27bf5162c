//! The two halves of a formula's markup: MathML, and pictures.

/// Where the pictures begin in the engine's markup.
pub(crate) const PICTURES: &str = "<span class=\"katex-html\"";

/// The MathML of a markup by itself, without its TeX: small, and the same in all browsers for a single symbol.
pub(crate) fn mathml(markup: &str) -> Option<String> {
    let (_, inner) = markup.split_once("<semantics>")?;
    let (inner, _) = inner.split_once("<annotation ")?;
    Some(format!("<math>{inner}</math>"))
}

/// The markup of a formula among words, with the class `whole` where it is to stay on one line, though it could be broken at a
/// relation or an operation: of `x = 1` no reader wants a half, and what is short leaves no hole at the end of a line.
#[must_use]
pub fn kept_whole(mut html: String) -> String {
    const CLASS: &str = "<span class=\"katex";
    if html.starts_with("<span class=\"katex\"") && is_short(&html) {
        html.insert_str(CLASS.len(), " whole");
    }
    html
}

fn is_short(html: &str) -> bool {
    const LETTERS: usize = 14;
    let Some((_, shown)) = html.split_once(PICTURES) else {
        return false;
    };
    let (mut parts, mut letters) = (0, 0);
    for piece in shown.split('<') {
        let Some((tag, words)) = piece.split_once('>') else {
            continue;
        };
        parts += usize::from(tag.contains("\"katex-base\""));
        letters += words.chars().filter(|&letter| letter != '\u{200b}').count();
        if letters > LETTERS {
            return false;
        }
    }
    parts > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_formulas_of_several_parts_are_kept_whole() {
        let is_kept = |parts: &[&str]| {
            let parts: Vec<_> = parts
                .iter()
                .map(|part| format!("<span class=\"katex-base\"><span>{part}</span></span>"))
                .collect();
            let formula = format!(
                "<span class=\"katex\"><math>long source that is not shown</math>{PICTURES} aria-hidden=\"true\">{}</span></span>",
                parts.concat()
            );
            let kept = kept_whole(formula.clone());
            assert_eq!(kept.replacen("katex whole", "katex", 1), formula);
            kept != formula
        };
        assert!(is_kept(&["x=", "1"]));
        assert!(is_kept(&["x\u{200b}=", "12345678901\u{200b}2"]));
        assert!(!is_kept(&["x=", "1234567890123"]));
        assert!(!is_kept(&["x"]), "nothing to be kept together");
        let without_pictures = "<span class=\"katex\"><math></math></span>";
        assert_eq!(kept_whole(without_pictures.to_owned()), without_pictures);
    }
}
