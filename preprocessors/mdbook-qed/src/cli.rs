//! The command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::commands::{self, CheckArgs, GraphFormat, InitArgs, ServeArgs, Target};
use crate::means::Means;
use crate::opened::{Opened, Stop};
use crate::progress::Bar;
use crate::settings::Overrides;
use crate::share::Share;
use crate::tell::{self, Destination};

/// All holds.
pub(crate) const HOLDS: u8 = 0;
/// QED or the system failed.
pub(crate) const FAILED: u8 = 1;
/// Wrong usage or settings.
pub(crate) const USAGE: u8 = 2;
/// At least one finding of level deny.
pub(crate) const DENIED: u8 = 100;

/// Proves a study book: every formula, every Rust snippet, every link.
#[derive(Debug, Parser)]
#[command(name = "qed", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check everything, then write the study site
    Build {
        #[command(flatten)]
        book: BookArgs,
        /// Open the site in a browser
        #[arg(long)]
        open: bool,
    },
    /// Check everything, write nothing
    Check {
        #[command(flatten)]
        book: BookArgs,
        #[command(flatten)]
        check: CheckArgs,
    },
    /// Show how the formulas of a topic are read, to compare them with code
    Agree {
        /// Its slug, title, alias or path
        topic: String,
        #[command(flatten)]
        book: BookArgs,
    },
    /// Put the JSON reports of all shards together
    Merge {
        /// What `qed check --shard I/N --format json=FILE` wrote
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// As of `qed check`
        #[arg(long, value_name = "FORMAT[=FILE]", default_value = "human")]
        format: Vec<Destination>,
    },
    /// Print how the topics hang together
    Graph {
        #[command(flatten)]
        book: BookArgs,
        /// The form
        #[arg(long, value_enum, default_value = "dot")]
        format: GraphFormat,
    },
    /// Check everything, then write the whole site as one file
    Export {
        /// The file to write: `study.html`, one page with everything inside; `study.zip`, a folder; `study.pdf`; `study.epub`
        #[arg(value_name = "FILE")]
        target: Target,
        #[command(flatten)]
        book: BookArgs,
    },
    /// Show the site at an address of this machine, and anew whenever a file changes
    Serve {
        #[command(flatten)]
        book: BookArgs,
        #[command(flatten)]
        serve: ServeArgs,
    },
    /// Accept what the snippets print now as their expected output
    Bless {
        #[command(flatten)]
        book: BookArgs,
    },
    /// Explain a finding by its code, or list all codes
    Explain {
        /// `formula-syntax`, as a finding shows it in brackets
        code: Option<String>,
    },
    /// Add QED to the mdBook that is here: settings, a stylesheet for mdBook's own pages, .gitignore
    Init(InitArgs),
    /// Make a small book that builds
    New {
        /// The folder to make
        folder: PathBuf,
    },
}

/// What every command on a book takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct BookArgs {
    /// The folder with book.toml
    #[arg(default_value = ".")]
    root: PathBuf,
    /// Say nothing but findings
    #[arg(long, short)]
    quiet: bool,
    /// Check everything anew
    #[arg(long)]
    no_cache: bool,
    /// Run each snippet twice and compare
    #[arg(long)]
    twice: bool,
    /// Count every warning as an error
    #[arg(long)]
    deny_warnings: bool,
    /// Run snippets even where the system cannot contain them
    #[arg(long)]
    allow_unsandboxed: bool,
    /// Leave out the book's other preprocessors
    #[arg(long)]
    alone: bool,
}

/// What a command works with.
pub(crate) struct Session {
    pub(crate) opened: Opened,
    pub(crate) means: Means,
    pub(crate) bar: Arc<Bar>,
    pub(crate) quiet: bool,
}

impl BookArgs {
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn quiet(&self) -> bool {
        self.quiet
    }

    pub(crate) fn open(&self) -> Result<Session, Stop> {
        let overrides = Overrides {
            allow_unsandboxed: self.allow_unsandboxed,
            use_cache: !self.no_cache,
            twice: self.twice,
            deny_warnings: self.deny_warnings,
            web: false,
            share: Share::Whole,
        };
        let opened = Opened::new(&self.root, self.alone)?;
        let bar = Arc::new(Bar::new(self.quiet));
        Ok(Session {
            opened,
            means: Means {
                overrides,
                replay: None,
                memory: Arc::default(),
                progress: Arc::clone(&bar) as _,
            },
            bar,
            quiet: self.quiet,
        })
    }
}

impl Session {
    /// The closing line, unless quiet.
    pub(crate) fn close(&self, line: &str) {
        if !self.quiet {
            tell::line(line);
        }
    }
}

/// The program `qed`.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout with code 0, mistakes to stderr with code 2.
            let code = if error.use_stderr() { USAGE } else { HOLDS };
            return match error.print() {
                Ok(()) => ExitCode::from(code),
                Err(_) => ExitCode::from(FAILED),
            };
        }
    };
    let result = match cli.command {
        Command::Build { book, open } => commands::build(&book, open),
        Command::Check { book, check } => commands::check(&book, &check),
        Command::Agree { topic, book } => commands::agree(&book, &topic),
        Command::Merge { files, format } => commands::merge(&files, &format),
        Command::Graph { book, format } => commands::graph(&book, format),
        Command::Export { target, book } => commands::export(&book, &target),
        Command::Serve { book, serve } => commands::serve(&book, &serve),
        Command::Bless { book } => commands::bless(&book),
        Command::Explain { code } => commands::explain(code.as_deref()),
        Command::Init(arguments) => commands::init(&arguments),
        Command::New { folder } => commands::new(&folder),
    };
    ExitCode::from(result.unwrap_or_else(told))
}

/// Says why a command stopped.
fn told(stop: Stop) -> u8 {
    match stop {
        Stop::Settings(finding, sources) => {
            tell::findings(&[*finding], &sources);
            USAGE
        }
        Stop::Unloadable(findings, sources) => {
            tell::findings(&findings, &sources);
            DENIED
        }
        Stop::Failed(error) => {
            tell::failure(&error);
            FAILED
        }
    }
}
