//! The rules about snippets, by what they are about.

pub(crate) mod compile;
pub(crate) mod fence;
pub(crate) mod output;
pub(crate) mod run;

use qed_report::Rule;

/// Every rule of this crate.
pub static RULES: &[&Rule] = &[
    &fence::UNKNOWN_ATTRIBUTE,
    &fence::CONTRADICTION,
    &compile::DOES_NOT_COMPILE,
    &compile::WARNING,
    &compile::COMPILER_GAVE_UP,
    &compile::NO_DEPENDENCIES,
    &compile::UNEXPECTED_PASS,
    &compile::WRONG_ERROR_CODE,
    &fence::STRAY_MAIN,
    &fence::DUPLICATE_NAME,
    &run::UNTESTED,
    &run::PANICKED,
    &run::EXITED,
    &run::SIGNALLED,
    &run::TIMED_OUT,
    &run::OUT_OF_MEMORY,
    &run::TOO_MUCH_OUTPUT,
    &run::TOO_MUCH_DISK,
    &run::STACK_OVERFLOW,
    &run::DENIED,
    &run::ATTEMPT,
    &run::VARIES,
    &output::OUTPUT_ATTRIBUTE,
    &output::DIFFERS,
    &output::MISSING,
    &output::NOTHING_PRINTED,
    &output::NOT_TEXT,
    &output::BAD_FIGURE,
];
