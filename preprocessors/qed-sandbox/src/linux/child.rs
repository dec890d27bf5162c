//! What the child does between its start and the program: setting limits and locking itself in.
//!
//! It runs on its parent's memory while the parent waits (see [`super::spawn`]), so everything here is system calls on values
//! that the parent prepared: no allocation, no lock, no panic.

use std::ffi::{c_char, c_int, c_void};
use std::os::fd::RawFd;
use std::ptr;

use super::guard::INHERITED;

/// What the child reads, and what it writes for its parent.
pub(super) struct Plan {
    pub(super) path: *const c_char,
    pub(super) arguments: *const *const c_char,
    pub(super) environment: *const *const c_char,
    pub(super) folder: *const c_char,
    pub(super) stdio: [RawFd; 3],
    pub(super) parent: c_int,
    pub(super) limits: [(c_int, u64); 5],
    pub(super) ruleset: RawFd,
    /// Filters in the order in which they are tried; the first has a supervisor.
    pub(super) filters: [Option<libc::sock_fprog>; 2],
    /// Written by the child: the listener, the step it was at, what the system said there.
    pub(super) listener: RawFd,
    pub(super) step: &'static str,
    pub(super) failure: c_int,
}

/// The child, on its parent's memory. Ends with `execve`, or with the step and the error written down.
pub(super) extern "C" fn begin(plan: *mut c_void) -> c_int {
    let plan = plan.cast::<Plan>();
    // SAFETY: the parent made the plan and waits; every call below is a system call on values of the plan.
    unsafe {
        if enter(&mut *plan) == -1 {
            (*plan).failure = *libc::__errno_location();
        }
        libc::_exit(127)
    }
}

/// -1 as soon as a call fails, with `plan.step` telling which.
unsafe fn enter(plan: &mut Plan) -> c_int {
    macro_rules! step {
        ($name:literal, $call:expr) => {
            plan.step = $name;
            if $call as i64 == -1 {
                return -1;
            }
        };
    }
    // SAFETY: see `begin`.
    unsafe {
        step!("setsid", libc::setsid());
        step!(
            "prctl(PR_SET_PDEATHSIG)",
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL)
        );
        if libc::getppid() != plan.parent {
            libc::_exit(127);
        }
        prefer_as_victim();
        for &(resource, most) in &plan.limits {
            let limit = libc::rlimit {
                rlim_cur: most,
                rlim_max: most,
            };
            step!(
                "setrlimit",
                libc::syscall(
                    libc::SYS_prlimit64,
                    0,
                    resource,
                    &raw const limit,
                    ptr::null::<c_void>()
                )
            );
        }
        drop_capabilities();
        step!(
            "prctl(PR_SET_NO_NEW_PRIVS)",
            libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        );
        if plan.ruleset >= 0 {
            allow_own_maps(plan.ruleset);
            step!(
                "landlock_restrict_self",
                libc::syscall(libc::SYS_landlock_restrict_self, plan.ruleset, 0)
            );
        }
        if let [Some(first), second] = &plan.filters {
            plan.step = "seccomp";
            let listener = libc::syscall(
                libc::SYS_seccomp,
                libc::SECCOMP_SET_MODE_FILTER,
                libc::SECCOMP_FILTER_FLAG_NEW_LISTENER,
                ptr::from_ref(first),
            );
            if listener >= 0 {
                plan.listener = listener as RawFd;
            } else {
                // A supervisor is there already (one filter may have one), or the kernel knows none.
                let Some(second) = second else { return -1 };
                step!(
                    "seccomp",
                    libc::syscall(
                        libc::SYS_seccomp,
                        libc::SECCOMP_SET_MODE_FILTER,
                        0,
                        ptr::from_ref(second)
                    )
                );
            }
        }
        step!("close_range", own_descriptors());
        for (target, &source) in plan.stdio.iter().enumerate() {
            step!("dup3", libc::dup3(source, target as c_int, 0));
        }
        step!("chdir", libc::chdir(plan.folder));
        restore_signals();
        step!(
            "execve",
            libc::execve(plan.path, plan.arguments, plan.environment)
        );
    }
    -1
}

/// From here on descriptors are the child's own, and close when it becomes the program.
unsafe fn own_descriptors() -> c_int {
    // SAFETY: see `begin`.
    unsafe {
        let flags = libc::CLOSE_RANGE_UNSHARE | libc::CLOSE_RANGE_CLOEXEC;
        if libc::syscall(libc::SYS_close_range, 3, c_int::MAX, flags) == 0 {
            return 0;
        }
        // Linux before 5.11. Our own close by themselves.
        if libc::unshare(libc::CLONE_FILES) == -1 {
            return -1;
        }
        for descriptor in 3..INHERITED {
            libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC);
        }
        0
    }
}

/// Asks the kernel to end this process first if memory runs out. Where that is not allowed, it stays as it is.
unsafe fn prefer_as_victim() {
    // SAFETY: see `begin`.
    unsafe {
        let file = libc::open(
            c"/proc/self/oom_score_adj".as_ptr(),
            libc::O_WRONLY | libc::O_CLOEXEC,
        );
        if file >= 0 {
            libc::write(file, c"1000".as_ptr().cast(), 4);
            libc::close(file);
        }
    }
}

/// Root without its powers, but for reading and writing files whoever owns them (Landlock says which).
/// An ordinary user has none to lose, and each call then does nothing.
unsafe fn drop_capabilities() {
    #[repr(C)]
    struct Header {
        version: u32,
        process: c_int,
    }
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Sets {
        effective: u32,
        permitted: u32,
        inheritable: u32,
    }
    const VERSION: u32 = 0x2008_0522;
    const DAC_OVERRIDE: u32 = 1;
    const DAC_READ_SEARCH: u32 = 2;
    const NO_ROOT_LOCKED: c_int = 0b11;
    // SAFETY: see `begin`; the structures are the kernel's.
    unsafe {
        if libc::geteuid() != 0 {
            return;
        }
        libc::prctl(libc::PR_SET_SECUREBITS, NO_ROOT_LOCKED, 0, 0, 0);
        let kept = 1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH;
        let header = Header {
            version: VERSION,
            process: 0,
        };
        let sets = [
            Sets {
                effective: kept,
                permitted: kept,
                inheritable: kept,
            },
            Sets {
                effective: 0,
                permitted: 0,
                inheritable: 0,
            },
        ];
        libc::syscall(libc::SYS_capset, &raw const header, sets.as_ptr());
        for capability in [DAC_OVERRIDE, DAC_READ_SEARCH] {
            libc::prctl(
                libc::PR_CAP_AMBIENT,
                libc::PR_CAP_AMBIENT_RAISE,
                capability,
                0,
                0,
            );
        }
    }
}

/// std looks at `/proc/self/maps` to tell a stack overflow from other faults. The file is another for each process, so only
/// the child can allow it.
unsafe fn allow_own_maps(ruleset: RawFd) {
    #[repr(C, packed)]
    struct PathBeneath {
        allowed: u64,
        parent: c_int,
    }
    const RULE_PATH_BENEATH: c_int = 1;
    const READ_FILE: u64 = 1 << 2;
    // SAFETY: see `begin`; the structure is the kernel's.
    unsafe {
        let maps = libc::open(c"/proc/self/maps".as_ptr(), libc::O_PATH | libc::O_CLOEXEC);
        if maps >= 0 {
            let rule = PathBeneath {
                allowed: READ_FILE,
                parent: maps,
            };
            libc::syscall(
                libc::SYS_landlock_add_rule,
                ruleset,
                RULE_PATH_BENEATH,
                &raw const rule,
                0,
            );
            libc::close(maps);
        }
    }
}

/// Signals as a new program expects them: none ignored, none blocked.
unsafe fn restore_signals() {
    // SAFETY: see `begin`. Handlers are the child's own; only CLONE_SIGHAND would share them.
    unsafe {
        let mut none = std::mem::zeroed::<libc::sigset_t>();
        libc::sigemptyset(&raw mut none);
        let mut default = std::mem::zeroed::<libc::sigaction>();
        default.sa_sigaction = libc::SIG_DFL;
        libc::sigaction(libc::SIGPIPE, &raw const default, ptr::null_mut());
        libc::sigprocmask(libc::SIG_SETMASK, &raw const none, ptr::null_mut());
    }
}
