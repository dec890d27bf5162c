//! Calls of cargo: resolving and fetching a set of dependencies, and building it inside the sandbox.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use cargo_metadata::{Artifact, BuildScript, Message, Metadata, PackageId};
use qed_sandbox::{End, Job, Limits, run_telling, run_tool};

use crate::workshop::Workshop;
use crate::{Error, Progress};

/// The longest build that is waited for.
const TIME: Duration = Duration::from_secs(2 * 60 * 60);
/// Address space of one rustc, linker or build script.
const MEMORY: u64 = 16 << 30;
/// Processes of a whole build.
const PROCESSES: usize = 20_000;

/// Variables by which people tell build scripts where their C compiler and libraries are.
const PASSED: [&str; 8] = [
    "PATH",
    "CC",
    "CXX",
    "AR",
    "CFLAGS",
    "CXXFLAGS",
    "PKG_CONFIG_PATH",
    "LD_LIBRARY_PATH",
];

/// What cargo has built.
#[derive(Debug, Default)]
pub(crate) struct Built {
    /// Name by which a snippet calls the crate, and its library (or its proc macro).
    pub(crate) crates: Vec<(String, PathBuf)>,
    /// Folders with the crates that those need.
    pub(crate) folders: BTreeSet<PathBuf>,
    /// `native=…` folders that build scripts named.
    pub(crate) native: BTreeSet<String>,
    /// All libraries, those that the others need among them.
    pub(crate) libraries: BTreeSet<PathBuf>,
    /// Files of packages that lie on this disk and not in a registry, and folders of which everything counts.
    pub(crate) sources: BTreeSet<PathBuf>,
}

/// Why cargo could not: its own words.
pub(crate) type Refusal = String;

/// A generated package, in `folder`, that depends on a set and nothing else.
pub(crate) struct Cargo<'a> {
    pub(crate) workshop: &'a Workshop<'a>,
    pub(crate) folder: &'a Path,
    pub(crate) target: &'a Path,
}

impl Cargo<'_> {
    /// Resolves and fetches; the only step that uses the network, and it runs nobody's code.
    pub(crate) fn fetch(&self) -> Result<Result<Metadata, Refusal>, Error> {
        let host = self.workshop.toolchain.host().to_owned();
        if let Err(refusal) = self.tool(&["fetch", "--quiet", "--target", &host])? {
            return Ok(Err(refusal));
        }
        let arguments = [
            "metadata",
            "--quiet",
            "--offline",
            "--format-version=1",
            "--filter-platform",
            &host,
        ];
        Ok(self
            .tool(&arguments)?
            .and_then(|json| serde_json::from_str(&json).map_err(|error| error.to_string())))
    }

    fn tool(&self, arguments: &[&str]) -> Result<Result<String, Refusal>, Error> {
        let rustc = self.workshop.toolchain.rustc.display().to_string();
        let environment = [
            ("RUSTC", rustc.as_str()),
            ("RUSTFLAGS", ""),
            ("CARGO_TARGET_DIR", ""),
        ];
        let outcome = run_tool(&self.program(), arguments, self.folder, &environment)?;
        if outcome.end == End::Exited(0) {
            return Ok(Ok(String::from_utf8_lossy(&outcome.stdout).into_owned()));
        }
        Ok(Err(String::from_utf8_lossy(&outcome.stderr)
            .trim()
            .to_owned()))
    }

    /// Builds what was fetched, without the network, build scripts and proc macros in the sandbox.
    pub(crate) fn build(
        &self,
        metadata: &Metadata,
        progress: &dyn Progress,
    ) -> Result<Result<Built, Refusal>, Error> {
        progress.begin("building dependencies", metadata.packages.len());
        let mut messages = Messages::new(progress);
        let outcome = run_telling(
            &self.job(metadata),
            self.workshop.protection,
            &mut |bytes| messages.take(bytes),
        )?;
        if outcome.end != End::Exited(0) {
            let mut words = String::from_utf8_lossy(&outcome.stderr).trim().to_owned();
            for denial in &outcome.denials {
                words.push_str(&format!(
                    "\nwhile building, something tried to {}",
                    denial.attempt
                ));
            }
            return Ok(Err(words));
        }
        Ok(messages.into_built(metadata))
    }

    /// The cargo beside the rustc that is used, or whichever is found.
    fn program(&self) -> PathBuf {
        let name = format!("cargo{}", std::env::consts::EXE_SUFFIX);
        let beside = self.workshop.toolchain.sysroot.join("bin").join(&name);
        if beside.is_file() {
            beside
        } else {
            on_path(&name).unwrap_or_else(|| PathBuf::from(name))
        }
    }

    fn job(&self, metadata: &Metadata) -> Job {
        let home = cargo_home();
        let mut read = vec![self.workshop.toolchain.sysroot.clone(), self.program()];
        // Not the folder itself: the keys to registries lie in it.
        read.extend(["registry", "git"].map(|name| home.join(name)));
        read.extend(settings_for(self.folder));
        for package in metadata
            .packages
            .iter()
            .filter(|package| package.source.is_none())
        {
            read.extend(readable(package.manifest_path.as_std_path()));
        }
        let mut environment: BTreeMap<String, String> = PASSED
            .iter()
            .filter_map(|&name| {
                Some((name.to_owned(), std::env::var_os(name)?.into_string().ok()?))
            })
            .collect();
        let own = [
            ("CARGO_HOME", home.as_path()),
            ("CARGO_TARGET_DIR", self.target),
            ("RUSTC", &self.workshop.toolchain.rustc),
            ("TMPDIR", self.target),
        ];
        environment.extend(own.map(|(name, path)| (name.to_owned(), path.display().to_string())));
        environment.extend([
            ("RUSTC_WRAPPER".to_owned(), String::new()),
            ("CARGO_TERM_COLOR".to_owned(), "never".to_owned()),
        ]);
        Job {
            program: self.program(),
            arguments: [
                "build",
                "--offline",
                "--quiet",
                "--message-format=json-render-diagnostics",
            ]
            .map(str::to_owned)
            .to_vec(),
            environment,
            folder: self.folder.to_owned(),
            read,
            write: vec![self.target.to_owned()],
            processes: PROCESSES,
            limits: Limits {
                time: TIME,
                memory: MEMORY,
                output: u64::MAX,
                disk: u64::MAX,
            },
        }
    }
}

/// What a package on this disk may read: its own folder, and its workspace's.
fn readable(manifest: &Path) -> Vec<PathBuf> {
    let own = manifest.parent().map(Path::to_owned);
    let workspace =
        workspace(manifest).filter(|folder| Some(folder) != std::env::home_dir().as_ref());
    own.into_iter().chain(workspace).collect()
}

/// The folder of the workspace that a package may belong to.
fn workspace(manifest: &Path) -> Option<PathBuf> {
    let is_workspace = |folder: &&Path| {
        std::fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|text| text.contains("[workspace"))
    };
    manifest
        .parent()?
        .ancestors()
        .find(is_workspace)
        .map(Path::to_owned)
}

/// The files in which cargo, started in a folder, looks for its settings: in all folders above, and at home.
pub(crate) fn settings_for(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let above = folder.ancestors().map(|folder| folder.join(".cargo"));
    above
        .chain([cargo_home()])
        .flat_map(|folder| ["config", "config.toml"].map(|name| folder.join(name)))
}

fn cargo_home() -> PathBuf {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .unwrap_or_else(|| PathBuf::from(".cargo"))
}

/// The first file of this name in the folders of PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// Cargo's messages as they come, a line each.
struct Messages<'a> {
    progress: &'a dyn Progress,
    rest: Vec<u8>,
    artifacts: Vec<Artifact>,
    scripts: Vec<BuildScript>,
}

impl<'a> Messages<'a> {
    fn new(progress: &'a dyn Progress) -> Self {
        Self {
            progress,
            rest: Vec::new(),
            artifacts: Vec::new(),
            scripts: Vec::new(),
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
        while let Some(end) = self.rest.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            match serde_json::from_slice(&line) {
                Ok(Message::CompilerArtifact(artifact)) => {
                    self.progress.step();
                    self.artifacts.push(artifact);
                }
                Ok(Message::BuildScriptExecuted(script)) => self.scripts.push(script),
                _ => {}
            }
        }
    }

    fn into_built(self, metadata: &Metadata) -> Result<Built, Refusal> {
        let resolve = metadata.resolve.as_ref().ok_or("cargo resolved nothing")?;
        let root = resolve
            .root
            .as_ref()
            .and_then(|root| resolve.nodes.iter().find(|node| node.id == *root));
        let root = root.ok_or("cargo knows nothing of the generated package")?;
        let mut built = Built::default();
        for dependency in &root.deps {
            let library = self
                .library(&dependency.pkg)
                .ok_or_else(|| format!("`{}` has no library", dependency.name))?;
            built.crates.push((dependency.name.clone(), library));
        }
        built.crates.sort();
        for artifact in self
            .artifacts
            .iter()
            .filter(|artifact| artifact.package_id != root.id)
        {
            let files = || artifact.filenames.iter();
            let folders = files().filter_map(|file| file.parent());
            built
                .folders
                .extend(folders.map(|folder| folder.as_std_path().to_owned()));
            if !artifact.target.is_custom_build() {
                let libraries = files().map(|file| file.as_std_path().to_owned());
                built.libraries.extend(libraries);
            }
        }
        for script in &self.scripts {
            built
                .native
                .extend(script.linked_paths.iter().map(ToString::to_string));
        }
        for package in metadata
            .packages
            .iter()
            .filter(|package| package.source.is_none() && package.id != root.id)
        {
            let manifest = package.manifest_path.as_std_path();
            built.sources.insert(manifest.to_owned());
            let workspace = workspace(manifest).map(|folder| folder.join("Cargo.toml"));
            built.sources.extend(workspace);
            let scripts = self.scripts.iter();
            built.sources.extend(
                scripts
                    .filter(|script| script.package_id == package.id)
                    .flat_map(|script| read_by(script, manifest)),
            );
            built.sources.extend(
                self.artifacts
                    .iter()
                    .filter(|artifact| artifact.package_id == package.id)
                    .flat_map(sources),
            );
        }
        Ok(built)
    }

    fn library(&self, package: &PackageId) -> Option<PathBuf> {
        let endings = ["rlib", "so", "dylib", "dll"];
        let files = self.artifacts.iter().filter(|artifact| {
            artifact.package_id == *package && !artifact.target.is_custom_build()
        });
        let files: Vec<_> = files.flat_map(|artifact| &artifact.filenames).collect();
        let library = endings
            .iter()
            .find_map(|&ending| files.iter().find(|file| file.extension() == Some(ending)));
        library.map(|file| file.as_std_path().to_owned())
    }
}

/// What a build script depends on: the files and folders that it names, of those that it may read, or else all of its package.
fn read_by(script: &BuildScript, manifest: &Path) -> Vec<PathBuf> {
    let Some(folder) = manifest.parent() else {
        return Vec::new();
    };
    let said = script.out_dir.parent().map(|folder| folder.join("output"));
    let said = said.and_then(|file| std::fs::read_to_string(file).ok());
    let named: Vec<PathBuf> = said
        .unwrap_or_default()
        .lines()
        .filter_map(|line| {
            line.strip_prefix("cargo:")
                .map(|line| line.trim_start_matches(':'))
        })
        .filter_map(|line| line.strip_prefix("rerun-if-changed="))
        .map(|path| folder.join(path))
        .collect();
    let may_read = |path: &Path| {
        let path = path.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let mut folders = readable(manifest).into_iter();
        folders.any(|folder| {
            folder
                .canonicalize()
                .is_ok_and(|folder| path.starts_with(folder))
        })
    };
    if named.is_empty() {
        vec![folder.to_owned()]
    } else {
        named.into_iter().filter(|path| may_read(path)).collect()
    }
}

/// The files that rustc read for an artifact, by the list that it leaves beside it.
fn sources(artifact: &Artifact) -> Vec<PathBuf> {
    let Some(file) = artifact.filenames.first() else {
        return Vec::new();
    };
    let stem = file.file_stem().unwrap_or_default();
    let folder = file
        .parent()
        .map(cargo_metadata::camino::Utf8Path::as_std_path)
        .unwrap_or(Path::new(""));
    let lists = [
        folder.join(format!("{stem}.d")),
        folder.join(format!("{}.d", stem.strip_prefix("lib").unwrap_or(stem))),
    ];
    let Some(list) = lists
        .iter()
        .find_map(|list| std::fs::read_to_string(list).ok())
    else {
        return Vec::new();
    };
    // Lines `output: input input…`, spaces in names escaped; then a line `input:` for each.
    list.lines()
        .filter_map(|line| line.strip_suffix(':'))
        .map(|path| PathBuf::from(path.replace("\\ ", " ")))
        .collect()
}
