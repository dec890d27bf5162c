//! Markup as a tree, and a tree as XML.
//!
//! Whatever raw HTML an author wrote, a browser's own way of reading gives a tree of it; and a tree is always well formed.

use std::borrow::Cow;

use ego_tree::{NodeId, NodeRef};
use html5ever::{Namespace, QualName};
use scraper::node::Element;
use scraper::{ElementRef, Html, Node, Selector};

pub(super) const XHTML: &str = "http://www.w3.org/1999/xhtml";
pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
pub(super) const MATHML: &str = "http://www.w3.org/1998/Math/MathML";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Elements of HTML that hold nothing: `<br/>`. All others have an end, for readers that read XHTML as HTML.
const VOID: [&str; 7] = ["br", "col", "hr", "img", "input", "link", "wbr"];

/// An attribute: its name, with a prefix where it has one, and its value.
pub(super) type Attribute = (Cow<'static, str>, String);

/// What becomes of an element.
pub(super) enum Fate {
    /// It is written under a name, in its own namespace, with these attributes.
    Element(Cow<'static, str>, Vec<Attribute>),
    /// What is in it is written without it.
    Content,
    /// Words stand in its place.
    Words(String),
}

/// An element that is being written.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// As it is written.
    pub(super) name: Cow<'static, str>,
    pub(super) namespace: String,
}

/// Says what becomes of an element, inside those that are open.
pub(super) type Shape<'a> = dyn FnMut(ElementRef<'_>, &[Open]) -> Fate + 'a;

/// Reads markup as it would stand in the body of a page.
pub(super) fn read(markup: &str) -> Html {
    Html::parse_fragment(markup)
}

/// The elements that a selector names, in order. The selector is ours.
pub(super) fn selected<'a>(tree: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("the selector is one of ours");
    tree.select(&selector).collect()
}

/// Takes elements away, with all that is in them.
pub(super) fn remove(tree: &mut Html, selector: &str) {
    for id in ids(tree, selector) {
        if let Some(mut node) = tree.tree.get_mut(id) {
            node.detach();
        }
    }
}

/// Takes words away.
pub(super) fn remove_words(tree: &mut Html, which: &dyn Fn(NodeRef<'_, Node>) -> bool) {
    let nodes = tree.tree.nodes();
    let away = nodes.filter(|node| node.value().is_text() && which(*node));
    let away: Vec<_> = away.map(|node| node.id()).collect();
    for id in away {
        if let Some(mut node) = tree.tree.get_mut(id) {
            node.detach();
        }
    }
}

/// Gives elements another name.
pub(super) fn rename(tree: &mut Html, selector: &str, name: &str) {
    change(tree, selector, &mut |element| {
        element.name.local = name.into();
    });
}

/// Sets an attribute of elements.
pub(super) fn set(tree: &mut Html, selector: &str, name: &str, value: &str) {
    change(tree, selector, &mut |element| {
        let name = QualName::new(None, Namespace::default(), name.into());
        element.attrs.insert(name, value.into());
    });
}

fn change(tree: &mut Html, selector: &str, change: &mut dyn FnMut(&mut Element)) {
    for id in ids(tree, selector) {
        if let Some(mut node) = tree.tree.get_mut(id)
            && let Node::Element(element) = node.value()
        {
            change(element);
        }
    }
}

fn ids(tree: &Html, selector: &str) -> Vec<NodeId> {
    let elements = selected(tree, selector);
    elements.iter().map(|element| element.id()).collect()
}

/// A step of the walk: the walk has a list of them instead of calling itself, since an author's elements may be nested deeper
/// than a stack is.
enum Step<'a> {
    Begin(NodeRef<'a, Node>),
    End,
}

/// Writes a tree as XML, as it stands in an element of XHTML.
pub(super) fn write(tree: &Html, shape: &mut Shape<'_>, out: &mut String) {
    let mut steps = Vec::new();
    within(*tree.root_element(), &mut steps);
    walk(steps, shape, out);
}

/// The same for an element and what is in it.
pub(super) fn write_element(element: ElementRef<'_>, shape: &mut Shape<'_>, out: &mut String) {
    walk(vec![Step::Begin(*element)], shape, out);
}

fn walk(mut steps: Vec<Step<'_>>, shape: &mut Shape<'_>, out: &mut String) {
    let mut open: Vec<Open> = Vec::new();
    while let Some(step) = steps.pop() {
        let node = match step {
            Step::Begin(node) => node,
            Step::End => {
                if let Some(element) = open.pop() {
                    out.push_str("</");
                    out.push_str(&element.name);
                    out.push('>');
                }
                continue;
            }
        };
        if let Some(words) = node.value().as_text() {
            text(words, out);
        }
        let Some(element) = ElementRef::wrap(node) else {
            continue;
        };
        match shape(element, &open) {
            Fate::Words(words) => text(&words, out),
            Fate::Element(name, attributes) if is_name(&name) => {
                let namespace = &*element.value().name.ns;
                begin(&name, namespace, &attributes, open.last(), out);
                if namespace == XHTML && VOID.contains(&&*name) {
                    out.push_str("/>");
                    continue;
                }
                out.push('>');
                open.push(Open {
                    name,
                    namespace: namespace.to_owned(),
                });
                steps.push(Step::End);
                within(node, &mut steps);
            }
            Fate::Element(..) | Fate::Content => within(node, &mut steps),
        }
    }
}

fn within<'a>(node: NodeRef<'a, Node>, steps: &mut Vec<Step<'a>>) {
    steps.extend(node.children().rev().map(Step::Begin));
}

/// Writes a start tag but for its end; a namespace is said where it begins.
fn begin(
    name: &str,
    namespace: &str,
    attributes: &[Attribute],
    parent: Option<&Open>,
    out: &mut String,
) {
    out.push('<');
    out.push_str(name);
    if namespace != parent.map_or(XHTML, |parent| &parent.namespace) {
        attribute("xmlns", namespace, out);
        if namespace == SVG {
            attribute("xmlns:xlink", XLINK, out);
        }
    }
    for (name, value) in attributes {
        attribute(name, value, out);
    }
}

/// The attributes of an element as they may stand in XML.
pub(super) fn attributes(element: ElementRef<'_>) -> Vec<Attribute> {
    let known = element.value().attrs.iter().filter_map(|(name, value)| {
        let local = &*name.local;
        let name = match (name.prefix.as_deref(), &*name.ns) {
            (_, "") if is_name(local) => local.to_owned(),
            (Some("xlink"), XLINK) => format!("xlink:{local}"),
            (Some("xml"), _) => format!("xml:{local}"),
            _ => return None,
        };
        Some((Cow::Owned(name), value.to_string()))
    });
    known.collect()
}

/// Whether a name may stand in XML without a namespace of its own.
pub(super) fn is_name(name: &str) -> bool {
    let plain = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | '.');
    name.starts_with(|ch: char| ch.is_ascii_alphabetic() || ch == '_') && name.chars().all(plain)
}

/// Appends an attribute with a space before it.
pub(super) fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    html_escape::encode_double_quoted_attribute_to_string(allowed(value), out);
    out.push('"');
}

/// Appends words.
pub(super) fn text(words: &str, out: &mut String) {
    html_escape::encode_text_to_string(allowed(words), out);
}

/// Words as XML.
pub(super) fn words(words: &str) -> String {
    let mut out = String::new();
    text(words, &mut out);
    out
}

/// A text without the characters that XML has no place for.
fn allowed(words: &str) -> Cow<'_, str> {
    let is_allowed = |ch: char| !matches!(ch, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    if words.chars().all(is_allowed) {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.chars().filter(|ch| is_allowed(*ch)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(markup: &str) -> String {
        let mut out = String::new();
        let mut all = |element: ElementRef<'_>, _: &[Open]| {
            let name = element.value().name().to_owned();
            Fate::Element(name.into(), attributes(element))
        };
        write(&read(markup), &mut all, &mut out);
        out
    }

    #[test]
    fn any_markup_is_written_well_formed() {
        for (markup, xml) in [
            ("<p>a<p>b", "<p>a</p><p>b</p>"),
            ("<span class=c>x</span>", "<span class=\"c\">x</span>"),
            ("a<br>b<img src=x>", "a<br/>b<img src=\"x\"/>"),
            ("<i></i>", "<i></i>"),
            ("a & b &nbsp;&lt;", "a &amp; b \u{a0}&lt;"),
            ("<b a'b=1 c:d=2 e=3>x", "<b e=\"3\">x</b>"),
            ("a\u{1}b\u{b}", "ab"),
            ("<b title='\"<&'>x</b>", "<b title=\"&quot;<&amp;\">x</b>"),
            (
                "<svg viewbox='0 0 1 1'><use xlink:href='#a'/></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 1 1\">\
                 <use xlink:href=\"#a\"></use></svg>",
            ),
            (
                "<math xmlns=x><mi>y</mi></math>",
                "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>y</mi></math>",
            ),
            ("<!-- -- --><?a b?>x", "x"),
        ] {
            assert_eq!(
                written(markup),
                xml.replace("<&amp;", "&lt;&amp;"),
                "{markup}"
            );
        }
    }

    #[test]
    fn a_tree_may_be_deeper_than_a_stack() {
        // What reads it asks at each element for all around it: not too deep.
        let deep = "<div>".repeat(5_000);
        assert_eq!(written(&deep).matches("</div>").count(), 5_000);
    }
}
