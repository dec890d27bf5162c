//! Snippets to programs, verdicts and cached results.
//!
//! [`prove`] takes all snippets of a book and, in this order,
//! 1. reads their fences and tokens;
//! 2. finds in the [`Cache`] what is known;
//! 3. compiles the rest in batches, one crate a core for each edition and set of dependencies;
//! 4. runs each in a process of its own, inside the sandbox, and asks its functions what an [`Inquiry`] wants to know;
//! 5. weighs what happened against the fence, and what was printed against the `output` fence;
//! 6. gives a [`Verdict`] for each, and a finding for whatever does not hold.
//!
//! It knows rustc, cargo and rustdoc's language of fences; it does not know mdBook or pages.

mod batch;
mod bless;
mod cache;
mod cargo;
mod code;
mod compile;
mod dependencies;
mod describe;
mod diagnostic;
mod error;
mod expect;
mod fence;
mod figure;
mod inquiry;
mod judge;
mod key;
mod layout;
mod markup;
mod prove;
mod read;
mod renew;
mod rooms;
mod rules;
mod run;
mod settings;
mod shape;
mod task;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod toolchain;
mod trial;
mod units;
mod verdict;
mod weigh;
mod words;
mod workshop;

pub use bless::{bless, is_blessable};
pub use cache::Cache;
pub use error::Error;
pub use inquiry::{Answers, Ask, Inquiry, SUPPORT};
pub use markup::figure_markup;
pub use prove::{Inquiries, prove, prove_with};
pub use read::{needs_dependencies, program};
pub use rules::RULES;
pub use settings::Settings;
pub use verdict::{Failure, Printed, Verdict};

use qed_report::Finding;

/// Tells a terminal how far the work is. Called from several threads.
pub trait Progress: Sync {
    /// A phase begins: "building dependencies", "compiling", "running"; with the number of its steps.
    fn begin(&self, phase: &str, steps: usize);
    /// One step is done.
    fn step(&self);
}

/// What was proven.
#[derive(Debug, Default)]
pub struct Proof {
    /// For each topic, for each of its snippets.
    pub verdicts: Vec<Vec<Verdict>>,
    /// What did not hold.
    pub findings: Vec<Finding>,
    /// How many results came from the cache.
    pub cached: usize,
    /// `rustc 1.95.0`: for the line of proof. The same whether or not the cache answered.
    pub toolchain: String,
    /// What the system does not offer to contain snippets, which ran all the same; to be said once. Empty as a rule.
    pub unprotected: Vec<&'static str>,
}
