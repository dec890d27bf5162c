//! What happened when a snippet was tried, before anybody judges it.

use qed_sandbox::End;

use crate::diagnostic::Complaint;
use crate::layout::OWN;

/// What happened when a snippet was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trial {
    /// rustc refused it.
    Refused(Vec<Complaint>),
    /// rustc did not come to its own end; what it tried and was denied.
    CompilerEnded(End, Vec<String>),
    /// It compiled; warnings.
    Compiled(Vec<Complaint>),
    /// It compiled and ran.
    Ran {
        warnings: Vec<Complaint>,
        run: Run,
        /// The second run printed something else: what.
        other: Option<Run>,
    },
}

impl Trial {
    /// Whether what it printed names something that QED added to the program.
    pub(crate) fn tells_of_merging(&self) -> bool {
        let names = |text: &[u8]| String::from_utf8_lossy(text).contains(OWN);
        matches!(self, Self::Ran { run, .. } if names(&run.stdout) || names(run.stderr.as_bytes()))
    }

    /// Whether rustc refused it for a name that could be a crate's.
    pub(crate) fn misses_a_crate(&self) -> bool {
        let unresolved = ["E0432", "E0433", "E0463"];
        matches!(self, Self::Refused(complaints) if complaints.iter().any(|complaint| {
            complaint.code.as_deref().is_some_and(|code| unresolved.contains(&code))
        }))
    }
}

/// A run of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) end: End,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
    pub(crate) denials: Vec<String>,
}
