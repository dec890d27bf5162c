//! What the tests share: files in memory, and findings as lines of text.
#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::BTreeMap;
use std::sync::Arc;

use qed_markdown::{Expanded, Files, Options, Origin, ReadError, Topic, expand, parse};
use qed_report::{Finding, SourceId, Sources};

/// Files in memory, by path from the book's root. Bytes that are not UTF-8 may be among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<String, Vec<u8>>);

impl Memory {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self(
            files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
                .collect(),
        )
    }
}

impl Files for Memory {
    fn read(&mut self, path: &str) -> Result<Arc<str>, ReadError> {
        let bytes = self.0.get(path).ok_or(ReadError::Missing)?;
        std::str::from_utf8(bytes)
            .map(Arc::from)
            .map_err(|_| ReadError::NotUtf8)
    }
}

/// A chapter with what was found in it.
pub(crate) struct Parsed {
    pub(crate) sources: Sources,
    pub(crate) topic: Topic,
    pub(crate) findings: Vec<Finding>,
}

impl Parsed {
    /// A file that is one chapter, without includes.
    pub(crate) fn new(text: &str) -> Self {
        Self::with(text, Options::default())
    }

    pub(crate) fn with(text: &str, options: Options) -> Self {
        let mut sources = Sources::default();
        let source = sources.add("src/chapter.md", text);
        let (topic, findings) = parse(
            "chapter.md",
            text,
            Origin::whole(source, text.len()),
            options,
        );
        Self {
            sources,
            topic,
            findings,
        }
    }

    /// Each finding as `line:column code`.
    pub(crate) fn findings(&self) -> Vec<String> {
        lines(&self.findings, &self.sources)
    }

    /// The text of a range.
    pub(crate) fn text(&self, range: &std::ops::Range<usize>) -> &str {
        &self.topic.text[range.clone()]
    }
}

/// Expands `src/chapter.md` of files in memory.
pub(crate) fn expanded(
    chapter: &str,
    files: &mut dyn Files,
) -> (Sources, SourceId, Expanded, Vec<Finding>) {
    let mut sources = Sources::default();
    let source = sources.add("src/chapter.md", chapter);
    let (expanded, findings) = expand("src/chapter.md", source, &mut sources, files);
    (sources, source, expanded, findings)
}

/// Each finding as `line:column code`, with the file's name before it if it is not the chapter.
pub(crate) fn lines(findings: &[Finding], sources: &Sources) -> Vec<String> {
    let line = |finding: &Finding| {
        let position = sources.start(finding.place.span);
        let path = &sources.get(finding.place.span.source).path;
        let file = if path == "src/chapter.md" {
            String::new()
        } else {
            format!("{path}:")
        };
        format!(
            "{file}{}:{} {}",
            position.line, position.column, finding.rule.code
        )
    };
    findings.iter().map(line).collect()
}
