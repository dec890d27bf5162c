//! The rules of a whole book.
//!
//! [`run`] takes a [`Library`] and gives a [`Report`]: what became of every formula, snippet and link, the
//! graph of topics, and the findings. Its steps:
//! 1. `macros`, `symbols` and `formulas`: looks at the macros of book.toml, finds what explains the symbols, numbers the labelled
//!    formulas and typesets all;
//! 2. `qed_snippet::prove`: compiles, runs and compares the snippets; `agree` asks their functions meanwhile what the formulas say;
//! 3. `links`: finds where each link leads;
//! 4. `web` and `mentions`: tells what the web answered, if it was asked, and finds the names of topics in the prose;
//! 5. `graph`: what to know first, what follows, who links here;
//! 6. `coverage`: what a topic must have;
//! 7. `levels`: what book.toml and the files themselves allow, warn of and deny.
//!
//! It does not know mdBook, the disk or pages. The same library gives the same report.

mod agree;
mod coverage;
mod formulas;
mod graph;
mod index;
mod levels;
mod library;
mod links;
mod macros;
mod mentions;
mod symbols;
mod web;

pub use agree::{Agreement, Compared, Replay, SEED, Shown, ShownClaim, show, topic_named};
pub use formulas::{FormulaVerdict, SymbolLink};
pub use graph::{Backlink, Graph};
pub use library::{Chapter, Library};
pub use links::{Target, relative};
pub use mentions::{AutoLinks, Mention};
pub use web::{Web, WebAnswer, web_addresses};

use qed_report::{Finding, Judged, Rule, Tally, sort};

use levels::Levels;

/// What book.toml says about checking.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `[preprocessor.qed.macros]`.
    pub macros: qed_math::Macros,
    /// Where each macro stands in book.toml.
    pub macro_places: std::collections::BTreeMap<String, qed_report::Span>,
    /// The slug of the chapter whose tables say what symbols mean.
    pub notation: String,
    /// `[preprocessor.qed.rules]`: code to level.
    pub levels: std::collections::BTreeMap<String, qed_report::Level>,
    /// Every warning counts as an error.
    pub deny_warnings: bool,
    /// Targets that begin so lead out of the book on purpose: `../std/`.
    pub outside: Vec<String>,
    /// What becomes a link without the author's doing.
    pub auto_links: AutoLinks,
    /// Look at the claims about this formula alone, at inputs of this seed.
    pub replay: Option<Replay>,
    /// About compiling and running.
    pub snippets: qed_snippet::Settings,
}

/// What became of everything.
#[derive(Debug)]
pub struct Report {
    /// For each topic, for each of its formulas.
    pub formulas: Vec<Vec<FormulaVerdict>>,
    /// What became of the snippets.
    pub proof: qed_snippet::Proof,
    /// For each topic, for each of its links.
    pub links: Vec<Vec<Target>>,
    /// For each topic: names of other topics in its prose, in order.
    pub mentions: Vec<Vec<Mention>>,
    /// How the topics hang together.
    pub graph: Graph,
    /// What does not hold: sorted, at their levels, without those that are allowed.
    pub findings: Vec<Finding>,
    /// How much was looked at.
    pub tally: Tally,
}

/// Checks a whole book, with the cache of `settings.snippets.work_folder`. `Err` only where QED or the system failed.
pub fn run(
    library: &Library,
    settings: &Settings,
    cache: &qed_snippet::Cache,
    progress: &dyn qed_snippet::Progress,
) -> Result<Report, qed_snippet::Error> {
    let mut findings = library.findings.clone();
    let index = index::Index::new(library);

    let remembered = settings.snippets.use_cache.then_some(cache);

    macros::check(library, settings, &mut findings);
    let symbols = symbols::check(library, settings, &mut findings);
    let mut formulas = formulas::check(
        library,
        &settings.macros,
        &symbols,
        remembered,
        &mut findings,
    );
    let book = agree::Book::new(library, &settings.macros, settings.replay.as_ref());
    let jobs = book.jobs();
    let mut proof = prove(library, &agree::inquiries(&jobs), settings, cache, progress)?;
    findings.append(&mut proof.findings);
    let before = findings.len();
    agree::finish(&book, &jobs, &mut formulas, &mut findings);
    // A replay tells of the claim alone.
    let only = settings
        .replay
        .is_some()
        .then(|| agree::own(&jobs, &findings, before));
    let links = links::check(library, &index, &settings.outside, &mut findings);
    web::check(library, &mut findings);
    let mentions = mentions::find(library, &links, &settings.auto_links);
    let graph = graph::check(library, &index, &links, &mut findings);
    coverage::check(library, &proof.verdicts, &graph, &mut findings);

    if let Some(only) = only {
        findings = only;
    }
    Levels::new(settings).apply(library, &mut findings);
    sort(&mut findings, &library.sources);
    findings.dedup();
    let tally = tally(library, &formulas);
    // A cache that cannot be written costs time at the next run, nothing else.
    let _ = cache.flush();
    Ok(Report {
        formulas,
        proof,
        links,
        mentions,
        graph,
        findings,
        tally,
    })
}

impl Report {
    /// What became of the formulas that are compared with code, in reading order.
    pub fn judged(&self, library: &Library) -> Vec<Judged> {
        let topics = library.topics.iter().zip(&self.formulas);
        topics
            .flat_map(|(topic, verdicts)| agree::judged(topic, verdicts))
            .collect()
    }
}

/// Every rule that this crate or the crates under it can find broken.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = [
        qed_markdown::RULES,
        qed_math::RULES,
        qed_agree::RULES,
        agree::RULES,
        qed_snippet::RULES,
        formulas::RULES,
        symbols::RULES,
        links::RULES,
        macros::RULES,
        graph::RULES,
        coverage::RULES,
        levels::RULES,
        web::RULES,
    ]
    .concat();
    rules.sort_by_key(|rule| rule.code);
    rules
}

fn prove<'a>(
    library: &'a Library,
    inquiries: &qed_snippet::Inquiries<'a>,
    settings: &Settings,
    cache: &qed_snippet::Cache,
    progress: &dyn qed_snippet::Progress,
) -> Result<qed_snippet::Proof, qed_snippet::Error> {
    let topics: Vec<_> = library.topics.iter().map(AsRef::as_ref).collect();
    qed_snippet::prove_with(
        cache,
        &topics,
        inquiries,
        &library.sources,
        &settings.snippets,
        progress,
    )
}

fn tally(library: &Library, formulas: &[Vec<FormulaVerdict>]) -> Tally {
    let sum = |count: fn(&qed_markdown::Topic) -> usize| {
        library.topics.iter().map(|topic| count(topic)).sum()
    };
    Tally {
        topics: library.topics.len(),
        formulas: sum(|topic| topic.formulas.len()),
        snippets: sum(|topic| topic.snippets.len()),
        links: sum(|topic| topic.links.len()),
        proven: formulas
            .iter()
            .flatten()
            .filter(|verdict| verdict.is_proven())
            .count(),
    }
}
