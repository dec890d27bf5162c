//! What a topic must have. A topic is a chapter with metadata; chapters without are introductions and lists.

use std::collections::BTreeSet;

use qed_markdown::Topic;
use qed_report::{Finding, Level, Rule, Span};
use qed_snippet::Verdict;

use crate::{Graph, Library};

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[
    &EMPTY_BOOK,
    &NO_PROVEN_SNIPPET,
    &NO_LABEL,
    &NO_SOURCES,
    &NO_RECALL,
    &NO_LINKS_OUT,
    &NO_LINKS_IN,
];

static EMPTY_BOOK: Rule = Rule {
    code: "empty-book",
    level: Level::Warn,
    title: "a book without a chapter",
    explanation: "\
SUMMARY.md lists no chapter, so there is nothing to check and nothing to show. Add a line such as `- [First chapter](first.md)`.
",
};

static NO_PROVEN_SNIPPET: Rule = Rule {
    code: "no-proven-snippet",
    level: Level::Warn,
    title: "a topic without a snippet that runs and is checked",
    explanation: "\
Every topic shows its idea in Rust that a reader can trust: at least one snippet that is compiled, run and whose output is
compared with the fence marked `output` after it, or that draws a picture. A snippet marked `ignore` or `no_run` proves nothing.
",
};

static NO_LABEL: Rule = Rule {
    code: "no-label",
    level: Level::Warn,
    title: "a topic whose display formulas have no label",
    explanation: "\
The main formula of a topic has a number that readers and other topics can refer to: write `\\label{eq:slug}` inside its `$$`.
",
};

static NO_SOURCES: Rule = Rule {
    code: "no-sources",
    level: Level::Warn,
    title: "a topic without sources",
    explanation: "\
`sources` in the metadata lists where the facts come from, each by a stable identifier: `arxiv:1706.03762`, `doi:10.1145/3065386`,
`isbn:9780262035613`, or an address.
",
};

static NO_RECALL: Rule = Rule {
    code: "no-recall",
    level: Level::Warn,
    title: "a topic without recall cards",
    explanation: "\
A question with a hidden answer lets a reader find out what they have kept. Write it so, with the blank lines:

```md
<details class=\"recall\">
<summary>

What does softmax do to a shift of all logits?

</summary>

Nothing: the factor cancels.

</details>
```
",
};

static NO_LINKS_OUT: Rule = Rule {
    code: "no-links-out",
    level: Level::Warn,
    title: "a topic that links to no other",
    explanation: "\
A topic that mentions none of its neighbours is a dead end. Link to what it builds on, what it leads to, or what it is confused
with.
",
};

static NO_LINKS_IN: Rule = Rule {
    code: "no-links-in",
    level: Level::Warn,
    title: "a topic that no other links to",
    explanation: "\
Readers who do not begin with the table of contents never come here. Link to it where its subject is mentioned first.
",
};

pub(crate) fn check(
    library: &Library,
    verdicts: &[Vec<Verdict>],
    graph: &Graph,
    findings: &mut Vec<Finding>,
) {
    if let (true, Some(summary)) = (library.topics.is_empty(), library.summary) {
        findings.push(
            Finding::new(
                &EMPTY_BOOK,
                Span::file(summary),
                "SUMMARY.md lists no chapter",
            )
            .hint("add a line such as `- [First chapter](first.md)`"),
        );
    }
    let links_out: BTreeSet<usize> = graph
        .backlinks
        .iter()
        .flatten()
        .map(|backlink| backlink.topic)
        .collect();
    for (at, topic) in library.topics.iter().enumerate() {
        if topic.metadata.makes_a_topic() {
            let has = Around {
                verdicts: verdicts.get(at).map_or(&[], Vec::as_slice),
                links_out: links_out.contains(&at),
                links_in: !graph.backlinks[at].is_empty(),
            };
            findings.extend(
                gaps(topic, has).map(|(rule, message, hint)| {
                    topic.finding(rule, head(topic), message).hint(hint)
                }),
            );
        }
    }
}

/// What the text of a topic does not tell of it.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// What became of its snippets.
    verdicts: &'a [Verdict],
    /// It links to another topic.
    links_out: bool,
    /// Another topic links to it.
    links_in: bool,
}

/// What a topic lacks: the rule, what is wrong, and what to do.
fn gaps(
    topic: &Topic,
    has: Around<'_>,
) -> impl Iterator<Item = (&'static Rule, &'static str, &'static str)> {
    // A snippet that does not hold has a finding of its own, and may be the one.
    let proves = |verdict: &Verdict| matches!(verdict, Verdict::Ran(_) | Verdict::Failed(_));
    let mut display = topic.formulas.iter().filter(|formula| formula.display);
    let has_display = display.clone().next().is_some();
    [
        (
            !has.verdicts.iter().any(proves),
            &NO_PROVEN_SNIPPET,
            "no snippet of this topic runs and is checked",
            "add a ```rust fence; `qed bless` writes its output",
        ),
        (
            has_display && display.all(|formula| formula.label.is_none()),
            &NO_LABEL,
            "no formula of this topic has a label",
            "write `\\label{eq:…}` inside the `$$` of the main formula",
        ),
        (
            topic.metadata.sources.is_empty(),
            &NO_SOURCES,
            "this topic names no sources",
            "list them under `sources` in the metadata",
        ),
        (
            topic.recalls.is_empty(),
            &NO_RECALL,
            "this topic has no recall card",
            "add a `<details class=\"recall\">`, as `qed explain no-recall` shows",
        ),
        (
            !has.links_out,
            &NO_LINKS_OUT,
            "this topic links to no other",
            "link to what it builds on or leads to",
        ),
        (
            !has.links_in,
            &NO_LINKS_IN,
            "no other topic links to this one",
            "link to it where its subject is first mentioned",
        ),
    ]
    .into_iter()
    .filter_map(|(lacks, rule, message, hint)| lacks.then_some((rule, message, hint)))
}

/// The title: where what is said of the whole topic is shown.
fn head(topic: &Topic) -> std::ops::Range<usize> {
    topic.outline.first().map_or(
        topic.metadata.range.end..topic.metadata.range.end,
        |heading| heading.range.start..heading.range.end,
    )
}
