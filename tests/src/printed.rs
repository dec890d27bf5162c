//! A PDF that a browser printed, read back.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

/// A PDF.
#[derive(Debug)]
pub struct Printed(Document);

/// Where the links of a PDF lead.
#[derive(Debug, Default)]
pub struct Links {
    /// How many lead to a place in it.
    pub inside: usize,
    /// Names of places that it does not have.
    pub lost: Vec<String>,
    /// Addresses elsewhere.
    pub outside: Vec<String>,
}

impl Printed {
    /// Reads a PDF.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        Self(Document::load_mem(bytes).unwrap())
    }

    /// How many pages it has.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.0.get_pages().len()
    }

    /// Whether it has tags, and in which language it is.
    #[must_use]
    pub fn is_tagged_in(&self, language: &str) -> bool {
        let catalog = self.0.catalog().unwrap();
        let marked = self
            .inner(catalog, b"MarkInfo")
            .and_then(|info| info.get(b"Marked").ok());
        marked == Some(&Object::Boolean(true))
            && self.inner(catalog, b"StructTreeRoot").is_some()
            && catalog.get(b"Lang").and_then(Object::as_str).ok() == Some(language.as_bytes())
    }

    /// Titles of the outline, each with how deep it stands.
    #[must_use]
    pub fn outline(&self) -> Vec<(usize, String)> {
        let mut titles = Vec::new();
        if let Some(root) = self.inner(self.0.catalog().unwrap(), b"Outlines") {
            self.outline_below(root, 0, &mut titles);
        }
        titles
    }

    fn outline_below(&self, above: &Dictionary, depth: usize, titles: &mut Vec<(usize, String)>) {
        let mut next = self.inner(above, b"First");
        while let Some(item) = next {
            let title = lopdf::decode_text_string(item.get(b"Title").unwrap()).unwrap();
            titles.push((depth, title.trim().to_owned()));
            self.outline_below(item, depth + 1, titles);
            next = self.inner(item, b"Next");
        }
    }

    /// Places by name, and the page of each.
    #[must_use]
    pub fn places(&self) -> BTreeMap<String, u32> {
        let names = self.inner(self.0.catalog().unwrap(), b"Dests").unwrap();
        names
            .iter()
            .map(|(name, place)| {
                let (_, place) = self.0.dereference(place).unwrap();
                (utf8(name), self.page_of(place).unwrap())
            })
            .collect()
    }

    /// All its links.
    #[must_use]
    pub fn links(&self) -> Links {
        let places = self.places();
        let mut links = Links::default();
        for link in self
            .dictionaries()
            .filter(|known| is(known, b"Subtype", b"Link"))
        {
            match link.get(b"Dest") {
                Ok(Object::Name(name)) if places.contains_key(&utf8(name)) => links.inside += 1,
                Ok(Object::Name(name)) => links.lost.push(utf8(name)),
                Ok(place) if self.page_of(place).is_some() => links.inside += 1,
                Ok(place) => links.lost.push(format!("{place:?}")),
                Err(_) => {
                    let action = self.inner(link, b"A").unwrap();
                    links
                        .outside
                        .push(utf8(action.get(b"URI").unwrap().as_str().unwrap()));
                }
            }
        }
        links
    }

    /// How many fonts it has, and which of them are not inside.
    #[must_use]
    pub fn fonts(&self) -> (usize, Vec<String>) {
        // A font of type 3 is drawn in the document itself.
        let drawn: Vec<&Dictionary> = self
            .dictionaries()
            .filter(|font| is(font, b"Subtype", b"Type3"))
            .filter_map(|font| self.inner(font, b"FontDescriptor"))
            .collect();
        let fonts: Vec<&Dictionary> = self
            .dictionaries()
            .filter(|known| is(known, b"Type", b"FontDescriptor"))
            .collect();
        let is_inside = |font: &Dictionary| {
            let files = ["FontFile", "FontFile2", "FontFile3"];
            files.iter().any(|key| font.has(key.as_bytes())) || drawn.contains(&font)
        };
        let missing = fonts.iter().filter(|font| !is_inside(font));
        let missing = missing.map(|font| format!("{:?}", font.get(b"FontName")));
        (fonts.len(), missing.collect())
    }

    /// The letters on a page (counted from 1) in the order that they were drawn in, without white space.
    #[must_use]
    pub fn letters(&self, page: u32) -> String {
        let page = self.0.get_pages()[&page];
        let fonts: BTreeMap<Vec<u8>, Font> = self
            .0
            .get_page_fonts(page)
            .unwrap()
            .into_iter()
            .map(|(name, font)| (name, self.font(font)))
            .collect();
        let content = Content::decode(&self.0.get_page_content(page)).unwrap();
        let (mut font, mut letters) = (None, String::new());
        for operation in content.operations {
            let first = operation.operands.first();
            match (operation.operator.as_str(), first) {
                ("Tf", Some(Object::Name(name))) => font = fonts.get(name),
                ("Tj", Some(Object::String(codes, _))) => read(font, codes, &mut letters),
                ("TJ", Some(Object::Array(runs))) => {
                    for codes in runs.iter().filter_map(|run| run.as_str().ok()) {
                        read(font, codes, &mut letters);
                    }
                }
                _ => {}
            }
        }
        letters.retain(|letter| !letter.is_whitespace());
        letters
    }

    fn font(&self, font: &Dictionary) -> Font {
        let map = font.get(b"ToUnicode").and_then(Object::as_reference).ok();
        let map = map.and_then(|map| self.0.get_object(map).ok()?.as_stream().ok());
        let map = map.and_then(|map| map.decompressed_content().ok());
        Font {
            // Fonts of type 3 count their letters in one byte, the others in two.
            width: if is(font, b"Subtype", b"Type3") { 1 } else { 2 },
            letters: letters_of(&String::from_utf8_lossy(&map.unwrap_or_default())),
        }
    }

    fn dictionaries(&self) -> impl Iterator<Item = &Dictionary> {
        self.0
            .objects
            .values()
            .filter_map(|object| object.as_dict().ok())
    }

    /// A dictionary that another one holds or points to.
    fn inner<'a>(&'a self, of: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        let (_, object) = self.0.dereference(of.get(key).ok()?).ok()?;
        object.as_dict().ok()
    }

    fn page_of(&self, place: &Object) -> Option<u32> {
        let page = place.as_array().ok()?.first()?.as_reference().ok()?;
        let pages = self.0.get_pages();
        pages
            .iter()
            .find(|(_, known)| **known == page)
            .map(|(number, _)| *number)
    }
}

/// What the codes of a font mean.
struct Font {
    /// Bytes of a code.
    width: usize,
    letters: BTreeMap<u32, String>,
}

fn read(font: Option<&Font>, codes: &[u8], letters: &mut String) {
    let Some(font) = font else { return };
    for code in codes.chunks(font.width) {
        let code = code
            .iter()
            .fold(0, |code, byte| code << 8 | u32::from(*byte));
        letters.extend(font.letters.get(&code).map(String::as_str));
    }
}

/// Reads the map of a font from its codes to letters: lines `<code> <letters>` and `<first> <last> <letters>` in sections.
fn letters_of(map: &str) -> BTreeMap<u32, String> {
    let number = |word: &str| u32::from_str_radix(word.trim_matches(['<', '>']), 16).ok();
    let text = |word: &str| {
        let word = word.trim_matches(['<', '>']).as_bytes();
        let units = word
            .chunks(4)
            .filter_map(|unit| u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok());
        String::from_utf16_lossy(&units.collect::<Vec<_>>())
    };
    let mut letters = BTreeMap::new();
    let mut section = "";
    for line in map.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (section, words.as_slice()) {
            (_, [_, name @ ("beginbfchar" | "beginbfrange")]) => section = name,
            (_, ["endbfchar" | "endbfrange"]) => section = "",
            ("beginbfchar", [code, letter]) => {
                letters.extend(number(code).map(|code| (code, text(letter))));
            }
            ("beginbfrange", [first, last, letter]) => {
                let range = number(first).zip(number(last)).zip(number(letter));
                if let Some(((first, last), letter)) = range {
                    let letter = |code| char::from_u32(letter + (code - first));
                    letters.extend(
                        (first..=last).filter_map(|code| Some((code, letter(code)?.to_string()))),
                    );
                }
            }
            _ => {}
        }
    }
    letters
}

fn is(of: &Dictionary, key: &[u8], value: &[u8]) -> bool {
    of.get(key).and_then(Object::as_name).ok() == Some(value)
}

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
