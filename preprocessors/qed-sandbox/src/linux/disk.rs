//! How many bytes on disk a job takes: in its folder, and in files that it has removed and still holds open.

use std::collections::BTreeSet;
use std::ffi::c_int;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What a name costs, however little stands in it.
const ENTRY: u64 = 4096;

/// Whether what stands in a folder, with `held` bytes that stand nowhere, takes more than `most` bytes. Does not look further
/// than that; what vanishes meanwhile counts as nothing, and what lies too deep to be looked at as too much.
pub(super) fn is_over(folder: &Path, held: u64, most: u64) -> bool {
    if most == u64::MAX {
        return false;
    }
    let mut sum = held;
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if is_too_deep(&error) => return true,
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            let metadata = match entry.metadata() {
                Ok(metadata) => metadata,
                Err(error) if is_too_deep(&error) => return true,
                Err(_) => continue,
            };
            sum += ENTRY.max(metadata.blocks() * 512);
            if sum > most {
                return true;
            }
            if metadata.is_dir() {
                open.push(entry.path());
            }
        }
    }
    sum > most
}

fn is_too_deep(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ENAMETOOLONG)
}

/// Bytes of files that these processes hold open, and that have no name any more. Those that are only mapped are bounded by the
/// limit of memory.
pub(super) fn held(processes: &[c_int]) -> u64 {
    let mut seen = BTreeSet::new();
    let mut sum = 0;
    for process in processes {
        let descriptors = std::fs::read_dir(format!("/proc/{process}/fd"));
        for descriptor in descriptors.into_iter().flatten().flatten() {
            let Ok(file) = std::fs::metadata(descriptor.path()) else {
                continue;
            };
            if file.is_file() && file.nlink() == 0 && seen.insert((file.dev(), file.ino())) {
                sum += file.blocks() * 512;
            }
        }
    }
    sum
}
