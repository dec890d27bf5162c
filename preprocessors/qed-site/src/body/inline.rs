//! Words, and the wiki links and names of other pages among them.

use std::ops::Range;

use qed_markdown::Event;

use super::raw::Open;
use super::writer::Writer;
use crate::html::text;
use crate::page::{LinkView, Page};

/// What a page shows for a wiki link without words, by index in its topic's links: the title of what it leads to.
pub(crate) fn wiki_words<'a>(page: &'a Page, titles: &'a [String], link: usize) -> &'a str {
    let source = &page.topic.links[link];
    match page.links.get(link) {
        Some(LinkView::Page { page, .. }) => titles.get(*page).unwrap_or(&source.target),
        Some(LinkView::Text) => &page.topic.text[source.range.clone()],
        _ => &source.target,
    }
}

impl Writer<'_> {
    /// Writes words; where a wiki link or a name begins in them, the link. Gives the next event to look at, 0 for the following.
    pub(super) fn text(&mut self, index: usize, words: &str, range: &Range<usize>) -> usize {
        let verbatim = words.len() == range.len();
        let first = |links: &std::collections::BTreeMap<usize, usize>| {
            let found = links.range(range.clone()).next();
            found.map(|(&start, &link)| (start, link))
        };
        let (wiki, mention) = (first(&self.wiki), first(&self.mentions));
        let Some(start) = wiki.into_iter().chain(mention).map(|found| found.0).min() else {
            self.words(words);
            return 0;
        };
        if !verbatim && start != range.start {
            self.words(words);
            return 0;
        }
        self.words(words.get(..start - range.start).unwrap_or_default());
        let link = match (wiki, mention) {
            (_, Some((at, mention))) if at == start => return self.mention(index, mention),
            (Some((_, link)), _) => link,
            _ => return 0,
        };
        if matches!(self.page.links.get(link), Some(LinkView::Text)) {
            self.words(words.get(start - range.start..).unwrap_or_default());
            return 0;
        }
        let link_range = self.topic.links[link].range.clone();
        self.wiki_link(index, link, &link_range)
    }

    /// Writes a name as a link, and what follows it in the same event.
    fn mention(&mut self, index: usize, mention: usize) -> usize {
        let page = self.page;
        let mention = &page.mentions[mention];
        let view = LinkView::Page {
            page: mention.page,
            fragment: mention.fragment.clone(),
        };
        let depth = self.open.len();
        let href = self.href(&view);
        if let Some(href) = &href {
            self.out.push_str("<a class=\"mention\"");
            self.attribute("href", href);
            self.out.push('>');
        }
        self.open
            .push(Open::Markdown(if href.is_some() { "</a>" } else { "" }));
        self.between(index, mention.range.clone());
        self.close_to(depth);
        self.after(index, mention.range.end)
    }

    /// Writes a wiki link and what follows it in the same event.
    fn wiki_link(&mut self, index: usize, link: usize, range: &Range<usize>) -> usize {
        let source = &self.topic.links[link];
        let depth = self.open.len();
        let close = self.open_link(self.page.links.get(link), "");
        self.open.push(Open::Markdown(close));
        let bar = self.topic.text[range.clone()]
            .find('|')
            .map(|at| range.start + at + 1);
        match bar {
            Some(bar) if source.words.is_some() => {
                self.between(index, bar..range.end.saturating_sub(2));
            }
            _ => self.words(wiki_words(self.page, self.titles, link)),
        }
        self.close_to(depth);
        self.after(index, range.end)
    }

    /// Writes the events of a range of the text, words cut at its ends.
    fn between(&mut self, index: usize, range: Range<usize>) {
        let mut at = index;
        while let Some((event, place)) = self.events.get(at).cloned() {
            if place.start >= range.end {
                break;
            }
            if let Event::Text(words) = &event {
                let from = range.start.saturating_sub(place.start).min(words.len());
                let to = range.end.saturating_sub(place.start).min(words.len());
                let whole = words.len() == place.len();
                let cut = if whole {
                    words.get(from..to.max(from))
                } else {
                    Some(words.as_ref())
                };
                if place.end > range.start {
                    self.words(cut.unwrap_or_default());
                }
            } else if place.start >= range.start && place.end <= range.end {
                self.walk(at..at + 1);
            }
            at += 1;
        }
    }

    /// Goes on after a byte of the text: the rest of an event that goes beyond it is written.
    pub(super) fn after(&mut self, index: usize, byte: usize) -> usize {
        let mut at = index;
        while let Some((event, place)) = self.events.get(at).cloned() {
            if place.end > byte || place.start >= byte {
                if let (Event::Text(words), true) = (&event, place.start < byte) {
                    let rest = words
                        .get(byte - place.start..)
                        .unwrap_or_default()
                        .to_owned();
                    let next = self.text(at, &rest, &(byte..place.end));
                    return next.max(at + 1);
                }
                return at;
            }
            at += 1;
        }
        at
    }

    pub(super) fn words(&mut self, words: &str) {
        self.seen += words.len();
        self.prose.text(words);
        self.body.words += words.split_whitespace().count();
        text(words, &mut self.out);
    }
}
