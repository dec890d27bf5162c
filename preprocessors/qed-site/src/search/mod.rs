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

use std::collections::{BTreeSet, HashMap};

use serde_json::json;

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
    /// Terms of each section with their weights.
    documents: Vec<Vec<(String, u32)>>,
    /// Path, title and sections, to be shown.
    shown: String,
}

/// Reads a page: pure, so that pages are read in parallel.
pub(crate) fn entry(page: &Page, title: &str, sections: &[Section]) -> Entry {
    let metadata = &page.topic.metadata;
    let mut documents = Vec::with_capacity(sections.len());
    let mut shown = Vec::with_capacity(sections.len());
    for (index, section) in sections.iter().enumerate() {
        let mut weights: HashMap<String, f32> = HashMap::new();
        let mut titled = BTreeSet::new();
        let mut add = |words: &str, weight: f32| {
            terms::words(words, &mut |term| more(&mut weights, term, weight));
        };
        if index == 0 {
            add(title, TITLE);
            metadata
                .aliases
                .iter()
                .for_each(|alias| add(&alias.value, ALIAS * short(&alias.value)));
            metadata.tags.iter().for_each(|tag| add(&tag.value, TAG));
            for words in std::iter::once(title)
                .chain(metadata.aliases.iter().map(|alias| alias.value.as_str()))
            {
                terms::words(words, &mut |term| {
                    titled.insert(term.to_owned());
                });
            }
        } else {
            add(title, INHERITED);
            add(&section.heading, HEADING);
        }
        let count = section.text.split_whitespace().count();
        let share = 1.5 / (1.0 + 0.5 * (count as f32 / 120.0).min(8.0));
        add(&section.text, TEXT * share);
        add(&section.code, CODE * share);
        for formula in section.tex.lines() {
            terms::formula(formula, &mut |term| more(&mut weights, term, TEX * share));
        }
        let mut document: Vec<(String, u32)> = weights
            .into_iter()
            .map(|(term, weight)| {
                let mark = if titled.contains(&term) {
                    TITLE_MARK
                } else {
                    0
                };
                (term, quantised(weight) + mark)
            })
            .collect();
        document.sort_unstable();
        documents.push(document);
        shown.push(json!([
            section.id,
            section.heading,
            clipped(&section.text),
            clipped(&lines(section))
        ]));
    }
    Entry {
        documents,
        shown: json!([page.path, title, shown]).to_string(),
    }
}

fn more(weights: &mut HashMap<String, f32>, term: &str, weight: f32) {
    match weights.get_mut(term) {
        Some(known) => *known += weight,
        None => drop(weights.insert(term.to_owned(), weight)),
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
