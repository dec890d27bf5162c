//! Dollars that are money or names of variables: not formulas, though the parser would take them for such.
//!
//! pulldown-cmark takes any two dollars for a formula that have no white space on their inner sides: `$5-$6`, or a `$HOME` and a
//! `` `$PATH` `` in one paragraph. Other programs have rules against that (pandoc: no digit after the closing one). Here a formula
//! that is surely none is masked before the text is parsed again, so that its emphasis, code and links are read.

use std::borrow::Cow;

use mdbook_markdown::pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

/// Stands for a dollar that opens no formula. A control character is text to Markdown; a chapter that holds it itself is left alone.
const MASK: &str = "\u{1a}";

/// Masking a dollar may let its partner open another formula that is none.
const MOST_ROUNDS: usize = 8;

/// The text with those dollars masked, byte for byte as long; borrowed if there are none.
pub(crate) fn masked(text: &str, switches: Options) -> Cow<'_, str> {
    if !switches.contains(Options::ENABLE_MATH) || !is_suspicious(text) || text.contains(MASK) {
        return Cow::Borrowed(text);
    }
    let mut masked = text.to_owned();
    for _ in 0..MOST_ROUNDS {
        let false_dollars: Vec<usize> = Parser::new_ext(&masked, switches)
            .into_offset_iter()
            .filter_map(|(event, range)| match event {
                Event::InlineMath(tex) if is_prose(&tex, &text[range.end..]) => Some(range.start),
                _ => None,
            })
            .collect();
        if false_dollars.is_empty() {
            break;
        }
        for at in false_dollars {
            masked.replace_range(at..at + 1, MASK);
        }
    }
    if masked == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(masked)
    }
}

/// An event of a masked text as it would be of the text.
pub(crate) fn unmasked(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(unmask(text)),
        Event::Code(text) => Event::Code(unmask(text)),
        Event::InlineMath(text) => Event::InlineMath(unmask(text)),
        Event::DisplayMath(text) => Event::DisplayMath(unmask(text)),
        Event::Html(text) => Event::Html(unmask(text)),
        Event::InlineHtml(text) => Event::InlineHtml(unmask(text)),
        Event::FootnoteReference(text) => Event::FootnoteReference(unmask(text)),
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: unmask(dest_url),
            title: unmask(title),
            id: unmask(id),
        }),
        Event::Start(Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Image {
            link_type,
            dest_url: unmask(dest_url),
            title: unmask(title),
            id: unmask(id),
        }),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(unmask(info))))
        }
        other => other,
    }
}

fn unmask(text: CowStr<'_>) -> CowStr<'_> {
    if text.contains(MASK) {
        text.replace(MASK, "$").into()
    } else {
        text
    }
}

/// Whether some two neighbouring dollars have prose between them: a cheap look before the text is parsed twice.
fn is_suspicious(text: &str) -> bool {
    let mut before: Option<usize> = None;
    text.match_indices('$').any(|(at, _)| {
        let inside = before.replace(at).map(|before| &text[before + 1..at]);
        inside.is_some_and(|inside| is_prose(inside, &text[at + 1..]))
    })
}

/// What stands between two dollars is surely no formula; `after` follows the second.
fn is_prose(inside: &str, after: &str) -> bool {
    let has_tex = inside.contains(['\\', '{', '}', '^', '=']);
    let words = || {
        inside
            .split_whitespace()
            .filter(|word| is_word(word))
            .count()
    };
    let amount = inside.starts_with(|c: char| c.is_ascii_digit()) && !inside.contains('_');
    let next_amount = after.starts_with(|c: char| c.is_ascii_digit());
    let money = amount && (next_amount || words() > 1 || inside.contains("]("));
    // `5$/kg or 6$/kg`: no formula begins with a division.
    let rates = inside.starts_with('/')
        && inside.contains(' ')
        && inside.ends_with(|c: char| c.is_ascii_digit());
    let variables = is_variable(inside) && is_variable(after);
    !has_tex && (money || rates || variables || inside.contains('`'))
}

fn is_word(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.', ';', ':', '!', '?']);
    word.len() > 2 && word.chars().all(char::is_alphabetic)
}

/// Begins like `HOME` or `MY_PATH`.
fn is_variable(text: &str) -> bool {
    text.bytes()
        .take_while(|&byte| byte.is_ascii_uppercase() || byte == b'_')
        .count()
        > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_and_formulas() {
        let prose = [
            ("5-", "6."),
            ("100 million–", "200 million"),
            ("20 for the book, and 30", " in all"),
            ("/kg or 6", "/kg"),
            ("HOME/bin:", "PATH"),
            ("HOME/bin. Ensure that it is in your `", "PATH`"),
        ];
        for (inside, after) in prose {
            assert!(is_prose(inside, after), "{inside}");
        }
        let formulas = [
            ("5", " and"),
            ("x", "2"),
            ("2x+1", ""),
            ("10 \\text{ for all of them}", ""),
            ("5_a", "6"),
            ("learning rate here", ""),
            ("AB", "-"),
            ("n", "th"),
            ("2^", "3"),
            ("x[n](t)", ""),
            ("/2", ""),
        ];
        for (inside, after) in formulas {
            assert!(!is_prose(inside, after), "{inside}");
        }
    }

    #[test]
    fn a_masked_dollar_is_a_dollar_again() {
        let switches = Options::ENABLE_MATH;
        let text = "*$5-$6* `$HOME` [$7-$8](a$b) and $x$";
        let masked = masked(text, switches);
        assert_eq!(masked.len(), text.len());
        let events: Vec<_> = Parser::new_ext(&masked, switches).map(unmasked).collect();
        let shown: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.to_string()),
                Event::InlineMath(tex) => Some(format!("({tex})")),
                _ => None,
            })
            .collect();
        assert_eq!(shown.concat(), "$5-$6 $HOME $7-$8 and (x)");
        assert!(matches!(
            super::masked("$x$ and $y$ for $5", switches),
            Cow::Borrowed(_)
        ));
    }
}
