//! Ends what runs when this process is ended itself, even by SIGKILL.
//!
//! The kernel ends a job's first process together with us (`PR_SET_PDEATHSIG`), but not those that the first one has started:
//! cargo's compilers and build scripts, a linker. So at the first job that may start any a guard is forked off, which is told
//! the process groups that run. It learns of our end by the end of its pipe, and kills the groups that are left.

use std::ffi::c_int;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::sync::OnceLock;

use rustix::pipe::PipeFlags;

/// Jobs at once that the guard can keep; there is one for each thread.
const MOST: usize = 4096;

/// Descriptors that whoever started us may have left open have smaller numbers.
pub(super) const INHERITED: c_int = 1024;

/// The end of the pipe that we write to. Nothing if the system has no process for a guard: then it is done without.
static PIPE: OnceLock<Option<OwnedFd>> = OnceLock::new();

/// A process group that is killed if this process ends before this value is dropped.
#[derive(Debug)]
pub(super) struct Guarded(c_int);

impl Guarded {
    /// Guards a group from now on.
    pub(super) fn new(group: c_int) -> Self {
        tell(group);
        Self(group)
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        tell(-self.0);
    }
}

/// A group that runs, or with a minus one that does not any more.
fn tell(message: c_int) {
    if let Some(pipe) = PIPE.get_or_init(start) {
        let _ = rustix::io::write(pipe, &message.to_ne_bytes());
    }
}

fn start() -> Option<OwnedFd> {
    let (read, write) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC).ok()?;
    // SAFETY: the child only makes system calls on its own stack, and never returns.
    match unsafe { libc::fork() } {
        -1 => None,
        0 => unsafe { watch(read.as_raw_fd(), write.as_raw_fd()) },
        _ => Some(write),
    }
}

/// The guard's whole life. It is in a session of its own and blocks all signals, so that Ctrl-C in a terminal ends us and not it;
/// it holds nothing open but its pipe, so that nobody waits for it.
unsafe fn watch(pipe: RawFd, our_end: RawFd) -> ! {
    // SAFETY: see `start`.
    unsafe {
        let mut all = std::mem::zeroed::<libc::sigset_t>();
        libc::sigfillset(&raw mut all);
        libc::sigprocmask(libc::SIG_SETMASK, &raw const all, std::ptr::null_mut());
        libc::setsid();
        libc::prctl(libc::PR_SET_NAME, c"qed-guard".as_ptr());
        libc::dup2(pipe, 0);
        if libc::syscall(libc::SYS_close_range, 1, c_int::MAX, 0) == -1 {
            // Linux before 5.9.
            libc::close(our_end);
            for descriptor in 1..INHERITED {
                libc::close(descriptor);
            }
        }
        let mut groups = [0; MOST];
        loop {
            let mut message: c_int = 0;
            match libc::read(0, (&raw mut message).cast(), size_of::<c_int>()) {
                4 => {
                    let (old, new) = if message > 0 {
                        (0, message)
                    } else {
                        (-message, 0)
                    };
                    if let Some(place) = groups.iter_mut().find(|group| **group == old) {
                        *place = new;
                    }
                }
                -1 if *libc::__errno_location() == libc::EINTR => {}
                _ => break,
            }
        }
        for group in groups {
            if group > 1 {
                libc::kill(-group, libc::SIGKILL);
            }
        }
        libc::_exit(0)
    }
}
