//! `qed export`: check everything, then write the whole site as one file.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;

use anyhow::{Context, Result};
use qed_site::export;

use super::build::{Planned, planned};
use crate::cli::{BookArgs, DENIED, HOLDS};
use crate::opened::Stop;
use crate::site::{Plan, ThemeFaults};
use crate::{chromium, folder, tell};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One page with everything inside.
    Html,
    /// A folder that opens from disk.
    Zip,
    /// A document, printed by Chromium.
    Pdf,
    /// An electronic book.
    Epub,
}

/// Endings of file names.
const KINDS: [(&str, Kind); 4] = [
    ("html", Kind::Html),
    ("zip", Kind::Zip),
    ("pdf", Kind::Pdf),
    ("epub", Kind::Epub),
];

/// A file to be written. The ending of its name says which kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    path: PathBuf,
    kind: Kind,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(path: &str) -> Result<Self, String> {
        let path = PathBuf::from(path);
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        match KINDS.iter().find(|(known, _)| ending == *known) {
            Some(&(_, kind)) => Ok(Self { path, kind }),
            None => Err("the ending says what to write: .html, .zip, .pdf or .epub".to_owned()),
        }
    }
}

pub(crate) fn export(book: &BookArgs, target: &Target) -> Result<u8, Stop> {
    let start = Instant::now();
    let session = book.open()?;
    let Some(Planned { rendered, .. }) = planned(&session)? else {
        return Ok(DENIED);
    };
    let bytes = match bytes(rendered.plan, target, &session.opened.root)? {
        Ok(bytes) => bytes,
        Err(theme) => {
            tell::findings(&theme.findings, &theme.sources);
            return Ok(DENIED);
        }
    };
    folder::write(&target.path, &bytes)
        .with_context(|| format!("{} cannot be written", target.path.display()))?;
    session.close(&format!(
        "Proven: {}. The book is in {} ({}), after {:.2} s.",
        tell::tally(rendered.proven.report.tally),
        target.path.display(),
        size(bytes.len()),
        start.elapsed().as_secs_f64(),
    ));
    Ok(HOLDS)
}

/// What is to be written.
fn bytes(plan: Plan, target: &Target, root: &Path) -> Result<Result<Vec<u8>, ThemeFaults>> {
    Ok(match target.kind {
        Kind::Html => plan.site().map(|site| export::single_file(&site)),
        Kind::Zip => match plan.site() {
            Ok(site) => Ok(export::folder(&site, &name(&target.path))?),
            Err(theme) => Err(theme),
        },
        Kind::Epub => plan.epub(edition()?),
        Kind::Pdf => match plan.print() {
            Ok(document) => {
                let pdf = chromium::print(&document, root)?;
                Ok(export::dated(pdf, edition()?))
            }
            Err(theme) => Err(theme),
        },
    })
}

/// The date that a book says of itself, in seconds since 1970: what the caller sets, by the convention of reproducible builds,
/// else the date from which zips count. The clock is not asked, so that the same book is the same file.
fn edition() -> Result<u64> {
    const UNKNOWN: u64 = 315_532_800;
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds
            .parse()
            .context("SOURCE_DATE_EPOCH is not a number of seconds since 1970"),
        Err(_) => Ok(UNKNOWN),
    }
}

/// The name of a file without its ending.
fn name(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// `1.4 MB`.
fn size(bytes: usize) -> String {
    match bytes as f64 {
        bytes if bytes < 1e3 => format!("{bytes} bytes"),
        bytes if bytes < 1e6 => format!("{:.1} kB", bytes / 1e3),
        bytes => format!("{:.1} MB", bytes / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_which_kind() {
        for (path, kind) in [
            ("study.html", Some(Kind::Html)),
            ("out/Study.ZIP", Some(Kind::Zip)),
            ("../a.b.pdf", Some(Kind::Pdf)),
            ("x.epub", Some(Kind::Epub)),
            ("study", None),
            (".html", None),
            ("html", None),
            ("study.doc", None),
            ("", None),
        ] {
            let target = path.parse::<Target>().ok();
            assert_eq!(target.map(|target| target.kind), kind, "{path}");
        }
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (1_437_000, "1.4 MB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }
}
