//! Symbols of display formulas: where each is explained, on its topic or on the notation page.
//!
//! A formula in prose that begins with a symbol introduces it ([`qed_math::symbols_introduced`]), from the top of the topic to the
//! end of the section (of level 1 or 2) in which the display formula stands; a display formula defines the symbols of its left sides
//! for the whole topic; the notation page explains those of the first cells of its tables for the whole book.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use qed_markdown::{Formula, Topic};
use qed_math::{Macros, SymbolUse};
use qed_report::{Finding, Level, Rule};
use rayon::prelude::*;

use crate::{Library, Settings};

mod place;

use place::{begins_clause, in_first_cell, section_of};

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&UNDEFINED_SYMBOL];

static UNDEFINED_SYMBOL: Rule = Rule {
    code: "undefined-symbol",
    level: Level::Warn,
    title: "a symbol of a display formula that nothing explains",
    explanation: "\
A reader should not have to guess what a letter means. Every symbol of a display formula is explained either on its own topic
or on the notation page, a chapter with tables whose first cells are symbols:

    | Symbol | Meaning | Shape or unit |
    |---|---|---|
    | $\\eta$ | learning rate | number above 0 |

On a topic, a formula in the prose explains the symbol that it begins with: alone (`$\\eta$ is the learning rate`), with its
arguments (`$f(x)$`) or with a relation (`$G \\ge 2$ is the number of groups`). It may stand anywhere from the top of the topic to the
end of the section of the formula. What stands left of `=` in a display formula is explained by that.

Letters that a sum counts with, indices of the left side, numbers such as $\\pi$ and functions such as `\\log` need no word. The
manual's chapter on formulas says what counts as a symbol.

The rule watches books that have a notation page (`notation = \"slug\"` in book.toml, `notation` unless said otherwise), and
books that name it under `[preprocessor.qed.rules]`.
",
};

/// Where a symbol is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The topic.
    pub(crate) topic: usize,
    /// A formula of it.
    pub(crate) formula: usize,
}

/// The symbols of one display formula that are explained somewhere, in order.
pub(crate) type Explained = Vec<(SymbolUse, Place)>;

/// The symbols of the whole book.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    /// For each topic: index of a display formula to its symbols.
    pub(crate) explained: Vec<BTreeMap<usize, Explained>>,
    /// The ids of formulas in prose that explain what a display formula uses.
    pub(crate) ids: BTreeMap<Place, String>,
}

impl Symbols {
    /// The names of all symbols that are explained.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        let explained = self.explained.iter().flat_map(BTreeMap::values).flatten();
        explained.map(|(symbol, _)| symbol.name.as_str()).collect()
    }
}

/// Finds the symbols of all display formulas, and those that nothing explains.
pub(crate) fn check(
    library: &Library,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Symbols {
    let page = library
        .topics
        .iter()
        .position(|topic| topic.slug() == settings.notation);
    let notation = page
        .map(|page| rows(library, page, &settings.macros))
        .unwrap_or_default();
    let is_watched = page.is_some() || settings.levels.contains_key(UNDEFINED_SYMBOL.code);
    let topics = library.topics.par_iter().enumerate();
    let checked: Vec<_> = topics
        .map(|(at, topic)| {
            let reader = Reader::new(at, topic, &settings.macros, &notation);
            let (explained, unexplained) = sorted_out(topic, &reader);
            let watched = unexplained.into_iter().filter(|_| is_watched);
            let findings: Vec<_> = watched
                .map(|(formula, symbol)| {
                    let notation = page.map(|page| &*library.topics[page]);
                    finding(topic, formula, &symbol, notation)
                })
                .collect();
            (explained, findings)
        })
        .collect();
    let mut symbols = Symbols::default();
    for (explained, found) in checked {
        symbols.explained.push(explained);
        findings.extend(found);
    }
    symbols.ids = ids(library, &symbols.explained);
    symbols
}

/// The symbols of a topic's display formulas that are explained, by formula; and those that should be and are not, each where it is
/// met first.
fn sorted_out<'a>(
    topic: &'a Topic,
    reader: &Reader<'_>,
) -> (BTreeMap<usize, Explained>, Vec<(&'a Formula, SymbolUse)>) {
    let mut explained = BTreeMap::new();
    let mut unexplained = Vec::new();
    let mut met = BTreeSet::new();
    let formulas = topic.formulas.iter().enumerate();
    for (index, formula) in formulas.filter(|(_, formula)| formula.display) {
        let mut found = Explained::new();
        for symbol in reader.symbols(formula) {
            match reader.explain(index, &symbol.name) {
                Some(place) => found.push((symbol, place)),
                None if symbol.wants_meaning && met.insert(symbol.name.clone()) => {
                    unexplained.push((formula, symbol));
                }
                None => {}
            }
        }
        if !found.is_empty() {
            explained.insert(index, found);
        }
    }
    (explained, unexplained)
}

fn finding(
    topic: &Topic,
    formula: &Formula,
    symbol: &SymbolUse,
    notation: Option<&Topic>,
) -> Finding {
    let name = &symbol.name;
    let elsewhere = notation
        .map(|notation| format!(" nor on {}", notation.path))
        .unwrap_or_default();
    let message = format!("nothing on this page{elsewhere} says what `{name}` is");
    let or_row = notation
        .map(|notation| format!(", or add a row to a table of {}", notation.path))
        .unwrap_or_default();
    topic
        .finding(
            &UNDEFINED_SYMBOL,
            formula.tex.locate(symbol.range.clone()),
            message,
        )
        .hint(format!(
            "say it near the formula: `- ${name}$ is …`{or_row}"
        ))
}

/// The rows of the notation page: each symbol, and the formula of its cell.
fn rows(library: &Library, page: usize, macros: &Macros) -> BTreeMap<String, Place> {
    let topic = &library.topics[page];
    let mut rows = BTreeMap::new();
    for (formula, source) in topic.formulas.iter().enumerate() {
        if source.display || !in_first_cell(topic, source) {
            continue;
        }
        for name in qed_math::symbols_introduced(&source.tex.text, macros, true) {
            rows.entry(name).or_insert(Place {
                topic: page,
                formula,
            });
        }
    }
    rows
}

/// A formula in prose that introduces a symbol.
struct Introduction {
    formula: usize,
    start: usize,
    /// It stands where a clause begins, so that what follows says what the symbol is.
    leads: bool,
}

/// The symbols of one topic.
struct Reader<'a> {
    at: usize,
    topic: &'a Topic,
    macros: &'a Macros,
    notation: &'a BTreeMap<String, Place>,
    introduced: BTreeMap<String, Vec<Introduction>>,
    /// Display formulas by what their left sides define.
    defined: BTreeMap<String, Vec<usize>>,
}

impl<'a> Reader<'a> {
    fn new(
        at: usize,
        topic: &'a Topic,
        macros: &'a Macros,
        notation: &'a BTreeMap<String, Place>,
    ) -> Self {
        let mut introduced: BTreeMap<String, Vec<Introduction>> = BTreeMap::new();
        let mut defined: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let in_heading = |range: &Range<usize>| {
            topic
                .outline
                .iter()
                .any(|heading| heading.range.contains(&range.start))
        };
        // Without a display formula there is nothing to explain.
        let has_display = topic.formulas.iter().any(|formula| formula.display);
        for (index, formula) in topic.formulas.iter().enumerate().filter(|_| has_display) {
            let tex = &formula.tex.text;
            if formula.display {
                for name in qed_math::symbols_defined(tex, macros) {
                    defined.entry(name).or_default().push(index);
                }
            } else if !in_heading(&formula.range) {
                let leads = begins_clause(&topic.text, formula.range.start);
                for name in qed_math::symbols_introduced(tex, macros, false) {
                    let introduction = Introduction {
                        formula: index,
                        start: formula.range.start,
                        leads,
                    };
                    introduced.entry(name).or_default().push(introduction);
                }
            }
        }
        Self {
            at,
            topic,
            macros,
            notation,
            introduced,
            defined,
        }
    }

    fn symbols(&self, formula: &Formula) -> Vec<SymbolUse> {
        let end = section_of(self.topic, formula.range.start).end;
        let known = |name: &str| {
            self.notation.contains_key(name)
                || self.defined.contains_key(name)
                || self
                    .introduced
                    .get(name)
                    .is_some_and(|all| all.iter().any(|one| one.start < end))
        };
        qed_math::symbols_used(&formula.tex.text, self.macros, &known)
    }

    /// The best place that explains a symbol of a display formula: in its section where a clause begins with it, then anywhere in
    /// the section; the left side of another formula; an earlier section; the notation page. Of equals the next one behind the
    /// formula, or else the last one before it.
    fn explain(&self, index: usize, name: &str) -> Option<Place> {
        let here = self.topic.formulas[index].range.start;
        let section = section_of(self.topic, here);
        let of_prose = self.introduced.get(name).into_iter().flatten();
        let in_prose = of_prose.filter(|one| one.start < section.end).map(|one| {
            let rank = match (section.contains(&one.start), one.leads) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 3,
                (false, false) => 5,
            };
            let distance = if one.start > here {
                (false, one.start - here)
            } else {
                (true, here - one.start)
            };
            (
                rank,
                distance,
                Place {
                    topic: self.at,
                    formula: one.formula,
                },
            )
        });
        let of_sides = self.defined.get(name).into_iter().flatten();
        let on_sides = of_sides.filter(|&&other| other != index).map(|&other| {
            (
                2,
                (other < index, other.abs_diff(index)),
                Place {
                    topic: self.at,
                    formula: other,
                },
            )
        });
        let in_notation = self.notation.get(name).map(|&place| (4, (false, 0), place));
        in_prose
            .chain(on_sides)
            .chain(in_notation)
            .min()
            .map(|(.., place)| place)
    }
}

/// An id for each formula in prose that explains a symbol: `symbol-eta`, unlike every other id of its page.
fn ids(library: &Library, explained: &[BTreeMap<usize, Explained>]) -> BTreeMap<Place, String> {
    let mut names: BTreeMap<Place, &str> = BTreeMap::new();
    for (symbol, place) in explained.iter().flat_map(BTreeMap::values).flatten() {
        if !library.topics[place.topic].formulas[place.formula].display {
            names.entry(*place).or_insert(&symbol.name);
        }
    }
    let mut taken: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut ids = BTreeMap::new();
    for (place, name) in names {
        let topic = &library.topics[place.topic];
        let taken = taken.entry(place.topic).or_insert_with(|| {
            let headings = topic.outline.iter().map(|heading| heading.id.clone());
            headings
                .chain(topic.anchors.iter().map(|anchor| anchor.id.clone()))
                .collect()
        });
        let plain = format!("symbol-{}", spoken(name).replace(' ', "-"));
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let id = std::iter::once(plain.clone())
            .chain(numbered)
            .find(|id| !taken.contains(id))
            .expect("some number is free");
        taken.insert(id.clone());
        ids.insert(place, id);
    }
    ids
}

/// Operations whose commands are no words.
static SPOKEN: &[(&str, &str)] = &[
    (r"\lVert\cdot\rVert", "double bars"),
    (r"\lvert\cdot\rvert", "bars"),
    (r"\lfloor\cdot\rfloor", "floor"),
    (r"\lceil\cdot\rceil", "ceiling"),
    (r"\langle\cdot\rangle", "angle brackets"),
    (r"\binom{n}{k}", "binomial"),
    (r"\bmod", "mod"),
];

/// A name in plain words: `C_{\mathrm{in}}` is `C in`, `\hat{y}` is `hat y`.
pub(crate) fn spoken(name: &str) -> String {
    if let Some((_, words)) = SPOKEN.iter().find(|(known, _)| *known == name) {
        return (*words).to_owned();
    }
    let plain = name.replace(r"\mathrm", "").replace(r"\operatorname", "");
    let words = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_has_a_name_to_be_spoken() {
        for (name, words) in [
            (r"\eta", "eta"),
            (r"C_{\mathrm{in}}", "C in"),
            (r"\hat{y}", "hat y"),
            (r"\operatorname{soft\_max}", "soft max"),
            (r"\odot", "odot"),
            (r"\lVert\cdot\rVert", "double bars"),
            ("d_{k}", "d k"),
        ] {
            assert_eq!(spoken(name), words);
        }
    }
}
