//! What became of formulas that are compared with code.

use serde::{Deserialize, Serialize};

use crate::Span;

/// What became of one claim about a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The formula's label.
    pub label: String,
    /// The formula.
    pub place: Span,
    /// What is said of it.
    pub saying: Saying,
}

/// What is said of a formula; a field is there where it means something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saying {
    /// The verdict.
    pub verdict: Word,
    /// The function that computes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// At how many inputs it was compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<usize>,
    /// Whether these are all points of the domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<bool>,
    /// The domain in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Worked examples that come out.
    #[serde(skip_serializing_if = "is_zero")]
    pub examples: usize,
    /// What was taken for granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why it is notation, or open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A verdict in a word. Only the first two are proven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// A function computes it.
    Agrees,
    /// Its sides are equal.
    Holds,
    /// It is no computation.
    Notation,
    /// A finding says why it is none of these.
    #[default]
    Open,
}

impl Word {
    /// As reports write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Holds => "holds",
            Self::Notation => "notation",
            Self::Open => "open",
        }
    }
}

impl Saying {
    /// One sentence: "agrees with `softmax` at 120 inputs: elements of z in any float".
    pub fn sentence(&self) -> String {
        let mut text = match (self.verdict, &self.function) {
            (Word::Agrees, Some(function)) => format!("agrees with `{function}`"),
            (word, _) => word.name().to_owned(),
        };
        if let Some(inputs) = self.inputs {
            let all = if self.all == Some(true) { "all " } else { "" };
            let s = if inputs == 1 { "" } else { "s" };
            text.push_str(&format!(" at {all}{inputs} input{s}"));
        }
        for more in self.domain.iter().chain(&self.why) {
            text.push_str(&format!(": {more}"));
        }
        match self.examples {
            0 => {}
            1 => text.push_str("; and at a worked example"),
            more => text.push_str(&format!("; and at {more} worked examples")),
        }
        for note in &self.notes {
            text.push_str(&format!("; {note}"));
        }
        text
    }
}
