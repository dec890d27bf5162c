//! Many snippets, few crates: as many as can be share a crate, one for each core, edition and set of dependencies.
//!
//! One bad snippet does not cost the rest: who is accused by a merged compile is taken out and compiled alone, and only what
//! rustc says then is reported.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use cargo_metadata::diagnostic::DiagnosticLevel;
use rayon::prelude::*;

use crate::compile::{Answer, PROGRAM, Request};
use crate::diagnostic::{self, Complaint};
use crate::fence::Mode;
use crate::layout::{ENTRY, Form, Layout};
use crate::task::Task;
use crate::trial::{Run, Trial};
use crate::workshop::Workshop;
use crate::{Error, Progress};

/// Snippets in one crate: keeps rustc well under half a gigabyte.
const MOST: usize = 200;
/// A crate for fewer snippets than this is not worth a rustc of its own.
const FEWEST: usize = 6;
/// Merged compiles of one batch, before all that are left are compiled alone.
const PASSES: usize = 8;

/// A crate to be compiled.
enum Work {
    Merged(Vec<usize>),
    Alone(usize),
}

/// Tries all tasks; the trials are in their order.
pub(crate) fn try_all(
    tasks: &[&Task<'_>],
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
) -> Result<Vec<Trial>, Error> {
    progress.begin("compiling and running", tasks.len());
    let tried: Vec<Vec<(usize, Trial)>> = plan(tasks, workshop.settings.one_by_one)
        .into_par_iter()
        .with_max_len(1)
        .map(|work| match work {
            Work::Merged(members) => try_merged(members, tasks, workshop, progress),
            Work::Alone(index) => Ok(vec![(index, try_alone(tasks[index], workshop, progress)?)]),
        })
        .collect::<Result<_, _>>()?;
    let mut trials: Vec<(usize, Trial)> = tried.into_iter().flatten().collect();
    trials.sort_by_key(|&(index, _)| index);
    Ok(trials.into_iter().map(|(_, trial)| trial).collect())
}

fn plan(tasks: &[&Task<'_>], one_by_one: bool) -> Vec<Work> {
    let mut groups: BTreeMap<(Option<&str>, &str), Vec<usize>> = BTreeMap::new();
    let mut alone = Vec::new();
    for (index, task) in tasks.iter().enumerate() {
        if task.is_mergeable() && !one_by_one {
            groups
                .entry((task.set.as_deref(), task.fence.edition.as_str()))
                .or_default()
                .push(index);
        } else {
            alone.push(Work::Alone(index));
        }
    }
    let cores = rayon::current_num_threads();
    let mut works = Vec::new();
    for members in groups.into_values() {
        let wanted = members.len().div_ceil(FEWEST).min(cores);
        // More than one a core come in whole rounds, so that no core waits at the end.
        let crates = wanted.max(members.len().div_ceil(MOST).next_multiple_of(wanted.max(1)));
        let size = members.len().div_ceil(crates.max(1));
        works.extend(members.chunks(size.max(1)).map(|chunk| match chunk {
            [one] => Work::Alone(*one),
            chunk => Work::Merged(chunk.to_vec()),
        }));
    }
    works.extend(alone);
    works
}

/// Compiles a batch until it holds, and runs its members; the accused are tried alone.
fn try_merged(
    mut members: Vec<usize>,
    tasks: &[&Task<'_>],
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
) -> Result<Vec<(usize, Trial)>, Error> {
    let folder = workshop.temporary("crate")?;
    let layouts: BTreeMap<usize, Layout> = members
        .iter()
        .map(|&index| (index, tasks[index].layout(Form::Module)))
        .collect();
    for (&index, layout) in &layouts {
        write(&folder.path().join(tasks[index].file()), &layout.text)?;
    }
    let by_file: BTreeMap<String, usize> = members
        .iter()
        .map(|&index| (tasks[index].file(), index))
        .collect();
    let mut suspects = Vec::new();
    let mut answer = None;
    for _ in 0..PASSES {
        if members.len() < 2 {
            break;
        }
        write(&folder.path().join("main.rs"), &root(&members, tasks))?;
        let first = tasks[members[0]];
        let said = workshop.compile(&Request {
            folder: folder.path(),
            root: "main.rs",
            edition: &first.fence.edition,
            set: workshop.set(first),
            check_only: members
                .iter()
                .all(|&index| tasks[index].fence.mode == Mode::Check),
            tests: false,
        })?;
        if said.is_good() {
            answer = Some(said);
            break;
        }
        let accused = accused(&said, &by_file);
        if accused.is_empty() {
            break;
        }
        members.retain(|index| !accused.contains(index));
        suspects.extend(accused);
    }
    let Some(answer) = answer else {
        suspects.append(&mut members);
        return alone(&suspects, tasks, workshop, progress);
    };
    let program = folder.path().join(PROGRAM);
    let mut trials = members
        .par_iter()
        .map(|&index| {
            let warnings = complaints(&answer, &tasks[index].file(), &layouts[&index]);
            let trial = ran(
                tasks[index],
                warnings,
                workshop,
                &program,
                &[index.to_string()],
            )?;
            progress.step();
            Ok((index, trial))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    trials.extend(alone(&suspects, tasks, workshop, progress)?);
    Ok(trials)
}

fn alone(
    indices: &[usize],
    tasks: &[&Task<'_>],
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
) -> Result<Vec<(usize, Trial)>, Error> {
    indices
        .par_iter()
        .with_max_len(1)
        .map(|&index| Ok((index, try_alone(tasks[index], workshop, progress)?)))
        .collect()
}

/// The root of a merged crate: it holds the snippets as modules and calls the one that is named by its first argument.
fn root(members: &[usize], tasks: &[&Task<'_>]) -> String {
    let mut modules = String::from("#![allow(unused)]\n");
    let mut arms = String::new();
    for &index in members {
        let name = format!("snippet_{index}");
        let file = tasks[index].file();
        // Writing to a String cannot fail.
        let _ = writeln!(modules, "#[path = {file:?}] mod {name};");
        if tasks[index].fence.mode != Mode::Check {
            let _ = writeln!(
                arms,
                "        Some(\"{index}\") => report({name}::{ENTRY}()),"
            );
        }
    }
    format!(
        "{modules}
fn report(end: impl std::process::Termination) -> std::process::ExitCode {{ end.report() }}
fn main() -> std::process::ExitCode {{
    match std::env::args().nth(1).as_ref().map(|name| name.as_str()) {{
{arms}        _ => std::process::ExitCode::from(2),
    }}
}}
"
    )
}

/// Whom the errors point to: for each error the first file that is a member's.
fn accused(answer: &Answer, by_file: &BTreeMap<String, usize>) -> Vec<usize> {
    let mut accused: Vec<usize> = answer
        .diagnostics
        .iter()
        .filter(|diagnostic| {
            diagnostic::is_told(diagnostic) && diagnostic.level != DiagnosticLevel::Warning
        })
        .filter_map(|diagnostic| {
            diagnostic::files(diagnostic).find_map(|file| by_file.get(file).copied())
        })
        .collect();
    accused.sort_unstable();
    accused.dedup();
    accused
}

/// A crate of its own.
fn try_alone(
    task: &Task<'_>,
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
) -> Result<Trial, Error> {
    let folder = workshop.temporary("crate")?;
    let layout = task.layout(Form::Crate);
    let file = task.file();
    write(&folder.path().join(&file), &layout.text)?;
    let request = Request {
        folder: folder.path(),
        root: &file,
        edition: &task.fence.edition,
        set: workshop.set(task),
        check_only: task.fence.mode == Mode::Check,
        tests: task.fence.tests,
    };
    let answer = workshop.compile(&request)?;
    if answer.is_disk_full() {
        return Err(Error::DiskFull {
            folder: workshop.folder.clone(),
        });
    }
    let mut complaints = complaints(&answer, &file, &layout);
    if let Some(first) = complaints.iter_mut().find(|complaint| complaint.error) {
        let denials = answer.denials.iter();
        first.notes.extend(
            denials.map(|attempt| format!("while this was compiled, something tried to {attempt}")),
        );
    }
    let trial = if answer.is_good() {
        let program = folder.path().join(PROGRAM);
        ran(task, complaints, workshop, &program, &[])?
    } else if complaints.iter().any(|complaint| complaint.error) {
        Trial::Refused(complaints)
    } else if answer.end == qed_sandbox::End::Exited(1) {
        Trial::Refused(vec![Complaint::bare(answer.rest.trim())])
    } else {
        Trial::CompilerEnded(answer.end, answer.denials)
    };
    progress.step();
    Ok(trial)
}

fn ran(
    task: &Task<'_>,
    warnings: Vec<Complaint>,
    workshop: &Workshop<'_>,
    program: &Path,
    arguments: &[String],
) -> Result<Trial, Error> {
    if matches!(task.fence.mode, Mode::Check | Mode::Refuse(_)) {
        return Ok(Trial::Compiled(warnings));
    }
    let run = workshop.run(task, program, arguments.to_vec())?;
    let again = if workshop.settings.twice {
        Some(workshop.run(task, program, arguments.to_vec())?)
    } else {
        None
    };
    let other = again.filter(|again: &Run| again.stdout != run.stdout || again.end != run.end);
    Ok(Trial::Ran {
        warnings,
        run,
        other,
    })
}

fn complaints(answer: &Answer, file: &str, layout: &Layout) -> Vec<Complaint> {
    answer
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic::is_told(diagnostic))
        .filter(|diagnostic| {
            diagnostic.spans.is_empty() || diagnostic::files(diagnostic).any(|name| name == file)
        })
        .map(|diagnostic| Complaint::new(diagnostic, file, layout))
        .collect()
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    std::fs::write(path, text).map_err(Error::disk("write", path))
}
