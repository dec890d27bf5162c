//! From a weighed trial to a verdict, with a finding for everything that does not hold.

use std::ops::Range;

use qed_report::{Finding, Rule};
use similar::{ChangeTag, TextDiff};

use crate::describe::describe;
use crate::diagnostic::{Complaint, Mark};
use crate::expect::{Expectation, lines};
use crate::fence::{Mode, is_error_code};
use crate::figure;
use crate::layout::Form;
use crate::markup::figure_markup;
use crate::rules::{compile, output, run};
use crate::task::Task;
use crate::trial::Run;
use crate::verdict::{Failure, Printed, Verdict};
use crate::weigh::{Ended, Fault, Success};

/// Lines of a program's own words, or of a diff, that a finding shows.
const SHOWN_LINES: usize = 30;

/// Judges a trial that ended as the fence asked: now its `output` fence is read.
pub(crate) fn success(task: &Task<'_>, success: Success, findings: &mut Vec<Finding>) -> Verdict {
    for warning in &success.warnings {
        findings.push(complaint(task, &compile::WARNING, warning));
    }
    if !success.attempts.is_empty() {
        let message = format!(
            "the snippet tries to {}, is not let, and goes on",
            success.attempts.join("; to ")
        );
        findings.push(
            task.topic
                .finding(&run::ATTEMPT, task.head(), message)
                .hint("do without it: elsewhere the snippet may print something else"),
        );
    }
    let expectation = task.snippet.output.as_ref().map(|output| {
        let (expectation, mut found) = Expectation::read(task.topic, output);
        findings.append(&mut found);
        (expectation, output)
    });
    match success.end {
        Ended::Ran { stdout, stderr } => printed(task, stdout, stderr, expectation, findings),
        Ended::Compiled | Ended::AsExpected if expectation.is_some() => {
            nothing_printed(task, findings)
        }
        Ended::Compiled => Verdict::Compiled,
        Ended::AsExpected => Verdict::FailedAsExpected,
    }
}

/// A snippet that is not tried.
pub(crate) fn skipped(task: &Task<'_>, reason: &str, findings: &mut Vec<Finding>) -> Verdict {
    if task.snippet.output.is_some() {
        nothing_printed(task, findings)
    } else {
        Verdict::Skipped(reason.to_owned())
    }
}

fn printed(
    task: &Task<'_>,
    stdout: String,
    stderr: String,
    expectation: Option<(Expectation, &qed_markdown::Output)>,
    findings: &mut Vec<Finding>,
) -> Verdict {
    let (text, figures) = match figure::take(&stdout) {
        Ok(parts) => parts,
        Err(line) => {
            let message = format!(
                "line {} of what the snippet prints is a picture's marker without its counterpart",
                line + 1
            );
            findings.push(
                task.topic
                    .finding(&output::BAD_FIGURE, task.head(), message)
                    .hint("print `EVCXR_BEGIN_CONTENT image/svg+xml`, the picture, and `EVCXR_END_CONTENT`, each on lines of its own"),
            );
            return Verdict::Failed(Failure::BadFigure(Printed {
                stdout,
                stderr,
                figures: Vec::new(),
            }));
        }
    };
    let printed = Printed {
        stdout: text,
        stderr,
        figures,
    };
    let refused = printed
        .figures
        .iter()
        .enumerate()
        .find_map(|(index, (media_type, content))| {
            Some((index, figure_markup(media_type, content).err()?))
        });
    if let Some((index, refusal)) = refused {
        let message = format!(
            "picture {} of the snippet cannot be shown: {refusal}",
            index + 1
        );
        let hint = "draw with attributes of SVG alone (`fill`, `stroke`, `class`)";
        findings.push(
            task.topic
                .finding(&output::BAD_FIGURE, task.head(), message)
                .hint(hint),
        );
        return Verdict::Failed(Failure::BadFigure(printed));
    }
    match expectation {
        None if printed.stdout.trim().is_empty() => Verdict::Ran(printed),
        None => {
            let finding = task.topic.finding(
                &output::MISSING,
                task.head(),
                "the snippet prints, and no `output` fence follows it",
            );
            findings.push(
                finding
                    .note(format!("it prints:\n{}", shorten(&printed.stdout)))
                    .hint("run `qed bless`, which adds the fence"),
            );
            Verdict::Ran(printed)
        }
        Some((expectation, expected)) => {
            let actual = printed.compared(expectation.stderr).into_owned();
            if actual.trim().is_empty() && expected.text.text.trim() != "..." {
                return nothing_printed(task, findings);
            }
            match expectation.first_difference(&expected.text.text, &actual) {
                None => Verdict::Ran(printed),
                Some(line) => {
                    findings.push(differs(task, expected, &actual, line));
                    Verdict::Failed(Failure::OutputDiffers(printed))
                }
            }
        }
    }
}

fn nothing_printed(task: &Task<'_>, findings: &mut Vec<Finding>) -> Verdict {
    let why = match task.fence.mode {
        Mode::Run => "the snippet prints nothing",
        Mode::Check => "the snippet is not run (`no_run`)",
        Mode::Skip(_) => "the snippet is not tried (`ignore`)",
        Mode::Refuse(_) => "the snippet does not compile (`compile_fail`)",
        Mode::Panic => "what a snippet prints that should panic is not compared",
    };
    let range = task.snippet.output.as_ref().map_or_else(
        || task.head(),
        |output| first_line(task, output.range.clone()),
    );
    findings.push(
        task.topic
            .finding(
                &output::NOTHING_PRINTED,
                range,
                format!("an `output` fence that nothing proves: {why}"),
            )
            .hint("remove the fence, or let the snippet print this"),
    );
    Verdict::Failed(Failure::NothingPrinted)
}

/// The finding for an output that differs, at the first line of the fence that does.
fn differs(task: &Task<'_>, expected: &qed_markdown::Output, actual: &str, line: usize) -> Finding {
    let wanted = lines(&expected.text.text);
    let printed = lines(actual);
    let (range, message) = match wanted.get(line) {
        Some(text) => {
            let start: usize = expected
                .text
                .text
                .split_inclusive('\n')
                .take(line)
                .map(str::len)
                .sum();
            (
                expected.text.locate(start..start + text.len()),
                format!(
                    "line {} of the output is not what the snippet prints",
                    line + 1
                ),
            )
        }
        None => {
            let more = printed.len().saturating_sub(wanted.len());
            (
                first_line(task, expected.range.clone()),
                format!("the snippet prints {more} more lines than this fence holds"),
            )
        }
    };
    let mut finding = task.topic.finding(&output::DIFFERS, range, message);
    finding.place.text = match printed.get(line) {
        Some(text) if wanted.len() == printed.len() => format!("printed: {text}"),
        _ => String::new(),
    };
    finding
        .note(diff(&wanted, &printed))
        .hint("mend the code, or run `qed bless` if what it prints is right")
}

/// `-` expected, `+` printed, and a few lines around.
fn diff(expected: &[&str], printed: &[&str]) -> String {
    let diff = TextDiff::from_slices(expected, printed);
    let mut text = String::from("- expected, + printed");
    for change in diff
        .grouped_ops(2)
        .iter()
        .flatten()
        .flat_map(|operation| diff.iter_changes(operation))
    {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        };
        text.push_str(&format!("\n{sign} {}", change.value()));
    }
    shorten(&text)
}

/// Judges a trial that did not end as the fence asked.
pub(crate) fn fault(task: &Task<'_>, fault: Fault, findings: &mut Vec<Finding>) -> Verdict {
    let Fault {
        failure,
        complaints,
        run,
        other,
    } = fault;
    match &failure {
        Failure::DoesNotCompile => {
            for error in complaints.iter().filter(|complaint| complaint.error) {
                findings.push(complaint(task, &compile::DOES_NOT_COMPILE, error));
            }
        }
        Failure::WrongErrorCode { found } => findings.push(wrong_code(task, found, &complaints)),
        failure => {
            let Some((rule, message, hint)) = describe(&task.fence, failure) else {
                return Verdict::Failed(failure.clone());
            };
            let range = run
                .as_ref()
                .and_then(|run| panic_place(task, run))
                .unwrap_or_else(|| task.head());
            let mut finding = task.topic.finding(rule, range, message).hint(hint);
            for complaint in &complaints {
                finding = finding.note(complaint.message.clone());
            }
            if let (Failure::Varies, Some(run), Some(other)) = (failure, &run, &other) {
                let (first, second) = if run.stdout == other.stdout {
                    ((&*run.stderr).into(), (&*other.stderr).into())
                } else {
                    (
                        String::from_utf8_lossy(&run.stdout),
                        String::from_utf8_lossy(&other.stdout),
                    )
                };
                finding = finding.note(diff(&lines(&first), &lines(&second)).replacen(
                    "expected, + printed",
                    "first run, + second run",
                    1,
                ));
            } else if let Some(run) = run {
                // A test harness reports on standard output.
                let stdout = String::from_utf8_lossy(&run.stdout);
                let words = if task.fence.tests {
                    &*stdout
                } else {
                    &run.stderr
                };
                if !words.trim().is_empty() {
                    finding = finding.note(shorten(&own_words(words, &task.topic.path)));
                }
                // Of what else is denied the finding itself tells.
                if !matches!(failure, Failure::Denied(_)) {
                    finding
                        .notes
                        .extend(closed_files(&run.stderr).map(str::to_owned));
                }
            }
            findings.push(finding);
        }
    }
    Verdict::Failed(failure)
}

fn wrong_code(task: &Task<'_>, found: &[String], complaints: &[Complaint]) -> Finding {
    let wanted = match &task.fence.mode {
        Mode::Refuse(wanted) => wanted.join(", "),
        _ => String::new(),
    };
    let errors = || complaints.iter().filter(|complaint| complaint.error);
    let mut list = found.to_vec();
    if errors().any(|error| error.code.is_none()) {
        list.push("an error without a code".to_owned());
    }
    let message = format!(
        "the snippet fails with {}, and the fence asks for {wanted}",
        list.join(", ")
    );
    let mut finding = task
        .topic
        .finding(&compile::WRONG_ERROR_CODE, task.head(), message);
    for complaint in errors() {
        match complaint.marks.first() {
            Some(mark) => {
                let span = task.topic.span(task.locate(mark.start..mark.end));
                finding = finding.other(span, titled(complaint));
            }
            None => finding = finding.note(titled(complaint)),
        }
    }
    // Lints that are denied have names, which no fence can ask for.
    let instead = if list.iter().all(|code| is_error_code(code)) {
        format!("`compile_fail,{}`", list.join(","))
    } else {
        "`compile_fail` without codes".to_owned()
    };
    finding.hint(format!(
        "mend the code until only {wanted} is left, or write {instead}"
    ))
}

/// What Landlock denies the kernel does not tell; the program sees an error like any other.
fn closed_files(words: &str) -> Option<&'static str> {
    let denied = ["Permission denied", "PermissionDenied", "os error 13"];
    let note = "files outside its temporary folder are closed to a snippet: write what it needs into the snippet itself";
    denied
        .iter()
        .any(|word| words.contains(word))
        .then_some(note)
}

/// rustc's own words, at the chapter's place.
fn complaint(task: &Task<'_>, rule: &'static Rule, complaint: &Complaint) -> Finding {
    let place = |mark: &Mark| task.locate(mark.start..mark.end);
    let range = complaint.marks.first().map_or_else(|| task.head(), place);
    let mut finding = task.topic.finding(rule, range, titled(complaint));
    if let Some(first) = complaint.marks.first() {
        finding.place.text.clone_from(&first.label);
    }
    for mark in complaint.marks.iter().skip(1) {
        finding = finding.other(task.topic.span(place(mark)), mark.label.clone());
    }
    for note in &complaint.notes {
        finding = finding.note(note.clone());
    }
    finding
        .notes
        .extend(closed_files(&complaint.message).map(str::to_owned));
    match &complaint.help {
        Some(help) => finding.hint(help.clone()),
        None => finding,
    }
}

fn titled(complaint: &Complaint) -> String {
    match &complaint.code {
        Some(code) => format!("{} ({code})", complaint.message),
        None => complaint.message.clone(),
    }
}

/// What a program says, without what the runtime adds to a panic in the chapter: an empty line before, the place, which the
/// finding itself has in the author's file, and how to get a backtrace.
fn own_words(stderr: &str, chapter: &str) -> String {
    let place = format!(" panicked at {chapter}:");
    let lines: Vec<String> = stderr
        .trim_end()
        .trim_start_matches('\n')
        .lines()
        .filter(|line| !line.starts_with("note: run with `RUST_BACKTRACE="))
        .map(|line| match line.split_once(&place) {
            Some((thread, _)) => format!("{thread} panicked:"),
            None => line.to_owned(),
        })
        .collect();
    lines.join("\n")
}

/// The place in the chapter that a panic names.
fn panic_place(task: &Task<'_>, run: &Run) -> Option<Range<usize>> {
    let after = run
        .stderr
        .split(&format!("panicked at {}:", task.topic.path))
        .nth(1)?;
    let mut numbers = after.split(':').map(str::parse::<usize>);
    let (line, column) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let form = if task.is_mergeable() {
        Form::Module
    } else {
        Form::Crate
    };
    let layout = task.layout(form);
    let at = layout.place(layout.byte_at(line, column));
    let rest = task.code.text.get(at..)?.lines().next()?;
    Some(task.locate(at..at + rest.trim_end().len()))
}

fn first_line(task: &Task<'_>, range: Range<usize>) -> Range<usize> {
    let text = &task.topic.text[range.clone()];
    range.start..range.start + text.find('\n').unwrap_or(text.len())
}

/// The first lines of a long text.
pub(crate) fn shorten(text: &str) -> String {
    let all: Vec<&str> = text.lines().collect();
    if all.len() <= SHOWN_LINES {
        return all.join("\n");
    }
    format!(
        "{}\n… {} more lines",
        all[..SHOWN_LINES].join("\n"),
        all.len() - SHOWN_LINES
    )
}
