//! Which files a book is made from, and being told when one changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use anyhow::Context;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};
use qed_report::Sources;

use crate::opened::Opened;

/// An editor writes a file in several steps: what comes within this time is one change.
const QUIET: Duration = Duration::from_millis(24);

/// Files in the book's root that matter there; everything else that matters is in a folder that is watched as a whole.
const IN_ROOT: [&str; 4] = [
    "book.toml",
    "qed.lock",
    "rust-toolchain",
    "rust-toolchain.toml",
];

/// What the thread that makes the site is told.
#[derive(Debug)]
pub(crate) enum Message {
    /// These changed.
    Changed(Vec<PathBuf>),
    /// It is over.
    Stop,
}

/// Where a change matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    root: PathBuf,
    /// Watched with all below: the source folder, the theme.
    folders: BTreeSet<PathBuf>,
    /// Included from elsewhere.
    files: BTreeSet<PathBuf>,
    /// What is built.
    built: PathBuf,
}

impl Scope {
    /// The scope of a book that was loaded; `sources` is what was read for it.
    pub(crate) fn new(opened: &Opened, sources: &Sources) -> Self {
        let root = &opened.root;
        let theme: Option<String> = opened.config.get("output.qed.theme").ok().flatten();
        let folders = BTreeSet::from([
            root.join(&opened.config.book.src),
            root.join(theme.as_deref().unwrap_or("theme")),
        ]);
        let files = sources
            .iter()
            .filter_map(|(_, source)| root.join(&source.path).canonicalize().ok())
            .filter(|path| !folders.iter().any(|folder| path.starts_with(folder)))
            .collect();
        Self {
            root: root.clone(),
            folders,
            files,
            built: root.join(&opened.config.build.build_dir),
        }
    }

    /// The scope of a book that could not be loaded: its root as it stands by default.
    pub(crate) fn of_root(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            folders: BTreeSet::from([root.join("src"), root.join("theme")]),
            files: BTreeSet::new(),
            built: root.join("book"),
        }
    }

    /// Whether the book may be another when this path has changed.
    pub(crate) fn concerns(&self, path: &Path) -> bool {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let hidden = below
            .iter()
            .any(|part| part.to_string_lossy().starts_with('.'));
        if hidden || path.starts_with(&self.built) {
            return false;
        }
        let in_root = path.parent() == Some(&self.root)
            && below.to_str().is_some_and(|name| IN_ROOT.contains(&name));
        in_root
            || self.files.contains(path)
            || self.folders.iter().any(|folder| path.starts_with(folder))
    }

    /// What is to be watched, and whether with all below.
    fn places(&self) -> BTreeMap<PathBuf, RecursiveMode> {
        let parents = self.files.iter().filter_map(|file| file.parent());
        let mut places: BTreeMap<_, _> = parents
            .chain([self.root.as_path()])
            .map(|folder| (folder.to_owned(), RecursiveMode::NonRecursive))
            .collect();
        for folder in self.folders.iter().filter(|folder| folder.is_dir()) {
            places.insert(folder.clone(), RecursiveMode::Recursive);
        }
        places
    }
}

/// Tells of changes.
pub(crate) struct Watch {
    debouncer: Debouncer<RecommendedWatcher, NoCache>,
    watched: BTreeMap<PathBuf, RecursiveMode>,
}

impl Watch {
    /// Changes go to `to`; nothing is watched yet.
    pub(crate) fn new(to: Sender<Message>) -> anyhow::Result<Self> {
        let tell = move |result: DebounceEventResult| {
            // Reading is no change. An overflow comes without a path: then anything may have changed.
            let paths = match result {
                Ok(events) => events
                    .into_iter()
                    .filter(|event| !matches!(event.kind, EventKind::Access(_)))
                    .flat_map(|event| {
                        let lost = event.need_rescan();
                        let paths = event.event.paths;
                        if lost { vec![PathBuf::new()] } else { paths }
                    })
                    .collect(),
                Err(_) => vec![PathBuf::new()],
            };
            // If nobody listens any more, the server is about to end.
            let _ = to.send(Message::Changed(paths));
        };
        let debouncer = new_debouncer_opt(
            QUIET,
            None,
            tell,
            NoCache::new(),
            notify_debouncer_full::notify::Config::default(),
        )
        .context("files cannot be watched")?;
        Ok(Self {
            debouncer,
            watched: BTreeMap::new(),
        })
    }

    /// Watches the places of a scope and no others. A folder among `changed` may be a new one under an old name, and is
    /// watched anew.
    pub(crate) fn follow(&mut self, scope: &Scope, changed: &[PathBuf]) -> anyhow::Result<()> {
        let places = scope.places();
        let stale: Vec<_> = self
            .watched
            .iter()
            .filter(|(path, mode)| places.get(*path) != Some(mode) || changed.contains(path))
            .map(|(path, _)| path.clone())
            .collect();
        for path in stale {
            self.watched.remove(&path);
            // A folder that is gone is not watched any more: nothing to undo.
            let _ = self.debouncer.unwatch(&path);
        }
        for (path, mode) in places {
            if !self.watched.contains_key(&path) {
                self.debouncer
                    .watch(&path, mode)
                    .with_context(|| format!("{} cannot be watched", path.display()))?;
                self.watched.insert(path, mode);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_book_is_made_from_matters() {
        let mut scope = Scope::of_root(Path::new("/b"));
        scope.files.insert("/code/lib.rs".into());
        for (path, concerns) in [
            ("/b/book.toml", true),
            ("/b/qed.lock", true),
            ("/b/README.md", false),
            ("/b/src/deep/a.md", true),
            ("/b/src/.a.md.swp", false),
            ("/b/theme/css/x.css", true),
            ("/b/book/index.html", false),
            ("/b/.qed/cache.young", false),
            ("/code/lib.rs", true),
            ("/code/main.rs", false),
        ] {
            assert_eq!(scope.concerns(Path::new(path)), concerns, "{path}");
        }
    }
}
