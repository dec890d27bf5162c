//! The walk over the parser's events.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use qed_markdown::{
    Alignment, BlockQuoteKind, Event, HeadingLevel, LinkKind, Tag, TagEnd, Topic, events,
};

use super::prose::Prose;
use super::raw::Open;
use super::{Body, Card};
use crate::html::{attribute, text};
use crate::page::{Book, Page};

/// Writes one chapter. Everything that is found by its place is kept by its first byte.
pub(crate) struct Writer<'a> {
    pub(super) book: &'a Book,
    pub(super) page: &'a Page,
    pub(super) topic: &'a Topic,
    pub(super) titles: &'a [String],
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    pub(super) out: String,
    /// Open elements: Markdown's own, and raw HTML's above them.
    pub(super) open: Vec<Open>,
    /// The event before which the walk ends.
    pub(super) until: usize,
    pub(super) formulas: HashMap<usize, usize>,
    pub(super) snippets: HashMap<usize, usize>,
    pub(super) outputs: HashSet<usize>,
    pub(super) links: HashMap<usize, usize>,
    /// Wiki links by their first byte, in order.
    pub(super) wiki: BTreeMap<usize, usize>,
    /// Names of other pages by their first byte, in order.
    pub(super) mentions: BTreeMap<usize, usize>,
    /// Links in raw HTML by the first byte of the value.
    pub(super) html_links: BTreeMap<usize, usize>,
    pub(super) recalls: HashMap<usize, usize>,
    pub(super) headings: HashMap<usize, usize>,
    /// Whether there are words that are read from right to left.
    pub(super) both_ways: bool,
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    /// Where the row of a table begins, and the ids in it.
    pub(super) row: (usize, Vec<String>),
    /// Footnotes by name: number and uses so far.
    pub(super) footnotes: BTreeMap<String, (usize, usize)>,
    pub(super) notes: BTreeMap<String, String>,
    pub(super) outer: Vec<(String, String)>,
    pub(super) ids: HashSet<String>,
    pub(super) body: Body,
    /// Ends of the outermost blocks: byte of `out`, words' bytes before it.
    pub(super) blocks: Vec<(usize, usize)>,
    /// Headings among the outermost blocks: byte of `out`, level, id.
    pub(super) sections: Vec<(usize, u8, String)>,
    /// Bytes of words written so far.
    pub(super) seen: usize,
    pub(super) cards: Vec<Card>,
    /// What search reads.
    pub(super) prose: Prose,
}

impl<'a> Writer<'a> {
    pub(super) fn new(book: &'a Book, page: &'a Page, titles: &'a [String]) -> Self {
        let topic = page.topic.as_ref();
        let starts = |ranges: &mut dyn Iterator<Item = usize>| {
            ranges.enumerate().map(|(i, start)| (start, i)).collect()
        };
        let of_kind = |wanted: &[LinkKind]| -> BTreeMap<usize, usize> {
            let links = topic
                .links
                .iter()
                .enumerate()
                .filter(|(_, link)| wanted.contains(&link.kind));
            links
                .map(|(index, link)| (link.range.start, index))
                .collect()
        };
        let formulas: usize = page.formulas.iter().map(|view| view.html.len()).sum();
        let parsed = [
            LinkKind::Inline,
            LinkKind::Reference,
            LinkKind::Auto,
            LinkKind::Image,
        ];
        Self {
            book,
            page,
            topic,
            titles,
            events: events(&topic.text, book.markdown).collect(),
            out: String::with_capacity(topic.text.len() * 2 + formulas),
            open: Vec::new(),
            until: 0,
            formulas: starts(&mut topic.formulas.iter().map(|formula| formula.range.start)),
            snippets: starts(&mut topic.snippets.iter().map(|snippet| snippet.range.start)),
            outputs: topic
                .snippets
                .iter()
                .filter_map(|s| s.output.as_ref())
                .map(|o| o.range.start)
                .collect(),
            links: of_kind(&parsed).into_iter().collect(),
            wiki: of_kind(&[LinkKind::Wiki]),
            mentions: (page.mentions.iter().enumerate())
                .map(|(index, mention)| (mention.range.start, index))
                .collect(),
            html_links: of_kind(&[LinkKind::Html]),
            recalls: starts(&mut topic.recalls.iter().map(|recall| recall.range.start)),
            headings: starts(&mut topic.outline.iter().map(|heading| heading.range.start)),
            both_ways: super::direction::has_from_right(&topic.text),
            alignments: Vec::new(),
            column: 0,
            in_head: false,
            row: (0, Vec::new()),
            footnotes: BTreeMap::new(),
            notes: BTreeMap::new(),
            outer: Vec::new(),
            ids: HashSet::new(),
            body: Body::default(),
            blocks: Vec::new(),
            sections: Vec::new(),
            seen: 0,
            cards: Vec::new(),
            prose: Prose::default(),
        }
    }

    pub(super) fn finish(mut self) -> Body {
        let start = self.front();
        self.walk(start..self.events.len());
        self.close_all();
        self.write_notes();
        self.keep_sections();
        self.body.html = self.out;
        self.body.cards = self.cards;
        self.body.prose = self.prose.sections;
        self.body
    }

    /// Takes a level-1 heading at the very start out of the text; gives the event to go on from.
    fn front(&mut self) -> usize {
        let metadata = self
            .events
            .iter()
            .position(|(event, _)| matches!(event, Event::Start(Tag::MetadataBlock(_))));
        let after = match metadata {
            Some(0) => self.end_of(0) + 1,
            _ => 0,
        };
        let Some((
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }),
            range,
        )) = self.events.get(after)
        else {
            return after;
        };
        let id = self
            .headings
            .get(&range.start)
            .map(|&index| self.topic.outline[index].id.clone());
        let end = self.end_of(after);
        let html = self.apart(after + 1..end);
        self.prose.forget();
        self.body.words = 0;
        self.body.title = Some((html, id.unwrap_or_default()));
        end + 1
    }

    /// The event that ends what event `start` starts; the last event if the parser were to leave it open.
    pub(super) fn end_of(&self, start: usize) -> usize {
        let mut depth = 0usize;
        for (index, (event, _)) in self.events.iter().enumerate().skip(start) {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return index;
                    }
                }
                _ => {}
            }
        }
        self.events.len().saturating_sub(1)
    }

    /// Writes some events to a string of their own.
    pub(super) fn apart(&mut self, events: Range<usize>) -> String {
        let outer = std::mem::take(&mut self.out);
        let depth = self.open.len();
        self.open.push(Open::Markdown(""));
        self.walk(events);
        self.close_to(depth);
        std::mem::replace(&mut self.out, outer)
    }

    pub(super) fn walk(&mut self, events: Range<usize>) {
        let outer = std::mem::replace(&mut self.until, events.end);
        let mut index = events.start;
        while index < events.end {
            let (event, range) = self.events[index].clone();
            let before = self.open.len();
            index = self.event(index, event, &range).max(index + 1);
            if before <= 1 && self.open.is_empty() && self.outer.is_empty() {
                self.blocks.push((self.out.len(), self.seen));
            }
        }
        self.until = outer;
    }

    /// Writes an event; gives the next one to look at (0 for the one that follows).
    fn event(&mut self, index: usize, event: Event<'a>, range: &Range<usize>) -> usize {
        match event {
            Event::Start(tag) => return self.start(index, tag, range),
            Event::End(end) => self.end(end),
            Event::Text(words) => return self.text(index, &words, range),
            Event::Code(code) => {
                self.seen += code.len();
                self.prose.text(&code);
                self.out.push_str("<code>");
                text(&code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                return self.formula_inline(index, range);
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                return self.raw_inline(index, &html, range);
            }
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::SoftBreak => {
                self.prose.text(" ");
                self.out.push('\n');
            }
            Event::HardBreak => {
                self.prose.text(" ");
                self.out.push_str("<br>\n");
            }
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => {
                let (checked, label) = if done {
                    (" checked", "done")
                } else {
                    ("", "to do")
                };
                self.out.push_str(&format!(
                    "<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> "
                ));
            }
        }
        0
    }

    fn start(&mut self, index: usize, tag: Tag<'a>, range: &Range<usize>) -> usize {
        match tag {
            Tag::Paragraph => return self.paragraph(index),
            Tag::Heading {
                level,
                classes,
                attrs,
                ..
            } => {
                let attributes: Vec<(String, String)> = attrs
                    .iter()
                    .map(|(name, value)| {
                        (name.to_string(), value.as_deref().unwrap_or("").to_owned())
                    })
                    .collect();
                let classes: Vec<&str> = classes.iter().map(|class| class.as_ref()).collect();
                return self.heading(index, level as u8, &classes.join(" "), &attributes, range);
            }
            Tag::BlockQuote(kind) => self.quote(kind, self.direction(index, range)),
            Tag::CodeBlock(kind) => return self.code(index, &kind, range),
            Tag::HtmlBlock => return self.raw_block(index, range),
            Tag::List(first) => {
                let direction = self.direction(index, range);
                match first {
                    Some(1) => self.open_as(&format!("<ol{direction}>\n"), "</ol>\n"),
                    Some(first) => {
                        self.open_as(&format!("<ol start=\"{first}\"{direction}>\n"), "</ol>\n");
                    }
                    None => self.open_as(&format!("<ul{direction}>\n"), "</ul>\n"),
                }
            }
            Tag::Item => return self.item(index),
            Tag::FootnoteDefinition(name) => {
                let outer = std::mem::take(&mut self.out);
                self.outer.push((name.to_string(), outer));
                self.open.push(Open::Markdown(""));
            }
            Tag::DefinitionList => {
                let direction = self.direction(index, range);
                self.open_as(&format!("<dl{direction}>\n"), "</dl>\n");
            }
            Tag::DefinitionListTitle => return self.term(index),
            Tag::DefinitionListDefinition => self.open_as("<dd>", "</dd>\n"),
            Tag::Table(alignments) => self.table(alignments, self.direction(index, range)),
            Tag::TableHead => self.table_head(),
            Tag::TableRow => self.table_row(),
            Tag::TableCell => self.table_cell(index),
            Tag::Emphasis => self.open_as("<em>", "</em>"),
            Tag::Strong => self.open_as("<strong>", "</strong>"),
            Tag::Strikethrough => self.open_as("<del>", "</del>"),
            Tag::Superscript => self.open_as("<sup>", "</sup>"),
            Tag::Subscript => self.open_as("<sub>", "</sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.link(link_type, &dest_url, &title, range),
            Tag::Image {
                dest_url, title, ..
            } => return self.image(index, &dest_url, &title, range),
            Tag::MetadataBlock(_) => return self.end_of(index) + 1,
        }
        0
    }

    fn end(&mut self, end: TagEnd) {
        self.close_markdown();
        if !matches!(
            end,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link
        ) {
            self.prose.text(" ");
        }
        match end {
            TagEnd::TableHead => self.table_body(),
            TagEnd::TableCell => self.column += 1,
            TagEnd::TableRow => self.table_row_end(),
            TagEnd::FootnoteDefinition => {
                if let Some((name, outer)) = self.outer.pop() {
                    let note = std::mem::replace(&mut self.out, outer);
                    self.notes.entry(name).or_insert(note);
                }
            }
            _ => {}
        }
    }

    /// Opens an element of Markdown's own; `close` is written at its end.
    pub(super) fn open_as(&mut self, open: &str, close: &'static str) {
        self.out.push_str(open);
        self.open.push(Open::Markdown(close));
    }

    fn paragraph(&mut self, index: usize) -> usize {
        let alone = matches!(self.events.get(index + 1), Some((Event::DisplayMath(_), _)))
            && matches!(
                self.events.get(index + 2),
                Some((Event::End(TagEnd::Paragraph), _))
            );
        if alone {
            let range = self.events[index + 1].1.clone();
            self.formula_block(&range);
            return index + 3;
        }
        if self.open.is_empty() && self.body.lead.is_none() && self.outer.is_empty() {
            let start = self.out.len();
            self.open_as("<p>", "</p>\n");
            let end = self.end_of(index);
            self.walk(index + 1..end + 1);
            self.body.lead = Some(start..self.out.len());
            return end + 1;
        }
        self.open_as("<p>", "</p>\n");
        0
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>, direction: &str) {
        let Some(kind) = kind else {
            return self.open_as(&format!("<blockquote{direction}>\n"), "</blockquote>\n");
        };
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        self.open_as(
            &format!(
                "<blockquote class=\"alert {class}\"{direction}>\n<p class=\"alert-title\">{title}</p>\n"
            ),
            "</blockquote>\n",
        );
    }

    /// Whether a footnote is being written.
    pub(super) fn in_note(&self) -> bool {
        !self.outer.is_empty()
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        attribute(value, &mut self.out);
        self.out.push('"');
    }
}
