//! Worked examples: formula and function are tried at values that somebody worked out by hand.

use qed_agree::{ANNOTATION, Claim, EXAMPLE, Example, Input, Output, Plan, Value};
use qed_markdown::Formula;
use qed_report::Finding;

use super::job::Job;
use super::tell::{Teller, outcome, short, statement};

/// A worked example, and the input that it is.
pub(super) type Worked<'a> = (&'a Example, Result<Input, String>);

/// What the worked examples of a formula say.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// How many there are.
    pub(super) examples: usize,
    /// What is told of those that do not come out.
    pub(super) findings: Vec<Finding>,
    /// Which of formula and function they speak against, where it is one of them.
    pub(super) wrong: Option<Witness>,
}

/// One of the two that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Witness {
    Formula,
    Function,
}

impl Job<'_> {
    /// The worked examples of a formula, each with the input that it is, or why it is none.
    pub(super) fn examples(&self, claim: &Claim, plan: &Plan) -> Vec<Worked<'_>> {
        let all = self.read().claims.examples.iter();
        let own = all.filter(|example| example.label == claim.label);
        own.map(|example| (example, plan.example_input(example)))
            .collect()
    }

    /// What the examples say. `answers` are the function's at those that are inputs; what is missing
    /// was not asked.
    pub(super) fn tried(
        &self,
        claim: &Claim,
        plan: &Plan,
        examples: &[Worked<'_>],
        answers: Vec<Output>,
    ) -> Tried {
        let teller = self.teller();
        let Some((_, formula)) = self.book.formula(&claim.label) else {
            return Tried::default();
        };
        let (mut findings, mut answers) = (Vec::new(), answers.into_iter());
        let mut wrong = [false; 2];
        for (example, input) in examples {
            let input = match input {
                Ok(input) => input,
                Err(why) => {
                    findings.push(teller.no_example(example, why));
                    continue;
                }
            };
            let value = plan.example_value(example, input);
            if !value.as_ref().is_some_and(|value| example.is(value)) {
                wrong[0] = true;
                findings.push(teller.example(example, claim, formula, value.as_ref()));
            }
            let Some(output) = answers.next() else {
                continue;
            };
            if !matches!(&output, Output::Returned { value, .. } if example.is(value)) {
                wrong[1] = true;
                findings.push(teller.returns(example, claim, &output));
            }
        }
        Tried {
            examples: examples.len(),
            findings,
            wrong: match wrong {
                [true, false] => Some(Witness::Formula),
                [false, true] => Some(Witness::Function),
                _ => None,
            },
        }
    }
}

impl Teller<'_> {
    /// An example of a formula that no claim of its snippet is about.
    pub(super) fn orphan(&self, example: &Example) -> Finding {
        let label = &example.label;
        let message = format!("no claim of this snippet is about the formula `{label}`");
        self.at_code(&ANNOTATION, example.range.clone(), message)
            .hint(format!("put the example below `// agrees: {label}`"))
    }

    /// An example that is no input of the function.
    fn no_example(&self, example: &Example, why: &str) -> Finding {
        self.at_code(
            &ANNOTATION,
            example.range.clone(),
            format!("no example: {why}"),
        )
        .hint("give each parameter of the function a value of its type")
    }

    /// An example at which the formula gives something else, or nothing.
    fn example(
        &self,
        example: &Example,
        claim: &Claim,
        formula: &Formula,
        value: Option<&Value>,
    ) -> Finding {
        let gives = match value {
            Some(value) => format!("gives {}", short(&value.to_string())),
            None => "has no value".to_owned(),
        };
        let message = format!(
            "the formula `{}` {gives} here, and the example says {}",
            claim.label,
            example.result()
        );
        let at = self.formula_span(formula, statement(&formula.tex.text));
        self.at_code(&EXAMPLE, example.range.clone(), message)
            .other(at, gives)
            .hint("work the example out again, or correct the formula")
    }

    /// An example at which the function returns something else.
    fn returns(&self, example: &Example, claim: &Claim, output: &Output) -> Finding {
        let name = claim
            .signature
            .as_ref()
            .map_or("", |signature| &signature.name);
        let does = outcome(output);
        let message = format!(
            "`{name}` {does} here, and the example says {}",
            example.result()
        );
        let finding = self.at_code(&EXAMPLE, example.range.clone(), message);
        self.at_function(finding, claim, does)
            .hint("work the example out again, or correct the function")
    }
}
