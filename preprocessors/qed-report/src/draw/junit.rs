//! JUnit XML: a suite for each file, a case for each finding of it, and one case that passes where there is none.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{Report, remarks};
use crate::{Finding, Level, Sources};

pub(super) fn draw(report: &Report<'_>) -> String {
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = report
        .checked
        .iter()
        .map(|path| (path.as_str(), Vec::new()))
        .collect();
    for finding in report.findings {
        by_file
            .entry(&report.sources.get(finding.place.span.source).path)
            .or_default()
            .push(finding);
    }
    let mut junit = quick_junit::Report::new("qed");
    for (file, findings) in by_file {
        let mut suite = TestSuite::new(file);
        if findings.is_empty() {
            suite.add_test_case(case("holds".to_owned(), file, TestCaseStatus::success()));
        }
        for finding in findings {
            let start = report.sources.start(finding.place.span);
            let name = format!("{} at {}:{}", finding.rule.code, start.line, start.column);
            suite.add_test_case(case(name, file, status(finding, report.sources)));
        }
        junit.add_test_suite(suite);
    }
    let mut xml = junit.to_string().expect("JUnit is written into memory");
    xml.push('\n');
    xml
}

fn case(name: String, file: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(file)
        .extra
        .insert("file".into(), file.into());
    case
}

/// An error fails its case; a warning lets it pass and says what it is in the case's output.
fn status(finding: &Finding, sources: &Sources) -> TestCaseStatus {
    let start = sources.start(finding.place.span);
    let file = &sources.get(finding.place.span.source).path;
    let details = format!(
        "{file}:{}:{}: {}\n{}",
        start.line,
        start.column,
        finding.message,
        remarks(finding)
    );
    let mut status = match finding.level {
        Level::Deny => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Level::Warn | Level::Allow => TestCaseStatus::skipped(),
    };
    status
        .set_message(finding.message.as_str())
        .set_type(finding.rule.code)
        .set_description(details);
    status
}
