//! A chapter as a file of XHTML.

use std::borrow::Cow;
use std::collections::BTreeSet;

use scraper::{ElementRef, Html};

use super::super::chapter::{self, Target, Written};
use super::super::places::{Place, Places};
use super::super::tree::{self, Attribute, Fate, Open, SVG, XHTML, attribute};
use super::drawing::{self, Drawn};
use super::{Names, attributes, letters, model};
use crate::page::Book;
use crate::url;

/// What the chapters of a book are written with.
pub(super) struct Scribe<'a> {
    pub(super) book: &'a Book,
    pub(super) titles: &'a [String],
    pub(super) places: Places<'a>,
    pub(super) names: Names,
}

/// A chapter that is being written.
struct Topic<'a> {
    index: usize,
    missing: &'a BTreeSet<Target>,
    written: Written,
}

impl Scribe<'_> {
    /// Writes a chapter; no link leads to what is missing.
    pub(super) fn write(&self, index: usize, missing: &BTreeSet<Target>) -> Written {
        let mut tree = chapter::read(self.book, self.titles, index);
        plain_formulas(&mut tree);
        let mut topic = Topic {
            index,
            missing,
            written: Written::default(),
        };
        let mut xhtml = String::new();
        let mut shape =
            |element: ElementRef<'_>, open: &[Open]| self.shape(element, open, &mut topic);
        tree::write(&tree, &mut shape, &mut xhtml);
        topic.written.markup = xhtml;
        topic.written
    }

    fn shape(&self, element: ElementRef<'_>, open: &[Open], topic: &mut Topic<'_>) -> Fate {
        let value = element.value();
        match value.name() {
            "input" => return Fate::Words(chapter::tick(value.attr("checked").is_some())),
            "img" => return self.picture(element, topic),
            "annotation" | "annotation-xml" => return Fate::Words(String::new()),
            // What is around a formula is for a browser's own formulas.
            "span"
                if value
                    .attr("class")
                    .is_some_and(|class| class.starts_with("katex")) =>
            {
                return Fate::Content;
            }
            _ => {}
        }
        let namespace = &*value.name.ns;
        if namespace == SVG {
            return drawn(element, open, &mut || {
                self.attributes(value.name(), element, topic)
            });
        }
        let Some(name) = model::name(element, open) else {
            return Fate::Content;
        };
        let mut kept = self.attributes(&name, element, topic);
        let is_link = namespace == XHTML && name == "a";
        if is_link && !kept.iter().any(|(name, _)| name == "href") {
            return Fate::Element(Cow::Borrowed("span"), kept);
        }
        if name != value.name() {
            match namespace {
                XHTML => class(&mut kept, value.name()),
                // What was said of a table is not said of a row.
                _ => kept.retain(|(key, _)| key == "id"),
            }
        }
        if name == "math" {
            kept.extend(alternative(element));
        }
        // What the words of a note are, for readers that show them where they are asked for.
        let is_note = |open: &Open| open.name == "sup";
        if is_link && open.last().is_some_and(is_note) && value.attr("aria-label").is_some() {
            kept.push((Cow::Borrowed("epub:type"), "noteref".to_owned()));
        } else if name == "section" && value.attr("class") == Some("footnotes") {
            kept.push((Cow::Borrowed("epub:type"), "footnotes".to_owned()));
        }
        Fate::Element(name, kept)
    }

    /// The attributes that an element keeps.
    fn attributes(
        &self,
        name: &str,
        element: ElementRef<'_>,
        topic: &mut Topic<'_>,
    ) -> Vec<Attribute> {
        let namespace = &*element.value().name.ns;
        let (mut kept, mut paint) = (Vec::new(), Vec::new());
        for (key, value) in tree::attributes(element) {
            match key.as_ref() {
                "id" => {
                    let fits = !value.is_empty() && !value.contains(char::is_whitespace);
                    if fits && topic.written.ids.insert(value.clone()) {
                        kept.push((key, value));
                    }
                }
                "href" | "xlink:href" if name == "a" => {
                    let key = if namespace == SVG {
                        "xlink:href"
                    } else {
                        "href"
                    };
                    let href = self.href(&value, topic);
                    kept.extend(href.map(|href| (Cow::Borrowed(key), href)));
                }
                "href" | "xlink:href" if namespace == SVG => kept.extend(inside(value)),
                _ if namespace == SVG => paint.push((key, value)),
                "lang" if attributes::is_language(&value) => {
                    kept.push((Cow::Borrowed("xml:lang"), value.clone()));
                    kept.push((key, value));
                }
                _ => {
                    let attribute = (key, value);
                    if attributes::stays(namespace, name, &attribute) {
                        kept.push(attribute);
                    }
                }
            }
        }
        kept.extend(drawing::attributes(name, paint));
        kept
    }

    /// The address of a link inside the book, or of another place.
    fn href(&self, href: &str, topic: &mut Topic<'_>) -> Option<String> {
        let index = topic.index;
        match self.places.find(index, href) {
            Place::Chapter(chapter, id) => {
                let target = id.map(|id| (chapter, id));
                let target = target.filter(|target| !topic.missing.contains(target));
                let fragment = url::fragment(target.as_ref().map(|(_, id)| id.as_str()));
                topic.written.targets.extend(target);
                if chapter == index && !fragment.is_empty() {
                    return Some(fragment);
                }
                let (from, to) = (&self.names.chapters[index], &self.names.chapters[chapter]);
                Some(url::relative(from, to) + &fragment)
            }
            Place::Address(address) => Some(address),
            Place::File(path) => match self.places.published(&path) {
                Place::Address(address) => Some(address),
                _ => None,
            },
            Place::Nowhere => None,
        }
    }

    /// A picture that the book holds; for any other, the words that stand for it.
    fn picture(&self, element: ElementRef<'_>, topic: &mut Topic<'_>) -> Fate {
        let index = topic.index;
        let value = element.value();
        let place = value.attr("src").map(|src| self.places.find(index, src));
        let known = match place {
            Some(Place::File(path)) => self.names.pictures.get(&path).map(|name| (path, name)),
            _ => None,
        };
        let Some((path, name)) = known else {
            return Fate::Words(value.attr("alt").unwrap_or_default().to_owned());
        };
        topic.written.pictures.insert(path);
        let mut kept = self.attributes("img", element, topic);
        let src = url::relative(&self.names.chapters[index], name);
        kept.insert(0, (Cow::Borrowed("src"), src));
        if value.attr("alt").is_none() {
            kept.push((Cow::Borrowed("alt"), String::new()));
        }
        Fate::Element(Cow::Borrowed("img"), kept)
    }
}

/// Takes out of formulas what is not MathML, and the numbers that stand beside them anyway, as links. A number comes as a table
/// of one row, in whose cells a sum would be as small as among words.
fn plain_formulas(tree: &mut Html) {
    const NUMBERED: &str = ".formula:has(> .number) mtable[width=\"100%\"]";
    tree::remove(tree, ".katex-html");
    tree::remove(tree, &format!("{NUMBERED} > mtr > mtd:not(:nth-child(2))"));
    let rows = format!("{NUMBERED}, {NUMBERED} > mtr, {NUMBERED} > mtr > mtd");
    tree::rename(tree, &rows, "mrow");
    tree::set(tree, "mtable[width=\"100%\"]", "displaystyle", "true");
    tree::remove_words(tree, &model::is_stray);
    letters::alphabets(tree);
    letters::functions(tree);
}

/// What is said for a formula where it cannot be shown: its TeX.
fn alternative(element: ElementRef<'_>) -> Option<Attribute> {
    let mut inside = element.descendants().filter_map(ElementRef::wrap);
    let tex = inside.find(|element| element.value().name() == "annotation")?;
    let tex: String = tex.text().collect();
    let (before, after) = tex.split_once(r"\label{").unwrap_or((&tex, "}"));
    let after = after.split_once('}').map_or("", |(_, after)| after);
    let tex = format!("{before} {after}");
    let tex = tex.split_whitespace().collect::<Vec<_>>().join(" ");
    (!tex.is_empty()).then_some((Cow::Borrowed("alttext"), tex))
}

/// Adds a class.
fn class(attributes: &mut Vec<Attribute>, name: &str) {
    match attributes.iter_mut().find(|(key, _)| key == "class") {
        Some((_, classes)) => *classes = format!("{classes} {name}"),
        None => attributes.push((Cow::Borrowed("class"), name.to_owned())),
    }
}

/// What becomes of an element of a drawing.
fn drawn(
    element: ElementRef<'_>,
    open: &[Open],
    attributes: &mut dyn FnMut() -> Vec<Attribute>,
) -> Fate {
    let name = element.value().name();
    match drawing::element(name, element.attr("d").is_some(), open) {
        Drawn::No => Fate::Words(String::new()),
        Drawn::Content => Fate::Content,
        Drawn::Yes => {
            let mut kept = attributes();
            // A link in a picture is known by its title.
            if name == "a" {
                let title: String = element.text().collect();
                kept.push((Cow::Borrowed("xlink:title"), title.trim().to_owned()));
            }
            Fate::Element(Cow::Owned(name.to_owned()), kept)
        }
    }
}

/// What a part of a drawing uses: another part of it, or a picture written into it.
fn inside(href: String) -> Option<Attribute> {
    let is_inside = href.starts_with('#') || href.starts_with("data:image/");
    is_inside.then_some((Cow::Borrowed("xlink:href"), href))
}

/// A picture of vectors as XML, if there is one in a file.
pub(super) fn vectors(file: &[u8]) -> Option<Vec<u8>> {
    let mut tree = tree::read(&String::from_utf8_lossy(file));
    tree::remove_words(&mut tree, &model::is_stray);
    let drawing = tree::selected(&tree, "svg").into_iter().next()?;
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let mut shape = |element: ElementRef<'_>, open: &[Open]| {
        if &*element.value().name.ns != SVG {
            return Fate::Words(String::new());
        }
        drawn(element, open, &mut || {
            let (mut kept, mut paint) = (Vec::new(), Vec::new());
            for (key, value) in tree::attributes(element) {
                match key.as_ref() {
                    "id" if !value.contains(char::is_whitespace) => kept.push((key, value)),
                    "href" | "xlink:href" => kept.extend(inside(value)),
                    _ => paint.push((key, value)),
                }
            }
            kept.extend(drawing::attributes(element.value().name(), paint));
            kept
        })
    };
    tree::write_element(drawing, &mut shape, &mut xml);
    Some(xml.into_bytes())
}

/// A file of XHTML around what is in its body. `style` is the way to the stylesheet.
pub(super) fn file(language: &str, title: &str, style: &str, body: &str) -> String {
    let mut lang = String::new();
    attribute("xml:lang", language, &mut lang);
    attribute("lang", language, &mut lang);
    let mut link = String::new();
    attribute("href", style, &mut link);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"{XHTML}\" xmlns:epub=\"http://www.idpf.org/2007/ops\"{lang}>\n\
         <head>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\"{link}/>\n</head>\n\
         <body>\n{body}</body>\n</html>\n",
        tree::words(title),
    )
}
