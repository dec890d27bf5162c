//! mdBook's directives in a text: `{{#include …}}` and its kin.
//!
//! The grammar is mdBook 0.5.4's, to the letter: what its `links` preprocessor takes is taken, what it leaves is left.

use std::ops::Range;

/// A directive at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Directive<'t> {
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind<'t>,
}

/// What a directive says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'t> {
    /// `\{{#…}}`: stands for itself without the backslash.
    Escaped,
    /// `{{#include path:selection}}`.
    Include(&'t str, Selection<'t>),
    /// `{{#rustdoc_include path:selection}}`: lines outside the selection are hidden, not dropped.
    RustdocInclude(&'t str, Selection<'t>),
    /// `{{#playground path attribute …}}`, formerly `playpen`.
    Playground(&'t str, Vec<&'t str>),
    /// `{{#title words}}`.
    Title(&'t str),
    /// Another word than mdBook knows: text to mdBook, maybe another preprocessor's.
    Unknown(&'t str),
}

/// Which lines of a file are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Selection<'t> {
    /// Lines counted from 0, without the end; `None` is the end of the file.
    Lines(usize, Option<usize>),
    /// Between `ANCHOR: name` and `ANCHOR_END: name`.
    Anchor(&'t str),
}

impl<'t> Selection<'t> {
    /// All lines.
    pub(crate) const ALL: Self = Self::Lines(0, None);

    fn parse(written: &'t str) -> Self {
        let mut parts = written.splitn(3, ':');
        let first = parts.next().unwrap_or_default();
        let start = match first.parse::<usize>() {
            Ok(line) => Some(line.saturating_sub(1)),
            Err(_) if first.is_empty() => None,
            Err(_) => return Self::Anchor(first),
        };
        match (start, parts.next().map(str::parse::<usize>)) {
            (Some(start), None) => Self::Lines(start, Some(start + 1)),
            (start, Some(Ok(end))) => Self::Lines(start.unwrap_or(0), Some(end)),
            (start, _) => Self::Lines(start.unwrap_or(0), None),
        }
    }
}

/// All directives of a text in order.
pub(crate) fn directives(text: &str) -> Vec<Directive<'_>> {
    let mut scanner = Scanner {
        text,
        at: 0,
        brace: 0,
        line: 0..0,
        close: None,
    };
    std::iter::from_fn(|| scanner.next()).collect()
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// A `}` that is known to be the next one from anywhere before it.
    brace: usize,
    /// The line that was last looked at for an escape, and the last `}}` in it.
    line: Range<usize>,
    close: Option<usize>,
}

impl<'t> Scanner<'t> {
    fn next(&mut self) -> Option<Directive<'t>> {
        loop {
            let open = self.at + self.text[self.at..].find("{{")?;
            // A backslash before is where an escape begins; it cannot lie before `at`.
            let escape = open
                .checked_sub(1)
                .filter(|&at| at >= self.at && self.text.as_bytes()[at] == b'\\');
            let found = escape
                .and_then(|at| self.escaped(at))
                .or_else(|| self.plain(open));
            match found {
                Some(directive) => {
                    self.at = directive.range.end;
                    return Some(directive);
                }
                None => self.at = open + 1,
            }
        }
    }

    /// `\{{#`, then anything to the last `}}` of the line.
    fn escaped(&mut self, start: usize) -> Option<Directive<'t>> {
        if !self.text[start..].starts_with("\\{{#") {
            return None;
        }
        if !self.line.contains(&start) {
            let end = self.text[start..]
                .find('\n')
                .map_or(self.text.len(), |at| start + at);
            self.line = start..end;
            self.close = self.text[start..end].rfind("}}").map(|at| start + at);
        }
        let close = self.close.filter(|&close| close >= start + "\\{{#".len())?;
        Some(Directive {
            range: start..close + 2,
            kind: Kind::Escaped,
        })
    }

    /// `{{#word rest}}`; white space may stand before `#`, none after it; the rest holds no brace.
    fn plain(&mut self, start: usize) -> Option<Directive<'t>> {
        let word = self.text[start + 2..].trim_start().strip_prefix('#')?;
        let length = word
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(word.len());
        let word_start = self.text.len() - word.len();
        let rest_start = word_start + length;
        let rest = self.text[rest_start..].trim_start();
        if length == 0 || rest.len() == self.text.len() - rest_start {
            return None;
        }
        let brace = self.next_brace(rest_start)?;
        if !self.text[brace..].starts_with("}}") {
            return None;
        }
        let name = &self.text[word_start..rest_start];
        let blank = &self.text[rest_start..brace];
        let rest = blank.trim_start();
        let kind = match rest.is_empty() {
            false => kind(name, rest),
            // White space alone: of two characters mdBook makes a title of the last, of one nothing.
            true if name == "title" => {
                Kind::Title(blank.char_indices().nth(1).map(|_| last_char(blank))?)
            }
            true => Kind::Unknown(name),
        };
        Some(Directive {
            range: start..brace + 2,
            kind,
        })
    }

    fn next_brace(&mut self, from: usize) -> Option<usize> {
        if self.brace < from {
            self.brace = self.text[from..]
                .find('}')
                .map_or(self.text.len(), |at| from + at);
        }
        (self.brace < self.text.len()).then_some(self.brace)
    }
}

fn last_char(text: &str) -> &str {
    text.char_indices()
        .next_back()
        .map_or("", |(at, _)| &text[at..])
}

fn kind<'t>(name: &'t str, rest: &'t str) -> Kind<'t> {
    let mut words = rest.split_whitespace();
    let first = words.next().unwrap_or_default();
    let (path, selection) = match first.split_once(':') {
        Some((path, selection)) => (path, Selection::parse(selection)),
        None => (first, Selection::ALL),
    };
    match name {
        "title" => Kind::Title(rest),
        "include" => Kind::Include(path, selection),
        "rustdoc_include" => Kind::RustdocInclude(path, selection),
        "playground" | "playpen" => Kind::Playground(first, words.collect()),
        _ => Kind::Unknown(name),
    }
}
