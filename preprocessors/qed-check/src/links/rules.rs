//! The rules about links, and the one about files that no chapter reaches.

use qed_report::{Finding, Level, Rule, Span};

use crate::Library;
use crate::index::join;

pub(crate) static RULES: &[&Rule] = &[
    &MISSING_FILE,
    &MISSING_HEADING,
    &UNKNOWN_TOPIC,
    &AMBIGUOUS_LINK,
    &CASE_MISMATCH,
    &HTML_LINK,
    &LINK_OUTSIDE,
    &LINK_SCHEME,
    &UNLISTED_CHAPTER,
    &UNDEFINED_REFERENCE,
    &UNLISTED_FILE,
];

pub(super) static MISSING_FILE: Rule = Rule {
    code: "missing-file",
    level: Level::Deny,
    title: "a link to a file that is not there",
    explanation: "\
A relative link starts from the folder of the file that holds it. Nothing is at the path that it names, neither a chapter nor
a file beside the chapters.

```md
[softmax](../losses/softmax.md)
```

Correct the path. A wiki link, `[[softmax]]`, finds a topic wherever its file is.
",
};

pub(super) static MISSING_HEADING: Rule = Rule {
    code: "missing-heading",
    level: Level::Deny,
    title: "a link to a heading that is not there",
    explanation: "\
The part of a link after `#` names a heading of the page by its id: the heading's text in lower case, with `-` for spaces and
without punctuation, and `-1`, `-2` for repetitions. It may also be an explicit id (`## Title {#id}`), an `id` in raw HTML, or
a labelled formula (`eq:softmax` is `#eq-softmax`).

Correct the name; upper and lower case differ.
",
};

pub(super) static UNKNOWN_TOPIC: Rule = Rule {
    code: "unknown-topic",
    level: Level::Deny,
    title: "a wiki link or requirement that names no topic",
    explanation: "\
`[[name]]` and `requires` name a topic by its slug (file name without `.md`); a wiki link may also use its title or one of its
aliases. There is no such topic.

Text in double brackets that is no link, `[[like-this]]`, is written in a code span or as `\\[[like-this]]`.
",
};

pub(super) static AMBIGUOUS_LINK: Rule = Rule {
    code: "ambiguous-link",
    level: Level::Deny,
    title: "a wiki link that could mean several topics",
    explanation: "\
Two topics have the name that a wiki link uses, as slug, title or alias. Use a name that only one of them has, or an ordinary
link with a path.
",
};

pub(super) static CASE_MISMATCH: Rule = Rule {
    code: "case-mismatch",
    level: Level::Deny,
    title: "a link that differs from its file in upper and lower case",
    explanation: "\
The link works on systems that take `A.md` and `a.md` for one file, and is broken on all others, most web servers among them.
Write the name as the file has it.
",
};

pub(super) static HTML_LINK: Rule = Rule {
    code: "html-link",
    level: Level::Warn,
    title: "a link to a page instead of its file",
    explanation: "\
The link names a page as one renderer writes it, `pca.html`. Link to the Markdown file, `pca.md`: mdBook turns it into the
right page in every renderer, and editors can follow it.
",
};

pub(super) static LINK_OUTSIDE: Rule = Rule {
    code: "link-outside",
    level: Level::Warn,
    title: "a relative link that leaves the book",
    explanation: "\
The link climbs above the source folder. On a site it can only work if something else is published beside the book. Where that
is meant, name the beginning of such links in book.toml:

```toml
[preprocessor.qed]
outside = [\"../std/\"]
```
",
};

pub(super) static LINK_SCHEME: Rule = Rule {
    code: "link-scheme",
    level: Level::Warn,
    title: "a link that runs code, or leads into one machine",
    explanation: "\
Nobody can follow such a link from a site:

- `javascript:` and `vbscript:` run code, and so may a page in `data:`. Pages of the study site run no code that a link brings.
- `file:` names a file of the reader's own machine. Put the file into the source folder, and link to it by a relative path.

The study site marks the words, and makes no link of them. A picture in `data:image/…` is no link and is kept.
",
};

pub(super) static UNLISTED_CHAPTER: Rule = Rule {
    code: "unlisted-chapter",
    level: Level::Deny,
    title: "a link to a Markdown file that is not in SUMMARY.md",
    explanation: "\
mdBook makes pages only of files that SUMMARY.md lists. The file is there, but no page will be. Add a line for it to
SUMMARY.md, or link to something else.
",
};

pub(super) static UNDEFINED_REFERENCE: Rule = Rule {
    code: "undefined-reference",
    level: Level::Warn,
    title: "a reference link or footnote without its definition",
    explanation: "\
`[words][name]` needs a line `[name]: target`, `[^name]` a line `[^name]: text`, somewhere in the same file. Without it the
brackets are shown as they are. Add the line; or, where brackets are meant, write `\\[`.
",
};

pub(super) static UNLISTED_FILE: Rule = Rule {
    code: "unlisted-file",
    level: Level::Warn,
    title: "a Markdown file that no chapter reaches",
    explanation: "\
The file lies in the source folder, but SUMMARY.md does not list it and no chapter includes it: no reader will see it. Add it
to SUMMARY.md, or move it out of the source folder.
",
};

/// Markdown files that neither SUMMARY.md nor an include reaches.
pub(super) fn unlisted(library: &Library, findings: &mut Vec<Finding>) {
    for file in library
        .files
        .iter()
        .filter(|file| file.ends_with(".md") && *file != "SUMMARY.md")
    {
        // What was read stands among the sources; files that nothing reads are added by the loader last.
        let Some(source) = library.unread.get(file) else {
            continue;
        };
        let message = format!(
            "`{}` is not in SUMMARY.md",
            join(&library.source_folder, file)
        );
        findings.push(
            Finding::new(&UNLISTED_FILE, Span::file(*source), message)
                .hint("add a line for it to SUMMARY.md, or move it out of the source folder"),
        );
    }
}
