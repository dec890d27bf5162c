//! Chores of this repository: `cargo xtask test`, `setup`, `bench`, `fuzz`, `picture`.
//!
//! Everything is started from the repository's root; tools are installed under `target/tools`, never elsewhere
//! (Debian's packages apart).
#![expect(clippy::print_stderr, reason = "tells what it does")]

mod bench;
mod fuzz;
mod many;
mod picture;
mod setup;
mod shell;
mod test;

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Chores of this repository", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what the tests need: mdBook, a browser, KaTeX, spelling and licence checkers
    Setup,
    /// Set up, then run all checks and tests
    Test {
        /// Run only these steps
        #[arg(value_parser = PossibleValuesParser::new(test::names()))]
        steps: Vec<String>,
    },
    /// Measure QED beside the best tool known
    Bench {
        /// Which; all if none is named
        #[arg(value_parser = PossibleValuesParser::new(bench::names()))]
        names: Vec<String>,
    },
    /// Fuzz what reads text, a minute each
    Fuzz {
        /// Seconds for each target
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Take the pictures of the site for README and manual
    Picture,
}

fn main() -> Result<()> {
    std::env::set_current_dir(shell::root())?;
    match Cli::parse().command {
        Command::Setup => setup::all(),
        Command::Test { steps } => test::run_steps(&steps),
        Command::Bench { names } => bench::run_named(&names),
        Command::Fuzz { seconds } => fuzz::run_targets(seconds),
        Command::Picture => picture::take(),
    }
}
