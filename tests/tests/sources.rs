//! The book's sources: what a page cites stands in its metadata, in its section *Sources* and on the page that lists them
//! all, with the same authors and title.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;

use qed_tests::repository;
use walkdir::WalkDir;

struct Topic {
    slug: String,
    /// `arxiv:1512.03385`, from the metadata.
    metadata: Vec<String>,
    /// The items of the section *Sources*.
    items: Vec<String>,
}

/// The id that names an entry, and the entry.
fn without_id(item: &str) -> (Option<&str>, &str) {
    let named = item.strip_prefix("<span id=\"");
    let named = named.and_then(|rest| rest.split_once("\"></span>"));
    named.map_or((None, item), |(id, item)| (Some(id), item))
}

fn items(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("- "));
    lines.map(|line| without_id(line).1.to_owned()).collect()
}

fn topics() -> Vec<Topic> {
    let files = WalkDir::new(repository().join("src")).sort_by_file_name();
    let mut topics = Vec::new();
    for file in files.into_iter().map(Result::unwrap) {
        if file.path().extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let text = std::fs::read_to_string(file.path()).unwrap();
        let Some((page, sources)) = text.split_once("\n## Sources\n") else {
            continue;
        };
        let metadata = page.lines().find(|line| line.starts_with("sources = "));
        let quoted = metadata.unwrap_or_default().split('"').skip(1).step_by(2);
        topics.push(Topic {
            slug: file.path().file_stem().unwrap().to_string_lossy().into(),
            metadata: quoted.map(str::to_owned).collect(),
            items: items(sources),
        });
    }
    topics
}

/// The list of all sources: each item, and the slugs that it says use it.
fn listed() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(repository().join("src/sources.md")).unwrap();
    let used = |item: &str| {
        let (_, used) = item.split_once(" Used by ")?;
        let slugs = used.split("[[").skip(1);
        let slugs = slugs.map(|rest| rest.split_once("]]").unwrap().0.to_owned());
        Some((item.to_owned(), slugs.collect()))
    };
    items(&text).iter().filter_map(|item| used(item)).collect()
}

fn first_link(item: &str) -> Option<&str> {
    let (_, rest) = item.split_once("](")?;
    Some(rest.split_once(')')?.0)
}

/// `T. Robinson, *A title*`.
fn authors_and_title(item: &str) -> Option<String> {
    let mut parts = item.splitn(3, '*');
    let (authors, title) = (parts.next()?, parts.next()?);
    Some(format!("{}*{title}*", authors.trim_end_matches('[')))
}

#[test]
fn the_metadata_names_what_the_section_cites() {
    let topics = topics();
    assert!(topics.len() >= 45, "only {} pages cite", topics.len());
    for topic in topics {
        let section = topic.items.join("\n");
        for source in &topic.metadata {
            let (kind, id) = source.split_once(':').unwrap();
            let cited = match kind {
                "arxiv" => format!("https://arxiv.org/abs/{id})"),
                "doi" => format!("https://doi.org/{id})"),
                "isbn" => format!("[ISBN {id}]("),
                _ => format!("({source})"),
            };
            assert!(section.contains(&cited), "{}: {source}", topic.slug);
        }
        assert_eq!(topic.metadata.len(), topic.items.len(), "{}", topic.slug);
    }
}

#[test]
fn every_citation_is_listed_with_its_page() {
    let listed = listed();
    for topic in topics() {
        for item in &topic.items {
            let link = first_link(item);
            let known = listed
                .iter()
                .find(|(entry, used)| first_link(entry) == link && used.contains(&topic.slug));
            let Some((entry, _)) = known else {
                panic!("{}: not on the page of sources: {item}", topic.slug);
            };
            let here = authors_and_title(item);
            let named = here.filter(|here| !here.starts_with(['*', '[']));
            if let Some(here) = named.filter(|here| !here.starts_with("The notes")) {
                assert_eq!(Some(here), authors_and_title(entry), "{}", topic.slug);
            }
        }
    }
}

#[test]
fn every_listed_source_is_cited_where_it_says() {
    let topics = topics();
    for (entry, used) in listed() {
        for slug in used {
            let topic = topics.iter().find(|topic| topic.slug == slug);
            let mut items = topic.expect(&slug).items.iter();
            assert!(
                items.any(|item| first_link(item) == first_link(&entry)),
                "{slug} does not cite: {entry}"
            );
        }
    }
}

#[test]
fn every_listed_source_can_be_linked_to() {
    let text = std::fs::read_to_string(repository().join("src/sources.md")).unwrap();
    let entries = text.lines().filter_map(|line| line.strip_prefix("- "));
    let entries = entries.filter(|entry| entry.contains(" Used by "));
    let mut ids = BTreeSet::new();
    for entry in entries {
        let id = without_id(entry)
            .0
            .unwrap_or_else(|| panic!("no id: {entry}"));
        assert!(ids.insert(id), "{id} is there twice");
    }
}
