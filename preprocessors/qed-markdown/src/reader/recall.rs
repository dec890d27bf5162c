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

impl BlockTag {
    /// Its name, and whether it is an end tag.
    fn name(&self) -> (&str, bool) {
        (self.tag.name.as_str(), self.tag.closes)
    }
}

impl Cards {
    /// The next tag of the chapter.
    pub(crate) fn tag(&mut self, chapter: &str, tag: &BlockTag) -> Option<Malformed> {
        let next = match std::mem::take(&mut self.state) {
            State::Outside => self.outside(tag),
            State::Opened => self.opened(chapter, tag),
            State::Question { from } => self.question(chapter, from, tag),
            State::Answer {
                question,
                from,
                inner,
            } => self.answer(chapter, (question, from, inner), tag),
            State::Lost { open } => Ok(lost(open, tag)),
        };
        match next {
            Ok(state) => {
                self.state = state;
                None
            }
            Err(why) => {
                let other = tag.range != self.details;
                self.state = lost(usize::from(other), tag);
                Some(self.malformed(&why, other.then(|| tag.range.clone())))
            }
        }
    }

    fn outside(&mut self, tag: &BlockTag) -> Result<State, String> {
        if tag.name() != ("details", false) || !tag.tag.has_class("recall") {
            return Ok(State::Outside);
        }
        self.details = tag.range.clone();
        if tag.alone {
            Ok(State::Opened)
        } else {
            Err("the card is written on one line".to_owned())
        }
    }

    fn opened(&self, chapter: &str, tag: &BlockTag) -> Result<State, String> {
        let text_between = || {
            let between = &chapter[self.details.end..tag.range.start];
            !between.trim_matches(is_filler).is_empty()
        };
        let wrong = if tag.name() != ("summary", false) {
            "`<summary>` must follow `<details>`"
        } else if !tag.alone {
            "`<summary>` must stand alone on its line"
        } else if text_between() {
            "text stands between `<details>` and `<summary>`"
        } else if !tag.blank_after {
            "a blank line is missing after `<summary>`"
        } else {
            return Ok(State::Question {
                from: tag.range.end,
            });
        };
        Err(wrong.to_owned())
    }

    fn question(&self, chapter: &str, from: usize, tag: &BlockTag) -> Result<State, String> {
        match tag.name() {
            ("summary", true) => {
                let question = self.trimmed(chapter, from..tag.range.start);
                let wrong = if !tag.alone {
                    "`</summary>` must stand alone on its line"
                } else if !tag.blank_before {
                    "a blank line is missing before `</summary>`"
                } else if !tag.blank_after {
                    "a blank line is missing after `</summary>`"
                } else if question.is_empty() {
                    "the question is empty"
                } else {
                    return Ok(State::Answer {
                        question,
                        from: tag.range.end,
                        inner: 0,
                    });
                };
                Err(wrong.to_owned())
            }
            ("details" | "summary", _) => Err("`</summary>` is missing".to_owned()),
            _ => Ok(State::Question { from }),
        }
    }

    /// A tag of an answer, of which the question, the start, and the number of `<details>` open inside are known.
    fn answer(
        &mut self,
        chapter: &str,
        (question, from, inner): (Range<usize>, usize, usize),
        tag: &BlockTag,
    ) -> Result<State, String> {
        let inner = match tag.name() {
            ("details", false) => inner + 1,
            ("details", true) if inner > 0 => inner - 1,
            ("details", true) => return self.closed(chapter, question, from, tag),
            _ => inner,
        };
        Ok(State::Answer {
            question,
            from,
            inner,
        })
    }

    fn closed(
        &mut self,
        chapter: &str,
        question: Range<usize>,
        from: usize,
        tag: &BlockTag,
    ) -> Result<State, String> {
        let answer = self.trimmed(chapter, from..tag.range.start);
        let wrong = if !tag.alone {
            "`</details>` must stand alone on its line"
        } else if !tag.blank_before {
            "a blank line is missing before `</details>`"
        } else if answer.is_empty() {
            "the answer is empty"
        } else {
            self.found.push(Recall {
                range: self.details.start..tag.range.end,
                question,
                answer,
            });
            return Ok(State::Outside);
        };
        Err(wrong.to_owned())
    }

    /// The chapter ends here.
    pub(crate) fn end(&mut self) -> Option<Malformed> {
        let state = std::mem::take(&mut self.state);
        let open = !matches!(state, State::Outside | State::Lost { .. });
        open.then(|| self.malformed("the card is never closed with `</details>`", None))
    }

    fn malformed(&self, why: &str, other: Option<Range<usize>>) -> Malformed {
        Malformed {
            range: self.details.clone(),
            message: format!("this recall card is not read as one: {why}"),
            other,
        }
    }

    /// A range without the blank lines at its ends and the marks of the quotes that the card stands in.
    fn trimmed(&self, chapter: &str, range: Range<usize>) -> Range<usize> {
        trimmed(chapter, range, quotes(chapter, self.details.start))
    }
}

/// How a card that cannot be read goes on: `open` is how many `<details>` are open before the tag.
fn lost(open: usize, tag: &BlockTag) -> State {
    let open = match tag.name() {
        ("details", false) => open + 1,
        ("details", true) => open.saturating_sub(1),
        _ => open,
    };
    match open {
        0 => State::Outside,
        open => State::Lost { open },
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
