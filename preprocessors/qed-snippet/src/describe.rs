//! Each way to fail in words.

use qed_report::Rule;

use crate::fence::{Fence, Mode};
use crate::rules::{compile, output, run};
use crate::verdict::Failure;
use crate::words::{seconds, signal_name, size};

/// What is to be said of a failure: the rule, the message, the hint.
pub(crate) fn describe(
    fence: &Fence,
    failure: &Failure,
) -> Option<(&'static Rule, String, String)> {
    let say = |rule: &'static Rule, message: &str, hint: &str| {
        (rule, message.to_owned(), hint.to_owned())
    };
    Some(match failure {
        Failure::CompilerGaveUp => say(
            &compile::COMPILER_GAVE_UP,
            "the compiler does not come to an end on this snippet",
            "make the snippet smaller, or raise `compile-seconds` in [preprocessor.qed.limits] if it only takes long",
        ),
        Failure::UnexpectedPass if matches!(fence.mode, Mode::Refuse(_)) => say(
            &compile::UNEXPECTED_PASS,
            "the snippet compiles, and `compile_fail` says that it does not",
            "remove `compile_fail`, or mend the code",
        ),
        Failure::UnexpectedPass => say(
            &compile::UNEXPECTED_PASS,
            "the snippet ends well, and `should_panic` says that it does not",
            "remove `should_panic`, or mend the code",
        ),
        Failure::Untested => say(
            &run::UNTESTED,
            "not all tests of the snippet have run",
            "let no test end the program: each returns or panics",
        ),
        Failure::Panicked => say(
            &run::PANICKED,
            "the snippet panics",
            "mend the code, or mark the fence `should_panic` if this is what it shows",
        ),
        Failure::Exited(code) => (
            &run::EXITED,
            format!("the snippet ends with exit code {code}"),
            "end with code 0, or mark the fence `should_panic`".to_owned(),
        ),
        Failure::Signalled(signal) => (
            &run::SIGNALLED,
            format!(
                "the snippet is ended by signal {signal}{}",
                signal_name(*signal)
            ),
            "mend the code; `qed explain snippet-signal` says what each signal means".to_owned(),
        ),
        Failure::TimedOut(time) => {
            let more = (time.as_secs_f64() * 4.0).ceil();
            (
                &run::TIMED_OUT,
                format!(
                    "the snippet does not end within {}",
                    seconds(time.as_secs_f64())
                ),
                format!("make it end, or give it time: `timeout={more}s`"),
            )
        }
        Failure::OutOfMemory(limit) => {
            let more = (limit >> 20) * 4;
            (
                &run::OUT_OF_MEMORY,
                format!("the snippet wants more than {} of memory", size(*limit)),
                format!("make it smaller, or give it memory: `memory={more}MB`"),
            )
        }
        Failure::TooMuchOutput(limit) => (
            &run::TOO_MUCH_OUTPUT,
            format!("the snippet prints more than {}", size(*limit)),
            "print less, or raise `output-kb` in [preprocessor.qed.limits]".to_owned(),
        ),
        Failure::TooMuchDisk(limit) => (
            &run::TOO_MUCH_DISK,
            format!("the snippet writes more than {} to disk", size(*limit)),
            "write less, or raise `disk-mb` in [preprocessor.qed.limits]".to_owned(),
        ),
        Failure::StackOverflow => say(
            &run::STACK_OVERFLOW,
            "the snippet runs out of stack",
            "end the recursion, or use a loop",
        ),
        Failure::Denied(attempts) => (
            &run::DENIED,
            format!("the snippet tries to {}", attempts.join("; to ")),
            "mark it `no_run`, or put a stand-in in hidden lines".to_owned(),
        ),
        Failure::Varies => say(
            &run::VARIES,
            "two runs of the snippet do not print the same",
            "print only what is the same every time",
        ),
        Failure::NotText => say(
            &output::NOT_TEXT,
            "the snippet prints bytes that are not UTF-8",
            "print them escaped: `{bytes:?}`",
        ),
        // These make their own findings where they are found.
        Failure::Contradiction
        | Failure::DoesNotCompile
        | Failure::NoDependencies
        | Failure::WrongErrorCode { .. }
        | Failure::OutputDiffers(_)
        | Failure::NothingPrinted
        | Failure::BadFigure(_) => return None,
    })
}
