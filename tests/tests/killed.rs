//! QED is killed: nothing that it started goes on, and the next one trusts what is left and finds the same. Two at once agree.
#![cfg(target_os = "linux")]

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use qed_tests::Book;
use walkdir::WalkDir;

/// Longer than anything that is waited for takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Looks until something is there.
fn wait<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn send(signal: &str, qed: &Child) {
    let sent = Command::new("kill")
        .args([format!("-{signal}"), qed.id().to_string()])
        .status()
        .expect("kill can be started");
    assert!(sent.success());
}

/// Whether a process is over, be it that nobody has asked for its exit code yet.
fn is_over(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).map_or(true, |stat| {
        stat.rsplit(") ")
            .next()
            .is_some_and(|rest| rest.starts_with('Z'))
    })
}

/// A build script that tells its number and does not end: what qed's child's child does.
const ENDLESS: &str = r#"
fn main() {
    let folder = std::env::var("OUT_DIR").unwrap();
    let file = std::path::Path::new(&folder).join("number");
    std::fs::write(file.with_extension("new"), std::process::id().to_string()).unwrap();
    std::fs::rename(file.with_extension("new"), file).unwrap();
    loop { std::thread::sleep(std::time::Duration::from_secs(1)) }
}
"#;

#[test]
fn what_qed_has_started_ends_with_it() {
    for signal in ["TERM", "INT", "KILL"] {
        let book = Book::of("# A\n\n```rust\nslow::f();\n```\n")
            .file(
                "slow/Cargo.toml",
                "[package]\nname = \"slow\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
            )
            .file("slow/src/lib.rs", "pub fn f() {}\n")
            .file("slow/build.rs", ENDLESS);
        depend(&book, "slow");
        let mut qed = book.start(&["check"]);
        let script: u32 = wait("the build script", || {
            let file = WalkDir::new(book.root().join(".qed"))
                .into_iter()
                .filter_map(Result::ok)
                .find(|entry| entry.file_name() == "number")?;
            std::fs::read_to_string(file.path()).ok()?.parse().ok()
        });
        assert!(!is_over(script));
        send(signal, &qed);
        qed.wait().expect("qed can be waited for");
        wait("the build script's end", || is_over(script).then_some(()));
    }
}

/// A chapter whose snippets print what was not printed in an earlier round, but for one that is wrong.
fn chapter(round: usize) -> String {
    let snippets: String = (0..12)
        .map(|number| {
            let printed = if number == 5 { 0 } else { round * 100 + number };
            format!("```rust\nprintln!(\"{{}}\", {round} * 100 + {number});\n```\n```output\n{printed}\n```\n\n")
        })
        .collect();
    format!("# A\n\n{snippets}```rust\nlet x: u8 = \"{round}\";\n```\n")
}

#[test]
fn killed_at_any_moment_it_leaves_what_the_next_can_trust() {
    let rounds = 8;
    let book = Book::of(&chapter(1));
    let start = Instant::now();
    let wanted = book.findings();
    let whole = start.elapsed();
    assert_eq!(wanted.len(), 2, "{wanted:?}");
    for round in 2..2 + rounds {
        book.write("src/a.md", chapter(round).as_bytes());
        let mut qed = book.start(&["check"]);
        // Each round is killed at another moment between its start and its end; whichever it is, what follows must hold.
        std::thread::sleep(whole * (round as u32 - 1) / (rounds as u32 + 1));
        qed.kill().expect("qed can be killed");
        qed.wait().expect("qed can be waited for");
        assert_eq!(book.findings(), wanted, "killed in round {round}");
        assert_eq!(book.findings(), wanted, "and from the cache");
    }
}

#[test]
fn two_at_once_find_the_same() {
    let good = chapter(1)
        .replace("output\n0\n", "output\n105\n")
        .replace("let x: u8 = \"1\";", "assert_eq!(quick::one(), 1);");
    let book = Book::of(&good)
        .file(
            "quick/Cargo.toml",
            "[package]\nname = \"quick\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        )
        .file("quick/src/lib.rs", "pub fn one() -> i32 { 1 }\n");
    depend(&book, "quick");
    let mut both = [book.start(&["build"]), book.start(&["build"])];
    for qed in &mut both {
        assert!(qed.wait().expect("qed can be waited for").success());
    }
    let together = book.tree("book");
    let run = book.qed(&["build"]).code(0);
    run.says(&["(13 of the snippets from the cache)"]);
    assert_eq!(book.tree("book"), together);
}

/// Lets the book's snippets use a crate in a folder of the same name.
fn depend(book: &Book, name: &str) {
    let table =
        format!("[preprocessor.qed.dependencies]\n{name} = {{ path = {name:?} }}\n\n[output.qed]");
    book.replace("book.toml", "[output.qed]", &table);
}
