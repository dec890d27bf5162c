//! Raw HTML as a tree: elements that pages refuse, and such as do not close.
//!
//! An element ends at the latest where the Markdown around it does: a `<b>` in a paragraph with the paragraph, a `<div>` in a
//! quote with the quote. So does the study site close it.

use std::ops::Range;

use qed_report::{Level, Rule};

use super::Reader;
use crate::Excerpt;
use crate::html::{Tag, is_element, is_refused};

/// `html-refused`.
pub(crate) static REFUSED: Rule = Rule {
    code: "html-refused",
    level: Level::Warn,
    title: "raw HTML that the study site does not keep",
    explanation: "\
Elements that run code, load another site's page or change the page as a whole are shown by the study site as the text that they are: `script`,
`style`, `iframe`, `object`, `embed`, `base`, `meta`, `link`, `html`, `head`, `body`, `title`. What an author pastes in should not decide what
runs in a reader's browser.

```html
<script>console.log(\"never run\")</script>
```

Attributes that run code, `onclick` and its like, are left out.

Styles belong into the theme (`theme/css/`), and a page of another site is linked to. A script that is wanted stands in a file of the book, and
`scripts = true` in `[output.qed]` keeps the elements that name one:

```html
<script src=\"plot.js\"></script>
```

The policy of the pages lets no other script run, so that a script within the page stays refused; what `onclick` would do is done there by
`addEventListener`.
",
};

/// `html-unclosed`.
pub(crate) static UNCLOSED: Rule = Rule {
    code: "html-unclosed",
    level: Level::Warn,
    title: "raw HTML whose start and end do not meet",
    explanation: "\
A start tag without its end, or an end without its start, in the same paragraph, quote, list item or level of the page:

```html
<div class=\"wide\">

What follows is all inside, to the end of the page.
```

mdBook's own pages hand this on to the browser, which closes it somewhere. The study site closes the element where the Markdown around it ends, and
leaves a lone end out. Write the end tag where you want it; in a list or quote it needs the same indent or mark as its start.

A comment that is never closed hides what follows, to the end of the page: `<!--` ends with `-->`.

Where no element is meant, as in `Vec<T>`, the sign is lost with its word: write the name between backticks, or `\\<`.
",
};

/// Elements without content, and those whose end HTML lets one leave out.
const NEVER_OPEN: [&str; 26] = [
    "area", "br", "caption", "col", "colgroup", "dd", "dt", "hr", "img", "input", "li", "optgroup",
    "option", "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
    "track", "wbr",
];

/// An element that is open.
#[derive(Debug)]
enum Open {
    /// Of Markdown.
    Markdown,
    /// Of raw HTML, with its start tag.
    Raw(String, Range<usize>),
    /// A recall card, whose form is judged elsewhere.
    Card(String),
}

/// Elements that are open: Markdown's own and those of raw HTML.
#[derive(Debug, Default)]
pub(crate) struct Elements {
    open: Vec<Open>,
}

/// Start tags: name and place.
type Tags = Vec<(String, Range<usize>)>;

impl Elements {
    /// An element of Markdown begins.
    pub(super) fn begin(&mut self) {
        self.open.push(Open::Markdown);
    }

    /// An element of Markdown ends; gives the start tags that were left open inside it.
    fn end(&mut self) -> Tags {
        let markdown = |open: &Open| matches!(open, Open::Markdown);
        self.close(self.open.iter().rposition(markdown).unwrap_or(0))
    }

    fn start_tag(&mut self, tag: &Tag, range: Range<usize>) {
        let name = tag.name.clone();
        if (name == "summary" && self.in_card()) || (name == "details" && tag.has_class("recall")) {
            self.open.push(Open::Card(name));
        } else if !(tag.closes_itself && self.in_picture()) {
            self.open.push(Open::Raw(name, range));
        }
    }

    fn in_card(&self) -> bool {
        matches!(self.open.last(), Some(Open::Card(_)))
    }

    /// Only SVG and MathML have elements that close themselves; elsewhere the slash means nothing.
    fn in_picture(&self) -> bool {
        let picture =
            |open: &Open| matches!(open, Open::Raw(name, _) if name == "svg" || name == "math");
        self.open.iter().any(picture)
    }

    /// Gives the start tags that were left open inside the element that ends; nothing if none does.
    fn end_tag(&mut self, name: &str) -> Option<Tags> {
        let is_same =
            |open: &Open| matches!(open, Open::Raw(open, _) | Open::Card(open) if open == name);
        let at = self.open.iter().rposition(is_same)?;
        if self.open[at..]
            .iter()
            .any(|open| matches!(open, Open::Markdown))
        {
            return None;
        }
        let left = self.close(at + 1);
        self.open.pop();
        Some(left)
    }

    /// Closes all but the first `depth`; gives the start tags among them.
    fn close(&mut self, depth: usize) -> Tags {
        let closed = self.open.drain(depth..);
        let raw = closed.filter_map(|open| match open {
            Open::Raw(name, range) => Some((name, range)),
            Open::Markdown | Open::Card(_) => None,
        });
        raw.collect()
    }
}

impl Reader<'_> {
    /// An element of Markdown ends, and with it what was left open inside.
    pub(super) fn end_element(&mut self) {
        let left = self.elements.end();
        self.report_left_open(left);
    }

    /// The chapter ends.
    pub(super) fn end_elements(&mut self) {
        let left = self.elements.close(0);
        self.report_left_open(left);
    }

    /// Whether the study site shows a tag as the text that it is.
    pub(super) fn refuses(&self, tag: &Tag) -> bool {
        is_refused(&tag.name, src(tag), self.options)
    }

    /// A tag of raw HTML.
    pub(super) fn element(&mut self, tag: &Tag, html: &Excerpt) {
        let name = tag.name.as_str();
        if NEVER_OPEN.contains(&name) {
            return;
        }
        let range = html.locate(tag.range.clone());
        let refused = self.refuses(tag);
        if tag.closes {
            match self.elements.end_tag(name) {
                Some(left) => self.report_left_open(left),
                // Told already: its start is refused, or it is part of a card.
                None if refused || (name == "summary" && self.elements.in_card()) => {}
                None => {
                    let name = written(self.text, name, &range);
                    let message = format!("`</{name}>` ends nothing that was opened here");
                    let finding = self.topic.finding(&UNCLOSED, range, message);
                    self.findings.push(
                        finding.hint(format!("take it away, or write `<{name}>` where it begins")),
                    );
                }
            }
        } else if refused {
            self.report_refused(name, src(tag), range);
        } else {
            self.elements.start_tag(tag, range);
        }
    }

    fn report_refused(&mut self, name: &str, src: Option<&str>, range: Range<usize>) {
        let message = format!("the study site shows `<{name}>` as text");
        let hint = match (name, src) {
            ("script", Some(_)) if self.options.scripts => {
                "name a file of the book: the policy of the pages lets no other script run"
            }
            ("script", None) if self.options.scripts => {
                "put it into a file of the book and name that: `<script src=\"file.js\"></script>`"
            }
            ("script", _) => {
                "leave it out, or put it into a file of the book and set `scripts = true` in [output.qed]"
            }
            ("style", _) => "put styles into a file of the theme, `theme/css/own.css`",
            ("iframe" | "object" | "embed", _) => "link to the page instead",
            _ => "leave it out",
        };
        let finding = self.topic.finding(&REFUSED, range, message).hint(hint);
        self.findings.push(finding);
    }

    fn report_left_open(&mut self, left: Tags) {
        for (name, range) in left {
            let known = is_element(&name);
            let name = written(self.text, &name, &range);
            let message = format!("`<{name}>` is not closed where the Markdown around it ends");
            let hint = if known {
                format!("write `</{name}>` where it ends")
            } else {
                let words = with_word(self.text, &range);
                format!(
                    "put `{words}` between backticks if it is code, or write `\\<` for the sign itself; an element would \
                     end with `</{name}>`"
                )
            };
            let finding = self.topic.finding(&UNCLOSED, range, message);
            self.findings.push(finding.hint(hint));
        }
    }

    /// A comment or the like that is never closed.
    pub(super) fn report_hidden(&mut self, begin: &str, end: &str, range: Range<usize>) {
        let what = match begin {
            "<!--" => "what follows is not shown",
            _ => "what follows is not read as Markdown",
        };
        let message = format!("`{begin}` is never closed, so that {what}");
        let hint = format!("write `{end}` where it ends");
        self.findings
            .push(self.topic.finding(&UNCLOSED, range, message).hint(hint));
    }

    /// An attribute that pages do not keep.
    pub(super) fn report_attribute(&mut self, name: &str, range: Range<usize>) {
        let message = format!("the study site leaves the attribute `{name}` out");
        let hint = match name.strip_prefix("on") {
            Some(event) if self.options.scripts => {
                format!("listen in a script of the book: `element.addEventListener(\"{event}\", …)`")
            }
            Some(_) => "leave it out, or listen in a script that is a file of the book, with `scripts = true` in [output.qed]"
                .to_owned(),
            None => "leave it out".to_owned(),
        };
        self.findings
            .push(self.topic.finding(&REFUSED, range, message).hint(hint));
    }
}

fn src(tag: &Tag) -> Option<&str> {
    tag.attribute("src").map(|src| src.value.as_str())
}

/// The name of a tag in the author's case.
fn written<'t>(text: &'t str, name: &'t str, tag: &Range<usize>) -> &'t str {
    let tag = text.get(tag.clone()).unwrap_or_default();
    let start = tag.trim_start_matches(['<', '/']);
    start
        .get(..name.len())
        .filter(|written| written.eq_ignore_ascii_case(name))
        .unwrap_or(name)
}

/// A tag that is none, with the word before it: `Vec<T>`.
fn with_word<'t>(text: &'t str, tag: &Range<usize>) -> &'t str {
    let before = &text[..tag.start];
    let word = before.trim_end_matches(|ch: char| ch.is_alphanumeric() || matches!(ch, '_' | ':'));
    &text[word.len()..tag.end]
}
