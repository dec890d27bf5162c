//! What is said of a claim that does not hold: at the formula, with the function beside it.

use std::ops::Range;

use qed_agree::{
    ANNOTATION, Claim, Counterexample, DIFFERS, Edit, Fault, INCONCLUSIVE, Input, NOT_CALLED,
    Output, Plan, REFUSED, ROUNDING, Reconcile, Refusal, RefusalKind, UNDEFINED, Verdict,
};
use qed_markdown::{Excerpt, Formula, Topic};
use qed_report::{Finding, Rule, Sources, Span, nearest};

use super::example::Witness;
use super::job::Read;

/// Numbers of one value that are shown.
const SHOWN: usize = 400;

/// What all findings about one snippet's claims have in common.
pub(super) struct Teller<'a> {
    pub(super) topic: &'a Topic,
    pub(super) code: &'a Excerpt,
    pub(super) sources: &'a Sources,
    pub(super) seed: u64,
}

impl Teller<'_> {
    pub(super) fn code_span(&self, range: Range<usize>) -> Span {
        self.topic.span(self.code.locate(range))
    }

    pub(super) fn at_code(
        &self,
        rule: &'static Rule,
        range: Range<usize>,
        message: String,
    ) -> Finding {
        self.topic.finding(rule, self.code.locate(range), message)
    }

    /// A mistake in a comment.
    pub(super) fn fault(&self, fault: &Fault) -> Finding {
        self.at_code(&ANNOTATION, fault.range.clone(), fault.message.clone())
            .hint(fault.hint.clone())
    }

    /// A label that no formula has.
    pub(super) fn unknown<'l>(
        &self,
        label: &str,
        range: Range<usize>,
        labels: impl Iterator<Item = &'l str>,
    ) -> Finding {
        let message = format!("no formula has the label `{label}`");
        let finding = self.at_code(&ANNOTATION, range, message);
        finding.hint(match nearest(label, labels) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("give a display formula of this topic `\\label{{{label}}}`"),
        })
    }

    /// A label of another topic's formula.
    pub(super) fn elsewhere(&self, label: &str, range: Range<usize>, path: &str) -> Finding {
        let message = format!("the formula `{label}` stands in another topic, {path}");
        self.at_code(&ANNOTATION, range, message)
            .hint("compare it with a function of its own topic, where readers see both")
    }

    /// The functions of the snippet cannot be called.
    pub(super) fn unable(&self, why: &str, read: &Read) -> Option<Finding> {
        let claim = read.first_call()?;
        let range = claim.function_range.clone().unwrap_or(claim.range.clone());
        let message = format!("the functions of this snippet cannot be called: {why}");
        Some(
            self.at_code(&NOT_CALLED, range, message)
                .hint("put the function into a snippet of its own that is run, with a plain `fn main()` or none"),
        )
    }

    /// A formula that is not read: in the formula, or in the comment where that is what cannot be.
    pub(super) fn refused(&self, claim: &Claim, formula: &Formula, refusal: &Refusal) -> Finding {
        let about_claim = match refusal.kind {
            RefusalKind::Annotation | RefusalKind::EmptyDomain => Some(&claim.range),
            RefusalKind::Signature | RefusalKind::UnusedParameter => {
                claim.function_range.as_ref().or(Some(&claim.range))
            }
            _ => None,
        };
        let finding = match about_claim {
            Some(range) => {
                let rule = if refusal.kind == RefusalKind::Annotation {
                    &ANNOTATION
                } else {
                    &REFUSED
                };
                let at = self.formula_span(formula, statement(&formula.tex.text));
                self.at_code(rule, range.clone(), refusal.reason.clone())
                    .other(at, "the formula")
            }
            None => {
                let at = claim.function_range.clone().unwrap_or(claim.range.clone());
                let range = narrow(&formula.tex.text, refusal.range.clone());
                self.topic
                    .finding(&REFUSED, formula.tex.locate(range), refusal.reason.clone())
                    .other(self.code_span(at), "is to be compared with it")
            }
        };
        finding
            .note(format!("kind of refusal: {}", refusal.kind.code()))
            .hint(refusal.instead.clone())
    }

    /// A comparison that is not green.
    pub(super) fn verdict(
        &self,
        claim: &Claim,
        formula: &Formula,
        plan: &Plan,
        verdict: &Verdict,
        wrong: Option<Witness>,
    ) -> Option<Finding> {
        let label = &claim.label;
        let function = claim.signature.as_ref().map(|signature| &signature.name);
        let whole = statement(&formula.tex.text);
        let finding = match verdict {
            Verdict::Agrees { .. } => return None,
            Verdict::Differs(found, reconcile) => {
                let message = match function {
                    Some(name) => format!("`{name}` does not compute the formula `{label}`"),
                    None => format!("the sides of the formula `{label}` are not equal"),
                };
                let range = reconcile
                    .as_ref()
                    .map_or(whole, |reconcile| reconcile.range.clone());
                let finding = self.at_formula(&DIFFERS, formula, range, message);
                let finding = self.counterexample(finding, claim, plan, found);
                finding.hint(match reconcile {
                    Some(reconcile) => self.reconciled(claim, formula, reconcile, wrong),
                    None if function.is_some() => "correct the formula or the function; or say for which inputs it is meant: `in …`, `if …`".to_owned(),
                    None => "correct the formula, or say where it holds: `in …`, `if …`".to_owned(),
                })
            }
            Verdict::OnlyRounding(found) => {
                let message = match function {
                    Some(name) => format!("`{name}` loses digits of the formula `{label}`"),
                    None => format!("the sides of the formula `{label}` differ by rounding"),
                };
                let finding = self.at_formula(&ROUNDING, formula, whole, message);
                self.counterexample(finding, claim, plan, found)
                    .hint("rearrange the function, or narrow the domain: `in …`")
            }
            Verdict::UndefinedHere {
                input,
                output,
                why,
                range,
            } => {
                let message = format!("the formula `{label}` has no value here: {why}");
                let finding = self.at_formula(&UNDEFINED, formula, range.clone(), message);
                self.at_function(finding, claim, outcome(output))
                    .note(symbols(plan, input))
                    .hint("write the case into the formula, with `\\begin{cases}`; or say that it is not meant: `in …`, `if …`")
            }
            Verdict::Inconclusive { usable, of, why } => {
                let message = format!(
                    "too little can be said of the formula `{label}`: {usable} of {of} inputs"
                );
                self.at_formula(&INCONCLUSIVE, formula, whole, message)
                    .note(format!("at the others: {why}"))
                    .hint("name a domain where it has a value: `in x (0, 10)`")
            }
        };
        Some(finding.note(format!(
            "the same inputs again: `qed check --replay {label}@{}`",
            self.seed
        )))
    }

    /// The one change after which both agree, on either side: what comes into the formula could as well go from the function.
    fn reconciled(
        &self,
        claim: &Claim,
        formula: &Formula,
        reconcile: &Reconcile,
        wrong: Option<Witness>,
    ) -> String {
        let line = |span: Span| self.sources.start(span).line;
        let name = claim.signature.as_ref().map_or("", |own| &own.name);
        let function = format!(
            "the function (`{name}`, line {})",
            line(self.function(claim))
        );
        let part = self.formula_span(formula, narrow(&formula.tex.text, reconcile.range.clone()));
        let at = format!("the formula (line {})", line(part));
        let change = match &reconcile.edit {
            Edit::Added { what, to } => {
                format!("{what} is added to `{to}` in {at} or dropped from {function}")
            }
            Edit::Dropped(what) => {
                format!("{what} is added to {function} or dropped from {at}")
            }
            Edit::Other(words) => {
                format!("in {at} {words}, or {function} changes the other way round")
            }
        };
        let witness = match wrong {
            None => "",
            Some(Witness::Formula) => "; a worked example speaks for the function",
            Some(Witness::Function) => "; a worked example speaks for the formula",
        };
        format!("they agree if {change}{witness}")
    }

    fn counterexample(
        &self,
        finding: Finding,
        claim: &Claim,
        plan: &Plan,
        found: &Counterexample,
    ) -> Finding {
        let place: String = found.place.iter().map(|at| format!("[{at}]")).collect();
        let of = if place.is_empty() {
            String::new()
        } else {
            format!(" at {place} of the result")
        };
        let formula = found.formula.as_deref().unwrap_or("no such element");
        let (first, second) = match (claim.signature.is_some(), found.side) {
            (true, 0) => (format!("gives {}", short(formula)), "function"),
            (true, side) => (
                format!("side {} gives {}", side + 1, short(formula)),
                "function",
            ),
            (false, side) => (
                format!("side {side} gives {}", short(formula)),
                "other side",
            ),
        };
        let is_value = found.code.parse::<f64>().is_ok() || found.code == "None";
        let code = if is_value {
            format!("returns {}", found.code)
        } else {
            short(&found.code)
        };
        let mut finding = finding.label(first.clone() + &of);
        if claim.signature.is_some() {
            finding = self.at_function(finding, claim, code.clone());
        }
        let apart = found
            .distance
            .filter(|distance| distance.is_finite())
            .map(|distance| format!("; they are {} apart", rounded(distance)))
            .unwrap_or_default();
        finding.note(format!(
            "{}\nformula {first}, {second} {code}{of}{apart}",
            symbols(plan, &found.input)
        ))
    }

    fn at_formula(
        &self,
        rule: &'static Rule,
        formula: &Formula,
        range: Range<usize>,
        message: String,
    ) -> Finding {
        let range = narrow(&formula.tex.text, range);
        self.topic.finding(rule, formula.tex.locate(range), message)
    }

    pub(super) fn formula_span(&self, formula: &Formula, range: Range<usize>) -> Span {
        self.topic.span(formula.tex.locate(range))
    }

    pub(super) fn at_function(&self, finding: Finding, claim: &Claim, text: String) -> Finding {
        finding.other(self.function(claim), text)
    }

    /// The function's name, or the comment where there is none.
    fn function(&self, claim: &Claim) -> Span {
        let range = claim.function_range.clone().unwrap_or(claim.range.clone());
        self.code_span(range)
    }
}

/// What a function did.
pub(super) fn outcome(output: &Output) -> String {
    match output {
        Output::Returned { value, .. } => format!("returns {}", short(&value.to_string())),
        Output::Panicked(why) => format!("panics: {why}"),
        Output::Stopped(why) => format!("does not return: {why}"),
    }
}

/// Symbol by symbol: what the formula's symbols are at an input.
fn symbols(plan: &Plan, input: &Input) -> String {
    let reading = plan.reading();
    let params = &plan.signature().params;
    let lines = params.iter().zip(&input.values).map(|(param, value)| {
        let value = short(&value.to_string());
        let is_own = |what: &str| what.contains(&format!("`{}: ", param.name));
        let symbol = reading.symbols.iter().find(|(_, what)| is_own(what));
        match symbol {
            Some((symbol, _)) if *symbol != param.name => {
                format!("\n  {} = {value}   (in the formula: {symbol})", param.name)
            }
            _ => format!("\n  {} = {value}", param.name),
        }
    });
    let lines: String = lines.collect();
    if lines.is_empty() {
        return "it has no parameters".to_owned();
    }
    format!("the simplest input that was found:{lines}")
}

/// The formula without what is not mathematics: blanks and its label.
pub(super) fn statement(tex: &str) -> Range<usize> {
    let mut start = 0;
    if let Some(label) = tex.find("\\label{")
        && tex[..label].trim().is_empty()
        && let Some(close) = tex[label..].find('}')
    {
        start = label + close + 1;
    }
    let rest = &tex[start..];
    let lead = rest.len() - rest.trim_start().len();
    narrow(tex, start + lead..tex.len())
}

/// A range without blanks at its ends, never empty where there is text.
fn narrow(tex: &str, range: Range<usize>) -> Range<usize> {
    let start = range.start.min(tex.len());
    let end = range.end.clamp(start, tex.len());
    let Some(text) = tex.get(start..end).filter(|text| !text.trim().is_empty()) else {
        return 0..tex.len();
    };
    let lead = text.len() - text.trim_start().len();
    start + lead..start + text.trim_end().len()
}

/// A distance to three digits.
fn rounded(distance: f64) -> String {
    if (1e-3..1e6).contains(&distance) {
        let digits = (2 - distance.log10().floor() as i32).clamp(0, 6) as usize;
        let text = format!("{distance:.digits$}");
        match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => text,
        }
    } else {
        format!("{distance:.2e}")
    }
}

/// The beginning of a long value.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_short() {
        for (distance, text) in [
            (1.0, "1"),
            (12728.0, "12728"),
            (0.1 + 0.2, "0.3"),
            (2.0 / 3.0, "0.667"),
            (4.749_745e-11, "4.75e-11"),
            (1e300, "1.00e300"),
        ] {
            assert_eq!(rounded(distance), text);
        }
    }

    #[test]
    fn the_label_is_no_part_of_the_statement() {
        for (tex, shown) in [
            ("\n\\label{eq:a}\ny = x\n", "y = x"),
            ("y = x \\label{eq:a}", "y = x \\label{eq:a}"),
            ("  ", "  "),
            ("\\label{eq:a", "\\label{eq:a"),
        ] {
            assert_eq!(&tex[statement(tex)], shown, "{tex}");
        }
    }
}
