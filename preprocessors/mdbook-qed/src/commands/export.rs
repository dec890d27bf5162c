//! `qed export`: check everything, then write the whole site as one file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;

use anyhow::{Context, Result};
use qed_site::Site;
use qed_site::export::{self, Part, SingleFile};

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
    let made = match made(rendered.plan, target, &session.opened.root)? {
        Ok(made) => made,
        Err(theme) => {
            session.close(&theme.tell());
            return Ok(DENIED);
        }
    };
    folder::write(&target.path, &made.bytes)
        .with_context(|| format!("{} cannot be written", target.path.display()))?;
    session.close(&format!(
        "Proven: {}. The book is in {} ({}), after {:.2} s.",
        tell::tally(rendered.proven.report.tally),
        target.path.display(),
        size(made.bytes.len()),
        start.elapsed().as_secs_f64(),
    ));
    if !made.parts.is_empty() {
        session.close(&inside(&made.parts));
    }
    Ok(HOLDS)
}

/// What is to be written. Parts are told of a single file alone: the other kinds have theirs as files inside.
fn made(plan: Plan, target: &Target, root: &Path) -> Result<Result<SingleFile, ThemeFaults>> {
    let whole = |bytes| SingleFile {
        bytes,
        parts: BTreeMap::new(),
    };
    Ok(match target.kind {
        Kind::Html => plan.site().map(|site| export::single_file(&site)),
        Kind::Zip => match plan.site() {
            Ok(site) => Ok(whole(export::folder(&site, &name(&target.path))?)),
            Err(theme) => Err(theme),
        },
        Kind::Epub => plan.epub(edition()?).map(whole),
        Kind::Pdf => match plan.print() {
            Ok(document) => Ok(whole(printed(document, root)?)),
            Err(theme) => Err(theme),
        },
    })
}

/// The document on paper. Which page a chapter begins on is known when it was printed, and a browser cannot say it in the
/// contents by itself: so it prints twice, the second time with the numbers.
fn printed(mut document: Site, root: &Path) -> Result<Vec<u8>> {
    let draft = chromium::print(&document, root)?;
    let pdf = if export::number(&mut document, &draft) {
        chromium::print(&document, root)?
    } else {
        draft
    };
    Ok(export::dated(pdf, edition()?))
}

/// What each part of a single file takes in it, the largest first: `Inside: pages 401.5 kB, fonts 212.9 kB, …`.
fn inside(parts: &BTreeMap<Part, usize>) -> String {
    let mut parts: Vec<_> = parts.iter().collect();
    parts.sort_by_key(|&(_, bytes)| std::cmp::Reverse(bytes));
    let lines: Vec<String> = parts
        .into_iter()
        .map(|(part, bytes)| format!("{part} {:.1} kB", *bytes as f64 / 1e3))
        .collect();
    format!("Inside: {}.", lines.join(", "))
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
    fn parts_are_told_the_largest_first() {
        let parts = [
            (Part::Pages, 400_149),
            (Part::Fonts, 1_000_000),
            (Part::Frame, 7),
        ];
        assert_eq!(
            inside(&parts.into_iter().collect()),
            "Inside: fonts 1000.0 kB, pages 400.1 kB, frame 0.0 kB."
        );
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
