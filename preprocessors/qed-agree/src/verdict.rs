//! What a comparison says.

use std::ops::Range;

use crate::plan::Plan;
use crate::value::{Input, Output, Value};

/// The verdict about a formula and a function. Only [`Verdict::Agrees`] is green.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Equal at every usable input.
    Agrees {
        /// How many inputs were usable.
        inputs: usize,
        /// Whether these are all points of the domain.
        all: bool,
        /// The domain, in words.
        domain: String,
    },
    /// They differ; and the one change of the formula that reconciles them, if there is exactly one.
    Differs(Box<Counterexample>, Option<Reconcile>),
    /// They differ by what rounding may do to numbers of this size.
    OnlyRounding(Box<Counterexample>),
    /// The formula has no value where the function returns a finite number.
    UndefinedHere {
        /// Where.
        input: Input,
        /// What the function returned there.
        output: Output,
        /// Why the formula has none.
        why: String,
        /// Which part of the formula, in bytes.
        range: Range<usize>,
    },
    /// Too few inputs say anything.
    Inconclusive {
        /// How many did.
        usable: usize,
        /// Of how many.
        of: usize,
        /// Why one of the others did not.
        why: String,
    },
}

/// An input at which formula and function differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterexample {
    /// The input.
    pub input: Input,
    /// The same by the parameters' names.
    pub symbols: Vec<(String, Value)>,
    /// Which element of the result, from zero; empty for a number.
    pub place: Vec<usize>,
    /// The formula's value there; none where it has no such element.
    pub formula: Option<String>,
    /// The function's, or what became of it.
    pub code: String,
    /// How far apart they are, where both are numbers.
    pub distance: Option<f64>,
    /// Which side of the formula, counted among those that are evaluated.
    pub side: usize,
}

/// One change of the formula after which it agrees with the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconcile {
    /// The change.
    pub edit: Edit,
    /// Where in the formula, in bytes.
    pub range: Range<usize>,
}

/// A change of a formula. Names of what is changed are ready for a sentence: "`+ 1`", "the factor `k`".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Something comes in.
    Added {
        /// What.
        what: String,
        /// The LaTeX that it is added to.
        to: String,
    },
    /// Something goes.
    Dropped(String),
    /// Anything else, as a clause: "the sign of `x` changes".
    Other(String),
}

impl From<String> for Edit {
    fn from(words: String) -> Self {
        Self::Other(words)
    }
}

impl From<&str> for Edit {
    fn from(words: &str) -> Self {
        Self::Other(words.to_owned())
    }
}

impl std::fmt::Display for Edit {
    /// To follow "if": "`+ 1` is dropped".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Added { what, to } => write!(f, "{what} is added to `{to}`"),
            Self::Dropped(what) => write!(f, "{what} is dropped"),
            Self::Other(words) => f.write_str(words),
        }
    }
}

/// Rounds of shrinking, each one call of the runner.
const ROUNDS: usize = 12;

impl Plan {
    /// Compares, and shrinks a counterexample. `call` runs the function on inputs; it is called once, and once for each round of shrinking.
    pub fn settle(&self, seed: u64, mut call: impl FnMut(&[Input]) -> Vec<Output>) -> Verdict {
        let inputs = self.inputs(seed);
        let outputs = if self.identity {
            Vec::new()
        } else {
            call(&inputs)
        };
        self.settle_from(&inputs, &outputs, call)
    }

    /// [`Plan::settle`] from outputs that are there already: `call` is only for shrinking. For an identity there are none, and no calls.
    pub fn settle_from(
        &self,
        inputs: &[Input],
        outputs: &[Output],
        mut call: impl FnMut(&[Input]) -> Vec<Output>,
    ) -> Verdict {
        if self.identity {
            return self.settle_identity(inputs);
        }
        let verdict = self.compare(inputs, outputs);
        self.shrink(verdict, |candidates| {
            self.compare_only(candidates, &call(candidates))
        })
    }

    fn settle_identity(&self, inputs: &[Input]) -> Verdict {
        let verdict = self.compare_sides(inputs);
        self.shrink(verdict, |candidates| self.compare_sides(candidates))
    }

    /// Looks for simpler inputs at which the two still differ.
    fn shrink(&self, verdict: Verdict, mut judge: impl FnMut(&[Input]) -> Verdict) -> Verdict {
        let Verdict::Differs(mut found, reconcile) = verdict else {
            return verdict;
        };
        for _ in 0..ROUNDS {
            let candidates = self.shrink_candidates(&found.input);
            if candidates.is_empty() {
                break;
            }
            match judge(&candidates) {
                Verdict::Differs(simpler, _) => found = simpler,
                _ => break,
            }
        }
        Verdict::Differs(found, reconcile)
    }
}
