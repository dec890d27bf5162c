//! The sources of this crate, for whoever remembers what became of a job.

/// The sources that decide what becomes of a job: an outcome of another sandbox may be another. Meant for constants, in which
/// they do not come into the program.
pub const SOURCES: &[&[u8]] = &[
    include_bytes!("error.rs"),
    include_bytes!("folder.rs"),
    include_bytes!("lib.rs"),
    include_bytes!("linux/calls.rs"),
    include_bytes!("linux/child.rs"),
    include_bytes!("linux/disk.rs"),
    include_bytes!("linux/files.rs"),
    include_bytes!("linux/filter.rs"),
    include_bytes!("linux/guard.rs"),
    include_bytes!("linux/members.rs"),
    include_bytes!("linux/mod.rs"),
    include_bytes!("linux/modes.rs"),
    include_bytes!("linux/notice.rs"),
    include_bytes!("linux/spawn.rs"),
    include_bytes!("linux/watch.rs"),
    include_bytes!("portable.rs"),
    include_bytes!("protection.rs"),
    include_bytes!("sources.rs"),
    include_bytes!("tool.rs"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_source_is_forgotten() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = 0;
        for folder in [folder.clone(), folder.join("linux")] {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let text = std::fs::read(&path).unwrap();
                    assert!(SOURCES.contains(&text.as_slice()), "{}", path.display());
                    files += 1;
                }
            }
        }
        assert_eq!(files, SOURCES.len());
    }
}
