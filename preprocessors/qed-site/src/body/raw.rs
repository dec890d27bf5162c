//! Raw HTML in a chapter: kept, but closed where it was left open, its links put right, and nothing in it that runs.

use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};
use qed_markdown::{Event, Excerpt, TagEnd, is_attribute, is_name, is_refused};

use super::code::code_block;
use super::writer::Writer;
use crate::html::text;

/// An element that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// Markdown's, with what closes it.
    Markdown(&'static str),
    /// Raw HTML's, by name.
    Raw(String),
}

/// Elements without content.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Refused elements whose content is no text of the page: it is refused with them.
const WHOLE: [&str; 5] = ["script", "style", "iframe", "object", "title"];

/// Attributes that hold an address.
const ADDRESSES: [&str; 6] = [
    "href",
    "src",
    "poster",
    "action",
    "formaction",
    "xlink:href",
];

impl<'a> Writer<'a> {
    pub(super) fn raw_block(&mut self, index: usize, range: &Range<usize>) -> usize {
        if let Some(&card) = self.recalls.get(&range.start) {
            return self.recall(card, index);
        }
        let mut html = Excerpt::default();
        let mut next = index + 1;
        while let Some((event, place)) = self.events.get(next) {
            next += 1;
            match event {
                Event::Html(line) | Event::Text(line) => html.push(line, place.start),
                Event::End(TagEnd::HtmlBlock) => break,
                _ => {}
            }
        }
        self.raw(&html, true);
        next
    }

    /// A tag in a paragraph; gives the next event to look at (0 for the one that follows).
    pub(super) fn raw_inline(&mut self, index: usize, html: &str, range: &Range<usize>) -> usize {
        if let Some((end, source)) = self.refused_inline(index, html, range) {
            self.refused(source, false);
            return end + 1;
        }
        self.raw(&Excerpt::contiguous(html, range.start), false);
        0
    }

    /// A refused element in a paragraph that is refused with its content: the event with its end, and what was written.
    fn refused_inline(
        &self,
        index: usize,
        html: &str,
        range: &Range<usize>,
    ) -> Option<(usize, &'a str)> {
        let name = WHOLE.iter().find(|name| names(html, "<", name))?;
        let Ok(Token::StartTag(tag)) = Tokenizer::new(html).next()? else {
            return None;
        };
        let src = tag.attributes.get(b"src".as_slice());
        let src = src.map(|src| String::from_utf8_lossy(src));
        if !is_refused(name, src.as_deref(), self.book.markdown) {
            return None;
        }
        let mut depth = 0_usize;
        for (after, (event, place)) in self.events.iter().enumerate().skip(index + 1) {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.checked_sub(1)?,
                Event::InlineHtml(end) if names(end, "</", name) => {
                    let source = self.topic.text.get(range.start..place.end)?;
                    return Some((after, source));
                }
                _ => {}
            }
        }
        None
    }

    /// Shows what pages do not keep, as it was written.
    fn refused(&mut self, source: &str, block: bool) {
        let source = source.trim_end();
        if block && !matches!(self.open.last(), Some(Open::Raw(_))) {
            let figure = code_block("html", &format!("{source}\n"));
            self.out.push_str(&figure);
        } else {
            self.out.push_str("<code>");
            text(source, &mut self.out);
            self.out.push_str("</code>");
        }
    }

    fn raw(&mut self, html: &Excerpt, block: bool) {
        // A refused element that is open: name and where it begins.
        let mut whole: Option<(String, usize)> = None;
        let mut emitter = DefaultEmitter::new_with_span();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html.text.as_str(), emitter) {
            let Ok(token) = token;
            if let Some((name, start)) = &whole {
                if let Token::EndTag(tag) = &token
                    && tag.name.as_slice() == name.as_bytes()
                {
                    let source = html.text.get(*start..tag.span.end);
                    self.refused(source.unwrap_or_default(), block);
                    whole = None;
                }
                continue;
            }
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    let src = tag.attributes.get(b"src".as_slice());
                    let src = src.map(|src| String::from_utf8_lossy(src));
                    let source = html.text.get(tag.span.start..tag.span.end);
                    if is_refused(&name, src.as_deref(), self.book.markdown) {
                        if WHOLE.contains(&name.as_str()) {
                            whole = Some((name, tag.span.start));
                        } else {
                            self.refused(source.unwrap_or_default(), block);
                        }
                        continue;
                    }
                    if !is_name(&name) {
                        text(source.unwrap_or_default(), &mut self.out);
                        continue;
                    }
                    self.out.push('<');
                    self.out.push_str(&name);
                    let broken = name == "a" && self.is_broken(&tag, html);
                    for (key, value) in &tag.attributes {
                        let key = String::from_utf8_lossy(key).into_owned();
                        if broken && matches!(key.as_str(), "class" | "href" | "title") {
                            continue;
                        }
                        let place = html.place(value.span.start)..html.place(value.span.end);
                        self.raw_attribute(&key, &String::from_utf8_lossy(value), &place);
                    }
                    if broken {
                        self.out
                            .push_str(" class=\"broken\" title=\"This link leads nowhere\"");
                    }
                    if VOID.contains(&name.as_str()) {
                        self.out.push('>');
                    } else if tag.self_closing {
                        self.out.push_str("/>");
                        // Only SVG and MathML have elements that close themselves; elsewhere the slash means nothing.
                        if !self.foreign() {
                            self.open.push(Open::Raw(name));
                        }
                    } else {
                        self.out.push('>');
                        self.open.push(Open::Raw(name));
                    }
                }
                Token::EndTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name);
                    if !self.raw_end(&name) && is_refused(&name, None, self.book.markdown) {
                        let source = html.text.get(tag.span.start..tag.span.end);
                        self.refused(source.unwrap_or_default(), block);
                    }
                }
                Token::String(words) => {
                    let words = String::from_utf8_lossy(&words);
                    self.seen += words.len();
                    self.prose.text(&words);
                    text(&words, &mut self.out);
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        if let Some((_, start)) = whole {
            self.refused(html.text.get(start..).unwrap_or_default(), block);
        }
    }

    fn raw_attribute(&mut self, key: &str, value: &str, place: &Range<usize>) {
        if !is_attribute(key) {
            return;
        }
        if !ADDRESSES.contains(&key) {
            self.attribute(key, value);
        } else if let Some(address) = self.raw_address(value, place) {
            self.attribute(key, &address);
        }
    }

    /// Where an address in raw HTML leads; nothing if it leads nowhere.
    fn raw_address(&self, value: &str, place: &Range<usize>) -> Option<String> {
        let known = self
            .html_links
            .range(place.clone())
            .next()
            .and_then(|(_, &link)| self.page.links.get(link));
        let written = crate::page::LinkView::Url(value.to_owned());
        self.href(known.unwrap_or(&written))
    }

    /// Whether a start tag is a link that leads nowhere.
    fn is_broken(&self, tag: &StartTag<usize>, html: &Excerpt) -> bool {
        tag.attributes.get(b"href".as_slice()).is_some_and(|href| {
            let place = html.place(href.span.start)..html.place(href.span.end);
            self.raw_address(&String::from_utf8_lossy(href), &place)
                .is_none()
        })
    }

    /// Closes a raw element, and what was left open inside it; an end without a beginning is dropped. Says whether it had one.
    fn raw_end(&mut self, name: &str) -> bool {
        let raw = self
            .open
            .iter()
            .rev()
            .take_while(|open| matches!(open, Open::Raw(_)))
            .count();
        let floor = self.open.len() - raw;
        let found = self.open[floor..]
            .iter()
            .rposition(|open| matches!(open, Open::Raw(open) if open == name));
        if let Some(at) = found {
            self.close_to(floor + at);
        }
        found.is_some()
    }

    fn foreign(&self) -> bool {
        self.open
            .iter()
            .any(|open| matches!(open, Open::Raw(name) if matches!(name.as_str(), "svg" | "math")))
    }

    /// Closes the innermost element of Markdown's own, and raw ones left open inside it.
    pub(super) fn close_markdown(&mut self) {
        let at = self
            .open
            .iter()
            .rposition(|open| matches!(open, Open::Markdown(_)));
        if let Some(at) = at {
            self.close_to(at);
        }
    }

    pub(super) fn close_all(&mut self) {
        self.close_to(0);
    }

    /// Closes elements until only `depth` are open.
    pub(super) fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            match self.open.pop() {
                Some(Open::Markdown(close)) => self.out.push_str(close),
                Some(Open::Raw(name)) => {
                    self.out.push_str("</");
                    self.out.push_str(&name);
                    self.out.push('>');
                }
                None => {}
            }
        }
    }
}

/// Whether a tag that begins with these signs has this name.
fn names(tag: &str, begin: &str, name: &str) -> bool {
    let rest = tag.strip_prefix(begin).unwrap_or_default();
    let end = rest.find(|ch: char| !ch.is_ascii_alphanumeric() && ch != '-');
    rest[..end.unwrap_or(rest.len())].eq_ignore_ascii_case(name)
}
