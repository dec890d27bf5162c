//! What holds of any text whatever: shared by the property tests, the regressions and the fuzz targets.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use qed_markdown::{
    Attribute, Edit, Excerpt, Files, Options, Origin, ReadError, Topic, code_lines, events, expand,
    lines_hidden_by, parse, pin_ids, strip_metadata, weave,
};
use qed_report::{Finding, Sources, Span};

/// Parses a text in every way and checks all that is said of it.
pub(crate) fn check_parse(text: &str) {
    let mut sources = Sources::default();
    let source = sources.add("src/chapter.md", text);
    let (topic, findings) = parse(
        "chapter.md",
        text,
        Origin::whole(source, text.len()),
        Options::default(),
    );
    check_topic(&topic, text);
    check_findings(&findings, &sources);
    let plain = Options {
        smart_punctuation: false,
        definition_lists: false,
        admonitions: false,
        math: false,
        untagged_is_rust: false,
        scripts: false,
    };
    let (topic, findings) = parse("chapter.md", text, Origin::whole(source, text.len()), plain);
    check_topic(&topic, text);
    check_findings(&findings, &sources);
    for (_, range) in events(text, Options::default()) {
        assert_range(text, &range);
    }
    check_expand(text);
    check_by_diff(text);
}

/// Weaves edits made of a text's own parts.
pub(crate) fn check_weave(text: &str) {
    assert_eq!(weave(text, &[]), text, "weaving nothing changes nothing");
    let mut sources = Sources::default();
    let source = sources.add("src/chapter.md", text);
    let (topic, _) = parse(
        "chapter.md",
        text,
        Origin::whole(source, text.len()),
        Options::default(),
    );
    let mut edits: Vec<Edit> = topic
        .formulas
        .iter()
        .map(|formula| edit_to_itself(text, &formula.range))
        .collect();
    edits.extend(
        topic
            .snippets
            .iter()
            .map(|snippet| edit_to_itself(text, &snippet.range)),
    );
    assert_eq!(
        weave(text, &edits),
        text,
        "a part in the place of itself changes nothing"
    );
    let marked: Vec<Edit> = edits
        .iter()
        .map(|edit| Edit::insert(edit.range.start, "\u{1}"))
        .collect();
    assert_eq!(weave(text, &marked).len(), text.len() + marked.len());
    let pinned = weave(text, &pin_ids(&topic));
    let (again, _) = parse(
        "chapter.md",
        &pinned,
        Origin::whole(source, pinned.len()),
        Options::default(),
    );
    assert_eq!(again.outline.len(), topic.outline.len(), "{pinned:?}");
    for (after, before) in again.outline.iter().zip(&topic.outline) {
        assert!(
            !after.explicit || after.id == before.id,
            "pinned ids stay: {pinned:?}"
        );
    }
    if let Some(edit) = strip_metadata(&topic) {
        assert_eq!(
            weave(text, std::slice::from_ref(&edit)).len(),
            text.len() - edit.range.len()
        );
    }
}

fn edit_to_itself(text: &str, range: &Range<usize>) -> Edit {
    Edit::replace(range.clone(), &text[range.clone()])
}

fn assert_range(text: &str, range: &Range<usize>) {
    assert!(text.get(range.clone()).is_some(), "{range:?} in {text:?}");
}

fn check_topic(topic: &Topic, text: &str) {
    assert_eq!(topic.text, text);
    let mut ids = HashSet::new();
    for heading in &topic.outline {
        assert_range(text, &heading.range);
        assert!((1..=6).contains(&heading.level));
        assert!(
            heading.explicit || ids.insert(&heading.id),
            "{} is given twice in {text:?}",
            heading.id
        );
    }
    for formula in &topic.formulas {
        assert_range(text, &formula.range);
        check_excerpt(&formula.tex, text);
        for reference in formula.label.iter().chain(&formula.references) {
            assert_range(&formula.tex.text, &reference.range);
            assert_range(text, &formula.tex.locate(reference.range.clone()));
        }
    }
    for snippet in &topic.snippets {
        assert_range(text, &snippet.range);
        assert_range(text, &snippet.info);
        check_excerpt(&snippet.code, text);
        check_attributes(&snippet.attributes, text);
        for line in code_lines(snippet)
            .into_iter()
            .chain(lines_hidden_by(&snippet.code, "!"))
        {
            assert_range(text, &line.range);
            assert_range(text, &line.mark);
            assert!(!line.text.contains('\n'));
        }
        if let Some(output) = &snippet.output {
            assert_range(text, &output.range);
            check_excerpt(&output.text, text);
            check_attributes(&output.attributes, text);
        }
    }
    for link in &topic.links {
        assert_range(text, &link.range);
        assert_range(text, &link.target_range);
        assert!(
            link.section
                .is_none_or(|section| section < topic.outline.len())
        );
    }
    for card in &topic.recalls {
        assert_range(text, &card.range);
        assert_range(text, &card.question);
        assert_range(text, &card.answer);
    }
    for anchor in &topic.anchors {
        assert_range(text, &anchor.range);
    }
    assert_range(text, &topic.metadata.range);
    let metadata = &topic.metadata;
    for value in [
        &metadata.requires,
        &metadata.aliases,
        &metadata.sources,
        &metadata.tags,
    ]
    .into_iter()
    .flatten()
    {
        assert_range(text, &value.range);
    }
    let starts = |ranges: Vec<usize>| ranges.is_sorted();
    assert!(starts(
        topic.links.iter().map(|link| link.range.start).collect()
    ));
    assert!(starts(
        topic
            .outline
            .iter()
            .map(|heading| heading.range.start)
            .collect()
    ));
    assert!(starts(
        topic
            .formulas
            .iter()
            .map(|formula| formula.range.start)
            .collect()
    ));
    assert!(starts(
        topic
            .snippets
            .iter()
            .map(|snippet| snippet.range.start)
            .collect()
    ));
}

fn check_attributes(attributes: &[Attribute], text: &str) {
    for attribute in attributes {
        assert_range(text, &attribute.range);
    }
}

fn check_excerpt(excerpt: &Excerpt, text: &str) {
    for (start, place) in &excerpt.pieces {
        assert!(excerpt.text.is_char_boundary(*start) && text.is_char_boundary(*place));
    }
    for (at, c) in excerpt.text.char_indices() {
        let place = excerpt.place(at);
        assert!(place <= text.len(), "{place} of {text:?}");
        assert_range(text, &excerpt.locate(at..at + c.len_utf8()));
    }
    assert_range(text, &excerpt.locate(0..excerpt.text.len()));
}

fn check_findings(findings: &[Finding], sources: &Sources) {
    for finding in findings {
        assert!(!finding.message.is_empty());
        check_span(finding.place.span, sources);
        for other in &finding.others {
            check_span(other.span, sources);
        }
    }
}

fn check_span(span: Span, sources: &Sources) {
    let text = &sources.get(span.source).text;
    assert_range(text, &(span.start..span.end));
}

/// Two files: one with what a text may include, and the text itself.
struct Shelf<'t>(&'t str);

impl Files for Shelf<'_> {
    fn read(&mut self, path: &str) -> Result<Arc<str>, ReadError> {
        match path {
            "src/a" => Ok("one\r\n// ANCHOR: a\ntwo {{#include b}}\n// ANCHOR_END: a\né".into()),
            "src/b" => Ok(self.0.into()),
            "src/c" => Err(ReadError::NotUtf8),
            _ => Err(ReadError::Missing),
        }
    }
}

fn check_expand(text: &str) {
    let mut sources = Sources::default();
    let source = sources.add("src/chapter.md", text);
    let (expanded, findings) = expand("src/chapter.md", source, &mut sources, &mut Shelf(text));
    check_findings(&findings, &sources);
    check_origin(&expanded.origin, &expanded.text, &sources);
    for &at in &expanded.escaped {
        assert!(expanded.text[at..].starts_with("{{#"));
    }
    let (topic, findings) = parse(
        "chapter.md",
        &expanded.text,
        expanded.origin.clone(),
        Options::default(),
    );
    check_topic(&topic, &expanded.text);
    check_findings(&findings, &sources);
}

fn check_by_diff(text: &str) {
    let half = text
        .char_indices()
        .nth(text.chars().count() / 2)
        .map_or(0, |(at, _)| at);
    let changed = format!("{}\nnew line\n{}", &text[half..], &text[..half]);
    let mut sources = Sources::default();
    let source = sources.add("src/chapter.md", text);
    let origin = Origin::by_diff(&changed, source, text);
    check_origin(&origin, &changed, &sources);
    let (_, findings) = parse("chapter.md", &changed, origin, Options::default());
    check_findings(&findings, &sources);
}

/// Every character has a place in a file, and one that is said to be exact is the same there.
fn check_origin(origin: &Origin, text: &str, sources: &Sources) {
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        let span = origin.span(range.clone());
        check_span(span, sources);
        if origin.is_exact(range.clone()) {
            assert_eq!(
                &sources.get(span.source).text[span.start..span.end],
                &text[range]
            );
        }
    }
    check_span(origin.span(0..text.len()), sources);
    check_span(origin.span(text.len()..text.len()), sources);
}
