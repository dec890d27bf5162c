//! Raw HTML: its links, its ids, and recall cards.

use std::ops::Range;

use super::recall::{self, BlockTag, Malformed};
use super::{Reader, inline, words};
use crate::html::{Piece, Tag, is_attribute, pieces};
use crate::{Anchor, Context, Excerpt, Link, LinkKind};

impl Reader<'_> {
    pub(super) fn html_line(&mut self, line: &str, range: &Range<usize>) {
        if let Some(html) = &mut self.html {
            html.push_event(line, range);
        }
    }

    /// A block of raw HTML: every line of it is here.
    pub(super) fn end_html(&mut self) {
        let Some(html) = self.html.take() else { return };
        let first_link = self.topic.links.len();
        let mut plain = String::new();
        let mut starts = Vec::new();
        for piece in pieces(&html.text) {
            match piece {
                Piece::Text(text) => plain.push_str(&text),
                Piece::Unclosed(range, end) => {
                    let begin = html.text[range.clone()].to_owned();
                    self.report_hidden(&begin, end, html.locate(range));
                }
                Piece::Tag(tag) => {
                    self.attributes(&tag, &html);
                    starts.resize(self.topic.links.len() - first_link, plain.len());
                    self.html_words(&tag, first_link, &plain);
                    self.raw.tag(&tag);
                    self.element(&tag, &html);
                    self.block_tag(tag, &html);
                }
            }
        }
        self.raw.end_block();
        for (link, at) in self.topic.links[first_link..].iter_mut().zip(starts) {
            link.context = inline::sentence(&plain, at..at, &[]);
        }
        self.html_link = None;
    }

    /// A tag within a paragraph.
    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) {
        self.inside_links(range.end);
        self.inline.opaque(range.start, "");
        let html = Excerpt::without_prefixes(self.text, range, html);
        for piece in pieces(&html.text) {
            let Piece::Tag(tag) = piece else { continue };
            let first = self.topic.links.len();
            self.attributes(&tag, &html);
            let at = self.inline.plain.len();
            self.inline
                .links
                .extend((first..self.topic.links.len()).map(|link| (link, at..at)));
            let plain = std::mem::take(&mut self.inline.plain);
            self.html_words(&tag, first, &plain);
            self.inline.plain = plain;
            self.raw.tag(&tag);
            self.element(&tag, &html);
            let is_card = tag.name == "details" || tag.name == "summary";
            if is_card {
                self.card_tag(&BlockTag {
                    range: html.locate(tag.range.clone()),
                    tag,
                    alone: false,
                    blank_before: false,
                    blank_after: false,
                });
            }
        }
    }

    /// The words of `<a>` are what stands before `</a>`.
    fn html_words(&mut self, tag: &Tag, first: usize, plain: &str) {
        if tag.name != "a" {
            return;
        }
        if tag.closes {
            if let Some((link, start)) = self.html_link.take() {
                self.topic.links[link].text = words(plain.get(start..).unwrap_or_default());
            }
        } else if self.topic.links.len() > first && tag.attribute("href").is_some() {
            self.html_link = Some((self.topic.links.len() - 1, plain.len()));
        }
    }

    /// The links and ids that a tag has.
    fn attributes(&mut self, tag: &Tag, html: &Excerpt) {
        let section = self.section();
        let refused = self.refuses(tag);
        for attribute in &tag.attributes {
            let range = html.locate(attribute.range.clone());
            match attribute.name.as_str() {
                // The element itself is told of.
                name if !is_attribute(name) && refused => {}
                name if !is_attribute(name) => {
                    let place = if range.is_empty() {
                        tag.range.clone()
                    } else {
                        attribute.range.clone()
                    };
                    self.report_attribute(name, html.locate(place));
                }
                "href" | "src" | "xlink:href" => self.topic.links.push(Link {
                    kind: LinkKind::Html,
                    range: range.clone(),
                    target: attribute.value.clone(),
                    target_range: range,
                    text: tag
                        .attribute("alt")
                        .map(|alt| alt.value.clone())
                        .unwrap_or_default(),
                    words: None,
                    context: Context::default(),
                    section,
                }),
                "id" => self.topic.anchors.push(Anchor {
                    id: attribute.value.clone(),
                    range,
                }),
                "name" if tag.name == "a" => self.topic.anchors.push(Anchor {
                    id: attribute.value.clone(),
                    range,
                }),
                _ => {}
            }
        }
    }

    fn block_tag(&mut self, tag: Tag, html: &Excerpt) {
        let line_start = html.text[..tag.range.start]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let line_end = html.text[tag.range.end..]
            .find('\n')
            .map_or(html.text.len(), |at| tag.range.end + at);
        let alone = html.text[line_start..tag.range.start].trim().is_empty()
            && html.text[tag.range.end..line_end].trim().is_empty();
        let range = html.locate(tag.range.clone());
        let first = html.text[..line_start].trim().is_empty();
        let last = html.text[line_end..].trim().is_empty();
        self.card_tag(&BlockTag {
            tag,
            alone,
            blank_before: first && blank(self.text[..range.start].rsplit('\n').nth(1)),
            blank_after: last && blank(self.text[range.end..].split('\n').nth(1)),
            range,
        });
    }

    fn card_tag(&mut self, tag: &BlockTag) {
        let malformed = self.cards.tag(self.text, tag);
        self.report_card(malformed);
    }

    pub(super) fn end_cards(&mut self) {
        let malformed = self.cards.end();
        self.report_card(malformed);
        self.topic.recalls = std::mem::take(&mut self.cards.found);
    }

    fn report_card(&mut self, malformed: Option<Malformed>) {
        let Some(malformed) = malformed else { return };
        let mut finding = self
            .topic
            .finding(&recall::MALFORMED, malformed.range, malformed.message)
            .hint(
                "write each tag on a line of its own, with blank lines round question and answer",
            );
        if let Some(other) = malformed.other {
            finding = finding.other(self.topic.span(other), "here");
        }
        self.findings.push(finding);
    }
}

/// A line of white space, or of the marks of quotes; also no line at all.
fn blank(line: Option<&str>) -> bool {
    line.is_none_or(|line| {
        line.trim_matches(|c: char| c.is_whitespace() || c == '>')
            .is_empty()
    })
}
