//! What the code map says, held against the code.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use qed_tests::repository;
use walkdir::WalkDir;

/// Rows of the table in preprocessors/README.md: crate and what it may use, in order.
fn code_map() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(repository().join("preprocessors/README.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        (
            cells[0].trim_matches('`').to_owned(),
            cells
                .last()
                .unwrap()
                .trim_end_matches('|')
                .trim()
                .to_owned(),
        )
    })
    .collect()
}

/// Dependencies between our own crates (not those for tests), from cargo itself.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new("cargo")
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(repository())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let own: BTreeSet<&str> = packages
        .iter()
        .map(|package| package["name"].as_str().unwrap())
        .collect();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let arrows = dependencies
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| dependency["name"].as_str().unwrap())
                .filter(|name| own.contains(name));
            (
                package["name"].as_str().unwrap().to_owned(),
                arrows.map(str::to_owned).collect(),
            )
        })
        .collect()
}

#[test]
fn the_code_map_lists_every_crate() {
    let listed: BTreeSet<_> = code_map().into_iter().map(|(name, _)| name).collect();
    let there: BTreeSet<_> = arrows()
        .into_keys()
        .filter(|name| name != "qed-tests")
        .collect();
    assert_eq!(listed, there);
}

#[test]
fn arrows_point_only_where_the_code_map_allows() {
    let map = code_map();
    let arrows = arrows();
    for (at, (name, may_use)) in map.iter().enumerate() {
        let above: BTreeSet<_> = map[..at].iter().map(|(name, _)| name.clone()).collect();
        let allowed: BTreeSet<String> = match may_use.as_str() {
            "all of them" => above,
            "none of them" => BTreeSet::new(),
            names => names
                .split(", ")
                .map(|name| name.trim_matches('`').to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
        };
        let beyond: Vec<_> = arrows[name].difference(&allowed).collect();
        assert!(
            beyond.is_empty(),
            "{name} uses {beyond:?}, which the code map does not allow"
        );
    }
}

fn sources(ending: &str) -> Vec<PathBuf> {
    ["preprocessors", "tests", "theme"]
        .iter()
        .flat_map(|folder| WalkDir::new(repository().join(folder)))
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == ending)
        })
        .filter(|path| {
            !path.components().any(|part| {
                ["target", "node_modules", ".qed"]
                    .iter()
                    .any(|built| part.as_os_str() == *built)
            })
        })
        .collect()
}

fn relative(path: &Path) -> String {
    path.strip_prefix(repository())
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

/// Text of a generated program, which is put into a module of its own there.
const NOT_A_MODULE: &[&str] = &[
    "preprocessors/qed-agree/src/harness/runtime.rs",
    "preprocessors/qed-agree/tests/harness/generated.rs",
    "preprocessors/qed-agree/tests/harness/snippet.rs",
];

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<_> = sources("rs")
        .iter()
        .filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//!"))
        .map(|path| relative(path))
        .filter(|path| !NOT_A_MODULE.contains(&path.as_str()))
        .collect();
    assert!(silent.is_empty(), "without a first line `//!`: {silent:?}");
}

/// Tables of test data may be as long as they need to be.
#[test]
fn no_module_is_longer_than_a_sitting() {
    let long: Vec<_> = sources("rs")
        .iter()
        .filter(|path| path.components().any(|part| part.as_os_str() == "src"))
        .filter(|path| std::fs::read_to_string(path).unwrap().lines().count() > 600)
        .map(|path| relative(path))
        .collect();
    assert!(long.is_empty(), "over 600 lines: {long:?}");
}

#[test]
fn no_theme_file_bears_a_name_that_stock_mdbook_reads() {
    for name in [
        "index.hbs",
        "head.hbs",
        "header.hbs",
        "book.js",
        "css/general.css",
        "fonts/fonts.css",
        "favicon.svg",
        "favicon.png",
        "highlight.js",
    ] {
        assert!(
            !repository().join("theme").join(name).exists(),
            "theme/{name}"
        );
    }
}
