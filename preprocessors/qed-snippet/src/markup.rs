//! A picture that a program printed, made safe for a page.
//!
//! The list of what is allowed is short and says what it refuses, instead of dropping it: a picture without a part of it shows
//! something else.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::Builder;

/// Elements of SVG that draw, describe and group.
#[rustfmt::skip]
const SVG: &[&str] = &[
    "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "line", "rect", "circle", "ellipse", "polyline",
    "polygon", "text", "tspan", "textPath", "marker", "clipPath", "mask", "pattern", "linearGradient",
    "radialGradient", "stop",
];

/// Elements of HTML for tables and words.
#[rustfmt::skip]
const HTML: &[&str] = &[
    "div", "span", "p", "br", "hr", "b", "i", "em", "strong", "small", "sub", "sup", "code", "pre", "ul", "ol", "li",
    "dl", "dt", "dd", "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td", "figure",
    "figcaption", "meter",
];

/// Attributes on any element. Colours, lengths and words; nothing that runs or loads.
#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "class", "id", "role", "lang", "dir", "xml:space", "xmlns", "xmlns:xlink", "version", "viewBox",
    "preserveAspectRatio", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx",
    "fy", "dx", "dy", "d", "points", "transform", "rotate", "pathLength", "textLength", "lengthAdjust", "startOffset",
    "offset", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "color", "stop-color",
    "stop-opacity", "clip-path", "clip-rule", "mask", "marker-start", "marker-mid", "marker-end", "markerWidth",
    "markerHeight", "markerUnits", "refX", "refY", "orient", "gradientUnits", "gradientTransform", "spreadMethod",
    "patternUnits", "patternTransform", "patternContentUnits", "clipPathUnits", "maskUnits", "vector-effect",
    "shape-rendering", "text-rendering", "visibility", "display", "overflow", "paint-order", "font-family",
    "font-size", "font-style", "font-weight", "font-variant", "letter-spacing", "word-spacing", "text-anchor",
    "dominant-baseline", "alignment-baseline", "baseline-shift", "writing-mode", "focusable", "tabindex", "colspan",
    "rowspan", "scope", "span", "start", "value", "min", "max", "low", "high", "optimum", "href", "xlink:href",
];

/// Markup of a picture that a page may hold as it is: no script, no style sheet, nothing from elsewhere, ids that
/// clash with no other's. `Err` says in words what the picture holds that it may not.
///
/// `media_type` is `image/svg+xml` or `text/html`.
pub fn figure_markup(media_type: &str, content: &str) -> Result<String, String> {
    let elements: Vec<&str> = match media_type {
        "image/svg+xml" => SVG.to_vec(),
        "text/html" => SVG.iter().chain(HTML).copied().collect(),
        other => {
            return Err(format!(
                "the media type `{other}` is not known; write `image/svg+xml` or `text/html`"
            ));
        }
    };
    let content = without_prologue(content);
    if media_type == "image/svg+xml" && !content.starts_with("<svg") {
        return Err("it does not begin with `<svg`".to_owned());
    }
    if let Some(name) = names(content).find(|name| {
        !elements
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    }) {
        return Err(format!("a picture may not hold the element `<{name}>`"));
    }
    let refused: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let note = Arc::clone(&refused);
    let prefix = format!(
        "figure-{}-",
        &blake3::hash(content.as_bytes()).to_hex()[..8]
    );
    let cleaned = Builder::empty()
        .tags(elements.into_iter().collect())
        // Every attribute is let through to the filter below, which knows the list.
        .generic_attribute_prefixes(HashSet::from([""]))
        .url_schemes(HashSet::from(["http", "https", "data", "javascript"]))
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(move |element, attribute, value| {
            let kept = attribute_value(&prefix, attribute, value);
            if kept.is_none() {
                let mut refused = note.lock().unwrap_or_else(PoisonError::into_inner);
                refused.insert(format!("`{attribute}=\"{value}\"` on `<{element}>`"));
            }
            kept.map(Cow::Owned)
        })
        .clean(content)
        .to_string();
    let refused = refused.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(first) = refused.first() {
        return Err(format!("a picture may not hold the attribute {first}"));
    }
    Ok(cleaned.trim().to_owned())
}

/// Without an XML declaration, a document type and comments before the root.
fn without_prologue(content: &str) -> &str {
    let mut rest = content.trim_start_matches('\u{feff}').trim();
    while rest.starts_with("<?") || rest.starts_with("<!") {
        let (end, length) = if rest.starts_with("<!--") {
            ("-->", 3)
        } else {
            (">", 1)
        };
        rest = rest
            .find(end)
            .map_or("", |at| rest[at + length..].trim_start());
    }
    rest
}

/// Names of the elements that are opened.
fn names(content: &str) -> impl Iterator<Item = &str> {
    content.match_indices('<').filter_map(|(at, _)| {
        let rest = &content[at + 1..];
        let end = rest
            .find(|character: char| {
                !character.is_ascii_alphanumeric() && !"-:_".contains(character)
            })
            .unwrap_or(rest.len());
        rest.starts_with(|first: char| first.is_ascii_alphabetic())
            .then(|| &rest[..end])
    })
}

/// An attribute's value with ids made this picture's own; `None` for what is not allowed.
fn attribute_value(prefix: &str, attribute: &str, value: &str) -> Option<String> {
    let is_known = ATTRIBUTES.contains(&attribute)
        || attribute.starts_with("aria-")
        || attribute.starts_with("data-");
    if !is_known {
        return None;
    }
    let reference = |id: &str| format!("{prefix}{id}");
    Some(match attribute {
        "id" => reference(value),
        "href" | "xlink:href" => format!("#{}", reference(value.trim().strip_prefix('#')?)),
        "aria-labelledby" | "aria-describedby" => value
            .split_whitespace()
            .map(reference)
            .collect::<Vec<_>>()
            .join(" "),
        _ if value.to_ascii_lowercase().contains("url(") => {
            let id = value
                .trim()
                .strip_prefix("url(")?
                .strip_suffix(')')?
                .trim_matches(['"', '\'', ' ']);
            format!(
                "url(#{})",
                reference(
                    id.strip_prefix('#')
                        .filter(|id| !id.contains([')', '(']))
                        .map(str::trim)?
                )
            )
        }
        _ => value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(content: &str) -> Result<String, String> {
        figure_markup("image/svg+xml", content)
    }

    #[test]
    fn a_drawing_stays_as_it_is() {
        let drawing = "<svg viewBox=\"0 0 10 10\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\"><title>A &lt; B</title>\
             <g class=\"s1\" stroke=\"currentColor\" stroke-width=\"2\"><path d=\"M0 0 L1 1\"></path><line x1=\"0\" y1=\"0\" x2=\"1\" y2=\"1\"></line>\
             <text x=\"1\" y=\"2\" text-anchor=\"middle\">η<tspan dy=\"1\">2</tspan></text></g></svg>";
        assert_eq!(svg(drawing).unwrap(), drawing);
        let short = "<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<svg viewBox=\"0 0 1 1\"><circle r=\"1\"/></svg>\n";
        assert_eq!(
            svg(short).unwrap(),
            "<svg viewBox=\"0 0 1 1\"><circle r=\"1\"></circle></svg>"
        );
    }

    #[test]
    fn ids_are_the_pictures_own_and_references_follow() {
        let drawn = svg("<svg><defs><marker id=\"a\" markerWidth=\"4\" refX=\"2\"><path d=\"M0 0\"/></marker></defs><line marker-end=\"url(#a)\"/><use href=\"#a\"/></svg>").unwrap();
        let id = drawn
            .split("id=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        assert!(id.starts_with("figure-") && id.ends_with("-a"), "{drawn}");
        assert!(
            drawn.contains(&format!("url(#{id})")) && drawn.contains(&format!("href=\"#{id}\"")),
            "{drawn}"
        );
        assert!(drawn.contains("markerWidth") && drawn.contains("refX"));
    }

    #[test]
    fn what_runs_or_loads_is_refused_by_name() {
        let cases = [
            ("<svg><script>alert(1)</script></svg>", "<script>"),
            ("<svg><style>*{}</style></svg>", "<style>"),
            (
                "<svg><foreignObject><p>x</p></foreignObject></svg>",
                "<foreignObject>",
            ),
            (
                "<svg><image href=\"https://example.org/x.png\"/></svg>",
                "<image>",
            ),
            (
                "<svg><a href=\"javascript:alert(1)\"><text>x</text></a></svg>",
                "<a>",
            ),
            ("<svg onload=\"alert(1)\"></svg>", "onload"),
            ("<svg><g ONCLICK='alert(1)'/></svg>", "onclick"),
            (
                "<svg style=\"background:url(https://example.org)\"></svg>",
                "style",
            ),
            (
                "<svg><use href=\"https://example.org/x.svg#a\"/></svg>",
                "href",
            ),
            (
                "<svg><use xlink:href=\"data:image/svg+xml,x\"/></svg>",
                "href",
            ),
            (
                "<svg><rect fill=\"url(https://example.org/#a)\"/></svg>",
                "fill",
            ),
            (
                "<svg><rect fill=\"url(#a) url(//example.org)\"/></svg>",
                "fill",
            ),
            (
                "<svg><rect fill=\"URL(https://example.org/#a)\"/></svg>",
                "fill",
            ),
            ("<svg><animate attributeName=\"href\"/></svg>", "<animate>"),
            (
                "<svg><set attributeName=\"onload\" to=\"x\"/></svg>",
                "<set>",
            ),
            ("<div>x</div>", "<svg"),
            ("", "<svg"),
        ];
        for (content, named) in cases {
            let refusal = svg(content).unwrap_err();
            assert!(refusal.contains(named), "{content}: {refusal}");
        }
        assert!(
            figure_markup("image/png", "x")
                .unwrap_err()
                .contains("image/png")
        );
    }

    #[test]
    fn a_table_is_allowed_as_html() {
        let table = "<table class=\"t\"><tbody><tr><td>1</td></tr></tbody></table>";
        assert_eq!(figure_markup("text/html", table).unwrap(), table);
        assert!(
            figure_markup("text/html", "<iframe src=\"x\"></iframe>")
                .unwrap_err()
                .contains("<iframe>")
        );
        assert!(
            figure_markup("text/html", "<p onclick=\"x\">a</p>")
                .unwrap_err()
                .contains("onclick")
        );
    }

    #[test]
    fn broken_markup_stays_harmless() {
        for content in [
            "<svg><path d=\"M0",
            "<svg><title></svg>",
            "<svg>\0<g",
            "<svg><![CDATA[<script>]]></svg>",
            "<svg><text>a<b</text></svg>",
        ] {
            if let Ok(markup) = svg(content) {
                assert!(!markup.to_lowercase().contains("<script"), "{markup}");
            }
        }
    }
}
