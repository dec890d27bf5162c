//! What a result depends on: change it and the snippet runs again; change nothing and no process starts.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod book;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use book::Book;
use qed_snippet::{Cache, Settings, Verdict};

const TEXT: &str =
    "# A\n\n```rust\n# let hidden = 1;\nprintln!(\"{}\", hidden + 1);\n```\n```output\n2\n```\n";

/// A stand-in for a rustup proxy: says who the real compiler is, and leaves a line in a log each time it is asked.
#[cfg(unix)]
fn proxy(folder: &Path, log: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join("rustc");
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> '{}'\nexec rustc \"$@\"\n",
        log.display()
    );
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[cfg(unix)]
#[test]
fn nothing_changed_starts_nothing() {
    let mut book = Book::new();
    let log = book.root().join("log");
    book.settings.rustc = Some(proxy(book.root(), &log));
    let cold = book.prove(TEXT);
    assert_eq!(cold.proof.cached, 0);
    assert_eq!(cold.phases, ["compiling and running"]);
    let asked = std::fs::read_to_string(&log).unwrap();
    assert!(!asked.is_empty());
    let warm = book.prove(TEXT);
    assert_eq!((warm.proof.cached, warm.phases.len()), (1, 0));
    assert_eq!(
        std::fs::read_to_string(&log).unwrap(),
        asked,
        "rustc was not even asked who it is"
    );
    assert_eq!(warm.proof.verdicts, cold.proof.verdicts);
    assert_eq!(warm.proof.toolchain, cold.proof.toolchain);
    // Another file in its place is asked again.
    std::fs::write(
        book.root().join("rustc"),
        std::fs::read_to_string(book.root().join("rustc")).unwrap() + "\n",
    )
    .unwrap();
    assert_eq!(
        book.prove(TEXT).proof.cached,
        1,
        "it is the same compiler behind it"
    );
    assert_ne!(std::fs::read_to_string(&log).unwrap(), asked);
}

#[test]
fn each_dependency_counts() {
    let text_cases: [(&str, &str, &str); 6] = [
        ("a hidden line", "hidden = 1", "hidden = 1_i64"),
        ("a visible line", "hidden + 1", "1 + hidden"),
        ("the edition", "```rust\n", "```rust,edition2021\n"),
        ("a limit on the fence", "```rust\n", "```rust,timeout=9s\n"),
        (
            "what is asked for",
            "```rust\n",
            "```rust,standalone_crate\n",
        ),
        ("whether it is run", "```rust\n", "```rust,no_run\n"),
    ];
    let book = Book::new();
    book.prove(TEXT);
    for (what, from, to) in text_cases {
        assert!(TEXT.contains(from));
        assert_eq!(
            book.prove(&TEXT.replacen(from, to, 1)).proof.cached,
            0,
            "{what}"
        );
    }
    type Change = fn(&mut Settings);
    let settings: [(&str, Change); 7] = [
        ("the time", |settings| {
            settings.limits.time = Duration::from_secs(7);
        }),
        ("the memory", |settings| settings.limits.memory /= 2),
        ("the size of what is printed", |settings| {
            settings.limits.output /= 2;
        }),
        ("the size of files", |settings| settings.limits.disk /= 2),
        ("the edition of the book", |settings| {
            settings.edition = "2018".to_owned();
        }),
        ("the time for compiling", |settings| {
            settings.compile_time = Duration::from_secs(50);
        }),
        ("not asking the cache", |settings| {
            settings.use_cache = false;
        }),
    ];
    for (what, change) in settings {
        let mut book = Book {
            folder: tempfile::tempdir().unwrap(),
            settings: book.settings.clone(),
        };
        change(&mut book.settings);
        assert_eq!(book.prove(TEXT).proof.cached, 0, "{what}");
    }
    assert_eq!(book.prove(TEXT).proof.cached, 1, "and back again");
}

#[test]
fn another_compiler_counts() {
    let mut book = Book::new();
    book.prove(TEXT);
    let sysroot = std::process::Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .unwrap();
    let real = Path::new(String::from_utf8(sysroot.stdout).unwrap().trim()).join("bin/rustc");
    book.settings.rustc = Some(real);
    assert_eq!(
        book.prove(TEXT).proof.cached,
        1,
        "the same compiler, called by its own name"
    );
    std::fs::write(book.root().join("rust-toolchain.toml"), "[toolchain]\n").unwrap();
    book.settings.rustc = None;
    assert_eq!(
        book.prove(TEXT).proof.cached,
        1,
        "a toolchain file that changes nothing"
    );
}

#[test]
fn the_output_fence_and_the_prose_do_not_count_but_are_read_again() {
    let book = Book::new();
    book.prove(TEXT);
    let moved = book.prove(&format!("More prose.\n\n{TEXT}"));
    assert_eq!((moved.proof.cached, moved.told().len()), (1, 0));
    let wrong = book.prove(&TEXT.replace("\n2\n", "\n3\n"));
    assert_eq!(wrong.proof.cached, 1);
    assert_eq!(
        wrong.told(),
        ["output-differs 8:1 line 1 of the output is not what the snippet prints"]
    );
}

#[test]
fn a_program_that_prints_its_line_runs_again_when_it_moves() {
    let text = |code: &str| format!("```rust\n{code}\n```\n```output\n...\n```\n");
    for code in [
        "println!(\"{}\", line!());",
        "macro_rules! here { () => { concat!(file!(), line!()) } }\nprintln!(\"{}\", here!());",
        "std::panic::set_hook(Box::new(|info| println!(\"{:?}\", info.location().map(|place| place.line()))));\nlet _ = std::panic::catch_unwind(|| panic!());",
    ] {
        let book = Book::new();
        book.prove(&text(code));
        assert_eq!(book.prove(&text(code)).proof.cached, 1);
        let moved = book.prove(&format!("\n\n{}", text(code)));
        assert_eq!(moved.proof.cached, 0, "{code}");
    }
    let book = Book::new();
    let told = book
        .prove("# A\n\n```rust\nprintln!(\"{}\", line!());\n```\n```output\n4\n```\n")
        .told();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn failures_are_not_kept() {
    let book = Book::new();
    for text in [
        "```rust\npanic!();\n```\n",
        "```rust\nlet x: u8 = \"\";\n```\n",
        "```rust,compile_fail\nlet x = 1;\n```\n",
    ] {
        for _ in 0..2 {
            let proven = book.prove(text);
            assert_eq!(proven.proof.cached, 0);
            assert!(matches!(proven.verdicts()[0], Verdict::Failed(_)));
        }
    }
}

#[test]
fn a_failure_does_not_make_the_others_run_again() {
    let good: String = (0..10)
        .map(|number| format!("```rust\nassert_eq!({number}, {number});\n```\n\n"))
        .collect();
    for bad in ["panic!();", "let x: u8 = \"\";", "fn f() {"] {
        let text = format!("{good}```rust\n{bad}\n```\n");
        let book = Book::new();
        for cached in [0, 10, 10] {
            assert_eq!(book.prove(&text).proof.cached, cached, "{bad}");
        }
        // What is edited runs, and nothing else.
        let edited = text.replace("assert_eq!(7, 7)", "assert_eq!(7, 3 + 4)");
        assert_eq!(book.prove(&edited).proof.cached, 9, "{bad}");
    }
}

#[test]
fn a_warm_proof_is_the_same_as_a_cold_one() {
    let book = Book::new();
    let text = "```rust\nlet Loud = 1;\nprintln!(\"{Loud}\");\n```\n\n```rust,should_panic\npanic!();\n```\n\n```rust,no_run\nloop {}\n```\n\n\
                ```rust,compile_fail,E0308\nlet x: u8 = \"\";\n```\n\n```rust\neprintln!(\"{}\", file!());\n```\n";
    let cold = book.prove(text);
    let warm = book.prove(text);
    assert_eq!(warm.proof.cached, 5);
    assert_eq!(warm.proof.verdicts, cold.proof.verdicts);
    assert_eq!(warm.proof.findings, cold.proof.findings);
}

#[test]
fn a_torn_or_foreign_file_is_a_miss() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    for number in 0..10_u8 {
        cache.put("test", &[number], [number; 100]);
    }
    cache.flush().unwrap();
    let file = folder.path().join("cache.young");
    let whole = std::fs::read(&file).unwrap();
    let there = |folder: &Path| {
        let cache = Cache::open(folder);
        (0..10_u8)
            .filter(|number| {
                cache
                    .get("test", &[*number])
                    .is_some_and(|value| value == [*number; 100])
            })
            .count()
    };
    assert_eq!(there(folder.path()), 10);
    let mut before = 0;
    for length in (0..whole.len()).step_by(37) {
        std::fs::write(&file, &whole[..length]).unwrap();
        let now = there(folder.path());
        assert!(now >= before && now < 10, "{length}: {now}");
        before = now;
    }
    for place in (0..whole.len()).step_by(61) {
        let mut flipped = whole.clone();
        flipped[place] ^= 0x40;
        std::fs::write(&file, &flipped).unwrap();
        assert!(there(folder.path()) < 10, "{place}");
        // What is written behind a torn entry is found again.
        let cache = Cache::open(folder.path());
        cache.put("test", b"new", *b"value");
        drop(cache);
        assert_eq!(
            Cache::open(folder.path()).get("test", b"new").as_deref(),
            Some(&b"value"[..]),
            "{place}"
        );
    }
    std::fs::write(&file, "something else").unwrap();
    assert_eq!(there(folder.path()), 0);
}

#[test]
fn two_at_once_lose_nothing() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let writers: Vec<_> = (0..4_u8)
        .map(|writer| {
            let folder = Arc::clone(&folder);
            std::thread::spawn(move || {
                for round in 0..20_u8 {
                    let cache = Cache::open(folder.path());
                    cache.put("test", &[writer, round], [writer; 50]);
                    cache.flush().unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let cache = Cache::open(folder.path());
    for writer in 0..4_u8 {
        for round in 0..20_u8 {
            assert_eq!(
                cache.get("test", &[writer, round]).as_deref(),
                Some(&[writer; 50][..]),
                "{writer} {round}"
            );
        }
    }
}

#[test]
fn what_is_not_used_goes_and_what_is_used_stays() {
    let folder = tempfile::tempdir().unwrap();
    let megabyte = vec![7; 1 << 20];
    let size = || {
        ["cache.young", "cache.old"]
            .iter()
            .filter_map(|name| folder.path().join(name).metadata().ok())
            .map(|file| file.len())
            .sum::<u64>()
    };
    for generation in 0..60_u32 {
        let cache = Cache::open(folder.path());
        if generation > 0 {
            assert!(cache.get("test", b"kept").is_some(), "{generation}");
        }
        cache.put(
            "test",
            if generation == 0 { b"kept" } else { b"seen" },
            *b"value",
        );
        cache.put("test", &generation.to_le_bytes(), megabyte.as_slice());
        cache.flush().unwrap();
    }
    assert!(size() < 50 << 20, "{}", size());
    assert!(
        Cache::open(folder.path())
            .get("test", &0_u32.to_le_bytes())
            .is_none()
    );
}
