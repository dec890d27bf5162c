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

    let mut wanted: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    let mut refused = 0;
    let topics: Vec<_> = library.topics.iter().map(AsRef::as_ref).collect();
    for (at, edit) in qed_snippet::bless(&topics, &proven.report.proof) {
        let topic = topics[at];
        if topic.origin.is_exact(edit.range.clone()) {
            let span = topic.span(edit.range);
            wanted
                .entry(span.source)
                .or_default()
                .push(Edit::replace(span.start..span.end, edit.replacement));
        } else {
            refused += 1;
        }
    }
    let (mut changed, mut files, mut disputed) = (0, 0, 0);
    for (source, edits) in wanted {
        let (edits, out) = undisputed(edits);
        disputed += out;
        if edits.is_empty() {
            continue;
        }
        let source = library.sources.get(source);
        let path = session.opened.root.join(&source.path);
        folder::write(&path, weave(&source.text, &edits).as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))?;
        changed += edits.len();
        files += 1;
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
        tell::counted(files, "file")
    ));
    if refused > 0 {
        session.close(
            "Some outputs stand in text that another preprocessor made, and were left alone.",
        );
    }
    if disputed > 0 {
        session.close(
            "Some snippets are included more than once and print something else each time; their outputs were left alone.",
        );
    }
    Ok(
        if refused + disputed > 0
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

/// Each edit once, though a fence that several chapters include asks for it several times. Where they ask for different things
/// in one place none of them is right: how many places those are.
fn undisputed(mut edits: Vec<Edit>) -> (Vec<Edit>, usize) {
    let place = |edit: &Edit| (edit.range.start, edit.range.end);
    edits.sort_by(|a, b| (place(a), &a.replacement).cmp(&(place(b), &b.replacement)));
    edits.dedup();
    let touch = |a: &Edit, b: &Edit| a.range == b.range || b.range.start < a.range.end;
    let places: Vec<&[Edit]> = edits.chunk_by(touch).collect();
    let agreed: Vec<Edit> = places
        .iter()
        .filter(|place| place.len() == 1)
        .flat_map(|place| place.iter().cloned())
        .collect();
    let disputed = places.len() - agreed.len();
    (agreed, disputed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_has_one_edit() {
        let edit = |range, text: &str| Edit::replace(range, text);
        let cases = [
            (vec![edit(0..2, "a"), edit(5..5, "b")], 2, 0),
            (
                vec![edit(5..5, "b"), edit(0..2, "a"), edit(5..5, "b")],
                2,
                0,
            ),
            (
                vec![edit(0..2, "a"), edit(0..2, "b"), edit(2..4, "c")],
                1,
                1,
            ),
            (
                vec![edit(1..1, "a"), edit(1..1, "b"), edit(0..9, "c")],
                0,
                1,
            ),
        ];
        for (edits, agreed, disputed) in cases {
            let (kept, out) = undisputed(edits.clone());
            assert_eq!((kept.len(), out), (agreed, disputed), "{edits:?}");
        }
    }
}
