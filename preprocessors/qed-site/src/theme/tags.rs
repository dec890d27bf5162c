//! The tags of a template, as far as it needs to tell which of them is left open: Tera itself says only that the text ended.

use std::ops::Range;

/// Tags that have an end tag. `set` has one where it gives no value.
const PAIRED: [&str; 7] = [
    "block",
    "if",
    "for",
    "filter",
    "component",
    "set",
    "set_global",
];

/// A tag that is open where it should be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    /// `if`.
    pub(super) name: String,
    /// The tag.
    pub(super) range: Range<usize>,
    /// The end tag of another, if that is where it shows; else the template ends.
    pub(super) end: Option<Range<usize>>,
}

/// `{% name … %}`.
struct Tag<'a> {
    range: Range<usize>,
    name: &'a str,
    /// What stands behind the name.
    rest: &'a str,
}

/// The tag that is left open; of several the one that shows first.
pub(super) fn unclosed(template: &str) -> Option<Unclosed> {
    let mut open: Vec<Tag<'_>> = Vec::new();
    let found = |tag: Tag<'_>, end| Unclosed {
        name: tag.name.to_owned(),
        range: tag.range,
        end,
    };
    for tag in tags(template) {
        if let Some(name) = tag.name.strip_prefix("end") {
            let last = open.pop()?;
            if last.name.trim_end_matches("_global") != name {
                return Some(found(last, Some(tag.range)));
            }
        } else if PAIRED.contains(&tag.name)
            && !(tag.name.starts_with("set") && tag.rest.contains('='))
        {
            open.push(tag);
        }
    }
    open.pop().map(|tag| found(tag, None))
}

/// The template that this one extends.
pub(super) fn parent(template: &str) -> Option<&str> {
    let tag = tags(template).find(|tag| tag.name == "extends")?;
    tag.rest.split(['"', '\'', '`']).nth(1)
}

/// The names of its blocks.
pub(super) fn blocks(template: &str) -> impl Iterator<Item = &str> {
    tags(template)
        .filter(|tag| tag.name == "block")
        .filter_map(|tag| tag.rest.split_whitespace().next())
}

/// All tags but those in comments and in `raw`.
fn tags(template: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + template[at..].find('{')?;
            let end_of = |mark: &str| {
                let end = template[start..].find(mark);
                end.map_or(template.len(), |end| start + end + mark.len())
            };
            match template.as_bytes().get(start + 1) {
                Some(b'{') => at = end_of("}}"),
                Some(b'#') => at = end_of("#}"),
                Some(b'%') => {
                    at = end_of("%}");
                    let inside = template[start + 2..at].trim_end_matches("%}");
                    let inside = inside.trim_matches('-').trim();
                    let name = inside
                        .split(|ch: char| !ch.is_alphanumeric() && ch != '_')
                        .next()
                        .unwrap_or_default();
                    if name == "raw" {
                        let end = template[at..].find("endraw");
                        at = end.map_or(template.len(), |end| at + end);
                        continue;
                    }
                    return Some(Tag {
                        range: start..at,
                        name,
                        rest: &inside[name.len()..],
                    });
                }
                _ => at = start + 1,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_found() {
        for (template, open, end) in [
            ("{% if a %}x{% endif %}", None, None),
            ("{%- if a -%}x{%- else -%}y", Some("{%- if a -%}"), None),
            (
                "{% block b %}{% if a %}x{% endblock b %}",
                Some("{% if a %}"),
                Some("{% endblock b %}"),
            ),
            (
                "{% block b %}{# {% endblock %} #}",
                Some("{% block b %}"),
                None,
            ),
            (
                "{% if a %}{{ \"{%\" }}{% if b %}{% endif %}",
                Some("{% if a %}"),
                None,
            ),
            ("{% set x = 1 %}{% set y %}z{% endset %}", None, None),
            ("{% set_global y %}z", Some("{% set_global y %}"), None),
            ("{% raw %}{% if %}{% endraw %}", None, None),
            ("{% endif %}{% if a %}", None, None),
            ("{% if", Some("{% if"), None),
            ("{", None, None),
        ] {
            let found = unclosed(template);
            let text = |range: Option<Range<usize>>| range.map(|range| &template[range]);
            let (tag, shows) = found.map_or((None, None), |found| (Some(found.range), found.end));
            assert_eq!((text(tag), text(shows)), (open, end), "{template}");
        }
    }

    #[test]
    fn parents_and_blocks_are_read() {
        let template = "{% extends \"base.html\" %}{% block a %}{% endblock a %}{%- block b -%}";
        assert_eq!(parent(template), Some("base.html"));
        assert_eq!(blocks(template).collect::<Vec<_>>(), ["a", "b"]);
    }
}
