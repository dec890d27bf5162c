//! Fences: snippets, expected outputs, and fences that never close.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::CodeBlockKind;
use qed_report::{Level, Rule};

use super::Reader;
use crate::fence::{FenceKind, Info};
use crate::{Excerpt, Output, Snippet};

/// `fence-unclosed`.
pub(crate) static UNCLOSED: Rule = Rule {
    code: "fence-unclosed",
    level: Level::Deny,
    title: "a fence that never closes",
    explanation: "\
A fence runs until a line of the same signs, at least as many as opened it, or else to the end of the file (or of the list item
or quote that holds it). Everything after it is then shown as code.

Close it with a line of three backticks. In a list, the closing line is indented like the opening one; in a quote it begins with `>`.",
};

/// `output-alone`.
pub(crate) static OUTPUT_ALONE: Rule = Rule {
    code: "output-alone",
    level: Level::Deny,
    title: "an expected output without a snippet",
    explanation: "\
A fence marked `output` says what the Rust fence right before it prints. Nothing but blank lines may stand between the two, and a
snippet has one output. This one follows no snippet, so nothing checks it.

Move it under its snippet, or call it `text` if it is not meant to be checked.",
};

/// `fence-language`.
pub(crate) static LANGUAGE: Rule = Rule {
    code: "fence-language",
    level: Level::Warn,
    title: "a fence whose language is nearly `rust`",
    explanation: "\
Rust is spelt `rust` in a fence. `Rust`, `RUST` and `rs` are unknown languages to rustdoc: such a fence is never compiled.

Write `rust`, or `rust,ignore` if it is not to be checked.",
};

/// `indented-code`.
pub(crate) static INDENTED: Rule = Rule {
    code: "indented-code",
    level: Level::Warn,
    title: "code by indentation, which is not checked",
    explanation: "\
Four spaces at the start of a line make code. rustdoc takes such a block for Rust and would test it; QED has no place there for attributes or an
output, and does not check it.

Put the code in a fence, with its language. If it is meant as text, indent it less.",
};

/// A block of code that is being read.
pub(crate) struct OpenCode {
    range: Range<usize>,
    fenced: bool,
    code: Excerpt,
    /// Where the last line of it ended.
    end: usize,
}

impl Reader<'_> {
    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
        let first_line = self.text[range.clone()]
            .find('\n')
            .map_or(range.end, |at| range.start + at + 1);
        let fenced = matches!(kind, CodeBlockKind::Fenced(_));
        let end = if fenced { first_line } else { range.start };
        self.code = Some(OpenCode {
            range,
            fenced,
            code: Excerpt::contiguous("", end),
            end,
        });
    }

    pub(super) fn code_text(&mut self, text: &str, range: &Range<usize>) {
        if let Some(open) = &mut self.code {
            open.code.push_event(text, range);
            open.end = range.end;
        }
    }

    pub(super) fn end_code(&mut self) {
        let Some(open) = self.code.take() else { return };
        let before = self.snippet_before.take();
        if !open.fenced {
            // A fence in it shows how fences are written.
            let code = open.code.text.trim();
            let rust = self.options.untagged_is_rust
                && !code.is_empty()
                && !code.starts_with("```")
                && !code.starts_with("~~~");
            if rust {
                let end = open.range.start + self.text[open.range.clone()].trim_end().len();
                let finding = self
                    .topic
                    .finding(
                        &INDENTED,
                        open.range.start..end,
                        "code by indentation is not checked",
                    )
                    .hint("put it in a fence with its language");
                self.findings.push(finding);
            }
            return;
        }
        self.fence(open, before);
    }

    fn fence(&mut self, open: OpenCode, before: Option<usize>) {
        let written = &self.text[open.range.clone()];
        let sign = written.chars().next().unwrap_or('`');
        let signs = written.len() - written.trim_start_matches(sign).len();
        let line = &written[signs..].lines().next().unwrap_or_default();
        let info_start = open.range.start + signs + (line.len() - line.trim_start().len());
        let info_range = info_start..info_start + line.trim().len();
        let info = Info::parse(&self.text[info_range.clone()], info_range.start);
        let unclosed =
            !self.text[open.end.min(open.range.end)..open.range.end].contains(&written[..signs]);
        let range =
            open.range.start..open.range.start + written.trim_end_matches(['\n', '\r']).len();
        if unclosed {
            let finding = self
                .topic
                .finding(
                    &UNCLOSED,
                    range.start..info_range.end,
                    "this fence never closes",
                )
                .hint(format!("close it with a line {}", &written[..signs]));
            self.findings.push(finding);
        }
        match info.kind(self.options.untagged_is_rust) {
            FenceKind::Rust => {
                self.snippet_before = Some(self.topic.snippets.len());
                self.topic.snippets.push(Snippet {
                    range,
                    language: info.language,
                    attributes: info.attributes,
                    info: info_range,
                    code: open.code,
                    output: None,
                    unclosed,
                });
            }
            FenceKind::Output => {
                let output = Output {
                    range,
                    attributes: info.after_output(),
                    text: open.code,
                };
                match before.and_then(|index| self.topic.snippets.get_mut(index)) {
                    Some(snippet) => snippet.output = Some(output),
                    None => {
                        let finding = self
                            .topic
                            .finding(
                                &OUTPUT_ALONE,
                                info_range,
                                "no snippet stands right before this output",
                            )
                            .hint("move it under its snippet, or mark it `text`");
                        self.findings.push(finding);
                    }
                }
            }
            FenceKind::Other => self.nearly_rust(&info),
        }
    }

    fn nearly_rust(&mut self, info: &Info) {
        let nearly =
            info.language.eq_ignore_ascii_case("rust") || info.language.eq_ignore_ascii_case("rs");
        if nearly {
            let message = format!("`{}` is not a language that is checked", info.language);
            let finding = self
                .topic
                .finding(&LANGUAGE, info.language_range.clone(), message)
                .hint("write `rust`");
            self.findings.push(finding);
        }
    }
}
