//! A small book in a temporary folder.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use walkdir::WalkDir;

use crate::tools::{own, tool};

/// A book on disk, removed when dropped.
pub struct Book {
    folder: tempfile::TempDir,
}

/// What came of running a program.
pub struct Run {
    /// Exit code.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

/// A finding as the JSON report tells it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// `missing-file`.
    pub code: String,
    /// `src/a.md:3:5`.
    pub place: String,
}

const BOOK_TOML: &str = "\
[book]
title = \"Test\"

[rust]
edition = \"2024\"

[preprocessor.qed]
before = [\"links\"]

[output.qed]
";

impl Default for Book {
    fn default() -> Self {
        Self::new()
    }
}

impl Book {
    /// An empty folder.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// A book with QED's settings and no chapter.
    pub fn new() -> Self {
        Self::empty()
            .file("book.toml", BOOK_TOML)
            .file("src/SUMMARY.md", "# Summary\n\n")
    }

    /// A book with one chapter, `src/a.md`.
    pub fn of(text: &str) -> Self {
        Self::new().chapter("a.md", text)
    }

    /// A copy of a folder, without what is built in it.
    pub fn copy(from: &Path) -> Self {
        let book = Self::empty();
        let built = ["target", "book", ".qed", ".git", "node_modules"].map(OsStr::new);
        let entries = WalkDir::new(from)
            .into_iter()
            .filter_entry(|entry| !built.contains(&entry.file_name()));
        for entry in entries
            .map(|entry| entry.expect("the folder can be read"))
            .filter(|entry| entry.file_type().is_file())
        {
            let path = entry.path().strip_prefix(from).expect("entries are inside");
            book.write(
                &path.to_string_lossy(),
                &std::fs::read(entry.path()).expect("the file can be read"),
            );
        }
        book
    }

    /// Adds or replaces a file.
    #[must_use]
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text.as_ref());
        self
    }

    /// Adds a chapter at the end of SUMMARY.md.
    #[must_use]
    pub fn chapter(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let summary = format!("{}- [{path}]({path})\n", self.read("src/SUMMARY.md"));
        self.file("src/SUMMARY.md", summary)
            .file(&format!("src/{path}"), text)
    }

    /// Replaces the one place of a text in a file.
    ///
    /// # Panics
    /// Where it is not there just once.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {path}");
        self.write(path, text.replace(from, to).as_bytes());
    }

    /// Writes a file.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }

    /// A file's text.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path))
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The book's folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `qed` with these arguments in the book's folder.
    pub fn qed(&self, arguments: &[&str]) -> Run {
        self.qed_in(arguments, &[])
    }

    /// The same with variables of the environment set.
    pub fn qed_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = Command::new(own("qed"));
        self.run(command.args(arguments).envs(environment.iter().copied()))
    }

    /// Starts `qed` with these arguments in the book's folder; what it says is lost.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(own("qed"));
        scrub(&mut command);
        command
            .args(arguments)
            .current_dir(self.root())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("qed can be started")
    }

    /// Runs the real mdBook, with `mdbook-qed` and `mdbook-toc` on its PATH.
    pub fn mdbook(&self, arguments: &[&str]) -> Run {
        self.run(
            Command::new(tool("mdbook"))
                .args(arguments)
                .env("PATH", path()),
        )
    }

    /// Runs a script as a step of a workflow does, with `qed` on its PATH.
    pub fn bash(&self, script: &str, environment: &[(&str, &str)]) -> Run {
        self.run(
            Command::new("bash")
                .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
                .envs(environment.iter().copied())
                .env("PATH", path()),
        )
    }

    /// Runs a program in the book's folder, without settings of the caller's environment.
    pub fn run(&self, command: &mut Command) -> Run {
        scrub(command);
        let output = command
            .current_dir(self.root())
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", command.get_program().to_string_lossy()));
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(
            !run.stderr.contains("panicked at"),
            "it panicked:\n{}",
            run.stderr
        );
        run
    }

    /// The findings of `qed check`, in their order.
    pub fn findings(&self) -> Vec<Finding> {
        self.findings_with(&[])
    }

    /// The findings of `qed check` with more arguments.
    pub fn findings_with(&self, arguments: &[&str]) -> Vec<Finding> {
        let run = self.qed(&[&["check", "--format", "json"], arguments].concat());
        let report: serde_json::Value = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", run.stdout, run.stderr));
        let findings = report["findings"].as_array().expect("a list of findings");
        findings
            .iter()
            .map(|finding| Finding {
                code: finding["code"].as_str().expect("a code").to_owned(),
                place: format!(
                    "{}:{}:{}",
                    finding["file"].as_str().expect("a file"),
                    finding["start"]["line"],
                    finding["start"]["column"]
                ),
            })
            .collect()
    }

    /// All files under a folder of the book, with their bytes.
    pub fn tree(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.root().join(folder);
        WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry
                    .path()
                    .strip_prefix(&root)
                    .expect("entries are inside")
                    .to_owned();
                (
                    path,
                    std::fs::read(entry.path()).expect("the file can be read"),
                )
            })
            .collect()
    }
}

/// The PATH, with our own programs and those that the tests install before all others.
fn path() -> OsString {
    let ours = [own("qed"), tool("mdbook")].map(|program| {
        let folder = program.parent().expect("a program is in a folder");
        folder.to_owned()
    });
    let theirs = std::env::var_os("PATH").unwrap_or_default();
    let all = ours.into_iter().chain(std::env::split_paths(&theirs));
    std::env::join_paths(all).expect("PATH can be joined")
}

/// Takes settings of the caller's environment away from a program that is to be started.
pub(crate) fn scrub(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let name_ = name.to_string_lossy();
        if name_.starts_with("MDBOOK")
            || name_.starts_with("QED")
            || name_ == "RUSTFLAGS"
            || name_ == "RUST_LOG"
            || name_.to_lowercase().ends_with("_proxy")
        {
            command.env_remove(name);
        }
    }
    command.env("NO_COLOR", "1");
}

impl Run {
    /// The same run, if it ended with this exit code.
    ///
    /// # Panics
    /// Otherwise, with all that was said.
    #[must_use]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// It said all of this on standard error.
    ///
    /// # Panics
    /// Otherwise, with all that was said.
    #[track_caller]
    pub fn says(&self, parts: &[&str]) {
        for part in parts {
            let said = self.stderr.contains(part);
            assert!(said, "{part:?} is not in\n{}", self.stderr);
        }
    }
}
