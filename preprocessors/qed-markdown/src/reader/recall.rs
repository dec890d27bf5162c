//! Recall cards: `<details class="recall">` in its one form.

use std::ops::Range;

use qed_report::{Level, Rule};

use crate::Recall;
use crate::html::Tag;

/// `recall-malformed`.
pub(crate) static MALFORMED: Rule = Rule {
    code: "recall-malformed",
    level: Level::Deny,
    title: "a recall card in a form that Markdown does not read",
    explanation: "\
A recall card has each of its tags on a line of its own, and blank lines round question and answer. Only then are these Markdown, with formulas
and links:

```text
<details class=\"recall\">
<summary>

What is the derivative of $\\log x$?

</summary>

$1/x$.

</details>
```

Written on one line, or without the blank lines, all of it is raw HTML to Markdown: no formula in it is drawn, no link is followed.",
};

/// A tag of a block of raw HTML, and how it stands there.
pub(crate) struct BlockTag {
    pub(crate) tag: Tag,
    /// In the chapter.
    pub(crate) range: Range<usize>,
    /// Nothing else is on its line.
    pub(crate) alone: bool,
    /// A blank line, the start of the chapter, or another container stands before.
    pub(crate) blank_before: bool,
    /// A blank line or the end of the chapter follows.
    pub(crate) blank_after: bool,
}

/// A card that cannot be read, and why.
pub(crate) struct Malformed {
    /// The `<details …>`.
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    /// The tag that is to blame, if it is another one.
    pub(crate) other: Option<Range<usize>>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Outside,
    /// After `<details class="recall">`.
    Opened,
    /// After `<summary>`.
    Question { from: usize },
    /// After `</summary>`; so many `<details>` are open inside the answer.
    Answer {
        question: Range<usize>,
        from: usize,
        inner: usize,
    },
    /// In a card that was found malformed, until its end; so many `<details>` are open.
    Lost { open: usize },
}

/// Reads tags in order and gives cards.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    state: State,
    details: Range<usize>,
    pub(crate) found: Vec<Recall>,
}

impl Cards {
    /// The next tag of the chapter.
    pub(crate) fn tag(&mut self, chapter: &str, tag: &BlockTag) -> Option<Malformed> {
        let name = (tag.tag.name.as_str(), tag.tag.closes);
        match &mut self.state {
            State::Outside if name == ("details", false) && tag.tag.has_class("recall") => {
                self.details = tag.range.clone();
                self.state = State::Opened;
                (!tag.alone).then(|| self.lost("the card is written on one line", None))
            }
            State::Outside => None,
            State::Lost { open } => {
                match name {
                    ("details", false) => *open += 1,
                    ("details", true) => *open -= 1,
                    _ => {}
                }
                if *open == 0 {
                    self.state = State::Outside;
                }
                None
            }
            State::Opened => match name {
                ("summary", false) if !tag.alone => {
                    Some(self.lost("`<summary>` must stand alone on its line", Some(tag)))
                }
                ("summary", false)
                    if !chapter[self.details.end..tag.range.start]
                        .trim_matches(is_filler)
                        .is_empty() =>
                {
                    Some(self.lost("text stands between `<details>` and `<summary>`", Some(tag)))
                }
                ("summary", false) if !tag.blank_after => {
                    Some(self.lost("a blank line is missing after `<summary>`", Some(tag)))
                }
                ("summary", false) => {
                    self.state = State::Question {
                        from: tag.range.end,
                    };
                    None
                }
                _ => Some(self.lost("`<summary>` must follow `<details>`", Some(tag))),
            },
            State::Question { from } => match name {
                ("summary", true) => {
                    let question = trimmed(
                        chapter,
                        *from..tag.range.start,
                        quotes(chapter, self.details.start),
                    );
                    let wrong = stands_wrong(tag, "</summary>").or_else(|| {
                        question
                            .is_empty()
                            .then(|| "the question is empty".to_owned())
                    });
                    self.state = State::Answer {
                        question,
                        from: tag.range.end,
                        inner: 0,
                    };
                    wrong.map(|message| self.lost(&message, Some(tag)))
                }
                ("details" | "summary", _) => Some(self.lost("`</summary>` is missing", Some(tag))),
                _ => None,
            },
            State::Answer {
                question,
                from,
                inner,
            } => match name {
                ("details", false) => {
                    *inner += 1;
                    None
                }
                ("details", true) if *inner > 0 => {
                    *inner -= 1;
                    None
                }
                ("details", true) => {
                    let answer = trimmed(
                        chapter,
                        *from..tag.range.start,
                        quotes(chapter, self.details.start),
                    );
                    let wrong = if !tag.alone {
                        Some("`</details>` must stand alone on its line")
                    } else if !tag.blank_before {
                        Some("a blank line is missing before `</details>`")
                    } else if answer.is_empty() {
                        Some("the answer is empty")
                    } else {
                        None
                    };
                    if let Some(wrong) = wrong {
                        let malformed = self.malformed(wrong, Some(tag));
                        self.state = State::Outside;
                        return Some(malformed);
                    }
                    let range = self.details.start..tag.range.end;
                    self.found.push(Recall {
                        range,
                        question: question.clone(),
                        answer,
                    });
                    self.state = State::Outside;
                    None
                }
                _ => None,
            },
        }
    }

    /// The chapter ends here.
    pub(crate) fn end(&mut self) -> Option<Malformed> {
        let open = !matches!(self.state, State::Outside | State::Lost { .. });
        open.then(|| self.lost("the card is never closed with `</details>`", None))
    }

    fn lost(&mut self, message: &str, tag: Option<&BlockTag>) -> Malformed {
        let open = match tag.map(|tag| (tag.tag.name.as_str(), tag.tag.closes)) {
            Some(("details", false)) => 2,
            Some(("details", true)) => 0,
            _ => 1,
        };
        self.state = if open == 0 {
            State::Outside
        } else {
            State::Lost { open }
        };
        self.malformed(message, tag)
    }

    fn malformed(&self, message: &str, tag: Option<&BlockTag>) -> Malformed {
        Malformed {
            range: self.details.clone(),
            message: format!("this recall card is not read as one: {message}"),
            other: tag.map(|tag| tag.range.clone()),
        }
    }
}

fn stands_wrong(tag: &BlockTag, name: &str) -> Option<String> {
    if !tag.alone {
        Some(format!("`{name}` must stand alone on its line"))
    } else if !tag.blank_before {
        Some(format!("a blank line is missing before `{name}`"))
    } else if !tag.blank_after {
        Some(format!("a blank line is missing after `{name}`"))
    } else {
        None
    }
}

/// White space, and the marks of quotes.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || c == '>'
}

/// A range without the blank lines at its ends, and without the marks of `quotes` quotes before its first line.
fn trimmed(chapter: &str, range: Range<usize>, quotes: usize) -> Range<usize> {
    let mut start = range.start;
    let mut end = range.start;
    let mut at = range.start;
    for line in chapter[range].split_inclusive('\n') {
        let content = (0..quotes).fold(line.trim_start(), |line, _| {
            line.strip_prefix('>').unwrap_or(line).trim_start()
        });
        let first = end == start;
        if first {
            start = at + (line.len() - content.len());
            end = start;
        }
        at += line.len();
        if !content.is_empty() {
            end = at - (line.len() - line.trim_end().len());
        }
    }
    start..end
}

/// How many quotes are open before a byte on its line.
fn quotes(chapter: &str, at: usize) -> usize {
    let line = &chapter[..at];
    let line = &line[line.rfind('\n').map_or(0, |at| at + 1)..];
    line.matches('>').count()
}
