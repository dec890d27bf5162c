//! Runs somebody else's program in bounds: a [`Job`] with limits in, an [`Outcome`] out.
//!
//! The only crate that starts a process for an author's code (rustc on it, and the program itself).
//! On Linux: process group, rlimits, Landlock, seccomp, clean environment, own temporary folder, no network.
//! What a job has started ends with the job, and with this process, however that ends.
//! Elsewhere [`Protection::detect`] says what is missing; whether to go on is the caller's decision.

mod error;
mod folder;
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod linux;
#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
mod portable;
mod protection;
mod sources;
mod tool;

pub use error::Error;
pub use folder::remove_folder;
pub use protection::Protection;
pub use sources::SOURCES;
pub use tool::{run_tool, run_tool_within};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// A program to be run.
#[derive(Clone, Debug)]
pub struct Job {
    /// Absolute path.
    pub program: PathBuf,
    /// Arguments after the program's name.
    pub arguments: Vec<String>,
    /// The whole environment.
    pub environment: BTreeMap<String, String>,
    /// Working folder; must exist. Writable.
    pub folder: PathBuf,
    /// Files and folders that may be read (and executed, for libraries and linkers), besides the system's libraries.
    pub read: Vec<PathBuf>,
    /// Folders that may be written, besides `folder`.
    pub write: Vec<PathBuf>,
    /// How many other processes it may start in all: rustc starts its linker, a snippet starts none.
    pub processes: usize,
    /// The bounds.
    pub limits: Limits,
}

/// Bounds of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Wall time.
    pub time: Duration,
    /// Bytes of address space or resident memory, whichever the system can bound.
    pub memory: u64,
    /// Bytes of stdout and stderr together.
    pub output: u64,
    /// Bytes on disk in the folder; `u64::MAX` for any number.
    pub disk: u64,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// With this exit code.
    Exited(i32),
    /// By a signal of its own.
    Signalled(i32),
    /// The time was over.
    TimedOut,
    /// More output than allowed.
    TooMuchOutput,
    /// More memory than allowed (an allocation failed under the limit, or the system killed it).
    OutOfMemory,
    /// More disk than allowed.
    TooMuchDisk,
    /// The stack ran over.
    StackOverflow,
}

/// Something that the program tried and was not let do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Denial {
    /// In words: "open a network socket (AF_INET)", "start a process".
    pub attempt: String,
}

/// What became of a job.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// What it printed, up to the limit.
    pub stdout: Vec<u8>,
    /// What it complained, up to the limit.
    pub stderr: Vec<u8>,
    /// What was denied, in order, without repetitions.
    pub denials: Vec<Denial>,
    /// Wall time.
    pub wall: Duration,
}

/// Runs a job under as much protection as asked for, and waits for its end.
pub fn run(job: &Job, protection: Protection) -> Result<Outcome, Error> {
    run_telling(job, protection, &mut |_| {})
}

/// [`run`], with each piece of standard output told as it comes.
pub fn run_telling(
    job: &Job,
    protection: Protection,
    tell: &mut dyn FnMut(&[u8]),
) -> Result<Outcome, Error> {
    #[cfg(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    ))]
    return linux::run(job, protection, tell);
    #[cfg(not(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )))]
    {
        let _ = protection;
        let outcome = portable::run(job)?;
        tell(&outcome.stdout);
        Ok(outcome)
    }
}
