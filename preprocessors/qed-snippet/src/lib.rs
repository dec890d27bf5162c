//! Snippets to programs, verdicts and cached results.
//!
//! [`prove`] takes all snippets of a book, finds in the [`Cache`] what is known, compiles the rest in
//! batches (one crate a core for each edition and dependency set), runs each in a process of its own, and gives a
//! [`Verdict`] for each. It knows rustc, cargo and rustdoc's language of fences; it does not know mdBook or pages.

use std::path::PathBuf;

use qed_markdown::Topic;
use qed_report::{Finding, Sources};

/// What book.toml and the command line say about snippets.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The book's root (absolute): where `[dependencies]` with `path` start from.
    pub root: PathBuf,
    /// Where results, built dependencies and temporary folders live (absolute): `<root>/.qed`.
    pub work_folder: PathBuf,
    /// Edition of fences that name none: book.toml's `[rust] edition`, else mdBook's default 2015? QED's is 2024.
    pub edition: String,
    /// `[preprocessor.qed.dependencies]`, as in a Cargo.toml.
    pub dependencies: toml::Table,
    /// Bounds of a run.
    pub limits: qed_sandbox::Limits,
    /// Run without a sandbox if the system has none.
    pub allow_unsandboxed: bool,
    /// Ask the cache.
    pub use_cache: bool,
    /// Run each snippet twice and compare.
    pub twice: bool,
}

/// Tells a terminal how far the work is. Called from several threads.
pub trait Progress: Sync {
    /// A phase begins: "building dependencies", "compiling", "running"; with the number of its steps.
    fn begin(&self, phase: &str, steps: usize);
    /// One step is done.
    fn step(&self);
}

/// What was proven.
#[derive(Debug, Default)]
pub struct Proof {
    /// For each topic, for each of its snippets.
    pub verdicts: Vec<Vec<Verdict>>,
    /// What did not hold.
    pub findings: Vec<Finding>,
    /// How many results came from the cache.
    pub cached: usize,
    /// `rustc 1.95.0`: for the line of proof. The same whether or not the cache answered.
    pub toolchain: String,
}

/// What a snippet printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// Standard output without pictures.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Pictures between evcxr's markers: (media type, content), as printed.
    pub figures: Vec<(String, String)>,
}

/// What became of a snippet. Each way to fail carries what its remedy needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Ran, and printed what was expected, or nothing.
    Ran(Printed),
    /// Compiled; `no_run` asked for no more.
    Compiled,
    /// Failed to compile with the codes that `compile_fail` asked for, or panicked as `should_panic` asked.
    FailedAsExpected,
    /// Not tried, and why: `ignore`.
    Skipped(String),
    /// A finding was made for it.
    Failed(Failure),
}

/// The ways to fail. To be completed: one variant for each, each with its rule and remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// rustc refused it.
    DoesNotCompile,
}

/// Proves all snippets of all topics; a finding for each that does not hold. `Err` only where QED or the system failed
/// (no rustc, no disk space), never for an author's mistake.
pub fn prove(
    _topics: &[&Topic],
    _sources: &Sources,
    _settings: &Settings,
    _progress: &dyn Progress,
) -> Result<Proof, Error> {
    Ok(Proof::default())
}

/// Why proving was not possible at all. Its message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No rustc was found.
    #[error("no rustc: install Rust, or set RUSTC")]
    NoRustc,
}
