//! KaTeX itself, in Node.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use crate::suite::{self, Formula};

/// The suites in KaTeX's hands: markup or an error for each formula.
pub(crate) static ANSWERS: LazyLock<Vec<Result<String, String>>> =
    LazyLock::new(|| typeset(&suite::formulas()));

/// What KaTeX makes of each formula.
pub(crate) fn typeset(formulas: &[Formula]) -> Vec<Result<String, String>> {
    let asked: Vec<_> = formulas
        .iter()
        .map(|formula| serde_json::json!({ "tex": formula.tex, "display": formula.display }))
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formulas/katex.js");
    let mut node = Command::new("node")
        .arg(script)
        .env("NODE_PATH", modules())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!(
                "node does not run ({error}): install Node.js 20 or newer, then `cargo xtask test`"
            )
        });
    let question = serde_json::to_string(&asked).unwrap();
    let mut stdin = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(question.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "node failed");
    let answers: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = |answer: &serde_json::Value, key: &str| answer[key].as_str().map(str::to_owned);
    answers
        .iter()
        .map(|answer| text(answer, "html").ok_or_else(|| text(answer, "error").unwrap()))
        .collect()
}

/// Where the modules of `tests/package.json` are: in the folder that QED_NODE_MODULES names, or where xtask puts them.
fn modules() -> PathBuf {
    let default =
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/qed-tests/node_modules");
    let modules = env::var_os("QED_NODE_MODULES").map_or_else(default, PathBuf::from);
    assert!(
        modules.join("katex/package.json").is_file(),
        "KaTeX is not in {}: run `cargo xtask test`, or `npm ci` beside a copy of tests/package.json and name its node_modules in QED_NODE_MODULES",
        modules.display()
    );
    modules
}
