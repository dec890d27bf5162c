//! A book made of Markdown alone, as if everything in it held.

#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::BTreeMap;
use std::sync::Arc;

use qed_markdown::{LinkKind, Options, Origin, Topic, code_lines};
use qed_report::Sources;
use qed_site::{
    Backlink, Book, FormulaView, Item, LinkView, Page, Site, SnippetView, Status, Theme,
};

/// A book of chapters, each with its path (without `.md`) and text, one beside the other.
pub(crate) fn book(chapters: &[(&str, &str)]) -> Book {
    let mut sources = Sources::default();
    let mut pages: Vec<Page> = chapters
        .iter()
        .map(|(path, text)| page(path, text, &mut sources))
        .collect();
    link(&mut pages);
    Book {
        title: "A book".into(),
        description: "About something.".into(),
        language: "en".into(),
        authors: Vec::new(),
        site_url: Some("https://example.org/book/".into()),
        edit_url_template: None,
        repository_url: None,
        redirects: BTreeMap::new(),
        markdown: Options::default(),
        items: (0..pages.len())
            .map(|page| Item::Chapter {
                page,
                items: Vec::new(),
            })
            .collect(),
        pages,
        files: BTreeMap::new(),
    }
}

/// The site of a book with the built-in theme.
pub(crate) fn site(book: &Book) -> Site {
    qed_site::render(book, &Theme::default()).expect("the built-in theme is right")
}

/// A file of a site as text.
pub(crate) fn file<'a>(site: &'a Site, path: &str) -> &'a str {
    let bytes = site
        .files
        .get(path)
        .unwrap_or_else(|| panic!("no {path} in {:?}", site.files.keys().collect::<Vec<_>>()));
    std::str::from_utf8(bytes).expect("pages are UTF-8")
}

/// What a chapter of this text shows between its header and its end.
pub(crate) fn article(text: &str) -> String {
    let site = site(&book(&[
        ("a", text),
        ("other", "# Other\n\nText.\n\n## Part\n"),
    ]));
    let page = file(&site, "a.html");
    let (_, after) = page.split_once("</header>\n<").expect("a bar");
    let (_, after) = after.split_once("</header>").expect("a header");
    let (article, _) = after.split_once("</article>").expect("an article");
    let article = article
        .rsplit_once("</details>\n<!-- -->")
        .map_or(article, |(_, article)| article);
    article.trim().to_owned()
}

/// A page made of Markdown alone; its links lead nowhere yet.
pub(crate) fn page_of(path: &str, text: &str) -> Page {
    page(path, text, &mut Sources::default())
}

/// Finds anew where the links of all pages lead.
pub(crate) fn relink(book: &mut Book) {
    for page in &mut book.pages {
        page.requires.clear();
        page.leads_to.clear();
        page.backlinks.clear();
    }
    link(&mut book.pages);
}

fn page(path: &str, text: &str, sources: &mut Sources) -> Page {
    let source = sources.add(format!("src/{path}.md"), text);
    let origin = Origin::whole(source, text.len());
    let (topic, _) = qed_markdown::parse(&format!("{path}.md"), text, origin, Options::default());
    let formula = |(index, formula): (usize, &qed_markdown::Formula)| FormulaView {
        html: format!(
            "<span class=\"katex\"><math xmlns=\"m\"><mi>{}</mi></math></span>",
            formula.tex.text.trim().replace('<', "&lt;")
        )
        .into(),
        id: formula
            .label
            .as_ref()
            .map(|label| label.name.replace(':', "-")),
        number: formula.label.as_ref().map(|_| format!("1.{}", index + 1)),
        ..FormulaView::default()
    };
    let formulas = topic.formulas.iter().enumerate().map(formula).collect();
    let snippet = |snippet: &qed_markdown::Snippet| {
        let lines = code_lines(snippet);
        SnippetView {
            status: Status::Ran,
            proof: "Compiled and run.".into(),
            stdout: snippet
                .output
                .as_ref()
                .map(|output| output.text.text.clone())
                .unwrap_or_default(),
            figures: Vec::new(),
            hidden: lines.iter().map(|line| line.hidden).collect(),
            code: lines
                .iter()
                .map(|line| format!("{}\n", line.text))
                .collect(),
            name: snippet
                .attributes
                .iter()
                .find(|word| word.key == "name")
                .and_then(|word| word.value.clone()),
        }
    };
    let snippets = topic.snippets.iter().map(snippet).collect();
    Page {
        path: path.to_owned(),
        source_path: format!("src/{path}.md"),
        name: topic.title.clone().unwrap_or_else(|| path.to_owned()),
        number: None,
        parent: None,
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

fn link(pages: &mut [Page]) {
    let slugs: BTreeMap<String, usize> = pages
        .iter()
        .enumerate()
        .map(|(index, page)| (page.topic.slug().to_owned(), index))
        .collect();
    for index in 0..pages.len() {
        let topic: Arc<Topic> = Arc::clone(&pages[index].topic);
        let mut links = Vec::new();
        for link in &topic.links {
            let (target, fragment) = link.target.split_once('#').unwrap_or((&link.target, ""));
            let slug = target
                .trim_end_matches(".md")
                .rsplit('/')
                .next()
                .unwrap_or_default();
            let fragment = (!fragment.is_empty()).then(|| fragment.to_owned());
            links.push(match slugs.get(slug) {
                Some(&page) => {
                    let context = link.context.clone();
                    pages[page].backlinks.push(Backlink {
                        page: index,
                        context,
                        fragment: None,
                    });
                    LinkView::Page { page, fragment }
                }
                None if target.is_empty() => LinkView::Page {
                    page: index,
                    fragment,
                },
                None if link.kind == LinkKind::Wiki => LinkView::Broken,
                None if link.target.contains(':') => LinkView::Url(link.target.clone()),
                None => LinkView::File(link.target.clone()),
            });
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
