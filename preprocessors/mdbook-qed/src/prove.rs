//! One book, from mdBook's hands to what was proven of it.

use std::path::Path;

use mdbook_driver::book::Book;
use mdbook_driver::config::Config;
use qed_check::{Library, Report};
use qed_report::{Level, Sources};

use crate::load::{self, Restored, Stage};
use crate::means::Means;
use crate::settings::Settings;
use crate::share::Share;
use crate::{order, outside, site, summary};

/// A book with everything that was found out about it.
#[derive(Debug)]
pub(crate) struct Proven {
    pub(crate) library: Library,
    pub(crate) report: Report,
    /// For each topic: what mdBook's `links` must find in the woven text.
    pub(crate) restored: Vec<Restored>,
    /// How Markdown was read.
    pub(crate) markdown: qed_markdown::Options,
    /// What was said about snippets.
    pub(crate) snippets: qed_snippet::Settings,
    /// What of it was proven.
    pub(crate) share: Share,
}

impl Proven {
    /// Whether a finding makes the check fail.
    pub(crate) fn fails(&self) -> bool {
        self.report
            .findings
            .iter()
            .any(|finding| finding.level == Level::Deny)
    }
}

/// Loads and checks a book.
pub(crate) fn prove(
    book: &Book,
    root: &Path,
    config: &Config,
    settings: &Settings,
    means: &Means,
    stage: Stage,
    mut sources: Sources,
) -> Result<Proven, qed_snippet::Error> {
    let overrides = means.overrides;
    let mut checked = settings.check(config, root, overrides, &mut sources);
    checked.replay.clone_from(&means.replay);
    let order = match stage {
        Stage::Written => order::check(config, root, &mut sources),
        Stage::Preprocessed => None,
    };
    let outside = outside::check(book, root, config, &mut sources);
    let names = summary::check(root, config, &mut sources);
    let read = load::Reading {
        options: settings.markdown(config),
        memory: &means.memory,
        stage,
    };
    let (mut library, restored) = load::library(book, root, config, &read, sources);
    library.findings.extend(order);
    library.findings.extend(outside);
    library.findings.extend(names);
    site::check(book, &mut library, root, config, settings);
    overrides.share.leave_out(&mut library);
    #[cfg(feature = "web")]
    if overrides.web {
        library.web = Some(crate::web::ask(
            overrides.share.own(&library),
            &settings.preprocessor.web,
            root,
            overrides.use_cache,
            &*means.progress,
        ));
    }
    let cache = means.memory.cache(&checked.snippets.work_folder);
    let mut report = qed_check::run(&library, &checked, &cache, &*means.progress)?;
    overrides.share.keep(&library, &mut report);
    Ok(Proven {
        markdown: read.options,
        share: overrides.share,
        library,
        report,
        restored,
        snippets: checked.snippets,
    })
}
