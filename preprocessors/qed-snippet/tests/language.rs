//! The language of fences: every case has the verdict that its heading says, the same whether snippets share crates or not,
//! and the same as rustdoc's.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use qed_markdown::{Options, Origin, Topic, parse};
use qed_report::Sources;
use qed_snippet::{Failure, Progress, Settings, Verdict, prove};

struct Silent;

impl Progress for Silent {
    fn begin(&self, _phase: &str, _steps: usize) {}
    fn step(&self) {}
}

/// A case: the line of its fence, what it is about, and the verdict that its heading says.
struct Case<'a> {
    line: usize,
    name: &'a str,
    verdict: &'a str,
    unlike_rustdoc: bool,
}

fn cases(topic: &Topic) -> Vec<Case<'_>> {
    let cases = topic.snippets.iter().map(|snippet| {
        let before = topic
            .outline
            .iter()
            .rev()
            .find(|heading| heading.range.start < snippet.range.start)
            .unwrap();
        let (name, verdict) = before.text.rsplit_once(": ").unwrap();
        Case {
            line: topic.text[..snippet.range.start].matches('\n').count() + 1,
            name,
            verdict,
            unlike_rustdoc: name.ends_with("unlike rustdoc"),
        }
    });
    cases.collect()
}

/// Verdicts in the words of the headings.
fn verdicts(topic: &Topic, sources: &Sources, one_by_one: bool) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::new(folder.path());
    settings.one_by_one = one_by_one;
    let proof = prove(&[topic], sources, &settings, &Silent).unwrap();
    let rule_at = |index: usize| {
        let range = topic.snippets[index].range.clone();
        let found = proof.findings.iter().find(|finding| {
            let is_about_verdict = !["snippet-attribute", "snippet-stray-main", "snippet-warning"]
                .contains(&finding.rule.code);
            range.contains(&finding.place.span.start) && is_about_verdict
        });
        found.map_or("without a finding", |finding| finding.rule.code)
    };
    let words = proof.verdicts[0]
        .iter()
        .enumerate()
        .map(|(index, verdict)| match verdict {
            Verdict::Ran(_) => "ran".to_owned(),
            Verdict::Compiled => "compiled".to_owned(),
            Verdict::FailedAsExpected => "failed as expected".to_owned(),
            Verdict::Skipped(_) => "skipped".to_owned(),
            Verdict::Failed(Failure::Contradiction) => "contradiction".to_owned(),
            Verdict::Failed(_) => format!("failed {}", rule_at(index)),
        });
    words.collect()
}

/// rustdoc's own results: line of the fence to `ok`, `FAILED` or `ignored`.
fn rustdoc(file: &Path) -> BTreeMap<usize, String> {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("rustdoc")
        .args(["--test", "--edition=2024"])
        .arg(file)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let results = text.lines().filter_map(|line| {
        let (test, result) = line.strip_prefix("test ")?.split_once(" ... ")?;
        let number = test.rsplit_once("(line ")?.1.split(')').next()?;
        Some((number.parse().ok()?, result.split(',').next()?.to_owned()))
    });
    results.collect()
}

#[test]
fn every_case_has_its_verdict_merged_and_alone_and_from_rustdoc() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut sources = Sources::default();
    let id = sources.add("src/language.md", text.as_str());
    let (topic, _) = parse(
        "language.md",
        &text,
        Origin::whole(id, text.len()),
        Options::default(),
    );
    let cases = cases(&topic);
    assert!(cases.len() > 200);
    let merged = verdicts(&topic, &sources, false);
    let alone = verdicts(&topic, &sources, true);
    let rustdoc = rustdoc(&file);
    let mut wrong = Vec::new();
    for ((case, merged), alone) in cases.iter().zip(&merged).zip(&alone) {
        let Case {
            line,
            name,
            verdict,
            unlike_rustdoc,
        } = case;
        if merged != verdict {
            wrong.push(format!("{line} {name}: {merged}, not {verdict}"));
        }
        if alone != merged {
            wrong.push(format!("{line} {name}: alone {alone}, merged {merged}"));
        }
        let theirs = rustdoc.get(line).map_or("not a test", String::as_str);
        let ours = match merged.as_str() {
            "skipped" => "ignored",
            "ran" | "compiled" | "failed as expected" => "ok",
            _ => "FAILED",
        };
        if (ours == theirs) == *unlike_rustdoc {
            wrong.push(format!(
                "{line} {name}: rustdoc says {theirs}, QED says {merged}"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
