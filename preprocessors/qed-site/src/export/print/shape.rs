//! A chapter as a part of one document: its ids begin with its own name, and its links lead to such ids.

use std::borrow::Cow;
use std::collections::BTreeSet;

use scraper::ElementRef;

use super::super::chapter::{self, Target, Written};
use super::super::places::{Place, Places};
use super::super::tree::{self, Attribute, Fate, XHTML};
use crate::page::Book;
use crate::url;

/// What the chapters of a book are written with.
pub(super) struct Scribe<'a> {
    pub(super) book: &'a Book,
    pub(super) titles: &'a [String],
    pub(super) places: Places<'a>,
    /// How deep each chapter stands.
    pub(super) depths: &'a [usize],
}

/// The file of a picture, from the document's folder.
pub(super) fn picture(path: &str) -> String {
    format!("files/{path}")
}

/// An id of a chapter in the document.
fn id(chapter: usize, id: &str) -> String {
    format!("t{chapter}-{id}")
}

/// A chapter that is being written.
struct Part<'a> {
    index: usize,
    missing: &'a BTreeSet<Target>,
    written: Written,
}

impl Scribe<'_> {
    /// Writes a chapter; no link leads to what is missing.
    pub(super) fn write(&self, index: usize, missing: &BTreeSet<Target>) -> Written {
        let tree = chapter::read(self.book, self.titles, index);
        let mut part = Part {
            index,
            missing,
            written: Written::default(),
        };
        let mut markup = String::new();
        let mut shape = |element: ElementRef<'_>, _: &[tree::Open]| self.shape(element, &mut part);
        tree::write(&tree, &mut shape, &mut markup);
        part.written.markup = markup;
        part.written
    }

    fn shape(&self, element: ElementRef<'_>, part: &mut Part<'_>) -> Fate {
        let value = element.value();
        let name = value.name();
        let mut kept = Vec::new();
        for (key, value) in tree::attributes(element) {
            kept.extend(self.attribute(name, key, value, part));
        }
        let has = |kept: &[Attribute], key: &str| kept.iter().any(|(name, _)| name == key);
        if &*value.name.ns != XHTML {
            return Fate::Element(Cow::Owned(name.to_owned()), kept);
        }
        match name {
            "input" => return Fate::Words(chapter::tick(value.attr("checked").is_some())),
            "img" if !has(&kept, "src") => {
                return Fate::Words(value.attr("alt").unwrap_or_default().to_owned());
            }
            "a" if !has(&kept, "href") => return Fate::Element(Cow::Borrowed("span"), kept),
            // What waits for a reader's hand is open on paper.
            "details" if !has(&kept, "open") => kept.push((Cow::Borrowed("open"), String::new())),
            _ => {}
        }
        if let Some(level) = level(name) {
            let deep = format!("h{}", (level + self.depths[part.index]).min(6));
            kept.push((Cow::Borrowed("data-level"), level.to_string()));
            return Fate::Element(Cow::Owned(deep), kept);
        }
        Fate::Element(Cow::Owned(name.to_owned()), kept)
    }

    /// An attribute as it must be in this document.
    fn attribute(
        &self,
        element: &str,
        key: Cow<'static, str>,
        value: String,
        part: &mut Part<'_>,
    ) -> Option<Attribute> {
        let own = |name: &str| id(part.index, name);
        let value = match key.as_ref() {
            "id" if !value.is_empty() => {
                let named = own(&value);
                part.written.ids.insert(value).then_some(named)?
            }
            "id" | "loading" | "srcset" => return None,
            "for" | "aria-labelledby" | "aria-describedby" | "headers" => value
                .split_whitespace()
                .map(own)
                .collect::<Vec<_>>()
                .join(" "),
            "href" | "xlink:href" if element == "a" => self.href(&value, part)?,
            "href" | "xlink:href" => match value.strip_prefix('#') {
                Some(name) => format!("#{}", own(name)),
                None if value.starts_with("data:image/") => value,
                None => return None,
            },
            "src" if value.starts_with("data:image/") => value,
            "src" => match self.places.find(part.index, &value) {
                Place::File(path) => {
                    let file = url::encoded(&picture(&path));
                    part.written.pictures.insert(path);
                    file
                }
                _ => return None,
            },
            _ => value.replace("url(#", &format!("url(#{}", own(""))),
        };
        Some((key, value))
    }

    /// The address of a link inside the document, or of another place.
    fn href(&self, href: &str, part: &mut Part<'_>) -> Option<String> {
        match self.places.find(part.index, href) {
            Place::Chapter(chapter, name) => {
                let target = name.map(|name| (chapter, name));
                let target = target.filter(|target| !part.missing.contains(target));
                let named = match &target {
                    Some((chapter, name)) => id(*chapter, name),
                    None => format!("t{chapter}"),
                };
                part.written.targets.extend(target);
                Some(url::fragment(Some(&named)))
            }
            Place::Address(address) => Some(address),
            Place::File(path) => match self.places.published(&path) {
                Place::Address(address) => Some(address),
                _ => None,
            },
            Place::Nowhere => None,
        }
    }
}

/// The level of a heading.
fn level(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}
