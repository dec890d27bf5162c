//! Quotes that look like alerts, `> [!NOTE]`, and are none.

use std::ops::Range;

use qed_report::{Level, Rule, nearest};

use super::Reader;

/// `alert-unknown`.
pub(crate) static UNKNOWN: Rule = Rule {
    code: "alert-unknown",
    level: Level::Warn,
    title: "a quote that looks like an alert and is none",
    explanation: "\
A quote whose first line is `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`, and nothing else, is shown as an alert. With
another word, or with more on that line, it stays a quote, and the brackets are shown:

```md
> [!WRONG]
> What the alert says.
```

Write one of the five kinds, and the text on the lines below it. For the brackets themselves write `\\[!WRONG]`.
",
};

/// The kinds of alerts.
const KINDS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

impl Reader<'_> {
    /// A quote begins that is no alert.
    pub(super) fn plain_quote(&mut self, quote: &Range<usize>) {
        if !self.options.admonitions {
            return;
        }
        let written = self.text.get(quote.clone()).unwrap_or_default();
        let Some((kind, alone, at)) = marked(written) else {
            return;
        };
        let known = KINDS.iter().find(|known| known.eq_ignore_ascii_case(kind));
        let (message, hint) = match known {
            Some(_) if alone => return,
            Some(known) => (
                format!("`[!{kind}]` begins an alert only where nothing else is on its line"),
                format!("write `> [!{known}]` alone, and the text on the next line"),
            ),
            None => (
                format!("`[!{kind}]` is no kind of alert, and shown as it is written"),
                match nearest(&kind.to_uppercase(), KINDS) {
                    Some(near) => format!("did you mean `[!{near}]`?"),
                    None => {
                        let kinds = KINDS.map(|kind| format!("`[!{kind}]`"));
                        format!("there are {}", kinds.join(", "))
                    }
                },
            ),
        };
        let start = quote.start + at;
        let range = start..start + kind.len() + "[!]".len();
        let finding = self.topic.finding(&UNKNOWN, range, message).hint(hint);
        self.findings.push(finding);
    }
}

/// The word in the `[!word]` that a quote begins with, whether it is alone on its line, and where it stands.
fn marked(quote: &str) -> Option<(&str, bool, usize)> {
    let line = quote.lines().next()?;
    let text = line.trim_start().strip_prefix('>')?.trim_start();
    let (kind, rest) = text.strip_prefix("[!")?.split_once(']')?;
    let is_word = !kind.is_empty() && kind.chars().all(|ch| ch.is_ascii_alphabetic());
    // A link, or the definition of one.
    let is_link = rest.starts_with(['(', '[', ':']);
    (is_word && !is_link).then(|| (kind, rest.trim().is_empty(), line.len() - text.len()))
}
