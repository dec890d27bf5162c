//! One call of rustc, inside the sandbox.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use cargo_metadata::diagnostic::Diagnostic;
use qed_sandbox::{End, Job, Limits};

use crate::Error;
use crate::dependencies::Dependencies;
use crate::diagnostic;
use crate::workshop::Workshop;

/// Address space of a rustc. It maps its own libraries and every crate that it reads.
const MEMORY: u64 = 8 << 30;
/// Bytes of messages.
const OUTPUT: u64 = 64 << 20;
/// Bytes of a compiled program and what rustc leaves beside it.
const DISK: u64 = 2 << 30;

/// rustc starts a linker, which starts a linker.
const PROCESSES: usize = 64;

/// What rustc is asked to do with a crate.
#[derive(Clone, Debug)]
pub(crate) struct Request<'a> {
    /// Where the sources lie and the program goes.
    pub(crate) folder: &'a Path,
    /// The crate's root, relative to the folder.
    pub(crate) root: &'a str,
    pub(crate) edition: &'a str,
    /// The dependencies that it may use.
    pub(crate) set: Option<&'a Dependencies>,
    /// Only check, make no program.
    pub(crate) check_only: bool,
    /// Build rustc's test harness.
    pub(crate) tests: bool,
    /// The crate has a `#![crate_name]`, which must not differ from a name given to rustc.
    pub(crate) names_itself: bool,
    /// Whether lints are told, and forbid what the crate says.
    pub(crate) lints: bool,
}

/// What rustc answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) end: End,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What it said beside its diagnostics.
    pub(crate) rest: String,
    /// What the sandbox denied.
    pub(crate) denials: Vec<String>,
    /// Whether what was asked for is there. A macro runs in rustc, and may end it early with a code that means success.
    made: bool,
}

impl Answer {
    /// Whether it compiled.
    pub(crate) fn is_good(&self) -> bool {
        self.end == End::Exited(0) && self.made
    }

    /// Whether rustc or the linker found no room on the disk. What a snippet says of disks has a place in it; what the system
    /// says has none.
    pub(crate) fn is_disk_full(&self) -> bool {
        let says_so = |text: &str| FULL.iter().any(|words| text.contains(words));
        !self.is_good()
            && (says_so(&self.rest)
                || self.diagnostics.iter().any(|diagnostic| {
                    diagnostic.spans.is_empty()
                        && (says_so(&diagnostic.message)
                            || diagnostic
                                .children
                                .iter()
                                .any(|child| says_so(&child.message)))
                }))
    }
}

/// How a full disk shows: a linker writes its output through memory, and then it is a signal.
const FULL: [&str; 2] = ["No space left on device", "Bus error"];

/// The name of the program that a crate becomes.
pub(crate) const PROGRAM: &str = if cfg!(windows) {
    "program.exe"
} else {
    "program"
};

/// Without it rustc would take the name of the chapter's file.
const CRATE_NAME: &str = "--crate-name=snippet";

/// Arguments of every call; they are part of what a result depends on.
pub(crate) const FLAGS: &[&str] = &[
    "--crate-type=bin",
    "--error-format=json",
    "-Ccodegen-units=1",
    "-Cdebuginfo=0",
    STRIP,
];

/// The standard library's debug information is most of a small program. Elsewhere taking it away is a program of its own.
const STRIP: &str = if cfg!(target_os = "linux") {
    "-Cstrip=debuginfo"
} else {
    "-Cstrip=none"
};

impl Workshop<'_> {
    /// Compiles a crate.
    pub(crate) fn compile(&self, request: &Request<'_>) -> Result<Answer, Error> {
        let mut arguments: Vec<String> = FLAGS.iter().map(|&flag| flag.to_owned()).collect();
        if !request.names_itself {
            arguments.push(CRATE_NAME.to_owned());
        }
        arguments.push(format!("--edition={}", request.edition));
        arguments.extend(request.set.into_iter().flat_map(|set| set.flags.clone()));
        arguments.extend(["-o".to_owned(), PROGRAM.to_owned()]);
        if !request.lints {
            arguments.push("--cap-lints=allow".to_owned());
        }
        if request.check_only {
            arguments.push("--emit=metadata".to_owned());
        }
        if request.tests {
            arguments.push("--test".to_owned());
        }
        arguments.push(request.root.to_owned());
        let mut read = vec![self.toolchain.sysroot.clone()];
        read.extend(request.set.into_iter().flat_map(|set| set.folders.clone()));
        let outcome = qed_sandbox::run(
            &Job {
                program: self.toolchain.rustc.clone(),
                arguments,
                environment: environment(request.folder),
                folder: request.folder.to_owned(),
                read,
                write: Vec::new(),
                processes: PROCESSES,
                limits: Limits {
                    time: self.settings.compile_time,
                    memory: MEMORY,
                    output: OUTPUT,
                    disk: DISK,
                },
            },
            self.protection,
        )?;
        let said = String::from_utf8_lossy(&outcome.stderr);
        // A temporary folder has another name each time.
        let said = said.replace(&format!("{}/", request.folder.display()), "");
        let (diagnostics, rest) = diagnostic::read(&said);
        let denials = outcome
            .denials
            .into_iter()
            .map(|denial| denial.attempt)
            .collect();
        Ok(Answer {
            end: outcome.end,
            diagnostics,
            rest,
            denials,
            made: is_made(&request.folder.join(PROGRAM), request.check_only),
        })
    }
}

/// Whether this is what rustc makes: nothing but a file where it only checks, else a program.
fn is_made(path: &Path, check_only: bool) -> bool {
    let begins_as_program = || {
        let mut start = [0; 4];
        let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
        read.is_ok() && (!cfg!(target_os = "linux") || start == *b"\x7fELF")
    };
    path.is_file() && (check_only || begins_as_program())
}

/// rustc finds its linker by PATH; everything else it knows by its own place.
fn environment(folder: &Path) -> BTreeMap<String, String> {
    let mut environment = inherited();
    environment.insert("TMPDIR".to_owned(), folder.display().to_string());
    environment.insert("LC_ALL".to_owned(), "C".to_owned());
    environment
}

/// What rustc gets of QED's own environment, and a snippet can read with `env!`.
pub(crate) fn inherited() -> BTreeMap<String, String> {
    let kept = [
        "PATH",
        "SYSTEMROOT",
        "LIB",
        "INCLUDE",
        "SDKROOT",
        "DEVELOPER_DIR",
    ];
    kept.iter()
        .filter_map(|&name| Some((name.to_owned(), std::env::var_os(name)?.into_string().ok()?)))
        .collect()
}
