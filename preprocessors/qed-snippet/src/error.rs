//! Why proving was not possible at all.

use std::io;
use std::path::PathBuf;

/// Why proving was not possible at all. Its message says what to do; what the system said is its source.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No rustc was found.
    #[error("no rustc on the PATH: install Rust (https://rustup.rs), or set RUSTC to a compiler")]
    NoRustc,
    /// There is something called rustc, and it does not answer like one.
    #[error(
        "{rustc} does not work as a Rust compiler; it answers: {answer}\nReinstall it (`rustup toolchain install`), or set RUSTC to another"
    )]
    BrokenRustc {
        /// Where it is.
        rustc: PathBuf,
        /// What it said instead.
        answer: String,
    },
    /// The system cannot contain a program, and nobody allowed to go on without.
    #[error(
        "this system does not offer what a sandbox needs: {0}.\nSnippets would run with all your rights. If you trust this book, say `--allow-unsandboxed`, or `sandbox = \"off\"` in `[preprocessor.qed]`"
    )]
    NoSandbox(String),
    /// A file in the work folder could not be read or written.
    #[error("cannot {action} {path}")]
    Disk {
        /// `write`, `create`.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk is full.
    #[error("no space is left on the disk of {folder}: make room there, and try again")]
    DiskFull {
        /// The work folder, or a file in it.
        folder: PathBuf,
    },
    /// A program could not be started or watched.
    #[error(transparent)]
    Sandbox(#[from] qed_sandbox::Error),
}

impl Error {
    pub(crate) fn disk(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull => Self::DiskFull { folder: path },
            _ => Self::Disk {
                action,
                path,
                source,
            },
        }
    }
}
