//! What the templates see.

use std::borrow::Cow;
use std::sync::Arc;

use qed_markdown::{Context, Edit, Shown, weave};
use serde::Serialize;

use crate::body::{self, Body};
use crate::html;
use crate::nav::{self, Around, Entry, Tree};
use crate::page::{Book, Page};
use crate::url;

/// How many pages a list at the foot of a page names: a page must not grow with the book.
const RELATED: usize = 12;

/// Words a minute, for the reading time.
const READING_SPEED: usize = 220;

/// What all pages of a site share.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SiteView<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) language: &'a str,
    pub(crate) authors: &'a [String],
    pub(crate) repository: Option<&'a str>,
    /// Prefix of what the browser keeps for this book.
    pub(crate) key: String,
    /// Files of the pages that QED makes.
    pub(crate) contents: &'a str,
    pub(crate) formulas: Option<&'a str>,
    pub(crate) recall: Option<&'a str>,
    pub(crate) map: Option<&'a str>,
}

/// A page of any kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct PageView {
    /// The way to the site's root: `../`.
    pub(crate) root: String,
    /// The page's own path without ending.
    pub(crate) path: String,
    /// Plain text.
    pub(crate) title: String,
    /// Markup of the heading.
    pub(crate) heading: String,
    /// Id of the heading.
    pub(crate) id: String,
    pub(crate) number: Option<String>,
    pub(crate) description: String,
    pub(crate) canonical: Option<String>,
    /// Whether the page holds formulas.
    pub(crate) formulas: bool,
    pub(crate) body: Arc<String>,
    pub(crate) crumbs: Vec<Entry>,
    pub(crate) around: Around,
    pub(crate) toc: Vec<Section>,
    pub(crate) requires: Vec<Link>,
    pub(crate) leads_to: Vec<Link>,
    pub(crate) backlinks: Vec<Link>,
    /// Backlinks beyond those shown.
    pub(crate) more_backlinks: usize,
    pub(crate) previous: Option<Link>,
    pub(crate) next: Option<Link>,
    pub(crate) edit: Option<String>,
    pub(crate) source: String,
    /// Minutes to read, at least 1; 0 where there are no words.
    pub(crate) minutes: usize,
    /// Snippets that were run, and all of them.
    pub(crate) ran: usize,
    pub(crate) snippets: usize,
    pub(crate) cards: usize,
    pub(crate) tags: Vec<String>,
}

/// A section in the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Section {
    pub(crate) href: String,
    pub(crate) html: String,
    pub(crate) sections: Vec<Section>,
}

/// A link to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) title: String,
    /// Markup of the words around it; may be empty.
    pub(crate) context: String,
}

impl PageView {
    /// A chapter; its text and cards are still to be put in.
    pub(crate) fn chapter(
        book: &Book,
        tree: &Tree,
        titles: &[String],
        body: &Body,
        index: usize,
    ) -> Self {
        let page = &book.pages[index];
        let file = format!("{}.html", page.path);
        let title = titles[index].clone();
        let (heading, id) = body
            .title
            .clone()
            .unwrap_or_else(|| (crate::html::escaped(&page.name), String::new()));
        let link = |&target: &usize| {
            let page = book.pages.get(target)?;
            Some(Link {
                href: url::relative(&file, &format!("{}.html", page.path)),
                title: titles[target].clone(),
                context: String::new(),
            })
        };
        let list = |pages: &[usize]| {
            pages
                .iter()
                .filter_map(link)
                .take(RELATED)
                .collect::<Vec<_>>()
        };
        // A page that links here more than once is named once, with the first of its sentences.
        let mut seen = std::collections::BTreeSet::new();
        let backlinks: Vec<_> = page
            .backlinks
            .iter()
            .filter(|back| seen.insert(back.page))
            .collect();
        let more_backlinks = backlinks.len().saturating_sub(RELATED);
        let backlinks = backlinks.into_iter().filter_map(|back| {
            let from = book.pages.get(back.page)?;
            let fragment = url::fragment(back.fragment.as_deref());
            let href = url::relative(&file, &format!("{}.html", from.path)) + &fragment;
            Some(Link {
                href,
                title: titles[back.page].clone(),
                context: context(&back.context, from, titles),
            })
        });
        let ran = page.snippets.iter().filter(|s| {
            matches!(
                s.status,
                crate::Status::Ran | crate::Status::FailedAsExpected
            )
        });
        Self {
            root: url::root(&file),
            path: page.path.clone(),
            heading,
            id,
            number: page.number.clone(),
            description: description(page, book, titles),
            canonical: canonical(book, &file),
            formulas: !page.formulas.is_empty()
                || (page.backlinks.iter()).any(|back| has_formula(&back.context)),
            body: Arc::default(),
            crumbs: nav::ancestors(book, page),
            around: tree.around(book, index),
            toc: toc(body),
            requires: list(&page.requires),
            leads_to: list(&page.leads_to),
            backlinks: backlinks.take(RELATED).collect(),
            more_backlinks,
            previous: index
                .checked_sub(1)
                .and_then(|previous| named(book, &file, previous)),
            next: named(book, &file, index + 1),
            edit: book
                .edit_url_template
                .as_ref()
                .map(|template| template.replace("{path}", &page.source_path)),
            source: page.source_path.clone(),
            minutes: body.words.div_ceil(READING_SPEED),
            ran: ran.count(),
            snippets: page.snippets.len(),
            cards: 0,
            tags: page
                .topic
                .metadata
                .tags
                .iter()
                .map(|tag| tag.value.clone())
                .collect(),
            title,
        }
    }

    /// A page that QED makes.
    pub(crate) fn made(book: &Book, file: &str, title: &str, description: &str) -> Self {
        Self {
            root: url::root(file),
            path: file.trim_end_matches(".html").to_owned(),
            title: title.to_owned(),
            heading: crate::html::escaped(title),
            description: description.to_owned(),
            canonical: canonical(book, file),
            ..Self::default()
        }
    }
}

/// A context as markup: words and formulas as on the page that links.
fn context(context: &Context, from: &Page, titles: &[String]) -> String {
    let mut markup = String::with_capacity(context.text.len());
    let mut at = 0;
    for (place, shown) in &context.places {
        let words = context.text.get(at..place.start).unwrap_or_default();
        html::text(words, &mut markup);
        at = place.end;
        match *shown {
            Shown::Formula(index) => markup.push_str(&formula(index, from)),
            Shown::Wiki(link) => html::text(body::wiki_words(from, titles, link), &mut markup),
        }
    }
    let rest = context.text.get(at..).unwrap_or_default();
    html::text(rest, &mut markup);
    markup
}

/// A context as plain words: formulas are TeX.
fn plain(context: &Context, from: &Page, titles: &[String]) -> String {
    let places = context.places.iter();
    let edits = places.filter_map(|(place, shown)| match *shown {
        Shown::Wiki(link) => Some(Edit::replace(
            place.clone(),
            body::wiki_words(from, titles, link),
        )),
        Shown::Formula(_) => None,
    });
    weave(&context.text, &edits.collect::<Vec<_>>())
}

fn has_formula(context: &Context) -> bool {
    let mut places = context.places.iter();
    places.any(|(_, shown)| matches!(shown, Shown::Formula(_)))
}

/// A formula of a page as it stands in a line; one that has lines of its own there is too much.
fn formula(index: usize, page: &Page) -> Cow<'_, str> {
    let view = page.formulas.get(index).map(|view| &*view.html);
    let display = (page.topic.formulas.get(index)).is_none_or(|formula| formula.display);
    match view.filter(|html| !html.is_empty()) {
        Some(html) if !display => html::without_links(html),
        _ => "…".into(),
    }
}

fn named(book: &Book, from: &str, index: usize) -> Option<Link> {
    let page = book.pages.get(index)?;
    Some(Link {
        href: url::relative(from, &format!("{}.html", page.path)),
        title: page.name.clone(),
        context: String::new(),
    })
}

/// The address of a file once the site is published.
pub(crate) fn canonical(book: &Book, file: &str) -> Option<String> {
    let site = book.site_url.as_deref()?;
    site.contains("://")
        .then(|| format!("{}/{}", site.trim_end_matches('/'), url::encoded(file)))
}

/// The first paragraph, cut after a word at about 160 characters as search engines show them.
fn description(page: &Page, book: &Book, titles: &[String]) -> String {
    let mut words = plain(&page.topic.summary, page, titles);
    if words.is_empty() {
        words.clone_from(&book.description);
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= 165 {
        return words;
    }
    let cut: String = words.chars().take(160).collect();
    let cut = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.']))
}

/// Headings of level 2 with those of level 3 under them; a page that starts deeper begins there.
fn toc(body: &Body) -> Vec<Section> {
    let top = body
        .headings
        .iter()
        .map(|heading| heading.level)
        .min()
        .unwrap_or(2);
    let mut sections: Vec<Section> = Vec::new();
    for heading in body
        .headings
        .iter()
        .filter(|heading| heading.level <= top + 1)
    {
        let section = Section {
            href: url::fragment(Some(&heading.id)),
            html: heading.html.clone(),
            sections: Vec::new(),
        };
        match sections.last_mut() {
            Some(last) if heading.level > top => last.sections.push(section),
            _ => sections.push(section),
        }
    }
    sections
}

/// The plain title of a page: its first heading, else its name in SUMMARY.md.
pub(crate) fn title(page: &Page) -> String {
    let title = page
        .topic
        .title
        .as_deref()
        .filter(|title| !title.trim().is_empty());
    title.unwrap_or(&page.name).trim().to_owned()
}
