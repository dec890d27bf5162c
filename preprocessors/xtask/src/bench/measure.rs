//! What a run of a program costs.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use wait4::Wait4;

/// One run: seconds on the wall, seconds of all cores together, and the largest process in MB.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
    pub(crate) peak: f64,
}

/// Runs a program in a folder and says what it cost; it must end with code 0.
pub(crate) fn once(folder: &Path, words: &[&str]) -> Result<Cost> {
    let line = words.join(" ");
    let (program, arguments) = words.split_first().expect("a command has a program");
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start: {line}"))?;
    let used = child.wait4()?;
    ensure!(
        used.status.success(),
        "failed ({}) in {}: {line}",
        used.status,
        folder.display()
    );
    Ok(Cost {
        wall: start.elapsed().as_secs_f64(),
        cpu: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
        peak: used.rusage.maxrss as f64 / (1 << 20) as f64,
    })
}

/// The run with the median wall time.
pub(crate) fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    costs[costs.len() / 2]
}

/// Several runs, each after `prepare`.
pub(crate) fn several(
    times: usize,
    folder: &Path,
    words: &[&str],
    mut prepare: impl FnMut() -> Result<()>,
) -> Result<Cost> {
    let mut costs = Vec::with_capacity(times);
    for _ in 0..times {
        prepare()?;
        costs.push(once(folder, words)?);
    }
    Ok(median(costs))
}
