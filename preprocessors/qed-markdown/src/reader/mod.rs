//! Events of the parser to a [`Topic`].

pub(crate) mod alerts;
pub(crate) mod code;
pub(crate) mod dollars;
pub(crate) mod elements;
pub(crate) mod footnotes;
pub(crate) mod formulas;
pub(crate) mod headings;
mod ids;
mod inline;
mod links;
pub(crate) mod outside;
mod passages;
mod raw;
pub(crate) mod recall;
pub(crate) mod targets;
mod text_links;
mod wiki;

use std::cell::RefCell;
use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{Event, Tag, TagEnd};
use qed_report::Finding;

use crate::{Context, Excerpt, LinkKind, Options, Origin, Shown, Topic, metadata, options};

/// Reads a chapter.
pub(crate) fn read(
    path: &str,
    text: &str,
    origin: Origin,
    options: Options,
) -> (Topic, Vec<Finding>) {
    let reader = RefCell::new(Reader::new(path, text, origin, options));
    let unused = options::read(
        text,
        options,
        |link_type, name, range| reader.borrow_mut().broken_reference(link_type, name, range),
        |event, range| reader.borrow_mut().event(event, range),
        |definitions, start| reader.borrow_mut().resolve_labels(definitions, start),
    );
    reader.into_inner().finish(&unused)
}

/// What is known of a chapter so far.
pub(crate) struct Reader<'t> {
    text: &'t str,
    options: Options,
    topic: Topic,
    findings: Vec<Finding>,
    /// The paragraph, heading, row or tight item that is open.
    inline: inline::Inline,
    /// How many of them there were.
    paragraphs: usize,
    /// Dollars left in text, each with the number of its paragraph.
    dollars: Vec<(usize, usize)>,
    open_links: Vec<links::OpenLink>,
    /// Links by reference: (index in the topic's links, label).
    by_label: Vec<(usize, String)>,
    /// References without a definition in the paragraph that is open: the parser tells of them before its events.
    broken: Vec<text_links::Broken>,
    heading: Option<headings::OpenHeading>,
    ids: ids::Ids,
    footnotes: footnotes::Footnotes,
    code: Option<code::OpenCode>,
    /// The snippet that ended just before, whose output may follow.
    snippet_before: Option<usize>,
    /// A block of raw HTML that is open.
    html: Option<Excerpt>,
    /// `<a>` in raw HTML whose words are being read: (index in the topic's links, byte in the paragraph's plain text).
    html_link: Option<(usize, usize)>,
    cards: recall::Cards,
    elements: elements::Elements,
    /// Elements of raw HTML that are open.
    raw: passages::RawElements,
    /// How many spans of emphasis and the like are open.
    emphasis: usize,
    /// The head of a table is open.
    table_head: bool,
    /// How many quotes, lists, tables and the like are open.
    containers: usize,
}

impl<'t> Reader<'t> {
    fn new(path: &str, text: &'t str, origin: Origin, options: Options) -> Self {
        let (metadata, mistakes) = metadata::read(text);
        let topic = Topic {
            path: path.to_owned(),
            text: text.to_owned(),
            origin,
            metadata,
            title: None,
            summary: Context::default(),
            outline: Vec::new(),
            formulas: Vec::new(),
            snippets: Vec::new(),
            links: Vec::new(),
            recalls: Vec::new(),
            anchors: Vec::new(),
            terms: Vec::new(),
            passages: Vec::new(),
        };
        let findings = mistakes.into_iter().map(|mistake| {
            topic
                .finding(mistake.rule, mistake.range, mistake.message)
                .hint(mistake.hint)
        });
        Self {
            text,
            options,
            findings: findings.collect(),
            topic,
            inline: inline::Inline::default(),
            paragraphs: 0,
            dollars: Vec::new(),
            open_links: Vec::new(),
            by_label: Vec::new(),
            broken: Vec::new(),
            heading: None,
            ids: ids::Ids::default(),
            footnotes: footnotes::Footnotes::default(),
            code: None,
            snippet_before: None,
            html: None,
            html_link: None,
            cards: recall::Cards::default(),
            elements: elements::Elements::default(),
            raw: passages::RawElements::default(),
            emphasis: 0,
            table_head: false,
            containers: 0,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.code.is_none() && !matches!(event, Event::Start(Tag::CodeBlock(_))) {
            self.snippet_before = None;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) if self.code.is_some() => self.code_text(&text, &range),
            Event::Text(text) | Event::Html(text) if self.html.is_some() => {
                self.html_line(&text, &range);
            }
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.shown(&code, range),
            Event::InlineMath(tex) => self.formula(&tex, range, false),
            Event::DisplayMath(tex) => self.formula(&tex, range, true),
            Event::Html(html) | Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::FootnoteReference(name) => self.footnote_reference(&name, range),
            Event::SoftBreak | Event::HardBreak => self.line_break(range),
            Event::Rule => self.end_paragraph(),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if tag != Tag::HtmlBlock {
            self.elements.begin();
        }
        match tag {
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {
                self.emphasis += 1;
                self.inline.opaque(range.start, "");
                return;
            }
            Tag::Link {
                link_type,
                dest_url,
                id,
                ..
            } => {
                self.inline.opaque(range.start, "");
                return self.start_link(link_type, &dest_url, &id, range, false);
            }
            Tag::Image {
                link_type,
                dest_url,
                id,
                ..
            } => {
                self.inline.opaque(range.start, "");
                return self.start_link(link_type, &dest_url, &id, range, true);
            }
            Tag::TableCell => return,
            _ => self.end_paragraph(),
        }
        match tag {
            Tag::Heading { id, level, .. } => {
                self.start_heading(level, id.map(|id| id.to_string()), range);
            }
            Tag::DefinitionListTitle => self.start_term(range),
            Tag::CodeBlock(kind) => self.start_code(&kind, range),
            Tag::HtmlBlock => self.html = Some(Excerpt::contiguous("", range.start)),
            Tag::FootnoteDefinition(name) => {
                self.containers += 1;
                self.footnote_definition(&name, &range);
            }
            Tag::Paragraph => {}
            Tag::BlockQuote(None) => {
                self.containers += 1;
                self.plain_quote(&range);
            }
            Tag::TableHead => {
                self.containers += 1;
                self.table_head = true;
            }
            _ => self.containers += 1,
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        if tag != TagEnd::HtmlBlock {
            self.end_element();
        }
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {
                self.emphasis = self.emphasis.saturating_sub(1);
                self.inside_links(range.end);
                self.inline.opaque(range.end, "");
            }
            TagEnd::Link | TagEnd::Image => {
                self.end_link();
                self.inline.opaque(range.end, "");
            }
            TagEnd::TableCell => self.inline.opaque(range.end, " · "),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::DefinitionListTitle => self.end_term(),
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::TableHead => {
                self.end_paragraph();
                self.containers = self.containers.saturating_sub(1);
                self.table_head = false;
            }
            TagEnd::FootnoteDefinition => {
                self.end_paragraph();
                self.containers = self.containers.saturating_sub(1);
                self.footnotes.end_definition();
            }
            _ => {
                self.end_paragraph();
                self.containers = self.containers.saturating_sub(1);
            }
        }
    }

    fn text(&mut self, shown: &str, range: Range<usize>) {
        self.inside_links(range.end);
        if self.image_text(shown) {
            return;
        }
        self.heading_text(shown);
        let free = self.is_free();
        self.inline.text(self.text, range, shown, free);
    }

    /// Code, or another thing that is shown as it stands.
    fn shown(&mut self, shown: &str, range: Range<usize>) {
        self.inside_links(range.end);
        if !self.image_text(shown) {
            self.heading_text(shown);
            self.inline.opaque(range.start, shown);
        }
    }

    fn line_break(&mut self, range: Range<usize>) {
        self.inside_links(range.end);
        if !self.image_text(" ") {
            self.heading_text("\n");
            self.inline.line_break(range.start);
        }
    }

    /// A block ends or begins: what was open has all its text.
    fn end_paragraph(&mut self) {
        self.take_paragraph();
    }

    /// Ends what is open. Gives its text as a reader sees it, and whether links were found in it that the parser took for text.
    fn take_paragraph(&mut self) -> (String, bool) {
        self.html_link = None;
        self.raw.end_paragraph();
        self.emphasis = 0;
        if self.inline.is_empty() {
            self.inline = inline::Inline::default();
            return (String::new(), false);
        }
        self.open_links.clear();
        self.report_outside();
        let first_text_link = self.topic.links.len();
        let has_links = self.find_text_links();
        let inline = std::mem::take(&mut self.inline);
        self.dollars
            .extend(inline.dollars.iter().map(|&at| (at, self.paragraphs)));
        self.paragraphs += 1;
        let places = self.places(&inline);
        for (link, words) in &inline.links {
            let plain = inline.plain.trim_end_matches(" · ");
            self.topic.links[*link].context = inline::sentence(plain, words.clone(), &places);
        }
        self.keep_passage(inline.free, first_text_link);
        let first =
            self.topic.summary.text.is_empty() && self.containers == 0 && self.heading.is_none();
        if first {
            self.topic.summary = inline::whole(&inline.plain, &places);
        }
        (inline.plain, has_links)
    }

    /// Puts the links in the order of the text; contexts name them by their places in it.
    fn sort_links(&mut self) {
        let links = std::mem::take(&mut self.topic.links);
        let mut links: Vec<_> = links.into_iter().enumerate().collect();
        links.sort_by_key(|(_, link)| (link.range.start, std::cmp::Reverse(link.range.end)));
        let mut places = vec![0; links.len()];
        for (place, (found, _)) in links.iter().enumerate() {
            places[*found] = place;
        }
        self.topic.links = links.into_iter().map(|(_, link)| link).collect();
        let contexts = self.topic.links.iter_mut().map(|link| &mut link.context);
        for context in contexts.chain([&mut self.topic.summary]) {
            for (_, shown) in &mut context.places {
                if let Shown::Wiki(index) = shown {
                    *index = places[*index];
                }
            }
        }
    }

    /// What a page shows in another way than the plain text of a paragraph.
    fn places(&self, inline: &inline::Inline) -> Vec<(Range<usize>, Shown)> {
        let formulas = inline.formulas.iter();
        let formulas = formulas.map(|(tex, index)| (tex.clone(), Shown::Formula(*index)));
        let wiki = inline.links.iter().filter(|(index, _)| {
            let link = &self.topic.links[*index];
            link.kind == LinkKind::Wiki && link.words.is_none()
        });
        let wiki = wiki.map(|(index, target)| (target.clone(), Shown::Wiki(*index)));
        let mut places: Vec<_> = formulas.chain(wiki).collect();
        places.sort_by_key(|(place, _)| place.start);
        places
    }

    fn finish(mut self, unused: &[(String, Range<usize>)]) -> (Topic, Vec<Finding>) {
        self.end_paragraph();
        self.end_cards();
        self.end_elements();
        self.end_footnotes();
        self.report_unused(unused);
        self.report_dollars();
        self.report_ids();
        self.sort_links();
        self.topic.title = self.title();
        self.findings.sort_by_key(|finding| finding.place.span);
        (self.topic, self.findings)
    }

    fn title(&self) -> Option<String> {
        let first = self.topic.outline.iter().find(|heading| heading.level == 1);
        first
            .or(self.topic.outline.first())
            .map(|heading| heading.text.clone())
    }
}

/// A text on one line, with single spaces.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
