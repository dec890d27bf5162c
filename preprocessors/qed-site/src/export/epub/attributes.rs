//! Which attributes an element keeps.

use super::super::tree::{Attribute, MATHML};

/// The attributes of MathML 3 that say how a formula looks.
const MATH: &[&str] = &[
    "accent",
    "accentunder",
    "align",
    "bevelled",
    "columnalign",
    "columnlines",
    "columnspacing",
    "columnspan",
    "denomalign",
    "depth",
    "displaystyle",
    "fence",
    "form",
    "frame",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathbackground",
    "mathcolor",
    "mathsize",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "numalign",
    "rowalign",
    "rowlines",
    "rowspacing",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// Attributes of MathML for these elements alone.
const SIZES: [&str; 4] = ["depth", "height", "voffset", "width"];

/// Whether an attribute may stay, but for `id`, addresses and what is made from others.
pub(super) fn stays(namespace: &str, element: &str, (name, value): &Attribute) -> bool {
    let name = name.as_ref();
    match namespace {
        MATHML if element == "math" => name == "display",
        MATHML if SIZES.contains(&name) => matches!(element, "mpadded" | "mspace"),
        // Other alphabets are characters of their own by now.
        MATHML if name == "mathvariant" => value == "normal",
        MATHML => MATH.contains(&name),
        _ => html(element, name, value),
    }
}

fn html(element: &str, name: &str, value: &str) -> bool {
    let number =
        || !value.is_empty() && value.len() < 9 && value.bytes().all(|byte| byte.is_ascii_digit());
    match (element, name) {
        (_, "class" | "title") => true,
        (_, "aria-label") => !value.trim().is_empty(),
        ("p", "aria-hidden") => value == "true",
        (_, "dir") => matches!(value, "ltr" | "rtl" | "auto"),
        (_, "lang") => is_language(value),
        ("ol", "start") | ("li", "value") | ("img", "width" | "height") => number(),
        ("td" | "th", "colspan" | "rowspan") => number() && value.bytes().any(|byte| byte != b'0'),
        ("th", "scope") => matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        ("ol", "type") => matches!(value, "1" | "a" | "A" | "i" | "I"),
        ("ol", "reversed") => true,
        ("img", "alt") => true,
        _ => false,
    }
}

/// Whether a text is the tag of a language, by its form: `en`, `de-CH`.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
