//! The index cut into pieces.

use hashbrown::HashMap;
use serde_json::json;

use super::Entry;
use crate::data::{script, script_of_json};

/// About how many bytes a piece has: it costs a request and is read whole for a term of it.
const PIECE: usize = 4_000;

/// The index being built: pages in their order.
#[derive(Default)]
pub(crate) struct Index {
    numbers: HashMap<String, usize>,
    terms: Vec<(String, Vec<(u32, u32)>)>,
    /// How many documents each page has.
    sections: Vec<usize>,
    documents: u32,
}

impl Index {
    /// Adds a page; gives the file that shows what was found in it.
    pub(crate) fn add(&mut self, entry: &Entry) -> (String, Vec<u8>) {
        let name = format!("search/texts-{}", self.sections.len());
        self.sections.push(entry.documents.len());
        let numbers: Vec<usize> = entry.terms.iter().map(|term| self.number(term)).collect();
        for weights in &entry.documents {
            for &(term, weight) in weights {
                self.terms[numbers[term]].1.push((self.documents, weight));
            }
            self.documents += 1;
        }
        (
            format!("qed/{name}.js"),
            script_of_json(&name, &entry.shown),
        )
    }

    /// The number of a term, which is a new one for a term that is met for the first time.
    fn number(&mut self, term: &str) -> usize {
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        self.numbers.insert(term.to_owned(), self.terms.len());
        self.terms.push((term.to_owned(), Vec::new()));
        self.terms.len() - 1
    }

    /// The other files of the index.
    pub(crate) fn files(mut self) -> Vec<(String, Vec<u8>)> {
        drop(self.numbers);
        self.terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut hits = Pieces::new("hits");
        for (index, (_, documents)) in self.terms.iter().enumerate() {
            hits.add(index, postings(documents));
        }
        let (mut files, starts) = hits.finish();
        let words = words(self.terms.iter().map(|(term, _)| term.as_str()));
        files.push((
            "qed/search/words.js".to_owned(),
            script("search/words", &json!(words)),
        ));
        let index = json!({ "sections": self.sections, "hits": starts });
        files.push((
            "qed/search/index.js".to_owned(),
            script("search/index", &index),
        ));
        files
    }
}

/// Documents of a term: each as the step from the one before, and its weight.
fn postings(documents: &[(u32, u32)]) -> String {
    let mut last = 0;
    let steps = documents.iter().flat_map(|&(document, weight)| {
        [document - std::mem::replace(&mut last, document), weight]
    });
    json!(steps.collect::<Vec<_>>()).to_string()
}

/// Sorted terms as one string: each as the number of letters it shares with the one before (in base 36), and the rest of it.
fn words<'a>(terms: impl Iterator<Item = &'a str>) -> String {
    let mut words = String::new();
    let mut last = "";
    for term in terms {
        let shared = term
            .chars()
            .zip(last.chars())
            .take_while(|(a, b)| a == b)
            .count()
            .min(35);
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(char::from_digit(shared as u32, 36));
        words.extend(term.chars().skip(shared));
        last = term;
    }
    words
}

/// Pieces of one kind, each an array of values.
struct Pieces {
    kind: &'static str,
    /// The number of each piece's first value.
    starts: Vec<usize>,
    files: Vec<(String, Vec<u8>)>,
    open: Vec<String>,
    size: usize,
}

impl Pieces {
    fn new(kind: &'static str) -> Self {
        Self {
            kind,
            starts: Vec::new(),
            files: Vec::new(),
            open: Vec::new(),
            size: 0,
        }
    }

    /// Adds a value (JSON). `number` is the term that it is about.
    fn add(&mut self, number: usize, value: String) {
        if !self.open.is_empty() && self.size + value.len() > PIECE {
            self.close();
        }
        if self.open.is_empty() {
            self.starts.push(number);
        }
        self.size += value.len();
        self.open.push(value);
    }

    fn close(&mut self) {
        let name = format!("search/{}-{}", self.kind, self.files.len());
        let value = format!("[{}]", self.open.join(",\n"));
        self.files
            .push((format!("qed/{name}.js"), script_of_json(&name, &value)));
        self.open.clear();
        self.size = 0;
    }

    fn finish(mut self) -> (Vec<(String, Vec<u8>)>, Vec<usize>) {
        if !self.open.is_empty() {
            self.close();
        }
        (self.files, self.starts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_letters_with_the_one_before() {
        assert_eq!(
            words(["a\\b", "or", "ordinal", "über"].into_iter()),
            "0a\\b 0or 2dinal 0über"
        );
    }

    #[test]
    fn postings_are_steps() {
        assert_eq!(
            postings(&[(3, 60), (5, 1), (5_000, 64)]),
            "[3,60,2,1,4995,64]"
        );
    }

    #[test]
    fn pieces_are_cut_between_values() {
        let mut pieces = Pieces::new("hits");
        for number in 0..5 {
            pieces.add(number, format!("\"{}\"", "x".repeat(PIECE / 2)));
        }
        let (files, starts) = pieces.finish();
        assert_eq!((files.len(), starts), (5, vec![0, 1, 2, 3, 4]));
    }
}
