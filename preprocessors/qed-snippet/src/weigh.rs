//! Did a trial end as the fence asked? What the `output` fence says comes later.

use qed_sandbox::End;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Complaint;
use crate::fence::{Fence, Mode};
use crate::trial::{Run, Trial};
use crate::verdict::Failure;

/// A trial that ended as the fence asked. Only these are cached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Success {
    pub(crate) warnings: Vec<Complaint>,
    /// What it tried and was denied, and could do without.
    pub(crate) attempts: Vec<String>,
    pub(crate) end: Ended,
}

/// How a success ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Ended {
    Ran { stdout: String, stderr: String },
    Compiled,
    AsExpected,
}

/// A trial that did not, and what rustc or the program said.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) failure: Failure,
    pub(crate) complaints: Vec<Complaint>,
    /// What the program printed, if it ran.
    pub(crate) run: Option<Run>,
    /// What it printed the second time.
    pub(crate) other: Option<Run>,
}

/// Weighs a trial against what the fence asks for.
pub(crate) fn weigh(fence: &Fence, trial: Trial) -> Result<Success, Box<Fault>> {
    match (&fence.mode, trial) {
        (Mode::Refuse(codes), Trial::Refused(complaints)) => refused(codes, complaints),
        (_, Trial::Refused(complaints)) => Err(fault(Failure::DoesNotCompile, complaints)),
        (_, Trial::CompilerEnded(end, denials)) => {
            let mut notes = vec![Complaint::bare(compiler_ended(&end))];
            notes.extend(
                denials
                    .into_iter()
                    .map(|attempt| Complaint::bare(format!("it tried to {attempt}"))),
            );
            Err(fault(Failure::CompilerGaveUp, notes))
        }
        (Mode::Refuse(_), Trial::Compiled(_)) => Err(fault(Failure::UnexpectedPass, Vec::new())),
        (_, Trial::Compiled(warnings)) => Ok(Success {
            warnings,
            attempts: Vec::new(),
            end: Ended::Compiled,
        }),
        (
            _,
            Trial::Ran {
                run,
                other: Some(other),
                ..
            },
        ) => Err(Box::new(Fault {
            failure: Failure::Varies,
            complaints: Vec::new(),
            run: Some(run),
            other: Some(other),
        })),
        (
            mode,
            Trial::Ran {
                warnings,
                run,
                other: None,
            },
        ) => ran(mode, fence, warnings, run),
    }
}

fn refused(codes: &[String], complaints: Vec<Complaint>) -> Result<Success, Box<Fault>> {
    let mut found: Vec<String> = complaints
        .iter()
        .filter(|complaint| complaint.error)
        .filter_map(|complaint| complaint.code.clone())
        .collect();
    found.sort();
    found.dedup();
    let errors = complaints.iter().filter(|complaint| complaint.error);
    let all_have_codes = errors.clone().all(|error| error.code.is_some());
    // No code asked for: any error will do, as for rustdoc.
    if codes.is_empty() || codes == found && all_have_codes {
        Ok(Success {
            warnings: Vec::new(),
            attempts: Vec::new(),
            end: Ended::AsExpected,
        })
    } else {
        Err(fault(Failure::WrongErrorCode { found }, complaints))
    }
}

fn ran(
    mode: &Mode,
    fence: &Fence,
    warnings: Vec<Complaint>,
    run: Run,
) -> Result<Success, Box<Fault>> {
    let limits = fence.limits;
    let failure = match run.end {
        // A denial that made it fail; and a panic that was expected must not come from one.
        ref end if !run.denials.is_empty() && (*end != End::Exited(0) || *mode == Mode::Panic) => {
            Failure::Denied(run.denials.clone())
        }
        End::TimedOut => Failure::TimedOut(limits.time),
        End::TooMuchOutput => Failure::TooMuchOutput(limits.output),
        End::OutOfMemory => Failure::OutOfMemory(limits.memory),
        End::TooMuchDisk => Failure::TooMuchDisk(limits.disk),
        End::StackOverflow => Failure::StackOverflow,
        End::Exited(0) if *mode == Mode::Panic => Failure::UnexpectedPass,
        End::Exited(_) if *mode == Mode::Panic && was_closed(&run.stderr) => {
            Failure::Denied(vec!["open a file outside its folder".to_owned()])
        }
        End::Exited(_) | End::Signalled(_) if *mode == Mode::Panic => {
            return Ok(Success {
                warnings,
                attempts: Vec::new(),
                end: Ended::AsExpected,
            });
        }
        End::Exited(0) if fence.tests && has_no_tests(&run.stdout) => {
            return Ok(Success {
                warnings,
                attempts: run.denials,
                end: Ended::Compiled,
            });
        }
        End::Exited(0) if fence.tests && !have_tests_passed(&run.stdout) => Failure::Untested,
        End::Exited(0) => match String::from_utf8(run.stdout) {
            Ok(stdout) => {
                // What a test harness prints is not the snippet's.
                let stdout = if fence.tests { String::new() } else { stdout };
                return Ok(Success {
                    warnings,
                    attempts: run.denials,
                    end: Ended::Ran {
                        stdout,
                        stderr: run.stderr,
                    },
                });
            }
            Err(error) => {
                let run = Run {
                    stdout: error.into_bytes(),
                    ..run
                };
                return Err(Box::new(Fault {
                    failure: Failure::NotText,
                    complaints: warnings,
                    run: Some(run),
                    other: None,
                }));
            }
        },
        End::Exited(_) if has_panicked(&run.stderr) => Failure::Panicked,
        End::Exited(code) => Failure::Exited(code),
        End::Signalled(signal) => Failure::Signalled(signal),
    };
    Err(Box::new(Fault {
        failure,
        complaints: warnings,
        run: Some(run),
        other: None,
    }))
}

/// Whether a test harness says that all went well; a test may end the program before that.
fn have_tests_passed(stdout: &[u8]) -> bool {
    let said = String::from_utf8_lossy(stdout);
    said.lines()
        .any(|line| line.starts_with("test result: ok."))
}

/// Whether a harness says that there was nothing to run. Books have such fences for code that must stand at the root of a crate: it
/// compiled, and no more is known of it.
fn has_no_tests(stdout: &[u8]) -> bool {
    let said = String::from_utf8_lossy(stdout);
    let mut lines = said.lines().filter(|line| !line.is_empty());
    lines.next() == Some("running 0 tests") && have_tests_passed(stdout)
}

/// Whether a program's last words are the error that the sandbox gives for files: nothing else tells of that, and a panic that was
/// expected must not come from it.
fn was_closed(stderr: &str) -> bool {
    ["(os error 13)", "code: 13, kind: PermissionDenied"]
        .iter()
        .any(|words| stderr.contains(words))
}

/// A panic, or the error that `main` returned.
fn has_panicked(stderr: &str) -> bool {
    stderr.lines().any(|line| {
        line.starts_with("Error: ")
            || (line.starts_with("thread '") && line.contains(" panicked at "))
    })
}

fn compiler_ended(end: &End) -> String {
    match end {
        End::TimedOut => "rustc did not finish in the time that one crate may take".to_owned(),
        End::OutOfMemory => "rustc wanted more memory than it may use".to_owned(),
        End::TooMuchOutput => "rustc wrote more messages than anybody can read".to_owned(),
        End::TooMuchDisk => "rustc wrote more files than it may".to_owned(),
        End::StackOverflow => "rustc ran out of stack".to_owned(),
        End::Signalled(signal) => format!("rustc was ended by signal {signal}"),
        End::Exited(0) => "rustc ended as if all were well, and made no program".to_owned(),
        End::Exited(code) => format!("rustc ended with code {code}, and gave no reason"),
    }
}

fn fault(failure: Failure, complaints: Vec<Complaint>) -> Box<Fault> {
    Box::new(Fault {
        failure,
        complaints,
        run: None,
        other: None,
    })
}
