//! Changes the permissions of files for a job, in its own folders only.
//!
//! Landlock does not guard permissions, so the filter catches `chmod` and its kin. The supervisor resolves what is meant,
//! and changes that very file: the program cannot exchange it in between, as it could if the kernel looked again.

use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use super::calls::SEEN;
use crate::Job;

/// `fchmodat2`, which libc does not name on every machine; its number is the same on all.
pub(super) const FCHMODAT2: i64 = 452;
/// Longest path that the kernel takes.
const LONGEST: usize = 4096;

/// Why a change was not made.
pub(super) enum Refusal {
    /// The file is not in a folder of the job.
    Outside,
    /// What is in the folder could no longer be counted.
    Unseen,
    /// The system's error number.
    System(i32),
}

/// Carries out a `chmod`, `fchmod` or `fchmodat` that was caught.
pub(super) fn change(notice: &libc::seccomp_notif, main: u32, job: &Job) -> Result<(), Refusal> {
    let call = notice.data.nr as i64;
    let arguments = notice.data.args;
    let (file, mode) = if call == libc::SYS_fchmod {
        (descriptor(main, arguments[0] as i32)?, arguments[1])
    } else if call == libc::SYS_fchmodat || call == FCHMODAT2 {
        (
            named(notice.pid, Some(arguments[0] as i32), arguments[1])?,
            arguments[2],
        )
    } else {
        (named(notice.pid, None, arguments[0])?, arguments[1])
    };
    let own = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    let place = std::fs::read_link(&own)
        .map_err(|error| Refusal::System(error.raw_os_error().unwrap_or(libc::EIO)))?;
    let is_inside = job.write.iter().chain([&job.folder]).any(|folder| {
        folder
            .canonicalize()
            .is_ok_and(|folder| place.starts_with(&folder) && place != folder)
    });
    if !is_inside {
        return Err(Refusal::Outside);
    }
    if place.is_dir() && mode & SEEN != SEEN {
        return Err(Refusal::Unseen);
    }
    let mode = Mode::from_raw_mode(mode as u32 & 0o777);
    rustix::fs::chmod(&own, mode).map_err(|error| Refusal::System(error.raw_os_error()))
}

/// The file that a process means by a descriptor.
fn descriptor(process: u32, number: i32) -> Result<OwnedFd, Refusal> {
    let path = format!("/proc/{process}/fd/{number}");
    open(Path::new(&path))
}

/// The file that a thread means by a path in its memory.
fn named(thread: u32, folder: Option<i32>, address: u64) -> Result<OwnedFd, Refusal> {
    let path = read_path(thread, address)?;
    let base = match folder {
        Some(number) if number != libc::AT_FDCWD => format!("/proc/{thread}/fd/{number}"),
        _ => format!("/proc/{thread}/cwd"),
    };
    let base = std::fs::read_link(base)
        .map_err(|error| Refusal::System(error.raw_os_error().unwrap_or(libc::EBADF)))?;
    open(&base.join(path))
}

fn open(path: &Path) -> Result<OwnedFd, Refusal> {
    rustix::fs::open(path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())
        .map_err(|error| Refusal::System(error.raw_os_error()))
}

/// A string that ends with a zero byte in the memory of a thread that waits.
fn read_path(thread: u32, address: u64) -> Result<PathBuf, Refusal> {
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::FileExt;
    let fault = Refusal::System(libc::EFAULT);
    let Ok(memory) = std::fs::File::open(format!("/proc/{thread}/mem")) else {
        return Err(fault);
    };
    let mut bytes = vec![0; LONGEST];
    // A string near the end of mapped memory: read as much as there is.
    let count = memory.read_at(&mut bytes, address).unwrap_or(0);
    bytes.truncate(count);
    let Some(end) = bytes.iter().position(|&byte| byte == 0) else {
        return Err(fault);
    };
    bytes.truncate(end);
    Ok(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}
