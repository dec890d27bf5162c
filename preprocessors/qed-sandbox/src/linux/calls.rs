//! Which system calls are let through: a seccomp filter.
//!
//! The filter is a list of what is allowed. Everything else is caught and answered by the supervisor, or, where the kernel
//! has no supervisor to offer, answered as if the kernel did not know the call.

use std::collections::BTreeMap;

use libc::sock_filter;

use super::filter::{self, Condition, When};

/// What the filter does with a call that is not on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caught {
    /// Ask the supervisor.
    Asked,
    /// Answer "no such call": programs then take an older way, or give up.
    Refused,
}

/// Calls of every program that only concern itself, or files that Landlock guards. `truncate` is none of them: the first two
/// versions of Landlock let it pass.
#[rustfmt::skip]
const ALLOWED: &[i64] = &[
    // Files and folders.
    libc::SYS_read, libc::SYS_write, libc::SYS_readv, libc::SYS_writev, libc::SYS_pread64, libc::SYS_pwrite64, libc::SYS_preadv,
    libc::SYS_pwritev, libc::SYS_preadv2, libc::SYS_pwritev2, libc::SYS_close, libc::SYS_close_range, libc::SYS_fstat, libc::SYS_statx,
    libc::SYS_newfstatat, libc::SYS_lseek, libc::SYS_openat, libc::SYS_faccessat, libc::SYS_faccessat2, libc::SYS_readlinkat,
    libc::SYS_getcwd, libc::SYS_chdir, libc::SYS_fchdir, libc::SYS_unlinkat, libc::SYS_renameat2, libc::SYS_linkat,
    libc::SYS_symlinkat, libc::SYS_ftruncate, libc::SYS_fallocate, libc::SYS_fsync, libc::SYS_fdatasync,
    libc::SYS_fadvise64, libc::SYS_copy_file_range, libc::SYS_sendfile, libc::SYS_getdents64, libc::SYS_statfs, libc::SYS_fstatfs,
    libc::SYS_flock, libc::SYS_dup, libc::SYS_dup3, libc::SYS_pipe2,
    // Memory.
    libc::SYS_mmap, libc::SYS_munmap, libc::SYS_mprotect, libc::SYS_mremap, libc::SYS_madvise, libc::SYS_brk, libc::SYS_msync,
    libc::SYS_mincore, libc::SYS_membarrier,
    // Signals to itself (others are told apart by the supervisor) and waiting.
    libc::SYS_rt_sigaction, libc::SYS_rt_sigprocmask, libc::SYS_rt_sigreturn, libc::SYS_sigaltstack, libc::SYS_rt_sigpending,
    libc::SYS_rt_sigsuspend, libc::SYS_rt_sigtimedwait, libc::SYS_restart_syscall, libc::SYS_ppoll, libc::SYS_pselect6,
    libc::SYS_epoll_create1, libc::SYS_epoll_ctl, libc::SYS_epoll_pwait, libc::SYS_eventfd2, libc::SYS_timerfd_create,
    libc::SYS_timerfd_settime, libc::SYS_timerfd_gettime, libc::SYS_wait4, libc::SYS_waitid,
    // Threads.
    libc::SYS_futex, libc::SYS_set_robust_list, libc::SYS_set_tid_address, libc::SYS_rseq,
    libc::SYS_sched_yield, libc::SYS_sched_getaffinity, libc::SYS_sched_getparam,
    libc::SYS_sched_getscheduler, libc::SYS_getcpu, libc::SYS_exit, libc::SYS_exit_group,
    // Time.
    libc::SYS_nanosleep, libc::SYS_clock_nanosleep, libc::SYS_clock_gettime, libc::SYS_clock_getres, libc::SYS_gettimeofday,
    libc::SYS_times, libc::SYS_getrusage,
    // Pairs of connected sockets (see below), which lead nowhere else.
    libc::SYS_sendto, libc::SYS_recvfrom, libc::SYS_sendmsg, libc::SYS_recvmsg, libc::SYS_shutdown, libc::SYS_getsockopt,
    libc::SYS_getsockname,
    // Who am I.
    libc::SYS_getpid, libc::SYS_gettid, libc::SYS_getppid, libc::SYS_getuid, libc::SYS_geteuid, libc::SYS_getgid, libc::SYS_getegid,
    libc::SYS_getresuid, libc::SYS_getresgid, libc::SYS_getgroups, libc::SYS_getpgid, libc::SYS_getsid, libc::SYS_getpriority,
    libc::SYS_uname, libc::SYS_sysinfo, libc::SYS_getrandom,
];

/// Older forms of the same, which newer architectures do not have.
#[cfg(target_arch = "x86_64")]
#[rustfmt::skip]
const ALLOWED_HERE: &[i64] = &[
    libc::SYS_open, libc::SYS_stat, libc::SYS_lstat, libc::SYS_access, libc::SYS_readlink, libc::SYS_rmdir,
    libc::SYS_unlink, libc::SYS_rename, libc::SYS_renameat, libc::SYS_link, libc::SYS_symlink, libc::SYS_creat, libc::SYS_getdents,
    libc::SYS_dup2, libc::SYS_pipe, libc::SYS_poll, libc::SYS_select, libc::SYS_epoll_create, libc::SYS_epoll_wait, libc::SYS_eventfd,
    libc::SYS_arch_prctl, libc::SYS_time, libc::SYS_getpgrp, libc::SYS_pause, libc::SYS_getrlimit, libc::SYS_sync_file_range,
];
/// `renameat`, `sync_file_range`: the kernel's numbers, for which libc has no names here.
#[cfg(target_arch = "aarch64")]
const ALLOWED_HERE: &[i64] = &[38, 84];

/// What the owner of a folder needs to see what is in it. Who counts what a job writes is its owner.
pub(super) const SEEN: u64 = 0o500;

/// `fcntl` commands; not those that choose who gets a signal.
const FCNTL: &[libc::c_int] = &[
    libc::F_DUPFD,
    libc::F_DUPFD_CLOEXEC,
    libc::F_GETFD,
    libc::F_SETFD,
    libc::F_GETFL,
    libc::F_SETFL,
    libc::F_GETLK,
    libc::F_SETLK,
    libc::F_SETLKW,
    libc::F_OFD_GETLK,
    libc::F_OFD_SETLK,
    libc::F_OFD_SETLKW,
    libc::F_GETPIPE_SZ,
];
/// `ioctl` requests: is it a terminal, how much is there to read, do not block, close on exec.
const IOCTL: &[libc::Ioctl] = &[
    libc::TCGETS,
    libc::TIOCGWINSZ,
    libc::FIONREAD,
    libc::FIONBIO,
    libc::FIOCLEX,
];
/// `prctl` options: names of threads and of memory.
const PRCTL: &[libc::c_int] = &[
    libc::PR_SET_NAME,
    libc::PR_GET_NAME,
    libc::PR_SET_VMA,
    libc::PR_GET_DUMPABLE,
];

/// Whether this kernel filters system calls.
pub(crate) fn is_offered() -> bool {
    is_action_offered(libc::SECCOMP_RET_ERRNO)
}

/// Whether the kernel knows what a filter may answer.
pub(super) fn is_action_offered(action: u32) -> bool {
    // SAFETY: the call reads one number and changes nothing.
    unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_GET_ACTION_AVAIL,
            0,
            &raw const action,
        ) == 0
    }
}

/// The filter of a job. `start` is the address of the path that the child itself hands to `execve`; a program that may not
/// spawn can start nothing else (and Landlock would not let it).
pub(super) fn filter(may_spawn: bool, start: usize, caught: Caught) -> Vec<sock_filter> {
    let mut rules: BTreeMap<u32, When> = BTreeMap::new();
    let mut allow = |call: i64, when: When| rules.insert(call as u32, when);
    for &call in ALLOWED.iter().chain(ALLOWED_HERE) {
        allow(call, When::Always);
    }
    allow(
        libc::SYS_fcntl,
        one_of(1, FCNTL.iter().map(|&command| command as u64)),
    );
    #[allow(
        clippy::unnecessary_cast,
        reason = "requests are of another type with musl"
    )]
    allow(
        libc::SYS_ioctl,
        one_of(1, IOCTL.iter().map(|&request| request as u64)),
    );
    allow(
        libc::SYS_prctl,
        one_of(0, PRCTL.iter().map(|&option| option as u64)),
    );
    let thread = libc::CLONE_THREAD as u64;
    allow(libc::SYS_clone, with_bits(0, thread, thread));
    // Its flags lie where a filter cannot see them; without it libraries use clone.
    allow(libc::SYS_clone3, When::Never);
    // A pair is connected for good, so nothing can be sent elsewhere through it; one of datagram sockets is not.
    let kinds = [libc::SOCK_STREAM, libc::SOCK_SEQPACKET];
    let pair = kinds.map(|kind| Condition {
        argument: 1,
        mask: 0xF,
        value: kind as u64,
    });
    allow(libc::SYS_socketpair, When::Any(pair.to_vec()));
    // Limits may be read, not set.
    allow(libc::SYS_prlimit64, with_bits(2, u64::MAX, 0));
    // The child's own step on older kernels; it gives a program nothing that it has not.
    let files = libc::CLONE_FILES as u64;
    allow(libc::SYS_unshare, with_bits(0, u64::MAX, files));
    // Nobody else's processors.
    allow(libc::SYS_sched_setaffinity, with_bits(0, u64::MAX, 0));
    // Folders that can be looked into.
    allow(libc::SYS_umask, with_bits(0, SEEN, 0));
    allow(libc::SYS_mkdirat, with_bits(2, SEEN, SEEN));
    #[cfg(target_arch = "x86_64")]
    allow(libc::SYS_mkdir, with_bits(1, SEEN, SEEN));
    allow(
        libc::SYS_execve,
        if may_spawn {
            When::Always
        } else {
            with_bits(0, u64::MAX, start as u64)
        },
    );
    let otherwise = match caught {
        Caught::Asked => libc::SECCOMP_RET_USER_NOTIF,
        Caught::Refused => filter::REFUSED,
    };
    filter::program(&rules, otherwise)
}

/// Whether the bits of an argument under a mask are these.
fn with_bits(argument: u8, mask: u64, value: u64) -> When {
    When::Any(vec![Condition {
        argument,
        mask,
        value,
    }])
}

/// Whether the low half of an argument is one of these: commands and options are 32 bits wide.
fn one_of(argument: u8, values: impl Iterator<Item = u64>) -> When {
    When::Any(
        values
            .map(|value| Condition {
                argument,
                mask: 0xFFFF_FFFF,
                value: value & 0xFFFF_FFFF,
            })
            .collect(),
    )
}
