//! Findings and closing lines, to the terminal and to files.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "the one place that talks to the terminal"
)]

use std::io::IsTerminal;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Once;

use anyhow::Context;
use qed_report::{Finding, Format, Judged, Level, Report, Sources, Style, Tally, draw};

use crate::merged;
use crate::share::Shard;

/// A form of the report, and the file it goes to (else stdout, or stderr for people).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    format: Format,
    file: Option<PathBuf>,
}

impl FromStr for Destination {
    type Err = String;

    /// `sarif`, `sarif=report.sarif`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = match name {
            "human" => Format::Human,
            "json" => Format::Json,
            "sarif" => Format::Sarif,
            "junit" => Format::Junit,
            "github" => Format::Github,
            "markdown" => Format::Markdown,
            _ => return Err("one of human, json, sarif, junit, github, markdown; `FORMAT=FILE` writes to a file".to_owned()),
        };
        Ok(Self { format, file })
    }
}

/// Says to people what was found.
pub(crate) fn findings(findings: &[Finding], sources: &Sources) {
    for finding in findings {
        eprint!("{}", qed_report::human(finding, sources, style()));
    }
}

/// What is reported.
pub(crate) struct Checked<'a> {
    pub(crate) findings: &'a [Finding],
    pub(crate) sources: &'a Sources,
    pub(crate) tally: Tally,
    /// Paths of the topics' files, as in `sources`, sorted.
    pub(crate) files: &'a [String],
    /// What became of the formulas that are compared with code.
    pub(crate) judged: &'a [Judged],
    /// It is one of several reports.
    pub(crate) shard: Option<Shard>,
}

/// Writes a report in each form that was asked for.
pub(crate) fn write(checked: &Checked<'_>, destinations: &[Destination]) -> anyhow::Result<()> {
    let rules = crate::rules();
    let report = Report {
        findings: checked.findings,
        sources: checked.sources,
        tally: checked.tally,
        checked: checked.files,
        judged: checked.judged,
        rules: &rules,
        version: env!("CARGO_PKG_VERSION"),
    };
    for destination in destinations {
        let text = |style| {
            let text = draw(&report, destination.format, style);
            match (checked.shard, destination.format) {
                (Some(shard), Format::Json) => merged::marked(&text, shard, &report),
                _ => text,
            }
        };
        match &destination.file {
            Some(file) => {
                let bytes = text(Style::default()).into_bytes();
                crate::folder::write(file, &bytes)
                    .with_context(|| format!("{} cannot be written", file.display()))?;
            }
            None if destination.format == Format::Human => eprint!("{}", text(style())),
            None => print!("{}", text(Style::default())),
        }
    }
    Ok(())
}

/// The closing line of a command.
pub(crate) fn line(text: &str) {
    eprintln!("{text}");
}

/// What was asked for, on stdout.
pub(crate) fn answer(text: &str) {
    print!("{text}");
}

/// Says once, however often a book is proven, that the system does not contain its snippets as it should.
pub(crate) fn unprotected(missing: &[&str]) {
    static SAID: Once = Once::new();
    if missing.is_empty() {
        return;
    }
    SAID.call_once(|| {
        eprintln!(
            "warning: this system does not offer what a sandbox needs: {}. Snippets run all the same, with your rights, as \
             `sandbox = \"off\"` or `--allow-unsandboxed` says",
            missing.join(", ")
        );
    });
}

/// A failure of QED or the system, with its causes.
pub(crate) fn failure(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

/// "2 errors and 1 warning"; nothing if there are none.
pub(crate) fn count(findings: &[Finding]) -> Option<String> {
    let of = |level| {
        findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    };
    match (of(Level::Deny), of(Level::Warn)) {
        (0, 0) => None,
        (errors, 0) => Some(counted(errors, "error")),
        (0, warnings) => Some(counted(warnings, "warning")),
        (errors, warnings) => Some(format!(
            "{} and {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        )),
    }
}

/// "45 topics, 812 formulas (135 agree with code), 61 snippets and 940 links".
pub(crate) fn tally(tally: Tally) -> String {
    let proven = match tally.proven {
        0 => String::new(),
        1 => " (1 agrees with code)".to_owned(),
        more => format!(" ({more} agree with code)"),
    };
    format!(
        "{}, {}{proven}, {} and {}",
        counted(tally.topics, "topic"),
        counted(tally.formulas, "formula"),
        counted(tally.snippets, "snippet"),
        counted(tally.links, "link")
    )
}

pub(crate) fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn style() -> Style {
    let terminal = std::io::stderr().is_terminal();
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let width = terminal_size::terminal_size().map_or(120, |(width, _)| usize::from(width.0));
    Style {
        color: wanted && (terminal || forced),
        width: width.clamp(60, 160),
    }
}
