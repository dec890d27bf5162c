//! Names in SUMMARY.md that are not shown as they are written.

use std::path::Path;

use mdbook_driver::config::Config;
use qed_markdown::{Event, Options, Tag, TagEnd};
use qed_report::{Finding, Level, Rule, Sources, Span};

use crate::folder::{read_text, slashed};

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&SUMMARY_HTML];

static SUMMARY_HTML: Rule = Rule {
    code: "summary-html",
    level: Level::Warn,
    title: "a name in SUMMARY.md that loses words",
    explanation: "\
The name of a chapter is text: mdBook leaves out what reads as a tag of HTML, be it meant as one or not. Here the name is `Vec`:

```md
- [Vec<T>](vec.md)
```

Write it as code, `` [`Vec<T>`](vec.md) ``, or the sign as `\\<`: `[Vec\\<T>](vec.md)`.
",
};

/// The tags in the names of chapters and parts.
pub(crate) fn check(root: &Path, config: &Config, sources: &mut Sources) -> Vec<Finding> {
    let path = config.book.src.join("SUMMARY.md");
    let Ok(text) = read_text(&root.join(&path)) else {
        return Vec::new();
    };
    if !text.contains('<') {
        return Vec::new();
    }
    let source = sources.add(slashed(&path), text.clone());
    let mut in_name = 0_usize;
    let mut findings = Vec::new();
    for (event, range) in qed_markdown::events(&text, Options::default()) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Heading { .. }) => in_name += 1,
            Event::End(TagEnd::Link | TagEnd::Heading(_)) => in_name = in_name.saturating_sub(1),
            Event::InlineHtml(tag) if in_name > 0 && !tag.starts_with("<!--") => {
                let span = Span::new(source, range.start, range.end);
                let message = format!("`{tag}` is left out of this name");
                findings.push(Finding::new(&SUMMARY_HTML, span, message).hint(
                    "write the name between backticks if it is code, or `\\<` for the sign itself",
                ));
            }
            _ => {}
        }
    }
    findings
}
