//! Tags and their attributes in raw HTML, with the place of each.
//!
//! The tokenizer is html5gum: it follows the HTML standard (comments, scripts, quotes, entities) and tells where each tag and
//! attribute stands. The value of an attribute within its range is found here.

use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use crate::Options;

/// A start or an end tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// In lower case.
    pub(crate) name: String,
    /// `</name>`.
    pub(crate) closes: bool,
    /// `<name/>`.
    pub(crate) closes_itself: bool,
    /// In the text that was read, from `<` to `>`.
    pub(crate) range: Range<usize>,
    /// In the order of their names.
    pub(crate) attributes: Vec<HtmlAttribute>,
}

/// An attribute of a start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HtmlAttribute {
    /// In lower case.
    pub(crate) name: String,
    /// Entities resolved.
    pub(crate) value: String,
    /// The value without its quotes.
    pub(crate) range: Range<usize>,
}

/// A tag or the text between tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Tag(Tag),
    Text(String),
    /// The beginning of a comment or the like that is never closed: its place, and what would close it.
    Unclosed(Range<usize>, &'static str),
}

/// What is no element and hides its content, from sign to sign.
const HIDING: [(&str, &str); 3] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];

/// The elements of HTML.
const ELEMENTS: &str = "a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button \
    canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset \
    figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins \
    kbd label legend li link main map mark marquee math menu meta meter nav nobr noframes noscript object ol optgroup \
    option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script search section select slot \
    small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title \
    tr track tt u ul var video wbr";

/// Whether a name means something to a browser: an element of HTML, or one of a page's own, which has a hyphen.
pub(crate) fn is_element(name: &str) -> bool {
    name.contains('-') || ELEMENTS.split_ascii_whitespace().any(|known| known == name)
}

impl Tag {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&HtmlAttribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    /// Whether `class` holds a word.
    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| {
            classes
                .value
                .split_ascii_whitespace()
                .any(|word| word == class)
        })
    }
}

/// Elements that run code, load another site's page, or change the page as a whole.
const REFUSED: [&str; 12] = [
    "script", "style", "iframe", "object", "embed", "base", "meta", "link", "html", "head", "body",
    "title",
];

/// Whether pages show an element of raw HTML as the text that it is. `src` is its attribute: a script that is wanted names a
/// file of the book.
pub fn is_refused(name: &str, src: Option<&str>, options: Options) -> bool {
    let own = src.is_some_and(|src| !src.contains(':') && !src.starts_with("//"));
    REFUSED.contains(&name) && !(name == "script" && own && options.scripts)
}

/// Whether pages keep an attribute of raw HTML: a plain name, and not one that runs code.
pub fn is_attribute(name: &str) -> bool {
    is_name(name) && !name.starts_with("on") && !matches!(name, "srcdoc" | "http-equiv")
}

/// Whether a name of an element or an attribute is a plain one.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | ':'))
}

/// Reads raw HTML. Comments and doctypes are left out.
pub(crate) fn pieces(html: &str) -> Vec<Piece> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter)
        .filter_map(|token| match token {
            Ok(Token::StartTag(tag)) => {
                let attributes = tag.attributes.iter().map(|(name, value)| HtmlAttribute {
                    name: text(name),
                    value: text(&value.value),
                    range: value_range(html, value.span.start..value.span.end),
                });
                let attributes = attributes.collect();
                Some(Piece::Tag(Tag {
                    name: text(&tag.name),
                    closes: false,
                    closes_itself: tag.self_closing,
                    range: tag.span.start..tag.span.end,
                    attributes,
                }))
            }
            Ok(Token::EndTag(tag)) => Some(Piece::Tag(Tag {
                name: text(&tag.name),
                closes: true,
                closes_itself: false,
                range: tag.span.start..tag.span.end,
                attributes: Vec::new(),
            })),
            Ok(Token::String(string)) => Some(Piece::Text(text(&string.value))),
            Ok(Token::Comment(comment)) => unclosed(html, comment.span.start),
            Ok(_) | Err(_) => None,
        })
        .collect()
}

/// What begins at a byte, if it does not end.
fn unclosed(html: &str, start: usize) -> Option<Piece> {
    let rest = html.get(start..)?;
    let (begin, end) = HIDING.iter().find(|(begin, _)| rest.starts_with(begin))?;
    (!rest.contains(end)).then(|| Piece::Unclosed(start..start + begin.len(), end))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The place of the value in `name = "value"`. html5gum's range may reach a byte too far if there are no quotes.
fn value_range(html: &str, attribute: Range<usize>) -> Range<usize> {
    let written = html.get(attribute.clone()).unwrap_or_default();
    let Some(equals) = written.find('=') else {
        return attribute.end..attribute.end;
    };
    let after = &written[equals + 1..];
    let value = after.trim_start();
    let start = attribute.start + equals + 1 + (after.len() - value.len());
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let length = value[1..].find(quote).unwrap_or(value.len() - 1);
            start + 1..start + 1 + length
        }
        _ => {
            let length = value
                .find(|c: char| c.is_ascii_whitespace() || c == '>')
                .unwrap_or(value.len());
            start..start + length
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each tag as `name attribute=value@written`, ends as `/name`.
    fn check(html: &str, expected: &[&str]) {
        let tags: Vec<String> = pieces(html)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Tag(tag) if tag.closes => Some(format!("/{}", tag.name)),
                Piece::Tag(tag) => Some(tag.attributes.iter().fold(
                    tag.name.clone(),
                    |line, attribute| {
                        format!(
                            "{line} {}={}@{}",
                            attribute.name,
                            attribute.value,
                            &html[attribute.range.clone()]
                        )
                    },
                )),
                Piece::Text(_) | Piece::Unclosed(..) => None,
            })
            .collect();
        assert_eq!(tags, expected, "{html}");
    }

    #[test]
    fn values_have_their_places() {
        check(
            "é<a  href = \"x&amp;y\">t</a>",
            &["a href=x&y@x&amp;y", "/a"],
        );
        check(
            "<IMG SRC='a b.png' alt>",
            &["img alt=@ src=a b.png@a b.png"],
        );
        check("<a href=a/b.md>", &["a href=a/b.md@a/b.md"]);
        check(
            "<a href=a/b.md id=q name=\n'n'>",
            &["a href=a/b.md@a/b.md id=q@q name=n@n"],
        );
        check("<br/><hr id=x />", &["br", "hr id=x@x"]);
        check("<a href=\"\"><a href=>", &["a href=@", "a href=@"]);
    }

    #[test]
    fn only_tags_count() {
        check("<!-- <a href=x> --><b>", &["b"]);
        check("<script>'<a href=x>'</script>", &["script", "/script"]);
        check("a < b, <a href=x", &[]);
        assert!(is_element("b") && is_element("my-own") && !is_element("t"));
        check("<a title='<a href=x>'>", &["a title=<a href=x>@<a href=x>"]);
    }
}
