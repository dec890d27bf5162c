//! The steps from all snippets of a book to a proof.

use std::collections::{BTreeMap, BTreeSet};

use qed_markdown::Topic;
use qed_report::{Finding, Sources, sort};

use crate::batch::{Errand, Outcome};
use crate::cargo::Refusal;
use crate::fence::Mode;
use crate::inquiry::{Inquiry, not_run};
use crate::rules::compile;
use crate::task::Task;
use crate::trial::Trial;
use crate::verdict::{Failure, Verdict};
use crate::weigh::{Ended, Success, weigh};
use crate::workshop::Workshop;
use crate::{Cache, Error, Progress, Proof, Settings, batch, judge, key, read};

/// What is asked of snippets, by topic and snippet.
pub type Inquiries<'a> = BTreeMap<(usize, usize), &'a dyn Inquiry>;

/// Proves all snippets of all topics; a finding for each that does not hold. `Err` only where QED or the system failed
/// (no rustc, no disk space), never for an author's mistake.
pub fn prove(
    topics: &[&Topic],
    sources: &Sources,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Proof, Error> {
    prove_with(
        &Cache::open(&settings.work_folder),
        topics,
        &Inquiries::new(),
        sources,
        settings,
        progress,
    )
}

/// [`prove`] with a cache that the caller has opened, and with questions to snippets.
pub fn prove_with<'a>(
    cache: &Cache,
    topics: &[&'a Topic],
    inquiries: &Inquiries<'a>,
    sources: &Sources,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Proof, Error> {
    if topics.iter().all(|topic| topic.snippets.is_empty()) {
        return Ok(Proof {
            verdicts: vec![Vec::new(); topics.len()],
            ..Proof::default()
        });
    }
    let mut findings = Vec::new();
    let mut workshop = Workshop::open(settings, cache)?;
    let mut tasks = read::tasks(topics, inquiries, &workshop, &mut findings);
    let mut proving = Proving {
        cache,
        sources,
        progress,
        verdicts: vec![None; tasks.len()],
        asked: tasks.iter().map(|task| task.inquiry.is_none()).collect(),
        findings,
        cached: 0,
    };
    proving.judge_untried(&tasks);
    proving.look_up(&tasks, &workshop);
    proving.try_without_dependencies(&tasks, &workshop)?;
    proving.try_with_dependencies(&mut tasks, &mut workshop)?;

    let Proving {
        verdicts,
        mut findings,
        cached,
        ..
    } = proving;
    sort(&mut findings, sources);
    let mut verdicts = verdicts.into_iter().flatten();
    Ok(Proof {
        verdicts: topics
            .iter()
            .map(|topic| verdicts.by_ref().take(topic.snippets.len()).collect())
            .collect(),
        findings,
        cached,
        toolchain: workshop.toolchain.name(),
        unprotected: workshop.protection.missing(),
    })
}

/// A proof in the making.
struct Proving<'a> {
    cache: &'a Cache,
    sources: &'a Sources,
    progress: &'a dyn Progress,
    verdicts: Vec<Option<Verdict>>,
    /// Whether nothing more is to be asked of a snippet.
    asked: Vec<bool>,
    findings: Vec<Finding>,
    cached: usize,
}

impl Proving<'_> {
    fn open<'t, 'b>(
        &self,
        tasks: &'t [Task<'b>],
        wanted: impl Fn(&Task<'b>) -> bool,
    ) -> Vec<Errand<'t, 'b>> {
        let errand = |task: &'t Task<'b>| Errand {
            task,
            run: self.verdicts[task.number].is_none(),
            ask: task.inquiry.filter(|_| !self.asked[task.number]),
        };
        tasks
            .iter()
            .filter(|task| wanted(task))
            .map(errand)
            .filter(|errand| errand.run || errand.ask.is_some())
            .collect()
    }

    /// Those that their fence excludes from being tried.
    fn judge_untried(&mut self, tasks: &[Task<'_>]) {
        for task in tasks {
            self.verdicts[task.number] = match &task.fence.mode {
                _ if task.fence.contradictory => Some(Verdict::Failed(Failure::Contradiction)),
                Mode::Skip(reason) => Some(judge::skipped(task, reason, &mut self.findings)),
                _ => None,
            };
            if let (Some(inquiry), Some(why)) = (task.inquiry, not_run(task)) {
                inquiry.unable(why);
                self.asked[task.number] = true;
            }
            // A fence that contradicts itself has its finding.
            self.asked[task.number] |= task.fence.contradictory;
        }
    }

    /// Those of which the cache knows how they end.
    fn look_up(&mut self, tasks: &[Task<'_>], workshop: &Workshop<'_>) {
        for Errand { task, run, ask } in self.open(tasks, |_| true) {
            if let (Some(success), true) = (remembered(self.cache, task, workshop), run) {
                self.cached += 1;
                self.verdicts[task.number] =
                    Some(judge::success(task, success, &mut self.findings));
            }
            if let Some(inquiry) = ask {
                self.asked[task.number] = recalled(self.cache, task, inquiry, workshop);
            }
        }
    }

    fn try_without_dependencies(
        &mut self,
        tasks: &[Task<'_>],
        workshop: &Workshop<'_>,
    ) -> Result<(), Error> {
        let open = self.open(tasks, |task| task.set.is_none());
        // Until the dependencies are built their names are a guess: who misses a crate is tried again then.
        let is_guess =
            !workshop.settings.dependencies.is_empty() && !workshop.sets.contains_key("");
        for (errand, outcome) in open.iter().zip(self.run(&open, workshop)?) {
            let trial = outcome.trial.as_ref();
            if !(is_guess && trial.is_some_and(Trial::misses_a_crate)) {
                self.settle(errand.task, outcome, workshop);
            }
        }
        Ok(())
    }

    fn try_with_dependencies(
        &mut self,
        tasks: &mut [Task<'_>],
        workshop: &mut Workshop<'_>,
    ) -> Result<(), Error> {
        for task in tasks
            .iter_mut()
            .filter(|task| self.verdicts[task.number].is_none())
        {
            task.set.get_or_insert_default();
        }
        let tasks: &[Task<'_>] = tasks;
        let open = self.open(tasks, |_| true);
        let wanted: BTreeSet<&str> = open
            .iter()
            .filter_map(|errand| errand.task.set.as_deref())
            .collect();
        for name in wanted
            .into_iter()
            .filter(|&name| !workshop.sets.contains_key(name))
            .collect::<Vec<_>>()
        {
            let Some(set) = workshop.written_set(name) else {
                continue;
            };
            match set.build(workshop, self.cache, self.progress)? {
                Ok(built) => drop(workshop.sets.insert(name.to_owned(), built)),
                Err(refusal) => self.not_built(name, &refusal, &open),
            }
        }
        // What was not known before the build may be known after it.
        self.look_up(tasks, workshop);
        // What is known by now outlives being killed later. A cache that cannot be written only costs time.
        let _ = self.cache.flush();
        let (ready, without): (Vec<_>, Vec<_>) = self
            .open(tasks, |_| true)
            .into_iter()
            .partition(|errand| workshop.set(errand.task).is_some());
        for errand in without {
            // Its finding is the set's.
            let verdict = &mut self.verdicts[errand.task.number];
            *verdict = Some(Verdict::Failed(Failure::NoDependencies));
        }
        for (errand, outcome) in ready.iter().zip(self.run(&ready, workshop)?) {
            self.settle(errand.task, outcome, workshop);
        }
        Ok(())
    }

    fn run(&self, open: &[Errand<'_, '_>], workshop: &Workshop<'_>) -> Result<Vec<Outcome>, Error> {
        if open.is_empty() {
            return Ok(Vec::new());
        }
        batch::try_all(open, workshop, self.progress)
    }

    fn settle(&mut self, task: &Task<'_>, outcome: Outcome, workshop: &Workshop<'_>) {
        self.asked[task.number] = true;
        if let (Some(inquiry), Some(learned)) = (task.inquiry, &outcome.learned) {
            self.cache.put(
                "inquiry",
                &inquiry_key(task, inquiry, workshop),
                learned.as_slice(),
            );
        }
        let Some(trial) = outcome.trial else {
            return;
        };
        self.verdicts[task.number] = Some(match weigh(&task.fence, trial) {
            Ok(success) => {
                remember(self.cache, task, workshop, &success);
                judge::success(task, success, &mut self.findings)
            }
            Err(fault) => judge::fault(task, *fault, &mut self.findings),
        });
    }

    /// One finding for a set that could not be built, with all snippets that want it: in book.toml, or at the first of them.
    fn not_built(&mut self, name: &str, refusal: &Refusal, open: &[Errand<'_, '_>]) {
        let table = if name.is_empty() {
            "dependencies".to_owned()
        } else {
            format!("dependency-sets.{name}")
        };
        let in_settings = self.sources.find("book.toml").and_then(|id| {
            let start = self
                .sources
                .get(id)
                .text
                .find(&format!("[preprocessor.qed.{table}"))?;
            Some(qed_report::Span::new(
                id,
                start,
                start + "[preprocessor.qed.".len() + table.len(),
            ))
        });
        let mut wanting: Vec<_> = open
            .iter()
            .map(|errand| errand.task)
            .filter(|task| task.set.as_deref() == Some(name))
            .map(|task| task.topic.span(task.head()))
            .collect();
        let first = wanting.first().copied();
        let Some(span) = in_settings.or(first) else {
            return;
        };
        wanting.retain(|&other| other != span);
        let mut finding = Finding::new(
            &compile::NO_DEPENDENCIES,
            span,
            format!("the crates of `[preprocessor.qed.{table}]` cannot be built"),
        )
        .note(judge::shorten(refusal))
        .hint("mend the table; versions, features, `path` and `git` are written as in a Cargo.toml. The first build needs the network");
        for other in wanting {
            finding = finding.other(other, "is not tried without them");
        }
        self.findings.push(finding);
    }
}

/// Whether an inquiry takes up what was learned of this snippet before.
fn recalled(
    cache: &Cache,
    task: &Task<'_>,
    inquiry: &dyn Inquiry,
    workshop: &Workshop<'_>,
) -> bool {
    let is_ready = task.set.is_none() || workshop.set(task).is_some();
    workshop.settings.use_cache
        && is_ready
        && cache
            .get("inquiry", &inquiry_key(task, inquiry, workshop))
            .is_some_and(|learned| inquiry.recall(&learned))
}

fn inquiry_key(task: &Task<'_>, inquiry: &dyn Inquiry, workshop: &Workshop<'_>) -> Vec<u8> {
    [
        key::key(task, workshop, task.shape.placed),
        inquiry.identity(),
    ]
    .concat()
}

fn remembered(cache: &Cache, task: &Task<'_>, workshop: &Workshop<'_>) -> Option<Success> {
    let is_ready = task.set.is_none() || workshop.set(task).is_some();
    if !workshop.settings.use_cache || workshop.settings.twice || !is_ready {
        return None;
    }
    let places: &[bool] = if task.shape.placed {
        &[true]
    } else {
        &[false, true]
    };
    let value = places
        .iter()
        .find_map(|&placed| cache.get("snippet", &key::key(task, workshop, placed)))?;
    serde_json::from_slice(&value).ok()
}

/// Whether a number in what a snippet printed may be that of one of its lines: a macro of another crate can tell it.
fn says_line(said: &str, task: &Task<'_>) -> bool {
    let first = task.fence_line();
    let lines = first..=first + task.code.text.lines().count();
    said.split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .any(|number| lines.contains(&number))
}

fn remember(cache: &Cache, task: &Task<'_>, workshop: &Workshop<'_>, success: &Success) {
    let says_place = match &success.end {
        Ended::Ran { stdout, stderr } => [stdout, stderr].iter().any(|said| {
            said.contains(&task.topic.path) || task.set.is_some() && says_line(said, task)
        }),
        _ => false,
    };
    let value = serde_json::to_vec(success).expect("text and numbers are JSON");
    cache.put(
        "snippet",
        &key::key(task, workshop, task.shape.placed || says_place),
        value,
    );
}
