//! Tera's errors in plain words, each at its place and with what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use qed_report::{Rule, nearest};
use tera::ErrorKind;

use super::{TEMPLATES, THEME_TEMPLATE, nearest_template, tags};

/// What is wrong in a file of the theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(super) rule: &'static Rule,
    /// Relative to `theme/`.
    pub(super) path: String,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    /// Of what is never closed: before what it should be.
    pub(super) end: Option<Range<usize>>,
    pub(super) hint: String,
}

/// Filters that Tera has by itself; it does not tell their names.
const FILTERS: [&str; 37] = [
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

const LOOK_UP: &str =
    "look it up at https://keats.github.io/tera/; without the file the built-in one is used";

/// What Tera found in a template. `texts` are all templates by name.
pub(super) fn faults(
    template: &str,
    error: &tera::Error,
    texts: &BTreeMap<&str, &str>,
) -> Vec<Fault> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = report.filename();
            let range = report.span().range.clone();
            let text = texts.get(name).copied().unwrap_or_default();
            let open = tags::unclosed(text).filter(|open| shows(open, report.message(), &range));
            vec![match open {
                Some(open) => left_open(name, text, open),
                None => fault(name, range, report.message(), texts),
            }]
        }
        ErrorKind::MissingParent { current, parent } => {
            let text = texts.get(current.as_str()).copied().unwrap_or_default();
            let range = text.find(parent.as_str());
            let range = range.map_or(0..0, |at| at..at + parent.len());
            let message = format!("Unknown template `{parent}`");
            vec![fault(current, range, &message, texts)]
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            let message = format!("`{tpl}` comes back to itself by `extends` or `include`");
            vec![fault(tpl, 0..0, &message, texts)]
        }
        ErrorKind::Msg(message) => {
            let several: Vec<Fault> = drawn(message)
                .into_iter()
                .map(|place| {
                    let text = texts.get(place.template).copied().unwrap_or_default();
                    fault(place.template, place.range(text), place.message, texts)
                })
                .collect();
            if several.is_empty() {
                vec![fault(template, 0..0, message, texts)]
            } else {
                several
            }
        }
        _ => vec![fault(template, 0..0, &error.to_string(), texts)],
    }
}

/// Whether Tera's message is about the tag that is left open.
fn shows(open: &tags::Unclosed, message: &str, range: &Range<usize>) -> bool {
    match &open.end {
        None => message.starts_with("Unexpected end"),
        Some(end) => message.starts_with("Unexpected end") || end.contains(&range.start),
    }
}

fn left_open(name: &str, text: &str, open: tags::Unclosed) -> Fault {
    // One without its own end reaches to that of the template.
    let tag = text[open.range.clone()].lines().next().unwrap_or_default();
    let tag = tag.replace("{%-", "{%");
    let tag = tag.replace("-%}", "%}");
    let end = open.name.trim_end_matches("_global");
    Fault {
        rule: &THEME_TEMPLATE,
        path: format!("{TEMPLATES}{name}"),
        range: open.range,
        message: format!("`{tag}` is never closed"),
        end: open.end,
        hint: format!("write `{{% end{end} %}}` where it ends"),
    }
}

fn fault(name: &str, range: Range<usize>, message: &str, texts: &BTreeMap<&str, &str>) -> Fault {
    let message = message.trim_end_matches('.');
    let (said, has) = message
        .split_once(". Available ")
        .map_or((message, None), |(said, has)| {
            (said, has.split_once(": ").map(|(_, names)| names))
        });
    let word = said.split('`').nth(1).unwrap_or_default();
    let known: BTreeSet<&str> = match has {
        Some(names) => names.split(", ").collect(),
        None if said.starts_with("Unknown filter") => FILTERS.into(),
        None if said.starts_with("Unknown template") => texts.keys().copied().collect(),
        None if said.starts_with("Block ") => {
            let text = texts.get(name).copied().unwrap_or_default();
            let parent = tags::parent(text).and_then(|parent| texts.get(parent));
            tags::blocks(parent.copied().unwrap_or_default()).collect()
        }
        None => BTreeSet::new(),
    };
    let names = || known.iter().copied();
    let near = if said.starts_with("Unknown template") {
        nearest_template(word, names())
    } else {
        nearest(word, names()).map(str::to_owned)
    };
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => LOOK_UP.to_owned(),
        None => {
            let list: Vec<_> = names().map(|name| format!("`{name}`")).collect();
            format!("there are {}", list.join(", "))
        }
    };
    Fault {
        rule: &THEME_TEMPLATE,
        path: format!("{TEMPLATES}{name}"),
        range,
        message: in_sentence(said),
        end: None,
        hint,
    }
}

/// Without a capital at its beginning.
fn in_sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

/// One of several errors of which Tera gives but the drawing.
struct Drawn<'a> {
    message: &'a str,
    template: &'a str,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
    /// In characters.
    width: usize,
}

/// Reads `error: MESSAGE`, then ` --> FILE:LINE:COLUMN`, and the carets three lines further down.
fn drawn(text: &str) -> Vec<Drawn<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let read = |at: usize| {
        let message = lines[at].strip_prefix("error: ")?;
        let place = lines.get(at + 1)?.trim_start().strip_prefix("--> ")?;
        let mut place = place.rsplitn(3, ':');
        let (column, line) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?);
        let carets = lines
            .get(at + 4)
            .map_or(0, |line| line.matches('^').count());
        Some(Drawn {
            message,
            template: place.next()?,
            line,
            column,
            width: carets,
        })
    };
    (0..lines.len()).filter_map(read).collect()
}

impl Drawn<'_> {
    /// The bytes of a template that are meant.
    fn range(&self, text: &str) -> Range<usize> {
        let mut lines = text.split_inclusive('\n');
        let start: usize = lines.by_ref().take(self.line - 1).map(str::len).sum();
        let line = lines.next().unwrap_or_default();
        let byte = |column: usize| {
            line.char_indices()
                .nth(column)
                .map_or(line.len(), |at| at.0)
        };
        let column = self.column - 1;
        start + byte(column)..start + byte(column + self.width)
    }
}

/// Blocks that built-in templates fill, and an author's base does not have: told at that file, once for each block.
pub(super) fn at_the_base(
    faults: Vec<Fault>,
    texts: &BTreeMap<&str, &str>,
    is_own: impl Fn(&str) -> bool,
) -> Vec<Fault> {
    let mut kept: Vec<Fault> = Vec::with_capacity(faults.len());
    for mut fault in faults {
        let name = fault.path.trim_start_matches(TEMPLATES).to_owned();
        let parent = texts.get(name.as_str()).and_then(|text| tags::parent(text));
        let block = fault
            .message
            .strip_prefix("block `")
            .and_then(|rest| rest.split('`').next());
        if let (false, Some(parent), Some(block)) = (is_own(&name), parent, block) {
            fault = Fault {
                path: format!("{TEMPLATES}{parent}"),
                range: 0..0,
                message: format!("it has no block `{block}`, which other templates fill"),
                hint: format!(
                    "write `{{% block {block} %}}{{% endblock {block} %}}` where it belongs"
                ),
                ..fault
            };
        }
        if !kept.contains(&fault) {
            kept.push(fault);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_are_teras() {
        for filter in FILTERS {
            let mut tera = tera::Tera::new();
            let added = tera.add_raw_template("x", &format!("{{{{ a | {filter} }}}}"));
            assert!(added.is_ok(), "{added:?}");
        }
    }
}
