//! `cargo xtask fuzz`: coverage-guided fuzzing of what reads text.

use std::fs;

use anyhow::Result;

use crate::setup;
use crate::shell::{command, root, run};

/// A fuzz target, and what it starts from.
struct Target {
    /// The name of its file in `tests/fuzz/fuzz_targets`.
    name: &'static str,
    /// Folders of texts to begin with, from the repository's root.
    seeds: &'static [&'static str],
    /// Words of the language it reads, a file in `tests/fuzz`.
    dictionary: &'static str,
}

static TARGETS: &[Target] = &[
    Target {
        name: "parse",
        seeds: &["tests/fuzz/regressions", "src"],
        dictionary: "markdown.dict",
    },
    Target {
        name: "weave",
        seeds: &["tests/fuzz/regressions", "src"],
        dictionary: "markdown.dict",
    },
    Target {
        name: "agree",
        seeds: &["tests/fuzz/formulas"],
        dictionary: "formulas.dict",
    },
];

/// Fuzzes each target for some seconds; new inputs go to `tests/fuzz/corpus`, crashes to `artifacts`.
pub(crate) fn run_targets(seconds: u32) -> Result<()> {
    setup::fuzzer()?;
    TARGETS.iter().try_for_each(|target| fuzz(target, seconds))
}

fn fuzz(target: &Target, seconds: u32) -> Result<()> {
    let corpus = format!("tests/fuzz/corpus/{}", target.name);
    fs::create_dir_all(root().join(&corpus))?;
    let mut fuzz = command(&[
        &setup::tool("cargo-fuzz"),
        "run",
        "--sanitizer", // the sanitizers need a nightly toolchain; the code under test is safe Rust
        "none",
        "--fuzz-dir",
        "tests/fuzz",
        target.name,
        &corpus,
    ]);
    fuzz.args(target.seeds).args([
        "--",
        &format!("-dict=tests/fuzz/{}", target.dictionary),
        "-max_len=2000",
        "-timeout=10",
        &format!("-max_total_time={seconds}"),
    ]);
    run(fuzz.env("RUSTC_BOOTSTRAP", "1"))
}
