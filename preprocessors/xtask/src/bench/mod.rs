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

use anyhow::{Result, bail};

use crate::shell::{command, run};

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
    let all = ["snippets", "formulas", "agree", "links", "site", "search"];
    let names = if names.is_empty() {
        all.map(str::to_owned).to_vec()
    } else {
        names.to_vec()
    };
    for name in names {
        let tables = match name.as_str() {
            "snippets" => vec![snippets::bench()?],
            "formulas" => vec![formulas::bench()?],
            "agree" => vec![agree::bench()?],
            "links" => vec![links::bench()?],
            "site" => site::bench()?,
            "search" => vec![search::bench()?],
            other => bail!("there is no benchmark `{other}`: one of {}", all.join(", ")),
        };
        table::publish(&tables, &name)?;
    }
    Ok(())
}
