//! For build scripts: a fingerprint of what a crate's remembered results depend on.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Sets the variable `name` for the crate to a hash of the files in some folders, relative to it, and of the versions in Cargo.lock.
pub(crate) fn set(name: &str, folders: &[&str]) {
    let own = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files = vec![own.join("../../Cargo.lock")];
    for folder in folders {
        println!("cargo::rerun-if-changed={folder}");
        collect(&own.join(folder), &mut files);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        std::fs::read(file).unwrap_or_default().hash(&mut hasher);
    }
    println!("cargo::rustc-env={name}={:016x}", hasher.finish());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
