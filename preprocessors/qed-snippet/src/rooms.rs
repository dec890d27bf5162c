//! Temporary folders: one for each proof, in it one for each crate and each run.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use qed_sandbox::remove_folder;

use crate::Error;

/// A file in a proof's folder that is locked for as long as the proof runs, however that ends.
const LOCK: &str = "lock";

/// The folder of one proof.
#[derive(Debug)]
pub(crate) struct Rooms {
    folder: PathBuf,
    /// Nothing once the folder is about to go.
    lock: Option<File>,
}

impl Rooms {
    /// A new folder in `all`, or among the system's temporary ones where `all` is closed. Those in `all` of proofs that were
    /// killed are removed.
    pub(crate) fn open(all: &Path) -> Result<Self, Error> {
        let made = std::fs::create_dir_all(all).map_err(Error::disk("create", all));
        let folder = match made.and_then(|()| new(all, "proof")) {
            Err(Error::Disk { source, .. }) if is_closed(&source) => {
                new(&std::env::temp_dir(), "qed-proof")?
            }
            folder => folder?,
        };
        sweep(all);
        let path = folder.join(LOCK);
        let lock = locked(&path).map_err(Error::disk("create", &path))?;
        Ok(Self {
            folder,
            lock: Some(lock),
        })
    }

    /// A new folder, gone when dropped.
    pub(crate) fn room(&self, kind: &str) -> Result<Room, Error> {
        Ok(Room(new(&self.folder, kind)?))
    }
}

impl Drop for Rooms {
    fn drop(&mut self) {
        // A system may not let an open file go.
        self.lock = None;
        // What cannot be removed now, a later proof removes.
        let _ = remove_folder(&self.folder);
    }
}

/// A folder that is gone when dropped, whatever a program has left in it.
#[derive(Debug)]
pub(crate) struct Room(PathBuf);

impl Room {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = remove_folder(&self.0);
    }
}

fn new(parent: &Path, kind: &str) -> Result<PathBuf, Error> {
    tempfile::Builder::new()
        .prefix(kind)
        .tempdir_in(parent)
        .map(tempfile::TempDir::keep)
        .map_err(Error::disk("create a folder in", parent))
}

fn is_closed(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, PermissionDenied, ReadOnlyFilesystem};
    [NotADirectory, PermissionDenied, ReadOnlyFilesystem].contains(&error.kind())
}

/// A new file of this name, locked before anybody can find it by its name. Where the disk knows no locks it is not locked.
fn locked(path: &Path) -> io::Result<File> {
    let early = path.with_extension("new");
    let file = File::create(&early)?;
    let _ = file.try_lock();
    std::fs::rename(early, path)?;
    Ok(file)
}

/// Removes the folders of proofs that run no more.
fn sweep(all: &Path) {
    for entry in std::fs::read_dir(all).into_iter().flatten().flatten() {
        let lock = File::open(entry.path().join(LOCK));
        let is_left = match lock.as_ref().map(File::try_lock) {
            Ok(Ok(())) => true,
            Ok(Err(TryLockError::WouldBlock)) => false,
            // It is just being made, or nobody can tell. No proof takes a day.
            Ok(Err(TryLockError::Error(_))) | Err(_) => is_a_day_old(&entry),
        };
        if is_left {
            drop(lock);
            let _ = remove_folder(&entry.path());
        }
    }
}

fn is_a_day_old(entry: &std::fs::DirEntry) -> bool {
    let day = Duration::from_secs(24 * 60 * 60);
    let changed = entry.metadata().and_then(|metadata| metadata.modified());
    let age = changed.ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age > day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn where_no_folder_can_be_made_the_systems_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let rooms = Rooms::open(&file.join("tmp")).unwrap();
        let path = rooms.room("run").unwrap().path().to_owned();
        assert!(path.starts_with(std::env::temp_dir()));
        drop(rooms);
        assert_eq!(std::fs::read(&file).unwrap(), b"");
    }

    #[test]
    fn folders_of_proofs_that_were_killed_go_and_those_that_run_stay() {
        let folder = tempfile::tempdir().unwrap();
        let all = folder.path();
        let running = Rooms::open(all).unwrap();
        let room = running.room("run").unwrap();
        std::fs::write(room.path().join("file"), "").unwrap();
        // Who is killed drops nothing, and the system takes its locks away.
        let mut killed = Rooms::open(all).unwrap();
        std::mem::forget(killed.room("run").unwrap());
        killed.lock = None;
        std::mem::forget(killed);
        std::fs::create_dir(all.join("just-being-made")).unwrap();
        assert_eq!(names(all), 3);
        let another = Rooms::open(all).unwrap();
        assert_eq!(names(all), 3, "one went and one came");
        assert!(room.path().join("file").exists());
        drop((another, room, running));
        assert_eq!(names(all), 1);
    }
}
