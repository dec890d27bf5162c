//! Texts that once broke parsing, in `tests/fuzz/regressions`: found by the fuzz targets and the property tests.

#[path = "common/invariants.rs"]
mod invariants;

use std::fs;
use std::path::Path;

#[test]
fn what_once_broke_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/regressions");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of regressions")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let text = fs::read_to_string(&file).expect("a regression is UTF-8");
        invariants::check_parse(&text);
        invariants::check_weave(&text);
    }
}
