//! A proven book as qed-site wants it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_driver::config::Config;
use qed_markdown::{Options, typographic};
use qed_site::{Item, Page};
use rayon::prelude::*;

use crate::folder::{in_folder, slashed};
use crate::prove::Proven;
use crate::settings::Settings;
use crate::view;

/// Pages and everything around them. `book` is what the renderer got: its chapters are the topics of `proven`, in order.
pub(crate) fn book(
    book: &Book,
    proven: &Proven,
    root: &Path,
    config: &Config,
    settings: &Settings,
) -> qed_site::Book {
    let html = config.html_config().unwrap_or_default();
    let output = settings.output.clone();
    let markdown = settings.markdown(config);
    qed_site::Book {
        title: config.book.title.clone().unwrap_or_default(),
        description: config.book.description.clone().unwrap_or_default(),
        language: config
            .book
            .language
            .clone()
            .unwrap_or_else(|| "en".to_owned()),
        authors: config.book.authors.clone(),
        site_url: output.site_url.or(html.site_url),
        edit_url_template: output.edit_url_template.or(html.edit_url_template),
        repository_url: output.git_repository_url.or(html.git_repository_url),
        redirects: proven.library.redirects.clone(),
        markdown,
        items: items(&book.items, markdown, &mut 0),
        pages: pages(book, markdown, proven),
        files: files(proven, &root.join(&config.book.src)),
    }
}

/// The lines of SUMMARY.md; chapters are counted as the pages are.
fn items(items: &[BookItem], markdown: Options, next: &mut usize) -> Vec<Item> {
    let mut made = Vec::with_capacity(items.len());
    for item in items {
        made.push(match item {
            BookItem::Separator => Item::Separator,
            BookItem::PartTitle(title) => Item::Part(typographic(title, markdown)),
            BookItem::Chapter(chapter) if chapter.is_draft_chapter() => Item::Draft {
                name: typographic(&chapter.name, markdown),
                number: number(chapter.number.as_ref()),
                items: self::items(&chapter.sub_items, markdown, next),
            },
            BookItem::Chapter(chapter) => {
                let page = *next;
                *next += 1;
                Item::Chapter {
                    page,
                    items: self::items(&chapter.sub_items, markdown, next),
                }
            }
        });
    }
    made
}

fn pages(book: &Book, markdown: Options, proven: &Proven) -> Vec<Page> {
    let library = &proven.library;
    let chapters: Vec<_> = book.chapters().enumerate().collect();
    chapters
        .into_par_iter()
        .map(|(at, chapter)| Page {
            path: path(chapter),
            source_path: in_folder(&library.source_folder, &library.topics[at].path),
            name: typographic(&chapter.name, markdown),
            number: number(chapter.number.as_ref()),
            parent: library.chapters[at].parent,
            topic: Arc::clone(&library.topics[at]),
            formulas: view::formulas(proven, at),
            snippets: view::snippets(proven, at),
            links: view::links(proven, at),
            mentions: view::mentions(proven, at),
            requires: proven.report.graph.requires[at].clone(),
            leads_to: proven.report.graph.leads_to[at].clone(),
            backlinks: view::backlinks(proven, at),
        })
        .collect()
}

/// Where a chapter's page lies in the site, without its ending.
pub(crate) fn path(chapter: &Chapter) -> String {
    let path = chapter.path.as_ref();
    path.map(|path| slashed(&path.with_extension("")))
        .unwrap_or_default()
}

/// `3.1` of mdBook's `3.1.`.
fn number(number: Option<&mdbook_driver::book::SectionNumber>) -> Option<String> {
    number.map(|number| number.to_string().trim_end_matches('.').to_owned())
}

/// Everything in the source folder that is not Markdown, as mdBook copies it.
fn files(proven: &Proven, folder: &Path) -> BTreeMap<String, Arc<[u8]>> {
    let paths = proven
        .library
        .files
        .iter()
        .filter(|path| !path.ends_with(".md"));
    paths
        .filter_map(|path| Some((path.clone(), std::fs::read(folder.join(path)).ok()?.into())))
        .collect()
}
