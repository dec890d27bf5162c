//! Where the target of a link stands.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::RefDefs;
use qed_report::{Level, Rule};

use super::Reader;

/// `reference-unused`.
pub(crate) static UNUSED_REFERENCE: Rule = Rule {
    code: "reference-unused",
    level: Level::Warn,
    title: "a reference definition that no link uses",
    explanation: "\
`[name]: target` defines where `[words][name]` leads. No link of this file uses the name, so the line has no effect.

Use it, or take it away.",
};

impl Reader<'_> {
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

    pub(super) fn report_unused(&mut self, unused: &[(String, Range<usize>)]) {
        for (label, range) in unused {
            let end = range.start + self.text[range.clone()].trim_end().len();
            let finding = self
                .topic
                .finding(
                    &UNUSED_REFERENCE,
                    range.start..end,
                    format!("no link uses the reference `{label}`"),
                )
                .hint("use it, or take it away");
            self.findings.push(finding);
        }
    }
}

/// The target of `[words](target "title")`, where the words end at or after `from`.
pub(super) fn inline_target(text: &str, from: usize, link: &Range<usize>) -> Range<usize> {
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
