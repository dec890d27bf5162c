//! Text as HTML.

use std::borrow::Cow;

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

/// Markup without its `<a …>` and `</a>`, for a place that is a link itself. The markup is our own: no value holds `<` or `>`
/// (escaped there).
pub(crate) fn without_links(html: &str) -> Cow<'_, str> {
    if !html.contains("<a ") {
        return html.into();
    }
    let mut plain = String::with_capacity(html.len());
    for (index, piece) in html.split("<a ").enumerate() {
        let after = match piece.split_once('>') {
            Some((_, after)) if index > 0 => after,
            _ => piece,
        };
        plain.extend(after.split("</a>"));
    }
    plain.into()
}

/// Our own markup of one page, shown on another: its relative links and pictures count from there, and its ids stay behind.
pub(crate) fn rebased(html: &str, from: &str, to: &str) -> String {
    let mut moved = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, name)) = [" href=\"", " src=\"", " id=\""]
        .iter()
        .filter_map(|name| Some((rest.find(name)?, name.len())))
        .min()
    {
        let start = at + name;
        let length = rest[start..].find('"').unwrap_or(rest.len() - start);
        if rest[at..start].contains("id") {
            moved.push_str(&rest[..at]);
            rest = rest.get(start + length + 1..).unwrap_or_default();
            continue;
        }
        moved.push_str(&rest[..start]);
        moved.push_str(&crate::url::moved(&rest[start..start + length], from, to));
        rest = &rest[start + length..];
    }
    moved.push_str(rest);
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_moves_with_its_links() {
        let html = "<a id=\"i\" href=\"#x\">x</a><a href=\"b.html#y\">y</a><img src=\"../i.png\"><a href=\"https://e.org/\">z</a> \"href=\"";
        assert_eq!(
            rebased(html, "a/a.html", "recall.html"),
            "<a href=\"a/a.html#x\">x</a><a href=\"a/b.html#y\">y</a><img src=\"i.png\"><a href=\"https://e.org/\">z</a> \"href=\""
        );
    }

    #[test]
    fn links_are_taken_out() {
        assert_eq!(
            without_links("a <a href=\"x\">b <em>c</em></a> d"),
            "a b <em>c</em> d"
        );
    }
}
