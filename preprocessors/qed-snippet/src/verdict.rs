//! What became of a snippet.

use std::borrow::Cow;
use std::time::Duration;

/// What a snippet printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// Standard output without pictures.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Pictures between evcxr's markers: (media type, content), as printed.
    pub figures: Vec<(String, String)>,
}

impl Printed {
    /// What an `output` fence is held against: standard output, and standard error behind it where the fence asks for that.
    pub(crate) fn compared(&self, with_stderr: bool) -> Cow<'_, str> {
        if !with_stderr || self.stderr.is_empty() {
            return Cow::Borrowed(&self.stdout);
        }
        let between = if self.stdout.is_empty() || self.stdout.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        Cow::Owned([&self.stdout, between, &self.stderr].concat())
    }
}

/// What became of a snippet. Each way to fail carries what its remedy needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Ran, and printed what was expected, or nothing.
    Ran(Printed),
    /// Compiled; `no_run` asked for no more.
    Compiled,
    /// Failed to compile with the codes that `compile_fail` asked for, or panicked as `should_panic` asked.
    FailedAsExpected,
    /// Not tried, and why: `ignore`.
    Skipped(String),
    /// A finding was made for it.
    Failed(Failure),
}

/// The ways to fail.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The fence's attributes contradict each other: nothing was tried.
    Contradiction,
    /// rustc refused it.
    DoesNotCompile,
    /// rustc did not come to an end within its limits: time, memory, or a fault of its own.
    CompilerGaveUp,
    /// It needs the book's dependencies, and they could not be built.
    NoDependencies,
    /// `compile_fail`, and it compiles; or `should_panic`, and it does not.
    UnexpectedPass,
    /// `compile_fail`, and it failed with other codes.
    WrongErrorCode {
        /// The codes that rustc gave.
        found: Vec<String>,
    },
    /// `test_harness`, and it has no tests, or one ended the program before all had run.
    Untested,
    /// It panicked, or returned an error.
    Panicked,
    /// It ended with this exit code.
    Exited(i32),
    /// A signal ended it.
    Signalled(i32),
    /// It took longer than this.
    TimedOut(Duration),
    /// It wanted more bytes of memory than this.
    OutOfMemory(u64),
    /// It printed more bytes than this.
    TooMuchOutput(u64),
    /// It wrote more bytes to disk than this.
    TooMuchDisk(u64),
    /// It ran out of stack.
    StackOverflow,
    /// It tried what a snippet may not do.
    Denied(Vec<String>),
    /// What it printed is not text.
    NotText,
    /// It printed something else than its `output` fence says.
    OutputDiffers(Printed),
    /// It has an `output` fence and printed no text, or was not run.
    NothingPrinted,
    /// It printed something else the second time.
    Varies,
    /// A picture that it printed cannot be shown.
    BadFigure(Printed),
}
