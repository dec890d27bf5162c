//! What is done to the engine's markup: attributes in order.

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
        // The outlines of roots and brackets come with line ends, which mean no more than spaces.
        ordered.extend(attribute.split('\n').flat_map(|line| [line, " "]));
        ordered.pop();
    }
    ordered.push_str(rest);
}

/// `a="1" b="2"/>` to (`a="1"`, ` b="2"/>`).
fn split_attribute(rest: &str) -> Option<(&str, &str)> {
    let value = rest.find("=\"")? + 2;
    let end = value + rest[value..].find('"')? + 1;
    Some(rest.split_at(end))
}
