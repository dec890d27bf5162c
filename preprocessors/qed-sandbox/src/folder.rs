//! A job's folder, when the job has ended.

use std::io;
use std::path::Path;

/// Removes a folder with all that a job has left in it, however deep folders are nested there and whatever their owner may do in
/// them. Nothing of the job may run any more.
///
/// Not by going down: each folder in a folder is moved up to the top first. So neither the stack nor a path grows with the depth.
///
/// # Errors
/// The system's, at the first file that cannot be removed.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    let mut number = 0;
    loop {
        let mut folders = Vec::new();
        empty(folder, &mut folders)?;
        if folders.is_empty() {
            return std::fs::remove_dir(folder);
        }
        for inner in folders {
            let mut below = Vec::new();
            if std::fs::remove_dir(&inner).is_ok() {
                continue;
            }
            empty(&inner, &mut below)?;
            for deeper in below {
                open_up(&deeper)?;
                let mut moved = std::fs::rename(&deeper, folder.join(format!(".{number}")));
                while moved.as_ref().is_err_and(is_taken) {
                    number += 1;
                    moved = std::fs::rename(&deeper, folder.join(format!(".{number}")));
                }
                moved?;
                number += 1;
            }
            std::fs::remove_dir(&inner)?;
        }
    }
}

/// Removes the files in a folder, and tells the folders.
fn empty(folder: &Path, folders: &mut Vec<std::path::PathBuf>) -> io::Result<()> {
    open_up(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn is_taken(error: &io::Error) -> bool {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory};
    [AlreadyExists, DirectoryNotEmpty, NotADirectory].contains(&error.kind())
}

/// Gives the owner of a folder all rights in it.
#[cfg(unix)]
fn open_up(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    const ALL: u32 = 0o700;
    let mut permissions = std::fs::symlink_metadata(folder)?.permissions();
    if permissions.mode() & ALL == ALL {
        return Ok(());
    }
    permissions.set_mode(ALL);
    std::fs::set_permissions(folder, permissions)
}

#[cfg(not(unix))]
fn open_up(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_however_deep_or_closed() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("job");
        let deep = folder.join("d/d/d/d");
        std::fs::create_dir_all(&deep).unwrap();
        for name in ["e", "d/.0", "d/.1", ".1/x", "d/d/.1"] {
            std::fs::create_dir_all(folder.join(name)).unwrap();
        }
        std::fs::write(folder.join(".0"), "").unwrap();
        std::fs::write(deep.join("file"), "").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::{PermissionsExt, symlink};
            std::fs::write(parent.path().join("outside"), "").unwrap();
            symlink("..", folder.join("up")).unwrap();
            symlink("nowhere", deep.join("dangling")).unwrap();
            for (name, mode) in [("d/d/d", 0), ("d/d", 0o500), ("e", 0o300)] {
                let mode = std::fs::Permissions::from_mode(mode);
                std::fs::set_permissions(folder.join(name), mode).unwrap();
            }
        }
        remove_folder(&folder).unwrap();
        assert!(!folder.exists());
        assert!(!cfg!(unix) || parent.path().join("outside").exists());
    }
}
