//! What mdBook's loader would trip over, found before it does, at its place.

use std::path::Path;

use mdbook_driver::config::Config;
use mdbook_summary::{Link, Summary, SummaryItem, parse_summary};
use qed_markdown::ReadError;
use qed_report::{Finding, Level, Rule, SourceId, Sources, Span};
use rayon::prelude::*;

use crate::folder::{read_text, slashed};
use crate::outside::{self, is_outside};

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[
    &MISSING_SUMMARY,
    &BAD_SUMMARY,
    &REPEATED_CHAPTER,
    &MISSING_CHAPTER,
    &UNREADABLE_CHAPTER,
];

static MISSING_SUMMARY: Rule = Rule {
    code: "missing-summary",
    level: Level::Deny,
    title: "a book without SUMMARY.md",
    explanation: "\
SUMMARY.md in the source folder lists the chapters of a book, in reading order. Without it there is no book:

```md
# Summary

- [First chapter](first.md)
```

The source folder is `src`, unless `[book] src` in book.toml names another.
",
};

static BAD_SUMMARY: Rule = Rule {
    code: "bad-summary",
    level: Level::Deny,
    title: "a SUMMARY.md that mdBook cannot read",
    explanation: "\
SUMMARY.md is a list of links: prefix chapters, then numbered chapters as a list, then suffix chapters, with `# Part titles` and
`---` between them. The finding gives mdBook's own reason. mdBook's guide describes the format in its chapter \"SUMMARY.md\".
",
};

static REPEATED_CHAPTER: Rule = Rule {
    code: "repeated-chapter",
    level: Level::Deny,
    title: "a file that SUMMARY.md lists twice",
    explanation: "\
One file makes one page, so mdBook refuses a second line for it. Remove one of the lines, or let the second chapter have a file of its own that includes the first.
",
};

static MISSING_CHAPTER: Rule = Rule {
    code: "missing-chapter",
    level: Level::Deny,
    title: "a chapter whose file is not there",
    explanation: "\
SUMMARY.md lists a file that does not exist. mdBook would create an empty one; QED does not write into your sources.

Write the file, correct the path (it is relative to the source folder), or leave the parentheses empty for a draft: `[Title]()`.
",
};

static UNREADABLE_CHAPTER: Rule = Rule {
    code: "unreadable-chapter",
    level: Level::Deny,
    title: "a chapter that is not UTF-8, or cannot be read",
    explanation: "\
Chapters are UTF-8 text. A file in another encoding, Latin-1 for example, is converted once: `iconv -f latin1 -t utf8 old.md > new.md`.
",
};

/// Looks at SUMMARY.md and at each file that it lists. Where there is a finding of level deny, mdBook cannot load the book.
pub(crate) fn check(root: &Path, config: &Config, sources: &mut Sources) -> Vec<Finding> {
    let path = slashed(&config.book.src.join("SUMMARY.md"));
    let text = match read_text(&root.join(&path)) {
        Ok(text) => text,
        Err(error) => return vec![no_summary(root, &path, error, sources)],
    };
    let source = sources.add(path, text.clone());
    match parse_summary(&text) {
        Ok(summary) => chapters(&summary, &root.join(&config.book.src), source, &text),
        Err(error) => vec![bad_summary(source, &text, &error.root_cause().to_string())],
    }
}

/// What is said where there is no SUMMARY.md to point into: at book.toml, which says where it is looked for.
fn no_summary(root: &Path, path: &str, error: ReadError, sources: &mut Sources) -> Finding {
    let text = read_text(&root.join("book.toml")).unwrap_or_default();
    let span = Span::file(sources.add("book.toml", text));
    match error {
        ReadError::Missing => Finding::new(&MISSING_SUMMARY, span, format!("there is no `{path}`"))
            .hint("write it, or name another folder with `src` under [book]"),
        error => unreadable(span, path, error),
    }
}

/// Looks at each file that SUMMARY.md lists.
fn chapters(summary: &Summary, folder: &Path, source: SourceId, text: &str) -> Vec<Finding> {
    let mut links = Vec::new();
    collect(&summary.prefix_chapters, &mut links);
    collect(&summary.numbered_chapters, &mut links);
    collect(&summary.suffix_chapters, &mut links);
    let locations = links
        .into_par_iter()
        .filter_map(|link| link.location.as_ref());
    let read: Vec<_> = locations
        .map(|location| (location, read_text(&folder.join(location)).err()))
        .collect();
    let mut findings = Vec::new();
    let mut from = 0;
    for (location, error) in read {
        let name = slashed(location);
        let span = listed_at(source, text, &location.to_string_lossy(), &mut from);
        match error {
            _ if is_outside(location) => {
                findings.push(outside::finding(span, &location.to_string_lossy()));
            }
            None => {}
            Some(ReadError::Missing) => findings.push(
                Finding::new(&MISSING_CHAPTER, span, format!("there is no file `{name}`"))
                    .hint("write it, correct the path, or leave the parentheses empty for a draft"),
            ),
            Some(error) => findings.push(unreadable(span, &name, error)),
        }
    }
    findings
}

fn collect<'a>(items: &'a [SummaryItem], links: &mut Vec<&'a Link>) {
    for item in items {
        if let SummaryItem::Link(link) = item {
            links.push(link);
            collect(&link.nested_items, links);
        }
    }
}

/// The place of a link's path in SUMMARY.md; links come in the order of the file.
pub(crate) fn listed_at(source: SourceId, text: &str, path: &str, from: &mut usize) -> Span {
    let rest = &text[*from..];
    // The name of a chapter may be its path as well.
    let after_bracket = rest.find(&format!("({path}")).map(|at| at + 1);
    let Some(at) = after_bracket.or_else(|| rest.find(path)) else {
        // The path was written with escapes.
        return Span::new(source, *from, *from);
    };
    let start = *from + at;
    *from = start + path.len();
    Span::new(source, start, *from)
}

fn unreadable(span: Span, name: &str, error: ReadError) -> Finding {
    let (message, hint) = match error {
        ReadError::NotUtf8 => (format!("`{name}` is not UTF-8"), "save the file as UTF-8"),
        ReadError::Missing => (format!("`{name}` is missing"), "write the file"),
        ReadError::Refused(reason) => (
            format!("`{name}` cannot be read: {reason}"),
            "see that the file can be read",
        ),
    };
    Finding::new(&UNREADABLE_CHAPTER, span, message).hint(hint)
}

/// A file that two lines of SUMMARY.md name: the second is the one to look at.
fn repeated(source: SourceId, text: &str, path: &str) -> Finding {
    let target = format!("({path})");
    let mut places = text
        .match_indices(&target)
        .map(|(at, _)| Span::new(source, at + 1, at + 1 + path.len()));
    let (first, second) = (places.next(), places.next());
    let place = second.or(first).unwrap_or(Span::file(source));
    let finding = Finding::new(
        &REPEATED_CHAPTER,
        place,
        format!("`{path}` is listed twice"),
    )
    .hint("remove one of the lines");
    match (first, second) {
        (Some(first), Some(_)) => finding.other(first, "listed here first"),
        _ => finding,
    }
}

/// mdBook's message ends with the line and column where it knows them.
fn bad_summary(source: SourceId, text: &str, error: &str) -> Finding {
    if let Some(path) = error
        .split("Duplicate file in SUMMARY.md: \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
    {
        return repeated(source, text, path);
    }
    let line = error.split("line ").nth(1).and_then(|rest| {
        rest.split(|character: char| !character.is_ascii_digit())
            .next()?
            .parse::<usize>()
            .ok()
    });
    let start = line.map_or(0, |line| {
        text.split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum()
    });
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let span = if line.is_some() {
        Span::new(source, start, end)
    } else {
        Span::file(source)
    };
    Finding::new(&BAD_SUMMARY, span, "mdBook cannot read this summary")
        .note(error.to_owned())
        .hint("correct it as mdBook says")
}
