//! Times and sizes as an author writes them.

use std::time::Duration;

/// `500ms`, `30s`, `2min`; a bare number is seconds.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = number_and_unit(text)?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "" | "s" => number,
        "min" | "m" => number * 60.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| !time.is_zero())
}

/// `512MB`, `2GB`, `1.5GiB`.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text)?;
    let factor = match unit.to_ascii_uppercase().as_str() {
        "KB" | "K" | "KIB" => 10,
        "MB" | "M" | "MIB" => 20,
        "GB" | "G" | "GIB" => 30,
        _ => return None,
    };
    let bytes = number * f64::from(1 << factor);
    (1.0..1e15).contains(&bytes).then_some(bytes as u64)
}

fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let end = text
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    Some((number, text[end..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let cases = [
            ("1.5s", 1500),
            ("500ms", 500),
            ("2min", 120_000),
            ("3", 3000),
            ("1m", 60_000),
        ];
        for (text, milliseconds) in cases {
            assert_eq!(
                duration(text),
                Some(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
        for bad in [
            "0s",
            "",
            "s",
            "-1s",
            "1h",
            "1e9s",
            "1..2s",
            "99999999999999999999min",
        ] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn sizes() {
        for (text, size) in [
            ("1KB", 1024),
            ("512MB", 512 << 20),
            ("1.5GiB", 3 << 29),
            ("2gb", 2 << 30),
        ] {
            assert_eq!(bytes(text), Some(size), "{text}");
        }
        for bad in ["", "MB", "12", "0MB", "-1MB", "9999999999GB"] {
            assert_eq!(bytes(bad), None, "{bad}");
        }
    }
}
