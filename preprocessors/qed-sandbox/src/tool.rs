//! Tools that run nobody else's code: cargo while it only fetches, rustc while it only says who it is.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::{End, Error, Outcome};

/// Runs a tool with this process's own rights, network and environment, plus `environment` (an empty value takes a name away),
/// and waits for its end.
///
/// Not for an author's code, nor for anything that runs it.
pub fn run_tool(
    program: &Path,
    arguments: &[&str],
    folder: &Path,
    environment: &[(&str, &str)],
) -> Result<Outcome, Error> {
    let start = Instant::now();
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    for &(name, value) in environment {
        if value.is_empty() {
            command.env_remove(name);
        } else {
            command.env(name, value);
        }
    }
    #[cfg(target_os = "linux")]
    end_with_this_process(&mut command);
    let output = command.output().map_err(|source| Error::Start {
        program: program.to_owned(),
        source,
    })?;
    Ok(Outcome {
        end: output.status.code().map_or(End::Signalled(0), End::Exited),
        stdout: output.stdout,
        stderr: output.stderr,
        denials: Vec::new(),
        wall: start.elapsed(),
    })
}

/// What this process waits for does not outlive it.
#[cfg(target_os = "linux")]
fn end_with_this_process(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    let end = || match unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) } {
        -1 => Err(std::io::Error::last_os_error()),
        _ => Ok(()),
    };
    // SAFETY: between fork and exec this makes one system call.
    unsafe { command.pre_exec(end) };
}
