//! Attacks, each contained: what a program tries, what becomes of it, and what is told.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use qed_sandbox::{End, Job, Limits, Outcome, Protection, run};

/// The attacker, compiled once.
fn attacker() -> &'static Path {
    static PROGRAM: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, program) = PROGRAM.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("attacker");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/attacker.rs");
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let status = Command::new(rustc)
            .args(["--edition=2024", "-o"])
            .arg(&program)
            .arg(source)
            .status()
            .unwrap();
        assert!(status.success());
        (folder, program)
    });
    program
}

fn limits() -> Limits {
    Limits {
        time: Duration::from_secs(20),
        memory: 1 << 30,
        output: 1 << 20,
        disk: 16 << 20,
    }
}

fn job(folder: &Path, arguments: &[&str]) -> Job {
    Job {
        program: attacker().to_owned(),
        arguments: arguments
            .iter()
            .map(|&argument| argument.to_owned())
            .collect(),
        environment: BTreeMap::from([("TMPDIR".to_owned(), folder.display().to_string())]),
        folder: folder.to_owned(),
        read: Vec::new(),
        write: Vec::new(),
        processes: 0,
        limits: limits(),
    }
}

fn attack(arguments: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(&job(folder.path(), arguments), protection()).unwrap();
    assert!(
        !said(&outcome).contains("done"),
        "{arguments:?} succeeded: {outcome:?}"
    );
    outcome
}

fn protection() -> Protection {
    let protection = Protection::detect();
    assert!(
        protection.is_complete() && protection.told,
        "this machine cannot contain the attacks: {:?}",
        protection.missing()
    );
    protection
}

fn said(outcome: &Outcome) -> String {
    String::from_utf8_lossy(&outcome.stdout).into_owned()
}

fn attempts(outcome: &Outcome) -> Vec<&str> {
    outcome
        .denials
        .iter()
        .map(|denial| denial.attempt.as_str())
        .collect()
}

#[test]
fn a_harmless_program_notices_nothing() {
    for (arguments, printed) in [
        (["hello", ""], "hello\n"),
        (["threads", ""], "12\n"),
        (["copy", ""], "text\n"),
    ] {
        let outcome = attack(&arguments);
        assert_eq!(
            (said(&outcome).as_str(), &outcome.end),
            (printed, &End::Exited(0)),
            "{outcome:?}"
        );
        assert!(outcome.denials.is_empty(), "{outcome:?}");
    }
}

#[test]
fn ends_are_told_apart() {
    assert_eq!(attack(&["panic"]).end, End::Exited(101));
    assert_eq!(attack(&["abort"]).end, End::Signalled(libc::SIGABRT));
    assert_eq!(attack(&["overflow"]).end, End::StackOverflow);
    assert_eq!(attack(&["memory"]).end, End::OutOfMemory);
    assert_eq!(attack(&["output"]).end, End::TooMuchOutput);
    assert_eq!(attack(&["big-file"]).end, End::TooMuchDisk);
    assert_eq!(attack(&["many-files"]).end, End::TooMuchDisk);
    assert_eq!(attack(&["many-names"]).end, End::TooMuchDisk);
    assert_eq!(attack(&["close-stdout"]).end, End::Exited(7));
    assert_eq!(attack(&["not-text"]).stdout, b"\xff\xfe\n");
}

#[test]
fn time_is_bounded() {
    for endless in ["loop", "sleep"] {
        let folder = tempfile::tempdir().unwrap();
        let mut job = job(folder.path(), &[endless]);
        job.limits.time = Duration::from_millis(200);
        let start = Instant::now();
        assert_eq!(run(&job, protection()).unwrap().end, End::TimedOut);
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn processes_are_denied_and_told() {
    assert_eq!(attempts(&attack(&["fork-bomb"])), ["start another process"]);
    assert_eq!(
        attempts(&attack(&["fork-and-leave"])),
        ["start another process"]
    );
    assert_eq!(attempts(&attack(&["shell"])), ["start another process"]);
    assert_eq!(
        attempts(&attack(&["exec", "/bin/sh"])),
        ["start another program"]
    );
    assert_eq!(
        attempts(&attack(&["kill-parent"])),
        ["send a signal to the process that runs it"]
    );
    assert_eq!(
        attempts(&attack(&["kill-all"])),
        ["send a signal to another process"]
    );
    assert_eq!(
        attempts(&attack(&["leave-group"])),
        ["leave its process group"]
    );
    attack(&["signal-owner"]);
}

#[test]
fn threads_are_bounded_by_memory() {
    // Either the next thread is refused, or one that has begun finds no memory for its signal stack; both end the program.
    let outcome = attack(&["thread-bomb"]);
    assert!(
        !matches!(outcome.end, End::Exited(0) | End::TimedOut),
        "{outcome:?}"
    );
}

#[test]
fn threads_with_small_stacks_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut job = job(folder.path(), &["small-threads"]);
    // So that memory is not what ends it.
    job.environment
        .insert("MALLOC_ARENA_MAX".to_owned(), "1".to_owned());
    let outcome = run(&job, protection()).unwrap();
    assert_eq!(attempts(&outcome), ["start more than 4096 threads"]);
    assert_ne!(outcome.end, End::Exited(0));
}

#[test]
fn a_signal_of_its_own_is_no_lack_of_memory() {
    let outcome = attack(&["kill-itself"]);
    assert_eq!(outcome.end, End::Signalled(libc::SIGKILL));
}

#[test]
fn what_is_written_is_counted_wherever_it_is() {
    assert_eq!(attack(&["removed-files"]).end, End::TooMuchDisk);
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("job");
    std::fs::create_dir(&inner).unwrap();
    let outcome = run(&job(&inner, &["deep-folders"]), protection()).unwrap();
    assert_eq!(outcome.end, End::TooMuchDisk, "{outcome:?}");
    qed_sandbox::remove_folder(&inner).unwrap();
    assert!(!inner.exists());
    // A folder that its owner cannot look into would hide what it holds.
    let outcome = attack(&["closed-folder"]);
    assert_eq!(
        attempts(&outcome),
        ["close a folder of its own to itself"],
        "{outcome:?}"
    );
    assert!(said(&outcome).ends_with("true\n"), "{outcome:?}");
}

#[test]
fn calls_that_the_first_landlock_does_not_guard_are_denied() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "precious").unwrap();
    let job = job(folder.path(), &["truncate", &file.display().to_string()]);
    let outcome = run(&job, protection()).unwrap();
    assert!(!said(&outcome).contains("done"), "{outcome:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
    attack(&["affinity"]);
}

#[test]
fn the_network_is_denied_and_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    assert_eq!(
        attempts(&attack(&["tcp", &address])),
        ["open a TCP socket (AF_INET)"]
    );
    assert_eq!(
        attempts(&attack(&["udp", &address])),
        ["open a UDP socket (AF_INET)"]
    );
}

#[test]
fn files_outside_are_closed() {
    let outside = tempfile::tempdir_in(std::env::home_dir().unwrap()).unwrap();
    let secret = outside.path().join("secret");
    std::fs::write(&secret, "token").unwrap();
    let path = secret.display().to_string();
    let folder = outside.path().display().to_string();
    for arguments in [
        ["read", &path],
        ["write", &path],
        ["remove", &path],
        ["link", &path],
        ["hard-link", &path],
        ["list", &folder],
        ["read", "/etc/passwd"],
        ["list", "/"],
        ["read", "/proc/1/environ"],
        ["proc-environment", ""],
        ["write", &format!("{folder}/new")],
    ] {
        attack(&arguments);
    }
    assert_eq!(std::fs::read_to_string(&secret).unwrap(), "token");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[test]
fn permissions_and_owners_outside_stay() {
    use std::os::unix::fs::MetadataExt;
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("file");
    std::fs::write(&file, "").unwrap();
    let before = file.metadata().unwrap().mode();
    let path = file.display().to_string();
    assert_eq!(
        attempts(&attack(&["chmod", &path])),
        ["change the permissions of a file outside its folder"]
    );
    assert_eq!(
        attempts(&attack(&["chown", &path])),
        ["change the owner of a file"]
    );
    // A library can be opened for reading; that must not be enough to change it.
    let library = std::fs::read_dir("/usr/lib")
        .unwrap()
        .flatten()
        .find(|entry| entry.path().is_file())
        .unwrap()
        .path();
    let mode = library.metadata().unwrap().mode();
    assert_eq!(
        attempts(&attack(&["fchmod", &library.display().to_string()])),
        ["change the permissions of a file outside its folder"]
    );
    assert_eq!(
        (
            file.metadata().unwrap().mode(),
            library.metadata().unwrap().mode()
        ),
        (before, mode)
    );
    assert_eq!(
        attempts(&attack(&["device"])),
        ["make a device or a pipe file"]
    );
}

#[test]
fn the_environment_is_the_jobs() {
    assert_eq!(said(&attack(&["environment"])), "TMPDIR\n");
}

#[test]
fn a_compiler_may_fork_but_not_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let job = Job {
        processes: 64,
        ..job(folder.path(), &["fork-bomb"])
    };
    let outcome = run(&job, protection()).unwrap();
    assert_eq!(attempts(&outcome), ["start more than 64 processes"]);
    let left = Job {
        processes: 64,
        ..self::job(folder.path(), &["fork-and-leave"])
    };
    let start = Instant::now();
    assert_eq!(said(&run(&left, protection()).unwrap()), "left a child\n");
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "the child that was left holds nobody up"
    );
}

#[test]
fn without_a_supervisor_the_same_is_denied() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    for arguments in [
        ["tcp", &address],
        ["udp", &address],
        ["shell", ""],
        ["kill-parent", ""],
        ["chmod", "/etc/passwd"],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let outcome = run(
            &job(folder.path(), &arguments),
            Protection {
                told: false,
                ..protection()
            },
        )
        .unwrap();
        assert!(
            !said(&outcome).contains("done"),
            "{arguments:?}: {outcome:?}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(
        &job(folder.path(), &["threads"]),
        Protection {
            told: false,
            ..protection()
        },
    )
    .unwrap();
    assert_eq!(said(&outcome), "12\n");
}

/// Lets this thread, and what it starts, have a kernel that does not know a call.
fn forget(call: libc::c_long) {
    let load = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    let compare = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
    let answer = (libc::BPF_RET | libc::BPF_K) as u16;
    let step = |code, jt, jf, k| libc::sock_filter { code, jt, jf, k };
    let mut program = [
        step(load, 0, 0, 0),
        step(compare, 0, 1, call as u32),
        step(answer, 0, 0, libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32),
        step(answer, 0, 0, libc::SECCOMP_RET_ALLOW),
    ];
    let filter = libc::sock_fprog {
        len: program.len() as u16,
        filter: program.as_mut_ptr(),
    };
    // SAFETY: both calls bear on this thread only, and the kernel copies the filter.
    unsafe {
        assert_eq!(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
        let mode = libc::SECCOMP_MODE_FILTER;
        assert_eq!(
            libc::prctl(libc::PR_SET_SECCOMP, mode, &raw const filter),
            0
        );
    }
}

#[test]
fn kernels_without_close_range_will_do() {
    let protections = [protection(), Protection::NONE];
    let on_older = std::thread::spawn(move || {
        forget(libc::SYS_close_range);
        protections.map(|protection| {
            let folder = tempfile::tempdir().unwrap();
            run(&job(folder.path(), &["hello"]), protection).unwrap()
        })
    });
    for outcome in on_older.join().unwrap() {
        assert_eq!(
            (said(&outcome).as_str(), &outcome.end),
            ("hello\n", &End::Exited(0)),
            "{outcome:?}"
        );
    }
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let job = Job {
        program: folder.path().join("nothing"),
        ..job(folder.path(), &[])
    };
    let error = run(&job, protection()).unwrap_err();
    let words = error.to_string();
    assert!(
        words.starts_with("cannot start ") && words.contains("nothing"),
        "{words}"
    );
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(reason.contains("No such file"), "{reason}");
}
