//! The lines of code in a fence, with the marks of hidden lines told from the code.

use std::ops::Range;

use crate::{Excerpt, Snippet};

/// A line of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// The line as the compiler gets it: without a mark, without its line end.
    pub text: String,
    /// A reader sees it only on request.
    pub hidden: bool,
    /// The line in the chapter, its mark included, without quote and list prefixes and without its line end.
    pub range: Range<usize>,
    /// The mark that is not code (`# `, `#`, or one `#` of `##`), in the chapter. Empty if there is none.
    pub mark: Range<usize>,
}

/// The lines of a Rust snippet by rustdoc's rule: after white space `# code` and a lone `#` are hidden, `##` stands for `#`,
/// `#[attribute]` is code. mdBook has the same rule; its `hidelines=` does not count for Rust.
pub fn code_lines(snippet: &Snippet) -> Vec<CodeLine> {
    lines(&snippet.code, |line| {
        let indent = line.len() - line.trim_start().len();
        let rest = line[indent..].strip_prefix('#')?;
        let (length, hidden) = match rest.chars().next() {
            Some('#') => (1, false),
            Some(' ') => (2, true),
            _ if rest.trim().is_empty() => (1, true),
            _ => return None,
        };
        Some((indent..indent + length, hidden))
    })
}

/// The lines of a fence in another language, where lines that begin with `prefix` are hidden: mdBook's `hidelines=`.
pub fn lines_hidden_by(code: &Excerpt, prefix: &str) -> Vec<CodeLine> {
    lines(code, |line| {
        let indent = line.len() - line.trim_start().len();
        let hidden = !prefix.is_empty() && line[indent..].starts_with(prefix);
        hidden.then(|| (indent..indent + prefix.len(), true))
    })
}

/// Cuts an excerpt into lines; `mark` finds the mark in a line and says whether it hides.
fn lines(code: &Excerpt, mark: impl Fn(&str) -> Option<(Range<usize>, bool)>) -> Vec<CodeLine> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in code.text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let at = |byte: usize| code.place(start + byte);
        let range = if content.is_empty() {
            at(0)..at(0)
        } else {
            code.locate(start..start + content.len())
        };
        lines.push(match mark(content) {
            Some((mark, hidden)) => CodeLine {
                text: format!("{}{}", &content[..mark.start], &content[mark.end..]),
                hidden,
                mark: code.locate(start + mark.start..start + mark.end),
                range,
            },
            None => CodeLine {
                text: content.to_owned(),
                hidden: false,
                mark: range.start..range.start,
                range,
            },
        });
        start += line.len();
    }
    lines
}
