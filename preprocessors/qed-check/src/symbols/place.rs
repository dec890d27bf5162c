//! Where a formula stands in its topic.

use std::ops::Range;

use qed_markdown::{Formula, Topic};

/// The section of level 1 or 2 around a place.
pub(super) fn section_of(topic: &Topic, at: usize) -> Range<usize> {
    let starts = || {
        let sections = topic.outline.iter().filter(|heading| heading.level <= 2);
        sections.map(|heading| heading.range.start)
    };
    let start = starts()
        .take_while(|&start| start <= at)
        .last()
        .unwrap_or(0);
    let end = starts()
        .find(|&start| start > at)
        .unwrap_or(topic.text.len());
    start..end
}

/// Whether a formula stands in the first cell of a row, with nothing but formulas before it.
pub(super) fn in_first_cell(topic: &Topic, formula: &Formula) -> bool {
    let text = &topic.text;
    let start = text[..formula.range.start]
        .rfind('\n')
        .map_or(0, |end| end + 1);
    let is_row = text[start..].trim_start().starts_with('|');
    let others = topic.formulas.iter().map(|other| &other.range);
    let before: Vec<_> = others
        .filter(|range| range.start >= start && range.end <= formula.range.start)
        .collect();
    let mut between = String::new();
    let mut at = start;
    for range in before {
        between.push_str(text.get(at..range.start).unwrap_or_default());
        at = range.end;
    }
    between.push_str(text.get(at..formula.range.start).unwrap_or_default());
    let plain = between.trim_start().strip_prefix('|');
    is_row && plain.is_some_and(|plain| !plain.contains(|c: char| c.is_alphanumeric() || c == '|'))
}

/// Whether a clause begins at a place: behind a line's start or mark, a stop, a comma, an opening bracket, or a single word after
/// one of them (`where $x$ is …`).
pub(super) fn begins_clause(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '*', '_']);
    let word = before.trim_end_matches(|c: char| c.is_alphabetic());
    [before, word.trim_end_matches([' ', '*', '_'])]
        .into_iter()
        .any(|before| {
            let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
            let is_mark = matches!(line, "" | "-" | "+" | "|")
                || line
                    .strip_suffix(['.', ')'])
                    .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
            is_mark || line.ends_with([';', '.', ',', ':', '(', '|', '—'])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_begin_behind_stops_and_marks() {
        for (text, leads) in [
            ("- $x$ is", true),
            ("1. $x$ is", true),
            ("$x$ is", true),
            ("where $x$ is", true),
            ("- $W$ is m; $x$ is", true),
            ("and so, with $x$ for", true),
            ("layers of equal width $x$", false),
            ("| $x$ | input", true),
            ("over **all** $x$", false),
        ] {
            let at = text.find("$x$").unwrap();
            assert_eq!(begins_clause(text, at), leads, "{text}");
        }
    }
}
