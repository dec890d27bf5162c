//! `qed bless`: what the snippets print now becomes their expected output.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use qed_check::Library;
use qed_markdown::{Edit, weave};
use qed_report::{Level, SourceId, Span};

use crate::cli::{BookArgs, DENIED, HOLDS};
use crate::opened::Stop;
use crate::prove::Proven;
use crate::{folder, tell};

/// What came of it.
#[derive(Clone, Debug, Default)]
struct Blessed {
    outputs: usize,
    files: usize,
    /// Near which places outputs stand in text that another preprocessor made: it is in no file.
    foreign: Vec<String>,
    /// Places for which several chapters ask for different outputs.
    disputed: Vec<String>,
}

pub(crate) fn bless(book: &BookArgs) -> Result<u8, Stop> {
    let session = book.open()?;
    let (proven, _) = session.opened.prove(&session.means)?;
    session.bar.finish();
    let blessed = write(&proven, &session.opened.root)?;

    let mut failed = proven.report.findings.clone();
    failed.retain(|finding| !qed_snippet::is_blessable(finding.rule));
    tell::findings(&failed, &proven.library.sources);
    session.close(&format!(
        "{} written in {}.",
        tell::counted(blessed.outputs, "output"),
        tell::counted(blessed.files, "file")
    ));
    if !blessed.foreign.is_empty() {
        session.close(&format!(
            "Left alone, for another preprocessor made the text: what is near {}.",
            blessed.foreign.join(", ")
        ));
    }
    if !blessed.disputed.is_empty() {
        session.close(&format!(
            "Left alone, for these are included more than once and print something else each time: {}.",
            blessed.disputed.join(", ")
        ));
    }
    let holds = blessed.foreign.is_empty()
        && blessed.disputed.is_empty()
        && failed.iter().all(|finding| finding.level != Level::Deny);
    Ok(if holds { HOLDS } else { DENIED })
}

/// Writes the outputs into the files that their fences stand in.
fn write(proven: &Proven, root: &Path) -> anyhow::Result<Blessed> {
    let library = &proven.library;
    let (wanted, foreign) = wanted(proven);
    let mut blessed = Blessed {
        foreign,
        ..Blessed::default()
    };
    for (source, edits) in wanted {
        let (edits, disputed) = undisputed(edits);
        let places = disputed
            .into_iter()
            .map(|at| line(library, Span::new(source, at, at)));
        blessed.disputed.extend(places);
        if edits.is_empty() {
            continue;
        }
        let source = library.sources.get(source);
        let path = root.join(&source.path);
        folder::write(&path, weave(&source.text, &edits).as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))?;
        blessed.outputs += edits.len();
        blessed.files += 1;
    }
    Ok(blessed)
}

/// `src/a.md:12`.
fn line(library: &Library, span: Span) -> String {
    let path = &library.sources.get(span.source).path;
    format!("{path}:{}", library.sources.start(span).line)
}

/// For each file what is to be written into it, and near which places outputs stand in no file.
fn wanted(proven: &Proven) -> (BTreeMap<SourceId, Vec<Edit>>, Vec<String>) {
    let topics: Vec<_> = proven.library.topics.iter().map(AsRef::as_ref).collect();
    let mut wanted: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    let mut foreign = Vec::new();
    for (at, edit) in qed_snippet::bless(&topics, &proven.report.proof) {
        let topic = topics[at];
        if topic.origin.is_exact(edit.range.clone()) {
            let span = topic.span(edit.range);
            wanted
                .entry(span.source)
                .or_default()
                .push(Edit::replace(span.start..span.end, edit.replacement));
        } else {
            foreign.push(line(&proven.library, topic.span(edit.range)));
        }
    }
    (wanted, foreign)
}

/// Each edit once, though a fence that several chapters include asks for it several times. Where they ask for different things
/// in one place none of them is right: where those places begin.
fn undisputed(mut edits: Vec<Edit>) -> (Vec<Edit>, Vec<usize>) {
    let place = |edit: &Edit| (edit.range.start, edit.range.end);
    edits.sort_by(|a, b| (place(a), &a.replacement).cmp(&(place(b), &b.replacement)));
    edits.dedup();
    let touch = |a: &Edit, b: &Edit| a.range == b.range || b.range.start < a.range.end;
    let (mut agreed, mut disputed) = (Vec::new(), Vec::new());
    for place in edits.chunk_by(touch) {
        match place {
            [edit] => agreed.push(edit.clone()),
            several => disputed.extend(several.first().map(|edit| edit.range.start)),
        }
    }
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
            assert_eq!((kept.len(), out.len()), (agreed, disputed), "{edits:?}");
        }
    }
}
