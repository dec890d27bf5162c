//! The crates that a book's snippets may use: resolved, locked and built once by cargo, then handed to plain rustc.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cargo::{Built, Cargo, Refusal, settings_for};
use crate::key::hash;
use crate::toolchain::stamp;
use crate::workshop::Workshop;
use crate::{Cache, Error, Progress, Settings};

/// How dependencies are compiled. A snippet is compiled without optimisation, and spends its time in them.
const PROFILE: &str = "\
[profile.dev]
debug = false
incremental = false

[profile.dev.package.\"*\"]
opt-level = 1
";

/// QED's own part in what is remembered of a set: a QED that builds in another way asks cargo again.
const SELF: (&str, u64) = (
    env!("CARGO_PKG_VERSION"),
    hash(&[
        include_bytes!("cargo.rs"),
        include_bytes!("dependencies.rs"),
    ]),
);

/// A set of dependencies that is built and unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dependencies {
    /// Names by which snippets call them.
    pub(crate) names: Vec<String>,
    /// What rustc needs to find them: `--extern` and `-L`.
    pub(crate) flags: Vec<String>,
    /// Folders that rustc reads.
    pub(crate) folders: Vec<PathBuf>,
    /// What stands for the set in a key: the table, the lock, the sources on this disk.
    pub(crate) identity: String,
    /// Stamps of the built libraries: if one has changed, cargo is asked again.
    stamps: Vec<(PathBuf, String)>,
    /// Sources on this disk, and the hash of all of them.
    sources: (Vec<PathBuf>, String),
}

/// A set as the author wrote it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Set<'a> {
    /// Empty for `[preprocessor.qed.dependencies]`.
    pub(crate) name: &'a str,
    pub(crate) table: &'a toml::Table,
    pub(crate) settings: &'a Settings,
}

impl Set<'_> {
    /// The committed file with the resolved versions.
    fn lock(&self) -> PathBuf {
        let name = if self.name.is_empty() {
            "qed.lock".to_owned()
        } else {
            format!("qed-{}.lock", self.name)
        };
        self.settings.root.join(name)
    }

    /// The folder of the generated package.
    fn folder(&self) -> PathBuf {
        let folders = self.settings.work_folder.join("dependencies");
        folders.join(if self.name.is_empty() {
            "book"
        } else {
            self.name
        })
    }

    /// The hash of cargo's settings for it.
    fn cargo_settings(&self) -> String {
        let files: Vec<PathBuf> = settings_for(&self.folder()).collect();
        digest(&files, &self.settings.root)
    }

    fn question(&self, workshop: &Workshop<'_>) -> Vec<u8> {
        let lock = std::fs::read_to_string(self.lock()).unwrap_or_default();
        let parts = [
            format!("{SELF:?}"),
            manifest(self),
            workshop.toolchain.identity.clone(),
            lock,
            self.cargo_settings(),
        ];
        parts.join("\0").into_bytes()
    }

    /// The set if it is built and nothing has changed. Starts no process.
    pub(crate) fn remembered(
        &self,
        workshop: &Workshop<'_>,
        cache: &Cache,
    ) -> Option<Dependencies> {
        let known = cache.get("dependencies", &self.question(workshop))?;
        let known: Dependencies = serde_json::from_slice(&known).ok()?;
        let is_there = known.stamps.iter().all(|(path, then)| stamp(path) == *then);
        let (sources, then) = &known.sources;
        (is_there && digest(sources, &self.settings.root) == *then).then_some(known)
    }

    /// Resolves, locks and builds the set.
    pub(crate) fn build(
        &self,
        workshop: &Workshop<'_>,
        cache: &Cache,
        progress: &dyn Progress,
    ) -> Result<Result<Dependencies, Refusal>, Error> {
        let folders = self.settings.work_folder.join("dependencies");
        let folder = self.folder();
        let target = folders.join("target");
        for folder in [&folder, &target] {
            std::fs::create_dir_all(folder).map_err(Error::disk("create", folder))?;
        }
        // Two builds at once would take the lock file from under each other. Released at the latest when this process ends.
        let lock = folders.join("lock");
        let _held = std::fs::File::create(&lock)
            .and_then(|file| file.lock().map(|()| file))
            .map_err(Error::disk("lock", &lock))?;
        write_if_changed(&folder.join("Cargo.toml"), &manifest(self))?;
        write_if_changed(&folder.join("lib.rs"), "")?;
        let (committed, used) = (self.lock(), folder.join("Cargo.lock"));
        match std::fs::read_to_string(&committed) {
            Ok(lock) => write_if_changed(&used, &lock)?,
            // A lock of another time must not decide: the author may have removed it to get newer versions.
            Err(_) => drop(std::fs::remove_file(&used)),
        }
        progress.begin("fetching dependencies", 1);
        let cargo = Cargo {
            workshop,
            folder: &folder,
            target: &target,
        };
        let metadata = match cargo.fetch()? {
            Ok(metadata) => metadata,
            Err(refusal) => return Ok(Err(refusal)),
        };
        progress.step();
        let built = match cargo.build(&metadata, progress)? {
            Ok(built) => built,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let lock = std::fs::read_to_string(&used).map_err(Error::disk("read", &used))?;
        write_if_changed(&committed, &lock)?;
        let dependencies = self.describe(&built, &lock);
        if let Ok(value) = serde_json::to_vec(&dependencies) {
            cache.put("dependencies", &self.question(workshop), value);
        }
        Ok(Ok(dependencies))
    }

    fn describe(&self, built: &Built, lock: &str) -> Dependencies {
        let mut flags = Vec::new();
        for (name, path) in &built.crates {
            flags.extend(["--extern".to_owned(), format!("{name}={}", path.display())]);
        }
        flags.extend(
            built
                .folders
                .iter()
                .map(|folder| format!("-Ldependency={}", folder.display())),
        );
        flags.extend(built.native.iter().map(|folder| format!("-L{folder}")));
        let sources: Vec<PathBuf> = built.sources.iter().cloned().collect();
        let digest = digest(&sources, &self.settings.root);
        let manifest = manifest_without_paths(self);
        let identity = [PROFILE, &manifest, lock, &digest, &self.cargo_settings()].join("\0");
        let native = built
            .native
            .iter()
            .filter_map(|folder| folder.rsplit_once('=').map(|(_, path)| PathBuf::from(path)));
        Dependencies {
            names: built.crates.iter().map(|(name, _)| name.clone()).collect(),
            flags,
            folders: built.folders.iter().cloned().chain(native).collect(),
            identity: blake3::hash(identity.as_bytes()).to_hex().to_string(),
            stamps: built
                .libraries
                .iter()
                .map(|path| (path.clone(), stamp(path)))
                .collect(),
            sources: (sources, digest),
        }
    }
}

/// A package that depends on the set; paths start from the book's root.
fn manifest(set: &Set<'_>) -> String {
    let mut table = set.table.clone();
    for (_, dependency) in &mut table {
        if let Some(path) = dependency.get_mut("path")
            && let Some(relative) = path.as_str()
        {
            *path = toml::Value::String(set.settings.root.join(relative).display().to_string());
        }
    }
    manifest_of(&table)
}

/// The same with the paths as written, so that it is the same on every machine.
fn manifest_without_paths(set: &Set<'_>) -> String {
    manifest_of(set.table)
}

fn manifest_of(dependencies: &toml::Table) -> String {
    let mut manifest = toml::Table::new();
    manifest.insert(
        "dependencies".to_owned(),
        toml::Value::Table(dependencies.clone()),
    );
    format!(
        "# Made by QED from book.toml; changes here are lost.\n[package]\nname = \"qed-dependencies\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lib]\npath = \"lib.rs\"\n\n[workspace]\n\n{PROFILE}\n{manifest}"
    )
}

/// The hash of files, and of all that is in folders; of a package without what is built in it, and without the book.
fn digest(paths: &[PathBuf], book: &Path) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut open: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&path) else {
            let is_file = path.metadata().is_ok_and(|metadata| metadata.is_file());
            let bytes = is_file.then(|| std::fs::read(&path).ok());
            let bytes = bytes.flatten().unwrap_or_default();
            hasher
                .update(&(bytes.len() as u64).to_le_bytes())
                .update(&bytes);
            continue;
        };
        let mut inner: Vec<_> = entries.flatten().collect();
        inner.sort_by_key(|entry| std::cmp::Reverse(entry.file_name()));
        inner.retain(|entry| {
            let name = entry.file_name();
            name != "target" && !name.as_encoded_bytes().starts_with(b".") && entry.path() != book
        });
        for entry in inner {
            hasher
                .update(entry.file_name().as_encoded_bytes())
                .update(b"/");
            // A link may lead back to where it stands.
            if entry.file_type().is_ok_and(|kind| !kind.is_symlink()) {
                open.push(entry.path());
            }
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// Leaves a file alone that is as it should be: cargo looks at times.
fn write_if_changed(path: &Path, text: &str) -> Result<(), Error> {
    if std::fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!(".{name}.{}", std::process::id()));
    std::fs::write(&new, text)
        .and_then(|()| std::fs::rename(&new, path))
        .map_err(Error::disk("write", path))
}
