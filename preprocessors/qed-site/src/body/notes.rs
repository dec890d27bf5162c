//! Footnotes: numbered by their first use, written at the end, with ways there and back.

use super::writer::Writer;
use crate::html::attribute;

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, name: &str) {
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
    pub(super) fn write_notes(&mut self) {
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
}
