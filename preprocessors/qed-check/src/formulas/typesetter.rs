//! Formulas to markup, each once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use qed_math::{Fault, Macros, Mark, Request};
use qed_snippet::Cache;

/// The cache's name for typeset formulas.
const KIND: &str = "formula";

type Key = [u8; 32];

/// Typesets formulas, or remembers them: of the book those that were met already, and those that the cache has. Only those
/// without a fault are kept. `$x$` stands on many pages, and its markup is in memory once.
pub(super) struct Typesetter<'a> {
    macros: &'a Macros,
    cache: Option<&'a Cache>,
    /// What every key depends on.
    common: blake3::Hasher,
    met: Mutex<HashMap<Key, Arc<str>>>,
}

impl<'a> Typesetter<'a> {
    pub(super) fn new(macros: &'a Macros, cache: Option<&'a Cache>) -> Self {
        let mut common = blake3::Hasher::new();
        hash_all(&mut common, [qed_math::FINGERPRINT]);
        hash_all(
            &mut common,
            macros.iter().flat_map(|(name, tex)| [name.as_str(), tex]),
        );
        Self {
            macros,
            cache,
            common,
            met: Mutex::default(),
        }
    }

    /// The markup, empty where there can be none, and what is wrong.
    pub(super) fn typeset(&self, request: Request<'_>, marks: &[Mark]) -> (Arc<str>, Vec<Fault>) {
        let key = self.key(request, marks);
        if let Some(html) = self.met(|met| met.get(&key).cloned()) {
            return (html, Vec::new());
        }
        if let Some(html) = self.cached(&key) {
            return (self.keep(key, html.into()), Vec::new());
        }
        match qed_math::typeset(request, self.macros) {
            Ok(typeset) => {
                let html = qed_math::marked(typeset.html, request, self.macros, marks);
                let html: Arc<str> = match request.display {
                    true => html,
                    false => qed_math::kept_together(html),
                }
                .into();
                if !typeset.faults.is_empty() {
                    return (html, typeset.faults);
                }
                if let Some(cache) = self.cache {
                    cache.put(KIND, &key, Arc::clone(&html));
                }
                (self.keep(key, html), Vec::new())
            }
            Err(faults) => (Arc::default(), faults),
        }
    }

    fn cached(&self, key: &Key) -> Option<String> {
        String::from_utf8(self.cache?.get(KIND, key)?).ok()
    }

    fn keep(&self, key: Key, html: Arc<str>) -> Arc<str> {
        self.met(|met| Arc::clone(met.entry(key).or_insert(html)))
    }

    fn met<T>(&self, look: impl FnOnce(&mut HashMap<Key, Arc<str>>) -> T) -> T {
        look(&mut self.met.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn key(&self, request: Request<'_>, marks: &[Mark]) -> Key {
        let mut hasher = self.common.clone();
        let display = if request.display { "display" } else { "inline" };
        hash_all(
            &mut hasher,
            [request.tex, display, request.number.unwrap_or_default()],
        );
        for (name, (number, href)) in request.references {
            hash_all(&mut hasher, [name.as_str(), number, href]);
        }
        for Mark { range, number } in marks {
            let numbers = [range.start, range.end, *number].map(|number| number.to_string());
            hash_all(&mut hasher, numbers.iter().map(String::as_str));
        }
        *hasher.finalize().as_bytes()
    }
}

/// Hashes texts so that no two lists of texts look the same.
fn hash_all<'a>(hasher: &mut blake3::Hasher, texts: impl IntoIterator<Item = &'a str>) {
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
}
