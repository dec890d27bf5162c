//! The lines of a file that an include takes, each with its place.

use super::directive::Selection;
use super::rendered::Rendered;
use qed_report::SourceId;

/// A line without its end, and where it begins in the file.
struct Line<'t> {
    text: &'t str,
    at: usize,
    /// Where its `\n` stands; the end of the file for a last line without one.
    end: usize,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let end = if line.ends_with('\n') { at - 1 } else { at };
        Line {
            text: line.lines().next().unwrap_or_default(),
            at: start,
            end,
        }
    })
}

/// `{{#include}}`: the lines meant, joined by `\n`. Gives also whether there are such lines.
pub(crate) fn take(text: &str, source: SourceId, selection: &Selection<'_>) -> (Rendered, bool) {
    let mut taken = Rendered::new();
    let mut before: Option<usize> = None;
    let mut push = |line: &Line<'_>| {
        if let Some(end) = before {
            taken.push("\n", source, end..end + 1);
        }
        taken.push(line.text, source, line.at..line.at + line.text.len());
        before = Some(line.end);
    };
    let found = match selection {
        Selection::Lines(start, end) => {
            let count = end.map_or(usize::MAX, |end| end.saturating_sub(*start));
            let whole = *selection == Selection::ALL;
            let mut any = whole;
            for line in lines(text).skip(*start).take(count) {
                push(&line);
                any = true;
            }
            any
        }
        Selection::Anchor(name) => {
            let mut inside = false;
            for line in lines(text) {
                match (
                    inside,
                    mark(line.text, "ANCHOR_END:"),
                    mark(line.text, "ANCHOR:"),
                ) {
                    (true, Some(end), _) if end == *name => break,
                    (true, None, None) => push(&line),
                    (false, _, Some(start)) if start == *name => inside = true,
                    _ => {}
                }
            }
            inside
        }
    };
    (taken, found)
}

/// `{{#rustdoc_include}}`: all lines, those that are not meant behind `# `.
pub(crate) fn take_with_hidden(
    text: &str,
    source: SourceId,
    selection: &Selection<'_>,
) -> (Rendered, bool) {
    let mut taken = Rendered::new();
    let mut found = *selection == Selection::ALL;
    let mut inside = false;
    let mut before: Option<usize> = None;
    for (index, line) in lines(text).enumerate() {
        let shown = match selection {
            Selection::Lines(start, end) => {
                Some(index >= *start && end.is_none_or(|end| index < end))
            }
            Selection::Anchor(name) => match (
                inside,
                mark(line.text, "ANCHOR_END:"),
                mark(line.text, "ANCHOR:"),
            ) {
                (true, Some(end), _) => {
                    inside = end != *name;
                    None
                }
                (true, None, Some(_)) => None,
                (true, None, None) => Some(true),
                (false, _, Some(start)) => {
                    inside = start == *name;
                    None
                }
                (false, Some(_), None) => None,
                (false, None, None) => Some(false),
            },
        };
        found |= inside || (shown == Some(true) && matches!(selection, Selection::Lines(..)));
        let Some(shown) = shown else { continue };
        if let Some(end) = before {
            taken.push("\n", source, end..end + 1);
        }
        if !shown {
            taken.push_made("# ", source, line.at..line.at);
        }
        taken.push(line.text, source, line.at..line.at + line.text.len());
        before = Some(line.end);
    }
    (taken, found)
}

/// The name after `ANCHOR:` or `ANCHOR_END:` in a line.
fn mark<'t>(line: &'t str, sign: &str) -> Option<&'t str> {
    line.match_indices(sign).find_map(|(at, _)| {
        let name = line[at + sign.len()..].trim_start();
        let length = name
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(name.len());
        (length > 0).then_some(&name[..length])
    })
}
