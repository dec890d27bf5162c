//! Where the programs are that tests start.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the repository")
        .to_owned()
}

/// A program that `cargo xtask setup` installs.
///
/// # Panics
/// Where it is missing, with the command to run.
pub(crate) fn tool(name: &str) -> PathBuf {
    let path = repository().join("target/tools/bin").join(name);
    assert!(
        path.exists(),
        "{} is missing: run `cargo xtask setup`",
        path.display()
    );
    path
}

/// One of our own programs, built by `cargo xtask test` before the tests.
pub(crate) fn own(name: &str) -> PathBuf {
    let path = repository()
        .join("target/debug")
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        path.exists(),
        "{} is missing: run `cargo build -p mdbook-qed`",
        path.display()
    );
    path
}
