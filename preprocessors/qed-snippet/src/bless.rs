//! Accepts what snippets print now: `output` fences are written or added, and no other byte is touched.

use qed_markdown::{Edit, Output, Snippet, Topic};
use qed_report::Rule;

use crate::expect::{Expectation, lines};
use crate::renew::{Line, renew};
use crate::rules::output;
use crate::{Failure, Printed, Proof, Verdict};

/// Whether [`bless`] settles a finding of this kind.
pub fn is_blessable(rule: &Rule) -> bool {
    [output::DIFFERS.code, output::MISSING.code].contains(&rule.code)
}

/// The edits that make every `output` fence say what its snippet prints: (index of the topic, edit of its text).
/// A snippet that failed otherwise than by its output gets none.
pub fn bless(topics: &[&Topic], proof: &Proof) -> Vec<(usize, Edit)> {
    let mut edits = Vec::new();
    for (index, (topic, verdicts)) in topics.iter().zip(&proof.verdicts).enumerate() {
        for (snippet, verdict) in topic.snippets.iter().zip(verdicts) {
            let edit = match (verdict, &snippet.output) {
                (Verdict::Ran(printed), None) if !printed.stdout.trim().is_empty() => {
                    add(topic, snippet, &printed.stdout)
                }
                (Verdict::Failed(Failure::OutputDiffers(printed)), Some(output)) => {
                    write(topic, output, printed)
                }
                _ => None,
            };
            edits.extend(edit.map(|edit| (index, edit)));
        }
    }
    edits
}

/// A new fence after a snippet, with the prefix (of quotes and lists) that the snippet's last line has.
fn add(topic: &Topic, snippet: &Snippet, printed: &str) -> Option<Edit> {
    if snippet.unclosed {
        return None;
    }
    let fence = Fence::of(topic, snippet.range.clone())?;
    let marks = fence.marks_for(printed);
    let ending = fence.ending;
    // With the last mark of the fence: what stands behind it may be another file than the one that is included here.
    let last = fence.end - 1..fence.end;
    let mark = &topic.text[last.clone()];
    let text = format!(
        "{mark}{ending}{prefix}{marks}output{ending}{body}{prefix}{marks}",
        prefix = fence.prefix,
        body = fence.body(printed),
    );
    Some(Edit::replace(last, text))
}

/// New lines in a fence that is there; those that still fit stay as they are.
fn write(topic: &Topic, output: &Output, printed: &Printed) -> Option<Edit> {
    let (expectation, _) = Expectation::read(topic, output);
    let printed = printed.compared(expectation.stderr);
    let fence = Fence::of(topic, output.range.clone())?;
    let written: Vec<&str> = topic.text[fence.inside.clone()]
        .split_inclusive('\n')
        .collect();
    let line = |line| match line {
        Line::Kept(at) => written.get(at).copied().map(str::to_owned),
        Line::New(text) => Some(fence.line(text)),
    };
    let body = renew(&expectation, &output.text.text, &printed)
        .into_iter()
        .map(line)
        .collect::<Option<String>>()?;
    let marks = fence.marks_for(&printed);
    if marks == fence.marks {
        return Some(Edit::replace(fence.inside, body));
    }
    // A line of the output would close the fence: the fence becomes longer.
    let head = topic.text[fence.start + fence.marks.len()..fence.inside.start].to_owned();
    Some(Edit::replace(
        fence.start..fence.end,
        format!("{marks}{head}{body}{}{marks}", fence.prefix),
    ))
}

/// The parts of a fence in a chapter.
struct Fence<'a> {
    /// Where its first mark stands, and where its last one ends.
    start: usize,
    end: usize,
    /// "```", "~~~~".
    marks: &'a str,
    /// What stands before the closing marks: `> `, or spaces.
    prefix: &'a str,
    /// From the start of the first line in it to the start of the closing line.
    inside: std::ops::Range<usize>,
    ending: &'static str,
}

impl<'a> Fence<'a> {
    fn of(topic: &'a Topic, range: std::ops::Range<usize>) -> Option<Self> {
        let text = &topic.text;
        let whole = text.get(range.clone())?;
        let mark = whole.chars().next().filter(|mark| "`~".contains(*mark))?;
        let marks = &whole[..whole.len() - whole.trim_start_matches(mark).len()];
        let end = range.start + whole.trim_end().len();
        let closing_start = text[..end].rfind('\n')? + 1;
        let closing = &text[closing_start..end];
        let prefix = closing.trim_end_matches(mark);
        let inside_start = range.start + whole.find('\n')? + 1;
        let is_closed =
            closing_start >= inside_start && closing.len() - prefix.len() >= marks.len();
        let ending = if whole.contains("\r\n") { "\r\n" } else { "\n" };
        is_closed.then_some(Self {
            start: range.start,
            end,
            marks,
            prefix,
            inside: inside_start..closing_start,
            ending,
        })
    }

    fn body(&self, printed: &str) -> String {
        lines(printed)
            .into_iter()
            .map(|line| self.line(line))
            .collect()
    }

    /// A line with the fence's prefix; an empty one without spaces at its end.
    fn line(&self, text: &str) -> String {
        let line = format!("{}{text}", self.prefix);
        format!("{}{}", line.trim_end(), self.ending)
    }

    /// Marks that no line of the output can be taken for.
    fn marks_for(&self, printed: &str) -> String {
        let mark = &self.marks[..1];
        let run = |line: &str| {
            let line = line.trim_start();
            line.len() - line.trim_start_matches(mark).len()
        };
        let longest = printed.lines().map(run).max().unwrap_or(0);
        mark.repeat(self.marks.len().max(longest + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::topic;
    use qed_markdown::weave;

    fn blessed(text: &str, verdicts: Vec<Verdict>) -> String {
        let topic = topic(text);
        assert_eq!(topic.snippets.len(), verdicts.len(), "{text}");
        let proof = Proof {
            verdicts: vec![verdicts],
            ..Proof::default()
        };
        let edits: Vec<Edit> = bless(&[&topic], &proof)
            .into_iter()
            .map(|(_, edit)| edit)
            .collect();
        weave(text, &edits)
    }

    fn ran(stdout: &str) -> Verdict {
        Verdict::Ran(Printed {
            stdout: stdout.to_owned(),
            ..Printed::default()
        })
    }

    fn differs(stdout: &str) -> Verdict {
        Verdict::Failed(Failure::OutputDiffers(Printed {
            stdout: stdout.to_owned(),
            stderr: "err\n".to_owned(),
            figures: vec![],
        }))
    }

    #[test]
    fn fences_are_written_and_added_and_nothing_else_changes() {
        let cases = [
            (
                "a\n\n```rust\nx\n```\n\nb\n",
                ran("1\n2\n"),
                "a\n\n```rust\nx\n```\n```output\n1\n2\n```\n\nb\n",
            ),
            (
                "```rust\nx\n```",
                ran("1\n"),
                "```rust\nx\n```\n```output\n1\n```",
            ),
            ("```rust\nx\n```\n", ran(""), "```rust\nx\n```\n"),
            (
                "```rust\nx\n```\n```output\nold\n```\n",
                differs("new\n\n"),
                "```rust\nx\n```\n```output\nnew\n```\n",
            ),
            (
                "```rust\nx\n```\n```output,stderr\nold\n```\n",
                differs("new\n"),
                "```rust\nx\n```\n```output,stderr\nnew\nerr\n```\n",
            ),
            (
                "> ```rust\n> x\n> ```\n>```output\n>   a\n> ...\n>  z\n> ```\n",
                differs("  a\n1\n2\n y\n"),
                "> ```rust\n> x\n> ```\n>```output\n>   a\n> ...\n>  y\n> ```\n",
            ),
            (
                "~~~~rust\nx\n~~~~\n",
                ran("1\n"),
                "~~~~rust\nx\n~~~~\n~~~~output\n1\n~~~~\n",
            ),
            (
                "```rust\nx\n```\n",
                ran("```\n"),
                "```rust\nx\n```\n````output\n```\n````\n",
            ),
            (
                "```rust\nx\n```\n```output\no\n```\n",
                differs("```\n"),
                "```rust\nx\n```\n````output\n```\n````\n",
            ),
            (
                "- item\n\n  ```rust\n  x\n  ```\n\nb\n",
                ran("1\n\n2\n"),
                "- item\n\n  ```rust\n  x\n  ```\n  ```output\n  1\n\n  2\n  ```\n\nb\n",
            ),
            (
                "> ```rust\n> x\n> ```\n",
                ran("1\n\n2\n"),
                "> ```rust\n> x\n> ```\n> ```output\n> 1\n>\n> 2\n> ```\n",
            ),
            (
                "```rust\r\nx\r\n```\r\n",
                ran("1\n2\n"),
                "```rust\r\nx\r\n```\r\n```output\r\n1\r\n2\r\n```\r\n",
            ),
            ("```rust\nx\n", ran("1\n"), "```rust\nx\n"),
            (
                "```rust\nx\n```\n",
                Verdict::Failed(Failure::Panicked),
                "```rust\nx\n```\n",
            ),
            (
                "```rust,no_run\nx\n```\n",
                Verdict::Compiled,
                "```rust,no_run\nx\n```\n",
            ),
        ];
        for (text, verdict, expected) in cases {
            assert_eq!(blessed(text, vec![verdict]), expected, "{text}");
        }
    }
}
