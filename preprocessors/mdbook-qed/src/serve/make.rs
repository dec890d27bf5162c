//! One build for the server: the whole way of a book, up to a site in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use mdbook_renderer::RenderContext;
use qed_report::{Finding, Level, Sources};
use qed_snippet::Progress;

use super::problem::Problem;
use super::snapshot::Made;
use super::watch::Scope;
use crate::cli::BookArgs;
use crate::folder::slashed;
use crate::load;
use crate::mdbook;
use crate::opened::Stop;
use crate::prove::Proven;
use crate::tell;

/// Checks the book and makes its site, and tells the terminal what does not hold. The scope is where the next change may
/// come from, as far as that is known.
pub(crate) fn make(book: &BookArgs) -> (Made, Option<Scope>) {
    match try_make(book) {
        Ok((made, scope)) => (made, Some(scope)),
        Err(stop) => (stopped(stop), None),
    }
}

fn try_make(book: &BookArgs) -> Result<(Made, Scope), Stop> {
    let session = book.open()?;
    let progress: Arc<dyn Progress + Send + Sync> = Arc::clone(&session.bar) as _;
    let (proven, woven) = session.opened.prove(&progress)?;
    let context = session.opened.render_context(woven);
    let rendered = mdbook::render(&context, Some(proven), session.opened.overrides, &*progress)?;
    session.bar.finish();

    let proven = &rendered.proven;
    let scope = Scope::new(&session.opened, &proven.library.sources);
    let findings = &proven.report.findings;
    tell::findings(findings, &proven.library.sources);
    let pages = pages(&context, proven);
    let mut problems = problems(findings, &proven.library.sources, &pages);
    let broken = problems
        .iter()
        .filter(|problem| problem.level == Level::Deny)
        .filter_map(|problem| problem.page.clone())
        .collect();
    let site = match rendered.site {
        Ok(site) => Some(site),
        Err(theme) => {
            tell::findings(&theme.findings, &theme.sources);
            problems.extend(self::problems(&theme.findings, &theme.sources, &pages));
            None
        }
    };
    let made = Made {
        site,
        broken,
        problems,
    };
    Ok((made, scope))
}

/// Page by path of its source, relative to the book's root.
fn pages(context: &RenderContext, proven: &Proven) -> BTreeMap<String, String> {
    let chapters = context
        .book
        .chapters()
        .filter(|chapter| !chapter.is_draft_chapter());
    chapters
        .filter_map(|chapter| {
            let page = slashed(&chapter.path.as_ref()?.with_extension("html"));
            let source = Path::new(&proven.library.source_folder).join(load::path(chapter));
            Some((slashed(&source), page))
        })
        .collect()
}

fn problems(
    findings: &[Finding],
    sources: &Sources,
    pages: &BTreeMap<String, String>,
) -> Vec<Problem> {
    findings
        .iter()
        .map(|finding| Problem::new(finding, sources, |path| pages.get(path).cloned()))
        .collect()
}

/// What is left to show when the book could not be loaded.
fn stopped(stop: Stop) -> Made {
    let none = BTreeMap::new();
    let problems = match &stop {
        Stop::Settings(finding, sources) => {
            problems(std::slice::from_ref(&**finding), sources, &none)
        }
        Stop::Unloadable(findings, sources) => problems(findings, sources, &none),
        Stop::Failed(error) => vec![Problem::failure(error)],
    };
    crate::cli::told(stop);
    Made {
        problems,
        ..Made::default()
    }
}
