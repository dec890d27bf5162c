//! The book's folder on disk: the only place that reads and writes it.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use qed_markdown::{Files, ReadError};
use rayon::prelude::*;
use walkdir::WalkDir;

/// Results, built dependencies and temporary folders live here, in the book's root. It may be removed at any time.
pub(crate) const WORK_FOLDER: &str = ".qed";

/// Reads files of the book for includes, by path relative to its root.
pub(crate) struct BookFiles<'a> {
    root: &'a Path,
}

impl<'a> BookFiles<'a> {
    pub(crate) fn new(root: &'a Path) -> Self {
        Self { root }
    }
}

impl Files for BookFiles<'_> {
    fn read(&mut self, path: &str) -> Result<Arc<str>, ReadError> {
        read_text(&self.root.join(path))
    }
}

/// A file as text.
pub(crate) fn read_text(path: &Path) -> Result<Arc<str>, ReadError> {
    match std::fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(ReadError::NotUtf8),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ReadError::Missing),
        Err(error) => Err(ReadError::Refused(error.to_string())),
    }
}

/// All files under a folder, relative to it, with `/` between their parts; hidden ones are left out, links to folders are
/// not followed.
pub(crate) fn files(folder: &Path) -> BTreeSet<String> {
    WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        })
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| entry.path().strip_prefix(folder).ok().map(slashed))
        .collect()
}

/// A relative path with `/` between its parts, and without a `.` before them.
pub(crate) fn slashed(path: &Path) -> String {
    path.components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// A path in a folder of the book, which may be its root.
pub(crate) fn in_folder(folder: &str, path: &str) -> String {
    if folder.is_empty() {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    }
}

/// Brings a folder to the files that it is given: writes what differs, and at the end removes what an earlier run wrote and
/// was not given again (the manifest remembers that). A file that is the same is left alone, with its time; a file that came
/// from elsewhere is never removed.
///
/// What is given waits until there is [`ENOUGH`] of it, and is then written on all cores.
pub(crate) struct Sync<'a> {
    folder: &'a Path,
    manifest: PathBuf,
    given: BTreeSet<String>,
    waiting: Vec<(String, Vec<u8>)>,
    /// Bytes of what waits.
    size: usize,
    /// Something was written, or would have been had it not been there already.
    pub(crate) begun: bool,
}

/// Bytes of files that are written at once.
const ENOUGH: usize = 4 << 20;

impl<'a> Sync<'a> {
    /// A folder, which is made for the first file if it is not there.
    pub(crate) fn new(folder: &'a Path, manifest: PathBuf) -> Self {
        Self {
            folder,
            manifest,
            given: BTreeSet::new(),
            waiting: Vec::new(),
            size: 0,
            begun: false,
        }
    }

    /// Takes a file, to be written unless it is there with these very bytes. Each path is given once.
    pub(crate) fn give(&mut self, path: String, bytes: Vec<u8>) -> io::Result<()> {
        self.given.insert(path.clone());
        self.size += bytes.len();
        self.waiting.push((path, bytes));
        if self.size < ENOUGH {
            return Ok(());
        }
        self.write_waiting()
    }

    fn write_waiting(&mut self) -> io::Result<()> {
        self.size = 0;
        self.begun |= !self.waiting.is_empty();
        let waiting = std::mem::take(&mut self.waiting).into_par_iter();
        waiting.try_for_each(|(path, bytes)| {
            let place = self.folder.join(path);
            match write_new(&place, &bytes) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                done => return done,
            }
            if is(&place, &bytes) {
                return Ok(());
            }
            write(&place, &bytes)
        })
    }

    /// Writes what still waits, and removes what was not given again.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.write_waiting()?;
        let before = std::fs::read_to_string(&self.manifest).unwrap_or_default();
        for path in before.lines().filter(|path| !self.given.contains(*path)) {
            remove(self.folder, path)?;
        }
        let lines: String = self.given.iter().map(|path| format!("{path}\n")).collect();
        write(&self.manifest, lines.as_bytes())
    }
}

/// Whether a file holds these very bytes. It is read only if it is as long.
fn is(path: &Path, bytes: &[u8]) -> bool {
    let is_as_long = |length: u64| length == bytes.len() as u64;
    std::fs::metadata(path).is_ok_and(|there| is_as_long(there.len()))
        && std::fs::read(path).is_ok_and(|there| there == bytes)
}

/// Removes a file and the folders that it leaves empty.
fn remove(folder: &Path, path: &str) -> io::Result<()> {
    let file = folder.join(path);
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // A folder that still holds files cannot be removed, and shall not be.
    let parents = file
        .ancestors()
        .skip(1)
        .take_while(|parent| *parent != folder);
    for parent in parents {
        if std::fs::remove_dir(parent).is_err() {
            break;
        }
    }
    Ok(())
}

/// Writes a file as a whole or not at all, and makes its folder.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let file = in_made_folder(&part, || std::fs::File::create(&part))?;
    fill(file, &part, bytes)?;
    std::fs::rename(&part, path).inspect_err(|_| leave_nothing(&part))
}

/// Writes a file that is not there yet, and makes its folder. Nobody reads it so early, so that it needs no other name first.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = in_made_folder(path, || std::fs::File::create_new(path))?;
    fill(file, path, bytes)
}

/// Creates a file, whose folder is made if it is not there.
fn in_made_folder(
    path: &Path,
    create: impl Fn() -> io::Result<std::fs::File>,
) -> io::Result<std::fs::File> {
    match create() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            create()
        }
        created => created,
    }
}

fn fill(mut file: std::fs::File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes).inspect_err(|_| leave_nothing(path))
}

/// Nothing half-written is left; that this fails too changes nothing for the caller.
fn leave_nothing(path: &Path) {
    let _ = std::fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sync(folder: &Path, manifest: &Path, files: &[(&str, &str)]) {
        let mut sync = Sync::new(folder, manifest.to_owned());
        for (path, text) in files {
            sync.give((*path).to_owned(), text.as_bytes().to_vec())
                .unwrap();
        }
        sync.end().unwrap();
    }

    #[test]
    fn what_was_written_before_goes_and_what_was_not_stays() {
        let place = tempfile::tempdir().unwrap();
        let (folder, manifest) = (place.path().join("book"), place.path().join("manifest"));
        sync(&folder, &manifest, &[("a.html", "1"), ("x/b.html", "2")]);
        std::fs::write(folder.join("CNAME"), "example.org").unwrap();
        let time = |path: &str| folder.join(path).metadata().unwrap().modified().unwrap();
        let old = time("a.html");
        sync(&folder, &manifest, &[("a.html", "1"), ("y/c.html", "3")]);
        let there: Vec<_> = files(&folder).into_iter().collect();
        assert_eq!(there, ["CNAME", "a.html", "y/c.html"]);
        assert!(!folder.join("x").exists());
        assert_eq!(time("a.html"), old, "a file that is the same is left alone");
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("a/b"), "x").unwrap();
        assert!(write(&folder.path().join("a"), b"y").is_err());
        assert_eq!(files(folder.path()), BTreeSet::from(["a/b".to_owned()]));
    }
}
