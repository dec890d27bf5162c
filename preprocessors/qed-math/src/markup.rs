//! What is done to the engine's markup: attributes in order.

/// Where the pictures begin in the engine's markup.
pub(crate) const PICTURES: &str = "<span class=\"katex-html\"";

/// The markup with the attributes of each tag in one order: katex-rs 0.3.0 writes them in hash order, but for `class` and
/// `style`, which are all that the many spans have.
///
/// Relies on what the engine guarantees: values stand in double quotes, with `<`, `>` and `"` as entities.
pub(crate) fn in_order(markup: String) -> String {
    let mut ordered = String::new();
    let mut copied = 0;
    for (start, _) in markup[..last_with_attributes(&markup)].match_indices('<') {
        let rest = &markup[start..];
        if rest.starts_with("</") || rest.starts_with("<span") {
            continue;
        }
        let tag = rest.split_inclusive('>').next().unwrap_or(rest);
        if tag.contains(' ') {
            ordered.push_str(&markup[copied..start]);
            push_tag(&mut ordered, tag);
            copied = start + tag.len();
        }
    }
    if copied == 0 {
        return markup;
    }
    ordered.push_str(&markup[copied..]);
    ordered
}

/// Where the tags with more attributes than those of a span end: mostly before the pictures, which make three quarters of a markup.
fn last_with_attributes(markup: &str) -> usize {
    match markup.find(PICTURES) {
        Some(start)
            if !["<svg", "<a "]
                .iter()
                .any(|tag| markup[start..].contains(tag)) =>
        {
            start
        }
        _ => markup.len(),
    }
}

/// Adds `<name b="2" a="1">` as `<name a="1" b="2">`.
fn push_tag(ordered: &mut String, tag: &str) {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = Vec::with_capacity(6);
    while let Some((attribute, after)) = split_attribute(rest) {
        attributes.push(attribute);
        rest = after;
    }
    attributes.sort_unstable();
    ordered.push_str(name);
    for attribute in attributes {
        ordered.push(' ');
        // The outlines of roots and brackets come with line ends, which mean no more than spaces.
        ordered.extend(attribute.split('\n').flat_map(|line| [line, " "]));
        ordered.pop();
    }
    ordered.push_str(rest);
}

/// `a="1" b="2"/>` to (`a="1"`, `b="2"/>`).
fn split_attribute(rest: &str) -> Option<(&str, &str)> {
    let value = rest.find("=\"")? + 2;
    let end = value + rest[value..].find('"')? + 1;
    let (attribute, rest) = rest.split_at(end);
    Some((attribute, rest.strip_prefix(' ').unwrap_or(rest)))
}

/// The MathML of a markup by itself, without its TeX: small, and the same in all browsers for a single symbol.
pub(crate) fn mathml(markup: &str) -> Option<String> {
    let (_, inner) = markup.split_once("<semantics>")?;
    let (inner, _) = inner.split_once("<annotation ")?;
    Some(format!("<math>{inner}</math>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_sorted_and_all_else_stays() {
        for (markup, expected) in [
            ("", ""),
            (
                r#"<span class="a" style="b">x</span>"#,
                r#"<span class="a" style="b">x</span>"#,
            ),
            (
                r#"<b>x</b><i z="1 2" a="=">y</i> z"#,
                r#"<b>x</b><i a="=" z="1 2">y</i> z"#,
            ),
            (
                r#"<path d="M0
h1"/>"#,
                r#"<path d="M0 h1"/>"#,
            ),
            (r#"<c b="1" a="2"/>"#, r#"<c a="2" b="1"/>"#),
            (
                r#"<span class="b" aria-hidden="a">"#,
                r#"<span class="b" aria-hidden="a">"#,
            ),
        ] {
            assert_eq!(in_order(markup.to_owned()), expected);
        }
    }
}
