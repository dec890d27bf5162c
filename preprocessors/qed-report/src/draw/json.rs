//! One JSON object. Its shape is part of the tool's interface: fields are only added while `version` stays.

use serde_json::{Value, json};

use super::Report;
use crate::{Level, Sources, Span};

pub(super) fn draw(report: &Report<'_>) -> String {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let mut value = place(finding.place.span, report.sources);
            let others = finding.others.iter().map(|other| {
                let mut value = place(other.span, report.sources);
                value["text"] = json!(other.text);
                value
            });
            value["code"] = json!(finding.rule.code);
            value["level"] = json!(finding.level);
            value["message"] = json!(finding.message);
            value["label"] = json!(finding.place.text);
            value["others"] = others.collect();
            value["notes"] = json!(finding.notes);
            value["hint"] = json!(finding.hint);
            value["approximate"] = json!(finding.approximate);
            value
        })
        .collect();
    let formulas: Vec<Value> = report
        .judged
        .iter()
        .map(|judged| {
            let mut value = place(judged.place, report.sources);
            value["label"] = json!(judged.label);
            // Fields of its own, beside those of the place.
            if let (Value::Object(all), Value::Object(said)) = (&mut value, json!(judged.saying)) {
                all.extend(said);
            }
            value
        })
        .collect();
    let whole = json!({
        "version": 1,
        "tool": { "name": "qed", "version": report.version },
        "checked": report.tally,
        "files": report.checked,
        "errors": report.count(Level::Deny),
        "warnings": report.count(Level::Warn),
        "findings": findings,
        "formulas": formulas,
    });
    format!("{whole:#}\n")
}

fn place(span: Span, sources: &Sources) -> Value {
    let (start, end) = (sources.start(span), sources.end(span));
    json!({
        "file": sources.get(span.source).path,
        "start": { "line": start.line, "column": start.column, "byte": span.start },
        "end": { "line": end.line, "column": end.column, "byte": span.end },
    })
}
