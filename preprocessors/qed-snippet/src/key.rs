//! What a result depends on.

use crate::compile::FLAGS;
use crate::fence::Mode;
use crate::task::Task;
use crate::workshop::Workshop;

/// Grows whenever QED itself makes another program or another result of the same snippet.
const VERSION: u32 = 1;

/// The key of a snippet's result: everything that it depends on, except the `output` fence, which is compared afterwards.
///
/// `placed`: with the chapter and the line, for programs that print where they stand.
pub(crate) fn key(task: &Task<'_>, workshop: &Workshop<'_>, placed: bool) -> Vec<u8> {
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
    let parts = [
        VERSION.to_string(),
        workshop.toolchain.identity.clone(),
        workshop.toolchain.rustc.display().to_string(),
        FLAGS.join(" "),
        format!("{:?}", workshop.protection),
        format!("{:?} {:?}", fence.limits, workshop.settings.compile_time),
        format!("{} {} {}", fence.edition, fence.standalone, fence.tests),
        mode,
        dependencies,
        place,
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
