//! Questions to the functions of a snippet: code that is compiled with it, and a talk with the program.

use qed_sandbox::{End, Limits};

use crate::Error;
use crate::fence::Mode;
use crate::task::Task;
use crate::words::{seconds, signal_name, size};

/// The module of a crate in which [`Inquiry::support`] stands.
pub const SUPPORT: &str = "crate::__qed_support";

/// Bytes that a program may print when it is asked, and write beside what its fence allows.
const OUTPUT: u64 = 64 << 20;

/// What is asked of a snippet's functions, beside running it. Its own outcome is its own affair; this crate compiles, runs and
/// remembers for it.
pub trait Inquiry: Sync {
    /// What the outcome depends on beside the snippet, the compiler and the sandbox.
    fn identity(&self) -> Vec<u8>;

    /// Takes up what an earlier [`Inquiry::talk`] gave to be remembered. False if it is not to be trusted.
    fn recall(&self, remembered: &[u8]) -> bool;

    /// Source of the module [`SUPPORT`], the same for all inquiries.
    fn support(&self) -> &'static str;

    /// Statements in the scope of the snippet's own items. In them `__qed_path` is the name of a file that holds what was
    /// asked; what is answered goes to the file of that name with `.answers` behind. Nothing where no function needs to be called.
    fn code(&self) -> Option<String>;

    /// Asks the program, as often as it likes. What it gives is remembered.
    ///
    /// # Errors
    /// Only those of `ask`.
    fn talk(&self, ask: &mut Ask<'_>) -> Result<Option<Vec<u8>>, Error>;

    /// The snippet's functions cannot be called, and why.
    fn unable(&self, why: &str);
}

/// Runs the program on a question and gives what it answered.
pub type Ask<'a> = dyn FnMut(&[u8]) -> Result<Answers, Error> + 'a;

/// What a program answered when it was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// What it wrote until its end, whatever that was.
    pub written: Vec<u8>,
    /// Why it did not come to its end: "it runs longer than 10 s".
    pub stopped: Option<String>,
    /// Whether its time was over.
    pub out_of_time: bool,
}

/// Why the functions of a snippet are not called at all; nothing if they are.
pub(crate) fn not_run(task: &Task<'_>) -> Option<&'static str> {
    match task.fence.mode {
        Mode::Run | Mode::Panic => None,
        Mode::Check => Some("the snippet is not run (`no_run`)"),
        Mode::Skip(_) => Some("the snippet is not tried (`ignore`)"),
        Mode::Refuse(_) => Some("the snippet does not compile (`compile_fail`)"),
    }
}

/// The bounds of a run in which functions are asked.
pub(crate) fn limits(task: &Task<'_>) -> Limits {
    Limits {
        output: OUTPUT,
        disk: task.fence.limits.disk.saturating_add(OUTPUT),
        ..task.fence.limits
    }
}

/// Why a program did not come to its end.
pub(crate) fn stopped(end: &End, limits: Limits) -> Option<String> {
    Some(match end {
        End::Exited(0) => return None,
        End::Exited(code) => format!("the program ends with exit code {code}"),
        End::Signalled(signal) => {
            format!(
                "the program is ended by signal {signal}{}",
                signal_name(*signal)
            )
        }
        End::TimedOut => format!("it runs longer than {}", seconds(limits.time.as_secs_f64())),
        End::TooMuchOutput => format!("it prints more than {}", size(limits.output)),
        End::OutOfMemory => format!("it wants more than {} of memory", size(limits.memory)),
        End::TooMuchDisk => format!("it writes more than {} to disk", size(limits.disk)),
        End::StackOverflow => "it runs out of stack".to_owned(),
    })
}
