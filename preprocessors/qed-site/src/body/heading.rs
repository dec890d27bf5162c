//! Headings and terms: their ids, their links, and the sections that previews show.

use std::collections::HashSet;
use std::ops::Range;

use qed_markdown::{Event, Tag, is_attribute};

use super::writer::Writer;
use super::{HeadingView, Target};
use crate::html::attribute;

/// The longest preview, in bytes of words: about two short paragraphs.
const PREVIEW: usize = 420;

impl Writer<'_> {
    pub(super) fn heading(
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
        let plain = self
            .headings
            .get(&range.start)
            .map(|&index| self.topic.outline[index].text.clone());
        self.prose.begin(&id, &plain.unwrap_or_default());
        let html = self.apart(index + 1..end);
        self.prose.forget();
        if self.open.is_empty() && self.outer.is_empty() {
            self.sections.push((self.out.len(), level, id.clone()));
        }
        self.body.headings.push(HeadingView {
            level,
            id: id.clone(),
            html: crate::html::without_links(&html).into_owned(),
        });
        self.out.push_str(&format!("<h{level} id=\""));
        attribute(&id, &mut self.out);
        self.out.push('"');
        if !classes.is_empty() {
            self.attribute("class", classes);
        }
        for (name, value) in attributes
            .iter()
            .filter(|(name, _)| is_attribute(name) && name != "id")
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
    pub(super) fn term(&mut self, index: usize) -> usize {
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
        self.prose.text(" ");
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

    /// A section's preview: its heading and the whole blocks after it, up to the next heading or about [`PREVIEW`] bytes.
    pub(super) fn keep_sections(&mut self) {
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
