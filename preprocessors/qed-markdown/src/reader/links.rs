//! Links and images: their targets, words and surroundings.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{CowStr, LinkType};

use super::targets::inline_target;
use super::{Reader, words};
use crate::{Context, Link, LinkKind};

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
        let shown = self
            .inline
            .plain
            .get(open.plain_start..)
            .unwrap_or_default();
        let mut text = words(open.alt.as_deref().unwrap_or(shown));
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
        self.inline.links.push((
            self.topic.links.len(),
            open.plain_start..self.inline.plain.len(),
        ));
        self.topic.links.push(Link {
            kind: open.kind,
            range: open.range,
            target: open.target,
            target_range,
            text,
            words: None,
            context: Context::default(),
            section: self.section(),
        });
    }
}
