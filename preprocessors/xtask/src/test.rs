//! `cargo xtask test`: everything that must hold before a change lands.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::many;
use crate::setup;
use crate::shell::{command, run};

/// A name for the command line, and what it does.
type Step = (&'static str, fn() -> Result<()>);

const STEPS: &[Step] = &[
    ("format", format),
    ("lint", lint),
    ("test", test),
    ("doc", doc),
    ("book", book),
    ("browser", browser),
    ("spelling", spelling),
    ("licences", licences),
];

/// The names of all steps.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|(name, _)| *name)
}

/// Runs the named steps, or all of them after a set-up.
pub(crate) fn run_steps(names: &[String]) -> Result<()> {
    if names.is_empty() {
        setup::all()?;
    }
    let wanted = STEPS
        .iter()
        .filter(|(step, _)| names.is_empty() || names.iter().any(|name| name == step));
    for (name, step) in wanted {
        eprintln!("\n== {name}");
        step()?;
    }
    Ok(())
}

fn format() -> Result<()> {
    run(&mut command(&["cargo", "fmt", "--all", "--check"]))
}

fn lint() -> Result<()> {
    run(&mut command(&[
        "cargo",
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

/// Unit tests of every crate, and the tests from outside in `tests/`. The programs under test are built first, since
/// those tests start them.
fn test() -> Result<()> {
    run(&mut command(&[
        "cargo",
        "build",
        "--quiet",
        "-p",
        "mdbook-qed",
    ]))?;
    run(&mut command(&["cargo", "test", "--workspace"]))
}

fn doc() -> Result<()> {
    run(
        command(&["cargo", "doc", "--quiet", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// The study book itself, everything denied: its folder, and the same as one file of each kind, the printed one read back.
fn book() -> Result<()> {
    run(&mut command(&["cargo", "qed", "build", "--deny-warnings"]))?;
    for kind in ["html", "epub", "pdf"] {
        let file = format!("target/qed-tests/study.{kind}");
        run(&mut command(&["cargo", "qed", "export", &file]))?;
    }
    run(&mut command(&[
        "java",
        "-jar",
        setup::EPUBCHECK,
        "target/qed-tests/study.epub",
    ]))?;
    run(&mut command(&[
        "cargo",
        "test",
        "--quiet",
        "-p",
        "qed-tests",
        "--test",
        "study",
        "--",
        "--ignored",
    ]))
}

/// What the step before left in `book/` and `target/qed-tests/`, in Chromium and Firefox.
fn browser() -> Result<()> {
    // The search tests ask for the study book's pages among many others.
    many::site(1_000)?;
    // Newer Nodes take no folder.
    let mut files = std::fs::read_dir("tests/browser")?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    ensure!(!files.is_empty(), "tests/browser holds no tests");
    run(command(&[
        "node",
        "--test",
        "--test-reporter=spec",
        "--test-concurrency=2",
        "--test-timeout=600000",
    ])
    .args(files))
}

fn spelling() -> Result<()> {
    run(&mut command(&[&setup::typos_program()]))
}

fn licences() -> Result<()> {
    run(&mut command(&[
        &setup::tool("cargo-deny"),
        "--log-level",
        "error",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))
}
