//! The processes of a job, and how many threads they have.

use std::ffi::c_int;
use std::os::unix::fs::MetadataExt;

/// The processes in a session, which a job cannot leave.
pub(super) fn of_session(session: c_int) -> Vec<c_int> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|&process| session_of(process) == Some(session))
        .collect()
}

fn session_of(process: c_int) -> Option<c_int> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before it may hold anything: number (name) state parent group session.
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_whitespace().nth(3)?.parse().ok()
}

/// The most threads that one of these processes has.
pub(super) fn most_threads(processes: &[c_int]) -> u64 {
    let threads = |process: &c_int| {
        let folder = std::fs::metadata(format!("/proc/{process}/task")).ok()?;
        // A folder has two links of its own, and one for each folder in it.
        Some(folder.nlink().saturating_sub(2))
    };
    processes.iter().filter_map(threads).max().unwrap_or(0)
}
