//! Watches a running job: reads what it prints, answers what it asks, keeps time, output and disk in bounds.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::notice::Supervisor;
use super::spawn::Child;
use super::{disk, explain, members};
use crate::{Denial, End, Error, Job};

/// How often the disk and the threads are looked at while a job runs.
const GLANCE: Duration = Duration::from_millis(50);
/// How often, instead, if the job may start processes, which have to be found among all there are.
const ROUND: Duration = Duration::from_millis(500);
/// Threads of one process. Nobody needs as many, and a system has numbers for some ten thousand.
const THREADS: u64 = 4096;

/// What was seen of a job.
pub(super) struct Watched {
    pub(super) end: End,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    pub(super) denials: Vec<Denial>,
}

/// Waits for the end of a job. Nothing of its process group is left afterwards.
pub(super) fn watch(
    child: &mut Child,
    job: &Job,
    start: Instant,
    tell: &mut dyn FnMut(&[u8]),
) -> Result<Watched, Error> {
    let mut watch = Watch {
        job,
        start,
        glanced: start,
        held: (start, 0),
        denials: Vec::new(),
        tell,
        told: 0,
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    let mut supervisor = child
        .notices
        .take()
        .map(|notices| Supervisor::new(notices, child.id, job));
    let early = watch.until_end(child, supervisor.as_mut());
    // Whoever is left in the group, children of the program too, goes now; so nobody holds the pipes open.
    if let Some(group) = Pid::from_raw(child.id) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    // Before its number may become another's.
    child.guarded = None;
    let status = waitid(WaitId::PidFd(child.process.as_fd()), WaitIdOptions::EXITED)
        .map_err(io::Error::from)?;
    let early = early?;
    watch.drain(child);
    let ended = match status {
        Some(status) if status.exited() => End::Exited(status.exit_status().unwrap_or(-1)),
        Some(status) => End::Signalled(status.terminating_signal().unwrap_or(0)),
        None => End::Signalled(0),
    };
    let end = match early {
        Some(end) => end,
        None if watch.is_over_output() => End::TooMuchOutput,
        None if disk::is_over(&job.folder, 0, job.limits.disk) => End::TooMuchDisk,
        None => {
            let kills_itself = supervisor.as_ref().is_some_and(Supervisor::kills_itself);
            explain(ended, &watch.stderr, kills_itself)
        }
    };
    let mut denials = supervisor.map(Supervisor::into_denials).unwrap_or_default();
    denials.append(&mut watch.denials);
    let most = usize::try_from(job.limits.output).unwrap_or(usize::MAX);
    watch.stdout.truncate(most);
    watch.stderr.truncate(most - watch.stdout.len());
    Ok(Watched {
        end,
        stdout: watch.stdout,
        stderr: watch.stderr,
        denials,
    })
}

struct Watch<'a> {
    job: &'a Job,
    start: Instant,
    glanced: Instant,
    /// When removed files that are still open were last looked for, and their bytes.
    held: (Instant, u64),
    /// What the program was ended for.
    denials: Vec<Denial>,
    tell: &'a mut dyn FnMut(&[u8]),
    /// Bytes of standard output that were told.
    told: usize,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Watch<'_> {
    /// Until the program has ended (`None`), or a limit is broken.
    fn until_end(
        &mut self,
        child: &Child,
        mut supervisor: Option<&mut Supervisor<'_>>,
    ) -> Result<Option<End>, Error> {
        let (mut stdout_open, mut stderr_open) = (true, true);
        loop {
            let left = self.job.limits.time.saturating_sub(self.start.elapsed());
            if left.is_zero() {
                return Ok(Some(End::TimedOut));
            }
            if self.glanced.elapsed() >= GLANCE {
                self.glanced = Instant::now();
                if let Some(end) = self.glance(child) {
                    return Ok(Some(end));
                }
            }
            let mut watched = vec![PollFd::new(&child.process, PollFlags::IN)];
            let stdout = stdout_open.then(|| push(&mut watched, &child.stdout));
            let stderr = stderr_open.then(|| push(&mut watched, &child.stderr));
            let notices = supervisor
                .as_ref()
                .map(|supervisor| supervisor.descriptor());
            let notices = notices.map(|notices| push(&mut watched, notices));
            wait(&mut watched, left.min(GLANCE))?;
            let events = |index: Option<usize>| {
                index.map_or(PollFlags::empty(), |index| watched[index].revents())
            };
            let is_ready = |index: Option<usize>| !events(index).is_empty();
            let (ended, asked) = (is_ready(Some(0)), events(notices));
            let (stdout, stderr) = (is_ready(stdout), is_ready(stderr));
            match &mut supervisor {
                Some(asker) if asked.contains(PollFlags::IN) => asker.answer(),
                // Nobody is left who could ask; this is told until it is no longer listened to.
                Some(_) if !asked.is_empty() => supervisor = None,
                _ => {}
            }
            if stdout {
                stdout_open = read(&child.stdout, &mut self.stdout, self.job.limits.output);
            }
            self.tell_new();
            if stderr {
                stderr_open = read(&child.stderr, &mut self.stderr, self.job.limits.output);
            }
            if self.is_over_output() {
                return Ok(Some(End::TooMuchOutput));
            }
            if ended {
                return Ok(None);
            }
        }
    }

    /// Whether the job takes too much of the system.
    fn glance(&mut self, child: &Child) -> Option<End> {
        let alone = self.job.processes == 0;
        if alone || self.held.0.elapsed() >= ROUND {
            let processes = if alone {
                vec![child.id]
            } else {
                members::of_session(child.id)
            };
            if members::most_threads(&processes) > THREADS {
                let attempt = format!("start more than {THREADS} threads");
                self.denials.push(Denial { attempt });
                return Some(End::Signalled(libc::SIGKILL));
            }
            self.held = (Instant::now(), disk::held(&processes));
        }
        disk::is_over(&self.job.folder, self.held.1, self.job.limits.disk)
            .then_some(End::TooMuchDisk)
    }

    /// What was still in the pipes at the end.
    fn drain(&mut self, child: &Child) {
        read(&child.stdout, &mut self.stdout, self.job.limits.output);
        read(&child.stderr, &mut self.stderr, self.job.limits.output);
        self.tell_new();
    }

    fn tell_new(&mut self) {
        if self.told < self.stdout.len() {
            (self.tell)(&self.stdout[self.told..]);
            self.told = self.stdout.len();
        }
    }

    fn is_over_output(&self) -> bool {
        (self.stdout.len() + self.stderr.len()) as u64 > self.job.limits.output
    }
}

fn push<'a>(watched: &mut Vec<PollFd<'a>>, descriptor: &'a OwnedFd) -> usize {
    watched.push(PollFd::new(descriptor, PollFlags::IN));
    watched.len() - 1
}

fn wait(watched: &mut [PollFd<'_>], most: Duration) -> Result<(), Error> {
    let most = Timespec {
        tv_sec: most.as_secs() as i64,
        tv_nsec: i64::from(most.subsec_nanos()),
    };
    match poll(watched, Some(&most)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(Error::System(error.into())),
    }
}

/// Reads what is there, at most a little beyond the limit; false at the end of the pipe.
fn read(pipe: &OwnedFd, into: &mut Vec<u8>, limit: u64) -> bool {
    let mut buffer = [0; 16 * 1024];
    while into.len() as u64 <= limit {
        match rustix::io::read(pipe, &mut buffer) {
            Ok(0) => return false,
            Ok(count) => into.extend_from_slice(&buffer[..count]),
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => return true,
            Err(_) => return false,
        }
    }
    true
}
