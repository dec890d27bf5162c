//! A formula's text with its places, and the labels and references in it.

use crate::{Excerpt, Formula, Reference};

/// A formula at `range` of the chapter, dollars included; `tex` is what the parser read between them.
pub(crate) fn formula(
    chapter: &str,
    range: std::ops::Range<usize>,
    tex: &str,
    display: bool,
) -> Formula {
    let dollars = if display { 2 } else { 1 };
    let inner = range.start + dollars..range.end.saturating_sub(dollars).max(range.start + dollars);
    let tex = Excerpt::without_prefixes(chapter, inner, tex);
    let mut label = None;
    let mut references = Vec::new();
    for (command, reference) in commands(&tex.text) {
        match command {
            "label" if label.is_none() => label = Some(reference),
            "label" => {}
            _ => references.push(reference),
        }
    }
    Formula {
        range,
        tex,
        display,
        label,
        references,
    }
}

/// The further labels of a formula that has one: the whole commands, in `tex`.
pub(crate) fn spare_labels(tex: &str) -> impl Iterator<Item = Reference> {
    commands(tex)
        .into_iter()
        .filter(|(command, _)| *command == "label")
        .skip(1)
        .map(|(_, reference)| reference)
}

/// Each `\label{…}`, `\ref{…}` and `\eqref{…}`, except in comments.
fn commands(tex: &str) -> Vec<(&'static str, Reference)> {
    let bytes = tex.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = bytes[at..]
        .iter()
        .position(|&byte| matches!(byte, b'\\' | b'%'))
    {
        at += step;
        if bytes[at] == b'%' {
            at += bytes[at..]
                .iter()
                .position(|&byte| byte == b'\n')
                .unwrap_or(bytes.len() - at);
            continue;
        }
        let name = tex[at + 1..]
            .split(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or_default();
        let known = ["label", "ref", "eqref"]
            .into_iter()
            .find(|&known| known == name);
        let argument = at + 1 + name.len();
        match known.zip(argument_at(tex, argument)) {
            Some((command, (value, end))) => {
                let reference = Reference {
                    name: value.trim().to_owned(),
                    range: at..end,
                    parenthesised: command == "eqref",
                };
                found.push((command, reference));
                at = end;
            }
            // `\\` and `\%` are one command of two bytes; more than ASCII may follow a backslash.
            None => {
                at += 1 + name
                    .len()
                    .max(tex[at + 1..].chars().next().map_or(0, char::len_utf8));
            }
        }
    }
    found
}

/// `{value}` after white space at `at`, and the byte after it.
fn argument_at(tex: &str, at: usize) -> Option<(&str, usize)> {
    let rest = &tex[at..];
    let open = rest.trim_start().strip_prefix('{')?;
    let length = open.find(['{', '}', '\\'])?;
    let start = at + (rest.len() - open.len());
    open[length..]
        .starts_with('}')
        .then_some((&open[..length], start + length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_references() {
        let tex = r"x \label{eq:a} = \eqref{eq:b}+\ref {eq: c} \\label{no} \labels{no} % \label{no}
            \% \ref{d} \ref{e";
        let found: Vec<String> = commands(tex)
            .into_iter()
            .map(|(command, reference)| {
                format!("{command} {} {}", reference.name, &tex[reference.range])
            })
            .collect();
        assert_eq!(
            found,
            [
                r"label eq:a \label{eq:a}",
                r"eqref eq:b \eqref{eq:b}",
                r"ref eq: c \ref {eq: c}",
                r"ref d \ref{d}"
            ]
        );
    }

    #[test]
    fn any_text_is_read() {
        for tex in [
            "",
            "\\",
            "\\é",
            "%",
            "\\label{",
            "\\label{\\x}",
            "\\label é",
        ] {
            assert_eq!(commands(tex), [], "{tex}");
        }
    }
}
