//! Dollars that look like formulas and are not: the cause of each.
//!
//! The parser leaves in plain text what it cannot take as a formula. A `$$` there was cut by the block structure (a blank line, a line
//! that begins like a list or a quote), or holds a brace without a partner, or never closes.

use std::ops::Range;

use qed_report::{Level, Rule};

/// `formula-cut`.
pub(crate) static CUT: Rule = Rule {
    code: "formula-cut",
    level: Level::Deny,
    title: "dollars that do not become a formula",
    explanation: "\
To Markdown a formula is part of a paragraph. A blank line inside `$$…$$` ends the paragraph, and so does a line that begins
like a list (`- `, `+ `, `* `, `1. `), a quote (`>`) or a heading (`# `): the dollars then stand on the page as text. The same happens when the closing
dollars are missing.

```text
$$
a
+ b          a list item, to Markdown
$$
```

Move the sign to the end of the line before, take blank lines out, or write the formula on one line. For a dollar that is meant as such, write `\\$`.",
};

/// `formula-braces`.
pub(crate) static BRACES: Rule = Rule {
    code: "formula-braces",
    level: Level::Deny,
    title: "a brace without a partner between dollars",
    explanation: "\
Braces in a formula come in pairs. With one too many or too few, the dollars round it are not taken as a formula at all
and stand on the page as text.

```text
$\\frac{1}{2$       wrong: `{2` is not closed
$\\frac{1}{2}$      right
```

A brace that is to be seen is written `\\{` or `\\}`.",
};

/// `formula-spaces`.
pub(crate) static SPACES: Rule = Rule {
    code: "formula-spaces",
    level: Level::Deny,
    title: "white space just inside the dollars of a formula",
    explanation: "\
A `$` that is followed by white space does not open a formula, and one after white space does not close one: so that `5 $ and 6 $` stays text.

```text
$ \\alpha $     stays text
$\\alpha$       a formula
```",
};

/// A leftover is looked for its partner within this many bytes.
const REACH: usize = 4_000;

/// What is wrong with some dollars.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Leftover {
    pub(crate) rule: &'static Rule,
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    pub(crate) other: Option<(Range<usize>, &'static str)>,
    pub(crate) hint: String,
}

/// Dollars in plain text: `at` is the first, `paragraph` numbers the paragraph (or cell, or item) that holds it.
#[derive(Clone, Copy, Debug)]
struct Dollars {
    at: usize,
    double: bool,
    paragraph: usize,
}

/// Finds the cause of each leftover. `places` are single dollars in order, each with the number of its paragraph.
pub(crate) fn explain(text: &str, places: &[(usize, usize)]) -> Vec<Leftover> {
    let dollars = paired(places);
    let mut found = Vec::new();
    let mut rest = dollars.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let (leftover, used) = if first.double {
            double(text, *first, after)
        } else {
            single(text, *first, after)
        };
        found.extend(leftover);
        rest = &after[used..];
    }
    found
}

fn paired(places: &[(usize, usize)]) -> Vec<Dollars> {
    let mut dollars: Vec<Dollars> = Vec::new();
    for &(at, paragraph) in places {
        match dollars.last_mut() {
            Some(last) if !last.double && last.at + 1 == at => last.double = true,
            _ => dollars.push(Dollars {
                at,
                double: false,
                paragraph,
            }),
        }
    }
    dollars
}

/// A `$$`: what came between it and its partner. Gives also how many of the following dollars are thereby explained.
fn double(text: &str, open: Dollars, after: &[Dollars]) -> (Option<Leftover>, usize) {
    let near = |other: &Dollars| other.double && other.at < open.at + REACH;
    let Some(index) = after
        .iter()
        .position(|other| other.double || other.at >= open.at + REACH)
        .filter(|&index| near(&after[index]))
    else {
        return (Some(never_closes(open.at..open.at + 2, "$$")), 0);
    };
    let inner = open.at + 2..after[index].at;
    let leftover = match cause(text, inner.clone()) {
        Some(Cause::Blank(line)) => cut(
            open,
            line,
            "a blank line cuts the formula",
            "take the blank line out of the formula",
        ),
        Some(Cause::Block(line)) => cut(
            open,
            line,
            "this line begins like a list, a quote or a heading, and cuts the formula",
            "put the sign at the end of the line before, or the formula on one line",
        ),
        None => match unbalanced(text, inner) {
            Some(brace) => braces(brace, open.at..after[index].at + 2),
            None => never_closes(open.at..open.at + 2, "$$"),
        },
    };
    (Some(leftover), index + 1)
}

/// A `$`: mostly money, and no mistake. A mistake only where what stands between two looks like a formula.
fn single(text: &str, open: Dollars, after: &[Dollars]) -> (Option<Leftover>, usize) {
    let rest = &text[open.at + 1..];
    let Some(close) = after
        .first()
        .filter(|close| !close.double && close.paragraph == open.paragraph)
    else {
        let command =
            rest.starts_with('\\') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic());
        return (command.then(|| never_closes(open.at..open.at + 1, "$")), 0);
    };
    let inner = open.at + 1..close.at;
    let tex = &text[inner.clone()];
    let spaced = tex.starts_with(char::is_whitespace) || tex.ends_with(char::is_whitespace);
    if spaced {
        let leftover = looks_like_tex(tex).then(|| Leftover {
            rule: &SPACES,
            range: open.at..close.at + 1,
            message: "white space inside the dollars keeps this from being a formula".to_owned(),
            other: None,
            hint: format!("write `${}$`", tex.trim()),
        });
        let used = usize::from(leftover.is_some());
        return (leftover, used);
    }
    match unbalanced(text, inner) {
        Some(brace) => (Some(braces(brace, open.at..close.at + 1)), 1),
        None => (None, 0),
    }
}

fn looks_like_tex(tex: &str) -> bool {
    tex.as_bytes().windows(2).any(|pair| match pair {
        [b'\\', next] => next.is_ascii_alphabetic(),
        [b'_' | b'^', b'{'] => true,
        _ => false,
    })
}

fn never_closes(range: Range<usize>, dollars: &str) -> Leftover {
    Leftover {
        rule: &CUT,
        range,
        message: format!("`{dollars}` opens a formula that never closes"),
        other: None,
        hint: format!(
            "close it with `{dollars}`, or write `\\$` for a dollar that is meant as such"
        ),
    }
}

fn cut(open: Dollars, line: Range<usize>, what: &'static str, hint: &str) -> Leftover {
    let message = "`$$` stays text: the formula is cut in two".to_owned();
    Leftover {
        rule: &CUT,
        range: open.at..open.at + 2,
        message,
        other: Some((line, what)),
        hint: hint.to_owned(),
    }
}

fn braces(brace: Brace, formula: Range<usize>) -> Leftover {
    let (at, message, hint) = match brace {
        Brace::Unclosed(at) => (
            at,
            "this brace is never closed",
            "close it with `}`, or write `\\{` for a brace to be seen",
        ),
        Brace::Stray(at) => (
            at,
            "this brace closes nothing",
            "take it away, or write `\\}` for a brace to be seen",
        ),
    };
    Leftover {
        rule: &BRACES,
        range: at..at + 1,
        message: format!("{message}, so that the dollars are not a formula"),
        other: Some((formula, "taken as text")),
        hint: hint.to_owned(),
    }
}

enum Cause {
    Blank(Range<usize>),
    Block(Range<usize>),
}

/// The first line of a range that ends a paragraph. Quotes that are open where the range begins do not.
fn cause(text: &str, range: Range<usize>) -> Option<Cause> {
    let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let quotes = text[line_start..]
        .chars()
        .take_while(|&c| c == '>' || c == ' ')
        .filter(|&c| c == '>')
        .count();
    let mut at = range.start;
    for (index, line) in text[range].split_inclusive('\n').enumerate() {
        let content = unquoted(line.trim_end(), quotes);
        let place = at + (line.trim_end().len() - content.len())..at + line.trim_end().len();
        at += line.len();
        // The first and the last line hold the dollars.
        if index == 0 {
            continue;
        }
        if content.is_empty() && line.ends_with('\n') {
            return Some(Cause::Blank(place));
        }
        if begins_a_block(content) {
            return Some(Cause::Block(place));
        }
    }
    None
}

/// A line without its indentation and so many marks of quotes.
fn unquoted(line: &str, quotes: usize) -> &str {
    (0..quotes).fold(line.trim_start(), |line, _| {
        line.strip_prefix('>').unwrap_or(line).trim_start()
    })
}

fn begins_a_block(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marker = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let ordered = number.len() < line.len() && number.strip_prefix(['.', ')']).is_some_and(marker);
    let bullet = line.strip_prefix(['-', '+', '*']).is_some_and(marker);
    let heading = line.starts_with('#') && marker(line.trim_start_matches('#'));
    let rule = line.len() > 1
        && ["=", "-", "_", "*"]
            .iter()
            .any(|sign| line.replace(sign, "").trim().is_empty());
    ordered
        || bullet
        || heading
        || rule
        || line == "="
        || line.starts_with('>')
        || line.starts_with("```")
}

#[derive(Clone, Copy)]
enum Brace {
    Unclosed(usize),
    Stray(usize),
}

fn unbalanced(text: &str, range: Range<usize>) -> Option<Brace> {
    let mut open = Vec::new();
    let mut escaped = false;
    for (at, byte) in text[range.clone()].bytes().enumerate() {
        let place = range.start + at;
        match byte {
            b'{' if !escaped => open.push(place),
            b'}' if !escaped && open.pop().is_none() => return Some(Brace::Stray(place)),
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    open.pop().map(Brace::Unclosed)
}
