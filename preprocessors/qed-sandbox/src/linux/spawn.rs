//! Starts a program as a child that locks itself in ([`super::child`]) before the program's first instruction.
//!
//! The child is cloned as `posix_spawn` does it: it shares the memory of this process, which waits until the
//! child has become the program. So a start costs the same however large this process is, and the child tells by writing to a
//! structure what went wrong. In return it may only make system calls: no allocation, no lock, no panic.

use std::ffi::{CString, c_char, c_int, c_void};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::ptr;

use rustix::fs::{Mode, OFlags};
use rustix::pipe::PipeFlags;

use super::calls::{self, Caught};
use super::child::{Plan, begin};
use super::guard::Guarded;
use crate::{Error, Job, Protection};

/// Room for the child's few calls.
const STACK: usize = 64 * 1024;
/// Open files of a job.
const OPEN_FILES: u64 = 1024;

/// A program that runs.
#[derive(Debug)]
pub(super) struct Child {
    /// Its process, as a descriptor that cannot come to mean another.
    pub(super) process: OwnedFd,
    /// The same as a number, which is also its group's and its session's.
    pub(super) id: c_int,
    pub(super) stdout: OwnedFd,
    pub(super) stderr: OwnedFd,
    /// Where the kernel asks about calls that the filter caught.
    pub(super) notices: Option<OwnedFd>,
    /// Its group, if there may be more in it than itself.
    pub(super) guarded: Option<Guarded>,
}

/// Starts a job under a ruleset and, if asked for, a filter.
pub(super) fn spawn(
    job: &Job,
    ruleset: Option<&OwnedFd>,
    protection: Protection,
) -> Result<Child, Error> {
    let path = c_string(job.program.as_os_str().as_bytes())?;
    let folder = c_string(job.folder.as_os_str().as_bytes())?;
    let mut arguments = vec![path.clone()];
    for argument in &job.arguments {
        arguments.push(c_string(argument.as_bytes())?);
    }
    let environment: Vec<CString> = job
        .environment
        .iter()
        .map(|(name, value)| c_string(format!("{name}={value}").as_bytes()))
        .collect::<Result<_, _>>()?;
    let (arguments, environment) = (Pointers::to(&arguments), Pointers::to(&environment));

    let mut programs: Vec<Vec<libc::sock_filter>> = Vec::new();
    if protection.calls {
        let start = path.as_ptr() as usize;
        programs.push(calls::filter(
            job.processes > 0,
            start,
            if protection.told {
                Caught::Asked
            } else {
                Caught::Refused
            },
        ));
        programs.push(calls::filter(job.processes > 0, start, Caught::Refused));
    }
    let stdin = above_stdio(
        rustix::fs::open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
            .map_err(io_error)?,
    )?;
    let (stdout, stdout_end) = pipe()?;
    let (stderr, stderr_end) = pipe()?;
    let mut plan = Plan {
        path: path.as_ptr(),
        arguments: arguments.as_ptr(),
        environment: environment.as_ptr(),
        folder: folder.as_ptr(),
        stdio: [
            stdin.as_raw_fd(),
            stdout_end.as_raw_fd(),
            stderr_end.as_raw_fd(),
        ],
        // SAFETY: asks for a number.
        parent: unsafe { libc::getpid() },
        limits: limits(job),
        ruleset: ruleset.map_or(-1, AsRawFd::as_raw_fd),
        filters: [
            programs.first().map(|program| to_kernel(program)),
            programs.get(1).map(|program| to_kernel(program)),
        ],
        listener: -1,
        step: "clone",
        failure: 0,
    };
    let (id, process) = clone(&mut plan)?;
    if plan.failure != 0 {
        // SAFETY: the child has ended with `_exit`; its number is ours until it is waited for.
        unsafe { libc::waitpid(id, ptr::null_mut(), 0) };
        let source = io::Error::from_raw_os_error(plan.failure);
        if plan.step == "execve" {
            return Err(Error::start(job, source));
        }
        return Err(Error::System(io::Error::new(
            source.kind(),
            format!("{} in the child: {source}", plan.step),
        )));
    }
    // SAFETY: the child made the listener while it shared our descriptors, and nobody else knows its number.
    let notices = (plan.listener >= 0).then(|| unsafe { OwnedFd::from_raw_fd(plan.listener) });
    Ok(Child {
        guarded: (job.processes > 0).then(|| Guarded::new(id)),
        process,
        id,
        stdout,
        stderr,
        notices,
    })
}

/// Clones the child and waits until it has become the program, or has failed.
fn clone(plan: &mut Plan) -> Result<(c_int, OwnedFd), Error> {
    let mut stack = vec![0_u128; STACK / size_of::<u128>()];
    let mut process: c_int = -1;
    let flags =
        libc::CLONE_VM | libc::CLONE_VFORK | libc::CLONE_FILES | libc::CLONE_PIDFD | libc::SIGCHLD;
    // SAFETY: with all signals blocked no handler runs in the child on our memory; the child's stack lives until the child has left
    // our memory, for CLONE_VFORK holds us until then; `begin` only makes system calls.
    let (id, error) = unsafe {
        let mut all = std::mem::zeroed::<libc::sigset_t>();
        let mut before = std::mem::zeroed::<libc::sigset_t>();
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
        let top = stack.as_mut_ptr().add(stack.len()).cast::<c_void>();
        let id = libc::clone(
            begin,
            top,
            flags,
            ptr::from_mut(plan).cast(),
            &raw mut process,
            ptr::null_mut::<c_void>(),
            ptr::null_mut::<c_int>(),
        );
        let error = io::Error::last_os_error();
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, ptr::null_mut());
        (id, error)
    };
    if id < 0 {
        return Err(Error::System(error));
    }
    // SAFETY: CLONE_PIDFD has put a new descriptor there.
    Ok((id, unsafe { OwnedFd::from_raw_fd(process) }))
}

fn limits(job: &Job) -> [(c_int, u64); 5] {
    let wanted = [
        (libc::RLIMIT_AS as c_int, job.limits.memory),
        (libc::RLIMIT_FSIZE as c_int, job.limits.disk),
        (libc::RLIMIT_NOFILE as c_int, OPEN_FILES),
        (libc::RLIMIT_CORE as c_int, 0),
        (libc::RLIMIT_MEMLOCK as c_int, 64 * 1024),
    ];
    wanted.map(|(resource, most)| (resource, most.min(own_limit(resource))))
}

/// What this process may have itself; nobody may give more than that.
fn own_limit(resource: c_int) -> u64 {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: libc::RLIM_INFINITY,
    };
    // SAFETY: the structure is the kernel's; if it cannot be filled it says "infinite".
    unsafe {
        libc::syscall(
            libc::SYS_prlimit64,
            0,
            resource,
            ptr::null::<c_void>(),
            &raw mut limit,
        );
    }
    limit.rlim_max
}

fn to_kernel(program: &[libc::sock_filter]) -> libc::sock_fprog {
    // The kernel only reads it; both structures are its `sock_filter`.
    libc::sock_fprog {
        len: program.len() as u16,
        filter: program.as_ptr().cast_mut().cast(),
    }
}

/// Pointers to strings, ended by null, as `execve` takes them.
struct Pointers<'a> {
    pointers: Vec<*const c_char>,
    _strings: std::marker::PhantomData<&'a CString>,
}

impl<'a> Pointers<'a> {
    fn to(strings: &'a [CString]) -> Self {
        let pointers = strings
            .iter()
            .map(|string| string.as_ptr())
            .chain([ptr::null()])
            .collect();
        Self {
            pointers,
            _strings: std::marker::PhantomData,
        }
    }

    fn as_ptr(&self) -> *const *const c_char {
        self.pointers.as_ptr()
    }
}

/// A pipe: (our end, the child's end), ours not blocking.
fn pipe() -> Result<(OwnedFd, OwnedFd), Error> {
    let (read, write) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC).map_err(io_error)?;
    rustix::io::ioctl_fionbio(&read, true).map_err(io_error)?;
    Ok((read, above_stdio(write)?))
}

/// A descriptor that setting up 0, 1 and 2 cannot overwrite.
fn above_stdio(descriptor: OwnedFd) -> Result<OwnedFd, Error> {
    if descriptor.as_raw_fd() > 2 {
        return Ok(descriptor);
    }
    rustix::io::fcntl_dupfd_cloexec(&descriptor, 3).map_err(io_error)
}

fn c_string(bytes: &[u8]) -> Result<CString, Error> {
    CString::new(bytes).map_err(|_| {
        Error::System(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a zero byte in a path or argument",
        ))
    })
}

fn io_error(error: rustix::io::Errno) -> Error {
    Error::System(error.into())
}
