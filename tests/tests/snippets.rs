//! Snippets from outside: compilers, crates and disks that are not there, outputs that are blessed.

use qed_tests::Book;

const PRINTS: &str = "# A\n\n```rust\nprintln!(\"{}\", 1 + 1);\n```\n```output\n2\n```\n";

#[test]
fn no_compiler_is_an_error_that_says_what_to_do() {
    let run = Book::of(PRINTS)
        .qed_in(&["check"], &[("PATH", "/nowhere")])
        .code(1);
    run.says(&["no rustc on the PATH", "rustup.rs"]);
}

/// The caller's PATH with a folder of the book before it.
#[cfg(unix)]
fn path_with(book: &Book, folder: &str) -> String {
    let path = std::env::var("PATH").expect("a PATH");
    format!("{}:{path}", book.root().join(folder).display())
}

#[cfg(unix)]
#[test]
fn a_broken_compiler_is_an_error_that_names_it() {
    use std::os::unix::fs::PermissionsExt;
    let book = Book::of(PRINTS).file("tools/rustc", "#!/bin/sh\necho broken >&2\nexit 3\n");
    let file = book.root().join("tools/rustc");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = path_with(&book, "tools");
    let run = book.qed_in(&["check"], &[("PATH", &path)]).code(1);
    run.says(&["tools/rustc does not work as a Rust compiler; it answers: broken"]);
}

#[cfg(unix)]
#[test]
fn the_environment_counts_where_a_snippet_reads_it() {
    let book = Book::of(&format!(
        "{PRINTS}\n```rust\nassert!(!env!(\"PATH\").is_empty());\n```\n"
    ));
    let cached = |path: &str| {
        let run = book.qed_in(&["build"], &[("PATH", path)]).code(0);
        let (before, _) = run
            .stderr
            .split_once(" of the snippets")
            .unwrap_or_default();
        before.rsplit('(').next().unwrap_or_default().to_owned()
    };
    let (path, longer) = (path_with(&book, ""), path_with(&book, "tools"));
    assert_eq!(cached(&path), "0");
    assert_eq!(cached(&path), "2");
    assert_eq!(cached(&longer), "1");
}

#[test]
fn a_crate_that_does_not_exist_is_a_finding_and_costs_nobody_else() {
    let book = Book::of(&format!("{PRINTS}\n```rust\nuse gone::f;\nf();\n```\n"));
    book.replace(
        "book.toml",
        "[output.qed]",
        "[preprocessor.qed.dependencies]\ngone = { path = \"gone\" }\n\n[output.qed]",
    );
    let found = book.findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, "snippet-dependencies");
}

/// Whoever starts qed may ignore the ends of its children, or have less than a snippet may have.
#[cfg(target_os = "linux")]
#[test]
fn what_the_caller_has_set_does_not_matter() {
    let book = Book::of(PRINTS);
    for caller in [
        "env --ignore-signal=CHLD qed check --no-cache",
        "env --ignore-signal=PIPE qed check --no-cache",
        "ulimit -l 16 -n 500 -c 0 -v 6000000; qed check --no-cache",
        "ulimit -s unlimited; qed check --no-cache",
        "qed check --no-cache <&- >&-",
    ] {
        let run = book.bash(caller, &[]);
        assert_eq!(run.code, 0, "{caller}: {}", run.stderr);
    }
}

/// A kernel without Landlock, as far as `qed` can see.
#[cfg(target_os = "linux")]
#[test]
fn a_system_that_cannot_contain_snippets_is_told_once_or_refused() {
    let book = Book::of(PRINTS);
    let without =
        "strace -f -qq -o /dev/null -e inject=landlock_create_ruleset:error=ENOSYS qed check";
    if book.bash("strace -V", &[]).code != 0 {
        eprintln!("skipped: strace is what takes Landlock away");
        return;
    }
    let refused = book.bash(without, &[]).code(1);
    refused.says(&["`--allow-unsandboxed`"]);
    let told = "warning: this system does not offer what a sandbox needs: files (Landlock)";
    let run = book
        .bash(&format!("{without} --allow-unsandboxed"), &[])
        .code(0);
    assert_eq!(run.stderr.matches(told).count(), 1, "{}", run.stderr);
    book.replace(
        "book.toml",
        "before = [\"links\"]",
        "before = [\"links\"]\nsandbox = \"off\"",
    );
    let run = book.bash(without, &[]).code(0);
    assert_eq!(run.stderr.matches(told).count(), 1, "{}", run.stderr);
    // Where there is a sandbox it stays in use.
    let run = book.qed(&["check"]).code(0);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

/// A small file system of its own; only root may have one.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn at(folder: &std::path::Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(folder).expect("a folder can be made");
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder)
            .output()
            .ok()?;
        mounted.status.success().then(|| Self(folder.to_owned()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_that_says_so() {
    for size in ["16k", "64k", "256k"] {
        let book = Book::of(PRINTS);
        let Some(_disk) = SmallDisk::at(&book.root().join(".qed"), size) else {
            eprintln!("skipped: only root can mount a small disk to fill");
            return;
        };
        let run = book.qed(&["check"]).code(1);
        assert!(
            run.stderr.contains("no space is left on the disk of "),
            "{size}: {}",
            run.stderr
        );
    }
}

#[test]
fn a_fence_that_is_included_twice_is_blessed_once() {
    let both = "{{#include shown.txt}}\n\n# Again\n\n{{#include shown.txt}}\n";
    let book = Book::of(&format!("# A\n\n{both}")).file(
        "src/shown.txt",
        "```rust\nprintln!(\"1\\n2\\n3\");\n```\n```output\n1\n...\nold\n```\n",
    );
    let _ = book.qed(&["bless"]).code(0);
    assert_eq!(
        book.read("src/shown.txt"),
        "```rust\nprintln!(\"1\\n2\\n3\");\n```\n```output\n1\n...\n3\n```\n"
    );
    book.write("src/shown.txt", b"```rust\nprintln!(\"1\");\n```\n");
    let _ = book.qed(&["bless"]).code(0);
    assert_eq!(
        book.read("src/shown.txt"),
        "```rust\nprintln!(\"1\");\n```\n```output\n1\n```\n"
    );
}

#[test]
fn a_fence_that_prints_something_else_in_each_chapter_is_left_alone() {
    let book = Book::of("# A\n\n{{#include shown.txt}}\n")
        .chapter("b.md", "# B\n\nText.\n\n{{#include shown.txt}}\n")
        .file(
            "src/shown.txt",
            "```rust\nprintln!(\"{}\", line!());\n```\n",
        );
    let run = book.qed(&["bless"]).code(100);
    run.says(&["Left alone", "src/shown.txt:3"]);
    assert!(!book.read("src/shown.txt").contains("output"));
}
