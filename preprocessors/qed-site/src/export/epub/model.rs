//! Which element may stand where: the content model of XHTML and MathML, as far as a chapter needs it.
//!
//! A browser shows whatever an author wrote; a book is refused for an element in the wrong place. So what does not fit is
//! written as a `div` or `span` of a class of its name, and what is not known is left out, but not what is in it.

use std::borrow::Cow;

use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{ElementRef, Node};

use super::super::tree::{MATHML, Open, SVG, XHTML};
use super::drawing;

/// Elements that may stand among words.
const PHRASING: &[&str] = &[
    "a", "abbr", "b", "bdi", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];

/// Elements that may not.
const FLOW: &[&str] = &[
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements that are a plain block here: what they say of a page is not true of a part of a book.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "center", "fieldset", "footer", "form", "header", "hgroup",
    "main", "menu", "nav",
];

/// Elements in which only words may stand.
const OF_WORDS: &[&str] = &[
    "caption", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "summary", "th",
];

/// Elements that stand only in some others.
const PARTS: &[(&str, &[&str])] = &[
    ("li", &["ul", "ol"]),
    ("dt", &["dl"]),
    ("dd", &["dl"]),
    ("summary", &["details"]),
    ("figcaption", &["figure"]),
    ("caption", &["table"]),
    ("colgroup", &["table"]),
    ("thead", &["table"]),
    ("tbody", &["table"]),
    ("tfoot", &["table"]),
    ("col", &["colgroup"]),
    ("tr", &["thead", "tbody", "tfoot"]),
    ("td", &["tr"]),
    ("th", &["tr"]),
];

/// Elements of MathML with as many elements in them as they need; none for any number.
const MATH: &[(&str, Option<usize>)] = &[
    ("math", None),
    ("menclose", None),
    ("merror", None),
    ("mfrac", Some(2)),
    ("mi", None),
    ("mmultiscripts", None),
    ("mn", None),
    ("mo", None),
    ("mover", Some(2)),
    ("mpadded", None),
    ("mphantom", None),
    ("mprescripts", None),
    ("mroot", Some(2)),
    ("mrow", None),
    ("mspace", None),
    ("msqrt", None),
    ("mstyle", None),
    ("msub", Some(2)),
    ("msubsup", Some(3)),
    ("msup", Some(2)),
    ("mtable", None),
    ("mtd", None),
    ("mtext", None),
    ("mtr", None),
    ("munder", Some(2)),
    ("munderover", Some(3)),
    ("none", None),
];

/// The letters, numbers and words of MathML, in which nothing else stands.
const TOKENS: [&str; 4] = ["mi", "mn", "mo", "mtext"];

/// The name that an element has inside those that are open; none for one that is left out, but not what is in it.
pub(super) fn name(element: ElementRef<'_>, open: &[Open]) -> Option<Cow<'static, str>> {
    let name = element.value().name();
    match &*element.value().name.ns {
        XHTML => html(name, element, open).map(Cow::Borrowed),
        MATHML => math(name, element, open).map(Cow::Borrowed),
        _ => None,
    }
}

fn html(name: &str, element: ElementRef<'_>, open: &[Open]) -> Option<&'static str> {
    let known = |list: &'static [&'static str]| list.iter().find(|known| **known == name).copied();
    let among_words = among_words(open);
    let block = if among_words { "span" } else { "div" };
    if open.iter().any(|open| open.namespace == MATHML) {
        return None;
    }
    if let Some(name) = known(PHRASING) {
        let nested = matches!(name, "a" | "dfn") && open.iter().any(|open| open.name == name);
        return Some(if nested { "span" } else { name });
    }
    if known(BLOCKS).is_some() {
        return Some(block);
    }
    let name = known(FLOW)?;
    let parent = open.last().map_or("section", |open| &open.name);
    let parts = PARTS.iter().find(|(part, _)| *part == name);
    let fits = match parts {
        Some((_, parents)) => parents.contains(&parent) && is_in_place(name, element),
        None => !among_words && is_whole(name, element),
    };
    match (fits, name) {
        (true, name) => Some(name),
        // Some more rows; and what holds nothing has nothing to say elsewhere.
        (false, "thead" | "tfoot") if parent == "table" => Some("tbody"),
        (false, "hr" | "col" | "colgroup") => None,
        (false, _) => Some(block),
    }
}

/// Whether only words may stand here: some element around says so, and none in between takes blocks again.
fn among_words(open: &[Open]) -> bool {
    for open in open.iter().rev() {
        match &*open.name {
            "foreignObject" => return false,
            // These are what is around them.
            "a" | "del" | "ins" => {}
            name if open.namespace == XHTML => {
                return PHRASING.contains(&name) || OF_WORDS.contains(&name);
            }
            _ => {}
        }
    }
    false
}

/// Whether an element that needs certain others in it has them, in an order that is allowed.
fn is_whole(name: &str, element: ElementRef<'_>) -> bool {
    let parts: Vec<&str> = element
        .child_elements()
        .map(|part| part.value().name())
        .collect();
    match name {
        "ul" | "ol" => !has_words(element) && parts.iter().all(|part| *part == "li"),
        "dl" => {
            !has_words(element)
                && parts.iter().all(|part| matches!(*part, "dt" | "dd"))
                && parts.first().is_none_or(|part| *part == "dt")
                && parts.last().is_none_or(|part| *part == "dd")
        }
        "details" => {
            let first = element.children().find(|child| is_said(child.value()));
            first
                .and_then(ElementRef::wrap)
                .is_some_and(|first| first.value().name() == "summary")
        }
        "table" => element
            .child_elements()
            .all(|part| match part.value().name() {
                name @ ("caption" | "colgroup") => is_in_place(name, part),
                _ => true,
            }),
        _ => true,
    }
}

/// Whether words stand directly in an element.
fn has_words(element: ElementRef<'_>) -> bool {
    let mut children = element.children();
    children.any(|child| child.value().is_text() && is_said(child.value()))
}

/// Whether a node is an element, or words.
fn is_said(node: &Node) -> bool {
    match node {
        Node::Element(_) => true,
        Node::Text(words) => !words.trim().is_empty(),
        _ => false,
    }
}

/// Whether a part stands where it may among its neighbours.
fn is_in_place(name: &str, element: ElementRef<'_>) -> bool {
    let before = || {
        let before = element.prev_siblings().filter_map(ElementRef::wrap);
        before
            .map(|element| element.value().name().to_owned())
            .collect::<Vec<_>>()
    };
    let after = || {
        let mut after = element.next_siblings().filter_map(ElementRef::wrap);
        after.next().is_some()
    };
    match name {
        "summary" | "caption" => before().is_empty(),
        "figcaption" => {
            before().is_empty() || !after() && !before().contains(&"figcaption".to_owned())
        }
        "colgroup" => before()
            .iter()
            .all(|name| matches!(name.as_str(), "caption" | "colgroup")),
        "thead" => before()
            .iter()
            .all(|name| matches!(name.as_str(), "caption" | "colgroup")),
        "tfoot" => !after(),
        _ => true,
    }
}

fn math(name: &str, element: ElementRef<'_>, open: &[Open]) -> Option<&'static str> {
    let &(name, parts) = MATH.iter().find(|(known, _)| *known == name)?;
    let parent = open.last().filter(|open| open.namespace == MATHML);
    let parent = parent.map(|open| open.name.as_ref());
    if parent.is_none() != (name == "math") || parent.is_some_and(|name| TOKENS.contains(&name)) {
        return None;
    }
    let has_only = |part: &str| {
        element
            .child_elements()
            .all(|known| known.value().name() == part)
    };
    let fits = match name {
        "mtable" => has_only("mtr"),
        "mtr" => parent == Some("mtable") && has_only("mtd"),
        "mtd" => parent == Some("mtr"),
        _ => parts.is_none_or(|count| {
            let known = |part: ElementRef<'_>| is_math(part.value().name());
            element.child_elements().count() == count && element.child_elements().all(known)
        }),
    };
    Some(if fits { name } else { "mrow" })
}

fn is_math(name: &str) -> bool {
    MATH.iter().any(|(known, _)| *known == name)
}

/// Whether words stand in a formula or a drawing where none may, and would mean nothing.
pub(super) fn is_stray(words: NodeRef<'_, Node>) -> bool {
    let around: Vec<_> = words.ancestors().filter_map(ElementRef::wrap).collect();
    let namespace = around.first().map_or("", |first| &first.value().name.ns);
    let mut around = around
        .iter()
        .map(|around| around.value())
        .take_while(|around| &*around.name.ns == namespace)
        .map(Element::name);
    match namespace {
        // What is noted of a formula is no part of it.
        MATHML => around
            .find(|name| is_math(name) || *name == "annotation")
            .is_some_and(|name| name != "annotation" && !TOKENS.contains(&name)),
        SVG => !around.any(|name| drawing::WITH_WORDS.contains(&name)),
        _ => false,
    }
}
