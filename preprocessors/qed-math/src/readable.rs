//! What is said of a formula quotes it, and a formula may hold anything: a command named by a line end, a space that cannot be
//! seen, a mark that turns the direction of a line. In what is said, each such character is shown by a sign for it.

use std::borrow::Cow;

use crate::Fault;

/// The faults, with nothing in their words that cannot be read.
pub(crate) fn faults(faults: Vec<Fault>) -> Vec<Fault> {
    let in_words = |fault: Fault| Fault {
        message: words(fault.message),
        other: fault.other.map(|(range, said)| (range, words(said))),
        hint: fault.hint.map(words),
        ..fault
    };
    faults.into_iter().map(in_words).collect()
}

fn words(said: String) -> String {
    if !said.contains(is_hidden) {
        return said;
    }
    said.chars().map(sign).collect()
}

/// Whether a character is not to be seen, or is to be seen only by what it does to others.
fn is_hidden(c: char) -> bool {
    c != ' ' && (c.is_control() || c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A character as it can be read: Unicode's picture of it, or else its number.
fn sign(c: char) -> Cow<'static, str> {
    match c {
        '\n' => "⏎".into(),
        '\t' => "⇥".into(),
        // Unicode has pictures of the first control characters, in their order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c))
            .map_or("�".into(), |picture| picture.to_string().into()),
        _ if is_hidden(c) => format!("U+{:04X}", u32::from(c)).into(),
        _ => c.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_by_a_sign() {
        for (said, shown) in [
            (r"`\left\ ` has no `\right`", r"`\left\ ` has no `\right`"),
            ("`\\\n`", "`\\⏎`"),
            ("`\\\t`", "`\\⇥`"),
            ("`\u{1b}[31m`", "`␛[31m`"),
            ("`\u{7f}\u{a0}\u{2028}`", "`U+007FU+00A0U+2028`"),
            ("`a\u{202e}b`", "`aU+202Eb`"),
            ("`é日☺`", "`é日☺`"),
        ] {
            assert_eq!(words(said.to_owned()), shown);
        }
    }
}
