//! Domains: `(0,1)`, `[0,1]`, `1..=7`, `1..8`, `{1, 2, 4}`.

use super::items::{Piece, example};
use super::{Domain, Fault};
use crate::number::Ratio;

/// The greatest whole number that a range may reach.
const FURTHEST: i128 = i64::MAX as i128;

/// `(0,1)`, `[0,1]`, `1..=7`, `1..8`, `{1, 2, 4}`, `0`.
pub(super) fn domain(piece: &Piece<'_>) -> Result<Domain, Fault> {
    let fault = |message: &str| Fault::new(piece.range(), message, example("in"));
    let text = piece.text;
    if let Some((low, high)) = text.split_once("..") {
        let inclusive = high.starts_with('=');
        let low = low
            .trim()
            .parse()
            .map_err(|_| fault("a range whose start is no whole number"))?;
        let high: i128 = high
            .trim_start_matches('=')
            .trim()
            .parse()
            .map_err(|_| fault("a range whose end is no whole number"))?;
        let high = if inclusive {
            high
        } else {
            high.saturating_sub(1)
        };
        if low > high {
            return Err(fault("an empty range"));
        }
        if low < -FURTHEST || high > FURTHEST {
            return Err(fault("a range beyond what whole numbers of 64 bits hold"));
        }
        return Ok(Domain::Whole(low, high));
    }
    if let Some(inner) = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
    {
        let numbers: Option<Vec<Ratio>> = inner
            .split(',')
            .map(|number| signed(number.trim()))
            .collect();
        return match numbers {
            Some(numbers) if !numbers.is_empty() => Ok(Domain::OneOf(numbers)),
            _ => Err(fault("a set that is not of numbers")),
        };
    }
    let (low_in, high_in) = (text.starts_with('['), text.ends_with(']'));
    let inner = text
        .strip_prefix(['(', '['])
        .and_then(|text| text.strip_suffix([')', ']']));
    let Some((low, high)) = inner.and_then(|inner| inner.split_once(',')) else {
        return Err(fault(
            "a domain that is neither an interval, a range nor a set",
        ));
    };
    let end = |text: &str| match text.trim() {
        "inf" | "+inf" => Some(f64::INFINITY),
        "-inf" => Some(f64::NEG_INFINITY),
        other => other.parse::<f64>().ok().filter(|end| end.is_finite()),
    };
    match (end(low), end(high)) {
        (Some(low), Some(high)) if low < high || low == high && low_in && high_in => {
            Ok(Domain::Real {
                low,
                high,
                low_in,
                high_in,
            })
        }
        (Some(_), Some(_)) => Err(fault("an empty interval")),
        _ => Err(fault("an interval whose ends are not numbers")),
    }
}

fn signed(text: &str) -> Option<Ratio> {
    match text.strip_prefix('-') {
        Some(rest) => Ratio::decimal(rest).map(Ratio::negate),
        None => Ratio::decimal(text),
    }
}
