//! Which rustc: found on the PATH, led through rustup's proxy to the real one, its identity remembered.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use qed_sandbox::End;
use serde::{Deserialize, Serialize};

use crate::cargo::on_path;
use crate::{Cache, Error, Settings};

/// What tells rustup which toolchain to take, and what a proxy needs to run.
const INPUTS: [&str; 6] = [
    "PATH",
    "HOME",
    "USERPROFILE",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "CARGO_HOME",
];

/// A rustc and who it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Toolchain {
    /// The compiler itself, not a proxy.
    pub(crate) rustc: PathBuf,
    /// What `--print sysroot` says.
    pub(crate) sysroot: PathBuf,
    /// What `-vV` says: version, commit, host, LLVM.
    pub(crate) identity: String,
}

impl Toolchain {
    /// The toolchain for a book's root. Starts no process if the cache knows the files it would ask.
    pub(crate) fn find(settings: &Settings, cache: &Cache) -> Result<Self, Error> {
        let root = settings.root.as_path();
        let found = compiler(settings).ok_or(Error::NoRustc)?;
        let question = question(root, &found);
        let remembered = cache
            .get("toolchain", &question)
            .and_then(|answer| serde_json::from_slice::<(String, Self)>(&answer).ok())
            .filter(|(stamp, toolchain)| *stamp == self::stamp(&toolchain.rustc));
        if let Some((_, toolchain)) = remembered {
            return Ok(toolchain);
        }
        let toolchain = ask(root, &found)?;
        // A path that is not Unicode is no JSON: then rustc is asked each time.
        if let Ok(answer) = serde_json::to_vec(&(stamp(&toolchain.rustc), &toolchain)) {
            cache.put("toolchain", &question, answer.as_slice());
        }
        Ok(toolchain)
    }

    /// The target it compiles for: `x86_64-unknown-linux-gnu`.
    pub(crate) fn host(&self) -> &str {
        self.identity
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap_or_default()
    }

    /// `rustc 1.95.0`.
    pub(crate) fn name(&self) -> String {
        self.identity
            .split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The file that is asked who it is.
fn compiler(settings: &Settings) -> Option<PathBuf> {
    let named = settings
        .rustc
        .clone()
        .or_else(|| std::env::var_os("RUSTC").map(PathBuf::from));
    named.or_else(|| on_path(&format!("rustc{}", std::env::consts::EXE_SUFFIX)))
}

/// Everything that decides which compiler answers to `rustc` in this folder.
fn question(root: &Path, rustc: &Path) -> Vec<u8> {
    let mut parts = vec![stamp(rustc)];
    for name in INPUTS.iter().filter(|&&name| name != "PATH") {
        parts.push(format!("{name}={:?}", std::env::var_os(name)));
    }
    for folder in root.ancestors() {
        for name in ["rust-toolchain", "rust-toolchain.toml"] {
            if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
                parts.push(format!("{}/{name}={text}", folder.display()));
            }
        }
    }
    let home = std::env::var_os("RUSTUP_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".rustup")));
    if let Some(settings) =
        home.and_then(|home| std::fs::read_to_string(home.join("settings.toml")).ok())
    {
        parts.push(format!("{}:{settings}", root.display()));
    }
    parts.join("\0").into_bytes()
}

/// Path, size and time of change of a file, links followed.
pub(crate) fn stamp(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let facts = path.metadata().map(|metadata| {
        let time = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        (metadata.len(), time.unwrap_or_default().as_nanos())
    });
    format!("{} {:?}", path.display(), facts.ok())
}

fn ask(root: &Path, found: &Path) -> Result<Toolchain, Error> {
    let sysroot = PathBuf::from(answer(root, found, &["--print", "sysroot"])?.trim());
    let real = sysroot
        .join("bin")
        .join(format!("rustc{}", std::env::consts::EXE_SUFFIX));
    let rustc = if real.is_file() {
        real
    } else {
        found.to_owned()
    };
    let identity = answer(root, &rustc, &["-vV"])?;
    if !identity.starts_with("rustc ") {
        return Err(Error::BrokenRustc {
            rustc,
            answer: identity,
        });
    }
    Ok(Toolchain {
        rustc,
        sysroot,
        identity,
    })
}

fn answer(root: &Path, rustc: &Path, arguments: &[&str]) -> Result<String, Error> {
    let broken = |answer: String| Error::BrokenRustc {
        rustc: rustc.to_owned(),
        answer,
    };
    let outcome =
        qed_sandbox::run_tool(rustc, arguments, root, &[]).map_err(|error| broken(said(&error)))?;
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    if outcome.end == End::Exited(0) && !text.trim().is_empty() {
        return Ok(text);
    }
    let complaint = String::from_utf8_lossy(&outcome.stderr).trim().to_owned();
    Err(broken(if complaint.is_empty() {
        format!("nothing ({:?})", outcome.end)
    } else {
        complaint
    }))
}

/// An error with its causes.
fn said(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
