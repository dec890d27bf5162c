//! Chapters outside the source folder.

use std::path::{Component, Path};

use mdbook_driver::book::Book;
use mdbook_driver::config::Config;
use qed_report::{Finding, Level, Rule, Sources, Span};

use crate::folder::{read_text, slashed};
use crate::preflight::listed_at;

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&CHAPTER_OUTSIDE];

static CHAPTER_OUTSIDE: Rule = Rule {
    code: "chapter-outside",
    level: Level::Deny,
    title: "a chapter outside the source folder",
    explanation: "\
Pages lie in the site as their chapters lie in the source folder: the page of `../notes.md` would be written beside the site, over
whatever is there.

Write a file in the source folder that includes the other one, and list that:

```md
{{#include ../../notes.md}}
```
",
};

/// Whether a path, relative to the source folder, leads out of it.
pub(crate) fn is_outside(path: &Path) -> bool {
    let mut depth = 0_i32;
    path.components().any(|part| {
        match part {
            Component::Normal(_) => depth += 1,
            Component::ParentDir => depth -= 1,
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return true,
        }
        depth < 0
    })
}

/// What is said of a chapter that is.
pub(crate) fn finding(span: Span, path: &str) -> Finding {
    let message = format!("`{path}` is outside the source folder");
    Finding::new(&CHAPTER_OUTSIDE, span, message)
        .hint("include it from a file in the source folder, and list that")
}

/// The chapters that a renderer would write outside the site: the author's, and those of other preprocessors.
pub(crate) fn check(
    book: &Book,
    root: &Path,
    config: &Config,
    sources: &mut Sources,
) -> Vec<Finding> {
    let paths = book
        .chapters()
        .filter_map(|chapter| chapter.path.as_deref());
    let mut outside = paths.filter(|path| is_outside(path)).peekable();
    if outside.peek().is_none() {
        return Vec::new();
    }
    let path = config.book.src.join("SUMMARY.md");
    let text = read_text(&root.join(&path)).unwrap_or_default();
    let source = sources.add(slashed(&path), text.clone());
    let mut from = 0;
    outside
        .map(|path| {
            let path = slashed(path);
            finding(listed_at(source, &text, &path, &mut from), &path)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_climbs_out_is_outside() {
        for (path, outside) in [
            ("a.md", false),
            ("./a/../b.md", false),
            ("../a.md", true),
            ("a/../../b.md", true),
            ("/etc/hostname", true),
        ] {
            assert_eq!(is_outside(Path::new(path)), outside, "{path}");
        }
    }
}
