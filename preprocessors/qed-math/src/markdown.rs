//! The form of a typeset formula that survives in Markdown.

use std::fmt::Write as _;

/// The form of `html` for weaving into Markdown: one line in which nothing is active but the tags.
///
/// In text and in attribute values every character that Markdown or mdBook's smart punctuation could act on
/// becomes a numeric entity: a browser reads the same document. Line ends in text become entities as well.
pub fn as_markdown(html: &str) -> String {
    let mut markdown = String::with_capacity(html.len() * 2);
    let mut in_tag = false;
    let mut in_value = false;
    for c in html.chars() {
        match c {
            '<' if !in_tag => in_tag = true,
            '>' if in_tag && !in_value => in_tag = false,
            '"' if in_tag => in_value = !in_value,
            _ => {}
        }
        let is_tag = in_tag || c == '>';
        if is_inert(c)
            || is_tag && matches!(c, '<' | '>' | '"')
            || is_tag && !in_value && matches!(c, '=' | '/' | '-')
        {
            markdown.push(c);
        } else {
            write!(markdown, "&#{};", u32::from(c)).expect("a String takes everything");
        }
    }
    markdown
}

/// Whether Markdown leaves `c` alone wherever it stands; `&`, `#` and `;` belong to entities.
fn is_inert(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii() || matches!(c, ' ' | '&' | '#' | ';')
}
