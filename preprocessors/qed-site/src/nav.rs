//! The book as a tree: neighbours of a page, the way up, and the whole for those who ask for it.

use serde::Serialize;

use crate::html::{attribute, escaped};
use crate::page::{Book, Item, Page};
use crate::url;

/// How many neighbours a page shows around itself: a page must not grow with the book.
const NEIGHBOURS: usize = 15;

/// A line of a small navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Entry {
    /// None for a draft.
    pub(crate) href: Option<String>,
    /// `1.2`.
    pub(crate) number: Option<String>,
    /// Plain text.
    pub(crate) name: String,
    /// The page that is shown.
    pub(crate) current: bool,
}

/// The lines around a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Around {
    /// What they are nested under: the chapter above, or the part's title.
    pub(crate) above: Option<Entry>,
    /// The lines beside the page, at most [`NEIGHBOURS`].
    pub(crate) entries: Vec<Entry>,
    /// Pages nested under it.
    pub(crate) below: Vec<Entry>,
    /// Lines left out before, after and below.
    pub(crate) left_out: usize,
}

/// A line of SUMMARY.md, flat.
#[derive(Clone, Debug)]
struct Line {
    page: Option<usize>,
    name: String,
    number: Option<String>,
}

/// Where each page stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// Lists of lines that stand beside each other.
    lists: Vec<Vec<Line>>,
    /// Title of the part that a list stands in (outermost lists only).
    parts: Vec<Option<String>>,
    /// For each page: its list, its place in it, and the list below it.
    places: Vec<(usize, usize, Option<usize>)>,
}

impl Tree {
    pub(crate) fn new(book: &Book) -> Self {
        let mut tree = Self {
            places: vec![(0, 0, None); book.pages.len()],
            ..Self::default()
        };
        // A part or a separator begins a list of its own.
        let mut part = None;
        for run in book
            .items
            .chunk_by(|_, next| !matches!(next, Item::Part(_) | Item::Separator))
        {
            if let Some(Item::Part(title)) = run.first() {
                part = Some(title.clone());
            }
            tree.add(book, run, part.clone());
        }
        tree
    }

    fn add(&mut self, book: &Book, items: &[Item], part: Option<String>) -> usize {
        let list = self.lists.len();
        self.lists.push(Vec::new());
        self.parts.push(part);
        for item in items {
            let (line, nested) = match item {
                Item::Part(_) | Item::Separator => continue,
                Item::Draft {
                    name,
                    number,
                    items,
                } => (
                    Line {
                        page: None,
                        name: name.clone(),
                        number: number.clone(),
                    },
                    items,
                ),
                Item::Chapter { page, items } => {
                    let Some(known) = book.pages.get(*page) else {
                        continue;
                    };
                    (
                        Line {
                            page: Some(*page),
                            name: known.name.clone(),
                            number: known.number.clone(),
                        },
                        items,
                    )
                }
            };
            let place = self.lists[list].len();
            let page = line.page;
            self.lists[list].push(line);
            let below = (!nested.is_empty()).then(|| self.add(book, nested, None));
            if let Some(page) = page {
                self.places[page] = (list, place, below);
            }
        }
        list
    }

    /// The lines around a page, as links from it.
    pub(crate) fn around(&self, book: &Book, index: usize) -> Around {
        let page = &book.pages[index];
        let Some(&(list, place, below)) = self.places.get(index) else {
            return Around::default();
        };
        let Some(lines) = self.lists.get(list) else {
            return Around::default();
        };
        let entry = |line: &Line| Entry {
            href: line.page.map(|target| href(page, &book.pages[target])),
            number: line.number.clone(),
            name: line.name.clone(),
            current: line.page == Some(index),
        };
        let first = place
            .saturating_sub(NEIGHBOURS / 2)
            .min(lines.len().saturating_sub(NEIGHBOURS));
        let entries: Vec<Entry> = lines
            .iter()
            .skip(first)
            .take(NEIGHBOURS)
            .map(entry)
            .collect();
        let nested = below.and_then(|below| self.lists.get(below));
        let below: Vec<Entry> = nested
            .into_iter()
            .flatten()
            .take(NEIGHBOURS)
            .map(entry)
            .collect();
        let all = lines.len() + nested.map_or(0, Vec::len);
        let above = match page.parent.and_then(|parent| book.pages.get(parent)) {
            Some(parent) => Some(Entry {
                href: Some(href(page, parent)),
                number: parent.number.clone(),
                name: parent.name.clone(),
                current: false,
            }),
            None => self.parts[list].clone().map(|name| Entry {
                href: None,
                number: None,
                name,
                current: false,
            }),
        };
        Around {
            above,
            left_out: all - entries.len() - below.len(),
            entries,
            below,
        }
    }
}

/// The pages above a page, the outermost first, as links from it.
pub(crate) fn ancestors(book: &Book, page: &Page) -> Vec<Entry> {
    let mut above = Vec::new();
    let mut next = page.parent;
    // A book nests a few levels deep; the bound is for a parent that would be its own.
    while let Some(parent) = next
        .filter(|_| above.len() < 32)
        .and_then(|index| book.pages.get(index))
    {
        above.push(Entry {
            href: Some(href(page, parent)),
            number: parent.number.clone(),
            name: parent.name.clone(),
            current: false,
        });
        next = parent.parent;
    }
    above.reverse();
    above
}

/// The link from one page to another.
pub(crate) fn href(from: &Page, to: &Page) -> String {
    url::relative(&format!("{}.html", from.path), &format!("{}.html", to.path))
}

/// The whole book as nested lists, for the page of contents.
pub(crate) fn contents(book: &Book) -> String {
    let mut html = String::new();
    let mut open = false;
    for item in &book.items {
        match item {
            Item::Part(title) => {
                close(&mut open, &mut html);
                html.push_str(&format!("<h2>{}</h2>\n", escaped(title)));
            }
            Item::Separator => {
                close(&mut open, &mut html);
                html.push_str("<hr>\n");
            }
            item => {
                if !open {
                    html.push_str("<ol class=\"tree\">\n");
                    open = true;
                }
                line(book, item, &mut html);
            }
        }
    }
    close(&mut open, &mut html);
    html
}

fn close(open: &mut bool, html: &mut String) {
    if std::mem::take(open) {
        html.push_str("</ol>\n");
    }
}

fn line(book: &Book, item: &Item, html: &mut String) {
    let (page, name, number, items) = match item {
        Item::Draft {
            name,
            number,
            items,
        } => (None, name, number, items),
        Item::Chapter { page, items } => {
            let Some(known) = book.pages.get(*page) else {
                return;
            };
            (Some(known), &known.name, &known.number, items)
        }
        Item::Part(_) | Item::Separator => return,
    };
    html.push_str("<li>");
    let number = number.as_ref().map_or(String::new(), |number| {
        format!("<span class=\"nr\">{}</span> ", escaped(number))
    });
    match page {
        Some(page) => {
            html.push_str("<a href=\"");
            attribute(&url::encoded(&format!("{}.html", page.path)), html);
            html.push_str(&format!(
                "\" data-page=\"{}\">",
                html_escape::encode_double_quoted_attribute(&page.path)
            ));
            html.push_str(&format!("{number}{}</a>", escaped(name)));
        }
        None => html.push_str(&format!(
            "<span class=\"draft\">{number}{}</span>",
            escaped(name)
        )),
    }
    if !items.is_empty() {
        html.push_str("\n<ol>\n");
        for item in items {
            line(book, item, html);
        }
        html.push_str("</ol>\n");
    }
    html.push_str("</li>\n");
}

/// The whole book as data for the drawer: lines `[number, name, path, [lines]]`, a part as its title, a separator as 0.
pub(crate) fn data(book: &Book, items: &[Item]) -> serde_json::Value {
    let line = |item: &Item| match item {
        Item::Part(title) => serde_json::json!(title),
        Item::Separator => serde_json::json!(0),
        Item::Draft {
            name,
            number,
            items,
        } => serde_json::json!([number, name, null, data(book, items)]),
        Item::Chapter { page, items } => match book.pages.get(*page) {
            Some(page) => serde_json::json!([page.number, page.name, page.path, data(book, items)]),
            None => serde_json::json!(0),
        },
    };
    items.iter().map(line).collect()
}
