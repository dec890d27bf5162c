//! A chapter for books that are read from front to back: without what needs a screen or a script.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;
use scraper::Html;

use super::tree;
use crate::body;
use crate::html::{attribute, escaped};
use crate::page::{Book, Page};
use crate::url;

/// What is for a screen: links to a heading at that heading, lines of code that are folded, what folds them, and the list of
/// symbols that opens beside a formula.
const FOR_A_SCREEN: &str = ".anchor, .fold, .fold + label, pre .hidden, .symbols";

/// A chapter as a tree, its heading and all. Links in it are those of the site's page.
pub(super) fn read(book: &Book, titles: &[String], index: usize) -> Html {
    let page = &book.pages[index];
    let body = body::write(book, page, titles);
    let (heading, id) = body
        .title
        .unwrap_or_else(|| (escaped(&page.name), String::new()));
    let mut markup = String::from("<h1");
    if !id.is_empty() {
        markup.push_str(" id=\"");
        attribute(&id, &mut markup);
        markup.push('"');
    }
    markup.push('>');
    if let Some(number) = &page.number {
        markup.push_str(&format!("<span class=\"nr\">{}</span> ", escaped(number)));
    }
    markup.push_str(&format!("{heading}</h1>\n"));
    markup.push_str(&pages("Know first", book, titles, page, &page.requires));
    markup.push_str(&body.html);
    markup.push_str(&pages("Leads to", book, titles, page, &page.leads_to));
    let mut tree = tree::read(&markup);
    tree::remove(&mut tree, FOR_A_SCREEN);
    tree
}

/// A line with links to pages, or nothing.
fn pages(words: &str, book: &Book, titles: &[String], from: &Page, to: &[usize]) -> String {
    let links: Vec<String> = to
        .iter()
        .filter_map(|&index| {
            let to = book.pages.get(index)?;
            let mut link = String::from("<a href=\"");
            let here = format!("{}.html", from.path);
            attribute(
                &url::relative(&here, &format!("{}.html", to.path)),
                &mut link,
            );
            Some(link + &format!("\">{}</a>", escaped(&titles[index])))
        })
        .collect();
    if links.is_empty() {
        return String::new();
    }
    format!(
        "<p class=\"related\"><b>{words}</b> {}</p>\n",
        links.join(", ")
    )
}

/// What stands for a box that is ticked or not.
pub(super) fn tick(is_done: bool) -> String {
    if is_done { "☑" } else { "☐" }.to_owned()
}

/// A chapter, written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) markup: String,
    /// The ids in it, as its author knows them.
    pub(super) ids: HashSet<String>,
    /// Places in chapters that it links to.
    pub(super) targets: BTreeSet<Target>,
    /// Pictures that it shows, from the book's source folder.
    pub(super) pictures: BTreeSet<String>,
}

/// A chapter, and an id in it.
pub(super) type Target = (usize, String);

/// Writes all chapters of a book, with no link to an id that is not there: `write` gets a chapter's index, and the targets that
/// no chapter has.
pub(super) fn all(
    count: usize,
    write: &(dyn Fn(usize, &BTreeSet<Target>) -> Written + Sync),
) -> Vec<Written> {
    let none = BTreeSet::new();
    let written = (0..count).into_par_iter().map(|index| write(index, &none));
    let mut written: Vec<Written> = written.collect();
    let there = |(chapter, id): &&Target| written[*chapter].ids.contains(id);
    let targets = written.iter().flat_map(|chapter| &chapter.targets);
    let missing: BTreeSet<Target> = targets.filter(|target| !there(target)).cloned().collect();
    // Few books have any: what was folded away, or an author's own id that stood there before.
    for (index, chapter) in written.iter_mut().enumerate() {
        if !chapter.targets.is_disjoint(&missing) {
            *chapter = write(index, &missing);
        }
    }
    written
}
