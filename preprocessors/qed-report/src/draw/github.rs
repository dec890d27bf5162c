//! Workflow commands: GitHub shows them as annotations at the author's lines.
//!
//! GitHub shows at most ten errors and ten warnings of a step; the first ten of each are written, and
//! a notice says how many more there are.

use super::{Report, counted, remarks};
use crate::{Finding, Level, Sources};

const SHOWN_OF_EACH_LEVEL: usize = 10;

pub(super) fn draw(report: &Report<'_>) -> String {
    let mut lines = String::new();
    let mut left_out = 0;
    for (level, command) in [(Level::Deny, "error"), (Level::Warn, "warning")] {
        let of_level: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| finding.level == level)
            .collect();
        for finding in of_level.iter().take(SHOWN_OF_EACH_LEVEL) {
            lines.push_str(&annotation(command, finding, report.sources));
        }
        left_out += of_level.len().saturating_sub(SHOWN_OF_EACH_LEVEL);
    }
    if left_out > 0 {
        lines.push_str(&format!(
            "::notice title=qed::{} more, in the log\n",
            counted(left_out, "finding")
        ));
    }
    lines
}

fn annotation(command: &str, finding: &Finding, sources: &Sources) -> String {
    let span = finding.place.span;
    let (start, end) = (sources.start(span), sources.end(span));
    let file = property(&sources.get(span.source).path);
    let message = data(&format!("{}\n{}", finding.message, remarks(finding)));
    // GitHub takes columns only where the annotation stays on one line.
    let columns = if start.line == end.line && end.column > start.column {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        format!(",col={}", start.column)
    };
    format!(
        "::{command} file={file},line={}{columns},endLine={},title={}::{message}\n",
        start.line,
        end.line,
        property(finding.rule.code),
    )
}

fn data(text: &str) -> String {
    text.trim_end()
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
