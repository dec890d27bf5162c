//! Sound or broken: the suites' authors, KaTeX and qed-math agree, but for what is listed.

use std::collections::BTreeMap;

use crate::katex::ANSWERS;
use crate::suite;

#[test]
fn every_verdict_is_katex_s() {
    let mut differing = BTreeMap::new();
    for (formula, answer) in suite::formulas().iter().zip(ANSWERS.iter()) {
        let ours = formula
            .typeset()
            .map_err(|faults| faults[0].message.clone());
        let why = match (&ours, answer) {
            (Ok(_), Err(error)) => format!("only KaTeX refuses it: {error}"),
            (Err(message), Ok(_)) => format!("only we refuse it: {message}"),
            _ => continue,
        };
        differing.insert(formula.line.clone(), why);
    }
    suite::assert_only_listed("verdict", &differing);
}

#[test]
fn every_verdict_is_the_one_written_down() {
    let wrong: Vec<String> = suite::formulas()
        .iter()
        .filter_map(|formula| match (formula.sound, formula.typeset()) {
            (true, Err(faults)) => Some(format!("{}: {}", formula.line, faults[0].message)),
            (false, Ok(_)) => Some(format!("{}: accepted", formula.line)),
            _ => None,
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
