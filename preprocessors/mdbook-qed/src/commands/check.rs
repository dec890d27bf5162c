//! `qed check`: findings only, for people and for CI.

use std::sync::Arc;
use std::time::Instant;

use qed_snippet::Progress;

use crate::cli::{BookArgs, DENIED, HOLDS, USAGE};
use crate::opened::Stop;
use crate::share::{Shard, Share};
use crate::tell::{self, Destination};

pub(crate) fn check(
    book: &BookArgs,
    destinations: &[Destination],
    shard: Option<Shard>,
) -> Result<u8, Stop> {
    let share = shard.map_or(Share::Whole, Share::Part);
    match looked_at(book, destinations, share) {
        // What keeps a book from being looked at is reported in every format as well.
        Err(Stop::Unloadable(findings, sources)) => {
            tell::report_of(&findings, &sources, share, destinations)?;
            Ok(DENIED)
        }
        Err(Stop::Settings(finding, sources)) => {
            tell::report_of(&[*finding], &sources, share, destinations)?;
            Ok(USAGE)
        }
        done => done,
    }
}

fn looked_at(book: &BookArgs, destinations: &[Destination], share: Share) -> Result<u8, Stop> {
    let start = Instant::now();
    let mut session = book.open()?;
    session.opened.overrides.share = share;
    let progress: Arc<dyn Progress + Send + Sync> = Arc::clone(&session.bar) as _;
    let (proven, _) = session.opened.prove(&progress)?;
    session.bar.finish();
    tell::report(&proven, destinations)?;

    let report = &proven.report;
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
