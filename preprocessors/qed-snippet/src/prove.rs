//! The steps from all snippets of a book to a proof.

use std::collections::BTreeMap;

use qed_markdown::Topic;
use qed_report::{Finding, Sources, sort};
use qed_sandbox::Protection;

use crate::compile::Workshop;
use crate::fence::{Fence, Mode};
use crate::rules::compile;
use crate::shape::Shape;
use crate::task::Task;
use crate::toolchain::Toolchain;
use crate::verdict::{Failure, Verdict};
use crate::weigh::{Success, weigh};
use crate::{Cache, Error, Progress, Proof, Settings, batch, code, judge, key};

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
        sources,
        settings,
        progress,
    )
}

/// [`prove`] with a cache that the caller has opened.
pub fn prove_with(
    cache: &Cache,
    topics: &[&Topic],
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
    let toolchain = Toolchain::find(&settings.root, cache)?;
    let mut proof = Proof {
        toolchain: toolchain.name(),
        ..Proof::default()
    };
    let tasks = tasks(topics, settings, &toolchain, &mut proof.findings);
    let workshop = Workshop::open(settings, toolchain)?;

    let mut verdicts: Vec<Option<Verdict>> = tasks
        .iter()
        .map(|task| untried(task, &mut proof.findings))
        .collect();
    for (task, verdict) in tasks
        .iter()
        .zip(&mut verdicts)
        .filter(|(_, verdict)| verdict.is_none())
    {
        if let Some(success) = remembered(cache, task, &workshop) {
            proof.cached += 1;
            *verdict = Some(judge::success(task, success, &mut proof.findings));
        }
    }
    let open: Vec<&Task<'_>> = tasks
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| verdict.is_none())
        .map(|(task, _)| task)
        .collect();
    if !open.is_empty() {
        let trials = batch::try_all(&open, &workshop, progress)?;
        for (task, trial) in open.iter().zip(trials) {
            verdicts[task.number] = Some(match weigh(&task.fence, trial) {
                Ok(success) => {
                    remember(cache, task, &workshop, &success);
                    judge::success(task, success, &mut proof.findings)
                }
                Err(fault) => judge::fault(task, *fault, &mut proof.findings),
            });
        }
    }
    let mut verdicts = verdicts.into_iter().flatten();
    proof.verdicts = topics
        .iter()
        .map(|topic| verdicts.by_ref().take(topic.snippets.len()).collect())
        .collect();
    sort(&mut proof.findings, sources);
    Ok(proof)
}

fn tasks<'a>(
    topics: &[&'a Topic],
    settings: &Settings,
    toolchain: &Toolchain,
    findings: &mut Vec<Finding>,
) -> Vec<Task<'a>> {
    let mut tasks: Vec<Task<'a>> = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let crates: Vec<String> = settings
        .dependencies
        .keys()
        .map(|name| name.replace('-', "_"))
        .collect();
    for (topic, snippet) in topics
        .iter()
        .flat_map(|topic| topic.snippets.iter().map(|snippet| (*topic, snippet)))
    {
        let (fence, mut found) = Fence::read(topic, snippet, settings, toolchain.host());
        findings.append(&mut found);
        let code = code::bare(snippet);
        let shape = Shape::of(&code.text);
        let needs_dependencies = crates.iter().any(|name| shape.names.contains(name));
        let task = Task {
            topic,
            snippet,
            fence,
            code,
            shape,
            needs_dependencies,
            number: tasks.len(),
        };
        if task.shape.stray_main {
            findings.push(
                topic
                    .finding(
                        &compile::STRAY_MAIN,
                        task.head(),
                        "the snippet's `main` is never called, for statements stand beside it",
                    )
                    .hint("move the statements into `main`, or remove `fn main()` around the rest"),
            );
        }
        if let Some((name, index)) = &task.fence.name {
            match names.get(name) {
                Some(&first) => findings.push(duplicate(name, &task, *index, &tasks[first])),
                None => {
                    names.insert(name.clone(), tasks.len());
                }
            }
        }
        tasks.push(task);
    }
    tasks
}

fn duplicate(name: &str, task: &Task<'_>, index: usize, first: &Task<'_>) -> Finding {
    let range = task.snippet.attributes[index].range.clone();
    let other = first.fence.name.as_ref().map_or_else(
        || first.head(),
        |&(_, index)| first.snippet.attributes[index].range.clone(),
    );
    task.topic
        .finding(
            &compile::DUPLICATE_NAME,
            range,
            format!("another snippet is called `{name}` already"),
        )
        .other(first.topic.span(other), "the first")
        .hint("give it a name of its own")
}

/// The verdict on a snippet that its fence excludes from being tried.
fn untried(task: &Task<'_>, findings: &mut Vec<Finding>) -> Option<Verdict> {
    match &task.fence.mode {
        _ if task.fence.contradictory => Some(Verdict::Failed(Failure::Contradiction)),
        Mode::Skip(reason) => Some(judge::skipped(task, reason, findings)),
        _ => None,
    }
}

fn remembered(cache: &Cache, task: &Task<'_>, workshop: &Workshop<'_>) -> Option<Success> {
    if !workshop.settings.use_cache || workshop.settings.twice {
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

fn remember(cache: &Cache, task: &Task<'_>, workshop: &Workshop<'_>, success: &Success) {
    let value = serde_json::to_vec(success).expect("text and numbers are JSON");
    let says_place = matches!(&success.end, crate::weigh::Ended::Ran { stdout, stderr }
        if stdout.contains(&task.topic.path) || stderr.contains(&task.topic.path));
    cache.put(
        "snippet",
        &key::key(task, workshop, task.shape.placed || says_place),
        &value,
    );
}

impl<'a> Workshop<'a> {
    /// Makes the folder for crates and runs, and looks what the system offers against them.
    fn open(settings: &'a Settings, toolchain: Toolchain) -> Result<Self, Error> {
        let protection = Protection::detect();
        if !protection.is_complete() && !settings.allow_unsandboxed {
            return Err(Error::NoSandbox(protection.missing().join(", ")));
        }
        let folder = settings.work_folder.join("tmp");
        std::fs::create_dir_all(&folder).map_err(Error::disk("create", &folder))?;
        Ok(Self {
            settings,
            toolchain,
            protection,
            folder,
        })
    }

    /// Flags by which rustc finds the book's dependencies, if the snippet names any.
    pub(crate) fn dependencies(&self, _task: &Task<'_>) -> &[String] {
        &[]
    }

    /// What stands for the book's dependencies in a key.
    pub(crate) fn dependency_key(&self) -> String {
        self.settings.dependencies.to_string()
    }
}
