//! `cargo xtask bench`: QED beside the best tool known, in one run, as ratios. Each benchmark writes its table to
//! `target/bench/NAME.md`.

mod agree;
mod books;
mod formulas;
mod lighthouse;
mod links;
mod measure;
mod search;
mod serve;
mod site;
mod snippets;
mod table;

use anyhow::Result;

use crate::shell::{command, run};
use table::Table;

/// A name for the command line, and what it measures.
type Bench = (&'static str, fn() -> Result<Vec<Table>>);

const BENCHES: &[Bench] = &[
    ("snippets", || Ok(vec![snippets::bench()?])),
    ("formulas", formulas::bench),
    ("agree", agree::bench),
    ("links", || Ok(vec![links::bench()?])),
    ("site", site::bench),
    ("search", search::bench),
];

/// The names of all benchmarks.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BENCHES.iter().map(|(name, _)| *name)
}

/// Runs the named benchmarks, or all.
pub(crate) fn run_named(names: &[String]) -> Result<()> {
    run(&mut command(&[
        "cargo",
        "build",
        "--quiet",
        "--release",
        "-p",
        "mdbook-qed",
    ]))?;
    for (name, bench) in BENCHES {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            table::publish(&bench()?, name)?;
        }
    }
    books::remove_old()
}
