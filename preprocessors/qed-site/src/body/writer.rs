//! The walk over the parser's events.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use qed_markdown::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkKind, Tag, TagEnd, Topic,
    events,
};

use super::raw::Open;
use super::{Body, Card, HeadingView, Target};
use crate::html::{attribute, text};
use crate::page::{Book, Page};

/// The longest preview, in bytes of words: about two short paragraphs.
const PREVIEW: usize = 420;

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
    pub(super) formulas: HashMap<usize, usize>,
    pub(super) snippets: HashMap<usize, usize>,
    pub(super) outputs: HashSet<usize>,
    pub(super) links: HashMap<usize, usize>,
    /// Wiki links by their first byte, in order.
    pub(super) wiki: BTreeMap<usize, usize>,
    /// Links in raw HTML by the first byte of the value.
    pub(super) html_links: BTreeMap<usize, usize>,
    pub(super) recalls: HashMap<usize, usize>,
    headings: HashMap<usize, usize>,
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    /// Footnotes by name: number and uses so far.
    footnotes: BTreeMap<String, (usize, usize)>,
    notes: BTreeMap<String, String>,
    outer: Vec<(String, String)>,
    ids: HashSet<String>,
    pub(super) body: Body,
    /// Ends of the outermost blocks: byte of `out`, words' bytes before it.
    blocks: Vec<(usize, usize)>,
    /// Headings among the outermost blocks: byte of `out`, level, id.
    sections: Vec<(usize, u8, String)>,
    /// Bytes of words written so far.
    pub(super) seen: usize,
    /// No words are counted and no target is kept inside a card's second writing.
    pub(super) cards: Vec<Card>,
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
            out: String::with_capacity(topic.text.len() * 2),
            open: Vec::new(),
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
            html_links: of_kind(&[LinkKind::Html]),
            recalls: starts(&mut topic.recalls.iter().map(|recall| recall.range.start)),
            headings: starts(&mut topic.outline.iter().map(|heading| heading.range.start)),
            alignments: Vec::new(),
            column: 0,
            in_head: false,
            footnotes: BTreeMap::new(),
            notes: BTreeMap::new(),
            outer: Vec::new(),
            ids: HashSet::new(),
            body: Body::default(),
            blocks: Vec::new(),
            sections: Vec::new(),
            seen: 0,
            cards: Vec::new(),
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
        let mut index = events.start;
        while index < events.end {
            let (event, range) = self.events[index].clone();
            let before = self.open.len();
            index = self.event(index, event, &range).max(index + 1);
            if before <= 1 && self.open.is_empty() && self.outer.is_empty() {
                self.blocks.push((self.out.len(), self.seen));
            }
        }
    }

    /// Writes an event; gives the next one to look at (0 for the one that follows).
    fn event(&mut self, index: usize, event: Event<'a>, range: &Range<usize>) -> usize {
        match event {
            Event::Start(tag) => return self.start(index, tag, range),
            Event::End(end) => self.end(end),
            Event::Text(words) => return self.text(index, &words, range),
            Event::Code(code) => {
                self.seen += code.len();
                self.out.push_str("<code>");
                text(&code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => self.formula_inline(range),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_inline(&html, range),
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
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
            Tag::BlockQuote(kind) => self.quote(kind),
            Tag::CodeBlock(kind) => return self.code(index, &kind, range),
            Tag::HtmlBlock => return self.raw_block(index, range),
            Tag::List(Some(1)) => self.open_as("<ol>\n", "</ol>\n"),
            Tag::List(Some(start)) => self.open_as(&format!("<ol start=\"{start}\">\n"), "</ol>\n"),
            Tag::List(None) => self.open_as("<ul>\n", "</ul>\n"),
            Tag::Item => {
                let task = matches!(
                    self.events.get(index + 1),
                    Some((Event::TaskListMarker(_), _))
                );
                self.open_as(if task { "<li class=\"task\">" } else { "<li>" }, "</li>\n");
            }
            Tag::FootnoteDefinition(name) => {
                let outer = std::mem::take(&mut self.out);
                self.outer.push((name.to_string(), outer));
                self.open.push(Open::Markdown(""));
            }
            Tag::DefinitionList => self.open_as("<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => return self.term(index),
            Tag::DefinitionListDefinition => self.open_as("<dd>", "</dd>\n"),
            Tag::Table(alignments) => self.table(alignments),
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
        match end {
            TagEnd::TableHead => self.table_body(),
            TagEnd::TableCell => self.column += 1,
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

    fn heading(
        &mut self,
        index: usize,
        level: u8,
        classes: &str,
        attributes: &[(String, String)],
        range: &Range<usize>,
    ) -> usize {
        let known = self
            .headings
            .get(&range.start)
            .map(|&index| self.topic.outline[index].id.clone());
        let id = known.unwrap_or_default();
        self.ids.insert(id.clone());
        let end = self.end_of(index);
        let html = self.apart(index + 1..end);
        if self.open.is_empty() && self.outer.is_empty() {
            self.sections.push((self.out.len(), level, id.clone()));
        }
        self.body.headings.push(HeadingView {
            level,
            id: id.clone(),
            html: crate::html::without_links(&html),
        });
        self.out.push_str(&format!("<h{level} id=\""));
        attribute(&id, &mut self.out);
        self.out.push('"');
        if !classes.is_empty() {
            self.attribute("class", classes);
        }
        for (name, value) in attributes
            .iter()
            .filter(|(name, _)| super::raw::is_attribute(name) && name != "id")
        {
            self.attribute(name, value);
        }
        self.out.push('>');
        self.out.push_str(&html);
        self.out.push_str(" <a class=\"anchor\" href=\"");
        attribute(&crate::url::fragment(Some(&id)), &mut self.out);
        self.out.push_str(&format!(
            "\" aria-label=\"Link to this section\"></a></h{level}>\n"
        ));
        end + 1
    }

    /// A term of a definition list has an id by the same rule as headings, as in mdBook.
    fn term(&mut self, index: usize) -> usize {
        let end = self.end_of(index);
        let plain: String = self.events[index..end]
            .iter()
            .filter_map(|(event, _)| match event {
                Event::Text(words) | Event::Code(words) | Event::InlineMath(words) => {
                    Some(words.as_ref())
                }
                _ => None,
            })
            .collect();
        let id = unique(&id_from(&plain), &mut self.ids);
        let start = self.out.len();
        let html = self.apart(index + 1..end);
        self.out.push_str("<dt");
        self.attribute("id", &id);
        self.out.push('>');
        self.out.push_str(&html);
        self.out.push_str("</dt>\n");
        // The preview of a term is the term with the definitions that follow it.
        let definition = (end + 1 < self.events.len()
            && matches!(
                self.events[end + 1].0,
                Event::Start(Tag::DefinitionListDefinition)
            ))
        .then(|| self.end_of(end + 1));
        if let Some(last) = definition {
            self.walk(end + 1..last + 1);
            self.body.targets.push(Target {
                id,
                range: start..self.out.len(),
            });
            return last + 1;
        }
        end + 1
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            return self.open_as("<blockquote>\n", "</blockquote>\n");
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
                "<blockquote class=\"alert {class}\">\n<p class=\"alert-title\">{title}</p>\n"
            ),
            "</blockquote>\n",
        );
    }

    fn code(&mut self, index: usize, kind: &CodeBlockKind<'a>, range: &Range<usize>) -> usize {
        let end = self.end_of(index);
        if self.outputs.contains(&range.start) {
            return end + 1;
        }
        if let Some(&snippet) = self.snippets.get(&range.start) {
            self.snippet(snippet);
            return end + 1;
        }
        let mut code = String::new();
        for (event, _) in &self.events[index..end] {
            if let Event::Text(words) = event {
                code.push_str(words);
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        self.out.push_str(&super::code_block(info, &code));
        end + 1
    }

    fn footnote_reference(&mut self, name: &str) {
        let number = self.footnotes.len() + 1;
        let entry = self.footnotes.entry(name.to_owned()).or_insert((number, 0));
        entry.1 += 1;
        let (number, uses) = *entry;
        let mut id = String::new();
        attribute(name, &mut id);
        self.out.push_str(&format!(
            "<sup class=\"footnote-reference\" id=\"fr-{id}-{uses}\"><a href=\"#footnote-{id}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
    }

    /// The footnotes that were referred to, in the order of their numbers.
    fn write_notes(&mut self) {
        let mut used: Vec<(usize, usize, String)> = self
            .footnotes
            .iter()
            .map(|(name, &(number, uses))| (number, uses, name.clone()))
            .collect();
        used.retain(|(_, _, name)| self.notes.contains_key(name));
        if used.is_empty() {
            return;
        }
        used.sort();
        self.out
            .push_str("<section class=\"footnotes\" aria-label=\"Footnotes\">\n<ol>\n");
        for (number, uses, name) in used {
            let mut id = String::new();
            attribute(&name, &mut id);
            let note = self.notes.remove(&name).unwrap_or_default();
            let mut back = String::new();
            for nth in 1..=uses {
                let shown = if nth == 1 {
                    String::new()
                } else {
                    nth.to_string()
                };
                back.push_str(&format!(
                    " <a href=\"#fr-{id}-{nth}\" aria-label=\"Back to the text of footnote {number}\">↩{shown}</a>"
                ));
            }
            let note = note.trim_end();
            let (words, closing) = note
                .strip_suffix("</p>")
                .map_or((note, ""), |words| (words, "</p>"));
            self.out.push_str(&format!(
                "<li id=\"footnote-{id}\" value=\"{number}\">{words}{back}{closing}</li>\n"
            ));
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    /// A section's preview: its heading and the whole blocks after it, up to the next heading or about [`PREVIEW`] bytes.
    fn keep_sections(&mut self) {
        for (index, (start, _, id)) in self.sections.iter().enumerate() {
            let limit = self
                .sections
                .get(index + 1)
                .map_or(self.out.len(), |(next, _, _)| *next);
            let first = self.blocks.partition_point(|(end, _)| end <= start);
            let Some(&(_, before)) = self.blocks.get(first) else {
                continue;
            };
            let mut end = *start;
            for &(block, seen) in self.blocks[first..]
                .iter()
                .take_while(|(block, _)| *block <= limit)
            {
                end = block;
                if seen - before > PREVIEW {
                    break;
                }
            }
            self.body.targets.push(Target {
                id: id.clone(),
                range: *start..end,
            });
        }
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

/// mdBook's rule for an id.
fn id_from(words: &str) -> String {
    words
        .trim()
        .to_lowercase()
        .chars()
        .filter_map(|ch| match ch {
            ch if ch.is_alphanumeric() || matches!(ch, '_' | '-') => Some(ch),
            ch if ch.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}

fn unique(id: &str, used: &mut HashSet<String>) -> String {
    let free = std::iter::once(id.to_owned())
        .chain((1u32..).map(|n| format!("{id}-{n}")))
        .find(|id| !used.contains(id));
    let free = free.unwrap_or_default();
    used.insert(free.clone());
    free
}
