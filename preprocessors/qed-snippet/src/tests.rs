//! Whole proofs of small chapters.

use qed_report::Sources;

use crate::testing::topic_in;
use crate::{Progress, Proof, Settings, Verdict, prove};

/// Says nothing.
pub(crate) struct Silent;

impl Progress for Silent {
    fn begin(&self, _phase: &str, _steps: usize) {}
    fn step(&self) {}
}

/// Proves one chapter in a folder of its own.
pub(crate) fn prove_text(text: &str) -> (Proof, Sources) {
    let folder = tempfile::tempdir().unwrap();
    prove_in(folder.path(), text, |_| {})
}

/// Proves one chapter of the book in a folder.
pub(crate) fn prove_in(
    root: &std::path::Path,
    text: &str,
    adjust: impl FnOnce(&mut Settings),
) -> (Proof, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("src/a.md", text);
    let topic = topic_in("a.md", text, id);
    let mut settings = Settings::new(root);
    settings.allow_unsandboxed = true;
    adjust(&mut settings);
    let proof = prove(&[&topic], &sources, &settings, &Silent).unwrap();
    (proof, sources)
}

/// The findings as `code line:column message`.
pub(crate) fn told(proof: &Proof, sources: &Sources) -> Vec<String> {
    let told = proof.findings.iter().map(|finding| {
        let at = sources.start(finding.place.span);
        format!(
            "{} {}:{} {}",
            finding.rule.code, at.line, at.column, finding.message
        )
    });
    told.collect()
}

#[test]
fn a_snippet_runs_and_its_output_is_compared() {
    let (proof, sources) = prove_text(
        "# Title\n\n```rust\nprintln!(\"{}\", 1 + 1);\n```\n```output\n2\n```\n\n```rust\nfn main() { println!(\"a\\nb\"); }\n```\n```output\na\nc\n```\n",
    );
    assert!(
        matches!(&proof.verdicts[0][0], Verdict::Ran(printed) if printed.stdout == "2\n"),
        "{proof:?}"
    );
    assert_eq!(
        told(&proof, &sources),
        ["output-differs 15:1 line 2 of the output is not what the snippet prints"]
    );
}

#[test]
fn an_error_is_told_at_the_chapters_place_and_costs_no_other_snippet() {
    let (proof, sources) = prove_text(
        "```rust\nlet é = 1; let x: i32 = \"no\";\n```\n\n```rust\n# let hidden = 1;\n# let y: u8 = hidden + oops;\n```\n\n```rust\nassert_eq!(1, 1);\n```\n",
    );
    assert_eq!(
        told(&proof, &sources),
        [
            "snippet-compile 2:25 mismatched types (E0308)",
            "snippet-compile 7:24 cannot find value `oops` in this scope (E0425)",
        ]
    );
    assert!(matches!(proof.verdicts[0][2], Verdict::Ran(_)));
}

#[test]
fn a_panic_is_told_at_its_line() {
    let (proof, sources) =
        prove_text("```rust\nlet v: Vec<i32> = vec![];\n  let _ = v.first().unwrap();\n```\n");
    assert_eq!(
        told(&proof, &sources),
        ["snippet-panic 3:21 the snippet panics"]
    );
}
