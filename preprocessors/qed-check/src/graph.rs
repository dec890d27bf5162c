//! How the topics hang together: what to know first, what follows, who links here.

use std::collections::BTreeSet;

use qed_report::{Finding, Level, Rule, nearest};

use crate::index::{Index, Named};
use crate::{Library, Target};

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&UNKNOWN_REQUIREMENT, &CIRCULAR_REQUIREMENT];

static UNKNOWN_REQUIREMENT: Rule = Rule {
    code: "unknown-requirement",
    level: Level::Deny,
    title: "a topic requires one that does not exist",
    explanation: "\
`requires` in the metadata lists the slugs (file names without `.md`) of topics to know first. One of them names no topic, or could mean several.
",
};

static CIRCULAR_REQUIREMENT: Rule = Rule {
    code: "circular-requirement",
    level: Level::Deny,
    title: "topics that require each other in a circle",
    explanation: "\
Following `requires` from topic to topic leads back to the start: no reader could begin anywhere. Remove the entry that is
not truly needed to understand its page, and mention that topic under \"See also\" instead.
",
};

/// A link to a topic, seen from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlink {
    /// The topic that links.
    pub topic: usize,
    /// The link, as an index of that topic's links.
    pub link: usize,
}

/// Edges between topics, by index in `Library::topics`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// For each topic: those to know first, in the author's order.
    pub requires: Vec<Vec<usize>>,
    /// For each topic: those that require it, in reading order.
    pub leads_to: Vec<Vec<usize>>,
    /// For each topic: the first link from each other topic, in reading order.
    pub backlinks: Vec<Vec<Backlink>>,
}

pub(crate) fn check(
    library: &Library,
    index: &Index<'_>,
    links: &[Vec<Target>],
    findings: &mut Vec<Finding>,
) -> Graph {
    let requires: Vec<Vec<usize>> = (0..library.topics.len())
        .map(|at| requirements(library, index, at, findings))
        .collect();
    circles(library, &requires, findings);
    Graph {
        leads_to: reversed(&requires),
        backlinks: backlinks(links),
        requires,
    }
}

fn requirements(
    library: &Library,
    index: &Index<'_>,
    at: usize,
    findings: &mut Vec<Finding>,
) -> Vec<usize> {
    let topic = &library.topics[at];
    let mut required = Vec::new();
    for name in &topic.metadata.requires {
        match index.by_name(&name.value) {
            Named::Topic(target) if !required.contains(&target) => required.push(target),
            Named::Topic(_) => {}
            Named::Several(topics) => {
                let paths = library.paths(&topics);
                let message = format!("`{}` stands for several topics: {paths}", name.value);
                findings.push(
                    topic
                        .finding(&UNKNOWN_REQUIREMENT, name.range.clone(), message)
                        .hint("give one of them an alias of its own, and write that"),
                );
            }
            Named::Nothing => {
                let message = format!("no topic has the slug `{}`", name.value);
                let finding = topic.finding(&UNKNOWN_REQUIREMENT, name.range.clone(), message);
                findings.push(match nearest(&name.value, index.names()) {
                    Some(near) => finding.hint(format!("did you mean `{near}`?")),
                    None => finding.hint("write the file name of a topic, without `.md`"),
                });
            }
        }
    }
    required
}

/// Reports each circle once, at the topic of it that comes first in the book.
fn circles(library: &Library, requires: &[Vec<usize>], findings: &mut Vec<Finding>) {
    let mut settled = BTreeSet::new();
    for start in 0..requires.len() {
        if let Some(circle) = circle(requires, start, &settled) {
            let slugs: Vec<_> = circle
                .iter()
                .chain([&start])
                .map(|&at| library.topics[at].slug())
                .collect();
            let topic = &library.topics[start];
            let next = *circle.get(1).unwrap_or(&start);
            let entry = topic
                .metadata
                .requires
                .iter()
                .find(|name| name.value == library.topics[next].slug());
            let range = entry.map_or(topic.metadata.range.clone(), |entry| entry.range.clone());
            let message = format!("the topics require each other: {}", slugs.join(" → "));
            findings.push(
                topic
                    .finding(&CIRCULAR_REQUIREMENT, range, message)
                    .hint("remove the entry that a reader can do without"),
            );
            settled.extend(circle);
        }
        settled.insert(start);
    }
}

/// A shortest way from a topic back to itself, without those already settled: breadth first.
fn circle(requires: &[Vec<usize>], start: usize, settled: &BTreeSet<usize>) -> Option<Vec<usize>> {
    let mut came_from: Vec<Option<usize>> = vec![None; requires.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for &next in &requires[at] {
            if next == start {
                let mut way: Vec<_> =
                    std::iter::successors(
                        Some(at),
                        |&at| if at == start { None } else { came_from[at] },
                    )
                    .collect();
                way.reverse();
                return Some(way);
            }
            if came_from[next].is_none() && !settled.contains(&next) {
                came_from[next] = Some(at);
                queue.push_back(next);
            }
        }
    }
    None
}

fn reversed(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for &to in targets {
            reversed[to].push(from);
        }
    }
    reversed
}

fn backlinks(links: &[Vec<Target>]) -> Vec<Vec<Backlink>> {
    let mut backlinks: Vec<Vec<Backlink>> = vec![Vec::new(); links.len()];
    for (topic, of_topic) in links.iter().enumerate() {
        for (link, target) in of_topic.iter().enumerate() {
            if let Target::Topic { topic: to, .. } = *target
                && to != topic
                && backlinks[to].last().is_none_or(|last| last.topic != topic)
            {
                backlinks[to].push(Backlink { topic, link });
            }
        }
    }
    backlinks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_from_their_first_topic() {
        let requires = [vec![1], vec![2], vec![3], vec![1], vec![4]];
        let none = BTreeSet::new();
        assert_eq!(circle(&requires, 0, &none), None);
        assert_eq!(circle(&requires, 1, &none), Some(vec![1, 2, 3]));
        assert_eq!(circle(&requires, 4, &none), Some(vec![4]));
    }

    #[test]
    fn edges_turn_round() {
        assert_eq!(
            reversed(&[vec![1, 2], vec![2], vec![]]),
            [vec![], vec![0], vec![0, 1]]
        );
    }
}
