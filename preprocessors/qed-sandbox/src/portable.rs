//! What every system can do: a process of its own, a time limit, a cap on output, a clean environment.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::{End, Error, Job, Outcome};

/// How often a running child is looked at. Systems with a better way do not come here.
const GLANCE: Duration = Duration::from_millis(2);

/// Runs a job with time and output bounded, and nothing else.
pub(crate) fn run(job: &Job) -> Result<Outcome, Error> {
    let start = Instant::now();
    let mut child = Command::new(&job.program)
        .args(&job.arguments)
        .env_clear()
        .envs(&job.environment)
        .current_dir(&job.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|source| Error::start(job, source))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let room = AtomicU64::new(job.limits.output);
    std::thread::scope(|scope| {
        let stdout = scope.spawn(|| {
            stdout
                .map(|pipe| read_capped(pipe, &room))
                .unwrap_or_default()
        });
        let stderr = scope.spawn(|| {
            stderr
                .map(|pipe| read_capped(pipe, &room))
                .unwrap_or_default()
        });
        let end = supervise(&mut child, start, job.limits.time, &room)?;
        let join =
            |reader: std::thread::ScopedJoinHandle<'_, Vec<u8>>| reader.join().unwrap_or_default();
        let end = if room.load(Ordering::Relaxed) == 0 {
            End::TooMuchOutput
        } else {
            end
        };
        Ok(Outcome {
            end,
            stdout: join(stdout),
            stderr: join(stderr),
            denials: Vec::new(),
            wall: start.elapsed(),
        })
    })
}

fn supervise(
    child: &mut Child,
    start: Instant,
    time: Duration,
    room: &AtomicU64,
) -> Result<End, Error> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code().map_or(End::Signalled(0), End::Exited));
        }
        let over = if room.load(Ordering::Relaxed) == 0 {
            Some(End::TooMuchOutput)
        } else if start.elapsed() >= time {
            Some(End::TimedOut)
        } else {
            None
        };
        if let Some(end) = over {
            child.kill()?;
            child.wait()?;
            return Ok(end);
        }
        std::thread::sleep(GLANCE);
    }
}

/// Reads to the end, keeps what there is room for, and sets the room to zero when it is used up.
fn read_capped(mut pipe: impl Read, room: &AtomicU64) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = pipe.read(&mut buffer) {
        let before = room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            Some(left.saturating_sub(count as u64))
        });
        let left = before.unwrap_or_else(|left| left);
        kept.extend_from_slice(&buffer[..count.min(usize::try_from(left).unwrap_or(usize::MAX))]);
    }
    kept
}
