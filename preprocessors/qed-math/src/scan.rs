//! A formula cut into tokens, as TeX's mouth cuts it, each with its place.
//!
//! The engine has its own lexer, but tells nothing of it. This one serves the guards, the search for what was left open
//! and the remarks on style: it never fails, and its tokens cover the text without a gap.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `\alpha`, `\,`, `\ `: a backslash and what belongs to it, without the spaces behind a word.
    Command,
    /// `\verb|…|` with its text.
    Verbatim,
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// Spaces, tabs and line ends.
    Space,
    /// `%` up to the end of the line.
    Comment,
    /// Any other character.
    Character,
}

/// A piece of a formula.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its text.
    pub(crate) text: &'a str,
    /// Its first byte in the formula.
    pub(crate) start: usize,
}

impl Token<'_> {
    /// Its bytes in the formula.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Neither space nor comment.
    pub(crate) fn is_solid(&self) -> bool {
        !matches!(self.kind, Kind::Space | Kind::Comment)
    }
}

/// Whether a command gives a name a meaning.
pub(crate) fn is_definition(command: &str) -> bool {
    is_def(command) || is_newcommand(command) || matches!(command, r"\let" | r"\futurelet")
}

/// `\def` and its kin: a name, parameters, a body in braces.
pub(crate) fn is_def(command: &str) -> bool {
    matches!(command, r"\def" | r"\gdef" | r"\edef" | r"\xdef")
}

/// `\newcommand` and its kin: a name that may stand in braces, a number of arguments in brackets, a body in braces.
pub(crate) fn is_newcommand(command: &str) -> bool {
    matches!(
        command,
        r"\newcommand" | r"\renewcommand" | r"\providecommand"
    )
}

/// The tokens of `tex`, in order.
pub(crate) fn tokens(tex: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(tex.len() / 2);
    let mut start = 0;
    while let Some(first) = tex[start..].chars().next() {
        let rest = &tex[start..];
        let (kind, length) = match first {
            '\\' => command(rest),
            '{' => (Kind::Open, 1),
            '}' => (Kind::Close, 1),
            '%' => (Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
            ' ' | '\t' | '\r' | '\n' => (
                Kind::Space,
                leading(rest, |c| matches!(c, ' ' | '\t' | '\r' | '\n')),
            ),
            _ => (Kind::Character, first.len_utf8()),
        };
        tokens.push(Token {
            kind,
            text: &rest[..length],
            start,
        });
        start += length;
    }
    tokens
}

/// The token that opens with a backslash at the start of `rest`.
fn command(rest: &str) -> (Kind, usize) {
    if let Some(length) = verbatim(rest) {
        return (Kind::Verbatim, length);
    }
    let name = leading(&rest[1..], |c| c.is_ascii_alphabetic() || c == '@');
    let symbol = rest[1..].chars().next().map_or(0, char::len_utf8);
    (Kind::Command, 1 + if name > 0 { name } else { symbol })
}

/// The length of `\verb|…|`, if it is one that closes on its line.
fn verbatim(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("\\verb")?;
    let starred = after.strip_prefix('*');
    let after = starred.unwrap_or(after);
    let mark = after
        .chars()
        .next()
        .filter(|mark| starred.is_some() || !mark.is_ascii_alphabetic())?;
    let inner = &after[mark.len_utf8()..];
    let close = inner
        .find([mark, '\n', '\r'])
        .filter(|&close| inner[close..].starts_with(mark))?;
    Some(rest.len() - inner.len() + close + mark.len_utf8())
}

/// Bytes of the longest start of `text` that holds only what `belongs`.
fn leading(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// The group that opens at or after index `from`, spaces skipped: indices of the tokens inside the braces, and the index
/// after the closing one. Without a brace, the single token is the group. `None` where nothing follows or a brace stays open.
pub(crate) fn argument(tokens: &[Token<'_>], from: usize) -> Option<(Range<usize>, usize)> {
    let first = from
        + tokens[from.min(tokens.len())..]
            .iter()
            .position(Token::is_solid)?;
    if tokens[first].kind != Kind::Open {
        return (tokens[first].kind != Kind::Close).then_some((first..first + 1, first + 1));
    }
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(first) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((first + 1..index, index + 1));
        }
    }
    None
}

/// Past the `*` of a starred form and past `[…]`.
pub(crate) fn past_options(tokens: &[Token<'_>], from: usize) -> usize {
    let mut next = from;
    if tokens.get(next).is_some_and(|token| token.text == "*") {
        next += 1;
    }
    if tokens.get(next).is_some_and(|token| token.text == "[")
        && let Some(length) = tokens[next..].iter().position(|token| token.text == "]")
    {
        next += length + 1;
    }
    next
}

/// The texts of a run of tokens, put together.
pub(crate) fn joined(tokens: &[Token<'_>]) -> String {
    tokens.iter().map(|token| token.text).collect()
}

/// The source text of a run of tokens.
pub(crate) fn text<'a>(tex: &'a str, tokens: &[Token<'_>]) -> &'a str {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => &tex[first.start..last.range().end],
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(tex: &str) -> Vec<&str> {
        tokens(tex).iter().map(|token| token.text).collect()
    }

    #[test]
    fn cuts_as_tex_does() {
        for (tex, expected) in [
            (r"\alpha x", vec![r"\alpha", " ", "x"]),
            (r"\%\\[1em]", vec![r"\%", r"\\", "[", "1", "e", "m", "]"]),
            ("a%b}\nc", vec!["a", "%b}", "\n", "c"]),
            (r"\verb|}{|x", vec![r"\verb|}{|", "x"]),
            (r"\verb*|a|", vec![r"\verb*|a|"]),
            ("\\verb|a\nb|", vec![r"\verb", "|", "a", "\n", "b", "|"]),
            (r"\verbatim", vec![r"\verbatim"]),
            ("ünï", vec!["ü", "n", "ï"]),
            ("\\", vec!["\\"]),
            (r"\é", vec![r"\é"]),
        ] {
            assert_eq!(texts(tex), expected, "{tex}");
        }
    }

    #[test]
    fn finds_arguments() {
        let tex = r"\frac {a{b}} c\sqrt{";
        let all = tokens(tex);
        let (inner, after) = argument(&all, 1).expect("a group");
        assert_eq!(text(tex, &all[inner]), "a{b}");
        let (inner, after) = argument(&all, after).expect("a single token");
        assert_eq!(text(tex, &all[inner]), "c");
        assert!(argument(&all, after + 1).is_none());
        assert!(argument(&all, all.len() + 7).is_none());
    }

    proptest::proptest! {
        #[test]
        fn tokens_cover_the_text(tex in r"(\\|\{|\}|%|\n|\\verb|\||\*|é|[a-z ])*") {
            let joined: String = texts(&tex).concat();
            proptest::prop_assert_eq!(joined, tex);
        }
    }
}
