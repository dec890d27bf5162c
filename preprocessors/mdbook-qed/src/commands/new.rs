//! `qed new`: a small book that builds.

use std::path::Path;

use anyhow::{Context, bail};

use crate::cli::HOLDS;
use crate::folder;
use crate::opened::Stop;
use crate::tell;

/// The book that is made: path and text.
const FILES: &[(&str, &str)] = &[
    ("book.toml", include_str!("new/book.toml")),
    (".gitignore", include_str!("new/gitignore")),
    ("src/SUMMARY.md", include_str!("new/SUMMARY.md")),
    ("src/mean.md", include_str!("new/mean.md")),
    ("src/variance.md", include_str!("new/variance.md")),
];

pub(crate) fn new(folder: &Path) -> Result<u8, Stop> {
    make(folder)?;
    tell::line(&format!(
        "A book of two topics is in {0}. Next: qed build {0} --open",
        folder.display()
    ));
    Ok(HOLDS)
}

fn make(folder: &Path) -> anyhow::Result<()> {
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!(
            "{} is not empty: name a folder that does not exist yet",
            folder.display()
        );
    }
    for (path, text) in FILES {
        let path = folder.join(path);
        folder::write(&path, text.as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}
