//! QED at its edges: mdBook, the command line, stdin and stdout, the disk.
//!
//! `qed build` in one process, and `mdbook build` with [`QED as its preprocessor and renderer`](mdbook_protocol), go the same
//! way:
//! 1. `settings` reads `[preprocessor.qed]` and `[output.qed]`;
//! 2. `preflight` finds what mdBook's loader would trip over;
//! 3. mdBook loads the book and runs its preprocessors, QED's among them;
//! 4. `load` turns mdBook's book into a library of topics; `prove` checks it, `order` and `outside` how it is put together;
//! 5. `weave` puts what was proven into the text for mdBook's renderers;
//! 6. `pages` and `site` make the study site and write it.
//!
//! `serve` goes this way again whenever a file changes, keeps the site in memory, and shows it from there; `memory` holds what
//! need not be done again. `share` takes a part of the book, for one of several machines, and `merged` puts their reports
//! together.
//!
//! Nothing here knows LaTeX, rustc or HTML.

mod chromium;
mod cli;
mod commands;
mod folder;
mod load;
mod mdbook;
mod means;
mod memory;
mod merged;
mod opened;
mod order;
mod outside;
mod pages;
mod preflight;
mod progress;
mod protocol;
mod prove;
mod serve;
mod settings;
mod share;
mod site;
mod summary;
mod tell;
mod view;
mod weave;
#[cfg(feature = "web")]
mod web;

pub use cli::main as qed_main;
pub use protocol::main as mdbook_protocol;

use qed_report::Rule;

/// Findings, formulas and pages are many small texts.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Every rule of QED, by code.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules = qed_check::rules();
    rules.extend(settings::RULES);
    rules.extend(preflight::RULES);
    rules.extend(order::RULES);
    rules.extend(outside::RULES);
    rules.extend(summary::RULES);
    rules.extend(qed_site::RULES);
    rules.sort_by_key(|rule| rule.code);
    rules
}
