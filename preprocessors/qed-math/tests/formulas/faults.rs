//! Every broken formula has a place, a plain reason and a hint. What is said is kept in a snapshot:
//! `cargo insta accept`, or INSTA_UPDATE=always, takes over what is new.

use std::fmt::Write as _;

use qed_math::Fault;

use crate::suite::{self, Formula};

/// Whether a fault is fit to be shown for a formula.
pub(crate) fn check(tex: &str, fault: &Fault) -> Result<(), String> {
    let ranges = [
        Some(&fault.range),
        fault.other.as_ref().map(|(range, _)| range),
    ];
    for range in ranges.into_iter().flatten() {
        if range.start > range.end || tex.get(range.clone()).is_none() {
            return Err(format!("the place {range:?} is not in the formula"));
        }
        let behind = tex[range.end..].trim_start();
        if range.is_empty() && !behind.is_empty() && !behind.starts_with('%') {
            return Err(format!("the place {range:?} is empty and not at the end"));
        }
    }
    let said = [
        Some(&fault.message),
        fault.other.as_ref().map(|(_, words)| words),
        fault.hint.as_ref(),
    ];
    for words in said.into_iter().flatten() {
        if words.contains(|c: char| c.is_control() || c.is_whitespace() && c != ' ') {
            return Err(format!("{words:?} holds a character that cannot be read"));
        }
    }
    let message = &fault.message;
    match message {
        _ if message.is_empty() => Err("there is no message".to_owned()),
        _ if message.ends_with('.') => {
            Err(format!("{message:?} is no sentence without a full stop"))
        }
        _ if fault.hint.is_none() => Err(format!("{message:?} has no hint")),
        _ if !qed_math::RULES.contains(&fault.rule) => {
            Err(format!("{} is not in RULES", fault.rule.code))
        }
        _ => Ok(()),
    }
}

fn said(formula: &Formula) -> String {
    let faults = match formula.typeset() {
        Ok(typeset) => typeset.faults,
        Err(faults) => faults,
    };
    let mut said = String::new();
    for fault in &faults {
        let Fault {
            rule,
            range,
            message,
            other,
            hint,
        } = fault;
        let text = &formula.tex[range.clone()];
        write!(
            said,
            "    {}..{} `{text}` {}: {message}",
            range.start, range.end, rule.code
        )
        .unwrap();
        if let Some((range, words)) = other {
            write!(said, " [{}..{} {words}]", range.start, range.end).unwrap();
        }
        writeln!(said, "\n        {}", hint.as_deref().unwrap_or("-")).unwrap();
    }
    said
}

#[test]
fn every_fault_has_a_place_a_reason_and_a_hint() {
    let mut unfit = Vec::new();
    for formula in suite::formulas() {
        let faults = match formula.typeset() {
            Ok(typeset) => typeset.faults,
            Err(faults) if faults.is_empty() => panic!("{}: refused without a word", formula.line),
            Err(faults) => faults,
        };
        unfit.extend(
            faults
                .iter()
                .filter_map(|fault| check(&formula.tex, fault).err())
                .map(|why| format!("{}: {why}", formula.line)),
        );
    }
    assert!(unfit.is_empty(), "{}", unfit.join("\n"));
}

#[test]
fn what_is_said_of_the_suites() {
    let mut all = String::new();
    for formula in suite::formulas() {
        let said = said(&formula);
        if !said.is_empty() {
            writeln!(all, "{}\n{said}", formula.line).unwrap();
        }
    }
    insta::assert_snapshot!("faults", all);
}
