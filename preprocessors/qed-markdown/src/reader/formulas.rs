//! Formulas as they are met, and dollars that are none.

use std::ops::Range;

use qed_report::{Level, Rule};

use super::{Reader, dollars};
use crate::formula::{formula, spare_labels};

/// `formula-labels`.
pub(crate) static LABELS: Rule = Rule {
    code: "formula-labels",
    level: Level::Deny,
    title: "a label that names no numbered formula",
    explanation: "\
A `\\label{…}` names a display formula, which gets a number. A formula has one label; a formula inside a line has none, since it has no number.

```text
$$ x = 1 \\label{eq:one} $$
```",
};

impl Reader<'_> {
    pub(super) fn formula(&mut self, tex: &str, range: Range<usize>, display: bool) {
        let start = self.inline.plain.len();
        self.shown(tex, range.clone());
        if self.in_image() {
            return;
        }
        let shown = start..self.inline.plain.len();
        self.inline
            .formulas
            .push((shown, self.topic.formulas.len()));
        let formula = formula(self.text, range, tex, display);
        let spare = match (&formula.label, display) {
            (Some(label), false) => Some((
                label.clone(),
                "a formula inside a line has no number, so that its label names nothing",
            )),
            _ => spare_labels(&formula.tex.text)
                .next()
                .map(|label| (label, "a formula has one label; this is its second")),
        };
        if let Some((label, message)) = spare {
            let place = formula.tex.locate(label.range);
            let hint = if display {
                "take it away"
            } else {
                "write the formula between `$$`, or take the label away"
            };
            let finding = self.topic.finding(&LABELS, place, message).hint(hint);
            self.findings.push(finding);
        }
        self.topic.formulas.push(formula);
    }

    /// Says of each dollar left in text why it is no formula.
    pub(super) fn report_dollars(&mut self) {
        for leftover in dollars::explain(self.text, &self.dollars) {
            let mut finding = self
                .topic
                .finding(leftover.rule, leftover.range, leftover.message)
                .hint(leftover.hint);
            if let Some((range, words)) = leftover.other {
                finding = finding.other(self.topic.span(range), words);
            }
            self.findings.push(finding);
        }
    }
}
