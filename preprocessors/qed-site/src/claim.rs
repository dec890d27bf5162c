//! What became of the claims about a formula, in a line below it.

use crate::html::text;
use crate::page::ClaimView;

/// The lines of all claims, or nothing. `element` is `div`, or `span` where only phrasing elements may stand.
pub fn markup(claims: &[ClaimView], element: &str) -> String {
    let mut html = String::new();
    for claim in claims {
        let class = match claim.proven {
            Some(true) => "holds",
            Some(false) => "failed",
            None => "skipped",
        };
        html.push_str(&format!("<{element} class=\"claim {class}\"><span>"));
        with_code(&claim.words, &mut html);
        html.push_str(&format!("</span></{element}>"));
    }
    html
}

/// Words in which backticks mark code.
fn with_code(words: &str, html: &mut String) {
    let mut parts = words.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        // A last backtick without its other half is a backtick.
        if is_code && parts.peek().is_some() {
            html.push_str("<code>");
            text(part, html);
            html.push_str("</code>");
        } else {
            if is_code {
                html.push('`');
            }
            text(&with_minus(part), html);
        }
        is_code = !is_code;
    }
}

/// Words with a minus where a number has a hyphen before it.
fn with_minus(words: &str) -> String {
    let mut before = ' ';
    let mut rest = words.chars().peekable();
    let mut shown = String::with_capacity(words.len());
    while let Some(letter) = rest.next() {
        let is_sign = letter == '-'
            && !before.is_alphanumeric()
            && rest.peek().is_some_and(char::is_ascii_digit);
        shown.push(if is_sign { '\u{2212}' } else { letter });
        before = letter;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_minus() {
        for (words, shown) in [
            ("between -4 and 4", "between \u{2212}4 and 4"),
            ("in (-1, 1)", "in (\u{2212}1, 1)"),
            ("64-bit, 2-3, non-zero - 1", "64-bit, 2-3, non-zero - 1"),
        ] {
            assert_eq!(with_minus(words), shown);
        }
    }

    #[test]
    fn backticks_mark_code() {
        for (words, html) in [
            ("a `b<c` d", "a <code>b&lt;c</code> d"),
            ("a ` b", "a ` b"),
            ("`x`", "<code>x</code>"),
            ("", ""),
        ] {
            let mut made = String::new();
            with_code(words, &mut made);
            assert_eq!(made, html);
        }
    }

    #[test]
    fn each_claim_is_a_line() {
        let claim = |proven, words: &str| ClaimView {
            proven,
            words: words.to_owned(),
        };
        let claims = [
            claim(Some(true), "computed by `f`"),
            claim(None, "notation"),
        ];
        assert_eq!(
            markup(&claims, "div"),
            "<div class=\"claim holds\"><span>computed by <code>f</code></span></div><div class=\"claim skipped\"><span>notation</span></div>"
        );
        assert_eq!(markup(&[], "div"), "");
    }
}
