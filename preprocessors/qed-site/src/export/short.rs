//! Tags that pages repeat, each written as one letter.
//!
//! Formulas are mostly tags, and the same ones again and again. A browser's own decompression looks 32 KB back, which is a third
//! of a page: with short tags it sees all of it, and the pages take a quarter less.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

/// How many tags are written short.
const MOST: usize = 600;

/// Letters that HTML has no use for, of one byte in UTF-8 each; then those of two, of which a book leaves enough.
fn letters() -> impl Iterator<Item = char> {
    let controls =
        ('\u{1}'..='\u{1F}').filter(|letter| !letter.is_ascii_whitespace() && *letter != '\u{B}');
    controls.chain('\u{A1}'..='\u{7FF}')
}

/// The short forms of a book's tags.
pub(super) struct Short<'a> {
    letters: HashMap<&'a str, char>,
    /// Letter and tag, in the order of the letters.
    table: Vec<(char, &'a str)>,
}

impl<'a> Short<'a> {
    /// Looks through all pages.
    pub(super) fn new(pages: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut there = BTreeSet::new();
        for html in pages {
            tags(html, &mut |_, tag| *counts.entry(tag).or_default() += 1);
            there.extend(html.chars().filter(|letter| *letter < '\u{800}'));
        }
        // What is saved, less what the table takes.
        let saving = |(tag, count): (&'a str, usize)| {
            let saved = count * tag.len().saturating_sub(2);
            (saved > tag.len() + 4).then_some((saved, tag))
        };
        let mut worth: Vec<(usize, &str)> = counts.into_iter().filter_map(saving).collect();
        worth.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let free = letters().filter(|letter| !there.contains(letter));
        let table: Vec<(char, &str)> = free
            .zip(worth.into_iter().map(|(_, tag)| tag))
            .take(MOST)
            .collect();
        Self {
            letters: table.iter().map(|&(letter, tag)| (tag, letter)).collect(),
            table,
        }
    }

    /// A page, with short tags.
    pub(super) fn of(&self, html: &str) -> String {
        let mut page = String::with_capacity(html.len() / 2);
        let mut last = 0;
        tags(html, &mut |at, tag| {
            if let Some(&letter) = self.letters.get(tag) {
                page.push_str(&html[last..at]);
                page.push(letter);
                last = at + tag.len();
            }
        });
        page.push_str(&html[last..]);
        page
    }

    /// For the script: letters, and the tag of each.
    pub(super) fn json(&self) -> Value {
        let letters: String = self.table.iter().map(|(letter, _)| letter).collect();
        let tags: Vec<&str> = self.table.iter().map(|(_, tag)| *tag).collect();
        json!([letters, tags])
    }
}

/// Gives each tag of a page and its place. What looks like one is as good as one.
fn tags<'a>(html: &'a str, give: &mut dyn FnMut(usize, &'a str)) {
    let mut rest = 0;
    while let Some(start) = html[rest..].find('<').map(|at| rest + at) {
        rest = start + 1;
        match html[rest..].find(['<', '>']).map(|at| rest + at) {
            Some(end) if html[end..].starts_with('>') => {
                give(start, &html[start..=end]);
                rest = end + 1;
            }
            Some(end) => rest = end,
            None => break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `single.js` does.
    fn long(page: &str, table: &Value) -> String {
        let letters: Vec<char> = table[0].as_str().unwrap_or_default().chars().collect();
        let tag = |letter: char| {
            let at = letters.iter().position(|known| *known == letter)?;
            Some(table[1][at].as_str().unwrap_or_default().to_owned())
        };
        page.chars()
            .map(|letter| tag(letter).unwrap_or_else(|| letter.to_string()))
            .collect()
    }

    #[test]
    fn pages_come_back_from_their_short_form() {
        let pages = [
            "<p class=\"long enough\">a < b <> <p class=\"long enough\">é</p>".to_owned(),
            format!("\u{1}\u{A1}{}<", "<span class=\"mord\">x</span>".repeat(9)),
            String::new(),
        ];
        let short = Short::new(pages.iter().map(String::as_str));
        let table = short.json();
        assert_eq!(table[1][0], "<span class=\"mord\">");
        let free = table[0].as_str().unwrap();
        assert!(!free.contains(['\u{1}', '\u{A1}', 'é', '\n', '\t']));
        for page in &pages {
            let written = short.of(page);
            assert!(written.len() <= page.len());
            assert_eq!(long(&written, &table), *page);
        }
        assert!(short.of(&pages[1]).len() < pages[1].len() / 6);
    }
}
