//! What book.toml and the command line say about snippets.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use qed_sandbox::Limits;

/// What book.toml and the command line say about snippets.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The book's root (absolute): where `[dependencies]` with `path` start from.
    pub root: PathBuf,
    /// Where results, built dependencies and temporary folders live (absolute): `<root>/.qed`.
    pub work_folder: PathBuf,
    /// The compiler; without one `RUSTC`, or the `rustc` on the PATH.
    pub rustc: Option<PathBuf>,
    /// Edition of fences that name none: book.toml's `[rust] edition`, else 2024.
    pub edition: String,
    /// `[preprocessor.qed.dependencies]`, as in a Cargo.toml.
    pub dependencies: toml::Table,
    /// `[preprocessor.qed.dependency-sets.NAME]`, for fences with `deps=NAME`.
    pub dependency_sets: BTreeMap<String, toml::Table>,
    /// Attributes of fences that other tools know: they mean nothing here, and are no mistake.
    pub attributes: Vec<String>,
    /// Bounds of a run.
    pub limits: Limits,
    /// Wall time for compiling one crate.
    pub compile_time: Duration,
    /// Run without a sandbox if the system has none.
    pub allow_unsandboxed: bool,
    /// Ask the cache.
    pub use_cache: bool,
    /// Give each snippet a crate of its own. Slower; the verdicts are the same.
    pub one_by_one: bool,
    /// Run each snippet twice and compare.
    pub twice: bool,
}

impl Settings {
    /// The settings of a book at `root` (absolute) that says nothing.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        Self {
            work_folder: root.join(".qed"),
            root,
            rustc: None,
            edition: "2024".to_owned(),
            dependencies: toml::Table::new(),
            dependency_sets: BTreeMap::new(),
            attributes: Vec::new(),
            limits: Limits {
                time: Duration::from_secs(10),
                memory: 1 << 30,
                output: 1 << 20,
                disk: 64 << 20,
            },
            compile_time: Duration::from_secs(60),
            allow_unsandboxed: false,
            use_cache: true,
            one_by_one: false,
            twice: false,
        }
    }
}
