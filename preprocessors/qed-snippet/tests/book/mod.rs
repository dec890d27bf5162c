//! A small book in a folder of its own, proven from outside.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::Path;
use std::sync::Mutex;

use qed_markdown::{Options, Origin, Topic, parse};
use qed_report::Sources;
use qed_snippet::{Error, Progress, Proof, Settings, Verdict, prove};

/// A book of one chapter.
pub(crate) struct Book {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) settings: Settings,
}

/// A proof with the chapter that it is of.
pub(crate) struct Proven {
    pub(crate) topic: Topic,
    pub(crate) sources: Sources,
    pub(crate) proof: Proof,
    /// Phases of work that were begun.
    pub(crate) phases: Vec<String>,
}

#[derive(Default)]
struct Phases(Mutex<Vec<String>>);

impl Progress for Phases {
    fn begin(&self, phase: &str, _steps: usize) {
        self.0.lock().unwrap().push(phase.to_owned());
    }
    fn step(&self) {}
}

impl Book {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::new(folder.path());
        Self { folder, settings }
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Proves a chapter with this text.
    pub(crate) fn prove(&self, text: &str) -> Proven {
        self.try_prove(text).unwrap()
    }

    pub(crate) fn try_prove(&self, text: &str) -> Result<Proven, Error> {
        let mut sources = Sources::default();
        let id = sources.add("src/chapter.md", text);
        let (topic, _) = parse(
            "chapter.md",
            text,
            Origin::whole(id, text.len()),
            Options::default(),
        );
        let phases = Phases::default();
        let proof = prove(&[&topic], &sources, &self.settings, &phases)?;
        Ok(Proven {
            topic,
            sources,
            proof,
            phases: phases.0.into_inner().unwrap(),
        })
    }
}

impl Proven {
    pub(crate) fn verdicts(&self) -> &[Verdict] {
        &self.proof.verdicts[0]
    }

    /// The findings as `code line:column message`.
    pub(crate) fn told(&self) -> Vec<String> {
        let told = self.proof.findings.iter().map(|finding| {
            let at = self.sources.start(finding.place.span);
            format!(
                "{} {}:{} {}",
                finding.rule.code, at.line, at.column, finding.message
            )
        });
        told.collect()
    }

    /// Everything that the findings say, notes and hints too.
    pub(crate) fn words(&self) -> String {
        let words = self.proof.findings.iter().map(|finding| {
            format!(
                "{} {}\n{}\n{}\n",
                finding.message,
                finding.place.text,
                finding.notes.join("\n"),
                finding.hint.clone().unwrap_or_default()
            )
        });
        words.collect()
    }
}
