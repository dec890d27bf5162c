//! `qed check`: findings only, for people and for CI.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, anyhow};
use clap::Args;
use qed_check::Replay;
use qed_report::{Finding, Judged, Sources, Tally};

use crate::cli::{BookArgs, DENIED, HOLDS, USAGE};
use crate::folder::slashed;
use crate::opened::Stop;
use crate::prove::Proven;
use crate::share::{Shard, Share};
use crate::tell::{self, Checked, Destination};

/// What is checked, and how it is reported.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// human, json, sarif, junit, github or markdown; FORMAT=FILE writes to a file; may be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "human")]
    format: Vec<Destination>,
    /// Name files relative to this folder, as a repository that holds the book further down wants it
    #[arg(long, value_name = "DIR")]
    relative_to: Option<PathBuf>,
    /// Look at one of N shares of the topics, as I/N; `qed merge` puts their JSON reports together
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Ask the web as well whether links to it hold
    #[cfg(feature = "web")]
    #[arg(long)]
    web: bool,
    /// Compare one formula with its functions at the inputs of a seed, as LABEL@SEED; tell of nothing else
    #[arg(long, value_name = "LABEL@SEED", value_parser = replay, conflicts_with = "shard")]
    replay: Option<Replay>,
}

pub(crate) fn check(book: &BookArgs, arguments: &CheckArgs) -> Result<u8, Stop> {
    let reporter = Reporter {
        folder: arguments.folder(book.root())?,
        share: arguments.shard.map_or(Share::Whole, Share::Part),
        destinations: &arguments.format,
    };
    match looked_at(book, &reporter, arguments) {
        // What keeps a book from being looked at is reported in every format as well.
        Err(Stop::Unloadable(findings, sources)) => {
            reporter.write(&findings, &sources, Tally::default(), &[], &[])?;
            Ok(DENIED)
        }
        Err(Stop::Settings(finding, sources)) => {
            reporter.write(&[*finding], &sources, Tally::default(), &[], &[])?;
            Ok(USAGE)
        }
        done => done,
    }
}

impl CheckArgs {
    /// Whether the web is asked; a program without the web never does.
    fn web(&self) -> bool {
        #[cfg(feature = "web")]
        return self.web;
        #[cfg(not(feature = "web"))]
        return false;
    }

    /// The book's folder as seen from where paths shall start: `docs/`, or nothing.
    fn folder(&self, root: &Path) -> anyhow::Result<String> {
        let Some(start) = &self.relative_to else {
            return Ok(String::new());
        };
        let real = |path: &Path| {
            std::fs::canonicalize(path)
                .with_context(|| format!("there is no folder {}", path.display()))
        };
        let (start, root) = (real(start)?, real(root)?);
        let below = root
            .strip_prefix(&start)
            .map_err(|_| anyhow!("the book is not in {}", start.display()))?;
        let below = slashed(below);
        Ok(if below.is_empty() {
            below
        } else {
            format!("{below}/")
        })
    }
}

/// Where a report goes, and what stands before its paths.
struct Reporter<'a> {
    folder: String,
    share: Share,
    destinations: &'a [Destination],
}

impl Reporter<'_> {
    fn write(
        &self,
        findings: &[Finding],
        sources: &Sources,
        tally: Tally,
        files: &[String],
        judged: &[Judged],
    ) -> anyhow::Result<()> {
        let below = |path: &str| format!("{}{path}", self.folder);
        let mut named = Sources::default();
        for (_, source) in sources.iter() {
            // The same files in the same order have the same ids.
            named.add(below(&source.path), source.text.clone());
        }
        let files: Vec<_> = files.iter().map(|path| below(path)).collect();
        let report = Checked {
            findings,
            sources: &named,
            tally,
            files: &files,
            judged,
            shard: self.share.shard(),
        };
        tell::write(&report, self.destinations)
    }
}

fn looked_at(book: &BookArgs, reporter: &Reporter<'_>, arguments: &CheckArgs) -> Result<u8, Stop> {
    let replay = arguments.replay.as_ref();
    let start = Instant::now();
    let mut session = book.open()?;
    session.means.overrides.share = reporter.share;
    session.means.overrides.web = arguments.web();
    session.means.replay = replay.cloned();
    let (proven, _) = session.opened.prove(&session.means)?;
    session.bar.finish();
    let Proven {
        library, report, ..
    } = &proven;
    let files = proven.share.checked(library);
    let judged = report.judged(library);
    reporter.write(
        &report.findings,
        &library.sources,
        report.tally,
        &files,
        &judged,
    )?;

    if let Some(replay) = replay {
        session.close(&replayed(replay, &judged));
        return Ok(match (judged.is_empty(), proven.fails()) {
            (true, _) => USAGE,
            (_, true) => DENIED,
            (_, false) => HOLDS,
        });
    }
    let tally = tell::tally(report.tally);
    let seconds = start.elapsed().as_secs_f64();
    session.close(&match tell::count(&report.findings) {
        Some(count) => format!("{count} in {tally} ({seconds:.2} s)."),
        None => format!(
            "All holds: {tally} ({} of the snippets from the cache) in {seconds:.2} s.",
            report.proof.cached
        ),
    });
    Ok(if proven.fails() { DENIED } else { HOLDS })
}

/// `eq:softmax@7`.
fn replay(text: &str) -> Result<Replay, String> {
    let parts = text
        .rsplit_once('@')
        .and_then(|(label, seed)| Some((label, seed.parse().ok()?)));
    match parts {
        Some((label, seed)) if !label.is_empty() => Ok(Replay {
            label: label.to_owned(),
            seed,
        }),
        _ => Err("a label and a number, as a finding prints them: `eq:softmax@1`".to_owned()),
    }
}

/// What became of the formula, a line for each claim.
fn replayed(replay: &Replay, judged: &[Judged]) -> String {
    let Replay { label, seed } = replay;
    if judged.is_empty() {
        return format!("No claim speaks of a formula `{label}`.");
    }
    let lines = judged.iter().map(|judged| {
        format!(
            "{label} at the inputs of seed {seed}: {}",
            judged.saying.sentence()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
