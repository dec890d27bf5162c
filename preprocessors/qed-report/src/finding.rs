//! One mistake, as data.

use crate::{Level, Rule, Sources, Span};

/// A place and what is to be said about it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// A few words beside the place; may be empty.
    pub text: String,
}

/// One mistake of an author, at its place, with the way to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind of mistake.
    pub rule: &'static Rule,
    /// Its level in this book; starts as the rule's own.
    pub level: Level,
    /// One sentence, no full stop: what is wrong here.
    pub message: String,
    /// The place to look at first.
    pub place: Label,
    /// Other places that matter.
    pub others: Vec<Label>,
    /// Facts that help: a program's own message, a diff. Each may have several lines.
    pub notes: Vec<String>,
    /// What to do, in the imperative.
    pub hint: Option<String>,
    /// The place is near, not exact: the text was changed by another preprocessor before.
    pub approximate: bool,
}

impl Finding {
    /// A finding at the level of its rule.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: rule.level,
            message: message.into(),
            place: Label {
                span,
                text: String::new(),
            },
            others: Vec::new(),
            notes: Vec::new(),
            hint: None,
            approximate: false,
        }
    }

    /// Words beside the main place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.place.text = text.into();
        self
    }

    /// One more place.
    #[must_use]
    pub fn other(mut self, span: Span, text: impl Into<String>) -> Self {
        self.others.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// One more fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// What to do.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }
}

/// Puts findings in the order of files (by path), places, codes and messages: the same every time.
pub fn sort(findings: &mut [Finding], sources: &Sources) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| {
            (
                finding.place.span.start,
                finding.place.span.end,
                finding.rule.code,
            )
        };
        let path = |finding: &Finding| sources.get(finding.place.span.source).path.clone();
        path(a)
            .cmp(&path(b))
            .then(key(a).cmp(&key(b)))
            .then_with(|| a.message.cmp(&b.message))
    });
}
