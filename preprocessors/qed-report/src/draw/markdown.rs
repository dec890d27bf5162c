//! A table for a job summary or a comment.

use super::{Report, counted};
use crate::{Level, Word};

pub(super) fn draw(report: &Report<'_>) -> String {
    let tally = report.tally;
    let mut text = format!(
        "## QED: {}, {}\n\n{}, {}, {} and {} checked.\n",
        counted(report.count(Level::Deny), "error"),
        counted(report.count(Level::Warn), "warning"),
        counted(tally.topics, "topic"),
        counted(tally.formulas, "formula"),
        counted(tally.snippets, "snippet"),
        counted(tally.links, "link"),
    );
    if !report.findings.is_empty() {
        text.push_str("\n| | place | finding | what to do |\n|---|---|---|---|\n");
    }
    for finding in report.findings {
        let start = report.sources.start(finding.place.span);
        let mark = if finding.level == Level::Deny {
            "error"
        } else {
            "warning"
        };
        text.push_str(&format!(
            "| {mark} `{}` | `{}:{}:{}` | {} | {} |\n",
            finding.rule.code,
            report.sources.get(finding.place.span.source).path,
            start.line,
            start.column,
            cell(&finding.message),
            cell(finding.hint.as_deref().unwrap_or_default()),
        ));
    }
    formulas(report, &mut text);
    text
}

/// What became of the formulas that are compared with code: how many, and a table that a reader may open.
fn formulas(report: &Report<'_>, text: &mut String) {
    if report.judged.is_empty() {
        return;
    }
    let of = |word| {
        let judged = report.judged.iter();
        judged
            .filter(|judged| judged.saying.verdict == word)
            .count()
    };
    text.push_str(&format!(
        "\n<details><summary>Formulas compared with code: {} agree, {} hold, {} are notation, {} are open</summary>\n\n| formula | place | verdict |\n|---|---|---|\n",
        of(Word::Agrees),
        of(Word::Holds),
        of(Word::Notation),
        of(Word::Open),
    ));
    for judged in report.judged {
        text.push_str(&format!(
            "| {} | `{}:{}` | {} |\n",
            cell(&judged.label),
            report.sources.get(judged.place.source).path,
            report.sources.start(judged.place).line,
            cell(&judged.saying.sentence()),
        ));
    }
    text.push_str("\n</details>\n");
}

/// Text for a cell: nothing in it is Markdown or HTML.
fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '$' | '~' | '@' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}
