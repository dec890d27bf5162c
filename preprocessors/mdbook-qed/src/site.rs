//! The study site of a proven book, written to its folder.

use std::path::{Path, PathBuf};

use anyhow::Context;
use mdbook_driver::book::Book;
use mdbook_driver::config::Config;
use qed_report::{Finding, Sources};
use qed_site::{Site, Theme};

use crate::folder::{self, WORK_FOLDER};
use crate::pages;
use crate::prove::Proven;
use crate::settings::Settings;

/// What is wrong in an author's theme.
#[derive(Debug)]
pub(crate) struct ThemeFaults {
    pub(crate) findings: Vec<Finding>,
    pub(crate) sources: Sources,
}

/// Makes the site in memory.
pub(crate) fn make(
    book: &Book,
    proven: &Proven,
    root: &Path,
    config: &Config,
    settings: &Settings,
) -> Result<Site, ThemeFaults> {
    let mut sources = Sources::default();
    let theme = theme(
        root,
        settings.output.theme.as_deref().unwrap_or("theme"),
        &mut sources,
    );
    qed_site::render(&pages::book(book, proven, root, config, settings), &theme)
        .map_err(|findings| ThemeFaults { findings, sources })
}

/// Writes the site; what was there before and came from elsewhere stays.
pub(crate) fn write(site: &Site, destination: &Path, root: &Path) -> anyhow::Result<usize> {
    folder::sync(destination, &site.files, &manifest(destination, root))
        .with_context(|| format!("the site cannot be written to {}", destination.display()))
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
fn theme(root: &Path, name: &str, sources: &mut Sources) -> Theme {
    let mut theme = Theme::default();
    let folder = root.join(name);
    for path in folder::files(&folder) {
        if let Ok(bytes) = std::fs::read(folder.join(&path)) {
            theme.add(&path, &format!("{name}/{path}"), bytes, sources);
        }
    }
    theme
}
