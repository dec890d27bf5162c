//! What was proven, as a page shows it.

use qed_check::{Agreement, Compared, SymbolLink, Target};
use qed_markdown::code_lines;
use qed_site::{
    Backlink, ClaimView, Figure, FormulaView, LinkView, Mention, SnippetView, Status, SymbolView,
};
use qed_snippet::Verdict;

use crate::prove::Proven;

/// The name under which a topic is spoken of: its own title, else its name in SUMMARY.md.
pub(crate) fn name(proven: &Proven, topic: usize) -> &str {
    proven.library.topics[topic]
        .title
        .as_deref()
        .unwrap_or(&proven.library.chapters[topic].name)
}

pub(crate) fn formulas(proven: &Proven, at: usize) -> Vec<FormulaView> {
    let verdicts = proven.report.formulas[at].iter();
    verdicts
        .map(|verdict| FormulaView {
            html: verdict.html.clone(),
            id: verdict.id.clone(),
            number: verdict.number.clone(),
            claims: verdict.agreements.iter().map(claim).collect(),
            anchor: verdict.anchor.clone(),
            symbols: symbols(&verdict.symbols),
        })
        .collect()
}

/// The symbols of a formula.
pub(crate) fn symbols(links: &[SymbolLink]) -> Vec<SymbolView> {
    let views = links.iter().map(|link| SymbolView {
        name: link.name.clone(),
        mathml: link.mathml.clone(),
        href: link.href.clone(),
    });
    views.collect()
}

/// What a reader may know of a claim: with what the formula was compared, on how many inputs, from where they were.
pub(crate) fn claim(agreement: &Agreement) -> ClaimView {
    let tried = |what: &str, on: &Compared| {
        let all = if on.all { "all " } else { "" };
        let s = if on.inputs == 1 { "" } else { "s" };
        let examples = match on.examples {
            0 => String::new(),
            1 => "; and at a worked example".to_owned(),
            more => format!("; and at {more} worked examples"),
        };
        ClaimView {
            proven: Some(true),
            words: format!("{what} at {all}{} input{s}", on.inputs),
            inputs: format!("{}{examples}", on.domain),
            notes: on.notes.clone(),
        }
    };
    let untried = |proven, words| ClaimView {
        proven,
        words,
        ..ClaimView::default()
    };
    match agreement {
        Agreement::Agrees { function, on } => tried(&format!("Equal to `{function}`"), on),
        Agreement::Holds(on) => tried("Both sides are equal", on),
        Agreement::Notation(why) => untried(None, format!("Not compared with code: {why}")),
        Agreement::Open(why) => untried(Some(false), format!("Not proven: {why}")),
    }
}

pub(crate) fn snippets(proven: &Proven, at: usize) -> Vec<SnippetView> {
    let proof = &proven.report.proof;
    let snippets = proven.library.topics[at]
        .snippets
        .iter()
        .zip(&proof.verdicts[at]);
    snippets
        .map(|(snippet, verdict)| {
            let lines = code_lines(snippet);
            SnippetView {
                status: status(verdict),
                proof: self::proof(verdict, &proof.toolchain).unwrap_or_default(),
                stdout: stdout(verdict),
                figures: figures(verdict),
                hidden: lines.iter().map(|line| line.hidden).collect(),
                code: lines
                    .iter()
                    .map(|line| format!("{}\n", line.text))
                    .collect(),
                name: snippet
                    .attributes
                    .iter()
                    .find(|word| word.key == "name")
                    .and_then(|word| word.value.clone()),
            }
        })
        .collect()
}

pub(crate) fn links(proven: &Proven, at: usize) -> Vec<LinkView> {
    let links = proven.library.topics[at]
        .links
        .iter()
        .zip(&proven.report.links[at]);
    links
        .map(|(link, target)| match target {
            Target::Topic { topic, fragment } => LinkView::Page {
                page: *topic,
                fragment: fragment.clone(),
            },
            Target::File(path) => LinkView::File(path.clone()),
            Target::Elsewhere => LinkView::Url(link.target.clone()),
            Target::Text => LinkView::Text,
            Target::Broken => LinkView::Broken,
        })
        .collect()
}

pub(crate) fn mentions(proven: &Proven, at: usize) -> Vec<Mention> {
    let mentions = proven.report.mentions[at].iter();
    mentions
        .map(|mention| Mention {
            range: mention.range.clone(),
            page: mention.topic,
            fragment: mention.fragment.clone(),
        })
        .collect()
}

/// Which chapters link to one. A glossary or a list of sources stands without a number beside the numbered chapters and links to
/// all of them: that it does tells a reader of a numbered chapter nothing.
pub(crate) fn backlinks(proven: &Proven, at: usize) -> Vec<Backlink> {
    let is_numbered = |at: usize| !proven.library.chapters[at].number.is_empty();
    let backlinks = proven.report.graph.backlinks[at].iter();
    backlinks
        .filter(|backlink| is_numbered(backlink.topic) || !is_numbered(at))
        .map(|backlink| {
            let topic = &proven.library.topics[backlink.topic];
            let link = &topic.links[backlink.link];
            Backlink {
                page: backlink.topic,
                context: link.context.clone(),
                fragment: link
                    .section
                    .and_then(|section| topic.outline.get(section))
                    .map(|heading| heading.id.clone()),
            }
        })
        .collect()
}

/// The pictures that a snippet printed, cleaned. One that cannot be cleaned has a finding already.
pub(crate) fn figures(verdict: &Verdict) -> Vec<Figure> {
    let Verdict::Ran(printed) = verdict else {
        return Vec::new();
    };
    let markups = printed
        .figures
        .iter()
        .filter_map(|(media, content)| qed_snippet::figure_markup(media, content).ok());
    markups.map(|markup| Figure { markup }).collect()
}

/// One line of proof; nothing for a snippet that was not tried.
pub(crate) fn proof(verdict: &Verdict, toolchain: &str) -> Option<String> {
    match verdict {
        Verdict::Ran(printed) if printed.stdout.is_empty() => {
            Some(format!("Compiled and run with {toolchain}."))
        }
        Verdict::Ran(_) => Some(format!(
            "Compiled and run with {toolchain}; it printed just this."
        )),
        Verdict::Compiled => Some(format!("Compiled with {toolchain}, not run.")),
        Verdict::FailedAsExpected => Some(format!("Fails as it should with {toolchain}.")),
        Verdict::Skipped(_) | Verdict::Failed(_) => None,
    }
}

fn status(verdict: &Verdict) -> Status {
    match verdict {
        Verdict::Ran(_) => Status::Ran,
        Verdict::Compiled => Status::Compiled,
        Verdict::FailedAsExpected => Status::FailedAsExpected,
        Verdict::Skipped(why) => Status::Skipped(why.clone()),
        Verdict::Failed(_) => Status::Failed,
    }
}

fn stdout(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Ran(printed) => printed.stdout.clone(),
        _ => String::new(),
    }
}
