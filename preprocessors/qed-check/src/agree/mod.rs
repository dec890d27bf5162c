//! Formula and code agree: the claims in the snippets of each topic, asked of their functions.
//!
//! A snippet with claims becomes a [`Job`], an inquiry that `qed_snippet` compiles, runs and remembers. [`finish`] gathers what
//! they learned: an [`Agreement`] at each formula, and findings.

mod ask;
mod example;
mod job;
mod macros;
mod show;
mod tell;

use std::collections::BTreeMap;
use std::ops::Range;

use qed_markdown::{Formula, Topic};
use qed_math::Macros;
use qed_report::{Finding, Judged, Level, Rule, Saying, Word};
use qed_snippet::Inquiries;
use serde::{Deserialize, Serialize};

use crate::{FormulaVerdict, Library};
use job::Job;
use macros::Expanded;
pub use show::{Shown, ShownClaim, show, topic_named};

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&NO_AGREEMENT];

static NO_AGREEMENT: Rule = Rule {
    code: "no-agreement",
    level: Level::Warn,
    title: "a labelled formula that nothing was compared with",
    explanation: "\
In a book that compares formulas with code, every labelled formula of a topic says what became of it: `// agrees: eq:label` above the function
that computes it, `// holds: eq:label` for an identity, or `// notation: eq:label why` where there is nothing to compute. The comment stands
in a snippet of the same topic, as a hidden line where readers need not see it. A book that makes no such claim is not asked for any.
",
};

/// The seed of the inputs, unless another one is asked for.
pub const SEED: u64 = 1;

/// What became of a claim about a formula. Only the first two are proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Agreement {
    /// A function computes it.
    Agrees {
        /// The function's name.
        function: String,
        /// What was compared.
        on: Compared,
    },
    /// Both of its sides are equal.
    Holds(Compared),
    /// It is no computation, and why.
    Notation(String),
    /// A finding says why it is neither; in a word.
    Open(String),
}

impl Agreement {
    /// As reports and pages say it.
    pub fn saying(&self) -> Saying {
        let (verdict, function, on, why) = match self {
            Self::Agrees { function, on } => (Word::Agrees, Some(function), Some(on), None),
            Self::Holds(on) => (Word::Holds, None, Some(on), None),
            Self::Notation(why) => (Word::Notation, None, None, Some(why)),
            Self::Open(why) => (Word::Open, None, None, Some(why)),
        };
        Saying {
            verdict,
            function: function.cloned(),
            inputs: on.map(|on| on.inputs),
            all: on.map(|on| on.all),
            domain: on.map(|on| on.domain.clone()),
            examples: on.map_or(0, |on| on.examples),
            notes: on.map(|on| on.notes.clone()).unwrap_or_default(),
            why: why.cloned(),
        }
    }
}

/// How much was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Usable inputs.
    pub inputs: usize,
    /// Whether these are all points of the domain.
    pub all: bool,
    /// The domain in words.
    pub domain: String,
    /// Worked examples that come out.
    pub examples: usize,
    /// What was taken for granted: opaque parts, conventions.
    pub notes: Vec<String>,
}

/// One formula, and other inputs than usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// Its label.
    pub label: String,
    /// The seed of the inputs.
    pub seed: u64,
}

/// What all claims have in common.
pub(crate) struct Book<'a> {
    library: &'a Library,
    replay: Option<&'a Replay>,
    /// Label to the topic and the formula.
    labels: BTreeMap<&'a str, (usize, usize)>,
    /// Labels and LaTeX of all, the book's macros written out.
    formulas: Vec<(String, String)>,
    /// The way back from there, for those that call macros.
    expanded: BTreeMap<&'a str, Expanded>,
}

impl<'a> Book<'a> {
    pub(crate) fn new(library: &'a Library, macros: &Macros, replay: Option<&'a Replay>) -> Self {
        let mut labels = BTreeMap::new();
        for (topic, formula, label) in labelled(library) {
            labels.entry(label).or_insert((topic, formula));
        }
        let (mut formulas, mut expanded) = (Vec::new(), BTreeMap::new());
        for (&label, &(topic, formula)) in &labels {
            let tex = &library.topics[topic].formulas[formula].tex.text;
            let mut read = tex.clone();
            if macros.keys().any(|name| tex.contains(name.as_str())) {
                let written = Expanded::of(tex, macros);
                read.clone_from(&written.tex);
                expanded.insert(label, written);
            }
            formulas.push((label.to_owned(), read));
        }
        Self {
            library,
            replay,
            formulas,
            expanded,
            labels,
        }
    }

    /// A job for each snippet that makes claims.
    pub(crate) fn jobs(&self) -> Vec<Job<'_>> {
        let topics = self.library.topics.iter().enumerate();
        topics
            .flat_map(|(at, topic)| (0..topic.snippets.len()).map(move |snippet| (at, snippet)))
            .filter_map(|(topic, snippet)| Job::of(self, topic, snippet))
            .collect()
    }

    fn formula(&self, label: &str) -> Option<(usize, &'a Formula)> {
        let &(topic, formula) = self.labels.get(label)?;
        Some((topic, &self.library.topics[topic].formulas[formula]))
    }

    /// The LaTeX of a formula as it is read.
    fn tex(&self, label: &str) -> &str {
        let at = self
            .formulas
            .binary_search_by(|(known, _)| known.as_str().cmp(label));
        at.map_or("", |at| &self.formulas[at].1)
    }

    /// The place in the author's LaTeX of a place in what is read.
    fn back(&self, label: &str, range: Range<usize>) -> Range<usize> {
        match self.expanded.get(label) {
            Some(expanded) => expanded.back(range),
            None => range,
        }
    }

    fn seed(&self) -> u64 {
        self.replay.map_or(SEED, |replay| replay.seed)
    }

    /// Whether a formula is looked at.
    fn wants(&self, label: &str) -> bool {
        self.replay.is_none_or(|replay| replay.label == label)
    }
}

/// Display formulas with a label: topic, formula, label.
fn labelled(library: &Library) -> impl Iterator<Item = (usize, usize, &str)> {
    let topics = library.topics.iter().enumerate();
    topics.flat_map(|(at, topic)| {
        let formulas = topic.formulas.iter().enumerate();
        formulas.filter_map(move |(index, formula)| {
            let label = formula.label.as_ref().filter(|_| formula.display)?;
            Some((at, index, label.name.as_str()))
        })
    })
}

/// The claims about the formulas of a topic.
pub(crate) fn judged(topic: &Topic, verdicts: &[FormulaVerdict]) -> Vec<Judged> {
    let formulas = topic.formulas.iter().zip(verdicts);
    formulas
        .flat_map(|(formula, verdict)| {
            let label = formula.label.as_ref().map(|label| label.name.clone());
            verdict.agreements.iter().map(move |agreement| Judged {
                label: label.clone().unwrap_or_default(),
                place: topic.span(formula.range.clone()),
                saying: agreement.saying(),
            })
        })
        .collect()
}

/// Jobs as `qed_snippet` takes them.
pub(crate) fn inquiries<'a>(jobs: &'a [Job<'a>]) -> Inquiries<'a> {
    jobs.iter()
        .map(|job| (job.place(), job as &dyn qed_snippet::Inquiry))
        .collect()
}

/// Hands to each formula what became of the claims about it.
pub(crate) fn finish(
    book: &Book<'_>,
    jobs: &[Job<'_>],
    formulas: &mut [Vec<FormulaVerdict>],
    findings: &mut Vec<Finding>,
) {
    for job in jobs {
        for said in job.said() {
            if let (Some(&(topic, formula)), Some(agreement)) =
                (book.labels.get(said.label.as_str()), &said.agreement)
            {
                formulas[topic][formula].agreements.push(agreement.clone());
            }
            findings.extend(said.findings.iter().cloned());
        }
    }
    if book.replay.is_some() || jobs.is_empty() {
        return;
    }
    for (at, index, label) in labelled(book.library) {
        let topic = &book.library.topics[at];
        if topic.metadata.range.is_empty() || !formulas[at][index].agreements.is_empty() {
            continue;
        }
        let formula = &topic.formulas[index];
        let range = formula.label.as_ref().map_or(0..0, |own| own.range.clone());
        let message = format!("no claim of this topic speaks of the formula `{label}`");
        let finding = topic.finding(&NO_AGREEMENT, formula.tex.locate(range), message);
        findings.push(finding.hint(format!(
            "write `// agrees: {label}` above the function that computes it, or `// notation: {label} …` with the reason"
        )));
    }
}

/// Of all findings so far those of the claims, which begin at `first`, and of the snippets that make them.
pub(crate) fn own(jobs: &[Job<'_>], findings: &[Finding], first: usize) -> Vec<Finding> {
    let (others, claims) = findings.split_at(first);
    let is_near = |finding: &&Finding| jobs.iter().any(|job| job.holds(finding));
    others
        .iter()
        .filter(is_near)
        .chain(claims)
        .cloned()
        .collect()
}
