//! The study site of a proven book: what it is made from, and writing it to its folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use mdbook_driver::book::Book;
use mdbook_driver::config::Config;
use qed_check::Library;
use qed_report::{Finding, Sources};
use qed_site::{Memory, Site, Theme};

use crate::folder::{self, Sync, WORK_FOLDER};
use crate::pages;
use crate::prove::Proven;
use crate::settings::Settings;
use crate::tell;

/// What is wrong in an author's theme, or keeps two pages from standing beside each other.
#[derive(Debug)]
pub(crate) struct ThemeFaults {
    pub(crate) findings: Vec<Finding>,
    pub(crate) sources: Sources,
    /// Files were written already.
    begun: bool,
}

/// What would keep the study site from being made, as far as it shows without making it: an author's templates, and chapters
/// that cannot stand beside each other. Nothing for a book that has no study site.
pub(crate) fn check(
    book: &Book,
    library: &mut Library,
    root: &Path,
    config: &Config,
    settings: &Settings,
) {
    if !config.contains_key("output.qed") {
        return;
    }
    let theme = theme(root, settings, &mut library.sources);
    library.findings.extend(theme.check());
    let paths: Vec<String> = book.chapters().map(pages::path).collect();
    let pages = paths.iter().map(String::as_str).zip(&library.topics);
    let pages = pages.map(|(path, topic)| (path, &**topic));
    let files = library.files.iter().map(String::as_str);
    let found = qed_site::check_names(pages, files.filter(|file| !file.ends_with(".md")));
    library.findings.extend(found);
}

/// What a site is made from.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) book: qed_site::Book,
    pub(crate) theme: Theme,
    /// The book's files and the theme's.
    sources: Sources,
}

impl Plan {
    pub(crate) fn new(
        book: &Book,
        proven: &Proven,
        root: &Path,
        config: &Config,
        settings: &Settings,
    ) -> Self {
        let mut sources = proven.library.sources.clone();
        let theme = theme(root, settings, &mut sources);
        Self {
            book: pages::book(book, proven, root, config, settings),
            theme,
            sources,
        }
    }

    /// Makes the site in memory.
    pub(crate) fn site(self) -> Result<Site, ThemeFaults> {
        qed_site::render(&self.book, &self.theme).map_err(|findings| self.faults(findings))
    }

    /// The book as EPUB. `modified` is the date of the edition, in seconds since 1970.
    pub(crate) fn epub(self, modified: u64) -> Result<Vec<u8>, ThemeFaults> {
        qed_site::export::epub(&self.book, &self.theme, modified)
            .map_err(|findings| self.faults(findings))
    }

    /// The book as a folder that a browser can print.
    pub(crate) fn print(self) -> Result<Site, ThemeFaults> {
        qed_site::export::print(&self.book, &self.theme).map_err(|findings| self.faults(findings))
    }

    /// Makes the site and writes it file by file; what was there before and came from elsewhere stays.
    pub(crate) fn write(&self, destination: &Path, root: &Path) -> Result<Result<(), ThemeFaults>> {
        let cannot = || format!("the site cannot be written to {}", destination.display());
        let mut sync = Sync::new(destination, manifest(destination, root));
        let mut failure = None;
        let made = qed_site::render_each(&self.book, &self.theme, &mut |path, bytes| {
            if failure.is_none() {
                failure = sync.give(path, bytes).err();
            }
        });
        if let Some(error) = failure {
            return Err(error).with_context(cannot);
        }
        match made {
            Ok(()) => sync.end().map(Ok).with_context(cannot),
            Err(findings) => Ok(Err(ThemeFaults {
                findings,
                sources: self.sources.clone(),
                begun: sync.begun,
            })),
        }
    }

    /// Makes of the site what differs from the last time; gives all files.
    pub(crate) fn again(
        self,
        memory: &mut Memory,
    ) -> Result<BTreeMap<String, Arc<[u8]>>, ThemeFaults> {
        match qed_site::render_again(&self.book, &self.theme, memory) {
            Ok(files) => {
                // Nobody has to wait until the memory of a whole book is given back.
                rayon::spawn(move || drop(self));
                Ok(files.clone())
            }
            Err(findings) => Err(self.faults(findings)),
        }
    }

    fn faults(self, findings: Vec<Finding>) -> ThemeFaults {
        ThemeFaults {
            findings,
            sources: self.sources,
            begun: false,
        }
    }
}

impl ThemeFaults {
    /// Says what is wrong; gives the closing line.
    pub(crate) fn tell(&self) -> String {
        tell::findings(&self.findings, &self.sources);
        let left = if self.begun {
            "the site is not whole: build it again"
        } else {
            "nothing was written"
        };
        format!(
            "{}; {left}.",
            tell::count(&self.findings).unwrap_or_default()
        )
    }
}

/// The list of files that were written to a destination.
fn manifest(destination: &Path, root: &Path) -> PathBuf {
    let place = destination.strip_prefix(root).unwrap_or(destination);
    let name = blake3::hash(place.to_string_lossy().as_bytes()).to_hex();
    root.join(WORK_FOLDER)
        .join("sites")
        .join(&name.as_str()[..16])
}

/// An author's own theme files; the built-in theme has the others.
fn theme(root: &Path, settings: &Settings, sources: &mut Sources) -> Theme {
    let name = settings.output.theme.as_deref().unwrap_or("theme");
    let mut theme = Theme::default();
    let folder = root.join(name);
    for path in folder::files(&folder) {
        if let Ok(bytes) = std::fs::read(folder.join(&path)) {
            theme.add(&path, &format!("{name}/{path}"), bytes, sources);
        }
    }
    theme
}
