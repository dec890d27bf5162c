//! Tools that run nobody else's code: cargo while it only fetches, rustc while it only says who it is, a
//! browser while it prints what we wrote.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{End, Error, Outcome};

/// How often a tool that may hang is looked at: seldom enough to cost nothing, often enough not to be waited for.
const GLANCE: Duration = Duration::from_millis(10);

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
    #[cfg(target_os = "linux")]
    hear_of_children();
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

/// Runs a tool that may hang, such as a browser, with this process's own rights and environment, and ends it with all that it
/// has started when its time is over. What it says is kept in a file in `folder`, which must be for it alone: a process that
/// it leaves behind could hold a pipe open for ever.
///
/// Not for an author's code, nor for anything that runs it.
pub fn run_tool_within(
    program: &Path,
    arguments: &[&str],
    folder: &Path,
    time: Duration,
) -> Result<Outcome, Error> {
    let start = Instant::now();
    let said = folder.join("said.txt");
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&said)?);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(target_os = "linux")]
    end_with_this_process(&mut command);
    let mut child = command.spawn().map_err(|source| Error::Start {
        program: program.to_owned(),
        source,
    })?;
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break status.code().map_or(End::Signalled(0), End::Exited);
        }
        if start.elapsed() >= time {
            end_with_its_own(&mut child)?;
            break End::TimedOut;
        }
        std::thread::sleep(GLANCE);
    };
    Ok(Outcome {
        end,
        stdout: Vec::new(),
        stderr: std::fs::read(&said)?,
        denials: Vec::new(),
        wall: start.elapsed(),
    })
}

/// Ends a process that leads a group of its own, and the group with it.
fn end_with_its_own(child: &mut Child) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    if let Some(group) = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        // Whoever is gone by now need not be ended.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    child.kill()?;
    child.wait().map(|_| ())
}

/// Whoever started this process may have it ignore the ends of its children, and then nobody learns how they ended.
#[cfg(target_os = "linux")]
pub(crate) fn hear_of_children() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    // SAFETY: the structure is the kernel's, and a disposition that is not "ignore" stays as it is.
    ONCE.call_once(|| unsafe {
        let mut now = std::mem::zeroed::<libc::sigaction>();
        libc::sigaction(libc::SIGCHLD, std::ptr::null(), &raw mut now);
        if now.sa_sigaction == libc::SIG_IGN {
            now.sa_sigaction = libc::SIG_DFL;
            libc::sigaction(libc::SIGCHLD, &raw const now, std::ptr::null_mut());
        }
    });
}
