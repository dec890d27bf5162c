//! What a result depends on.

use crate::compile::{FLAGS, inherited};
use crate::fence::Mode;
use crate::task::Task;
use crate::workshop::Workshop;

/// The sources that make a program of a snippet, run it, and weigh what happened. A QED in which one of them is another does not
/// trust what this one remembered.
const MAKERS: &[&[u8]] = &[
    include_bytes!("batch.rs"),
    include_bytes!("code.rs"),
    include_bytes!("compile.rs"),
    include_bytes!("diagnostic.rs"),
    include_bytes!("fence.rs"),
    include_bytes!("inquiry.rs"),
    include_bytes!("key.rs"),
    include_bytes!("layout.rs"),
    include_bytes!("prove.rs"),
    include_bytes!("read.rs"),
    include_bytes!("run.rs"),
    include_bytes!("shape.rs"),
    include_bytes!("task.rs"),
    include_bytes!("trial.rs"),
    include_bytes!("weigh.rs"),
];

/// QED's own part in a result: its version, and the hashes of [`MAKERS`] and of the sandbox.
const SELF: (&str, [u64; 2]) = (
    env!("CARGO_PKG_VERSION"),
    [hash(MAKERS), hash(qed_sandbox::SOURCES)],
);

/// FNV-1a, which can be computed while this is compiled, so that the sources do not come into the program.
pub(crate) const fn hash(files: &[&[u8]]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut file = 0;
    while file < files.len() {
        let mut at = 0;
        while at < files[file].len() {
            hash = (hash ^ files[file][at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        file += 1;
    }
    hash
}

/// The key of a snippet's result: everything that it depends on, except the `output` fence, which is compared afterwards.
///
/// `placed`: with the chapter and the line, for programs that print where they stand.
pub(crate) fn key(task: &Task<'_>, workshop: &Workshop<'_>, placed: bool) -> Vec<u8> {
    key_by(SELF, task, workshop, placed)
}

fn key_by(
    itself: (&str, [u64; 2]),
    task: &Task<'_>,
    workshop: &Workshop<'_>,
    placed: bool,
) -> Vec<u8> {
    let fence = &task.fence;
    let mode = match &fence.mode {
        Mode::Run => "run".to_owned(),
        Mode::Panic => "panic".to_owned(),
        Mode::Check => "check".to_owned(),
        Mode::Refuse(codes) => format!("refuse {}", codes.join(",")),
        Mode::Skip(_) => "skip".to_owned(),
    };
    let dependencies = workshop
        .set(task)
        .map(|set| set.identity.clone())
        .unwrap_or_default();
    let place = if placed {
        format!("{}:{}", task.topic.path, task.fence_line())
    } else {
        String::new()
    };
    let environment = if task.shape.environment {
        format!("{:?}", inherited())
    } else {
        String::new()
    };
    let parts = [
        format!("{itself:?}"),
        workshop.toolchain.identity.clone(),
        workshop.toolchain.rustc.display().to_string(),
        FLAGS.join(" "),
        format!("{:?}", workshop.protection),
        format!("{:?} {:?}", fence.limits, workshop.settings.compile_time),
        format!("{} {} {}", fence.edition, fence.standalone, fence.tests),
        mode,
        dependencies,
        place,
        environment,
        task.code.text.clone(),
    ];
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher
            .update(&(part.len() as u64).to_le_bytes())
            .update(part.as_bytes());
    }
    hasher.finalize().as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::topic;
    use crate::{Cache, Settings, read};

    #[test]
    fn another_qed_and_another_sandbox_have_another_key() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::new(folder.path());
        settings.allow_unsandboxed = true;
        let cache = Cache::open(folder.path());
        let mut workshop = Workshop::open(&settings, &cache).unwrap();
        let topic = topic("```rust\n```\n");
        let tasks = read::tasks(&[&topic], &Default::default(), &workshop, &mut Vec::new());
        let ours = self::key(&tasks[0], &workshop, false);
        let key = |itself| key_by(itself, &tasks[0], &workshop, false);
        assert_eq!(key(SELF), ours);
        let [makers, sandbox] = SELF.1;
        assert_ne!(key((SELF.0, [makers + 1, sandbox])), key(SELF));
        assert_ne!(key((SELF.0, [makers, sandbox + 1])), key(SELF));
        assert_ne!(key(("0.0.0-older", SELF.1)), key(SELF));
        workshop.protection.files = !workshop.protection.files;
        assert_ne!(self::key(&tasks[0], &workshop, false), ours);
        assert_ne!(hash(&[b"fn a() {}"]), hash(&[b"fn b() {}"]));
    }
}
