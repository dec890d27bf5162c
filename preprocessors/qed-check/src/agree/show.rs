//! How the formulas of a topic are read, for those who want to see it.

use qed_agree::{Plan, Reading, Refusal, Signature, Type};

use qed_math::Macros;

use super::job::Job;
use super::{Book, labelled};
use crate::Library;
use crate::index::{Index, Named};

/// A labelled formula of a topic, and how each claim about it is understood.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its label.
    pub label: String,
    /// Its LaTeX.
    pub tex: String,
    /// Which of `topic.formulas` it is.
    pub formula: usize,
    /// The claims about it.
    pub claims: Vec<ShownClaim>,
}

/// A claim as it is understood.
#[derive(Clone, Debug)]
pub enum ShownClaim {
    /// It is read against a function, or, without one, as an identity.
    Read {
        /// `softmax(z: &[f64]) -> Vec<f64>`.
        signature: Option<String>,
        /// Where the inputs lie.
        domain: String,
        /// The tree, the symbols, the notes.
        reading: Reading,
    },
    /// It is not read, and why not.
    Refused {
        /// The function, if there is one.
        signature: Option<String>,
        /// The reasons, at their places in the LaTeX.
        refusals: Vec<Refusal>,
    },
    /// It is said to be notation, and why.
    Notation(String),
}

/// The topic of a slug, a path, a title or an alias; none if there is none, or more than one.
pub fn topic_named(library: &Library, name: &str) -> Option<usize> {
    let index = Index::new(library);
    let prefix = format!("{}/", library.source_folder);
    let path = name.strip_prefix(&prefix).unwrap_or(name);
    index.by_path(path).or_else(|| match index.by_name(name) {
        Named::Topic(topic) => Some(topic),
        Named::Nothing | Named::Several(_) => None,
    })
}

/// How the labelled formulas of a topic are read.
pub fn show(library: &Library, macros: &Macros, topic: usize) -> Vec<Shown> {
    let book = Book::new(library, macros, None);
    let snippets = 0..library.topics[topic].snippets.len();
    let jobs: Vec<Job<'_>> = snippets
        .filter_map(|snippet| Job::of(&book, topic, snippet))
        .collect();
    let own = labelled(library).filter(|&(at, ..)| at == topic);
    own.map(|(_, formula, label)| Shown {
        label: label.to_owned(),
        tex: library.topics[topic].formulas[formula].tex.text.clone(),
        formula,
        claims: jobs.iter().flat_map(|job| job.shown(label)).collect(),
    })
    .collect()
}

impl Job<'_> {
    fn shown(&self, label: &str) -> Vec<ShownClaim> {
        let read = self.read();
        let claims = read.claims.claims.iter().zip(&read.plans);
        let read_claims =
            claims
                .filter(|(claim, _)| claim.label == label)
                .filter_map(|(claim, plan)| {
                    let signature = claim.signature.as_ref().map(in_rust);
                    Some(match plan.as_ref()? {
                        Ok(plan) => ShownClaim::Read {
                            signature,
                            domain: Plan::domain(plan),
                            reading: plan.reading(),
                        },
                        Err(refusals) => ShownClaim::Refused {
                            signature,
                            refusals: refusals.clone(),
                        },
                    })
                });
        let notations = read.claims.notations.iter();
        let notations = notations
            .filter(|notation| notation.label == label)
            .map(|notation| ShownClaim::Notation(notation.reason.clone()));
        read_claims.chain(notations).collect()
    }
}

/// A signature as it stands in the code, without the names of types that an author may have given.
fn in_rust(signature: &Signature) -> String {
    let params = signature.params.iter().map(|param| {
        let ty = match &param.ty {
            Type::List(inner, None) if param.by_ref => format!("&[{}]", inner.rust()),
            ty if param.by_ref => format!("&{}", ty.rust()),
            ty => ty.rust(),
        };
        format!("{}: {ty}", param.name)
    });
    format!(
        "{}({}) -> {}",
        signature.name,
        params.collect::<Vec<_>>().join(", "),
        signature.returns.rust()
    )
}
