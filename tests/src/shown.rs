//! What a page shows: its text by section, and its ids.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};

/// A part of a page as a reader sees it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Id of each heading and the text up to the next, without white space; the text before the first has no id.
    pub sections: Vec<(String, String)>,
    /// All ids.
    pub ids: BTreeSet<String>,
}

/// An element that stands around the text, by name and class; an empty one of them fits all.
pub type Around = (&'static str, &'static str);

/// Reads the element `part` of a page, without what stands around its text.
///
/// # Panics
/// Where the page has no such element.
pub fn shown(html: &str, part: &str, around: &[Around]) -> Shown {
    let mut shown = Shown::default();
    let mut open: Vec<String> = Vec::new();
    let mut left_out = None;
    let mut inside = false;
    shown.sections.push(Default::default());
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if !inside {
                    inside = name == part;
                    continue;
                }
                let attribute = |key: &str| {
                    let value = tag.attributes.get(key.as_bytes())?;
                    Some(String::from_utf8_lossy(value).into_owned())
                };
                let classes = attribute("class").unwrap_or_default();
                let has = |class: &str| classes.split_whitespace().any(|one| one == class);
                let is_around = around.iter().any(|(element, class)| {
                    (element.is_empty() || *element == name) && (class.is_empty() || has(class))
                });
                let id = attribute("id").filter(|_| left_out.is_none());
                if let Some(id) = &id {
                    shown.ids.insert(id.clone());
                }
                let heading = ["h1", "h2", "h3", "h4", "h5", "h6"].contains(&name.as_str());
                if let (true, Some(id)) = (heading, id) {
                    shown.sections.push((id, String::new()));
                }
                if tag.self_closing || VOID.contains(&name.as_str()) {
                    continue;
                }
                if is_around && left_out.is_none() {
                    left_out = Some(open.len());
                }
                open.push(name);
            }
            Token::EndTag(tag) if inside => {
                let name = String::from_utf8_lossy(&tag.name);
                match open.iter().rposition(|one| *one == name) {
                    Some(at) => open.truncate(at),
                    None if name == part => return shown,
                    None => {}
                }
                left_out = left_out.filter(|depth| *depth < open.len());
            }
            Token::String(text) if inside && left_out.is_none() => {
                let text = String::from_utf8_lossy(&text).into_owned();
                let words = text.split_whitespace();
                let (_, section) = shown
                    .sections
                    .last_mut()
                    .expect("one is there from the start");
                section.extend(words);
            }
            _ => {}
        }
    }
    panic!("no whole <{part}> in\n{html}")
}

/// Elements without content.
const VOID: [&str; 9] = [
    "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr",
];
