//! Links that the parser left in text: wiki links, and references without a definition.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::LinkType;

use super::Reader;
use super::wiki;
use crate::{Context, Excerpt, Link, LinkKind};

/// `[words][name]` without a definition, as the parser tells of it.
#[derive(Debug)]
pub(crate) struct Broken {
    /// In the chapter: of a collapsed reference (`[name][]`) only the name.
    pub(crate) range: Range<usize>,
    pub(crate) link_type: LinkType,
    pub(crate) name: String,
}

/// A link found in the text of a paragraph.
struct Found {
    link: Link,
    /// In the paragraph's written text.
    range: Range<usize>,
    /// What a reader sees in its place.
    shown: String,
}

impl Reader<'_> {
    /// The parser tells of a reference without a definition. A shortcut (`[name]`) may be meant as it stands.
    pub(super) fn broken_reference(
        &mut self,
        link_type: LinkType,
        name: String,
        range: Range<usize>,
    ) {
        if matches!(link_type, LinkType::Reference | LinkType::Collapsed) {
            self.broken.push(Broken {
                range,
                link_type,
                name,
            });
        }
    }

    /// Adds the links that stand in the text of the paragraph that ends; false if none is a wiki link.
    pub(super) fn find_text_links(&mut self) -> bool {
        let written = std::mem::take(&mut self.inline.written);
        let mut found = self.wiki_links(&written);
        found.extend(self.missing_footnotes(&written));
        found.extend(self.broken_references(&written));
        found.sort_by_key(|found| found.range.start);
        let mut end = 0;
        found.retain(|found| {
            let apart = found.range.start >= end;
            end = end.max(found.range.end);
            apart
        });
        let any = found.iter().any(|found| found.link.kind == LinkKind::Wiki);
        let shown: Vec<_> = found
            .iter()
            .map(|found| (found.range.clone(), found.shown.as_str()))
            .collect();
        let places = self.inline.show(&shown);
        for (found, place) in found.into_iter().zip(places) {
            self.inline.links.push((self.topic.links.len(), place));
            self.topic.links.push(found.link);
        }
        any
    }

    fn wiki_links(&self, written: &Excerpt) -> Vec<Found> {
        let found = wiki::wiki_links(&written.text).into_iter().map(|wiki| {
            let range = written.locate(wiki.range.clone());
            let words = wiki
                .words
                .map(|words| written.place(words.start)..range.end.saturating_sub(2));
            let words = words
                .and_then(|words| self.text.get(words))
                .map(|words| one_line(words.trim()));
            let target = one_line(&written.text[wiki.target.clone()]);
            let text = words.clone().unwrap_or_else(|| target.clone());
            let target_range = written.locate(wiki.target);
            let link = Link {
                words,
                target_range,
                ..self.text_link(LinkKind::Wiki, range, target, text.clone())
            };
            Found {
                link,
                range: wiki.range,
                shown: text,
            }
        });
        found.collect()
    }

    fn missing_footnotes(&self, written: &Excerpt) -> Vec<Found> {
        let found = wiki::footnotes(&written.text).into_iter().map(|range| {
            let name = written.text[range.start + 2..range.end - 1].to_owned();
            let place = written.locate(range.clone());
            Found {
                link: self.text_link(LinkKind::Unresolved, place, name.clone(), name),
                shown: written.text[range.clone()].to_owned(),
                range,
            }
        });
        found.collect()
    }

    fn broken_references(&mut self, written: &Excerpt) -> Vec<Found> {
        let broken = std::mem::take(&mut self.broken);
        let found = broken.into_iter().filter_map(|broken| {
            let collapsed = broken.link_type == LinkType::Collapsed
                && self.text[broken.range.end..].starts_with("[]");
            let range = broken.range.start..broken.range.end + if collapsed { 2 } else { 0 };
            let words =
                reference_words(&self.text[range.clone()], &self.text[..range.start])?.to_owned();
            let in_text = written.find(range.start)?..written.find(range.end - 1)? + 1;
            let link = self.text_link(LinkKind::Unresolved, range, broken.name, words.clone());
            Some(Found {
                link,
                range: in_text,
                shown: words,
            })
        });
        found.collect()
    }

    fn text_link(&self, kind: LinkKind, range: Range<usize>, target: String, text: String) -> Link {
        Link {
            kind,
            target_range: range.clone(),
            range,
            target,
            text,
            words: None,
            context: Context::default(),
            section: self.section(),
        }
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
