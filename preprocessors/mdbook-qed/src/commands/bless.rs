//! `qed bless`: what the snippets print now becomes their expected output.

use std::collections::BTreeMap;

use anyhow::Context;
use qed_markdown::{Edit, weave};
use qed_report::SourceId;

use crate::cli::{BookArgs, DENIED, HOLDS};
use crate::folder;
use crate::opened::Stop;
use crate::tell;

pub(crate) fn bless(book: &BookArgs) -> Result<u8, Stop> {
    let session = book.open()?;
    let (proven, _) = session.opened.prove(&session.means)?;
    session.bar.finish();
    let library = &proven.library;

    let mut edits: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    let mut refused = 0;
    let topics: Vec<_> = library.topics.iter().map(AsRef::as_ref).collect();
    for (at, edit) in qed_snippet::bless(&topics, &proven.report.proof) {
        let topic = topics[at];
        if topic.origin.is_exact(edit.range.clone()) {
            let span = topic.span(edit.range);
            edits
                .entry(span.source)
                .or_default()
                .push(Edit::replace(span.start..span.end, edit.replacement));
        } else {
            refused += 1;
        }
    }
    let mut changed = 0;
    for (source, edits) in &edits {
        let source = library.sources.get(*source);
        let path = session.opened.root.join(&source.path);
        folder::write(&path, weave(&source.text, edits).as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))?;
        changed += edits.len();
    }

    let failed: Vec<_> = proven
        .report
        .findings
        .iter()
        .filter(|finding| !qed_snippet::is_blessable(finding.rule))
        .cloned()
        .collect();
    tell::findings(&failed, &library.sources);
    session.close(&format!(
        "{} written in {}.",
        tell::counted(changed, "output"),
        tell::counted(edits.len(), "file")
    ));
    if refused > 0 {
        session.close(
            "Some outputs stand in text that another preprocessor made, and were left alone.",
        );
    }
    Ok(
        if refused > 0
            || failed
                .iter()
                .any(|finding| finding.level == qed_report::Level::Deny)
        {
            DENIED
        } else {
            HOLDS
        },
    )
}
