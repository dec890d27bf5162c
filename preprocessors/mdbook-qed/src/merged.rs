//! Reports of shards: what makes a JSON report one that can be put together with others, and reading it again.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail, ensure};
use qed_report::{Finding, Judged, Label, Level, Report, Saying, Sources, Span, Tally, sort};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::share::Shard;

/// A JSON report with its shard, and with the texts that its findings point into: so it can be drawn elsewhere.
pub(crate) fn marked(text: &str, shard: Shard, report: &Report<'_>) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return text.to_owned();
    };
    let labels = report
        .findings
        .iter()
        .flat_map(|finding| finding.others.iter().chain([&finding.place]));
    let judged = report.judged.iter().map(|judged| judged.place);
    let texts: BTreeMap<&str, &str> = labels
        .map(|label| label.span)
        .chain(judged)
        .map(|span| report.sources.get(span.source))
        .map(|source| (source.path.as_str(), &*source.text))
        .collect();
    value["shard"] = json!(shard.to_string());
    value["texts"] = json!(texts);
    format!("{value:#}\n")
}

/// Several reports as one.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) findings: Vec<Finding>,
    pub(crate) sources: Sources,
    pub(crate) tally: Tally,
    /// Paths of the topics' files, sorted.
    pub(crate) files: Vec<String>,
    /// What became of the formulas that are compared with code.
    pub(crate) judged: Vec<Judged>,
}

/// A report of a shard.
#[derive(Debug, Deserialize)]
struct Read {
    tool: Tool,
    checked: Tally,
    files: Vec<String>,
    findings: Vec<ReadFinding>,
    formulas: Vec<ReadFormula>,
    shard: Option<String>,
    #[serde(default)]
    texts: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Tool {
    version: String,
}

#[derive(Debug, Deserialize)]
struct ReadFinding {
    code: String,
    level: Level,
    message: String,
    #[serde(flatten)]
    place: Place,
    label: String,
    others: Vec<Other>,
    notes: Vec<String>,
    hint: Option<String>,
    approximate: bool,
}

#[derive(Debug, Deserialize)]
struct ReadFormula {
    label: String,
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    saying: Saying,
}

#[derive(Debug, Deserialize)]
struct Other {
    text: String,
    #[serde(flatten)]
    place: Place,
}

#[derive(Debug, Deserialize)]
struct Place {
    file: String,
    start: Byte,
    end: Byte,
}

#[derive(Debug, Deserialize)]
struct Byte {
    byte: usize,
}

/// Reads reports (name, text) and puts them together. They must be all shards of one whole.
pub(crate) fn merge(reports: &[(String, String)]) -> anyhow::Result<Merged> {
    let mut merged = Merged {
        findings: Vec::new(),
        sources: Sources::default(),
        tally: Tally::default(),
        files: Vec::new(),
        judged: Vec::new(),
    };
    let mut shards = Vec::new();
    for (name, text) in reports {
        let read: Read = serde_json::from_str(text)
            .with_context(|| format!("{name} is not a JSON report of `qed check`"))?;
        let shard = read.shard.as_deref().and_then(|shard| shard.parse().ok());
        let Some(shard) = shard else {
            bail!(
                "{name} is not a shard's report: `qed check --shard 1/3 --format json={name}` writes one"
            );
        };
        ensure!(
            read.tool.version == env!("CARGO_PKG_VERSION"),
            "{name} was written by QED {}, and this is {}",
            read.tool.version,
            env!("CARGO_PKG_VERSION")
        );
        shards.push((shard, name.as_str()));
        merged.add(read).with_context(|| format!("in {name}"))?;
    }
    complete(&mut shards)?;
    sort(&mut merged.findings, &merged.sources);
    merged.findings.dedup();
    merged.files.sort();
    let Merged {
        judged, sources, ..
    } = &mut merged;
    judged.sort_by_cached_key(|judged| {
        let path = sources.get(judged.place.source).path.clone();
        (path, judged.place.start, judged.saying.sentence())
    });
    Ok(merged)
}

/// Whether the shards are a whole.
fn complete(shards: &mut [(Shard, &str)]) -> anyhow::Result<()> {
    shards.sort();
    for pair in shards.windows(2) {
        let [(one, first), (two, second)] = pair else {
            continue;
        };
        ensure!(
            one.of == two.of,
            "{first} is shard {one} and {second} is shard {two}: they are of different runs"
        );
        ensure!(one != two, "{first} and {second} are both shard {one}");
    }
    let there: BTreeSet<u32> = shards.iter().map(|(shard, _)| shard.number).collect();
    let of = shards.first().map_or(0, |(shard, _)| shard.of);
    let missing: Vec<String> = (1..=of)
        .filter(|number| !there.contains(number))
        .map(|number| Shard { number, of }.to_string())
        .collect();
    ensure!(
        missing.is_empty(),
        "shard {} is missing",
        missing.join(", ")
    );
    Ok(())
}

impl Merged {
    fn add(&mut self, read: Read) -> anyhow::Result<()> {
        self.tally.topics += read.checked.topics;
        self.tally.formulas += read.checked.formulas;
        self.tally.snippets += read.checked.snippets;
        self.tally.links += read.checked.links;
        self.tally.proven += read.checked.proven;
        self.files.extend(read.files);
        for (path, text) in &read.texts {
            let source = self.sources.add(path.as_str(), text.as_str());
            ensure!(
                *self.sources.get(source).text == **text,
                "{path} is not the same file as in another shard"
            );
        }
        for formula in read.formulas {
            self.judged.push(Judged {
                place: self.span(&formula.place)?,
                label: formula.label,
                saying: formula.saying,
            });
        }
        for finding in read.findings {
            let finding = self.finding(finding)?;
            self.findings.push(finding);
        }
        Ok(())
    }

    fn finding(&self, read: ReadFinding) -> anyhow::Result<Finding> {
        let rules = crate::rules();
        let rule = rules.iter().find(|rule| rule.code == read.code);
        let Some(rule) = rule else {
            bail!("there is no rule `{}`", read.code);
        };
        let mut finding =
            Finding::new(rule, self.span(&read.place)?, read.message).label(read.label);
        for other in read.others {
            finding.others.push(Label {
                span: self.span(&other.place)?,
                text: other.text,
            });
        }
        finding.level = read.level;
        finding.notes = read.notes;
        finding.hint = read.hint;
        finding.approximate = read.approximate;
        Ok(finding)
    }

    fn span(&self, place: &Place) -> anyhow::Result<Span> {
        let source = self.sources.find(&place.file);
        let source = source.with_context(|| format!("the text of {} is missing", place.file))?;
        Ok(Span::new(source, place.start.byte, place.end.byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(number: u32, of: u32) -> (String, String) {
        let report = Report {
            findings: &[],
            sources: &Sources::default(),
            tally: Tally::default(),
            checked: &[],
            judged: &[],
            rules: &[],
            version: env!("CARGO_PKG_VERSION"),
        };
        let text = qed_report::draw(
            &report,
            qed_report::Format::Json,
            qed_report::Style::default(),
        );
        (
            format!("{number}.json"),
            marked(&text, Shard { number, of }, &report),
        )
    }

    #[test]
    fn only_a_whole_is_merged() {
        for (reports, wrong) in [
            (vec![shard(2, 2), shard(1, 2)], ""),
            (vec![shard(1, 1)], ""),
            (vec![shard(1, 3), shard(3, 3)], "shard 2/3 is missing"),
            (vec![shard(1, 2), shard(2, 3)], "different runs"),
            (vec![shard(1, 2), shard(1, 2)], "both shard 1/2"),
            (vec![("x".into(), "{".into())], "not a JSON report"),
            (
                vec![("x".into(), shard(1, 1).1.replace("\"shard\"", "\"other\""))],
                "not a shard's report",
            ),
        ] {
            let said = merge(&reports).map_or_else(|error| format!("{error:#}"), |_| String::new());
            assert!(
                said.contains(wrong) && said.is_empty() == wrong.is_empty(),
                "{said}"
            );
        }
    }
}
