//! Names of topics and terms of the glossary in the prose of others: they become links without the author's doing.
//!
//! A name is a title or an alias of a topic (a chapter with metadata), or a term of the glossary. Its mention is linked
//! - once in a section, at its first place, and not at all where the author's own links lead to the same page or bear the name;
//! - not on the page that it leads to, nor a term on a page that its definition leads to;
//! - not if the name could mean two pages. A title or an alias goes before a term.
//!
//! `names` says when words are a name.

mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use qed_markdown::Topic;
use rayon::prelude::*;

use crate::{Library, Target};
use names::{Tokens, is_written_so};

/// What book.toml says about links that no author wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutoLinks {
    /// Whether there are any on pages that do not say it themselves.
    pub on: bool,
    /// Names that are never linked.
    pub except: Vec<String>,
    /// The slug of the chapter whose definition lists are the glossary.
    pub glossary: String,
    /// Singular and plural are one name, by the rules of English.
    pub english: bool,
}

/// A name in the prose of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the topic's text; none of them is in a link.
    pub range: Range<usize>,
    /// The topic that is named, as an index of `Library::topics`.
    pub topic: usize,
    /// The id of the term, if it is one of the glossary.
    pub fragment: Option<String>,
}

/// For each topic its mentions, in order. The time grows with the text alone, however many names there are.
pub(crate) fn find(
    library: &Library,
    links: &[Vec<Target>],
    settings: &AutoLinks,
) -> Vec<Vec<Mention>> {
    let wanted = |topic: &Topic| topic.metadata.auto_links.unwrap_or(settings.on);
    if !library.topics.iter().any(|topic| wanted(topic)) {
        return vec![Vec::new(); library.topics.len()];
    }
    let names = Names::new(library, links, settings);
    let topics = library.topics.par_iter().enumerate();
    topics
        .map(|(at, topic)| {
            if wanted(topic) {
                names.mentions(at, topic, &links[at])
            } else {
                Vec::new()
            }
        })
        .collect()
}

/// What a name leads to: a topic, and a term of it.
type Place<'a> = (usize, Option<&'a str>);

/// All names, ready to be looked for.
struct Names<'a> {
    english: bool,
    /// One pattern for each name in its normal form.
    automaton: Option<AhoCorasick>,
    /// For each pattern: the name as its author wrote it, where case matters, and what it leads to.
    called: Vec<Vec<(&'a str, Place<'a>)>>,
    /// Terms with the topics that their definitions lead to.
    explained: BTreeSet<(Place<'a>, usize)>,
}

impl<'a> Names<'a> {
    fn new(library: &'a Library, links: &[Vec<Target>], settings: &AutoLinks) -> Self {
        let topics = library.topics.iter().enumerate();
        let of_topics = topics
            .clone()
            .filter(|(_, topic)| topic.metadata.makes_a_topic())
            .flat_map(|(at, topic)| {
                let title = topic.title.as_deref().into_iter();
                let aliases = topic.metadata.aliases.iter();
                title
                    .chain(aliases.map(|alias| alias.value.as_str()))
                    .map(move |name| (name, (at, None)))
            });
        let glossary = topics.filter(|(_, topic)| topic.slug() == settings.glossary);
        let explained = glossary
            .clone()
            .flat_map(|(at, topic)| explained(at, topic, &links[at]))
            .collect();
        let terms = glossary.flat_map(|(at, topic)| {
            let terms = topic.terms.iter();
            terms.map(move |term| (term.text.as_str(), (at, Some(term.id.as_str()))))
        });
        let english = settings.english;
        let mut called = names_by_form(of_topics, english);
        for (form, of_term) in names_by_form(terms, english) {
            called.entry(form).or_insert(of_term);
        }
        for name in &settings.except {
            called.remove(Tokens::of(name, english).form());
        }
        let (patterns, called): (Vec<_>, Vec<_>) = called.into_iter().unzip();
        // It fails only where the patterns need more states than 32 bits can number.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .ok();
        Self {
            english,
            automaton,
            called,
            explained,
        }
    }

    fn mentions(&self, at: usize, topic: &Topic, links: &[Target]) -> Vec<Mention> {
        let mut linked = self.linked_by_the_author(topic, links);
        let mut mentions = Vec::new();
        for passage in &topic.passages {
            for (words, place) in self.called_in(&passage.text.text) {
                let (page, fragment) = place;
                let seen = linked.entry(passage.section).or_default();
                let is_here = page == at || self.explained.contains(&(place, at));
                if !is_here && !seen.contains(&(page, None)) && seen.insert(place) {
                    mentions.push(Mention {
                        range: passage.text.locate(words),
                        topic: page,
                        fragment: fragment.map(str::to_owned),
                    });
                }
            }
        }
        mentions
    }

    /// For each section, by its heading: where the author's own links lead to and what they name.
    fn linked_by_the_author(
        &self,
        topic: &Topic,
        links: &[Target],
    ) -> BTreeMap<Option<usize>, BTreeSet<Place<'a>>> {
        let mut linked: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (link, target) in topic.links.iter().zip(links) {
            let seen = linked.entry(link.section).or_default();
            seen.extend(self.called_in(&link.text).map(|(_, place)| place));
            if let Target::Topic { topic, .. } = target {
                seen.insert((*topic, None));
            }
        }
        linked
    }

    /// The names in a text, by their bytes, with what they lead to. Of names that overlap the first and longest counts.
    fn called_in(&self, text: &str) -> impl Iterator<Item = (Range<usize>, Place<'a>)> {
        let tokens = Tokens::of(text, self.english);
        let found: Vec<_> = self
            .automaton
            .iter()
            .flat_map(|automaton| automaton.find_iter(tokens.form()))
            .filter_map(|found| {
                let range = tokens.range(found.range());
                let mut called = self.called[found.pattern().as_usize()]
                    .iter()
                    .filter(|(name, _)| is_written_so(name, &text[range.clone()], self.english))
                    .map(|&(_, place)| place);
                let place = called.next()?;
                // The same name for another page: nobody knows which is meant.
                called.all(|other| other == place).then_some((range, place))
            })
            .collect();
        found.into_iter()
    }
}

/// The terms of a glossary, each with every topic that its definition leads to.
fn explained<'a>(at: usize, glossary: &'a Topic, links: &[Target]) -> Vec<(Place<'a>, usize)> {
    let links = glossary.links.iter().zip(links);
    let explained = links.filter_map(|(link, target)| {
        let after = glossary
            .terms
            .partition_point(|term| term.range.start < link.range.start);
        let term = &glossary.terms[after.checked_sub(1)?];
        match target {
            Target::Topic { topic, .. } => Some(((at, Some(term.id.as_str())), *topic)),
            _ => None,
        }
    });
    explained.collect()
}

/// Names by their normal form.
fn names_by_form<'a>(
    names: impl Iterator<Item = (&'a str, Place<'a>)>,
    english: bool,
) -> BTreeMap<String, Vec<(&'a str, Place<'a>)>> {
    let mut by_form: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (name, place) in names {
        let name = names::without_explanation(name);
        let form = Tokens::of(name, english).into_form();
        if names::may_be_linked(name) {
            by_form.entry(form).or_default().push((name, place));
        }
    }
    by_form
}
