//! Writes the site of a book's Markdown without proving anything: for work on the theme.
//!
//! `cargo run -p qed-site --example preview -- src out` reads `src/SUMMARY.md` and writes the folder `out`.

#![expect(clippy::print_stderr, reason = "a tool for one's own eyes")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::{env, fs};

use qed_markdown::{LinkKind, Options, Origin, Topic, code_lines};
use qed_report::Sources;
use qed_site::{
    Backlink, Book, Figure, FormulaView, Item, LinkView, Page, SnippetView, Status, Theme,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let source = Path::new(arguments.get(1).map_or("src", String::as_str));
    let out = Path::new(arguments.get(2).map_or("out", String::as_str));
    let book = book(source)?;
    let started = std::time::Instant::now();
    let site =
        qed_site::render(&book, &Theme::default()).map_err(|findings| format!("{findings:?}"))?;
    eprintln!(
        "{} pages, {} files, {:?}",
        book.pages.len(),
        site.files.len(),
        started.elapsed()
    );
    for (path, bytes) in &site.files {
        let path = out.join(path);
        fs::create_dir_all(path.parent().ok_or("a file is in a folder")?)?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

/// A line of SUMMARY.md: depth, name, file, and whether it is numbered.
fn summary(text: &str) -> Vec<(usize, String, String, bool)> {
    let line = |line: &str| {
        let depth = line.len() - line.trim_start().len();
        let words = line.trim_start();
        let (name, file) = words
            .trim_start_matches("- ")
            .strip_prefix('[')?
            .split_once("](")?;
        Some((
            depth / 4,
            name.to_owned(),
            file.trim_end_matches(')').to_owned(),
            words.starts_with("- "),
        ))
    };
    text.lines().filter_map(line).collect()
}

fn book(source: &Path) -> Result<Book, Box<dyn Error>> {
    let mut sources = Sources::default();
    let mut pages: Vec<Page> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    let (mut chapter, mut section) = (0, 0);
    let mut parent = None;
    for (depth, name, file, numbered) in summary(&fs::read_to_string(source.join("SUMMARY.md"))?) {
        let Ok(text) = fs::read_to_string(source.join(&file)) else {
            continue;
        };
        let id = sources.add(format!("src/{file}"), text.clone());
        let (topic, _) = qed_markdown::parse(
            &file,
            &text,
            Origin::whole(id, text.len()),
            Options::default(),
        );
        let index = pages.len();
        let number = numbered.then(|| {
            if depth == 0 {
                (chapter, section) = (chapter + 1, 0);
                chapter.to_string()
            } else {
                section += 1;
                format!("{chapter}.{section}")
            }
        });
        let item = Item::Chapter {
            page: index,
            items: Vec::new(),
        };
        match items.last_mut() {
            Some(Item::Chapter { items, .. }) if depth > 0 => items.push(item),
            _ => {
                parent = Some(index);
                items.push(item);
            }
        }
        pages.push(page(topic, name, number, parent.filter(|_| depth > 0)));
    }
    link(&mut pages);
    Ok(Book {
        title: "Machine learning, proven".into(),
        description:
            "Study notes with every formula typeset, every snippet run and every link followed."
                .into(),
        language: "en".into(),
        authors: vec!["The authors".into()],
        site_url: Some("https://example.org/ml/".into()),
        edit_url_template: Some("https://example.org/edit/main/{path}".into()),
        repository_url: Some("https://example.org/ml".into()),
        redirects: BTreeMap::from([("old.html".into(), "foundations/pca.html".into())]),
        markdown: Options::default(),
        items,
        pages,
        files: BTreeMap::new(),
    })
}

/// A page as if everything in it held.
fn page(topic: Topic, name: String, number: Option<String>, parent: Option<usize>) -> Page {
    let path = topic
        .path
        .trim_end_matches(".md")
        .replace("README", "index");
    let mut count = 0;
    let macros = qed_math::Macros::new();
    let references = BTreeMap::new();
    let formulas = topic.formulas.iter().map(|formula| {
        let number = formula.label.as_ref().map(|_| {
            count += 1;
            format!("{}.{count}", number.as_deref().unwrap_or("0"))
        });
        let request = qed_math::Request {
            tex: &formula.tex.text,
            display: formula.display,
            number: None,
            references: &references,
        };
        let html = qed_math::typeset(request, &macros)
            .map_or_else(|_| String::new(), |typeset| typeset.html);
        let id = formula
            .label
            .as_ref()
            .map(|label| label.name.replace(':', "-"));
        FormulaView {
            html: html.into(),
            id,
            number,
            ..FormulaView::default()
        }
    });
    let formulas = formulas.collect();
    let snippets = topic.snippets.iter().map(|snippet| {
        let lines = code_lines(snippet);
        SnippetView {
            status: Status::Ran,
            proof: "Compiled and run with rustc 1.95.0, edition 2024".into(),
            stdout: snippet
                .output
                .as_ref()
                .map(|output| output.text.text.clone())
                .unwrap_or_default(),
            figures: if snippet.code.text.contains("EVCXR_BEGIN") {
                vec![drawing()]
            } else {
                Vec::new()
            },
            hidden: lines.iter().map(|line| line.hidden).collect(),
            code: lines
                .iter()
                .map(|line| format!("{}\n", line.text))
                .collect(),
            name: snippet
                .attributes
                .iter()
                .find(|a| a.key == "name")
                .and_then(|a| a.value.clone()),
        }
    });
    let snippets = snippets.collect();
    Page {
        source_path: format!("src/{}", topic.path),
        path,
        name,
        number,
        parent,
        topic: Arc::new(topic),
        formulas,
        snippets,
        links: Vec::new(),
        mentions: Vec::new(),
        requires: Vec::new(),
        leads_to: Vec::new(),
        backlinks: Vec::new(),
    }
}

fn drawing() -> Figure {
    let path = |class, data| {
        format!(
            "<path class={class:?} fill=\"none\" stroke=\"#3b82c4\" stroke-width=\"2\" d={data:?}/>"
        )
    };
    let markup = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 480 200\" role=\"img\" font-size=\"13\" fill=\"currentColor\">\
         <title>A stand-in for the figure</title><path d=\"M40 10V170H460\" fill=\"none\" stroke=\"currentColor\"/>{}{}\
         <text x=\"240\" y=\"192\" text-anchor=\"middle\">step</text></svg>",
        path("s1", "M40 170C160 160 200 40 460 30"),
        path("s2", "M40 30C160 40 300 150 460 160"),
    );
    Figure { markup }
}

/// Links by slug and by path, and what follows from them.
fn link(pages: &mut [Page]) {
    let slugs: BTreeMap<String, usize> = pages
        .iter()
        .enumerate()
        .map(|(index, page)| (page.topic.slug().to_owned(), index))
        .collect();
    let paths: BTreeMap<String, usize> = pages
        .iter()
        .enumerate()
        .map(|(index, page)| (page.topic.path.clone(), index))
        .collect();
    for index in 0..pages.len() {
        let topic = pages[index].topic.clone();
        let folder = topic.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut links = Vec::new();
        for link in &topic.links {
            let (target, fragment) = link.target.split_once('#').unwrap_or((&link.target, ""));
            let fragment = (!fragment.is_empty()).then(|| fragment.to_owned());
            let page = match link.kind {
                LinkKind::Wiki => slugs.get(target).copied(),
                _ if target.is_empty() => Some(index),
                _ => paths
                    .get(format!("{folder}/{target}").trim_start_matches('/'))
                    .copied(),
            };
            let view = match page {
                Some(page) => {
                    if page != index {
                        let fragment = link
                            .section
                            .map(|section| topic.outline[section].id.clone());
                        pages[page].backlinks.push(Backlink {
                            page: index,
                            context: link.context.clone(),
                            fragment,
                        });
                    }
                    LinkView::Page { page, fragment }
                }
                None if link.kind == LinkKind::Wiki => LinkView::Broken,
                None => LinkView::Url(link.target.clone()),
            };
            links.push(view);
        }
        pages[index].links = links;
        for slug in &topic.metadata.requires {
            if let Some(&page) = slugs.get(&slug.value) {
                pages[index].requires.push(page);
                pages[page].leads_to.push(index);
            }
        }
    }
}
