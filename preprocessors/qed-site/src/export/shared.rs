//! Formulas that stand more than once in a book, kept once.
//!
//! A book shows the same formulas on its topics, on the page of all formulas, on that of all cards. A browser's own compression
//! sees 32 KB back, so it does not find them again.

use std::collections::HashMap;
use std::ops::Range;

use super::pack::Packs;

/// How a formula begins.
const FORMULA: &str = "<span class=\"katex\">";

/// Stands around the number of a formula in a page, and between formulas. No HTML has it: a browser reads it as a mistake.
pub(super) const MARK: char = '\0';

/// About how many bytes of formulas are one file in a pack.
const SHELF: usize = 64 * 1024;

/// Formulas of all pages that stand more than once.
pub(super) struct Shared<'a> {
    numbers: HashMap<&'a str, usize>,
    formulas: Vec<&'a str>,
}

impl<'a> Shared<'a> {
    /// Looks through all pages.
    pub(super) fn new(pages: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut order = Vec::new();
        for html in pages {
            for range in formulas(html) {
                let formula = &html[range];
                let count = counts.entry(formula).or_default();
                *count += 1;
                if *count == 1 {
                    order.push(formula);
                }
            }
        }
        order.retain(|formula| counts.get(formula).is_some_and(|&count| count > 1));
        Self {
            numbers: order.iter().enumerate().map(|(at, &formula)| (formula, at)).collect(),
            formulas: order,
        }
    }

    /// A page with the numbers of those formulas in their place.
    pub(super) fn without(&self, html: &str) -> String {
        let mut page = String::with_capacity(html.len());
        let mut last = 0;
        for range in formulas(html) {
            if let Some(number) = self.numbers.get(&html[range.clone()]) {
                page.push_str(&html[last..range.start]);
                page.push_str(&format!("{MARK}{number}{MARK}"));
                last = range.end;
            }
        }
        page.push_str(&html[last..]);
        page
    }

    /// Puts the formulas into packs as files `shared/0`, `shared/1`, …; gives the number of each one's first formula.
    pub(super) fn pack(&self, packs: &mut Packs) -> Vec<usize> {
        let mut starts = Vec::new();
        let mut shelf = String::new();
        for (number, formula) in self.formulas.iter().enumerate() {
            if shelf.is_empty() {
                starts.push(number);
            } else {
                shelf.push(MARK);
            }
            shelf.push_str(formula);
            if shelf.len() > SHELF || number + 1 == self.formulas.len() {
                packs.add(&format!("shared/{}", starts.len() - 1), shelf.as_bytes());
                shelf.clear();
            }
        }
        starts
    }
}

/// Where formulas stand in a page.
fn formulas(html: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find(FORMULA).map(|start| at + start) {
        let Some(end) = end(html, start) else {
            break;
        };
        found.push(start..end);
        at = end;
    }
    found
}

/// The end of the span that begins at `start`; none where it is not closed.
fn end(html: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (tag, _) in html[start..].match_indices("span") {
        let before = &html[..start + tag];
        if before.ends_with("</") {
            depth -= 1;
        } else if before.ends_with('<') {
            depth += 1;
        }
        if depth == 0 {
            return html[start + tag..].find('>').map(|end| start + tag + end + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_twice_is_kept_once() {
        let formula = "<span class=\"katex\"><span>x</span><span class=\"y\"></span></span>";
        let once = "<span class=\"katex\">span &lt;/span></span>";
        let pages = [
            format!("<p>{formula} and {once}</p>"),
            format!("{formula}{formula}"),
            "<span class=\"katex\"><span>never closed</span>".to_owned(),
        ];
        let shared = Shared::new(pages.iter().map(String::as_str));
        let cut: Vec<String> = pages.iter().map(|page| shared.without(page)).collect();
        assert_eq!(cut[0], format!("<p>\0{}\0 and {once}</p>", 0));
        assert_eq!(cut[1], format!("\0{0}\0\0{0}\0", 0));
        assert_eq!(cut[2], pages[2]);
        let mut packs = Packs::default();
        assert_eq!(shared.pack(&mut packs), [0]);
        assert_eq!(
            packs.directory(0),
            serde_json::json!({ "shared/0": [0, 0, formula.len()] })
        );
    }
}
