//! Times the making of a site of generated pages, without the disk: how it grows with the book.
//!
//! `cargo run --release -p qed-site --example many -- 1000` makes 1,000 pages of about 400 words with formulas, links
//! and recall cards; a second number puts a snippet of that many lines on each page.

#![expect(clippy::print_stdout, reason = "the measurements are its output")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use std::{env, fs};

use qed_markdown::{LinkKind, Options, Origin, code_lines};
use qed_report::Sources;
use qed_site::{Backlink, Book, FormulaView, Item, LinkView, Page, SnippetView, Status, Theme};

const WORDS: [&str; 16] = [
    "gradient",
    "loss",
    "matrix",
    "probability",
    "layer",
    "kernel",
    "weights",
    "training",
    "a",
    "of",
    "the",
    "is",
    "with",
    "by",
    "each",
    "learns",
];

fn main() {
    let number = |at: usize, or: usize| {
        env::args()
            .nth(at)
            .and_then(|n| n.parse().ok())
            .unwrap_or(or)
    };
    let (count, lines) = (number(1, 1000), number(2, 0));
    let started = Instant::now();
    let book = book(count, lines);
    println!("parsed and typeset {:?}", started.elapsed());
    let started = Instant::now();
    let (mut files, mut bytes) = (0, 0);
    qed_site::render_each(&book, &Theme::default(), &mut |_, content| {
        files += 1;
        bytes += content.len();
    })
    .unwrap_or_else(|findings| println!("{findings:?}"));
    println!(
        "{count} pages, {files} files, {bytes} bytes, {:?}",
        started.elapsed()
    );
    // Linux only: elsewhere the line is left out.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!(
        "{}",
        status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or_default()
    );
}

/// Text that is the same each time.
fn text(page: usize, lines: usize) -> String {
    let mut state = page as u64 * 2_654_435_761 + 12_345;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let mut text = format!("# Topic {page}\n\n");
    for section in 0..5 {
        text += &format!("## Section {section}\n\n");
        for _ in 0..2 {
            for _ in 0..40 {
                text += WORDS[next() % WORDS.len()];
                text.push(' ');
            }
            text += &format!(
                "see [[topic-{}]] and $x_{section} = {page}$.\n\n",
                next() % (page + 1)
            );
        }
        text += &format!(
            "$$\nf_{section}(x) = \\sum_{{i=1}}^{{n}} \\frac{{x_i^{section}}}{{n}}\n\\label{{eq:t{page}-{section}}}\n$$\n\n"
        );
    }
    if lines > 0 {
        text += "```rust\n";
        for line in 0..lines {
            text += &format!(
                "let value_{line}: f64 = (0..{line}).map(|i| i as f64).sum(); // the sum\n"
            );
        }
        text += "```\n\n";
    }
    text + "<details class=\"recall\">\n<summary>\n\nWhat is $f_0$?\n\n</summary>\n\nThe mean.\n\n</details>\n"
}

fn book(count: usize, lines: usize) -> Book {
    let mut sources = Sources::default();
    let mut backlinks = vec![Vec::new(); count];
    let macros = qed_math::Macros::new();
    let none = BTreeMap::new();
    let mut pages: Vec<Page> = (0..count)
        .map(|index| {
            let file = format!("part-{}/topic-{index}.md", index / 20);
            let text = text(index, lines);
            let source = sources.add(format!("src/{file}"), text.clone());
            let (topic, _) = qed_markdown::parse(
                &file,
                &text,
                Origin::whole(source, text.len()),
                Options::default(),
            );
            let formulas = topic.formulas.iter().enumerate().map(|(nth, formula)| {
                let request = qed_math::Request {
                    tex: formula.tex.text.split("\\label").next().unwrap_or_default(),
                    display: formula.display,
                    number: None,
                    references: &none,
                };
                let html = qed_math::typeset(request, &macros)
                    .map_or_else(|_| String::new(), |typeset| typeset.html);
                let id = formula
                    .label
                    .as_ref()
                    .map(|label| label.name.replace(':', "-"));
                FormulaView {
                    html: html.into(),
                    number: id.as_ref().map(|_| format!("{index}.{nth}")),
                    id,
                    ..FormulaView::default()
                }
            });
            let formulas = formulas.collect();
            let snippets = topic.snippets.iter().map(|snippet| {
                let lines = code_lines(snippet);
                SnippetView {
                    status: Status::Ran,
                    proof: "Compiled and run.".into(),
                    stdout: String::new(),
                    figures: Vec::new(),
                    hidden: lines.iter().map(|line| line.hidden).collect(),
                    code: lines
                        .iter()
                        .map(|line| format!("{}\n", line.text))
                        .collect(),
                    name: None,
                }
            });
            let snippets = snippets.collect();
            let links = topic.links.iter().map(|link| {
                let target = link.target.trim_start_matches("topic-").parse::<usize>();
                match target {
                    Ok(page) if link.kind == LinkKind::Wiki && page < count => {
                        backlinks[page].push(Backlink {
                            page: index,
                            context: link.context.clone(),
                            fragment: None,
                        });
                        LinkView::Page {
                            page,
                            fragment: None,
                        }
                    }
                    _ => LinkView::Broken,
                }
            });
            Page {
                path: file.trim_end_matches(".md").to_owned(),
                source_path: format!("src/{file}"),
                name: format!("Topic {index}"),
                number: Some(format!("{}.{}", index / 20 + 1, index % 20)),
                parent: (index % 20 != 0).then_some(index / 20 * 20),
                links: links.collect(),
                mentions: Vec::new(),
                formulas,
                snippets,
                topic: Arc::new(topic),
                requires: if index > 0 {
                    vec![index / 2]
                } else {
                    Vec::new()
                },
                leads_to: [index * 2, index * 2 + 1]
                    .into_iter()
                    .filter(|&page| page < count && page > index)
                    .collect(),
                backlinks: Vec::new(),
            }
        })
        .collect();
    for (page, backlinks) in pages.iter_mut().zip(backlinks) {
        page.backlinks = backlinks;
    }
    let chapter = |first: usize| Item::Chapter {
        page: first,
        items: (first + 1..(first + 20).min(count))
            .map(|page| Item::Chapter {
                page,
                items: Vec::new(),
            })
            .collect(),
    };
    Book {
        title: "Generated".into(),
        description: String::new(),
        language: "en".into(),
        authors: Vec::new(),
        site_url: Some("https://example.org/".into()),
        edit_url_template: None,
        repository_url: None,
        redirects: BTreeMap::new(),
        markdown: Options::default(),
        items: (0..count).step_by(20).map(chapter).collect(),
        pages,
        files: BTreeMap::new(),
    }
}
