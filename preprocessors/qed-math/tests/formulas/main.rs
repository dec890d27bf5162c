//! The suites of formulas in `tests/suites/formulas`, held against KaTeX itself, and what must hold for any text.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod faults;
mod fonts;
mod hostile;
mod katex;
mod markdown;
mod markup;
mod references;
mod second;
mod suite;
mod verdicts;
