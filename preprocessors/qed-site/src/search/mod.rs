//! The search index: in pieces that a page loads as scripts when a reader searches.
//!
//! A document is a section of a page. The pieces are
//! - `words`: every term of the book, in order, each sharing letters with the one before (the client reads all of it once,
//!   and so finds misspelt words and beginnings of words);
//! - `hits-N`: for a run of terms, the documents that hold each, with a weight;
//! - `texts-N`: for a page, its title, headings and words, to show what was found;
//! - `index`: where each run begins, and how many documents each page has.
//!
//! What a term is must be the same here ([`terms`]) and in the client (`theme/search/client.js`).

mod fold;
mod pieces;
mod terms;

use hashbrown::HashMap;

use crate::body::Section;
use crate::page::Page;

pub(crate) use pieces::Index;

/// How much a term weighs by where it stands. What stands once in a long section weighs less than in a short one.
const TITLE: f32 = 8.0;
const ALIAS: f32 = 7.0;
const HEADING: f32 = 4.0;
const TAG: f32 = 2.0;
const TEXT: f32 = 1.0;
const CODE: f32 = 0.7;
const TEX: f32 = 1.0;
/// The page's title in each of its other sections: "softmax temperature" finds the section on temperature.
const INHERITED: f32 = 0.5;

/// Weights are whole numbers below this; a term of a title has this added.
const TITLE_MARK: u32 = 64;

/// Letters of a section that are kept to be shown.
const SHOWN: usize = 1800;

/// What a page gives to the index.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The terms of the page, each once.
    terms: Vec<String>,
    /// Of each section its terms, as places in `terms`, with their weights.
    documents: Vec<Vec<(usize, u32)>>,
    /// Path, title, sections and aliases, to be shown.
    shown: String,
}

/// Reads a page: pure, so that pages are read in parallel.
pub(crate) fn entry(page: &Page, title: &str, sections: &[Section]) -> Entry {
    let metadata = &page.topic.metadata;
    let aliases = || metadata.aliases.iter().map(|alias| alias.value.as_str());
    let mut weights = Weights::default();
    let mut documents = Vec::with_capacity(sections.len());
    let mut shown = Vec::with_capacity(sections.len());
    for (index, section) in sections.iter().enumerate() {
        if index == 0 {
            weights.words(title, TITLE);
            aliases().for_each(|alias| weights.words(alias, ALIAS * short(alias)));
            metadata
                .tags
                .iter()
                .for_each(|tag| weights.words(&tag.value, TAG));
        } else {
            weights.words(title, INHERITED);
            weights.words(&section.heading, HEADING);
        }
        let count = section.text.split_whitespace().count();
        let share = 1.5 / (1.0 + 0.5 * (count as f32 / 120.0).min(8.0));
        weights.words(&section.text, TEXT * share);
        weights.words(&section.code, CODE * share);
        for formula in section.tex.lines() {
            terms::formula(formula, &mut |term| weights.more(term, TEX * share));
        }
        let mut document = weights.take();
        if index == 0 {
            let titles = std::iter::once(title).chain(aliases());
            let titled = weights.numbers_of(titles);
            for (term, weight) in &mut document {
                if titled.contains(term) {
                    *weight += TITLE_MARK;
                }
            }
        }
        documents.push(document);
        shown.push((
            &section.id,
            &section.heading,
            clipped(&section.text),
            clipped(&lines(section)),
        ));
    }
    Entry {
        terms: weights.terms,
        documents,
        // Texts and lists of texts can always be written.
        shown: serde_json::to_string(&(&page.path, title, shown, aliases().collect::<Vec<_>>()))
            .unwrap_or_default(),
    }
}

/// The weights of a section's terms, and the terms of all sections so far.
#[derive(Default)]
struct Weights {
    /// Place of each term in `terms`.
    numbers: HashMap<String, usize>,
    terms: Vec<String>,
    /// Of each term its weight in this section, 0 where it does not stand in it.
    weights: Vec<f32>,
    /// The terms of this section.
    here: Vec<usize>,
}

impl Weights {
    fn words(&mut self, words: &str, weight: f32) {
        terms::words(words, &mut |term| self.more(term, weight));
    }

    fn more(&mut self, term: &str, weight: f32) {
        let number = match self.numbers.get(term) {
            Some(&number) => number,
            None => {
                self.numbers.insert(term.to_owned(), self.terms.len());
                self.terms.push(term.to_owned());
                self.weights.push(0.0);
                self.terms.len() - 1
            }
        };
        if self.weights[number] == 0.0 {
            self.here.push(number);
        }
        self.weights[number] += weight;
    }

    /// The terms of the section with their weights; the next section begins.
    fn take(&mut self) -> Vec<(usize, u32)> {
        let weight = |number| {
            let weight = std::mem::take(&mut self.weights[number]);
            (number, quantised(weight))
        };
        self.here.drain(..).map(weight).collect()
    }

    /// The numbers of all terms in some words.
    fn numbers_of<'a>(&self, words: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let mut numbers = Vec::new();
        for words in words {
            terms::words(words, &mut |term| numbers.extend(self.numbers.get(term)));
        }
        numbers
    }
}

/// A short title says more of what it is about: one word of one weighs twice one of many.
fn short(title: &str) -> f32 {
    0.5 + 0.5 / title.split_whitespace().count().max(1) as f32
}

/// A weight as a small whole number: what stands often weighs more, but ever less so.
fn quantised(weight: f32) -> u32 {
    // At most 63, and never 0: the value is positive and below 2^6.
    ((10.0 * weight / (weight + 2.0) * 6.0).round() as u32).clamp(1, TITLE_MARK - 1)
}

/// Code and formulas, a line each.
fn lines(section: &Section) -> String {
    let lines = section
        .code
        .lines()
        .chain(section.tex.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The first letters, blanks joined, cut after a word. Line ends stay.
fn clipped(text: &str) -> String {
    let mut clipped = String::with_capacity(text.len().min(SHOWN));
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            clipped.push('\n');
        }
        let mut first = true;
        for word in line.split_whitespace() {
            if clipped.len() + word.len() > SHOWN {
                return clipped;
            }
            if !first {
                clipped.push(' ');
            }
            clipped.push_str(word);
            first = false;
        }
    }
    clipped.trim().to_owned()
}
