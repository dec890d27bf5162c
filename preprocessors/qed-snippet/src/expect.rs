//! What a snippet printed, held against its `output` fence.

use qed_markdown::{Attribute, Output, Topic};
use qed_report::Finding;

use crate::rules::output::OUTPUT_ATTRIBUTE;

/// How an `output` fence wants to be compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Expectation {
    /// Numbers may differ by this, absolutely or relatively.
    pub(crate) tolerance: f64,
    /// Compare standard error too, behind standard output.
    pub(crate) stderr: bool,
}

impl Expectation {
    /// Reads the attributes of an `output` fence.
    pub(crate) fn read(topic: &Topic, output: &Output) -> (Self, Vec<Finding>) {
        let mut expectation = Self::default();
        let mut findings = Vec::new();
        let mut find = |attribute: &Attribute, message: String, hint: &str| {
            findings.push(
                topic
                    .finding(&OUTPUT_ATTRIBUTE, attribute.range.clone(), message)
                    .hint(hint),
            );
        };
        let mut tolerance = None;
        for attribute in &output.attributes {
            match (attribute.key.as_str(), attribute.value.as_deref()) {
                ("stderr", None) => expectation.stderr = true,
                ("tolerance", Some(text)) => match text.parse::<f64>() {
                    Ok(second) if tolerance.is_some_and(|first| first != second) => find(
                        attribute,
                        "another tolerance stands before it".to_owned(),
                        "keep one of the two",
                    ),
                    // Within one of each other, relatively, are all numbers of one sign.
                    Ok(number) if (0.0..1.0).contains(&number) => tolerance = Some(number),
                    Ok(number) if number >= 1.0 => find(
                        attribute,
                        format!(
                            "with a tolerance of {text} any number fits, for it counts relatively as well"
                        ),
                        "write a number below 1, such as `tolerance=1e-6`",
                    ),
                    _ => find(
                        attribute,
                        format!("`{text}` is no tolerance"),
                        "write a number such as `tolerance=1e-6`",
                    ),
                },
                ("tolerance", None) => {
                    find(
                        attribute,
                        "`tolerance` needs a number".to_owned(),
                        "write a number such as `tolerance=1e-6`",
                    );
                }
                (key, _) => find(
                    attribute,
                    format!("`{key}` is not an attribute of an `output` fence"),
                    "write `tolerance=…` or `stderr`, or remove it",
                ),
            }
        }
        expectation.tolerance = tolerance.unwrap_or_default();
        (expectation, findings)
    }

    /// The first line of `expected`, counted from 0, that does not fit what was printed; `None` if all fits.
    /// Spaces at line ends and empty lines at the end do not count.
    pub(crate) fn first_difference(&self, expected: &str, printed: &str) -> Option<usize> {
        let expected = lines(expected);
        let printed = lines(printed);
        // Lines that a `...` may swallow are tried by going back to the last one, as in matching a file name with `*`.
        let (mut at, mut line) = (0, 0);
        let mut ellipsis = None;
        let mut furthest = 0;
        while line < printed.len() || at < expected.len() {
            if expected.get(at).is_some_and(|line| is_ellipsis(line)) {
                ellipsis = Some((at, line));
                at += 1;
                furthest = furthest.max(at);
                continue;
            }
            let fits = match (expected.get(at), printed.get(line)) {
                (Some(expected), Some(printed)) => self.line_fits(expected, printed),
                _ => false,
            };
            if fits {
                (at, line) = (at + 1, line + 1);
                furthest = furthest.max(at);
                continue;
            }
            match &mut ellipsis {
                Some((after, start)) if *start < printed.len() => {
                    *start += 1;
                    (at, line) = (*after + 1, *start);
                }
                _ => return Some(furthest.min(expected.len())),
            }
        }
        None
    }

    /// Whether a line that is no `...` fits what was printed.
    pub(crate) fn line_fits(&self, expected: &str, printed: &str) -> bool {
        if expected == printed {
            return true;
        }
        if self.tolerance == 0.0 {
            return false;
        }
        let (expected, printed) = (pieces(expected), pieces(printed));
        expected.len() == printed.len()
            && expected.iter().zip(&printed).all(|(expected, printed)| {
                match (number(expected), number(printed)) {
                    (Some(expected), Some(printed)) => self.number_fits(expected, printed),
                    _ => expected == printed,
                }
            })
    }

    fn number_fits(&self, expected: f64, printed: f64) -> bool {
        let scale = expected.abs().max(printed.abs()).max(1.0);
        expected == printed || (expected - printed).abs() <= self.tolerance * scale
    }
}

/// Whether a line stands for any number of lines.
pub(crate) fn is_ellipsis(line: &str) -> bool {
    line.trim() == "..."
}

/// Lines without spaces at their ends, and without empty lines at the end.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().map(str::trim_end).collect()
}

/// Cuts a line into numbers and what stands between them.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < line.len() {
        let len = number_length(&line[at..]);
        let in_word = line[..at]
            .chars()
            .next_back()
            .is_some_and(|before| before.is_alphanumeric() || before == '_');
        if len > 0 && !in_word {
            if start < at {
                pieces.push(&line[start..at]);
            }
            pieces.push(&line[at..at + len]);
            at += len;
            start = at;
        } else {
            at += line[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    if start < line.len() {
        pieces.push(&line[start..]);
    }
    pieces
}

/// How many bytes at the start of the text are a number: sign, digits, fraction, exponent.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let whole = digits(sign);
    if whole == 0 {
        return 0;
    }
    let mut len = sign + whole;
    if bytes.get(len) == Some(&b'.') {
        let fraction = digits(len + 1);
        len += if fraction > 0 { 1 + fraction } else { 0 };
    }
    if matches!(bytes.get(len), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(len + 1), Some(b'-' | b'+')));
        let exponent = digits((len + 1 + sign).min(bytes.len()));
        len += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    len
}

/// The number that a piece is; none that is beyond all numbers, for everything is as near to that.
fn number(piece: &str) -> Option<f64> {
    let is_number = number_length(piece) == piece.len();
    let number = is_number.then(|| piece.parse::<f64>().ok()).flatten()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_lines_and_ellipses() {
        let cases: &[(&str, &str, Option<usize>)] = &[
            ("", "", None),
            ("a\n", "a\n", None),
            ("a", "a\n\n", None),
            ("a\nb\n", "a  \nb\n", None),
            ("a\nb\n", "a\nc\n", Some(1)),
            ("a\nb\n", "a\n", Some(1)),
            ("a\n", "a\nb\n", Some(1)),
            ("  a\n", "a\n", Some(0)),
            ("...\n", "", None),
            ("...\n", "a\nb\n", None),
            ("a\n...\nz\n", "a\nb\nc\nz\n", None),
            ("a\n...\nz\n", "a\nz\n", None),
            ("a\n...\nz\n", "a\nb\n", Some(2)),
            ("...\nz\n...\nend\n", "z\nz\nq\nend\n", None),
            ("...\nb\nc\n", "b\nx\nb\nc\n", None),
            ("1.0\n", "1.00\n", Some(0)),
        ];
        for &(expected, printed, difference) in cases {
            assert_eq!(
                Expectation::default().first_difference(expected, printed),
                difference,
                "{expected:?} {printed:?}"
            );
        }
    }

    #[test]
    fn numbers_within_a_tolerance() {
        let cases = [
            ("1.0", "1.00", true),
            ("x = 0.50001", "x = 0.5", true),
            ("x = 0.6", "x = 0.5", false),
            ("-1e-9", "0", true),
            ("1e6", "1000001", true),
            ("1e6", "1000201", false),
            ("[1, 2]", "[1.00001, 2]", true),
            ("[1, 2]", "[1, 2, 3]", false),
            ("w1 3", "w2 3", false),
            ("é 1", "é 1.00001", true),
            ("NaN", "NaN", true),
            ("NaN", "1", false),
            ("1e400", "5", false),
            ("1e400", "2e400", false),
            ("1e400", "1e400", true),
            ("-1e308", "1e308", false),
        ];
        for (expected, printed, fits) in cases {
            let expectation = Expectation {
                tolerance: 1e-4,
                stderr: false,
            };
            assert_eq!(
                expectation.first_difference(expected, printed).is_none(),
                fits,
                "{expected} {printed}"
            );
        }
    }
}
