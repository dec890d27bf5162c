//! References and labels of formulas that stand outside dollars: on the page they are no more than text.

use std::ops::Range;

use qed_report::{Level, Rule};

use super::Reader;

/// `formula-reference`.
pub(crate) static OUTSIDE: Rule = Rule {
    code: "formula-reference",
    level: Level::Deny,
    title: "a reference or a label of a formula outside dollars",
    explanation: "\
All LaTeX stands between dollars. A reference without them is shown as it is written, backslash and all:

```text
by \\eqref{eq:one}        stays text
by $\\eqref{eq:one}$      shows the number, as a link
```

A `\\label{…}` stands inside the `$$…$$` of its formula. For the words themselves write code: `` `\\eqref{eq:one}` ``.",
};

/// Commands that LaTeX has for references, and the one that QED has for each.
static REFERENCES: &[(&str, &str)] = &[
    (r"\eqref{", r"\eqref"),
    (r"\ref{", r"\ref"),
    (r"\autoref{", r"\eqref"),
    (r"\cref{", r"\eqref"),
    (r"\Cref{", r"\eqref"),
];

impl Reader<'_> {
    /// Finds references in the text of the paragraph that ends. What is left of a formula in pieces has a finding of its own.
    pub(super) fn report_outside(&mut self) {
        let (written, dollars) = (&self.inline.written, &self.inline.dollars);
        let in_pieces = dollars.windows(2).any(|two| two[0] + 1 == two[1]);
        if !self.options.math || in_pieces || !written.text.contains('\\') {
            return;
        }
        for (range, message, hint) in outside(&written.text) {
            let place = written.locate(range);
            let finding = self.topic.finding(&OUTSIDE, place, message).hint(hint);
            self.findings.push(finding);
        }
    }
}

/// Each reference and label in a text: its place, what is wrong, what to write.
fn outside(text: &str) -> Vec<(Range<usize>, String, String)> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices('\\') {
        let rest = &text[start..];
        let Some(length) = rest.find('}') else {
            break;
        };
        let whole = &rest[..=length];
        let range = start..start + whole.len();
        let name = whole.split_once('{').map_or("", |(_, name)| name);
        if name.contains(['{', '\n', ' ', '\\']) {
            continue;
        }
        if whole.starts_with(r"\label{") {
            let message = format!("`{whole}` stands outside a formula, and stays text");
            found.push((
                range,
                message,
                "put it between the `$$` of its formula".to_owned(),
            ));
        } else if let Some((_, ours)) = REFERENCES
            .iter()
            .find(|(theirs, _)| whole.starts_with(theirs))
        {
            let message = format!("`{whole}` stands outside dollars, and stays text");
            found.push((range, message, format!("write `${ours}{{{name}$`")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_in_text_are_found() {
        for (text, expected) in [
            (r"by \eqref{eq:a_b}, see", vec![r"write `$\eqref{eq:a_b}$`"]),
            (
                r"by \autoref{eq:a} and \ref{b}",
                vec![r"write `$\eqref{eq:a}$`", r"write `$\ref{b}$`"],
            ),
            (
                r"\label{eq:a}",
                vec!["put it between the `$$` of its formula"],
            ),
            (r"\eqref and \ref{", vec![]),
            (r"\eqref{a b}", vec![]),
            (r"C:\new\{x}", vec![]),
            (r"\\", vec![]),
            ("50 % by \\eqref{é}", vec![r"write `$\eqref{é}$`"]),
        ] {
            let hints: Vec<String> = outside(text).into_iter().map(|(.., hint)| hint).collect();
            assert_eq!(hints, expected, "{text}");
        }
    }
}
