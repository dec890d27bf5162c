//! Chromium, as a printer: a folder with a document in, a PDF out.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qed_sandbox::{End, run_tool_within};
use qed_site::Site;
use qed_site::export::DOCUMENT;

use crate::folder::{self, WORK_FOLDER};

/// Its names, as systems have them; its relatives print in the same way.
const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
];

/// Where it is on systems that put no programs on the PATH.
const PLACES: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Chromium\Application\chrome.exe",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
];

/// It needs a second or two to begin, and a good one for a hundred pages.
const TIME: Duration = Duration::from_secs(120);
const TIME_FOR_A_MEGABYTE: Duration = Duration::from_secs(10);

/// What a path may keep in an address.
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// Prints a document: all of it, on as many pages as it needs, with outline, tags and fonts.
///
/// The document and Chromium's profile are in a folder of their own while it prints. It is in the book, where a Chromium that
/// is shut out of the system's temporary folders (a snap) can read it.
pub(crate) fn print(document: &Site, root: &Path) -> Result<Vec<u8>> {
    let program = program()?;
    let work = root.join(WORK_FOLDER);
    std::fs::create_dir_all(&work)
        .and_then(|()| tempfile::Builder::new().prefix("print-").tempdir_in(&work))
        .with_context(|| format!("no folder can be made in {}", work.display()))
        .and_then(|folder| print_in(folder.path(), &program, document))
}

fn print_in(place: &Path, program: &Path, document: &Site) -> Result<Vec<u8>> {
    let (source, profile, pdf) = (
        place.join("document"),
        place.join("profile"),
        place.join("printed.pdf"),
    );
    let mut length = 0;
    for (path, bytes) in &document.files {
        length += bytes.len();
        folder::write(&source.join(path), bytes)
            .with_context(|| format!("{path} cannot be written to {}", source.display()))?;
    }
    std::fs::create_dir_all(&profile)?;
    let mut arguments = vec![
        "--headless".to_owned(),
        "--disable-gpu".to_owned(),
        // Nothing is to be asked of anybody.
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-extensions".to_owned(),
        "--disable-sync".to_owned(),
        "--no-default-browser-check".to_owned(),
        "--no-first-run".to_owned(),
        "--no-pings".to_owned(),
        "--host-resolver-rules=MAP * ~NOTFOUND".to_owned(),
        format!("--user-data-dir={}", profile.display()),
        format!("--print-to-pdf={}", pdf.display()),
        "--no-pdf-header-footer".to_owned(),
        "--generate-pdf-document-outline".to_owned(),
        "--export-tagged-pdf".to_owned(),
    ];
    if is_root() {
        // It refuses its own sandbox to root; the document is ours, and holds no script.
        arguments.push("--no-sandbox".to_owned());
    }
    arguments.push(address(&source.join(DOCUMENT)));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let megabytes = u32::try_from(length / 1_000_000).unwrap_or(u32::MAX);
    let time = TIME.saturating_add(TIME_FOR_A_MEGABYTE.saturating_mul(megabytes));
    let outcome = run_tool_within(program, &arguments, place, time)?;
    if outcome.end == End::TimedOut {
        bail!(
            "{} did not print the book within {} s",
            program.display(),
            time.as_secs()
        );
    }
    let printed = std::fs::read(&pdf).unwrap_or_default();
    ensure!(
        outcome.end == End::Exited(0) && printed.starts_with(b"%PDF-"),
        "{} printed no PDF; it said:\n{}",
        program.display(),
        last_lines(&outcome.stderr)
    );
    Ok(printed)
}

/// Chromium's program.
fn program() -> Result<PathBuf> {
    const INSTALL: &str = "install Chromium (Debian: `apt install chromium`) or Chrome, or name its program in CHROME";
    if let Some(named) = std::env::var_os("CHROME").filter(|named| !named.is_empty()) {
        return on_path(&named).with_context(|| {
            let named = named.display();
            format!("CHROME says {named}, and there is no such program; {INSTALL}")
        });
    }
    let known = NAMES.iter().map(OsString::from);
    let places = PLACES.iter().map(OsString::from);
    known
        .chain(places)
        .find_map(|name| on_path(&name))
        .with_context(|| format!("a PDF is printed by Chromium, which is not here: {INSTALL}"))
}

/// A program by its path, or by its name on the PATH.
fn on_path(name: &OsString) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.components().count() > 1 {
        return path.is_file().then(|| std::path::absolute(path).ok())?;
    }
    let mut name = name.clone();
    name.push(std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(&name))
        .find(|program| program.is_file())
}

/// Whether this process is the system's master.
fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    false
}

/// The address of a file.
fn address(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    // A drive's letter comes after a slash of its own.
    let (drive, rest) = match path.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => {
            (format!("/{}", &path[..2]), &path[2..])
        }
        _ => (String::new(), path.as_str()),
    };
    format!("file://{drive}{}", utf8_percent_encode(rest, IN_PATHS))
}

/// The end of what a program said.
fn last_lines(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let lines: Vec<&str> = said.trim().lines().collect();
    lines[lines.len().saturating_sub(5)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_addresses() {
        for (path, expected) in [
            ("/a/b.xhtml", "file:///a/b.xhtml"),
            ("/über #1/50%", "file:///%C3%BCber%20%231/50%25"),
            (r"C:\a b\c", "file:///C:/a%20b/c"),
        ] {
            assert_eq!(address(Path::new(path)), expected);
        }
    }

    #[test]
    fn only_the_last_lines_are_told() {
        assert_eq!(last_lines(b"\n1\n2\n3\n4\n5\n6\n\n"), "2\n3\n4\n5\n6");
        assert_eq!(last_lines(b""), "");
    }
}
