//! The book's Python, which QED does not run: every block parses, and those whose imports are installed do what their page
//! says. `tests/python/blocks.py` is the program that finds out.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::io::Write;
use std::process::{Command, Stdio};

use qed_tests::repository;
use serde_json::{Value, json};
use walkdir::WalkDir;

/// The blocks of all pages: a page's slug, the place of the fence, the code.
fn blocks() -> Vec<Value> {
    let mut blocks = Vec::new();
    let files = WalkDir::new(repository().join("src")).sort_by_file_name();
    for file in files.into_iter().map(Result::unwrap) {
        if file.path().extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let text = std::fs::read_to_string(file.path()).unwrap();
        let path = file.path().strip_prefix(repository()).unwrap();
        let mut lines = (1..).zip(text.lines());
        while let Some((line, fence)) = lines.next() {
            if fence == "```python" {
                let code = lines.by_ref().map(|(_, line)| line);
                let code: Vec<_> = code.take_while(|line| *line != "```").collect();
                blocks.push(json!({
                    "page": path.file_stem().unwrap().to_string_lossy(),
                    "place": format!("{}:{line}", path.display()),
                    "code": code.join("\n"),
                }));
            }
        }
    }
    blocks
}

fn report(blocks: &[Value]) -> Value {
    let mut python = Command::new("python3")
        .arg(repository().join("tests/python/blocks.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the tests need Python");
    let input = serde_json::to_vec(blocks).unwrap();
    python.stdin.take().unwrap().write_all(&input).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "blocks.py: {}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

fn lines(list: &Value) -> String {
    let lines = list.as_array().unwrap().iter();
    lines
        .map(|line| format!("\n{}", line.as_str().unwrap()))
        .collect()
}

#[test]
fn python_parses_and_what_can_run_here_is_right() {
    let blocks = blocks();
    assert!(blocks.len() >= 14, "only {} blocks of Python", blocks.len());
    let report = report(&blocks);
    assert_eq!(lines(&report["wrong"]), "");
    assert!(report["ran"].as_u64().unwrap() >= 3, "{report}");
    println!("not run here:{}", lines(&report["not_run"]));
}

#[test]
fn what_is_wrong_is_found() {
    let block =
        |page: &str, place: &str, code: &str| json!({ "page": page, "place": place, "code": code });
    let mut wrong = blocks();
    wrong.extend([
        block("a", "a.md:1", "print 'two'"),
        block("b", "b.md:1", "x = undefined"),
        block("c", "c.md:1", "import no_such_module\nx = undefined"),
        block(
            "python-yield",
            "d.md:1",
            "def flatten(rows):\n    return []",
        ),
    ]);
    let report = report(&wrong);
    let found = report["wrong"].as_array().unwrap();
    let starts = [
        "a.md:1: ",
        "b.md:1: ",
        "uses/python-yield.py, test_flatten: ",
    ];
    assert_eq!(found.len(), starts.len(), "{}", lines(&report["wrong"]));
    for (found, start) in found.iter().zip(starts) {
        assert!(found.as_str().unwrap().starts_with(start), "{found}");
    }
    let not_run = lines(&report["not_run"]);
    assert!(
        not_run.contains("c.md:1: needs no_such_module"),
        "{not_run}"
    );
}
