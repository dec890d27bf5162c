//! Answers the calls that the filter caught, and keeps in words what the program tried.

use std::collections::BTreeSet;
use std::os::fd::{AsRawFd, OwnedFd};

use super::calls;
use super::modes::{self, FCHMODAT2};
use crate::{Denial, Job};

/// Whether this kernel can ask a supervisor.
pub(crate) fn is_offered() -> bool {
    calls::is_action_offered(libc::SECCOMP_RET_USER_NOTIF)
}

/// Answers for one job.
#[derive(Debug)]
pub(super) struct Supervisor<'a> {
    notices: OwnedFd,
    /// The job's first process.
    main: u32,
    job: &'a Job,
    started: usize,
    /// Whether a process was let end itself by SIGKILL.
    kills_itself: bool,
    denials: Vec<Denial>,
    seen: BTreeSet<String>,
}

/// What the program gets for its call.
enum Answer {
    /// The kernel carries it out.
    Go,
    /// It was carried out for it.
    Done,
    /// An error number, and what was tried if that is worth telling.
    Error(i32, Option<String>),
}

impl<'a> Supervisor<'a> {
    pub(super) fn new(notices: OwnedFd, main: i32, job: &'a Job) -> Self {
        Self {
            notices,
            main: main.unsigned_abs(),
            job,
            started: 0,
            kills_itself: false,
            denials: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    pub(super) fn descriptor(&self) -> &OwnedFd {
        &self.notices
    }

    pub(super) fn kills_itself(&self) -> bool {
        self.kills_itself
    }

    pub(super) fn into_denials(self) -> Vec<Denial> {
        self.denials
    }

    /// Takes one question and answers it.
    pub(super) fn answer(&mut self) {
        // SAFETY: the structures are the kernel's, zeroed as it wants them; the descriptor is a listener.
        unsafe {
            let mut notice = std::mem::zeroed::<libc::seccomp_notif>();
            if libc::ioctl(
                self.notices.as_raw_fd(),
                libc::SECCOMP_IOCTL_NOTIF_RECV,
                &raw mut notice,
            ) != 0
            {
                // The one who asked is gone.
                return;
            }
            let mut response = std::mem::zeroed::<libc::seccomp_notif_resp>();
            response.id = notice.id;
            match self.decide(&notice) {
                Answer::Go => response.flags = libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32,
                Answer::Done => {}
                Answer::Error(number, attempt) => {
                    response.error = -number;
                    if let Some(attempt) = attempt {
                        self.note(attempt);
                    }
                }
            }
            libc::ioctl(
                self.notices.as_raw_fd(),
                libc::SECCOMP_IOCTL_NOTIF_SEND,
                &raw mut response,
            );
        }
    }

    pub(super) fn note(&mut self, attempt: String) {
        if self.seen.insert(attempt.clone()) {
            self.denials.push(Denial { attempt });
        }
    }

    fn decide(&mut self, notice: &libc::seccomp_notif) -> Answer {
        let call = notice.data.nr as i64;
        let arguments = notice.data.args;
        let denied = |attempt: String| Answer::Error(libc::EPERM, Some(attempt));
        match call {
            libc::SYS_socket => Answer::Error(
                libc::EACCES,
                Some(socket(arguments[0] as i32, arguments[1] as i32)),
            ),
            libc::SYS_socketpair => Answer::Error(
                libc::EACCES,
                Some("open a pair of datagram sockets".to_owned()),
            ),
            _ if is_fork(call) => self.fork(),
            libc::SYS_execve | libc::SYS_execveat => denied("start another program".to_owned()),
            libc::SYS_kill
            | libc::SYS_tkill
            | libc::SYS_tgkill
            | libc::SYS_rt_sigqueueinfo
            | libc::SYS_rt_tgsigqueueinfo
            | libc::SYS_pidfd_send_signal => self.signal(call, notice.pid, arguments),
            libc::SYS_fchmod | libc::SYS_fchmodat | FCHMODAT2 => self.change_mode(notice),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_chmod => self.change_mode(notice),
            _ => match attempt(call) {
                Some(attempt) => denied(attempt.to_owned()),
                None => Answer::Error(libc::ENOSYS, None),
            },
        }
    }

    fn fork(&mut self) -> Answer {
        if self.job.processes == 0 {
            return Answer::Error(libc::EPERM, Some("start another process".to_owned()));
        }
        self.started += 1;
        if self.started > self.job.processes {
            return Answer::Error(
                libc::EAGAIN,
                Some(format!("start more than {} processes", self.job.processes)),
            );
        }
        Answer::Go
    }

    /// A process may signal itself: that is how `abort` works.
    fn signal(&mut self, call: i64, sender: u32, arguments: [u64; 6]) -> Answer {
        let target = arguments[0] as i32;
        let own = if self.job.processes > 0 {
            group_of_thread(sender)
        } else {
            Some(self.main)
        };
        let to_itself = target > 0
            && (own == Some(target.unsigned_abs())
                || (call == libc::SYS_tkill && sender == target.unsigned_abs()));
        if to_itself && call != libc::SYS_pidfd_send_signal {
            let names_thread = [libc::SYS_tgkill, libc::SYS_rt_tgsigqueueinfo].contains(&call);
            let signal = arguments[if names_thread { 2 } else { 1 }] as i32;
            self.kills_itself |= signal == libc::SIGKILL;
            return Answer::Go;
        }
        let whom = if target.unsigned_abs() == std::process::id() {
            "the process that runs it"
        } else {
            "another process"
        };
        Answer::Error(libc::EPERM, Some(format!("send a signal to {whom}")))
    }

    fn change_mode(&self, notice: &libc::seccomp_notif) -> Answer {
        match modes::change(notice, self.main, self.job) {
            Ok(()) => Answer::Done,
            Err(modes::Refusal::Outside) => Answer::Error(
                libc::EPERM,
                Some("change the permissions of a file outside its folder".to_owned()),
            ),
            Err(modes::Refusal::Unseen) => Answer::Error(libc::EPERM, Some(UNSEEN.to_owned())),
            Err(modes::Refusal::System(number)) => Answer::Error(number, None),
        }
    }
}

/// The process to which a thread belongs.
fn group_of_thread(thread: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{thread}/status")).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("Tgid:"))?
        .trim()
        .parse()
        .ok()
}

#[cfg(target_arch = "x86_64")]
fn is_fork(call: i64) -> bool {
    matches!(call, libc::SYS_clone | libc::SYS_fork | libc::SYS_vfork)
}

#[cfg(not(target_arch = "x86_64"))]
fn is_fork(call: i64) -> bool {
    call == libc::SYS_clone
}

fn socket(domain: i32, kind: i32) -> String {
    let family = match domain {
        libc::AF_INET => "AF_INET",
        libc::AF_INET6 => "AF_INET6",
        libc::AF_UNIX => return "open a local socket (AF_UNIX)".to_owned(),
        libc::AF_NETLINK => "AF_NETLINK",
        libc::AF_PACKET => "AF_PACKET",
        _ => return format!("open a socket (family {domain})"),
    };
    match kind & 0xF {
        libc::SOCK_STREAM => format!("open a TCP socket ({family})"),
        libc::SOCK_DGRAM => format!("open a UDP socket ({family})"),
        _ => format!("open a raw socket ({family})"),
    }
}

const UNSEEN: &str = "close a folder of its own to itself";

/// Attempts that no harmless program makes.
fn attempt(call: i64) -> Option<&'static str> {
    Some(match call {
        libc::SYS_mkdirat | libc::SYS_umask => UNSEEN,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_mkdir => UNSEEN,
        libc::SYS_setsid | libc::SYS_setpgid => "leave its process group",
        libc::SYS_ptrace
        | libc::SYS_process_vm_readv
        | libc::SYS_process_vm_writev
        | libc::SYS_pidfd_getfd
        | libc::SYS_kcmp => "look into another process",
        libc::SYS_mount
        | libc::SYS_umount2
        | libc::SYS_pivot_root
        | libc::SYS_chroot
        | libc::SYS_open_tree
        | libc::SYS_move_mount
        | libc::SYS_fsopen
        | libc::SYS_mount_setattr => "change the system's mounts",
        libc::SYS_unshare | libc::SYS_setns => "enter another namespace",
        libc::SYS_bpf
        | libc::SYS_perf_event_open
        | libc::SYS_userfaultfd
        | libc::SYS_io_uring_setup
        | libc::SYS_keyctl
        | libc::SYS_add_key
        | libc::SYS_request_key
        | libc::SYS_init_module
        | libc::SYS_finit_module
        | libc::SYS_kexec_load
        | libc::SYS_open_by_handle_at => "use an interface of the kernel that is closed to it",
        libc::SYS_setuid
        | libc::SYS_setgid
        | libc::SYS_setreuid
        | libc::SYS_setregid
        | libc::SYS_setresuid
        | libc::SYS_setresgid
        | libc::SYS_setgroups
        | libc::SYS_setfsuid
        | libc::SYS_setfsgid
        | libc::SYS_capset => "become another user",
        libc::SYS_fchown | libc::SYS_fchownat => "change the owner of a file",
        #[cfg(target_arch = "x86_64")]
        libc::SYS_chown | libc::SYS_lchown => "change the owner of a file",
        libc::SYS_mknodat => "make a device or a pipe file",
        #[cfg(target_arch = "x86_64")]
        libc::SYS_mknod => "make a device or a pipe file",
        libc::SYS_shmget | libc::SYS_semget | libc::SYS_msgget | libc::SYS_mq_open => {
            "share memory or messages with other processes"
        }
        libc::SYS_reboot
        | libc::SYS_sethostname
        | libc::SYS_setdomainname
        | libc::SYS_settimeofday
        | libc::SYS_clock_settime
        | libc::SYS_swapon
        | libc::SYS_swapoff
        | libc::SYS_syslog
        | libc::SYS_acct
        | libc::SYS_quotactl => "change the system",
        _ => return None,
    })
}
