//! One run of a compiled snippet, inside the sandbox.

use std::collections::BTreeMap;
use std::path::Path;

use qed_sandbox::{End, Job, Limits};

use crate::Error;
use crate::inquiry::{self, Answers};
use crate::rooms::Room;
use crate::task::Task;
use crate::trial::Run;
use crate::workshop::Workshop;

/// The file that holds what a program is asked, and the one for what it answers.
const QUESTION: &str = "qed-question";
const ANSWERS: &str = "qed-question.answers";

/// The variable that tells a program which of its snippets to run. Arguments would be taken for its own by whoever reads them.
pub(crate) const WHICH: &str = "__QED_SNIPPET";
/// The variable that tells it in which file the question stands.
pub(crate) const ASKED: &str = "__QED_QUESTION";

impl Workshop<'_> {
    /// Runs a program in a new folder of its own; of a merged one the snippet `which`.
    pub(crate) fn run(
        &self,
        task: &Task<'_>,
        program: &Path,
        which: Option<usize>,
    ) -> Result<Run, Error> {
        let folder = self.temporary("run")?;
        self.run_in(&folder, task, program, which, None, task.fence.limits)
    }

    /// Asks a snippet of a merged program something.
    pub(crate) fn ask(
        &self,
        task: &Task<'_>,
        program: &Path,
        index: usize,
        question: &[u8],
    ) -> Result<Answers, Error> {
        let folder = self.temporary("run")?;
        let file = folder.path().join(QUESTION);
        std::fs::write(&file, question).map_err(Error::disk("write", &file))?;
        let limits = inquiry::limits(task);
        let asked = Some((ASKED, QUESTION.to_owned()));
        let run = self.run_in(&folder, task, program, Some(index), asked, limits)?;
        Ok(Answers {
            written: written(&folder.path().join(ANSWERS)),
            stopped: inquiry::stopped(&run.end, limits),
            out_of_time: run.end == End::TimedOut,
        })
    }

    /// Runs a program in a folder of its own, with one more variable in its environment.
    fn run_in(
        &self,
        folder: &Room,
        task: &Task<'_>,
        program: &Path,
        which: Option<usize>,
        more: Option<(&str, String)>,
        limits: Limits,
    ) -> Result<Run, Error> {
        let mut environment = environment(folder.path());
        environment.extend(which.map(|index| (WHICH.to_owned(), index.to_string())));
        environment.extend(more.map(|(name, value)| (name.to_owned(), value)));
        let outcome = qed_sandbox::run(
            &Job {
                program: program.to_owned(),
                arguments: Vec::new(),
                environment,
                folder: folder.path().to_owned(),
                read: Vec::new(),
                write: Vec::new(),
                processes: 0,
                limits,
            },
            self.protection,
        )?;
        let file = task.file();
        let stderr = without_thread_ids(&String::from_utf8_lossy(&outcome.stderr))
            .replace(&file, &task.topic.path);
        let mut stdout = replace(outcome.stdout, &file, &task.topic.path);
        if task.fence.tests {
            stdout = without_times(&without_thread_ids(&String::from_utf8_lossy(&stdout)));
        }
        let denials = outcome
            .denials
            .into_iter()
            .map(|denial| denial.attempt)
            .collect();
        Ok(Run {
            end: outcome.end,
            stdout,
            stderr,
            denials,
        })
    }
}

/// What stands in a file that a program wrote: nothing if it did not get so far, or made something else of that name.
fn written(path: &Path) -> Vec<u8> {
    let is_file = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    let content = is_file.then(|| std::fs::read(path).ok());
    content.flatten().unwrap_or_default()
}

/// A snippet knows its temporary folder and nothing of the author's environment.
fn environment(folder: &Path) -> BTreeMap<String, String> {
    let folder = folder.display().to_string();
    let names = if cfg!(windows) {
        ["TEMP", "TMP"]
    } else {
        ["TMPDIR", "HOME"]
    };
    let mut environment: BTreeMap<_, _> =
        names.map(|name| (name.to_owned(), folder.clone())).into();
    // glibc reserves address space for each thread, which counts as memory: on many cores a few threads would have it all.
    environment.insert("MALLOC_ARENA_MAX".to_owned(), "2".to_owned());
    environment
}

/// A panic's first line names the thread's number in the system, which is another at each run: `thread 'main' (4711) panicked at …`.
fn without_thread_ids(stderr: &str) -> String {
    let mut kept = String::with_capacity(stderr.len());
    for line in stderr.split_inclusive('\n') {
        let numbered = line.strip_prefix("thread '").and_then(|rest| {
            let (name, rest) = rest.split_once("' (")?;
            let (number, rest) = rest.split_once(") panicked at ")?;
            number
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then_some((name, rest))
        });
        match numbered {
            Some((name, rest)) => kept.extend(["thread '", name, "' panicked at ", rest]),
            None => kept.push_str(line),
        }
    }
    kept
}

/// What a test harness says, without how long it took.
fn without_times(said: &str) -> Vec<u8> {
    let mut kept = String::with_capacity(said.len());
    for line in said.split_inclusive('\n') {
        match line.split_once("; finished in ") {
            Some((result, _)) if line.starts_with("test result: ") => kept.extend([result, "\n"]),
            _ => kept.push_str(line),
        }
    }
    kept.into_bytes()
}

/// Puts the chapter's path where the program printed the name of its source file.
fn replace(stdout: Vec<u8>, file: &str, path: &str) -> Vec<u8> {
    match String::from_utf8(stdout) {
        Ok(text) if text.contains(file) => text.replace(file, path).into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    }
}
