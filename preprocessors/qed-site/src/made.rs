//! Pages: the chapters, and those that no author writes.

use std::sync::Arc;

use tera::Context;

use crate::body::{self, Body, Card};
use crate::claim;
use crate::files::Out;
use crate::html::{attribute, escaped, rebased};
use crate::memory::Again;
use crate::names::Names;
use crate::nav::{self, Tree};
use crate::page::Book;
use crate::theme::{Fault, Templates};
use crate::view::{self, PageView, Section, SiteView};
use crate::{data, map, search, url};

/// More bytes than what stands around the text of most pages.
const AROUND: usize = 12 << 10;

/// How many formulas or cards one page holds; more are cut into several pages.
const COLLECTED: usize = 300;

/// What all pages are made from.
pub(crate) struct Shared<'a> {
    pub(crate) book: &'a Book,
    pub(crate) titles: &'a [String],
    pub(crate) names: &'a Names,
    pub(crate) tree: &'a Tree,
    pub(crate) templates: &'a Templates,
}

impl Shared<'_> {
    pub(crate) fn site_view(&self) -> SiteView<'_> {
        let language = self.book.language.as_str();
        SiteView {
            title: &self.book.title,
            description: &self.book.description,
            language: if language.is_empty() { "en" } else { language },
            authors: &self.book.authors,
            repository: self.book.repository_url.as_deref(),
            key: key(&self.book.title),
            contents: &self.names.contents,
            formulas: self.names.formulas.as_deref(),
            recall: self.names.recall.as_deref(),
            map: self.names.map.as_deref(),
        }
    }

    /// Fills a template for a page.
    fn fill(&self, template: &str, page: &PageView) -> Result<Vec<u8>, Fault> {
        let mut context = Context::new();
        context.insert("site", &self.site_view());
        context.insert("page", page);
        self.templates
            .fill(template, &context, page.body.len() + AROUND)
    }
}

/// The book's own name for what the browser keeps: storage of `file://` is shared by all files.
fn key(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    format!("qed:{}:", words.join("-"))
}

/// A chapter as HTML, and what other pages need of it.
#[derive(Debug)]
pub(crate) struct Text {
    /// Without its markup, which is beside it.
    body: Body,
    html: Arc<String>,
    pub(crate) cards: Arc<[Card]>,
    pub(crate) entry: search::Entry,
}

/// A chapter with its files: path and bytes, or nothing for bytes that are as they were.
pub(crate) struct Chapter {
    pub(crate) files: Vec<(String, Option<Vec<u8>>)>,
    pub(crate) text: Arc<Text>,
    pub(crate) view: PageView,
}

/// Makes a chapter, or as much of it as is not known.
pub(crate) fn chapter(
    shared: &Shared<'_>,
    index: usize,
    again: Option<&Again<'_>>,
) -> Result<Chapter, Fault> {
    let path = &shared.book.pages[index].path;
    let (text, preview) = match again.and_then(|again| again.text(shared, index)) {
        Some(known) => (known, None),
        None => {
            let (text, preview) = text(shared, index);
            (Arc::new(text), Some(preview))
        }
    };
    let mut view = PageView::chapter(shared.book, shared.tree, shared.titles, &text.body, index);
    view.body = Arc::clone(&text.html);
    view.cards = text.cards.len();
    let page = match again.is_some_and(|again| again.is_same(&view)) {
        true => None,
        false => Some(shared.fill("chapter.html", &view)?),
    };
    Ok(Chapter {
        files: vec![
            (format!("{path}.html"), page),
            (data::preview_file(path), preview),
        ],
        text,
        view,
    })
}

/// The text of a chapter, and what previews of it show.
fn text(shared: &Shared<'_>, index: usize) -> (Text, Vec<u8>) {
    let page = &shared.book.pages[index];
    let title = &shared.titles[index];
    let mut body = body::write(shared.book, page, shared.titles);
    let preview = data::preview(&page.path, title, &body);
    let text = Text {
        html: std::mem::take(&mut body.html).into(),
        cards: std::mem::take(&mut body.cards).into(),
        entry: search::entry(page, title, &std::mem::take(&mut body.prose)),
        body,
    };
    (text, preview)
}

/// A page that leads on to another at once.
pub(crate) fn redirect(shared: &Shared<'_>, from: &str, to: &str) -> Result<Vec<u8>, Fault> {
    let mut page = PageView::made(shared.book, from, &shared.book.title, "");
    if to.contains("://") {
        page.canonical = Some(to.to_owned());
        page.body = to.to_owned().into();
    } else {
        let (file, fragment) = to
            .split_once('#')
            .map_or((to, None), |(file, id)| (file, Some(id)));
        page.canonical = view::canonical(shared.book, file);
        page.body = (url::relative(from, file) + &url::fragment(fragment)).into();
    }
    shared.fill("redirect.html", &page)
}

/// Contents, formulas, recall, map, the first page, and the page for what is not there. `cards` are those of each chapter.
pub(crate) fn others(
    shared: &Shared<'_>,
    cards: &[Arc<[Card]>],
    out: &mut Out<'_>,
) -> Result<(), Fault> {
    let book = shared.book;
    let names = shared.names;
    let title = &book.title;
    let mut add = |gathered: Gathered, heading: &str, description: &str| -> Result<(), Fault> {
        let Gathered { file, body, toc } = gathered;
        let mut page = PageView::made(book, &file, heading, description);
        page.formulas = body.contains("class=\"katex");
        page.body = body.into();
        page.toc = toc;
        out.give(file, shared.fill("made.html", &page)?);
        Ok(())
    };
    let contents = Gathered::new(&names.contents, nav::contents(book));
    add(contents, "Contents", &format!("All chapters of {title}"))?;
    if let Some(file) = &names.formulas {
        let description = format!("Every numbered formula of {title}");
        let of = |index: usize, file: &str| formulas(shared, index, file);
        for page in collected(shared, file, "formulas", &of) {
            add(page, "Formulas", &description)?;
        }
    }
    if let Some(file) = &names.recall {
        let description = format!("Every question of {title} with its answer");
        let of = |index: usize, file: &str| self::cards(shared, index, &cards[index], file);
        for page in collected(shared, file, "recall", &of) {
            add(page, "Recall", &description)?;
        }
    }
    if let Some(file) = &names.map {
        let map = Gathered::new(file, map::page(shared, file));
        add(map, "Map", &format!("What to know before what in {title}"))?;
    }
    out.give("404.html".to_owned(), not_found(shared)?);
    if let Some(first) = book.pages.first()
        && !book
            .pages
            .iter()
            .any(|page| page.path.eq_ignore_ascii_case("index"))
    {
        out.give(
            "index.html".to_owned(),
            redirect(shared, "index.html", &format!("{}.html", first.path))?,
        );
    }
    Ok(())
}

/// The page for what is not there. It is shown at any address, so its links start at the site's root as far as that is known.
fn not_found(shared: &Shared<'_>) -> Result<Vec<u8>, Fault> {
    let mut page = PageView::made(shared.book, "404.html", "There is no such page", "");
    page.canonical = None;
    let site = shared.book.site_url.as_deref().unwrap_or("/");
    let path = match site.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => site,
    };
    page.root = format!("{}/", path.trim_end_matches('/'));
    shared.fill("404.html", &page)
}

/// A page that gathers something from all chapters.
#[derive(Default)]
struct Gathered {
    file: String,
    body: String,
    /// The chapters that it has something of.
    toc: Vec<Section>,
}

impl Gathered {
    fn new(file: &str, body: String) -> Self {
        Self {
            file: file.to_owned(),
            body,
            toc: Vec::new(),
        }
    }
}

/// Pages that gather something from all chapters: on one page, or cut into several with a list of them first.
/// `of` gives a chapter's markup and how much it counts, for links from a file.
fn collected(
    shared: &Shared<'_>,
    file: &str,
    name: &str,
    of: &dyn Fn(usize, &str) -> (String, usize),
) -> Vec<Gathered> {
    let mut parts: Vec<(Gathered, usize)> = Vec::new();
    for index in 0..shared.book.pages.len() {
        let (markup, count) = of(index, file);
        if count == 0 {
            continue;
        }
        if parts
            .last()
            .is_none_or(|(_, total)| total + count > COLLECTED)
        {
            parts.push((Gathered::new(file, String::new()), 0));
        }
        if let Some((part, total)) = parts.last_mut() {
            part.body.push_str(&markup);
            part.toc.push(Section {
                href: url::fragment(Some(&place(&shared.book.pages[index].path))),
                html: escaped(&shared.titles[index]),
                sections: Vec::new(),
            });
            *total += count;
        }
    }
    if parts.len() <= 1 {
        return parts.into_iter().map(|(part, _)| part).collect();
    }
    let mut list = String::from("<ol class=\"tree\">\n");
    let mut pages = vec![Gathered::default()];
    for (nth, (mut part, count)) in parts.into_iter().enumerate() {
        part.file = shared.names.free(&format!("{name}-{}", nth + 1));
        let ends = [part.toc.first(), part.toc.last()].map(|end| end.map_or("", |end| &end.html));
        list.push_str(&format!(
            "<li><a href=\"{}\">{} to {}</a> ({count})</li>\n",
            part.file, ends[0], ends[1]
        ));
        pages.push(part);
    }
    list.push_str("</ol>\n");
    pages[0] = Gathered::new(file, list);
    pages
}

/// The id of a chapter's heading on a page that gathers.
fn place(path: &str) -> String {
    path.replace(char::is_whitespace, "-")
}

/// A chapter's heading on a page that gathers, and the chapter's address from there.
fn heading(shared: &Shared<'_>, index: usize, file: &str) -> (String, String) {
    let path = &shared.book.pages[index].path;
    let href = url::relative(file, &format!("{path}.html"));
    let mut html = String::from("<section>\n<h2 id=\"");
    attribute(&place(path), &mut html);
    html.push_str("\"><a href=\"");
    attribute(&href, &mut html);
    html.push_str(&format!("\">{}</a></h2>\n", escaped(&shared.titles[index])));
    (html, href)
}

/// The labelled formulas of a chapter.
fn formulas(shared: &Shared<'_>, index: usize, file: &str) -> (String, usize) {
    let page = &shared.book.pages[index];
    let labelled: Vec<_> = page
        .formulas
        .iter()
        .filter_map(|view| Some((view.id.as_deref()?, view)))
        .collect();
    let (mut html, href) = heading(shared, index, file);
    let own = format!("{}.html", page.path);
    for (id, view) in &labelled {
        html.push_str("<div class=\"formula\"><div class=\"scroll\">");
        html.push_str(&rebased(&view.html, &own, file));
        html.push_str("</div><a class=\"number\" href=\"");
        attribute(&(href.clone() + &url::fragment(Some(id))), &mut html);
        html.push_str(&format!(
            "\">({})</a></div>{}\n",
            escaped(view.number.as_deref().unwrap_or("→")),
            claim::markup(&view.claims, "div")
        ));
    }
    html.push_str("</section>\n");
    (html, labelled.len())
}

/// The recall cards of a chapter.
fn cards(shared: &Shared<'_>, index: usize, cards: &[Card], file: &str) -> (String, usize) {
    let (mut html, _) = heading(shared, index, file);
    let own = format!("{}.html", shared.book.pages[index].path);
    for card in cards {
        html.push_str("<details class=\"recall\" data-card=\"");
        attribute(
            &format!("{}#{}", shared.book.pages[index].path, card.id),
            &mut html,
        );
        html.push_str(&format!(
            "\"><summary>{}</summary>\n<div class=\"answer\">{}</div></details>\n",
            rebased(&card.question, &own, file),
            rebased(&card.answer, &own, file)
        ));
    }
    html.push_str("</section>\n");
    (html, cards.len())
}
