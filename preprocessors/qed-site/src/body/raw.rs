//! Raw HTML in a chapter: kept, but closed where it was left open, its links put right, and nothing in it that runs.

use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use qed_markdown::{Event, Excerpt, TagEnd, is_refused};

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

/// Attributes that hold an address.
const ADDRESSES: [&str; 6] = [
    "href",
    "src",
    "poster",
    "action",
    "formaction",
    "xlink:href",
];

impl Writer<'_> {
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
        self.raw(&html);
        next
    }

    pub(super) fn raw_inline(&mut self, html: &str, range: &Range<usize>) {
        self.raw(&Excerpt::contiguous(html, range.start));
    }

    fn raw(&mut self, html: &Excerpt) {
        let mut emitter = DefaultEmitter::new_with_span();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html.text.as_str(), emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    let src = tag.attributes.get(b"src".as_slice());
                    let src = src.map(|src| String::from_utf8_lossy(src));
                    let refused = is_refused(&name, src.as_deref(), self.book.markdown);
                    if refused || !is_name(&name) {
                        text(
                            html.text
                                .get(tag.span.start..tag.span.end)
                                .unwrap_or_default(),
                            &mut self.out,
                        );
                        continue;
                    }
                    self.out.push('<');
                    self.out.push_str(&name);
                    for (key, value) in &tag.attributes {
                        let key = String::from_utf8_lossy(key).into_owned();
                        let place = html.place(value.span.start)..html.place(value.span.end);
                        self.raw_attribute(&key, &String::from_utf8_lossy(value), &place);
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
                Token::EndTag(tag) => self.raw_end(&String::from_utf8_lossy(&tag.name)),
                Token::String(words) => {
                    let words = String::from_utf8_lossy(&words);
                    self.seen += words.len();
                    self.prose.text(&words);
                    text(&words, &mut self.out);
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
    }

    fn raw_attribute(&mut self, key: &str, value: &str, place: &Range<usize>) {
        if !is_attribute(key) {
            return;
        }
        if ADDRESSES.contains(&key) {
            let known = self
                .html_links
                .range(place.clone())
                .next()
                .and_then(|(_, &link)| self.page.links.get(link));
            let written = crate::page::LinkView::Url(value.to_owned());
            if let Some(href) = self.href(known.unwrap_or(&written)) {
                self.attribute(key, &href);
            }
            return;
        }
        self.attribute(key, value);
    }

    /// Closes a raw element, and what was left open inside it; an end without a beginning is dropped.
    fn raw_end(&mut self, name: &str) {
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

/// Whether an attribute may be written: a plain name, and not one that runs code.
pub(super) fn is_attribute(name: &str) -> bool {
    is_name(name) && !name.starts_with("on") && !matches!(name, "srcdoc" | "http-equiv")
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | ':'))
}
