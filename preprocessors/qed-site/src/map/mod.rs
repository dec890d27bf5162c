//! The map of topics: what to know before what, as a picture and as a list.

mod draw;
mod layout;

use crate::html::{attribute, escaped};
use crate::made::Shared;
use crate::url;

/// The largest picture that a reader can still follow; a larger book shows its chapters instead of its topics.
const LARGEST: usize = 300;

/// Topics and what each needs. Edges go from the topic that is needed.
#[derive(Clone, Debug, Default)]
struct Graph {
    /// Page of each topic.
    pages: Vec<usize>,
    /// For each topic those that it needs, by index in `pages`, rising.
    needs: Vec<Vec<usize>>,
}

/// The page's markup.
pub(crate) fn page(shared: &Shared<'_>, file: &str) -> String {
    let topics = topics(shared);
    let drawn = if topics.pages.len() <= LARGEST {
        topics
    } else {
        chapters(shared)
    };
    let mut html = String::new();
    if drawn.pages.len() <= LARGEST && !drawn.pages.is_empty() {
        html.push_str("<p>Read from left to right: a line leads from what to know first to what builds on it. What a longer way says is not drawn again.</p>\n");
        html.push_str(&draw::picture(
            shared,
            file,
            &drawn,
            &layout::layout(&drawn.needs),
        ));
    }
    html.push_str(&list(shared, file));
    html
}

/// All pages that need or are needed.
fn topics(shared: &Shared<'_>) -> Graph {
    let pages = &shared.book.pages;
    let shown: Vec<usize> = (0..pages.len())
        .filter(|&index| !pages[index].requires.is_empty() || !pages[index].leads_to.is_empty())
        .collect();
    graph(
        shown,
        pages
            .iter()
            .enumerate()
            .flat_map(|(index, page)| page.requires.iter().map(move |&need| (need, index))),
    )
}

/// The outermost chapters, each with what its topics need of others.
fn chapters(shared: &Shared<'_>) -> Graph {
    let pages = &shared.book.pages;
    let outermost = |mut index: usize| {
        // The bound is for a parent that would be its own.
        for _ in 0..32 {
            match pages[index].parent.filter(|&parent| parent < pages.len()) {
                Some(parent) => index = parent,
                None => break,
            }
        }
        index
    };
    let edges: Vec<(usize, usize)> = pages
        .iter()
        .enumerate()
        .flat_map(|(index, page)| page.requires.iter().map(move |&need| (need, index)))
        .filter(|&(need, _)| need < pages.len())
        .map(|(need, index)| (outermost(need), outermost(index)))
        .collect();
    let mut shown: Vec<usize> = edges.iter().flat_map(|&(from, to)| [from, to]).collect();
    shown.sort_unstable();
    shown.dedup();
    graph(shown, edges.into_iter())
}

fn graph(pages: Vec<usize>, edges: impl Iterator<Item = (usize, usize)>) -> Graph {
    let mut needs = vec![Vec::new(); pages.len()];
    for (from, to) in edges {
        if let (Ok(from), Ok(to)) = (pages.binary_search(&from), pages.binary_search(&to))
            && from != to
        {
            needs[to].push(from);
        }
    }
    for list in &mut needs {
        list.sort_unstable();
        list.dedup();
    }
    Graph { pages, needs }
}

/// The same as the picture, for those who read it: every topic with what it needs and what it leads to.
fn list(shared: &Shared<'_>, file: &str) -> String {
    let pages = &shared.book.pages;
    let link = |index: &usize| {
        let mut html = String::from("<a href=\"");
        attribute(
            &url::relative(file, &format!("{}.html", pages.get(*index)?.path)),
            &mut html,
        );
        html.push_str(&format!("\">{}</a>", escaped(&shared.titles[*index])));
        Some(html)
    };
    let links = |list: &[usize]| list.iter().filter_map(link).collect::<Vec<_>>().join(", ");
    let mut html = String::from("<h2>As a list</h2>\n<dl class=\"needs\">\n");
    for (index, page) in pages.iter().enumerate() {
        if page.requires.is_empty() && page.leads_to.is_empty() {
            continue;
        }
        html.push_str(&format!("<dt>{}</dt>\n", link(&index).unwrap_or_default()));
        if !page.requires.is_empty() {
            html.push_str(&format!("<dd>needs {}</dd>\n", links(&page.requires)));
        }
        if !page.leads_to.is_empty() {
            html.push_str(&format!("<dd>leads to {}</dd>\n", links(&page.leads_to)));
        }
    }
    html.push_str("</dl>\n");
    html
}
