//! mdBook's book to a [`Library`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use mdbook_driver::book::{Book, BookItem, Chapter as BookChapter};
use mdbook_driver::config::Config;
use qed_check::{Chapter, Library};
use qed_markdown::{Edit, Expanded, Options, Origin, Topic};
use qed_report::{Finding, Sources};
use rayon::prelude::*;

use crate::folder::{BookFiles, files, in_folder, read_text, slashed};
use crate::memory::Memory;

/// How chapters are read.
pub(crate) struct Reading<'a> {
    pub(crate) options: Options,
    pub(crate) memory: &'a Memory,
    pub(crate) stage: Stage,
}

/// On which side of mdBook's preprocessors a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// As the author wrote it, with its directives.
    Written,
    /// As a renderer gets it: what still looks like a directive is there to be seen, and nobody knows what was included.
    Preprocessed,
}

/// Reads a book that mdBook has loaded: finds where its text stands on disk, expands includes, and parses it. `sources`
/// holds what was read before, book.toml for one.
pub(crate) fn library(
    book: &Book,
    root: &Path,
    config: &Config,
    reading: &Reading<'_>,
    mut sources: Sources,
) -> (Library, Vec<Restored>) {
    let source_folder = slashed(&config.book.src);
    let folder = root.join(&config.book.src);
    let mut findings = Vec::new();
    // mdBook makes the page for what is not there of it.
    let mut read = BTreeSet::from([in_folder(&source_folder, &not_found(config))]);

    let summary = read_text(&folder.join("SUMMARY.md"))
        .ok()
        .map(|text| sources.add(in_folder(&source_folder, "SUMMARY.md"), text));
    let mut listed = Vec::new();
    list(&book.items, None, &mut listed);
    let on_disk: Vec<_> = listed
        .par_iter()
        .map(|entry| read_text(&folder.join(path(entry.chapter))).ok())
        .collect();
    let mut expanded = Vec::with_capacity(listed.len());
    for (entry, on_disk) in listed.iter().zip(on_disk) {
        let (text, found) = expand(
            entry.chapter,
            on_disk,
            &source_folder,
            root,
            &mut sources,
            reading.stage,
        );
        findings.extend(found);
        read.extend(text.read.iter().cloned());
        expanded.push((path(entry.chapter), text));
    }
    let restored = expanded
        .iter()
        .map(|(_, text)| Restored::of(text))
        .collect();
    let mut topics = Vec::with_capacity(expanded.len());
    for (topic, found) in reading.memory.parse(expanded, reading.options) {
        findings.extend(found);
        topics.push(topic);
    }

    let files = without_site(files(&folder), root, config);
    let unread = match reading.stage {
        Stage::Written => unread(&files, &topics, &read, &source_folder, root, &mut sources),
        Stage::Preprocessed => BTreeMap::new(),
    };
    let library = Library {
        sources,
        topics,
        chapters: listed
            .into_iter()
            .map(|entry| chapter(entry.chapter, entry.parent))
            .collect(),
        source_folder,
        summary,
        files,
        unread,
        redirects: redirects(config),
        generated: ["print.html", "toc.html", "404.html", "index.html"]
            .map(str::to_owned)
            .into(),
        web: None,
        findings,
    };
    (library, restored)
}

/// What expanding took out of a chapter and mdBook's own `links` must find there again: the backslash before an escaped
/// directive, and the title that a directive set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Restored(pub(crate) Vec<Edit>);

impl Restored {
    fn of(expanded: &Expanded) -> Self {
        let escapes = expanded.escaped.iter().map(|&at| Edit::insert(at, "\\"));
        let end = expanded.text.len();
        let title = expanded
            .title
            .iter()
            .map(|title| Edit::insert(end, format!("{{{{#title {title}}}}}")));
        Self(escapes.chain(title).collect())
    }
}

/// The path of a chapter's file, relative to the source folder; of a chapter that another preprocessor made, the path that
/// it gave.
pub(crate) fn path(chapter: &BookChapter) -> String {
    chapter
        .source_path
        .as_ref()
        .or(chapter.path.as_ref())
        .map(|path| slashed(path))
        .unwrap_or_default()
}

struct Entry<'a> {
    chapter: &'a BookChapter,
    parent: Option<usize>,
}

/// The chapters with a file, depth first.
fn list<'a>(items: &'a [BookItem], parent: Option<usize>, listed: &mut Vec<Entry<'a>>) {
    for item in items {
        if let BookItem::Chapter(chapter) = item {
            let own = if chapter.is_draft_chapter() {
                parent
            } else {
                listed.push(Entry { chapter, parent });
                Some(listed.len() - 1)
            };
            list(&chapter.sub_items, own, listed);
        }
    }
}

fn chapter(chapter: &BookChapter, parent: Option<usize>) -> Chapter {
    let number = chapter
        .number
        .as_ref()
        .map(|number| number.to_vec())
        .unwrap_or_default();
    Chapter {
        name: chapter.name.clone(),
        number,
        parent,
    }
}

/// A chapter's text with its includes, and where each byte of it stands on disk.
fn expand(
    chapter: &BookChapter,
    on_disk: Option<Arc<str>>,
    source_folder: &str,
    root: &Path,
    sources: &mut Sources,
    stage: Stage,
) -> (Expanded, Vec<Finding>) {
    let path = in_folder(source_folder, &path(chapter));
    let source = sources.add(
        path.as_str(),
        on_disk.unwrap_or_else(|| chapter.content.as_str().into()),
    );
    let file = sources.get(source).text.clone();
    let origin = origin(&chapter.content, source, &file);
    let text: Arc<str> = chapter.content.as_str().into();
    match stage {
        Stage::Written => {
            let files = &mut BookFiles::new(root);
            qed_markdown::expand_text(&path, text, origin, sources, files)
        }
        Stage::Preprocessed => (Expanded::as_it_is(text, origin), Vec::new()),
    }
}

/// Where a chapter's text stands in its file: mdBook drops a byte-order mark, and another preprocessor may have changed it.
fn origin(content: &str, source: qed_report::SourceId, text: &str) -> Origin {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    if text.get(mark..) == Some(content) {
        let mut origin = Origin::empty();
        origin.push(content.len(), source, mark..text.len());
        origin
    } else {
        Origin::by_diff(content, source, text)
    }
}

/// Markdown files that no chapter and no include reaches.
fn unread(
    files: &BTreeSet<String>,
    topics: &[Arc<Topic>],
    read: &BTreeSet<String>,
    source_folder: &str,
    root: &Path,
    sources: &mut Sources,
) -> BTreeMap<String, qed_report::SourceId> {
    let listed: BTreeSet<_> = topics.iter().map(|topic| topic.path.as_str()).collect();
    files
        .iter()
        .filter(|file| {
            file.ends_with(".md") && *file != "SUMMARY.md" && !listed.contains(file.as_str())
        })
        .filter(|file| !read.contains(&in_folder(source_folder, file)))
        .map(|file| {
            let path = in_folder(source_folder, file);
            let text = read_text(&root.join(&path)).unwrap_or_default();
            (file.clone(), sources.add(path, text))
        })
        .collect()
}

/// The files of the source folder, which may be the book's root and hold the site of the last build.
fn without_site(mut files: BTreeSet<String>, root: &Path, config: &Config) -> BTreeSet<String> {
    let folder = root.join(&config.book.src);
    if let Ok(site) = root.join(&config.build.build_dir).strip_prefix(folder)
        && site.components().next().is_some()
    {
        files.retain(|file| !Path::new(file).starts_with(site));
    }
    files
}

/// The file that mdBook shows where a page is not there.
fn not_found(config: &Config) -> String {
    let html = config.html_config().unwrap_or_default();
    html.input_404.unwrap_or_else(|| "404.md".to_owned())
}

/// Redirects of `[output.html.redirect]`, without the leading slash.
fn redirects(config: &Config) -> BTreeMap<String, String> {
    let html = config.html_config().unwrap_or_default();
    html.redirect
        .into_iter()
        .map(|(from, to)| (from.trim_start_matches('/').to_owned(), to))
        .collect()
}
