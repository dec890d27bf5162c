//! Weaving changes only what it is told to.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "the other target uses the rest")]
#[path = "../../../preprocessors/qed-markdown/tests/common/invariants.rs"]
mod invariants;

fuzz_target!(|text: &str| invariants::check_weave(text));
