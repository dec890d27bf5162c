//! The talk with a program: inputs as lines, answers as outputs.

use qed_agree::{Input, Output, PREFIX, Plan, Verdict};
use qed_snippet::{Answers, Ask, Error};

/// Asks all plans in one run; one in which the program stops is left, and the next ones are asked in another. With each, whether
/// its time was over.
pub(super) fn ask_all(
    asked: &[(&Plan, Vec<Input>, usize)],
    ask: &mut Ask<'_>,
) -> Result<Vec<(Vec<Output>, bool)>, Error> {
    let mut outputs = Vec::new();
    while outputs.len() < asked.len() {
        let first = outputs.len();
        let question: String = (first..asked.len())
            .map(|at| question(asked[at].0, at, &asked[at].1))
            .collect();
        let answers = ask(&question)?;
        let lines: Vec<&str> = answers
            .printed
            .lines()
            .filter(|line| line.contains(PREFIX))
            .collect();
        let mut from = 0;
        for (plan, inputs, _) in &asked[first..] {
            let to = (from + inputs.len()).min(lines.len());
            let is_whole = to - from == inputs.len();
            let read = plan.outputs(&lines[from..to].join("\n"), inputs.len(), &reason(&answers));
            outputs.push((read, !is_whole && answers.out_of_time));
            from = to;
            if !is_whole {
                break;
            }
        }
    }
    Ok(outputs)
}

/// Compares, and asks again for smaller inputs, unless the function takes its time until it is stopped.
pub(super) fn settle(
    plan: &Plan,
    number: usize,
    inputs: &[Input],
    outputs: &[Output],
    mut slow: bool,
    ask: &mut Ask<'_>,
) -> Result<Verdict, Error> {
    let mut failure = None;
    let verdict = plan.settle_from(inputs, outputs, |candidates| {
        if slow || failure.is_some() {
            return Vec::new();
        }
        match ask(&question(plan, number, candidates)) {
            Err(error) => {
                failure = Some(error);
                Vec::new()
            }
            Ok(answers) => {
                slow = answers.out_of_time;
                plan.outputs(&answers.printed, candidates.len(), &reason(&answers))
            }
        }
    });
    failure.map_or(Ok(verdict), Err)
}

/// Each line says first for which call it is.
fn question(plan: &Plan, number: usize, inputs: &[Input]) -> String {
    let lines = plan.input_file(inputs);
    lines
        .lines()
        .map(|line| format!("{number} {line}\n"))
        .collect()
}

fn reason(answers: &Answers) -> String {
    let ends = || "the program ends without an answer".to_owned();
    answers.stopped.clone().unwrap_or_else(ends)
}
