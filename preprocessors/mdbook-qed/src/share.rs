//! A share of the work on a book: one of several machines, or none of the snippets at all.
//!
//! Links, labels and the graph need the whole library, so every share loads and reads all of it. What a share leaves out is
//! proving the snippets of other topics, and saying what does not hold there.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use qed_check::{Library, Report};
use qed_markdown::{Attribute, Topic};
use qed_report::{Finding, SourceId, Tally};

use crate::folder::in_folder;

/// The rule that asks whether a snippet of a topic ran: it is blind where none was tried.
const ASKS_FOR_PROOF: &str = "no-proven-snippet";

/// Which part of a book is proven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Share {
    /// All of it.
    #[default]
    Whole,
    /// The topics of one shard.
    Part(Shard),
    /// No snippet: how the topics hang together is all that is asked.
    Graph,
    /// No snippet, but all of their text.
    Text,
}

/// One of several shares that together are the whole, as `2/3`. A topic belongs to the same one however many others there
/// are, so that its results stay in that shard's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shard {
    /// From 1.
    pub(crate) number: u32,
    pub(crate) of: u32,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('/')
            .and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if 0 < number && number <= of => Ok(Self { number, of }),
            _ => Err(
                "a shard is written as its number and how many there are: 1/3, 2/3, 3/3".to_owned(),
            ),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

impl Shard {
    /// Whether a topic, by its path, is in this shard.
    fn has(self, path: &str) -> bool {
        let hash = blake3::hash(path.as_bytes());
        let start = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
        u64::from_le_bytes(*start) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl Share {
    /// The shard, if it is one.
    pub(crate) fn shard(self) -> Option<Shard> {
        match self {
            Self::Part(shard) => Some(shard),
            Self::Whole | Self::Graph | Self::Text => None,
        }
    }

    fn has(self, topic: &Topic) -> bool {
        self.shard().is_none_or(|shard| shard.has(&topic.path))
    }

    /// Before the check: takes the snippets out of the work that are not to be proven. They keep their names, which are
    /// unique in the whole book.
    pub(crate) fn leave_out(self, library: &mut Library) {
        if self == Self::Whole {
            return;
        }
        for topic in &mut library.topics {
            if self == Self::Graph {
                Arc::make_mut(topic).snippets.clear();
            } else if self == Self::Text || !self.has(topic) {
                for snippet in &mut Arc::make_mut(topic).snippets {
                    snippet.attributes.retain(|word| word.key == "name");
                    snippet.attributes.push(Attribute {
                        key: "ignore".to_owned(),
                        value: None,
                        range: snippet.info.clone(),
                    });
                    snippet.output = None;
                }
            }
        }
    }

    /// After the check: keeps what concerns the share's topics. What concerns none, as a line of SUMMARY.md, is the first
    /// shard's.
    pub(crate) fn keep(self, library: &Library, report: &mut Report) {
        let Self::Part(shard) = self else {
            return;
        };
        let own: Vec<&Topic> = self.own(library).collect();
        let ours: BTreeSet<SourceId> = own.iter().flat_map(|topic| files(topic)).collect();
        let theirs: BTreeSet<SourceId> = library
            .topics
            .iter()
            .flat_map(|topic| files(topic))
            .collect();
        report.findings.retain(|finding| {
            let file = finding.place.span.source;
            if finding.rule.code == ASKS_FOR_PROOF {
                own.iter().any(|topic| is_at_head(finding, topic))
            } else {
                ours.contains(&file) || (shard.number == 1 && !theirs.contains(&file))
            }
        });
        for (topic, verdicts) in library.topics.iter().zip(&mut report.formulas) {
            if !self.has(topic) {
                verdicts
                    .iter_mut()
                    .for_each(|verdict| verdict.agreements.clear());
            }
        }
        let sum = |count: fn(&Topic) -> usize| own.iter().map(|topic| count(topic)).sum();
        report.tally = Tally {
            topics: own.len(),
            formulas: sum(|topic| topic.formulas.len()),
            snippets: sum(|topic| topic.snippets.len()),
            links: sum(|topic| topic.links.len()),
            proven: report
                .formulas
                .iter()
                .flatten()
                .filter(|verdict| verdict.is_proven())
                .count(),
        };
    }

    /// The files of the share's topics, relative to the book's root, sorted.
    pub(crate) fn checked(self, library: &Library) -> Vec<String> {
        let paths = self
            .own(library)
            .map(|topic| in_folder(&library.source_folder, &topic.path));
        let mut paths: Vec<_> = paths.collect();
        paths.sort();
        paths
    }

    /// The share's topics.
    pub(crate) fn own(self, library: &Library) -> impl Iterator<Item = &Topic> {
        let topics = library.topics.iter().map(AsRef::as_ref);
        topics.filter(move |topic| self.has(topic))
    }
}

/// The files that a topic's fragments stand in: its own, and what it includes.
fn files(topic: &Topic) -> BTreeSet<SourceId> {
    let whole = std::iter::once(0..topic.text.len());
    let ranges = whole
        .chain(std::iter::once(topic.metadata.range.clone()))
        .chain(topic.outline.iter().map(|heading| heading.range.clone()))
        .chain(topic.formulas.iter().map(|formula| formula.range.clone()))
        .chain(topic.snippets.iter().map(|snippet| snippet.range.clone()))
        .chain(topic.links.iter().map(|link| link.range.clone()))
        .chain(topic.recalls.iter().map(|card| card.range.clone()))
        .chain(topic.anchors.iter().map(|anchor| anchor.range.clone()));
    ranges.map(|range| topic.span(range).source).collect()
}

/// Whether a finding about a topic as a whole, which stands at its title, is about this topic.
fn is_at_head(finding: &Finding, topic: &Topic) -> bool {
    let end = topic.metadata.range.end;
    let head = topic
        .outline
        .first()
        .map_or(end..end, |heading| heading.range.clone());
    finding.place.span == topic.span(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_written_as_number_and_count() {
        for (text, shard) in [
            ("1/1", Some((1, 1))),
            ("2/3", Some((2, 3))),
            ("0/3", None),
            ("4/3", None),
            ("1/0", None),
            ("1", None),
            ("a/b", None),
            ("-1/2", None),
        ] {
            let read = text.parse::<Shard>().ok();
            assert_eq!(read.map(|shard| (shard.number, shard.of)), shard, "{text}");
            if let Some(shard) = read {
                assert_eq!(shard.to_string(), text);
            }
        }
    }

    #[test]
    fn every_topic_is_in_one_shard_and_none_is_empty() {
        let paths: Vec<_> = (0..100)
            .map(|at| format!("chapter/topic-{at}.md"))
            .collect();
        let mut seen = 0;
        for number in 1..=4 {
            let shard = Shard { number, of: 4 };
            let own = paths.iter().filter(|path| shard.has(path)).count();
            assert!((10..40).contains(&own), "{own} topics in {shard}");
            seen += own;
        }
        assert_eq!(seen, paths.len());
    }

    #[test]
    fn the_rule_that_asks_for_proof_exists() {
        assert!(
            crate::rules()
                .iter()
                .any(|rule| rule.code == ASKS_FOR_PROOF)
        );
    }
}
