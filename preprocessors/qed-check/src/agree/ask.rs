//! The talk with a program: inputs as a question, answers as outputs.

use qed_agree::{Input, Output, Plan, Verdict};
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
        let questions = asked.iter().enumerate().skip(first);
        let questions: Vec<Vec<u8>> = questions
            .map(|(at, (plan, inputs, _))| plan.question(at, inputs))
            .collect();
        let question = questions.concat();
        let answers = ask(&question)?;
        let mut written = qed_agree::answers(&answers.written).into_iter();
        for (plan, inputs, _) in &asked[first..] {
            let own: Vec<&[u8]> = written.by_ref().take(inputs.len()).collect();
            let is_whole = own.len() == inputs.len();
            let read = plan.outputs(&own, inputs.len(), &reason(&answers));
            outputs.push((read, !is_whole && answers.out_of_time));
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
        match ask(&plan.question(number, candidates)) {
            Err(error) => {
                failure = Some(error);
                Vec::new()
            }
            Ok(answers) => {
                slow = answers.out_of_time;
                let written = qed_agree::answers(&answers.written);
                plan.outputs(&written, candidates.len(), &reason(&answers))
            }
        }
    });
    failure.map_or(Ok(verdict), Err)
}

fn reason(answers: &Answers) -> String {
    let ends = || "the program ends without an answer".to_owned();
    answers.stopped.clone().unwrap_or_else(ends)
}
