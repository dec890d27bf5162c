//! `cargo xtask fuzz`: coverage-guided fuzzing of what reads text.

use anyhow::Result;

use crate::setup;
use crate::shell::{command, root, run};

/// Fuzzes each target in `tests/fuzz` for some seconds; new inputs go to `tests/fuzz/corpus`, crashes to `artifacts`.
pub(crate) fn run_targets(seconds: u32) -> Result<()> {
    setup::fuzzer()?;
    let fuzz = root().join("tests/fuzz");
    let targets = std::fs::read_dir(fuzz.join("fuzz_targets"))?.filter_map(|entry| {
        Some(
            entry
                .ok()?
                .path()
                .file_stem()?
                .to_string_lossy()
                .into_owned(),
        )
    });
    for target in targets {
        let mut fuzz = command(&[
            &setup::tool("cargo-fuzz"),
            "run",
            "--sanitizer",
            "none",
            "--fuzz-dir",
            "tests/fuzz",
            &target,
        ]);
        run(fuzz
            .args(["--", &format!("-max_total_time={seconds}")])
            .env("RUSTC_BOOTSTRAP", "1"))?;
    }
    Ok(())
}
