//! `qed build`: check everything, then write the study site.

use std::time::Instant;

use anyhow::Context;
use mdbook_renderer::RenderContext;

use crate::cli::{BookArgs, DENIED, HOLDS, Session};
use crate::mdbook::Rendered;
use crate::opened::Stop;
use crate::prove::Proven;
use crate::{mdbook, tell};

pub(crate) fn build(book: &BookArgs, open: bool) -> Result<u8, Stop> {
    let start = Instant::now();
    let session = book.open()?;
    let Some(Planned { context, rendered }) = planned(&session)? else {
        return Ok(DENIED);
    };
    let written = rendered.plan.write(&context.destination, &context.root)?;
    if let Err(theme) = written {
        session.close(&theme.tell());
        return Ok(DENIED);
    }

    let report = &rendered.proven.report;
    let warnings = tell::count(&report.findings)
        .map(|count| format!(", with {count}"))
        .unwrap_or_default();
    let place = context
        .destination
        .strip_prefix(&context.root)
        .unwrap_or(&context.destination);
    session.close(&format!(
        "Proven: {}{warnings} ({} of the snippets from the cache) in {:.2} s. The site is in {}.",
        tell::tally(report.tally),
        report.proof.cached,
        start.elapsed().as_secs_f64(),
        place.display(),
    ));
    if open {
        let index = context.destination.join("index.html");
        open::that(&index).with_context(|| {
            format!(
                "no browser could be started; open {} in one",
                index.display()
            )
        })?;
    }
    Ok(HOLDS)
}

/// A book that holds, on its way to a renderer.
pub(super) struct Planned {
    pub(super) context: RenderContext,
    pub(super) rendered: Rendered,
}

/// Checks the book, and plans the site of one that holds. What was found is told.
pub(super) fn planned(session: &Session) -> Result<Option<Planned>, Stop> {
    let (proven, woven) = session.opened.prove(&session.means)?;
    session.bar.finish();
    tell::findings(&proven.report.findings, &proven.library.sources);
    if proven.fails() {
        session.close(&nothing_written(&proven));
        return Ok(None);
    }
    let context = session.opened.render_context(woven);
    let rendered = mdbook::render(&context, Some(proven), &session.means)?;
    session.bar.finish();
    if rendered.fails() {
        let proven = &rendered.proven;
        tell::findings(&proven.report.findings, &proven.library.sources);
        session.close(&nothing_written(proven));
        return Ok(None);
    }
    Ok(Some(Planned { context, rendered }))
}

fn nothing_written(proven: &Proven) -> String {
    format!(
        "{} in {}; nothing was written.",
        tell::count(&proven.report.findings).unwrap_or_default(),
        tell::tally(proven.report.tally)
    )
}
