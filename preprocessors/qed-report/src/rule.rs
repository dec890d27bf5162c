//! Rules: the kinds of mistakes, each with its code and its explanation.

/// How much a finding weighs. Only `Deny` makes a check fail.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not shown.
    Allow,
    /// Shown; the check holds.
    Warn,
    /// Shown; the check fails.
    Deny,
}

/// A kind of mistake. Each crate declares its rules as statics beside the code that finds them.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the author writes to name it: `formula-syntax`. Kebab case, unique.
    pub code: &'static str,
    /// The level when book.toml says nothing.
    pub level: Level,
    /// One line, lower case, no full stop: "a formula that cannot be parsed".
    pub title: &'static str,
    /// Markdown for `qed explain` and the manual: what it means, an example, what to write instead.
    pub explanation: &'static str,
}
