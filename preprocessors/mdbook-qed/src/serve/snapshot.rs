//! What the server shows at one moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use qed_report::Level;

use super::page;
use super::problem::Problem;

/// A file of the site.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) bytes: Arc<[u8]>,
    /// The same for the same bytes.
    pub(crate) version: String,
}

/// What the server shows at one moment: never half of one build and half of another.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    /// Counts the builds.
    pub(crate) build: u64,
    /// The site by path, without a leading slash.
    pub(crate) files: BTreeMap<String, Arc<File>>,
    /// What does not hold.
    pub(crate) problems: Vec<Problem>,
}

/// What a build came to.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// The new site; nothing where the book could not be loaded.
    pub(crate) site: Option<BTreeMap<String, Arc<[u8]>>>,
    /// Pages that do not hold.
    pub(crate) broken: BTreeSet<String>,
    /// What does not hold.
    pub(crate) problems: Vec<Problem>,
}

impl Snapshot {
    /// The snapshot after a build. A page that does not hold stays as it was when it last did, and a site that could not
    /// be made stays as a whole.
    pub(crate) fn next(&self, made: Made) -> Self {
        let files = match made.site {
            None => self.files.clone(),
            Some(site) => site
                .into_iter()
                .map(|(path, bytes)| {
                    let before = self.files.get(&path);
                    let file = match before {
                        Some(before) if made.broken.contains(&path) || before.is(&bytes) => {
                            Arc::clone(before)
                        }
                        _ => Arc::new(File::new(bytes)),
                    };
                    (path, file)
                })
                .collect(),
        };
        Self {
            build: self.build + 1,
            files,
            problems: made.problems,
        }
    }

    /// How many findings make the check fail.
    pub(crate) fn errors(&self) -> usize {
        let errors = self
            .problems
            .iter()
            .filter(|problem| problem.level == Level::Deny);
        errors.count()
    }

    /// How many files differ from those of another snapshot.
    pub(crate) fn changes(&self, before: &Self) -> usize {
        let new = self.files.iter().filter(|(path, file)| {
            before
                .files
                .get(*path)
                .is_none_or(|before| before.version != file.version)
        });
        let gone = before
            .files
            .keys()
            .filter(|path| !self.files.contains_key(*path));
        new.count() + gone.count()
    }

    /// What a reader sees at a path: changes when the page does, or a style, script or picture that it shows. Empty where
    /// there is no page.
    pub(crate) fn version(&self, path: &str) -> String {
        let Some(file) = self.files.get(path) else {
            return String::new();
        };
        let mut hasher = blake3::Hasher::new();
        hasher.update(file.version.as_bytes());
        for shown in page::shown(self, path) {
            hasher.update(self.files[&shown].version.as_bytes());
        }
        short(hasher.finalize())
    }
}

impl File {
    fn new(bytes: Arc<[u8]>) -> Self {
        let version = short(blake3::hash(&bytes));
        Self { bytes, version }
    }

    fn is(&self, bytes: &Arc<[u8]>) -> bool {
        Arc::ptr_eq(&self.bytes, bytes) || self.bytes == *bytes
    }
}

fn short(hash: blake3::Hash) -> String {
    hash.to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(files: &[(&str, &str)], broken: &[&str]) -> Made {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().into()));
        Made {
            site: Some(files.collect()),
            broken: broken.iter().map(|path| (*path).to_owned()).collect(),
            problems: Vec::new(),
        }
    }

    fn text(snapshot: &Snapshot, path: &str) -> String {
        String::from_utf8_lossy(&snapshot.files[path].bytes).into_owned()
    }

    #[test]
    fn a_broken_page_stays_as_it_was() {
        let first = Snapshot::default().next(made(&[("a.html", "a1"), ("b.html", "b1")], &[]));
        let second = first.next(made(
            &[("a.html", "a2"), ("b.html", "b2"), ("c.html", "c2")],
            &["a.html", "c.html"],
        ));
        assert_eq!(text(&second, "a.html"), "a1");
        assert_eq!(text(&second, "b.html"), "b2");
        assert_eq!(text(&second, "c.html"), "c2", "there is no better one");
        assert_eq!(second.changes(&first), 2);
        let third = second.next(Made::default());
        assert_eq!((third.build, third.changes(&second)), (3, 0));
    }

    #[test]
    fn a_page_changes_with_what_it_shows() {
        let page = "<link rel=\"stylesheet\" href=\"../x.css\"><a href=\"b.html\">b</a>";
        let files = [("p/a.html", page), ("p/b.html", "b"), ("x.css", "1")];
        let first = Snapshot::default().next(made(&files, &[]));
        let style = first.next(made(&[files[0], files[1], ("x.css", "2")], &[]));
        let other = first.next(made(&[files[0], ("p/b.html", "b2"), files[2]], &[]));
        assert_ne!(first.version("p/a.html"), style.version("p/a.html"));
        assert_eq!(first.version("p/a.html"), other.version("p/a.html"));
        assert_eq!(first.version("none.html"), "");
    }
}
