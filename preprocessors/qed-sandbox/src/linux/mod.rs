//! The sandbox on Linux.
//!
//! A run takes these steps:
//! 1. [`files`] makes a Landlock ruleset: which files may be read and written, no TCP, no signals to others;
//! 2. [`calls`] makes a seccomp filter ([`filter`]): a list of the system calls that are let through, all others go to the supervisor;
//! 3. [`spawn`] starts the program in a session of its own, with limits, under both;
//! 4. [`watch`] reads what it prints, keeps the limits of time, output and disk ([`disk`], [`members`]), and hands what was
//!    caught to [`notice`], which answers the program and keeps what it tried;
//! 5. the whole process group is killed, whatever is left of it; and if this process is ended before that, [`guard`] does it.

mod calls;
mod child;
mod disk;
mod files;
mod filter;
mod guard;
mod members;
mod modes;
mod notice;
mod spawn;
mod watch;

pub(crate) use calls::is_offered as calls_are_offered;
pub(crate) use files::is_offered as files_are_offered;
pub(crate) use notice::is_offered as notices_are_offered;

use crate::{End, Error, Job, Outcome, Protection};

/// Runs a job under as much protection as is asked for.
pub(crate) fn run(
    job: &Job,
    protection: Protection,
    tell: &mut dyn FnMut(&[u8]),
) -> Result<Outcome, Error> {
    let start = std::time::Instant::now();
    crate::tool::hear_of_children();
    let ruleset = if protection.files {
        Some(files::ruleset(job)?)
    } else {
        None
    };
    let mut child = spawn::spawn(job, ruleset.as_ref(), protection)?;
    let watched = watch::watch(&mut child, job, start, tell)?;
    Ok(Outcome {
        end: watched.end,
        stdout: watched.stdout,
        stderr: watched.stderr,
        denials: watched.denials,
        wall: start.elapsed(),
    })
}

/// Tells by a program's last words what its signal meant. `kills_itself`: it sent itself one that nobody survives.
fn explain(end: End, stderr: &[u8], kills_itself: bool) -> End {
    let End::Signalled(signal) = end else {
        return end;
    };
    let tail = &stderr[stderr.len().saturating_sub(4096)..];
    let said = String::from_utf8_lossy(tail);
    match signal {
        libc::SIGXFSZ => End::TooMuchDisk,
        libc::SIGABRT if said.contains("has overflowed its stack") => End::StackOverflow,
        libc::SIGABRT
            if said.contains("memory allocation of ") || said.contains("out of memory") =>
        {
            End::OutOfMemory
        }
        // Nobody here sent it: the system ran out of memory and chose this process.
        libc::SIGKILL if !kills_itself => End::OutOfMemory,
        _ => end,
    }
}
