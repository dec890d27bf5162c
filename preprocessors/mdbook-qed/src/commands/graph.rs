//! `qed graph`: how the topics hang together, for other tools.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::ValueEnum;
use qed_check::Target;
use serde::Serialize;

use crate::cli::{BookArgs, HOLDS};
use crate::opened::Stop;
use crate::prove::Proven;
use crate::share::Share;
use crate::{tell, view};

/// The form of a graph.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For Graphviz: an arrow from what to know first to what requires it, a dotted one for a link
    Dot,
    /// Topics and edges by path; its shape is versioned
    Json,
}

/// Topics and the edges between them, by path.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Graph<'a> {
    version: u32,
    /// In reading order.
    topics: Vec<Topic<'a>>,
    /// `from` requires `to`.
    requires: Vec<Edge<'a>>,
    /// `from` links to `to`.
    links: Vec<Edge<'a>>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Topic<'a> {
    /// Relative to the source folder.
    path: &'a str,
    slug: &'a str,
    title: &'a str,
    /// `3.1`.
    number: Option<String>,
    tags: Vec<&'a str>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    /// How many times.
    count: usize,
}

pub(crate) fn graph(book: &BookArgs, format: GraphFormat) -> Result<u8, Stop> {
    let mut session = book.open()?;
    session.means.overrides.share = Share::Graph;
    let (proven, _) = session.opened.prove(&session.means)?;
    session.bar.finish();
    let graph = Graph::of(&proven);
    tell::answer(&match format {
        GraphFormat::Dot => graph.dot(),
        GraphFormat::Json => {
            let json = serde_json::to_string_pretty(&graph).expect("text and numbers are JSON");
            format!("{json}\n")
        }
    });
    Ok(HOLDS)
}

impl<'a> Graph<'a> {
    fn of(proven: &'a Proven) -> Self {
        let (library, report) = (&proven.library, &proven.report);
        let path = |at: usize| library.topics[at].path.as_str();
        let topics = library.topics.iter().enumerate().map(|(at, topic)| Topic {
            path: &topic.path,
            slug: topic.slug(),
            title: view::name(proven, at),
            number: library.chapters[at].number(),
            tags: topic
                .metadata
                .tags
                .iter()
                .map(|tag| tag.value.as_str())
                .collect(),
        });
        let requires = report.graph.requires.iter().enumerate();
        let links = report.links.iter().enumerate();
        Self {
            version: 1,
            topics: topics.collect(),
            requires: requires
                .flat_map(|(from, required)| edges(path, from, required.iter().copied()))
                .collect(),
            links: links
                .flat_map(|(from, targets)| {
                    let topics = targets.iter().filter_map(|target| match target {
                        Target::Topic { topic, .. } if *topic != from => Some(*topic),
                        _ => None,
                    });
                    edges(path, from, topics)
                })
                .collect(),
        }
    }

    fn dot(&self) -> String {
        let mut dot = String::from("digraph topics {\n  rankdir=LR;\n  node [shape=box];\n");
        for topic in &self.topics {
            let title = match &topic.number {
                Some(number) => format!("{number} {}", topic.title),
                None => topic.title.to_owned(),
            };
            line(
                &mut dot,
                format_args!("{} [label={}]", quoted(topic.path), quoted(&title)),
            );
        }
        for edge in &self.requires {
            line(
                &mut dot,
                format_args!("{} -> {}", quoted(edge.to), quoted(edge.from)),
            );
        }
        for edge in &self.links {
            let ends = format!("{} -> {}", quoted(edge.from), quoted(edge.to));
            line(
                &mut dot,
                format_args!("{ends} [style=dotted, constraint=false]"),
            );
        }
        dot.push_str("}\n");
        dot
    }
}

/// The edges from one topic, in reading order of the others.
fn edges<'a>(
    path: impl Fn(usize) -> &'a str,
    from: usize,
    to: impl Iterator<Item = usize>,
) -> Vec<Edge<'a>> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for to in to {
        *counts.entry(to).or_default() += 1;
    }
    let edges = counts.into_iter().map(|(to, count)| Edge {
        from: path(from),
        to: path(to),
        count,
    });
    edges.collect()
}

fn line(dot: &mut String, statement: std::fmt::Arguments<'_>) {
    writeln!(dot, "  {statement};").expect("text takes text");
}

/// A text in the quotes of Graphviz's language, where a backslash begins an escape of labels.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace(['\r', '\n'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted() {
        for (text, dot) in [
            ("a/b.md", "\"a/b.md\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""),
            ("\\N and {x|y} <b>", "\"\\\\N and {x|y} <b>\""),
            ("two\nlines", "\"two lines\""),
        ] {
            assert_eq!(quoted(text), dot);
        }
    }

    #[test]
    fn edges_are_counted_in_reading_order() {
        let path = |at: usize| ["a", "b", "c"][at];
        let edges = edges(path, 0, [2, 1, 2].into_iter());
        let edge = |to, count| Edge {
            from: "a",
            to,
            count,
        };
        assert_eq!(edges, [edge("b", 1), edge("c", 2)]);
    }
}
