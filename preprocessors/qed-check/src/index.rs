//! Finding a topic by path, slug, title or alias.

use std::collections::{BTreeMap, BTreeSet};

use qed_markdown::Topic;

use crate::Library;

/// The names by which topics are called, and the places that links can point to.
pub(crate) struct Index<'a> {
    paths: BTreeMap<&'a str, usize>,
    names: BTreeMap<String, BTreeSet<usize>>,
    anchors: Vec<BTreeSet<&'a str>>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// One topic.
    Topic(usize),
    /// None.
    Nothing,
    /// Several topics.
    Several(Vec<usize>),
}

impl<'a> Index<'a> {
    pub(crate) fn new(library: &'a Library) -> Self {
        let mut paths = BTreeMap::new();
        let mut slugs: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, topic) in library.topics.iter().enumerate() {
            paths.entry(topic.path.as_str()).or_insert(at);
            slugs.entry(normal(topic.slug())).or_default().insert(at);
            let title = topic.title.iter().map(String::as_str);
            let aliases = topic
                .metadata
                .aliases
                .iter()
                .map(|alias| alias.value.as_str());
            for name in title
                .chain(aliases)
                .chain([library.chapters[at].name.as_str()])
            {
                names.entry(normal(name)).or_default().insert(at);
            }
        }
        // A slug is a file's name and wins over titles and aliases of other topics.
        names.extend(slugs);
        let anchors = library.topics.iter().map(|topic| anchors(topic)).collect();
        Self {
            paths,
            names,
            anchors,
        }
    }

    /// The topic of a file, relative to the source folder. `index.md` and `README.md` stand for each other.
    pub(crate) fn by_path(&self, path: &str) -> Option<usize> {
        let twin = match path.rsplit_once('/').unwrap_or(("", path)) {
            (folder, "index.md") => join(folder, "README.md"),
            (folder, "README.md") => join(folder, "index.md"),
            _ => String::new(),
        };
        self.paths
            .get(path)
            .or_else(|| self.paths.get(twin.as_str()))
            .copied()
    }

    /// The topic of a slug, title or alias; case and spaces do not matter.
    pub(crate) fn by_name(&self, name: &str) -> Named {
        match self.names.get(&normal(name)) {
            None => Named::Nothing,
            Some(topics) => match topics.first() {
                Some(&topic) if topics.len() == 1 => Named::Topic(topic),
                _ => Named::Several(topics.iter().copied().collect()),
            },
        }
    }

    /// All known paths.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().copied()
    }

    /// All known names, in their normal form.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// The ids of headings, formulas and raw HTML on a page.
    pub(crate) fn anchors(&self, topic: usize) -> &BTreeSet<&'a str> {
        &self.anchors[topic]
    }
}

fn anchors(topic: &Topic) -> BTreeSet<&str> {
    let headings = topic.outline.iter().map(|heading| heading.id.as_str());
    headings
        .chain(topic.anchors.iter().map(|anchor| anchor.id.as_str()))
        .collect()
}

/// The form in which names are compared: lower case, one space between words.
fn normal(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// A path in a folder, which may be the root.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
