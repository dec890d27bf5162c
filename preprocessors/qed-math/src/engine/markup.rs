//! The engine's trees as text.
//!
//! katex-rs 0.3.0 writes attributes in hash order; here they come by their names, `class` and `style` apart. What pages need to know of a markup is noted on the way, so that nobody reads it again.

use katex::dom_tree::{
    Anchor, DomSpan, HtmlDomNode, Img, PathNode, SvgChildNode, SvgNode, SymbolNode,
};
use katex::mathml_tree::{MathDomNode, MathNode, SpaceNode};
use katex::namespace::KeyMap;
use katex::svg_geometry::PATH_MAP;
use katex::types::{ClassList, CssStyle};
use katex::units::make_em;
use katex::utils::escape_into;

use crate::settings::REFUSED;

/// Bytes of markup for a formula of no length, and for each byte more: about what most have.
const ROOM: (usize, usize) = (768, 160);

/// Why writing into a `String` does not fail.
const ENDLESS: &str = "a String takes everything";

/// HTML with MathML, as the engine sets it.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    /// The text.
    pub(crate) html: String,
    /// It has links.
    pub(crate) has_links: bool,
    /// It shows a command that was not to be trusted.
    pub(crate) has_refused: bool,
}

/// Writes a whole formula; `length` is that of its TeX.
pub(super) fn of(tree: &DomSpan, length: usize) -> Markup {
    let mut markup = Markup {
        html: String::with_capacity(ROOM.0 + ROOM.1 * length),
        ..Markup::default()
    };
    markup.span(tree);
    markup
}

impl Markup {
    fn node(&mut self, node: &HtmlDomNode) {
        match node {
            HtmlDomNode::DomSpan(span) => self.span(span),
            HtmlDomNode::Symbol(symbol) => self.symbol(symbol),
            HtmlDomNode::Fragment(fragment) => self.nodes(&fragment.children),
            HtmlDomNode::MathML(node) => self.mathml(node),
            HtmlDomNode::SvgNode(drawing) => self.drawing(drawing),
            HtmlDomNode::Anchor(anchor) => self.anchor(anchor),
            HtmlDomNode::Img(picture) => self.picture(picture),
        }
    }

    fn nodes(&mut self, nodes: &[HtmlDomNode]) {
        nodes.iter().for_each(|node| self.node(node));
    }

    fn span(&mut self, span: &DomSpan) {
        self.raw("<span");
        self.class(&span.classes);
        self.style(0.0, &span.style);
        self.attributes(&span.attributes);
        self.raw(">");
        self.nodes(&span.children);
        self.raw("</span>");
    }

    fn symbol(&mut self, symbol: &SymbolNode) {
        if symbol.italic <= 0.0 && symbol.classes.is_empty() && symbol.style.is_empty() {
            return self.text(&symbol.text);
        }
        self.raw("<span");
        self.class(&symbol.classes);
        self.style(symbol.italic, &symbol.style);
        self.raw(">");
        self.text(&symbol.text);
        self.raw("</span>");
    }

    fn anchor(&mut self, anchor: &Anchor) {
        self.raw("<a");
        self.attributes(&anchor.attributes);
        self.class(&anchor.classes);
        self.style(0.0, &anchor.style);
        self.raw(">");
        self.nodes(&anchor.children);
        self.raw("</a>");
    }

    /// A formula may not bring pictures in; this is never on a page.
    fn picture(&mut self, picture: &Img) {
        self.raw("<img");
        self.attribute("alt", &picture.alt);
        self.class(&picture.classes);
        self.attribute("src", &picture.src);
        self.style(0.0, &picture.style);
        self.raw("/>");
    }

    fn drawing(&mut self, drawing: &SvgNode) {
        self.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        self.attributes(&drawing.attributes);
        self.raw(">");
        for child in &drawing.children {
            match child {
                SvgChildNode::Path(path) => self.outline(path),
                SvgChildNode::Line(line) => {
                    self.raw("<line");
                    self.attributes(&line.attributes);
                    self.raw("/>");
                }
            }
        }
        self.raw("</svg>");
    }

    /// The outlines of roots and brackets come with line ends, which mean no more than spaces.
    fn outline(&mut self, path: &PathNode) {
        let known = || PATH_MAP.get(path.path_name.as_str()).copied();
        let outline = path.alternate.as_deref().or_else(known);
        self.raw("<path");
        self.attribute("d", &outline.unwrap_or_default().replace('\n', " "));
        self.raw("/>");
    }

    fn mathml(&mut self, node: &MathNode) {
        let name = node.node_type.as_ref();
        self.raw("<");
        self.raw(name);
        self.class(&node.classes);
        self.attributes(&node.attributes);
        self.raw(">");
        self.mathml_nodes(&node.children);
        self.raw("</");
        self.raw(name);
        self.raw(">");
    }

    fn mathml_nodes(&mut self, nodes: &[MathDomNode]) {
        for node in nodes {
            match node {
                MathDomNode::Math(node) => self.mathml(node),
                MathDomNode::Text(node) => self.text(&node.text),
                MathDomNode::Space(node) => self.space(node),
                MathDomNode::Fragment(fragment) => self.mathml_nodes(&fragment.children),
            }
        }
    }

    fn space(&mut self, space: &SpaceNode) {
        if let Some(character) = &space.character {
            self.raw("<mtext>");
            self.text(character);
            self.raw("</mtext>");
        } else {
            self.raw("<mspace");
            self.attribute("width", &make_em(space.width));
            self.raw("/>");
        }
    }

    fn class(&mut self, classes: &ClassList) {
        let mut before = " class=\"";
        for class in classes {
            self.raw(before);
            self.text(class);
            before = " ";
        }
        if !classes.is_empty() {
            self.raw("\"");
        }
    }

    /// `italic`: how far a slanted letter leans out, em.
    fn style(&mut self, italic: f64, style: &CssStyle) {
        if italic <= 0.0 && style.is_empty() {
            return;
        }
        self.raw(" style=\"");
        if italic > 0.0 {
            self.raw("margin-right:");
            self.raw(&make_em(italic));
            self.raw(";");
        }
        style.write_to(&mut self.html).expect(ENDLESS);
        self.raw("\"");
    }

    fn attributes(&mut self, attributes: &KeyMap<String, String>) {
        let mut sorted: Vec<(&String, &String)> = attributes.iter().collect();
        sorted.sort_unstable();
        for (name, value) in sorted {
            self.attribute(name, value);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.has_links |= name == "href";
        self.has_refused |= name == "mathcolor" && value == REFUSED;
        self.raw(" ");
        self.raw(name);
        self.raw("=\"");
        self.text(value);
        self.raw("\"");
    }

    fn raw(&mut self, text: &str) {
        self.html.push_str(text);
    }

    fn text(&mut self, text: &str) {
        escape_into(&mut self.html, text).expect(ENDLESS);
    }
}
