//! `qed check`: findings only, for people and for CI.

use std::sync::Arc;
use std::time::Instant;

use qed_snippet::Progress;

use crate::cli::{BookArgs, DENIED, HOLDS, USAGE};
use crate::opened::Stop;
use crate::tell::{self, Destination};

pub(crate) fn check(book: &BookArgs, destinations: &[Destination]) -> Result<u8, Stop> {
    match looked_at(book, destinations) {
        // What keeps a book from being looked at is reported in every format as well.
        Err(Stop::Unloadable(findings, sources)) => {
            tell::report_of(&findings, &sources, destinations)?;
            Ok(DENIED)
        }
        Err(Stop::Settings(finding, sources)) => {
            tell::report_of(&[*finding], &sources, destinations)?;
            Ok(USAGE)
        }
        done => done,
    }
}

fn looked_at(book: &BookArgs, destinations: &[Destination]) -> Result<u8, Stop> {
    let start = Instant::now();
    let session = book.open()?;
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
