//! What became of the claims about a formula, in a line below it that opens where there is more to tell.

use crate::html::text;
use crate::page::ClaimView;

/// The lines of all claims, or nothing. `element` is `div`, or `span` where only phrasing elements may stand and nothing opens.
pub fn markup(claims: &[ClaimView], element: &str) -> String {
    let mut html = String::new();
    for claim in claims {
        let class = match claim.proven {
            Some(true) => "holds",
            Some(false) => "failed",
            None => "skipped",
        };
        let ClaimView { words, inputs, .. } = claim;
        let notes: String = claim.notes.iter().map(|note| format!("; {note}")).collect();
        if element == "div" && !inputs.is_empty() {
            html.push_str(&format!("<details class=\"claim {class}\"><summary>"));
            with_code(&format!("{words}{notes}"), &mut html);
            html.push_str("</summary><p>");
            with_code(inputs, &mut html);
            html.push_str("</p></details>");
        } else {
            let colon = if inputs.is_empty() { "" } else { ": " };
            html.push_str(&format!("<{element} class=\"claim {class}\">"));
            with_code(&format!("{words}{colon}{inputs}{notes}"), &mut html);
            html.push_str(&format!("</{element}>"));
        }
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
            text(&with_intervals(&with_minus(part)), html);
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

/// Words whose intervals, `(0, 1]`, stay in one line.
fn with_intervals(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(", ") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        let is_interval = before
            .rfind(['(', '['])
            .is_some_and(|open| !before[open + 1..].contains(char::is_whitespace))
            && after
                .find([')', ']'])
                .is_some_and(|close| !after[..close].contains(char::is_whitespace));
        shown.push_str(before);
        shown.push_str(if is_interval { ",\u{a0}" } else { ", " });
        rest = after;
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_stay_in_one_line() {
        for (words, shown) in [
            (" in (0, 1]; ", " in (0,\u{a0}1]; "),
            (
                "in [0, 1), none in [0, ∞)",
                "in [0,\u{a0}1), none in [0,\u{a0}∞)",
            ),
            ("(a b, c), one of 0, 1", "(a b, c), one of 0, 1"),
            ("(a), b (c, d e)", "(a), b (c, d e)"),
        ] {
            assert_eq!(with_intervals(words), shown);
        }
    }

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
        let claims = [
            ClaimView {
                proven: Some(true),
                words: "Equal to `f` at 9 inputs".to_owned(),
                inputs: "`x` in (0, 1)".to_owned(),
                notes: vec!["`w` is taken as given".to_owned()],
            },
            ClaimView {
                words: "notation".to_owned(),
                ..ClaimView::default()
            },
        ];
        assert_eq!(
            markup(&claims, "div"),
            "<details class=\"claim holds\"><summary>Equal to <code>f</code> at 9 inputs; <code>w</code> is taken as given</summary>\
             <p><code>x</code> in (0,\u{a0}1)</p></details><div class=\"claim skipped\">notation</div>"
        );
        assert_eq!(
            markup(&claims, "span"),
            "<span class=\"claim holds\">Equal to <code>f</code> at 9 inputs: <code>x</code> in (0,\u{a0}1); <code>w</code> is taken as given</span>\
             <span class=\"claim skipped\">notation</span>"
        );
        assert_eq!(markup(&[], "div"), "");
    }
}
