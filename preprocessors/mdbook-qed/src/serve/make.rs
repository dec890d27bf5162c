//! One build for the server: the whole way of a book, up to a site in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use mdbook_renderer::RenderContext;
use qed_report::{Finding, Level, Sources};

use super::problem::Problem;
use super::snapshot::Made;
use super::watch::Scope;
use crate::cli::BookArgs;
use crate::folder::slashed;
use crate::load;
use crate::mdbook;
use crate::memory::Memory;
use crate::opened::Stop;
use crate::prove::Proven;
use crate::tell;

/// What a build came to, with all that was said of it.
struct Build {
    made: Made,
    /// Where the next change may come from, as far as that is known.
    scope: Option<Scope>,
    findings: Vec<(Vec<Finding>, Sources)>,
    failure: Option<anyhow::Error>,
}

/// Checks the book and makes its site. The terminal is told what does not hold, unless it was told the very same `before`.
pub(crate) fn make(
    book: &BookArgs,
    memory: &Arc<Memory>,
    before: &[Problem],
) -> (Made, Option<Scope>) {
    let build = try_make(book, memory).unwrap_or_else(stopped);
    if build.made.problems != before {
        for (findings, sources) in &build.findings {
            tell::findings(findings, sources);
        }
        if let Some(error) = &build.failure {
            tell::failure(error);
        }
    }
    (build.made, build.scope)
}

fn try_make(book: &BookArgs, memory: &Arc<Memory>) -> Result<Build, Stop> {
    let mut session = book.open()?;
    session.means.memory = Arc::clone(memory);
    let (proven, woven) = session.opened.prove(&session.means)?;
    let context = session.opened.render_context(woven);
    let rendered = mdbook::render(&context, Some(proven), &session.means)?;
    session.bar.finish();

    let Proven {
        library, report, ..
    } = rendered.proven;
    let scope = Scope::new(&session.opened, &library.sources);
    let pages = pages(&context, &library.source_folder);
    let mut problems = problems(&report.findings, &library.sources, &pages);
    let broken = problems
        .iter()
        .filter(|problem| problem.level == Level::Deny)
        .filter_map(|problem| problem.page().cloned())
        .collect();
    let mut findings = vec![(report.findings, library.sources)];
    let site = rendered
        .plan
        .again(&mut memory.site())
        .map_err(|mut theme| {
            // Those that show before the site is made were told already.
            theme
                .findings
                .retain(|finding| !findings[0].0.contains(finding));
            problems.extend(self::problems(&theme.findings, &theme.sources, &pages));
            findings.push((theme.findings, theme.sources));
        })
        .ok();
    Ok(Build {
        made: Made {
            site,
            broken,
            problems,
        },
        scope: Some(scope),
        findings,
        failure: None,
    })
}

/// Page by path of its source, relative to the book's root.
fn pages(context: &RenderContext, source_folder: &str) -> BTreeMap<String, String> {
    let chapters = context
        .book
        .chapters()
        .filter(|chapter| !chapter.is_draft_chapter());
    chapters
        .filter_map(|chapter| {
            let page = slashed(&chapter.path.as_ref()?.with_extension("html"));
            let source = Path::new(source_folder).join(load::path(chapter));
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
fn stopped(stop: Stop) -> Build {
    let (findings, failure) = match stop {
        Stop::Settings(finding, sources) => (vec![(vec![*finding], sources)], None),
        Stop::Unloadable(findings, sources) => (vec![(findings, sources)], None),
        Stop::Failed(error) => (Vec::new(), Some(error)),
    };
    let none = BTreeMap::new();
    let mut problems: Vec<_> = findings
        .iter()
        .flat_map(|(findings, sources)| problems(findings, sources, &none))
        .collect();
    problems.extend(failure.iter().map(Problem::failure));
    Build {
        made: Made {
            problems,
            ..Made::default()
        },
        scope: None,
        findings,
        failure,
    }
}
