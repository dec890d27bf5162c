//! Pages: the chapters, and those that no author writes.

use std::collections::BTreeSet;

use qed_report::Finding;
use rayon::prelude::*;
use tera::Context;

use crate::body::Body;
use crate::html::{attribute, escaped};
use crate::nav::{self, Tree};
use crate::page::Book;
use crate::theme::Templates;
use crate::url;
use crate::view::{PageView, SiteView};

/// What all pages are made from.
pub(crate) struct Shared<'a> {
    pub(crate) book: &'a Book,
    pub(crate) titles: &'a [String],
    pub(crate) bodies: &'a [Body],
    pub(crate) names: &'a Names,
    pub(crate) templates: &'a Templates<'a>,
}

/// Files of the pages that no author writes; a chapter of the same name has the first right to it.
pub(crate) struct Names {
    pub(crate) contents: String,
    pub(crate) formulas: Option<String>,
    pub(crate) recall: Option<String>,
    pub(crate) map: Option<String>,
}

impl Names {
    pub(crate) fn new(book: &Book, bodies: &[Body]) -> Self {
        let taken: BTreeSet<String> = book
            .pages
            .iter()
            .map(|page| page.path.to_lowercase())
            .collect();
        let free = |name: &str| {
            let candidates =
                std::iter::once(name.to_owned()).chain((1..).map(|n: u32| format!("{name}-{n}")));
            let free = candidates
                .into_iter()
                .find(|name| !taken.contains(name))
                .unwrap_or_default();
            format!("{free}.html")
        };
        let labelled = book
            .pages
            .iter()
            .any(|page| page.formulas.iter().any(|formula| formula.id.is_some()));
        let cards = bodies.iter().any(|body| !body.cards.is_empty());
        let requires = book.pages.iter().any(|page| !page.requires.is_empty());
        Self {
            contents: free("contents"),
            formulas: labelled.then(|| free("formulas")),
            recall: cards.then(|| free("recall")),
            map: requires.then(|| free("map")),
        }
    }
}

impl Shared<'_> {
    pub(crate) fn site_view(&self) -> SiteView<'_> {
        SiteView {
            title: &self.book.title,
            description: &self.book.description,
            language: if self.book.language.is_empty() {
                "en"
            } else {
                &self.book.language
            },
            authors: &self.book.authors,
            repository: self.book.repository_url.as_deref(),
            key: key(&self.book.title),
            contents: self.names.contents.clone(),
            formulas: self.names.formulas.clone(),
            recall: self.names.recall.clone(),
            map: self.names.map.clone(),
        }
    }

    /// Fills a template for a page.
    pub(crate) fn fill(
        &self,
        template: &str,
        site: &SiteView<'_>,
        page: &PageView,
    ) -> Result<Vec<u8>, Vec<Finding>> {
        let mut context = Context::new();
        context.insert("site", site);
        context.insert("page", page);
        Ok(self.templates.fill(template, &context)?.into_bytes())
    }
}

/// The book's own name for what the browser keeps: storage of `file://` is shared by all files.
fn key(title: &str) -> String {
    let words: String = title
        .to_lowercase()
        .chars()
        .map(|ch| if ch.is_alphanumeric() { ch } else { '-' })
        .collect();
    let words = words
        .split('-')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    format!("qed:{words}:")
}

/// The chapters, in parallel; the first one also as `index.html` if no chapter has that name.
pub(crate) fn chapters(shared: &Shared<'_>) -> Result<Vec<(String, Vec<u8>)>, Vec<Finding>> {
    let book = shared.book;
    let tree = Tree::new(book);
    let site = shared.site_view();
    let mut files: Vec<(String, Vec<u8>)> = (0..book.pages.len())
        .into_par_iter()
        .map(|index| {
            let page = PageView::chapter(book, &tree, shared.titles, shared.bodies, index);
            Ok((
                format!("{}.html", book.pages[index].path),
                shared.fill("chapter.html", &site, &page)?,
            ))
        })
        .collect::<Result<_, Vec<Finding>>>()?;
    if let Some(first) = book.pages.first()
        && !book
            .pages
            .iter()
            .any(|page| page.path.eq_ignore_ascii_case("index"))
    {
        files.push((
            "index.html".to_owned(),
            redirect(shared, "index.html", &format!("{}.html", first.path))?,
        ));
    }
    Ok(files)
}

/// A page that leads on to another at once.
pub(crate) fn redirect(shared: &Shared<'_>, from: &str, to: &str) -> Result<Vec<u8>, Vec<Finding>> {
    let href = if to.contains("://") {
        to.to_owned()
    } else {
        url::relative(from, to)
    };
    let mut page = PageView::made(shared.book, from, &shared.book.title, "");
    page.canonical = if to.contains("://") {
        Some(to.to_owned())
    } else {
        crate::view::canonical(shared.book, to)
    };
    page.body = href;
    shared.fill("redirect.html", &shared.site_view(), &page)
}

/// Contents, formulas, recall, map, and the page for what is not there.
pub(crate) fn others(shared: &Shared<'_>) -> Result<Vec<(String, Vec<u8>)>, Vec<Finding>> {
    let book = shared.book;
    let site = shared.site_view();
    let mut files = Vec::new();
    let mut add = |file: &str,
                   title: &str,
                   description: &str,
                   body: String,
                   formulas: bool|
     -> Result<(), Vec<Finding>> {
        let mut page = PageView::made(book, file, title, description);
        page.body = body;
        page.formulas = formulas;
        files.push((file.to_owned(), shared.fill("made.html", &site, &page)?));
        Ok(())
    };
    let names = shared.names;
    add(
        &names.contents,
        "Contents",
        &format!("All chapters of {}", book.title),
        nav::contents(book),
        false,
    )?;
    if let Some(file) = &names.formulas {
        add(
            file,
            "Formulas",
            &format!("Every numbered formula of {}", book.title),
            formulas(shared, file),
            true,
        )?;
    }
    if let Some(file) = &names.recall {
        let formulas = book.pages.iter().any(|page| !page.formulas.is_empty());
        add(
            file,
            "Recall",
            &format!("Every question of {} with its answer", book.title),
            cards(shared, file),
            formulas,
        )?;
    }
    if let Some(file) = &names.map {
        let description = format!("What to know before what in {}", book.title);
        add(
            file,
            "Map",
            &description,
            crate::map::page(shared, file),
            false,
        )?;
    }
    let mut page = PageView::made(book, "404.html", "There is no such page", "");
    page.canonical = None;
    // The page is shown at any address, so its links start at the site's root as far as that is known.
    let path = book.site_url.as_deref().map_or("/", |site| {
        let after = site.split_once("://").map_or(site, |(_, rest)| {
            rest.find('/').map_or("/", |at| &rest[at..])
        });
        if after.is_empty() { "/" } else { after }
    });
    page.root = format!("{}/", path.trim_end_matches('/'));
    files.push((
        "404.html".to_owned(),
        shared.fill("404.html", &site, &page)?,
    ));
    Ok(files)
}

/// All labelled formulas by chapter.
fn formulas(shared: &Shared<'_>, file: &str) -> String {
    let mut html = String::new();
    for (index, page) in shared.book.pages.iter().enumerate() {
        let labelled: Vec<_> = page
            .formulas
            .iter()
            .filter_map(|view| Some((view.id.as_deref()?, view)))
            .collect();
        if labelled.is_empty() {
            continue;
        }
        let href = url::relative(file, &format!("{}.html", page.path));
        html.push_str("<section>\n<h2><a href=\"");
        attribute(&href, &mut html);
        html.push_str(&format!("\">{}</a></h2>\n", escaped(&shared.titles[index])));
        for (id, view) in labelled {
            html.push_str("<div class=\"formula\"><div class=\"scroll\">");
            html.push_str(&view.html);
            html.push_str("</div><a class=\"number\" href=\"");
            attribute(&(href.clone() + &url::fragment(Some(id))), &mut html);
            html.push_str(&format!(
                "\">({})</a></div>\n",
                escaped(view.number.as_deref().unwrap_or("→"))
            ));
        }
        html.push_str("</section>\n");
    }
    html
}

/// All recall cards by chapter.
fn cards(shared: &Shared<'_>, file: &str) -> String {
    let mut html = String::new();
    for (index, page) in shared.book.pages.iter().enumerate() {
        let cards = &shared.bodies[index].cards;
        if cards.is_empty() {
            continue;
        }
        let href = url::relative(file, &format!("{}.html", page.path));
        html.push_str("<section>\n<h2><a href=\"");
        attribute(&href, &mut html);
        html.push_str(&format!("\">{}</a></h2>\n", escaped(&shared.titles[index])));
        for card in cards {
            let mut id = String::new();
            attribute(&format!("{}#{}", page.path, card.id), &mut id);
            html.push_str(&format!(
                "<details class=\"recall\" data-card=\"{id}\"><summary>{}</summary>\n<div class=\"answer\">{}</div></details>\n",
                card.question, card.answer
            ));
        }
        html.push_str("</section>\n");
    }
    html
}
