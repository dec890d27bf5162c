//! What an `output` fence shall say from now on: lines that still fit stay as the author wrote them, `...` among them.

use crate::expect::{Expectation, is_ellipsis, lines};

/// Pairs of lines that are weighed against each other. Beyond it everything is written anew.
const MOST: usize = 16 << 20;

/// A line of the fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// This line of what it said, counted from 0.
    Kept(usize),
    /// What the snippet prints.
    New(&'a str),
}

/// The lines that fit what is printed, with as few changes to `expected` as can be.
pub(crate) fn renew<'a>(
    expectation: &Expectation,
    expected: &str,
    printed: &'a str,
) -> Vec<Line<'a>> {
    let (expected, printed) = (lines(expected), lines(printed));
    if (expected.len() + 1).saturating_mul(printed.len() + 1) > MOST {
        return printed.into_iter().map(Line::New).collect();
    }
    Alignment::new(expectation, &expected, &printed).lines()
}

/// Expected lines beside printed ones, as in the distance of two words: a line may be kept, changed, added or dropped, and a
/// `...` is kept with any number of printed lines beside it.
struct Alignment<'a, 'b> {
    expectation: &'b Expectation,
    expected: &'b [&'b str],
    printed: &'b [&'a str],
    /// The least cost of changes for what stands from line `at` and from line `line` on, row by row.
    changes: Vec<u32>,
}

/// What it costs to change or to add a line.
const CHANGED: u32 = 3;
/// Dropping one is dearer: a line after a `...` is changed, not dropped with its successor behind the `...`. But not as dear as two changes.
const DROPPED: u32 = 4;

impl<'a, 'b> Alignment<'a, 'b> {
    fn new(expectation: &'b Expectation, expected: &'b [&'b str], printed: &'b [&'a str]) -> Self {
        let mut alignment = Self {
            expectation,
            expected,
            printed,
            changes: vec![0; (expected.len() + 1) * (printed.len() + 1)],
        };
        for at in (0..=expected.len()).rev() {
            for line in (0..=printed.len()).rev() {
                let least = alignment.steps(at, line).map(|(_, changes)| changes).min();
                let index = alignment.index(at, line);
                alignment.changes[index] = least.unwrap_or(0);
            }
        }
        alignment
    }

    fn index(&self, at: usize, line: usize) -> usize {
        at * (self.printed.len() + 1) + line
    }

    /// What may come next, and how many changes it comes to in all.
    fn steps(&self, at: usize, line: usize) -> impl Iterator<Item = (Step, u32)> {
        let expected = self.expected.get(at);
        let printed = self.printed.get(line);
        let varies = expected.is_some_and(|text| is_ellipsis(text));
        let pair = expected.zip(printed).filter(|_| !varies);
        let fits =
            pair.is_some_and(|(expected, printed)| self.expectation.line_fits(expected, printed));
        let steps = [
            (varies, Step::Vary, 0),
            (varies && printed.is_some(), Step::PassOver, 0),
            (fits, Step::Keep, 0),
            (pair.is_some(), Step::Change, CHANGED),
            (!varies && printed.is_some(), Step::Add, CHANGED),
            (!varies && expected.is_some(), Step::Drop, DROPPED),
        ];
        steps
            .into_iter()
            .filter(|(possible, ..)| *possible)
            .map(move |(_, step, changes)| {
                let (at, line) = step.from(at, line);
                (step, changes + self.changes[self.index(at, line)])
            })
    }

    fn lines(&self) -> Vec<Line<'a>> {
        let (mut at, mut line) = (0, 0);
        let mut lines = Vec::new();
        while let Some((step, _)) = self.steps(at, line).min_by_key(|&(_, changes)| changes) {
            match step {
                Step::Keep | Step::Vary => lines.push(Line::Kept(at)),
                Step::Change | Step::Add => lines.push(Line::New(self.printed[line])),
                Step::PassOver | Step::Drop => {}
            }
            (at, line) = step.from(at, line);
        }
        lines
    }
}

#[derive(Clone, Copy)]
enum Step {
    /// The line fits.
    Keep,
    /// The printed line takes its place.
    Change,
    /// A printed line is added.
    Add,
    /// It goes.
    Drop,
    /// A `...`, and no more printed lines for it.
    Vary,
    /// A printed line for the `...`.
    PassOver,
}

impl Step {
    fn from(self, at: usize, line: usize) -> (usize, usize) {
        match self {
            Self::Keep | Self::Change => (at + 1, line + 1),
            Self::Add | Self::PassOver => (at, line + 1),
            Self::Drop | Self::Vary => (at + 1, line),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn renewed(expectation: &Expectation, expected: &str, printed: &str) -> String {
        let before = lines(expected);
        let line = |line| match line {
            Line::Kept(at) => before[at],
            Line::New(text) => text,
        };
        let all: Vec<&str> = renew(expectation, expected, printed)
            .into_iter()
            .map(line)
            .collect();
        all.join("\n")
    }

    #[test]
    fn what_still_fits_stays() {
        let cases = [
            ("", "a", "a"),
            ("a\nb", "a\nc", "a\nc"),
            ("a\nb", "", ""),
            ("a\n...\nz", "a\nb\nc\ny", "a\n...\ny"),
            ("a\n...\nz", "x\nb\nz", "x\n...\nz"),
            ("a\n...\nz", "x", "x\n..."),
            ("...", "a\nb", "..."),
            ("...\nsum 5", "one\ntwo\nsum 6", "...\nsum 6"),
            ("a\n...", "b\nc\nd", "b\n..."),
            ("a\n...\nm\n...\nz", "a\n1\nm\n2\ny", "a\n...\nm\n...\ny"),
            ("a\nb\n...", "b\n1", "b\n..."),
        ];
        for (expected, printed, wanted) in cases {
            let expectation = Expectation::default();
            assert_eq!(
                renewed(&expectation, expected, printed),
                wanted,
                "{expected:?} {printed:?}"
            );
        }
        let tolerant = Expectation {
            tolerance: 1e-2,
            ..Expectation::default()
        };
        assert_eq!(
            renewed(&tolerant, "x = 0.333\ny = 2", "x = 0.3334\ny = 3"),
            "x = 0.333\ny = 3"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_fits(expected in "([ab]\n|\\.\\.\\.\n){0,8}", printed in "([abc]\n){0,8}") {
            let expectation = Expectation::default();
            let renewed = renewed(&expectation, &expected, &printed);
            prop_assert_eq!(expectation.first_difference(&renewed, &printed), None);
            let kept = lines(&expected).iter().filter(|line| is_ellipsis(line)).count();
            prop_assert_eq!(lines(&renewed).iter().filter(|line| is_ellipsis(line)).count(), kept);
        }
    }
}
