//! Items of lists: tasks, and those with an id of their own, which previews show.

use std::ops::Range;

use qed_markdown::{Event, Tag};

use super::Target;
use super::writer::Writer;

impl Writer<'_> {
    /// Writes an item as far as its first word, or all of one that an id at its start names: an entry of a bibliography. Gives
    /// the next event to look at, 0 for the following.
    pub(super) fn item(&mut self, index: usize) -> usize {
        let mut begins = self.events[index + 1..].iter();
        let first = begins.find(|(event, _)| !matches!(event, Event::Start(Tag::Paragraph)));
        let is_task = matches!(first, Some((Event::TaskListMarker(_), _)));
        let id = match first {
            Some((Event::InlineHtml(_), tag)) if self.open.len() == 1 && !self.in_note() => {
                self.id_in(tag)
            }
            _ => None,
        };
        let start = self.out.len();
        let open = if is_task {
            "<li class=\"task\">"
        } else {
            "<li>"
        };
        self.open_as(open, "</li>\n");
        let Some(id) = id else {
            return 0;
        };
        let end = self.end_of(index);
        self.walk(index + 1..end + 1);
        self.body.targets.push(Target {
            id,
            range: start..self.out.len(),
        });
        end + 1
    }

    /// The id that a tag in the text gives.
    fn id_in(&self, tag: &Range<usize>) -> Option<String> {
        let mut anchors = self.topic.anchors.iter();
        let anchor = anchors.find(|anchor| tag.contains(&anchor.range.start))?;
        Some(anchor.id.clone())
    }
}
