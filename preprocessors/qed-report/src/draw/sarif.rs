//! SARIF 2.1.0, as code scanning reads it.

use std::collections::BTreeMap;

use serde_sarif::sarif::{
    ArtifactLocation, Location, Message, MultiformatMessageString, PhysicalLocation, Region,
    ReportingConfiguration, ReportingConfigurationLevel, ReportingDescriptor,
    Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use super::{Report, remarks};
use crate::{Finding, Label, Level, Rule, Sources};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn draw(report: &Report<'_>) -> String {
    let index: BTreeMap<&str, i64> = report
        .rules
        .iter()
        .zip(0..)
        .map(|(rule, at)| (rule.code, at))
        .collect();
    let driver = ToolComponent::builder()
        .name("qed")
        .semantic_version(report.version)
        .rules(
            report
                .rules
                .iter()
                .map(|rule| descriptor(rule))
                .collect::<Vec<_>>(),
        )
        .build();
    let results: Vec<_> = report
        .findings
        .iter()
        .map(|finding| result(finding, &index, report.sources))
        .collect();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind(serde_json::json!("unicodeCodePoints"))
        .results(results)
        .build();
    let sarif = Sarif::builder()
        .schema(SCHEMA)
        .version(serde_json::json!("2.1.0"))
        .runs(vec![run])
        .build();
    let text = serde_json::to_string_pretty(&sarif).expect("SARIF has only string keys");
    format!("{text}\n")
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let level = match rule.level {
        Level::Deny => ReportingConfigurationLevel::Error,
        Level::Warn => ReportingConfigurationLevel::Warning,
        Level::Allow => ReportingConfigurationLevel::None,
    };
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    ReportingDescriptor::builder()
        .id(rule.code)
        .short_description(text(rule.title))
        .full_description(text(rule.title))
        .help(
            MultiformatMessageString::builder()
                .text(rule.explanation)
                .markdown(rule.explanation)
                .build(),
        )
        .default_configuration(
            ReportingConfiguration::builder()
                .level(serde_json::json!(level))
                .build(),
        )
        .build()
}

fn result(finding: &Finding, index: &BTreeMap<&str, i64>, sources: &Sources) -> SarifResult {
    let level = if finding.level == Level::Deny {
        ResultLevel::Error
    } else {
        ResultLevel::Warning
    };
    let text = format!("{}\n{}", finding.message, remarks(finding));
    SarifResult::builder()
        .rule_id(finding.rule.code)
        .rule_index(index.get(finding.rule.code).copied().unwrap_or(-1))
        .level(level)
        .message(Message::builder().text(text.trim_end()).build())
        .locations(vec![location(&finding.place, sources)])
        .related_locations(
            finding
                .others
                .iter()
                .map(|other| location(other, sources))
                .collect::<Vec<_>>(),
        )
        .build()
}

fn location(label: &Label, sources: &Sources) -> Location {
    let (start, end) = (sources.start(label.span), sources.end(label.span));
    let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    let region = Region::builder()
        .start_line(number(start.line))
        .start_column(number(start.column))
        .end_line(number(end.line))
        .end_column(number(end.column))
        .build();
    let physical = PhysicalLocation::builder()
        .artifact_location(
            ArtifactLocation::builder()
                .uri(uri(&sources.get(label.span.source).path))
                .build(),
        )
        .region(region)
        .build();
    let location = Location::builder().physical_location(physical);
    if label.text.is_empty() {
        location.build()
    } else {
        location
            .message(Message::builder().text(label.text.as_str()).build())
            .build()
    }
}

/// A relative path as a URI reference: what is not allowed in one is percent-encoded.
fn uri(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
