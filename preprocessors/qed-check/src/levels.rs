//! How much each finding weighs in this book.

use qed_markdown::{Spanned, Topic};
use qed_report::{Finding, Level, Rule, nearest};

use crate::{Library, Settings, rules, web};

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&UNKNOWN_RULE, &NO_REASON, &UNUSED_ALLOW];

static UNKNOWN_RULE: Rule = Rule {
    code: "unknown-rule",
    level: Level::Deny,
    title: "a rule that does not exist",
    explanation: "\
`allow` in a file's metadata names a rule by its code. `qed explain` lists all codes.
",
};

static NO_REASON: Rule = Rule {
    code: "allow-without-reason",
    level: Level::Deny,
    title: "a rule is allowed without a reason",
    explanation: "\
A file may allow what a rule forbids, if it says why, so that the next author can judge:

```toml
allow = { no-recall = \"a list of links has nothing to ask\" }
```
",
};

static UNUSED_ALLOW: Rule = Rule {
    code: "unused-allow",
    level: Level::Warn,
    title: "an allowance that nothing needs",
    explanation: "\
The file's metadata allows a rule that nothing in the file breaks. Remove the entry, so that the rule watches again.
",
};

fn unknown(topic: &Topic, code: &Spanned<String>) -> Finding {
    let message = format!("there is no rule `{}`", code.value);
    let finding = topic.finding(&UNKNOWN_RULE, code.range.clone(), message);
    match nearest(&code.value, rules().iter().map(|rule| rule.code)) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding.hint("write a code that `qed explain` lists"),
    }
}

/// Levels by rule.
pub(crate) struct Levels<'a> {
    settings: &'a Settings,
}

impl<'a> Levels<'a> {
    pub(crate) fn new(settings: &'a Settings) -> Self {
        Self { settings }
    }

    /// Sets the level of each finding and drops what is allowed, in book.toml or in the file.
    pub(crate) fn apply(&self, library: &Library, findings: &mut Vec<Finding>) {
        for topic in &library.topics {
            for (code, reason) in &topic.metadata.allow {
                let Some(rule) = rules().into_iter().find(|rule| rule.code == code.value) else {
                    findings.push(unknown(topic, code));
                    continue;
                };
                let source = topic.span(code.range.clone()).source;
                let before = findings.len();
                findings.retain(|finding| {
                    finding.rule.code != rule.code || finding.place.span.source != source
                });
                let looked = library.web.is_some() || !web::RULES.contains(&rule);
                if findings.len() == before && looked {
                    let message = format!("nothing here breaks `{}`", rule.code);
                    findings.push(
                        topic
                            .finding(&UNUSED_ALLOW, code.range.clone(), message)
                            .hint("remove the entry"),
                    );
                } else if reason.trim().is_empty() {
                    let message = format!("`{}` is allowed without a reason", rule.code);
                    findings.push(
                        topic
                            .finding(&NO_REASON, code.range.clone(), message)
                            .hint("write why, in a few words, as its value"),
                    );
                }
            }
        }
        for finding in findings.iter_mut() {
            finding.level = self.level(finding.rule);
        }
        findings.retain(|finding| finding.level != Level::Allow);
    }

    fn level(&self, rule: &Rule) -> Level {
        let level = self
            .settings
            .levels
            .get(rule.code)
            .copied()
            .unwrap_or(rule.level);
        if level == Level::Warn && self.settings.deny_warnings {
            Level::Deny
        } else {
            level
        }
    }
}
