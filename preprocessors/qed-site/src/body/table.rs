//! Tables: in a box that scrolls, with classes for the alignment of columns.

use super::Target;
use super::raw::Open;
use super::writer::Writer;
use qed_markdown::{Alignment, Event, TagEnd};

impl Writer<'_> {
    pub(super) fn table(&mut self, alignments: Vec<Alignment>, direction: &str) {
        self.alignments = alignments;
        self.open_as(
            &format!("<div class=\"table\"{direction}>\n<table>\n"),
            "</tbody>\n</table>\n</div>\n",
        );
    }

    pub(super) fn table_head(&mut self) {
        self.in_head = true;
        self.column = 0;
        self.open_as("<thead>\n<tr>", "</tr>\n</thead>\n");
    }

    pub(super) fn table_body(&mut self) {
        self.in_head = false;
        self.out.push_str("<tbody>\n");
    }

    pub(super) fn table_row(&mut self) {
        self.column = 0;
        self.row = (self.out.len(), Vec::new());
        self.open_as("<tr>", "</tr>\n");
    }

    /// A row that says what a symbol is stands for it in previews.
    pub(super) fn table_row_end(&mut self) {
        let (start, ids) = std::mem::take(&mut self.row);
        if self.open.len() == 1 && !self.in_note() {
            let range = start..self.out.len();
            let targets = ids.into_iter().map(|id| Target {
                id,
                range: range.clone(),
            });
            self.body.targets.extend(targets);
        }
    }

    pub(super) fn table_cell(&mut self, index: usize) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::None) | None => "",
        };
        // An empty header cell would be announced as a header without a name.
        let empty = matches!(
            self.events.get(index + 1),
            Some((Event::End(TagEnd::TableCell), _))
        );
        let (open, close) = if self.in_head && !empty {
            ("th", "</th>")
        } else {
            ("td", "</td>")
        };
        let scope = if open == "th" { " scope=\"col\"" } else { "" };
        self.out.push_str(&format!("<{open}{scope}{class}>"));
        self.open.push(Open::Markdown(close));
    }
}
