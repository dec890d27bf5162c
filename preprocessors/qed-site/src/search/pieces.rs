//! The index cut into pieces.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Entry;
use crate::data::script;

/// About how many bytes a piece has: one costs a request, and its bytes are read whole.
const PIECE: usize = 14_000;

/// The files of the index, for entries in the order of the pages.
pub(crate) fn files(entries: Vec<Entry>) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut terms: Vec<(String, Vec<(u32, u32)>)> = Vec::new();
    let mut texts = Pieces::new("texts");
    let mut document = 0u32;
    for entry in entries {
        texts.add(document as usize, entry.shown.to_string());
        for weights in entry.documents {
            for (term, weight) in weights {
                let index = match names.get(&term) {
                    Some(&index) => index,
                    None => {
                        names.insert(term.clone(), terms.len());
                        terms.push((term, Vec::new()));
                        terms.len() - 1
                    }
                };
                terms[index].1.push((document, weight));
            }
            document += 1;
        }
    }
    drop(names);
    terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut hits = Pieces::new("hits");
    for (index, (_, documents)) in terms.iter().enumerate() {
        hits.add(index, postings(documents));
    }
    let (texts, text_starts) = texts.finish();
    let (hits, hit_starts) = hits.finish();
    files.extend(texts);
    files.extend(hits);
    let words = words(terms.iter().map(|(term, _)| term.as_str()));
    files.push((
        "qed/search/words.js".to_owned(),
        script("search/words", &json!(words)),
    ));
    let index = json!({ "documents": document, "texts": text_starts, "hits": hit_starts });
    files.push((
        "qed/search/index.js".to_owned(),
        script("search/index", &index),
    ));
    files
}

/// Documents of a term: each as the step from the one before, and its weight.
fn postings(documents: &[(u32, u32)]) -> String {
    let mut last = 0;
    let mut steps = String::from("[");
    for (index, (document, weight)) in documents.iter().enumerate() {
        if index > 0 {
            steps.push(',');
        }
        steps.push_str(&format!("{},{weight}", document - last));
        last = *document;
    }
    steps.push(']');
    steps
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

    /// Adds a value (JSON). `number` is the first document or term that it is about.
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
        self.files.push((
            format!("qed/{name}.js"),
            format!("qed.data({},{value})\n", Value::from(name)).into_bytes(),
        ));
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
