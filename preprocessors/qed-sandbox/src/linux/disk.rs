//! How many bytes on disk a folder takes.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What a name costs, however little stands in it.
const ENTRY: u64 = 4096;

/// Whether what stands in a folder takes more than `most` bytes. Does not look further than that; what vanishes meanwhile counts as nothing.
pub(super) fn is_over(folder: &Path, most: u64) -> bool {
    if most == u64::MAX {
        return false;
    }
    let mut sum = 0;
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
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
    false
}
