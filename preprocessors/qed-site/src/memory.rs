//! Making a site again: what a change does not reach is not made anew.
//!
//! Of each page its inputs are kept, and what was made from them. Equal inputs give the same text, and a template that sees
//! the same gives the same page: then it is said of the file that it is as it was.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::made::{Chapter, Shared, Text};
use crate::page::{LinkView, Page};
use crate::theme::Theme;
use crate::view::PageView;

/// What the last site of a book was made from. Empty at first.
#[derive(Debug, Default)]
pub struct Memory {
    common: Option<Common>,
    pages: HashMap<String, Known>,
    pub(crate) files: BTreeMap<String, Arc<[u8]>>,
}

/// What all pages depend on.
#[derive(Debug, PartialEq)]
struct Common {
    markdown: qed_markdown::Options,
    /// What templates see of the site.
    site: serde_json::Value,
    theme: BTreeMap<String, Vec<u8>>,
}

/// A page of the last time.
#[derive(Debug)]
struct Known {
    inputs: Arc<Inputs>,
    text: Arc<Text>,
    view: PageView,
}

/// What the text of a page depends on, beside what all pages do.
#[derive(Debug)]
pub(crate) struct Inputs {
    page: Page,
    title: String,
    /// Path and title of the page that each link and each mention leads to.
    targets: Vec<Option<(String, String)>>,
}

/// One making of a site, with the memory of the one before.
pub(crate) struct Again<'a> {
    before: &'a Memory,
    /// Whether what all pages depend on is the same as before.
    comparable: bool,
    next: Memory,
}

impl<'a> Again<'a> {
    pub(crate) fn new(before: &'a Memory) -> Self {
        Self {
            before,
            comparable: false,
            next: Memory::default(),
        }
    }

    /// Looks at what all pages depend on.
    pub(crate) fn begin(&mut self, shared: &Shared<'_>, theme: &Theme) {
        let common = Common {
            markdown: shared.book.markdown,
            site: serde_json::json!(shared.site_view()),
            theme: theme.files.clone(),
        };
        self.comparable = self.before.common.as_ref() == Some(&common);
        self.next.common = Some(common);
    }

    fn known(&self, path: &str) -> Option<&Known> {
        self.before.pages.get(path).filter(|_| self.comparable)
    }

    /// The text of a page, if it is the same as before.
    pub(crate) fn text(&self, shared: &Shared<'_>, index: usize) -> Option<Arc<Text>> {
        let known = self.known(&shared.book.pages[index].path)?;
        let same = known.inputs.are_of(shared, index);
        same.then(|| Arc::clone(&known.text))
    }

    /// Whether a page is the same as before.
    pub(crate) fn is_same(&self, view: &PageView) -> bool {
        self.known(&view.path)
            .is_some_and(|known| known.view == *view)
    }

    /// Keeps a page for the next time. Of two with one path the first has the file.
    pub(crate) fn keep(&mut self, shared: &Shared<'_>, index: usize, chapter: Chapter) {
        let path = chapter.view.path.clone();
        let inputs = match self.known(&path) {
            Some(known) if Arc::ptr_eq(&known.text, &chapter.text) => Arc::clone(&known.inputs),
            _ => Arc::new(Inputs::new(shared, index)),
        };
        self.next.pages.entry(path).or_insert(Known {
            inputs,
            text: chapter.text,
            view: chapter.view,
        });
    }

    /// The memory for the next time, with the files that were given: without bytes, those of before.
    pub(crate) fn end(mut self, files: Vec<(String, Option<Vec<u8>>)>) -> Memory {
        let file = |(path, bytes): (String, Option<Vec<u8>>)| {
            let before = self.before.files.get(&path);
            let file = match (bytes, before) {
                (None, Some(before)) => Arc::clone(before),
                (Some(bytes), Some(before)) if **before == *bytes => Arc::clone(before),
                (bytes, _) => bytes.unwrap_or_default().into(),
            };
            (path, file)
        };
        self.next.files = files.into_iter().map(file).collect();
        self.next
    }
}

impl Inputs {
    fn new(shared: &Shared<'_>, index: usize) -> Self {
        let page = &shared.book.pages[index];
        let owned = |(path, title): (&str, &str)| (path.to_owned(), title.to_owned());
        Self {
            page: page.clone(),
            title: shared.titles[index].clone(),
            targets: targets(shared, page)
                .map(|target| target.map(owned))
                .collect(),
        }
    }

    /// Whether the text of a page is made from the very same.
    fn are_of(&self, shared: &Shared<'_>, index: usize) -> bool {
        let page = &shared.book.pages[index];
        // A field of its own for each: who adds one has to say whether the text depends on it.
        let Page {
            path,
            topic,
            formulas,
            snippets,
            links,
            mentions,
            source_path: _,
            name: _,
            number: _,
            parent: _,
            requires: _,
            leads_to: _,
            backlinks: _,
        } = &self.page;
        Arc::ptr_eq(topic, &page.topic)
            && *path == page.path
            && self.title == shared.titles[index]
            && *formulas == page.formulas
            && *snippets == page.snippets
            && *links == page.links
            && *mentions == page.mentions
            && self
                .targets
                .iter()
                .map(|target| {
                    target
                        .as_ref()
                        .map(|(path, title)| (path.as_str(), title.as_str()))
                })
                .eq(targets(shared, page))
    }
}

/// Path and title of the page that each link and each mention of a page leads to.
fn targets<'a>(
    shared: &'a Shared<'_>,
    page: &'a Page,
) -> impl Iterator<Item = Option<(&'a str, &'a str)>> {
    let links = page.links.iter().map(|link| match link {
        LinkView::Page { page, .. } => Some(*page),
        LinkView::File(_) | LinkView::Url(_) | LinkView::Text | LinkView::Broken => None,
    });
    let mentions = page.mentions.iter().map(|mention| Some(mention.page));
    links.chain(mentions).map(|page| {
        let target = shared.book.pages.get(page?)?;
        Some((target.path.as_str(), shared.titles[page?].as_str()))
    })
}
