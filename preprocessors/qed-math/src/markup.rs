//! What is done to the engine's markup: attributes in order, and the form that survives in Markdown.

/// The markup with the attributes of each tag sorted by name: katex-rs 0.3.0 writes them in hash order.
///
/// Relies on what the engine guarantees: values stand in double quotes, with `<`, `>` and `"` as entities.
pub(crate) fn in_order(markup: &str) -> String {
    let mut ordered = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        ordered.push_str(text);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        push_tag(&mut ordered, tag);
        rest = after;
    }
    ordered.push_str(rest);
    ordered
}

/// Adds `<name b="2" a="1">` as `<name a="1" b="2">`.
fn push_tag(ordered: &mut String, tag: &str) {
    let Some((name, mut rest)) = tag.split_once(' ') else {
        ordered.push_str(tag);
        return;
    };
    let mut attributes = Vec::with_capacity(4);
    while let Some((attribute, after)) = split_attribute(rest) {
        attributes.push(attribute);
        rest = after.trim_start();
    }
    attributes.sort_unstable();
    ordered.push_str(name);
    for attribute in attributes {
        ordered.push(' ');
        ordered.push_str(attribute);
    }
    ordered.push_str(rest);
}

/// `a="1" b="2"/>` to (`a="1"`, ` b="2"/>`).
fn split_attribute(rest: &str) -> Option<(&str, &str)> {
    let value = rest.find("=\"")? + 2;
    let end = value + rest[value..].find('"')? + 1;
    Some(rest.split_at(end))
}

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
        let inert = c.is_alphanumeric() && c.is_ascii() || c == ' ' || !c.is_ascii() || is_markup(c, in_tag, in_value);
        if inert {
            markdown.push(c);
        } else {
            markdown.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    markdown
}

fn is_markup(c: char, in_tag: bool, in_value: bool) -> bool {
    match c {
        '<' | '>' | '"' => true,
        '&' | ';' | '#' => true,
        '=' | '/' | '-' => in_tag && !in_value,
        _ => false,
    }
}
