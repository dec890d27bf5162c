//! Why a job could not be run at all.

use std::io;
use std::path::PathBuf;

use crate::Job;

/// The system would not run a job. Never the fault of the program that was to run. What the system said is the source.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The program could not be started.
    #[error("cannot start {program}")]
    Start {
        /// Its path.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A pipe, a wait or another service of the system failed.
    #[error("the system failed while a program was run")]
    System(#[from] io::Error),
}

impl Error {
    pub(crate) fn start(job: &Job, source: io::Error) -> Self {
        Self::Start {
            program: job.program.clone(),
            source,
        }
    }
}
