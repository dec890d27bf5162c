//! What a process that checks a book again and again need not do again.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qed_markdown::{Expanded, Options, Topic};
use qed_report::Finding;
use qed_snippet::Cache;
use rayon::prelude::*;

/// A topic with what was found in it.
pub(crate) type Parsed = (Arc<Topic>, Vec<Finding>);

/// What the last check of a book read, by path, and the site of it. Empty at first.
#[derive(Default)]
pub(crate) struct Memory {
    topics: Mutex<HashMap<String, (Options, Parsed)>>,
    site: Mutex<qed_site::Memory>,
    /// The cache, where it is kept open.
    cache: Option<Mutex<Option<Arc<Cache>>>>,
}

impl Memory {
    /// For a process that checks one book again and again: it keeps the cache open as well, and so in memory.
    pub(crate) fn lasting() -> Self {
        Self {
            cache: Some(Mutex::default()),
            ..Self::default()
        }
    }

    /// The cache of the book, in a folder.
    pub(crate) fn cache(&self, folder: &Path) -> Arc<Cache> {
        let open = || Arc::new(Cache::open(folder));
        let Some(kept) = &self.cache else {
            return open();
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(kept.get_or_insert_with(open))
    }

    /// Parses chapters, in parallel; those whose text, place on disk and options are the same as the last time are the very
    /// same topics.
    pub(crate) fn parse(&self, chapters: Vec<(String, Expanded)>, options: Options) -> Vec<Parsed> {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *topics);
        let parsed: Vec<Parsed> = chapters
            .into_par_iter()
            .map(|(path, chapter)| {
                let known = before.get(&path).filter(|(known, (topic, _))| {
                    *known == options
                        && *topic.text == *chapter.text
                        && topic.origin == chapter.origin
                });
                match known {
                    Some((_, parsed)) => parsed.clone(),
                    None => {
                        let (topic, findings) =
                            qed_markdown::parse(&path, &chapter.text, chapter.origin, options);
                        (Arc::new(topic), findings)
                    }
                }
            })
            .collect();
        topics.extend(
            parsed
                .iter()
                .map(|parsed| (parsed.0.path.clone(), (options, parsed.clone()))),
        );
        parsed
    }

    /// The site that was made last.
    pub(crate) fn site(&self) -> MutexGuard<'_, qed_site::Memory> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use qed_markdown::Origin;
    use qed_report::Sources;

    use super::*;

    fn chapter(text: &str) -> Vec<(String, Expanded)> {
        let source = Sources::default().add("src/a.md", text);
        let origin = Origin::whole(source, text.len());
        vec![("a.md".to_owned(), Expanded::as_it_is(text.into(), origin))]
    }

    #[test]
    fn only_what_changed_is_parsed_anew() {
        let memory = Memory::default();
        let (options, others) = (
            Options::default(),
            Options {
                math: false,
                ..Options::default()
            },
        );
        let first = memory.parse(chapter("# A $x$\n"), options);
        let same = memory.parse(chapter("# A $x$\n"), options);
        assert!(Arc::ptr_eq(&first[0].0, &same[0].0));
        for (text, options) in [("# A $y$\n", options), ("# A $y$\n", others)] {
            let before = memory.parse(chapter("# A $x$\n"), Options::default());
            let after = memory.parse(chapter(text), options);
            assert!(!Arc::ptr_eq(&before[0].0, &after[0].0));
            assert_eq!(after[0].0.text, text);
        }
    }
}
