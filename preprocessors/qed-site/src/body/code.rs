//! Fences: plain code, and snippets with their output, figures and line of proof.

use std::ops::Range;

use qed_markdown::{CodeBlockKind, Event};

use super::Target;
use super::writer::Writer;
use crate::highlight;
use crate::html::{attribute, escaped, text};
use crate::page::{SnippetView, Status};

impl<'a> Writer<'a> {
    /// Writes a fence, or what was proven about it; gives the event after it.
    pub(super) fn code(
        &mut self,
        index: usize,
        kind: &CodeBlockKind<'a>,
        range: &Range<usize>,
    ) -> usize {
        let end = self.end_of(index);
        if self.outputs.contains(&range.start) {
            return end + 1;
        }
        if let Some(&snippet) = self.snippets.get(&range.start) {
            self.snippet(snippet);
            return end + 1;
        }
        let mut code = String::new();
        for (event, _) in &self.events[index..end] {
            if let Event::Text(words) = event {
                code.push_str(words);
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        self.prose.code(&code);
        self.out.push_str(&code_block(info, &code));
        end + 1
    }

    pub(super) fn snippet(&mut self, index: usize) {
        let start = self.out.len();
        let snippet = &self.topic.snippets[index];
        let Some(view) = self.page.snippets.get(index) else {
            self.out
                .push_str(&code_block(&snippet.language, &snippet.code.text));
            return;
        };
        self.seen += 60;
        let shown = view
            .code
            .lines()
            .zip(&view.hidden)
            .filter(|(_, hidden)| !**hidden);
        self.prose.code(
            &shown
                .map(|(line, _)| format!("{line}\n"))
                .collect::<String>(),
        );
        let id = match &view.name {
            Some(name) => format!("snippet-{name}"),
            None => format!("snippet-{}", index + 1),
        };
        self.out.push_str("<figure class=\"code snippet\"");
        self.attribute("id", &id);
        self.out.push_str("><figcaption>Rust");
        if let Some(name) = &view.name {
            self.out.push_str(" <span>");
            text(name, &mut self.out);
            self.out.push_str("</span>");
        }
        self.out.push_str("</figcaption>");
        self.out.push_str(&program(view, &id));
        if !view.stdout.is_empty() {
            self.out
                .push_str("<div class=\"output\"><p>Output</p><pre><samp>");
            text(&view.stdout, &mut self.out);
            self.out.push_str("</samp></pre></div>");
        }
        for figure in &view.figures {
            self.out.push_str("<div class=\"drawing\">");
            self.out.push_str(&figure.markup);
            // Who hears the page has heard it as the name of the drawing.
            if let Some(caption) = figure.caption() {
                self.out.push_str(&format!(
                    "<p class=\"caption\" aria-hidden=\"true\">{caption}</p>"
                ));
            }
            self.out.push_str("</div>");
        }
        self.out.push_str(&proof(view));
        self.out.push_str("</figure>\n");
        if self.outermost() {
            self.body.targets.push(Target {
                id,
                range: start..self.out.len(),
            });
        }
    }
}

/// The code of a snippet; hidden lines are folded behind a checkbox, which works without scripts.
fn program(view: &SnippetView, id: &str) -> String {
    let hidden = view.hidden.iter().filter(|hidden| **hidden).count();
    let mut html = String::new();
    if hidden > 0 {
        let mut fold = String::new();
        attribute(id, &mut fold);
        let lines = if hidden == 1 {
            "1 hidden line".to_owned()
        } else {
            format!("{hidden} hidden lines")
        };
        html.push_str(&format!(
            "<input type=\"checkbox\" class=\"fold\" id=\"{fold}-all\"><label for=\"{fold}-all\">Show {lines}</label>"
        ));
    }
    html.push_str("<pre><code>");
    let mut folded = false;
    for (line, markup) in highlight::lines(&view.code, "rust").iter().enumerate() {
        let fold = view.hidden.get(line).copied().unwrap_or(false);
        if fold != folded {
            html.push_str(if fold {
                "<span class=hidden>"
            } else {
                "</span>"
            });
            folded = fold;
        }
        html.push_str(markup);
        html.push('\n');
    }
    html.push_str(if folded {
        "</span></code></pre>"
    } else {
        "</code></pre>"
    });
    html
}

/// What is known of a snippet, in a line below it.
fn proof(view: &SnippetView) -> String {
    let (class, without) = match &view.status {
        Status::Ran => ("holds", "Compiled and run".to_owned()),
        Status::FailedAsExpected => ("holds", "Fails as it should".to_owned()),
        Status::Compiled => ("holds", "Compiled".to_owned()),
        Status::Skipped(why) => ("skipped", format!("Not tried: {why}")),
        Status::Failed => ("failed", "Does not hold".to_owned()),
    };
    let words = if view.proof.is_empty() {
        &without
    } else {
        &view.proof
    };
    format!("<p class=\"proof {class}\">{}</p>", escaped(words))
}

/// A fence that is not a snippet.
pub(super) fn code_block(info: &str, code: &str) -> String {
    let language = info
        .split([' ', '\t', ','])
        .find(|word| !word.is_empty())
        .unwrap_or("");
    let mut html = String::from("<figure class=\"code\">");
    if !language.is_empty() {
        html.push_str(&format!(
            "<figcaption>{}</figcaption>",
            escaped(&highlight::name(language))
        ));
    }
    html.push_str("<pre><code>");
    for line in highlight::lines(code, language) {
        html.push_str(&line);
        html.push('\n');
    }
    html.push_str("</code></pre></figure>\n");
    html
}
