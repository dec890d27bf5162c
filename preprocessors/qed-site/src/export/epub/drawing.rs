//! Which elements and attributes of SVG a book may hold: those of SVG 1.1 that draw. What moves, filters or runs is left out.

use std::borrow::Cow;

use super::super::tree::{Attribute, Open, SVG};

/// Elements with the attributes that are theirs alone.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["target", "transform"]),
    ("circle", &["cx", "cy", "r", "transform"]),
    ("clipPath", &["clipPathUnits", "transform"]),
    ("defs", &["transform"]),
    ("desc", &[]),
    ("ellipse", &["cx", "cy", "rx", "ry", "transform"]),
    ("foreignObject", &["height", "transform", "width", "x", "y"]),
    ("g", &["transform"]),
    (
        "image",
        &[
            "height",
            "preserveAspectRatio",
            "transform",
            "width",
            "x",
            "y",
        ],
    ),
    ("line", &["transform", "x1", "x2", "y1", "y2"]),
    (
        "linearGradient",
        &[
            "gradientTransform",
            "gradientUnits",
            "spreadMethod",
            "x1",
            "x2",
            "y1",
            "y2",
        ],
    ),
    (
        "marker",
        &[
            "markerHeight",
            "markerUnits",
            "markerWidth",
            "orient",
            "preserveAspectRatio",
            "refX",
            "refY",
            "viewBox",
        ],
    ),
    (
        "mask",
        &["height", "maskContentUnits", "maskUnits", "width", "x", "y"],
    ),
    ("path", &["d", "pathLength", "transform"]),
    (
        "pattern",
        &[
            "height",
            "patternContentUnits",
            "patternTransform",
            "patternUnits",
            "preserveAspectRatio",
            "viewBox",
            "width",
            "x",
            "y",
        ],
    ),
    ("polygon", &["points", "transform"]),
    ("polyline", &["points", "transform"]),
    (
        "radialGradient",
        &[
            "cx",
            "cy",
            "fx",
            "fy",
            "gradientTransform",
            "gradientUnits",
            "r",
            "spreadMethod",
        ],
    ),
    (
        "rect",
        &["height", "rx", "ry", "transform", "width", "x", "y"],
    ),
    ("stop", &["offset"]),
    ("style", &["media", "type"]),
    (
        "svg",
        &[
            "height",
            "preserveAspectRatio",
            "version",
            "viewBox",
            "width",
            "x",
            "y",
        ],
    ),
    ("switch", &["transform"]),
    ("symbol", &["preserveAspectRatio", "viewBox"]),
    (
        "text",
        &[
            "dx",
            "dy",
            "lengthAdjust",
            "rotate",
            "textLength",
            "transform",
            "x",
            "y",
        ],
    ),
    ("textPath", &["method", "spacing", "startOffset"]),
    ("title", &[]),
    (
        "tspan",
        &["dx", "dy", "lengthAdjust", "rotate", "textLength", "x", "y"],
    ),
    ("use", &["height", "transform", "width", "x", "y"]),
];

/// Attributes of all of them: how something is painted, and what it is.
const PAINT: &[&str] = &[
    "alignment-baseline",
    "baseline-shift",
    "class",
    "clip-path",
    "clip-rule",
    "color",
    "direction",
    "display",
    "dominant-baseline",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "letter-spacing",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "opacity",
    "overflow",
    "shape-rendering",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "style",
    "text-anchor",
    "text-decoration",
    "text-rendering",
    "visibility",
    "word-spacing",
    "writing-mode",
    "xml:lang",
    "xml:space",
];

/// Younger than SVG 1.1: they may be said in a style, where a reader that does not know them passes over them.
const IN_STYLES: &[&str] = &[
    "mask-type",
    "mix-blend-mode",
    "paint-order",
    "transform-origin",
    "vector-effect",
];

/// Elements with words in them.
pub(super) const WITH_WORDS: [&str; 5] = ["desc", "foreignObject", "style", "text", "title"];

/// Elements that hold nothing that a still picture could show.
const AWAY: &[&str] = &[
    "animate",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "filter",
    "metadata",
    "script",
    "set",
];

/// What becomes of an element of SVG.
pub(super) enum Drawn {
    /// It is drawn.
    Yes,
    /// What is in it is drawn.
    Content,
    /// Nothing of it is.
    No,
}

/// What becomes of an element inside those that are open. `has_path` says whether it has the outline that a path needs.
pub(super) fn element(name: &str, has_path: bool, open: &[Open]) -> Drawn {
    let parent = open.last().filter(|open| open.namespace == SVG);
    let inside = |parents: &[&str]| parent.is_some_and(|parent| parents.contains(&&*parent.name));
    let fits = match name {
        "path" if !has_path => return Drawn::No,
        name if AWAY.contains(&name) => return Drawn::No,
        "svg" => true,
        "stop" => inside(&["linearGradient", "radialGradient"]),
        "tspan" | "textPath" => inside(&["text", "textPath", "tspan", "a"]),
        name => parent.is_some() && ELEMENTS.iter().any(|(known, _)| *known == name),
    };
    if fits { Drawn::Yes } else { Drawn::Content }
}

/// The attributes that an element of SVG keeps; addresses and ids are somebody else's.
pub(super) fn attributes(element: &str, given: Vec<Attribute>) -> Vec<Attribute> {
    let own = ELEMENTS.iter().find(|(known, _)| *known == element);
    let own = own.map_or(&[][..], |(_, own)| own);
    let mut kept: Vec<Attribute> = Vec::new();
    let mut style = String::new();
    for (name, value) in given {
        let is_odd_weight = name == "font-weight" && value.len() == 3 && !value.ends_with("00");
        if IN_STYLES.contains(&&*name) || is_odd_weight {
            style.push_str(&format!("{name}:{value};"));
        } else if own.contains(&&*name)
            || PAINT.contains(&&*name)
            || name == "role"
            || name.starts_with("aria-")
        {
            kept.push((name, value));
        }
    }
    if !style.is_empty() {
        match kept.iter_mut().find(|(name, _)| name == "style") {
            Some((_, known)) => *known = format!("{style}{known}"),
            None => kept.push((Cow::Borrowed("style"), style)),
        }
    }
    kept
}
