//! Each way in which a snippet can fail: its verdict, its finding, its place, and that it costs no other snippet.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod book;

use std::time::Duration;

use book::Book;
use qed_snippet::{Failure, Verdict};

/// A chapter with one snippet, and a good one behind it that must not suffer.
fn chapter(fence: &str, code: &str, output: &str) -> String {
    format!(
        "# Title\n\n```rust{fence}\n{code}\n```\n{output}\n```rust\nassert_eq!(1 + 1, 2);\n```\n"
    )
}

fn failure(fence: &str, code: &str, output: &str) -> (Failure, String) {
    let mut book = Book::new();
    book.settings.limits.time = Duration::from_secs(2);
    book.settings.limits.memory = 512 << 20;
    book.settings.limits.disk = 4 << 20;
    book.settings.limits.output = 64 << 10;
    let proven = book.prove(&chapter(fence, code, output));
    assert!(
        matches!(proven.verdicts()[1], Verdict::Ran(_)),
        "the other snippet: {:?}",
        proven.verdicts()[1]
    );
    let told = proven.told();
    assert_eq!(told.len(), 1, "{told:?}");
    match &proven.verdicts()[0] {
        Verdict::Failed(failure) => (failure.clone(), format!("{}\n{}", told[0], proven.words())),
        other => panic!("{code}: {other:?}"),
    }
}

#[test]
fn ways_to_fail_in_running() {
    type Check = fn(&Failure) -> bool;
    let cases: [(&str, &str, Check, &str); 13] = [
        (
            "",
            "panic!(\"no\");",
            |failure| *failure == Failure::Panicked,
            "snippet-panic 4:1",
        ),
        (
            "",
            "std::process::exit(7);",
            |failure| *failure == Failure::Exited(7),
            "snippet-exit 3:1",
        ),
        (
            "",
            "std::process::abort();",
            |failure| *failure == Failure::Signalled(6),
            "SIGABRT",
        ),
        (
            "",
            "loop {}",
            |failure| matches!(failure, Failure::TimedOut(_)),
            "snippet-timeout 3:1 the snippet does not end within 2 s",
        ),
        (
            ",timeout=300ms",
            "loop {}",
            |failure| matches!(failure, Failure::TimedOut(_)),
            "within 300 ms",
        ),
        (
            "",
            "let v = vec![1_u8; 4 << 30]; assert_eq!(v[1], 1);",
            |failure| matches!(failure, Failure::OutOfMemory(_)),
            "more than 512 MB",
        ),
        (
            "",
            "loop { println!(\"{}\", \"x\".repeat(1000)); }",
            |failure| matches!(failure, Failure::TooMuchOutput(_)),
            "snippet-output-size 3:1",
        ),
        (
            "",
            "for i in 0.. { std::fs::write(i.to_string(), [1_u8; 4096]).unwrap(); }",
            |failure| matches!(failure, Failure::TooMuchDisk(_)),
            "snippet-disk",
        ),
        (
            "",
            "fn f(n: u64) -> u64 { std::hint::black_box(f(n + 1) + n) }\nassert!(f(0) > 0);",
            |failure| *failure == Failure::StackOverflow,
            "snippet-stack",
        ),
        (
            "",
            "std::net::TcpStream::connect(\"127.0.0.1:1\").unwrap();",
            |failure| matches!(failure, Failure::Denied(_)),
            "open a TCP socket",
        ),
        (
            "",
            "std::process::Command::new(\"sh\").spawn().unwrap();",
            |failure| matches!(failure, Failure::Denied(_)),
            "start another process",
        ),
        (
            ",should_panic",
            "std::net::UdpSocket::bind(\"127.0.0.1:0\").unwrap();",
            |failure| matches!(failure, Failure::Denied(_)),
            "open a UDP socket",
        ),
        (
            "",
            "std::fs::read(\"/etc/passwd\").unwrap();",
            |failure| *failure == Failure::Panicked,
            "files outside",
        ),
    ];
    for (fence, code, is_right, told) in cases {
        let (failure, words) = failure(fence, code, "");
        assert!(is_right(&failure), "{code}: {failure:?}");
        assert!(words.contains(told), "{code}: {words}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let (failure, words) = failure(
        "",
        "use std::io::Write;\nstd::io::stdout().write_all(&[255, 254]).unwrap();",
        "",
    );
    assert_eq!(failure, Failure::NotText);
    assert!(words.contains("output-not-text 3:1"), "{words}");
}

#[test]
fn a_closed_stdout_prints_nothing() {
    let code = "use std::os::fd::FromRawFd;\ndrop(unsafe { std::fs::File::from_raw_fd(1) });";
    let proven = Book::new().prove(&chapter("", code, ""));
    assert!(
        matches!(&proven.verdicts()[0], Verdict::Ran(printed) if printed.stdout.is_empty()),
        "{:?}",
        proven.verdicts()
    );
}

#[test]
fn outputs_that_do_not_hold() {
    let (failure, words) =
        self::failure("", "println!(\"a\\nb\\nc\");", "```output\na\nx\nc\n```\n");
    assert!(matches!(failure, Failure::OutputDiffers(_)));
    assert!(
        words.contains("output-differs 8:1") && words.contains("- x\n+ b"),
        "{words}"
    );
    let (failure, words) = self::failure("", "let _ = 1;", "```output\na\n```\n");
    assert_eq!(failure, Failure::NothingPrinted);
    assert!(words.contains("output-unprinted 6:1"), "{words}");
    for fence in [",no_run", ",ignore", ",should_panic", ",compile_fail"] {
        let code = if fence == ",compile_fail" {
            "let x: u8 = \"\";"
        } else {
            "panic!();"
        };
        let (failure, words) = self::failure(fence, code, "```output\na\n```\n");
        assert_eq!(failure, Failure::NothingPrinted, "{fence}");
        assert!(words.contains("output-unprinted 6:1"), "{words}");
    }
    let (failure, words) = self::failure(
        "",
        "println!(\"EVCXR_BEGIN_CONTENT image/svg+xml\\n<svg><script/></svg>\\nEVCXR_END_CONTENT\");",
        "",
    );
    assert!(matches!(failure, Failure::BadFigure(_)));
    assert!(words.contains("<script>"), "{words}");
}

#[test]
fn outputs_that_hold() {
    let cases = [
        (
            "println!(\"0.3333\");",
            "```output,tolerance=1e-3\n1/3 is\n```\n",
            false,
        ),
        (
            "println!(\"x = 0.3333\");",
            "```output,tolerance=1e-3\nx = 0.33333333\n```\n",
            true,
        ),
        (
            "println!(\"a\\n{:?}\\nb\", std::time::Instant::now());",
            "```output\na\n...\nb\n```\n",
            true,
        ),
        (
            "eprintln!(\"warned\");",
            "```output,stderr\nwarned\n```\n",
            true,
        ),
        (
            "eprintln!(\"warned\"); println!(\"x\");",
            "```output,stderr\nwarned\n```\n",
            false,
        ),
        (
            "eprintln!(\"warned\"); print!(\"x\");",
            "```output,stderr\nx\nwarned\n```\n",
            true,
        ),
        (
            "println!(\"EVCXR_BEGIN_CONTENT image/svg+xml\\n<svg/>\\nEVCXR_END_CONTENT\\nx\");",
            "```output\nx\n```\n",
            true,
        ),
    ];
    for (code, output, holds) in cases {
        let proven = Book::new().prove(&chapter("", code, output));
        assert_eq!(
            matches!(proven.verdicts()[0], Verdict::Ran(_)),
            holds,
            "{code} {:?}",
            proven.told()
        );
    }
}

/// Failures that were to be, but by something else.
#[test]
fn what_was_not_meant_does_not_pass() {
    let moved = "let s = String::new();\ndrop(s);\ndrop(s);\n";
    let cases: [(&str, String, Failure, &str); 6] = [
        (
            ",compile_fail,E0425",
            "let a = nope;\nlet b = no_macro!(1);".to_owned(),
            Failure::WrongErrorCode {
                found: vec!["E0425".to_owned()],
            },
            "fails with E0425, an error without a code, and the fence asks for E0425",
        ),
        (
            ",compile_fail,E0382",
            format!(
                "#![deny(deprecated)]\n#[deprecated] fn f() {{}}\nfn main() {{ {moved} f(); }}"
            ),
            Failure::WrongErrorCode {
                found: vec!["E0382".to_owned(), "deprecated".to_owned()],
            },
            "or write `compile_fail` without codes",
        ),
        (
            ",should_panic",
            "std::fs::read(\"/etc/passwd\").unwrap();".to_owned(),
            Failure::Denied(vec!["open a file outside its folder".to_owned()]),
            "snippet-denied",
        ),
        (
            ",test_harness",
            "#[test] fn a() { std::process::exit(0) }\n#[test] fn b() { panic!() }".to_owned(),
            Failure::Untested,
            "snippet-untested 3:1",
        ),
        (
            "",
            "#[path = \"qed-snippet-1.rs\"]\nmod other;\nfn main() {}".to_owned(),
            Failure::DoesNotCompile,
            "couldn't read",
        ),
        (
            ",timeout=1s,timeout=2s",
            "panic!();".to_owned(),
            Failure::Contradiction,
            "keep one `timeout`",
        ),
    ];
    for (fence, code, wanted, told) in cases {
        let (failure, words) = failure(fence, &code, "");
        assert_eq!(failure, wanted, "{code}");
        assert!(words.contains(told), "{code}: {words}");
    }
    for tolerance in ["1", "0.1,tolerance=0.2", "1e300", "inf", "-1"] {
        let output = format!("```output,tolerance={tolerance}\n7\n```\n");
        let told = Book::new()
            .prove(&chapter("", "println!(\"7\");", &output))
            .told();
        assert_eq!(told.len(), 1, "{tolerance} {told:?}");
        assert!(told[0].starts_with("output-attribute 6:"), "{told:?}");
    }
}

#[test]
fn what_a_test_says_is_the_same_each_time() {
    let code = "#[test] fn a() { panic!(\"no\") }";
    let (failure, words) = failure(",test_harness", code, "");
    assert_eq!(failure, Failure::Exited(101));
    assert!(
        words.contains("\nthread 'a' panicked:\nno\n") && !words.contains("finished in"),
        "{words}"
    );
}

/// The Rust book has them for code that names `crate`.
#[test]
fn a_harness_without_tests_compiles_and_proves_no_more() {
    let code = "mod a { pub fn f() {} }\nfn g() { crate::a::f() }";
    let proven = Book::new().prove(&chapter(",test_harness", code, ""));
    assert_eq!(proven.verdicts()[0], Verdict::Compiled);
    assert_eq!(proven.told(), [""; 0]);
    let proven = Book::new().prove(&chapter(",test_harness", code, "```output\n1\n```\n"));
    assert!(
        proven.told()[0].starts_with("output-unprinted"),
        "{:?}",
        proven.told()
    );
}

#[test]
fn a_snippet_that_prints_wants_an_output_fence() {
    let proven = Book::new().prove(&chapter("", "println!(\"a\");", ""));
    assert_eq!(
        proven.told(),
        ["missing-output 3:1 the snippet prints, and no `output` fence follows it"]
    );
    let figure = "println!(\"EVCXR_BEGIN_CONTENT image/svg+xml\\n<svg/>\\nEVCXR_END_CONTENT\");";
    let proven = Book::new().prove(&chapter("", figure, ""));
    assert!(proven.told().is_empty(), "{:?}", proven.told());
    assert!(
        matches!(&proven.verdicts()[0], Verdict::Ran(printed) if printed.figures == [("image/svg+xml".into(), "<svg/>\n".into())])
    );
}

#[test]
fn what_varies_is_found_when_run_twice() {
    let varies = "std::time::SystemTime::now()";
    let cases = [
        (format!("println!(\"{{:?}}\", {varies});"), "", true),
        (format!("eprintln!(\"{{:?}}\", {varies});"), ",stderr", true),
        // What nobody compares may vary.
        (
            format!("println!(\"a\"); eprintln!(\"{{:?}}\", {varies});"),
            "",
            false,
        ),
    ];
    for (code, attribute, found) in cases {
        let mut book = Book::new();
        let text = chapter("", &code, &format!("```output{attribute}\n...\n```\n"));
        assert!(book.prove(&text).told().is_empty(), "{code}");
        book.settings.twice = true;
        let proven = book.prove(&text);
        let is_varying = proven.verdicts()[0] == Verdict::Failed(Failure::Varies);
        assert_eq!(is_varying, found, "{code}");
        assert_eq!(
            proven.words().contains("first run, + second run\n-"),
            found,
            "{}",
            proven.words()
        );
    }
}

#[test]
fn places_are_the_authors_in_lists_and_quotes() {
    let text = "- item\n\n  ```rust\n  # let hidden = 1;\n  let é = hidden; let x: u8 = \"\";\n  ```\n\n> ```rust\n> let y = 1;\n>   let z = nothing;\n> ```\n\n\
                1. ```rust\n   let s = \"a\n     b\";\n   assert_eq!(s, \"a\\n  b\");\n   let o: Option<u8> = None;\n   o.unwrap();\n   ```\n";
    let proven = Book::new().prove(text);
    assert_eq!(
        proven.told(),
        [
            "snippet-compile 5:31 mismatched types (E0308)",
            "snippet-compile 10:13 cannot find value `nothing` in this scope (E0425)",
            "snippet-panic 18:6 the snippet panics",
        ]
    );
}

#[test]
fn warnings_are_told_and_unused_names_are_not() {
    let proven = Book::new().prove(&chapter("", "let unused = 1;\nlet Loud = 2;", ""));
    let told = proven.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("snippet-warning 5:5 variable `Loud` should have a snake case name"),
        "{told:?}"
    );
}

#[test]
fn what_rustc_says_is_the_same_whoever_shares_the_crate() {
    let text = "```rust\n#[deprecated] fn old() {}\nfn main() { old(); }\n```\n\n```rust\n#[deprecated] fn old() {}\nold();\n```\n";
    let mut book = Book::new();
    let merged = book.prove(text);
    book.settings.one_by_one = true;
    book.settings.use_cache = false;
    let alone = book.prove(text);
    assert_eq!(merged.words(), alone.words());
    assert!(
        merged
            .words()
            .starts_with("use of deprecated function `old`"),
        "{}",
        merged.words()
    );
}

#[test]
fn a_linkers_words_hold_no_path_of_this_machine() {
    let book = Book::new();
    let proven = book.prove(
        "```rust\nunsafe extern \"C\" { fn nowhere_at_all(); }\nfn main() { unsafe { nowhere_at_all() } }\n```\n",
    );
    let words = proven.words();
    assert!(words.contains("nowhere_at_all"), "{words}");
    assert!(
        !words.contains(&book.root().display().to_string()),
        "{words}"
    );
}

#[test]
fn names_are_unique() {
    let proven = Book::new().prove("```rust,name=a\n```\n\n```rust,name=a\n```\n");
    assert_eq!(
        proven.told(),
        ["snippet-name 4:9 another snippet is called `a` already"]
    );
}

#[test]
fn compilers_that_do_not_end_are_stopped() {
    let mut book = Book::new();
    book.settings.compile_time = Duration::from_secs(3);
    let endless = "#![allow(long_running_const_eval)]\nconst N: u64 = { let mut n = 0_u64; loop { n = n.wrapping_add(1); if n == u64::MAX { break n; } } };\nassert!(N > 0);";
    let proven = book.prove(&chapter("", endless, ""));
    assert_eq!(
        proven.verdicts()[0],
        Verdict::Failed(Failure::CompilerGaveUp),
        "{:?}",
        proven.told()
    );
    assert!(matches!(proven.verdicts()[1], Verdict::Ran(_)));
}

#[test]
fn what_looks_outside_while_it_is_compiled_finds_nothing() {
    let home = tempfile::tempdir_in(std::env::home_dir().unwrap()).unwrap();
    let secret = home.path().join("secret");
    std::fs::write(&secret, "very secret").unwrap();
    let code = format!(
        "println!(\"{{}}\", include_str!({:?}));",
        secret.display().to_string()
    );
    let (failure, words) = failure("", &code, "");
    assert_eq!(failure, Failure::DoesNotCompile);
    assert!(
        words.contains("Permission denied")
            && words.contains("files outside")
            && !words.contains("very secret"),
        "{words}"
    );
    let (failure, words) = self::failure("", "println!(\"{}\", env!(\"HOME\"));", "");
    assert_eq!(failure, Failure::DoesNotCompile, "{words}");
}
