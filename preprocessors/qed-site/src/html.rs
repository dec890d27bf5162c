//! Text as HTML.

/// Appends text between tags.
pub(crate) fn text(words: &str, out: &mut String) {
    html_escape::encode_text_to_string(words, out);
}

/// Appends the value of an attribute in double quotes.
pub(crate) fn attribute(value: &str, out: &mut String) {
    html_escape::encode_double_quoted_attribute_to_string(value, out);
}

/// Text between tags.
pub(crate) fn escaped(words: &str) -> String {
    html_escape::encode_text(words).into_owned()
}

/// Markup without its `<a>` and `</a>`, for a place that is a link itself. The markup is our own: a tag holds no `>` in a value
/// (escaped there).
pub(crate) fn without_links(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        if !(tag.starts_with("<a ") || tag.starts_with("</a>")) {
            plain.push_str(tag);
        }
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain
}
