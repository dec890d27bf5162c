//! The comparison: every input judged, one verdict.

use crate::judge::{Gap, Judgement};
use crate::number::Hole;
use crate::plan::Plan;
use crate::program::Program;
use crate::value::{Input, Output};
use crate::verdict::{Counterexample, Verdict};

/// Steps that one comparison may take; beyond them an input says nothing.
const STEPS: u64 = 60_000_000;
/// Steps that a look for what would reconcile may take.
pub(crate) const LOOKING: u64 = 30_000_000;
/// Draws that must have said something.
const LEAST: usize = 50;

impl Plan {
    /// Compares what the function returned with the formula. `outputs` are in the order of `inputs`; a missing one did not run.
    pub fn compare(&self, inputs: &[Input], outputs: &[Output]) -> Verdict {
        match self.compare_only(inputs, outputs) {
            Verdict::Differs(found, None) => {
                Verdict::Differs(found, self.reconcile(inputs, outputs))
            }
            verdict => verdict,
        }
    }

    /// The same without a look for what would reconcile them.
    pub(crate) fn compare_only(&self, inputs: &[Input], outputs: &[Output]) -> Verdict {
        let program = &self.resolved.program;
        let mut purse = STEPS;
        let judged: Vec<(usize, Judgement)> = inputs
            .iter()
            .zip(outputs)
            .enumerate()
            .map(|(at, (input, output))| (at, self.judge(program, input, output, &mut purse)))
            .collect();
        self.verdict(inputs, outputs, &judged)
    }

    /// Evaluates both sides of an identity at the inputs.
    pub fn compare_sides(&self, inputs: &[Input]) -> Verdict {
        let mut purse = STEPS;
        let judged: Vec<(usize, Judgement)> = inputs
            .iter()
            .map(|input| self.judge_sides(input, &mut purse))
            .enumerate()
            .collect();
        self.verdict(inputs, &[], &judged)
    }

    fn verdict(
        &self,
        inputs: &[Input],
        outputs: &[Output],
        judged: &[(usize, Judgement)],
    ) -> Verdict {
        let gaps = judged.iter().filter_map(|(at, judgement)| match judgement {
            Judgement::Differs(gap) => Some((*at, gap)),
            _ => None,
        });
        let simplest = |wanted: bool| {
            let found = gaps.clone().filter(|(_, gap)| gap.rounding == wanted);
            found.min_by(|(a, _), (b, _)| inputs[*a].weight().total_cmp(&inputs[*b].weight()))
        };
        if let Some((at, gap)) = simplest(false) {
            return Verdict::Differs(Box::new(self.counterexample(&inputs[at], gap)), None);
        }
        let undefined = judged.iter().find_map(|(at, judgement)| match judgement {
            Judgement::UndefinedHere(none) => Some((*at, none)),
            _ => None,
        });
        if let Some((at, none)) = undefined {
            return Verdict::UndefinedHere {
                input: inputs[at].clone(),
                output: outputs
                    .get(at)
                    .cloned()
                    .unwrap_or_else(|| Output::returned(crate::value::Value::Nothing)),
                why: hole_words(none.hole).to_owned(),
                range: none.span.clone(),
            };
        }
        if let Some((at, gap)) = simplest(true) {
            return Verdict::OnlyRounding(Box::new(self.counterexample(&inputs[at], gap)));
        }
        let usable = judged
            .iter()
            .filter(|(_, judgement)| *judgement == Judgement::Same)
            .count();
        let least = if self.is_exhaustive() {
            (inputs.len() / 10).max(1)
        } else {
            LEAST.min(inputs.len()).max(1)
        };
        if usable < least || judged.len() < inputs.len() {
            let why = judged.iter().find_map(|(_, judgement)| match judgement {
                Judgement::Unusable(none) => Some(hole_words(none.hole).to_owned()),
                _ => None,
            });
            return Verdict::Inconclusive {
                usable,
                of: inputs.len(),
                why: why.unwrap_or_else(|| "too few inputs".to_owned()),
            };
        }
        // A point where mathematics gives no value is no gap in "all"; one that could not be told is.
        let untold = judged.iter().any(|(_, judgement)| match judgement {
            Judgement::Unusable(none) => !matches!(none.hole, Hole::Undefined(_)),
            _ => false,
        });
        Verdict::Agrees {
            inputs: usable,
            all: self.is_exhaustive() && !untold,
            domain: self.domain() + &self.always(inputs, judged),
        }
    }

    /// What was the same at every usable input though the domain is wider: nothing is green for a reason that is not shown.
    fn always(&self, inputs: &[Input], judged: &[(usize, Judgement)]) -> String {
        let usable: Vec<&Input> = judged
            .iter()
            .filter(|(_, judgement)| *judgement == Judgement::Same)
            .map(|(at, _)| &inputs[*at])
            .collect();
        let mut words = String::new();
        for (at, param) in self.signature.params.iter().enumerate() {
            let mut values = usable.iter().map(|input| &input.values[at]);
            let Some(first) = values.next() else { continue };
            let fixed = self.resolved.axes[at]
                .iter()
                .all(|axis| axis.fixed.is_some());
            if param.ty.rank() == 0 {
                if values.all(|value| value == first) && !self.is_single(at) {
                    words.push_str(&format!("; `{}` was always {first}", param.name));
                }
            } else if !fixed && values.all(|value| value.count() == first.count()) {
                let count = first.count();
                words.push_str(&format!("; `{}` always held {count} numbers", param.name));
            }
        }
        words
    }

    /// The counterexample in values: symbol by symbol.
    fn counterexample(&self, input: &Input, gap: &Gap) -> Counterexample {
        let symbols = self
            .signature
            .params
            .iter()
            .map(|param| param.name.clone())
            .zip(input.values.iter().cloned())
            .collect();
        Counterexample {
            input: input.clone(),
            symbols,
            place: gap.path.clone(),
            formula: gap.formula.map(|value| value_words(&value)),
            code: gap.code.clone(),
            distance: gap.formula.and_then(|value| {
                gap.code
                    .parse::<f64>()
                    .ok()
                    .map(|code| (value.mid() - code).abs())
            }),
            side: gap.side,
        }
    }

    /// Whether a changed formula agrees at every input.
    pub(crate) fn agrees(
        &self,
        program: &Program,
        inputs: &[Input],
        outputs: &[Output],
        purse: &mut u64,
    ) -> bool {
        let mut usable = 0;
        for (input, output) in inputs.iter().zip(outputs) {
            match self.judge(program, input, output, purse) {
                Judgement::Same => usable += 1,
                // The formula itself has a value here: a change after which indices leave their lists is another formula.
                Judgement::Unusable(none) if none.hole == Hole::Outside => return false,
                Judgement::Unusable(_) => {}
                Judgement::Differs(_) | Judgement::UndefinedHere(_) => return false,
            }
        }
        usable * 2 >= inputs.len().min(40)
    }
}

fn value_words(value: &crate::number::Num) -> String {
    match value {
        crate::number::Num::Exact(exact) => exact.to_string(),
        crate::number::Num::Float(ball) => format!("{:?}", ball.mid),
    }
}

pub(crate) fn hole_words(hole: Hole) -> &'static str {
    match hole {
        Hole::Undefined(why) | Hole::Unsure(why) => why,
        Hole::Outside => "an index outside of its list",
        Hole::Budget => "more steps than an evaluation may take",
    }
}
