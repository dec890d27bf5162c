//! Ids of headings by mdBook's own rule (mdbook-html 0.5.4, `id_from_content` and `unique_id`).

use std::collections::HashMap;

/// The ids given on a page so far. Ids that authors wrote (`{#id}`) do not count, as in mdBook.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// Each id given, with the number to try next if it is asked for again.
    given: HashMap<String, u32>,
}

impl Ids {
    /// The id for the text of a heading or of a term in a definition list.
    pub(crate) fn give(&mut self, text: &str) -> String {
        let plain = id_of(text);
        let Some(next) = self.given.get_mut(&plain) else {
            self.given.insert(plain.clone(), 1);
            return plain;
        };
        let mut number = *next;
        *next += 1;
        loop {
            let numbered = format!("{plain}-{number}");
            number += 1;
            if !self.given.contains_key(&numbered) {
                self.given.insert(plain, number);
                self.given.insert(numbered.clone(), 1);
                return numbered;
            }
        }
    }
}

/// Letters, digits, `_` and `-` stay, in lower case; white space becomes `-`; the rest is dropped.
fn id_of(text: &str) -> String {
    text.trim()
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            '_' | '-' => Some(c),
            c if c.is_alphanumeric() => Some(c),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_in_order() {
        let mut ids = Ids::default();
        let given: Vec<_> = ["A", "a-1", "a", "A!", "", "", "a-1"]
            .map(|text| ids.give(text))
            .into();
        assert_eq!(given, ["a", "a-1", "a-2", "a-3", "", "-1", "a-1-1"]);
    }
}
