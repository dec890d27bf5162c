//! Links and images: their targets, words and surroundings.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{BrokenLink, CowStr, LinkType, RefDefs};

use super::Reader;
use super::wiki;
use crate::{Link, LinkKind};

/// A link whose end has not come yet.
pub(crate) struct OpenLink {
    kind: LinkKind,
    /// By which label of a definition, if it is a reference.
    label: Option<String>,
    range: Range<usize>,
    target: String,
    /// Where the words ended, as far as they were read.
    inner_end: usize,
    /// Where the words begin in the paragraph's plain text.
    plain_start: usize,
    /// For an image, its text, which is not part of the paragraph's.
    alt: Option<String>,
}

impl Reader<'_> {
    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        target: &CowStr<'_>,
        label: &CowStr<'_>,
        range: Range<usize>,
        image: bool,
    ) {
        let kind = match link_type {
            _ if image => LinkKind::Image,
            LinkType::Autolink | LinkType::Email => LinkKind::Auto,
            LinkType::Inline | LinkType::WikiLink { .. } => LinkKind::Inline,
            _ => LinkKind::Reference,
        };
        let by_label = !matches!(
            link_type,
            LinkType::Inline | LinkType::Autolink | LinkType::Email
        );
        let mail = if matches!(link_type, LinkType::Email) {
            "mailto:"
        } else {
            ""
        };
        self.open_links.push(OpenLink {
            kind,
            label: by_label.then(|| label.to_string()),
            inner_end: range.start + if image { 2 } else { 1 },
            range,
            target: format!("{mail}{target}"),
            plain_start: self.inline.plain.len(),
            alt: image.then(String::new),
        });
    }

    /// Something stands inside the open links, up to `end`.
    pub(super) fn inside_links(&mut self, end: usize) {
        if let Some(open) = self.open_links.last_mut() {
            open.inner_end = open.inner_end.max(end);
        }
    }

    /// Adds to the text of the image that is open, if one is.
    pub(super) fn image_text(&mut self, text: &str) -> bool {
        match self
            .open_links
            .iter_mut()
            .rev()
            .find_map(|open| open.alt.as_mut())
        {
            Some(alt) => {
                alt.push_str(text);
                true
            }
            None => false,
        }
    }

    pub(super) fn in_image(&self) -> bool {
        self.open_links.iter().any(|open| open.alt.is_some())
    }

    pub(super) fn end_link(&mut self) {
        let Some(open) = self.open_links.pop() else {
            return;
        };
        self.inside_links(open.range.end);
        let words = self
            .inline
            .plain
            .get(open.plain_start..)
            .unwrap_or_default();
        let mut text = open
            .alt
            .as_deref()
            .unwrap_or(words)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if text.is_empty() {
            // A link round an image shows the image; its text stands for it.
            let images = self
                .topic
                .links
                .iter()
                .rev()
                .take_while(|link| link.range.start >= open.range.start);
            text = images
                .map(|link| link.text.clone())
                .last()
                .unwrap_or_default();
        }
        let target_range = match (open.kind, &open.label) {
            (LinkKind::Auto, _) => {
                open.range.start + 1..open.range.end.saturating_sub(1).max(open.range.start + 1)
            }
            (_, Some(_)) => open.range.clone(),
            (_, None) => inline_target(self.text, open.inner_end, &open.range),
        };
        if let Some(alt) = open.alt {
            self.image_text(&alt);
        }
        if let Some(label) = open.label {
            self.by_label.push((self.topic.links.len(), label));
        }
        self.inline
            .links
            .push((self.topic.links.len(), open.plain_start));
        self.topic.links.push(Link {
            kind: open.kind,
            range: open.range,
            target: open.target,
            target_range,
            text,
            words: None,
            context: String::new(),
            section: self.section(),
        });
    }

    /// The heading that is open, or the last one.
    pub(super) fn section(&self) -> Option<usize> {
        let next = self.topic.outline.len();
        if self.heading.is_some() {
            Some(next)
        } else {
            next.checked_sub(1)
        }
    }

    /// Adds the wiki links and missing footnotes of the paragraph that ends.
    pub(super) fn find_wiki_links(&mut self) {
        let written = std::mem::take(&mut self.inline.written);
        let section = self.section();
        let mut shown = Vec::new();
        for found in wiki::wiki_links(&written.text) {
            let range = written.locate(found.range.clone());
            let words_range = found
                .words
                .map(|words| written.place(words.start)..range.end.saturating_sub(2));
            let words = words_range
                .and_then(|words| self.text.get(words))
                .map(|words| one_line(words.trim()));
            let target = one_line(&written.text[found.target.clone()]);
            let text = words.clone().unwrap_or_else(|| target.clone());
            self.inline
                .link_at(self.topic.links.len(), found.range.start);
            shown.push((found.range, text.clone()));
            self.topic.links.push(Link {
                kind: LinkKind::Wiki,
                range,
                target,
                target_range: written.locate(found.target),
                text,
                words,
                context: String::new(),
                section,
            });
        }
        for found in wiki::footnotes(&written.text) {
            self.inline.link_at(self.topic.links.len(), found.start);
            let name = written.text[found.start + 2..found.end - 1].to_owned();
            let link = unresolved(written.locate(found.clone()), name.clone(), name, section);
            self.topic.links.push(link);
        }
        let shown: Vec<_> = shown
            .iter()
            .map(|(range, words)| (range.clone(), words.as_str()))
            .collect();
        self.inline.show(&shown);
    }

    /// `[words][name]` and `[name][]` without a definition.
    pub(super) fn add_unresolved(&mut self, broken: Vec<BrokenLink<'_>>, offset: usize) {
        for link in broken {
            let range = link.span.start + offset..link.span.end + offset;
            let written = &self.text[range.clone()];
            let Some(words) = reference_words(written, &self.text[..range.start]) else {
                continue;
            };
            let section = self
                .topic
                .outline
                .partition_point(|heading| heading.range.start <= range.start)
                .checked_sub(1);
            let mut unresolved = unresolved(
                range.clone(),
                link.reference.to_string(),
                words.to_owned(),
                section,
            );
            unresolved.context = super::inline::sentence(paragraph(self.text, &range), 0);
            self.topic.links.push(unresolved);
        }
    }

    /// Puts the target of each link by reference where its definition has it, and gives the definitions that none uses.
    pub(super) fn resolve_labels(
        &mut self,
        definitions: &RefDefs<'_>,
        offset: usize,
    ) -> Vec<(String, Range<usize>)> {
        let mut used = Vec::new();
        for (index, label) in std::mem::take(&mut self.by_label) {
            let Some(definition) = definitions.get(&label) else {
                continue;
            };
            let span = definition.span.start + offset..definition.span.end + offset;
            if let Some(link) = self.topic.links.get_mut(index) {
                link.target_range = definition_target(self.text, &span);
            }
            used.push(span.start);
        }
        used.sort_unstable();
        let mut unused: Vec<_> = definitions
            .iter()
            .map(|(label, definition)| {
                (
                    label.to_owned(),
                    definition.span.start + offset..definition.span.end + offset,
                )
            })
            .filter(|(_, span)| used.binary_search(&span.start).is_err())
            .collect();
        unused.sort_by_key(|(_, span)| span.start);
        unused
    }
}

fn unresolved(range: Range<usize>, target: String, text: String, section: Option<usize>) -> Link {
    let target_range = range.clone();
    let kind = LinkKind::Unresolved;
    Link {
        kind,
        target_range,
        range,
        target,
        text,
        words: None,
        context: String::new(),
        section,
    }
}

/// Words that may run over lines of a quote, on one line.
fn one_line(words: &str) -> String {
    let mut lines = words.lines();
    let first = lines.next().unwrap_or_default().trim_end().to_owned();
    lines.fold(first, |joined, line| {
        format!(
            "{joined} {}",
            line.trim_start_matches(['>', ' ', '\t']).trim_end()
        )
    })
}

/// The words of `[words][name]`, where that is meant as a link: not `a[i][j]`, not `[0][1]`.
fn reference_words<'t>(written: &'t str, before: &str) -> Option<&'t str> {
    let inside = written
        .trim_start_matches('!')
        .strip_prefix('[')?
        .strip_suffix(']')?;
    let (words, name) = inside.rsplit_once("][")?;
    let name = if name.is_empty() { words } else { name };
    let index = before.ends_with(|c: char| c.is_alphanumeric() || "_])>".contains(c));
    let short = words.len() < 3 && name.len() < 3;
    let has_letter = name.chars().any(char::is_alphabetic);
    (has_letter && !index && !short).then_some(words)
}

/// The lines round a range up to blank lines, at most.
fn paragraph<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    let end = text[range.start..]
        .find('\n')
        .map_or(text.len(), |at| range.start + at);
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    &text[start..end]
}

/// The target of `[words](target "title")`, where the words end at or after `from`.
fn inline_target(text: &str, from: usize, link: &Range<usize>) -> Range<usize> {
    let rest = text.get(from..link.end).unwrap_or_default();
    let Some(open) = rest.find("](") else {
        return link.clone();
    };
    destination(text, from + open + 2, link.end).unwrap_or_else(|| link.clone())
}

/// The target in `[name]: target "title"`.
fn definition_target(text: &str, definition: &Range<usize>) -> Range<usize> {
    let written = text.get(definition.clone()).unwrap_or_default();
    let colon = written.find("]:").map(|at| definition.start + at + 2);
    colon
        .and_then(|at| destination(text, at, definition.end))
        .unwrap_or_else(|| definition.clone())
}

/// A link's destination after white space (and marks of quotes, if it is on the next line).
fn destination(text: &str, at: usize, end: usize) -> Option<Range<usize>> {
    let rest = text.get(at..end)?;
    let blank = |rest: &str| rest.len() - rest.trim_start().len();
    let mut skipped = blank(rest);
    if rest[..skipped].contains('\n') {
        skipped = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_whitespace() || c == '>')
                .len();
    }
    let start = at + skipped;
    let rest = &rest[skipped..];
    if let Some(inner) = rest.strip_prefix('<') {
        let length = inner.find('>')?;
        return Some(start + 1..start + 1 + length);
    }
    let mut depth = 0usize;
    let mut escaped = false;
    for (index, byte) in rest.bytes().enumerate() {
        let ends = match byte {
            b'(' if !escaped => {
                depth += 1;
                false
            }
            b')' if !escaped => {
                let ends = depth == 0;
                depth = depth.saturating_sub(1);
                ends
            }
            byte => byte.is_ascii_whitespace(),
        };
        if ends {
            return Some(start..start + index);
        }
        escaped = byte == b'\\' && !escaped;
    }
    Some(start..end)
}
