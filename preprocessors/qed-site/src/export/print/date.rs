//! The dates in a PDF.

use super::super::date;

/// Where a PDF says when it was made.
const SAID: [&[u8]; 2] = [b"/CreationDate (D:", b"/ModDate (D:"];

/// A PDF that a browser has just printed, with the date of the edition (seconds since 1970) instead of the clock's: all else in
/// it is the same each time. The dates are as long as those before, since a PDF knows its parts by their place.
pub fn dated(mut pdf: Vec<u8>, modified: u64) -> Vec<u8> {
    let digits: String = date::iso(modified)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    for said in SAID {
        let found = pdf.windows(said.len()).position(|window| window == said);
        let Some(start) = found.map(|at| at + said.len()) else {
            continue;
        };
        let Some(place) = pdf.get_mut(start..start + digits.len()) else {
            continue;
        };
        if place.iter().all(u8::is_ascii_digit) {
            place.copy_from_slice(digits.as_bytes());
        }
    }
    pdf
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_replaced_in_place() {
        let pdf = b"1 0 obj\n<</Producer (x)\n/CreationDate (D:20261125033449+00'00')\n/ModDate (D:20261125033449+00'00')>>";
        assert_eq!(
            String::from_utf8(dated(pdf.to_vec(), 315_532_800)).unwrap(),
            "1 0 obj\n<</Producer (x)\n/CreationDate (D:19800101000000+00'00')\n/ModDate (D:19800101000000+00'00')>>"
        );
        for other in [&b""[..], b"/ModDate (D:", b"/ModDate (D:2026)>>       "] {
            assert_eq!(dated(other.to_vec(), 0), other);
        }
    }
}
