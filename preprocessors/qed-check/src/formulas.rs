//! Formulas of the whole book: numbers, references between topics, and their markup.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use qed_math::{Macros, Mark, Request};
use qed_report::{Finding, Level, Rule, Span, nearest};
use qed_snippet::Cache;

use crate::symbols::{Explained, Place, Symbols, spoken};
use crate::{Agreement, Library};

mod typesetter;

use typesetter::Typesetter;

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&DUPLICATE_LABEL, &UNKNOWN_LABEL];

static DUPLICATE_LABEL: Rule = Rule {
    code: "duplicate-label",
    level: Level::Deny,
    title: "two formulas with one label",
    explanation: "\
A `\\label{eq:name}` names one formula of the whole book, so that `\\eqref{eq:name}` from any topic means exactly one.

Rename one of the two. A label that begins with the topic's slug, such as `eq:softmax-gradient`, hardly collides.
",
};

static UNKNOWN_LABEL: Rule = Rule {
    code: "unknown-label",
    level: Level::Deny,
    title: "a reference to a formula that has no such label",
    explanation: "\
`\\ref{eq:name}` and `\\eqref{eq:name}` show the number of the formula with `\\label{eq:name}`, in this topic or any other.
No display formula of the book has the label that is named here.

Correct the name, or give the formula its label inside its `$$`.
",
};

/// What became of a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormulaVerdict {
    /// HTML with MathML; empty where it cannot be typeset.
    pub html: Arc<str>,
    /// For a labelled formula: the id on its page, `eq-softmax`.
    pub id: Option<String>,
    /// For a labelled formula: `3.1`.
    pub number: Option<String>,
    /// For a formula in prose that explains a symbol of a display formula: the id on its page, `symbol-eta`.
    pub anchor: Option<String>,
    /// For a display formula: its symbols that are explained somewhere, each once. The markup marks them with their numbers
    /// here.
    pub symbols: Vec<SymbolLink>,
    /// What became of the claims about it.
    pub agreements: Vec<Agreement>,
}

impl FormulaVerdict {
    /// Whether all that is claimed of it was proven.
    pub fn is_proven(&self) -> bool {
        let proven =
            |claim: &Agreement| matches!(claim, Agreement::Agrees { .. } | Agreement::Holds(_));
        !self.agreements.is_empty() && self.agreements.iter().all(proven)
    }
}

/// A symbol, and where it is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolLink {
    /// The symbol in plain words: `eta lo`.
    pub name: String,
    /// The symbol as MathML.
    pub mathml: Arc<str>,
    /// The address, relative to the page.
    pub href: String,
}

/// A formula that others can refer to.
struct Labelled {
    number: String,
    id: String,
    topic: usize,
    span: Span,
}

pub(crate) fn check(
    library: &Library,
    macros: &Macros,
    symbols: &Symbols,
    cache: Option<&Cache>,
    findings: &mut Vec<Finding>,
) -> Vec<Vec<FormulaVerdict>> {
    let labels = number(library, findings);
    let typesetter = Typesetter::new(macros, cache);
    let names = symbols.names().into_par_iter();
    let mathml: BTreeMap<&str, Arc<str>> = names
        .filter_map(|name| Some((name, qed_math::mathml(name, macros)?.into())))
        .collect();
    let linker = Linker {
        library,
        labels: &labels,
        symbols,
        mathml,
    };
    let checked: Vec<(Vec<FormulaVerdict>, Vec<Finding>)> = (0..library.topics.len())
        .into_par_iter()
        .map(|topic| check_topic(library, topic, &typesetter, &labels, &linker))
        .collect();
    let mut verdicts = Vec::with_capacity(checked.len());
    for (of_topic, found) in checked {
        verdicts.push(of_topic);
        findings.extend(found);
    }
    verdicts
}

/// Numbers labelled display formulas in reading order, anew in each numbered chapter: 3.1, 3.2. Pages without a
/// number share one count of their own. A formula with a `\tag` of its own has that for a number, and is not counted.
fn number(library: &Library, findings: &mut Vec<Finding>) -> BTreeMap<String, Labelled> {
    let mut labels: BTreeMap<String, Labelled> = BTreeMap::new();
    let mut counts: BTreeMap<Option<u32>, usize> = BTreeMap::new();
    for (at, topic) in library.topics.iter().enumerate() {
        let chapter = library.chapters[at].number.first().copied();
        for formula in &topic.formulas {
            let Some(label) = formula.label.as_ref().filter(|_| formula.display) else {
                continue;
            };
            let range = formula.tex.locate(label.range.clone());
            let span = topic.span(range.clone());
            if let Some(first) = labels.get(&label.name) {
                let message = format!("the label `{}` is already taken", label.name);
                let finding = topic.finding(&DUPLICATE_LABEL, range, message);
                findings.push(
                    finding
                        .other(first.span, "taken here")
                        .hint("give one of the two another name"),
                );
                continue;
            }
            let number = match own_tag(&formula.tex.text) {
                Some(tag) => tag.to_owned(),
                None => {
                    let count = counts.entry(chapter).or_default();
                    *count += 1;
                    chapter.map_or(count.to_string(), |chapter| format!("{chapter}.{count}"))
                }
            };
            let id = id(&label.name);
            labels.insert(
                label.name.clone(),
                Labelled {
                    number,
                    id,
                    topic: at,
                    span,
                },
            );
        }
    }
    labels
}

/// What `\tag{…}` or `\tag*{…}` says, as far as it is plain text.
fn own_tag(tex: &str) -> Option<&str> {
    let (_, rest) = tex.split_once("\\tag")?;
    let rest = rest.strip_prefix('*').unwrap_or(rest).trim_start();
    let (tag, _) = rest.strip_prefix('{')?.split_once('}')?;
    let plain = !tag.contains(['\\', '{', '$']) && !tag.trim().is_empty();
    plain.then_some(tag.trim())
}

/// A label as an id: `eq:softmax` is `eq-softmax`.
pub(crate) fn id(label: &str) -> String {
    label
        .chars()
        .map(|character| {
            if character.is_alphanumeric() {
                character
            } else {
                '-'
            }
        })
        .collect()
}

fn check_topic(
    library: &Library,
    at: usize,
    typesetter: &Typesetter<'_>,
    labels: &BTreeMap<String, Labelled>,
    linker: &Linker<'_>,
) -> (Vec<FormulaVerdict>, Vec<Finding>) {
    let topic = &library.topics[at];
    let mut findings = Vec::new();
    let mut verdicts = Vec::with_capacity(topic.formulas.len());
    for (index, formula) in topic.formulas.iter().enumerate() {
        let mut references = BTreeMap::new();
        for reference in &formula.references {
            if let Some(target) = labels.get(&reference.name) {
                let href = href(library, at, target.topic, &target.id);
                references.insert(reference.name.clone(), (target.number.clone(), href));
            } else {
                let message = format!("no formula has the label `{}`", reference.name);
                let range = formula.tex.locate(reference.range.clone());
                let finding = topic.finding(&UNKNOWN_LABEL, range, message);
                let near = nearest(&reference.name, labels.keys().map(String::as_str));
                findings.push(finding.hint(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("give a display formula `\\label{{{}}}`", reference.name),
                }));
            }
        }
        // A doubled label keeps its number only at the first place.
        let own = formula.label.as_ref().and_then(|label| {
            let labelled = labels.get(&label.name)?;
            (labelled.span == topic.span(formula.tex.locate(label.range.clone())))
                .then_some(labelled)
        });
        let request = Request {
            tex: &formula.tex.text,
            display: formula.display,
            number: own.map(|own| own.number.as_str()),
            references: &references,
        };
        let (marks, symbols) = linker.links(at, index);
        let (html, faults) = typesetter.typeset(request, &marks);
        findings.extend(
            faults
                .into_iter()
                .map(|fault| finding(topic, formula, fault)),
        );
        verdicts.push(FormulaVerdict {
            html,
            id: own.map(|own| own.id.clone()),
            number: own.map(|own| own.number.clone()),
            anchor: linker
                .symbols
                .ids
                .get(&Place {
                    topic: at,
                    formula: index,
                })
                .cloned(),
            symbols,
            agreements: Vec::new(),
        });
    }
    (verdicts, findings)
}

/// Finds the addresses of what explains symbols.
struct Linker<'a> {
    library: &'a Library,
    labels: &'a BTreeMap<String, Labelled>,
    symbols: &'a Symbols,
    /// Each symbol that is explained, as it is shown beside a formula.
    mathml: BTreeMap<&'a str, Arc<str>>,
}

impl Linker<'_> {
    /// The marks in a display formula, and its symbols, each once.
    fn links(&self, topic: usize, formula: usize) -> (Vec<Mark>, Vec<SymbolLink>) {
        let mut marks = Vec::new();
        let mut links: Vec<SymbolLink> = Vec::new();
        let nothing = Explained::new();
        let explained = self
            .symbols
            .explained
            .get(topic)
            .and_then(|topic| topic.get(&formula));
        for (symbol, place) in explained.unwrap_or(&nothing) {
            let Some(href) = self.href(topic, *place) else {
                continue;
            };
            let Some(mathml) = self.mathml.get(symbol.name.as_str()) else {
                continue;
            };
            let link = SymbolLink {
                name: spoken(&symbol.name),
                mathml: Arc::clone(mathml),
                href,
            };
            let known = links.iter().position(|known| *known == link);
            let number = known.unwrap_or(links.len());
            if known.is_none() {
                links.push(link);
            }
            marks.push(Mark {
                range: symbol.range.clone(),
                number,
            });
        }
        (marks, links)
    }

    fn href(&self, from: usize, place: Place) -> Option<String> {
        let of_label = || {
            let formula = &self.library.topics[place.topic].formulas[place.formula];
            let labelled = self.labels.get(&formula.label.as_ref()?.name)?;
            (labelled.topic == place.topic).then_some(&labelled.id)
        };
        let id = self.symbols.ids.get(&place).or_else(of_label)?;
        Some(href(self.library, from, place.topic, id))
    }
}

/// A link from one topic to a place of another (or the same).
fn href(library: &Library, from: usize, to: usize, id: &str) -> String {
    if from == to {
        return format!("#{id}");
    }
    let up = "../".repeat(library.topics[from].path.matches('/').count());
    format!("{up}{}#{id}", page(&library.topics[to].path))
}

/// The page of a file: `a/pca.md` is `a/pca.html`, `a/README.md` is `a/index.html`.
fn page(path: &str) -> String {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let stem = match stem.strip_suffix("README") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("{folder}index"),
        _ => stem.to_owned(),
    };
    format!("{stem}.html")
}

fn finding(
    topic: &qed_markdown::Topic,
    formula: &qed_markdown::Formula,
    fault: qed_math::Fault,
) -> Finding {
    let mut finding = topic.finding(fault.rule, formula.tex.locate(fault.range), fault.message);
    if let Some((range, text)) = fault.other {
        finding = finding.other(topic.span(formula.tex.locate(range)), text);
    }
    finding.hint = fault.hint;
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_number_where_it_is_plain() {
        for (tex, tag) in [
            (r"x \tag{9} \label{eq:x}", Some("9")),
            (r"x \tag*{ A.1 }", Some("A.1")),
            (r"x \tag{$\ast$}", None),
            (r"x \tag{}", None),
            (r"x \tags{9}", None),
            (r"x \tag", None),
            ("x", None),
        ] {
            assert_eq!(own_tag(tex), tag, "{tex}");
        }
    }
}
