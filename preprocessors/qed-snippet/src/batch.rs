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
use crate::layout::{ENTRY, Form, Layout, OWN};
use crate::run::{ASKED, WHICH};
use crate::task::Task;
use crate::trial::{Run, Trial};
use crate::workshop::Workshop;
use crate::{Error, Inquiry, Progress, SUPPORT};

/// Snippets in one crate: keeps rustc well under half a gigabyte.
const MOST: usize = 200;
/// A crate for fewer snippets than this is not worth a rustc of its own.
const FEWEST: usize = 6;
/// Merged compiles of one batch, before all that are left are compiled alone.
const PASSES: usize = 8;

/// A snippet, and what is wanted of it.
#[derive(Clone, Copy)]
pub(crate) struct Errand<'t, 'b> {
    pub(crate) task: &'t Task<'b>,
    /// Compile it, and run it if its fence says so.
    pub(crate) run: bool,
    /// Ask its functions.
    pub(crate) ask: Option<&'b dyn Inquiry>,
}

/// What came of an errand.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What happened when it was tried, if that was wanted.
    pub(crate) trial: Option<Trial>,
    /// What is to be remembered of asking it.
    pub(crate) learned: Option<Vec<u8>>,
}

/// A crate to be compiled.
enum Work {
    Merged(Vec<usize>),
    Alone(usize),
}

/// Does all errands; the outcomes are in their order.
pub(crate) fn try_all(
    errands: &[Errand<'_, '_>],
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
) -> Result<Vec<Outcome>, Error> {
    progress.begin("compiling and running", errands.len());
    let tried: Vec<Vec<(usize, Outcome)>> = plan(errands, workshop.settings.one_by_one)
        .into_par_iter()
        .with_max_len(1)
        .map(|work| match work {
            Work::Merged(members) => try_merged(members, errands, workshop, progress),
            Work::Alone(index) => alone(&[index], errands, workshop, progress),
        })
        .collect::<Result<_, _>>()?;
    let mut outcomes: Vec<(usize, Outcome)> = tried.into_iter().flatten().collect();
    outcomes.sort_by_key(|&(index, _)| index);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

fn plan(errands: &[Errand<'_, '_>], one_by_one: bool) -> Vec<Work> {
    let mut groups: BTreeMap<(Option<&str>, &str), Vec<usize>> = BTreeMap::new();
    let mut alone = Vec::new();
    for (index, Errand { task, .. }) in errands.iter().enumerate() {
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
            [one] if errands[*one].ask.is_none() => Work::Alone(*one),
            chunk => Work::Merged(chunk.to_vec()),
        }));
    }
    works.extend(alone);
    works
}

/// Compiles a batch until it holds, and runs its members; the accused are tried alone.
fn try_merged(
    mut members: Vec<usize>,
    errands: &[Errand<'_, '_>],
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
) -> Result<Vec<(usize, Outcome)>, Error> {
    let folder = workshop.temporary("crate")?;
    let layouts: BTreeMap<usize, Layout> = members
        .iter()
        .map(|&index| (index, errands[index].module()))
        .collect();
    for (&index, layout) in &layouts {
        write(
            &folder.path().join(errands[index].task.file()),
            &layout.text,
        )?;
    }
    let by_file: BTreeMap<String, usize> = members
        .iter()
        .map(|&index| (errands[index].task.file(), index))
        .collect();
    let mut suspects = Vec::new();
    let mut answer = None;
    for _ in 0..PASSES {
        let asks = members.iter().any(|&index| errands[index].ask.is_some());
        if members.is_empty() || members.len() == 1 && !asks {
            break;
        }
        write(&folder.path().join("main.rs"), &root(&members, errands))?;
        let first = errands[members[0]].task;
        let said = workshop.compile(&Request {
            folder: folder.path(),
            root: "main.rs",
            edition: &first.fence.edition,
            set: workshop.set(first),
            check_only: members
                .iter()
                .all(|&index| errands[index].task.fence.mode == Mode::Check),
            tests: false,
            names_itself: false,
            lints: true,
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
        return alone(&suspects, errands, workshop, progress);
    };
    let program = folder.path().join(PROGRAM);
    let outcomes = members
        .par_iter()
        .map(|&index| {
            let Errand { task, run, ask } = errands[index];
            let mut outcome = Outcome::default();
            if run {
                let own = format!("{}::", module(index));
                let mut warnings = complaints(&answer, &task.file(), &layouts[&index]);
                warnings
                    .iter_mut()
                    .for_each(|warning| warning.leave_out(&own));
                let trial = ran(task, warnings, workshop, &program, Some(index))?;
                outcome.trial = Some(trial);
            }
            if let Some(inquiry) = ask {
                outcome.learned = talk(task, inquiry, index, workshop, &program)?;
            }
            progress.step();
            Ok((index, outcome))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    // Whoever sees that it is a module, by a macro or a library that tells the names of things, is tried as a crate.
    let (seen, mut outcomes): (Vec<_>, Vec<_>) = outcomes
        .into_iter()
        .partition(|(_, outcome)| outcome.trial.as_ref().is_some_and(Trial::tells_of_merging));
    suspects.extend(seen.into_iter().map(|(index, _)| index));
    outcomes.extend(alone(&suspects, errands, workshop, progress)?);
    Ok(outcomes)
}

fn talk(
    task: &Task<'_>,
    inquiry: &dyn Inquiry,
    index: usize,
    workshop: &Workshop<'_>,
    program: &Path,
) -> Result<Option<Vec<u8>>, Error> {
    inquiry.talk(&mut |question| workshop.ask(task, program, index, question))
}

/// Each in a crate of its own: first just as it is, then, if it holds, with what its functions are asked.
fn alone(
    indices: &[usize],
    errands: &[Errand<'_, '_>],
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
) -> Result<Vec<(usize, Outcome)>, Error> {
    indices
        .par_iter()
        .with_max_len(1)
        .map(|&index| {
            let Errand { task, run, ask } = errands[index];
            let mut outcome = Outcome::default();
            if run {
                outcome.trial = Some(try_alone(task, workshop, progress)?);
            }
            let compiles = !matches!(
                outcome.trial,
                Some(Trial::Refused(_) | Trial::CompilerEnded(..))
            );
            if let (Some(inquiry), true) = (ask, compiles) {
                outcome.learned = ask_alone(index, errands, inquiry, workshop)?;
            }
            Ok((index, outcome))
        })
        .collect()
}

/// Compiles a snippet with what its functions are asked, and asks. That it compiles without is known.
fn ask_alone(
    index: usize,
    errands: &[Errand<'_, '_>],
    inquiry: &dyn Inquiry,
    workshop: &Workshop<'_>,
) -> Result<Option<Vec<u8>>, Error> {
    let errand = errands[index];
    let task = errand.task;
    let folder = workshop.temporary("crate")?;
    let file = task.file();
    let own = errand.own_crate();
    let is_root = own.is_some();
    let layout = own.unwrap_or_else(|| errand.module());
    write(&folder.path().join(&file), &layout.text)?;
    if !is_root {
        write(&folder.path().join("main.rs"), &root(&[index], errands))?;
    }
    let answer = workshop.compile(&Request {
        folder: folder.path(),
        root: if is_root { &file } else { "main.rs" },
        edition: &task.fence.edition,
        set: workshop.set(task),
        check_only: false,
        tests: false,
        names_itself: is_root && task.shape.names.contains("crate_name"),
        lints: false,
    })?;
    if answer.is_good() {
        return talk(task, inquiry, index, workshop, &folder.path().join(PROGRAM));
    }
    let complaints = complaints(&answer, &file, &layout);
    let first = complaints.iter().find(|complaint| complaint.error);
    let said = match first {
        Some(first) => format!("rustc says: {}", first.message),
        None => "rustc does not compile the call".to_owned(),
    };
    inquiry.unable(&if is_root {
        said
    } else {
        format!("a macro makes its `main`, so it was compiled as a module, and {said}")
    });
    Ok(None)
}

impl Errand<'_, '_> {
    /// Its source file as a module among others.
    fn module(&self) -> Layout {
        match self.ask.and_then(Inquiry::code) {
            None => self.task.layout(Form::Module),
            Some(code) => self.task.asked_layout(&asking(&code)),
        }
    }

    /// Its source file as the root of a crate, where `crate::` and attributes of a crate mean what the author means, with what is asked.
    /// Nothing where it is not to be seen where its `main` begins.
    fn own_crate(&self) -> Option<Layout> {
        let inquiry = self.ask?;
        let asking = asking(&inquiry.code().unwrap_or_default());
        self.task.asked_crate([&asking, &support(inquiry)])
    }
}

/// The function of a crate that tells the file with the question.
const QUESTION: &str = "__qed_question";

/// What a `main` does first: it answers, if there is a question.
fn asking(code: &str) -> String {
    format!(
        "if let ::std::option::Option::Some(__qed_path) = crate::{QUESTION}() {{ {code} ::std::process::exit(0); }}"
    )
}

/// The items that [`asking`] needs at the root of its crate.
fn support(inquiry: &dyn Inquiry) -> String {
    let module = SUPPORT.trim_start_matches("crate::");
    format!(
        "fn {QUESTION}() -> Option<String> {{ ::std::env::var({ASKED:?}).ok() }}\nmod {module} {{\n{}\n}}\n",
        inquiry.support()
    )
}

/// The name of a snippet's module in a merged crate.
fn module(index: usize) -> String {
    format!("{OWN}snippet_{index}")
}

/// The root of a merged crate: it holds the snippets as modules and calls the one that the environment names.
fn root(members: &[usize], errands: &[Errand<'_, '_>]) -> String {
    let mut modules = String::from("#![allow(unused)]\n");
    let mut arms = String::new();
    let asked = members.iter().find_map(|&index| errands[index].ask);
    modules.extend(asked.map(support));
    for &index in members {
        let task = errands[index].task;
        let name = module(index);
        let file = task.file();
        // Writing to a String cannot fail.
        let _ = writeln!(modules, "#[path = {file:?}] mod {name};");
        if task.fence.mode != Mode::Check {
            let _ = writeln!(
                arms,
                "        Ok(\"{index}\") => {OWN}report({name}::{ENTRY}()),"
            );
        }
    }
    format!(
        "{modules}
fn {OWN}report(end: impl std::process::Termination) -> std::process::ExitCode {{ end.report() }}
fn main() -> std::process::ExitCode {{
    match std::env::var({WHICH:?}).as_ref().map(|name| name.as_str()) {{
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
        names_itself: task.shape.names.contains("crate_name"),
        lints: true,
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
        ran(task, complaints, workshop, &program, None)?
    } else if complaints.iter().any(|complaint| complaint.error)
        && (answer.end == qed_sandbox::End::Exited(1)
            || !matches!(task.fence.mode, Mode::Refuse(_)))
    {
        // A compiler that breaks down has not refused the snippet, whatever it said before.
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
    which: Option<usize>,
) -> Result<Trial, Error> {
    if matches!(task.fence.mode, Mode::Check | Mode::Refuse(_)) {
        return Ok(Trial::Compiled(warnings));
    }
    let run = workshop.run(task, program, which)?;
    let again = if workshop.settings.twice {
        Some(workshop.run(task, program, which)?)
    } else {
        None
    };
    let other = again.filter(|again: &Run| {
        again.stdout != run.stdout
            || again.end != run.end
            || task.compares_stderr() && again.stderr != run.stderr
    });
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
