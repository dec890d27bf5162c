//! Single-site changes of a formula: what would reconcile it with a function, and how sharp the comparison is.

mod conditions;
mod sites;

use std::ops::Range;

use crate::compare::LOOKING;
use crate::expr::Expr;
use crate::plan::Plan;
use crate::program::Program;
use crate::value::{Input, Output};
use crate::verdict::{Edit, Reconcile};

/// A formula with one change.
#[derive(Clone, Debug)]
pub struct Mutant {
    pub(crate) program: Program,
    /// The change.
    pub edit: Edit,
    /// Where, in bytes of the formula.
    pub range: Range<usize>,
    /// Something is added that the formula does not have: named only where no other change does.
    pub(crate) adds: bool,
}

/// One change of an expression.
pub(crate) struct Change {
    pub(crate) expr: Expr,
    pub(crate) edit: Edit,
    pub(crate) range: Range<usize>,
    pub(crate) adds: bool,
}

impl Plan {
    /// Every formula that is this one with a single change: signs, terms, factors, bounds, functions, symbols, comparisons.
    pub fn mutants(&self) -> Vec<Mutant> {
        let program = &self.resolved.program;
        let mut mutants = Vec::new();
        for (at, side) in program.sides.iter().enumerate() {
            for change in self.changes(side, true) {
                let mut changed = program.clone();
                changed.sides[at] = change.expr;
                mutants.push(Mutant {
                    program: changed,
                    edit: change.edit,
                    range: change.range,
                    adds: change.adds,
                });
            }
        }
        for (at, local) in program.locals.iter().enumerate() {
            for change in self.changes(local, true) {
                let mut changed = program.clone();
                changed.locals[at] = change.expr;
                mutants.push(Mutant {
                    program: changed,
                    edit: change.edit,
                    range: change.range,
                    adds: change.adds,
                });
            }
        }
        mutants
    }

    /// Whether a changed formula is told from what the function returned.
    pub fn kills(&self, mutant: &Mutant, inputs: &[Input], outputs: &[Output]) -> bool {
        !self.agrees(&mutant.program, inputs, outputs, &mut LOOKING.clone())
    }

    /// The one change after which the formula agrees with every output; nothing where there is none, or more than one.
    pub(crate) fn reconcile(&self, inputs: &[Input], outputs: &[Output]) -> Option<Reconcile> {
        let mut found: Vec<Mutant> = Vec::new();
        let mut purse = LOOKING;
        for mutant in self.mutants() {
            if self.agrees(&mutant.program, inputs, outputs, &mut purse) {
                found.push(mutant);
            }
            if found.len() > 12 {
                return None;
            }
        }
        found.sort_by_key(|mutant| mutant.adds);
        let first = found.first()?;
        // Two ways to say the same change: the formulas agree wherever the function was called.
        let same = |other: &Mutant| {
            inputs.iter().all(|input| {
                self.value_of(&first.program, input, None)
                    == self.value_of(&other.program, input, None)
            })
        };
        let alike = found
            .iter()
            .skip(1)
            .all(|other| other.edit == first.edit || same(other));
        alike.then(|| Reconcile {
            edit: first.edit.clone(),
            range: self.sized(&first.range),
        })
    }

    /// The formula's text at a place.
    pub(crate) fn text(&self, range: &Range<usize>) -> &str {
        self.tex.get(self.sized(range)).unwrap_or_default().trim()
    }

    /// A place that begins at a delimiter, with the `\left` before it.
    fn sized(&self, range: &Range<usize>) -> Range<usize> {
        let before = self.tex.get(..range.start).unwrap_or_default().trim_end();
        let start = before.strip_suffix("\\left").map_or(range.start, str::len);
        start..range.end
    }
}
