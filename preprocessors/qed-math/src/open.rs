//! What was opened and never closed: braces, `\left`, environments; and `&` where there is no table.
//!
//! The engine says "Expected '}'" at the end of the text. An author needs the place where it was opened.

use std::ops::Range;

use qed_report::{Level, Rule};

use crate::Fault;
use crate::remarks::words;
use crate::scan::{self, Kind, Token};

mod what;

use what::What;

/// Braces, `\left … \right` or environments that do not pair.
pub static FORMULA_UNBALANCED: Rule = Rule {
    code: "formula-unbalanced",
    level: Level::Deny,
    title: "braces, `\\left … \\right` or an environment that do not pair",
    explanation: "\
Every `{` needs its `}`, every `\\left` its `\\right` in the same group, every `\\begin{…}` its `\\end{…}` of the same name.

    $\\frac{a}{b + \\left( c \\right$

has two mistakes: `\\right` lacks its bracket, and the second brace stays open. Where one side of `\\left … \\right` is to be \
empty, write a full stop: `\\left. x \\right|_{x=0}`.",
};

/// An `&` outside a table.
pub static FORMULA_AMPERSAND: Rule = Rule {
    code: "formula-ampersand",
    level: Level::Deny,
    title: "an `&` outside an environment",
    explanation: "\
`&` separates cells, and is allowed only in an environment such as `aligned`, `cases` or `pmatrix`, and there not inside \
a further pair of braces.

    $$ a &= b \\\\ c &= d $$

needs the environment that lines it up:

    $$ \\begin{aligned} a &= b \\\\ c &= d \\end{aligned} $$

For the character itself write `\\&`.",
};

struct Opener<'a> {
    what: What<'a>,
    range: Range<usize>,
}

/// Everything in a formula that does not pair, in the order of its places.
pub(crate) fn faults<'a>(tex: &'a str, tokens: &[Token<'a>]) -> Vec<Fault> {
    let mut search = Search {
        tex,
        tokens,
        open: Vec::new(),
        faults: Vec::new(),
    };
    let mut next = 0;
    while let Some(token) = tokens.get(next) {
        next = search.step(token, next + 1);
    }
    search.finish()
}

struct Search<'s, 'a> {
    tex: &'a str,
    tokens: &'s [Token<'a>],
    open: Vec<Opener<'a>>,
    faults: Vec<Fault>,
}

impl<'a> Search<'_, 'a> {
    /// Takes in the token before `next`; says where the walk goes on.
    fn step(&mut self, token: &Token<'a>, next: usize) -> usize {
        match (token.kind, token.text) {
            (Kind::Open, _) => self.open.push(Opener {
                what: What::Brace,
                range: token.range(),
            }),
            (Kind::Close, _) => self.close(What::Brace, token.range(), "this `}`"),
            (Kind::Character, "&") => self.ampersand(token),
            (Kind::Command, r"\left") => {
                let (delimiter, range, after) = self.with_delimiter(token, next);
                self.open.push(Opener {
                    what: What::Left(delimiter),
                    range,
                });
                return after;
            }
            (Kind::Command, r"\right") => {
                let (delimiter, range, after) = self.with_delimiter(token, next);
                self.close(What::Left(delimiter), range, r"this `\right`");
                return after;
            }
            (Kind::Command, r"\middle")
                if !self
                    .open
                    .iter()
                    .any(|opener| matches!(opener.what, What::Left(_))) =>
            {
                self.report(
                    token.range(),
                    r"`\middle` stands outside `\left … \right`".to_owned(),
                    None,
                    Some(r"add `\left` before it, and `\right` behind".to_owned()),
                );
            }
            (Kind::Command, r"\begin") => {
                let (name, range, after) = self.with_name(token, next);
                match name {
                    Some(name) => {
                        let what = What::Environment(name);
                        self.open.push(Opener { what, range });
                    }
                    // The brace around the name is told of.
                    None if self.opens_name(next) => {}
                    None => {
                        let message = r"`\begin` lacks the name of its environment".to_owned();
                        let hint = r"write it in braces: `\begin{aligned}`".to_owned();
                        self.report(range, message, None, Some(hint));
                    }
                }
                return after;
            }
            (Kind::Command, r"\end") => {
                let (name, range, after) = self.with_name(token, next);
                // Without a name that closes, the brace around it is told of, or the engine's own reason.
                if let Some(name) = name {
                    self.close(
                        What::Environment(name),
                        range,
                        &format!(r"this `\end{{{name}}}`"),
                    );
                } else {
                    self.open
                        .pop_if(|opener| matches!(opener.what, What::Environment(_)));
                }
                return after;
            }
            (Kind::Command, command) if scan::is_def(command) => return self.past_groups(next, 1),
            (Kind::Command, command) if scan::is_newcommand(command) => {
                let named_in_braces = self.tokens[next..].iter().find(|token| token.is_solid());
                let groups = if named_in_braces.is_some_and(|token| token.kind == Kind::Open) {
                    2
                } else {
                    1
                };
                return self.past_groups(next, groups);
            }
            _ => {}
        }
        next
    }

    /// Where so many groups have closed: a definition may hold one half of a pair.
    fn past_groups(&self, next: usize, groups: usize) -> usize {
        let mut at = next;
        for _ in 0..groups {
            let Some(ahead) = self.tokens[at..]
                .iter()
                .position(|token| token.kind == Kind::Open)
            else {
                return next;
            };
            let Some((_, after)) = scan::argument(self.tokens, at + ahead) else {
                return next;
            };
            at = after;
        }
        at
    }

    fn with_delimiter(&self, token: &Token<'a>, next: usize) -> (&'a str, Range<usize>, usize) {
        let ahead = self.tokens[next..].iter().position(Token::is_solid);
        let delimiter = ahead.map(|ahead| (next + ahead, self.tokens[next + ahead]));
        match delimiter {
            Some((index, delimiter))
                if matches!(delimiter.kind, Kind::Character | Kind::Command) =>
            {
                (
                    delimiter.text,
                    token.start..delimiter.range().end,
                    index + 1,
                )
            }
            _ => ("", token.range(), next),
        }
    }

    /// The name in braces behind `\begin` or `\end`, with the range of both; `None` where there is none, or no end of it.
    fn with_name(&self, token: &Token<'a>, next: usize) -> (Option<&'a str>, Range<usize>, usize) {
        let group = scan::argument(self.tokens, next).filter(|(inner, after)| inner.end < *after);
        let Some((inner, after)) = group else {
            return (None, token.range(), next);
        };
        let end = self.tokens[after - 1].range().end;
        (
            Some(scan::text(self.tex, &self.tokens[inner])),
            token.start..end,
            after,
        )
    }

    /// Whether a brace opens next: a name that never closes.
    fn opens_name(&self, next: usize) -> bool {
        self.tokens[next..]
            .iter()
            .find(|token| token.is_solid())
            .is_some_and(|token| token.kind == Kind::Open)
    }

    fn close(&mut self, what: What<'a>, range: Range<usize>, closer: &str) {
        let Some(depth) = self
            .open
            .iter()
            .rposition(|opener| opener.what.pairs_with(what))
        else {
            return self.nothing_to_close(what, range, closer);
        };
        for opener in self.open.drain(depth + 1..).collect::<Vec<_>>() {
            self.never_closed(&opener, range.clone(), &format!(" before {closer}"));
        }
        self.open.truncate(depth);
    }

    fn nothing_to_close(&mut self, what: What<'a>, range: Range<usize>, closer: &str) {
        let innermost = self
            .open
            .last()
            .map(|opener| (opener.range.clone(), opener.what));
        match (what, innermost) {
            (What::Environment(name), Some((place, What::Environment(begun)))) => {
                self.open.pop();
                let message = format!(r"`\begin{{{begun}}}` is ended by `\end{{{name}}}`");
                self.report(
                    range,
                    message,
                    Some((place, "begun here".to_owned())),
                    Some(format!(r"write `\end{{{begun}}}`")),
                );
            }
            _ => {
                let hint = match what {
                    What::Brace => r"leave it out; for the character write `\}`",
                    What::Left(_) => r"leave it out, or add `\left`",
                    What::Environment(_) => r"leave it out, or add `\begin{…}`",
                };
                self.report(
                    range,
                    format!("{closer} closes nothing"),
                    None,
                    Some(hint.to_owned()),
                );
            }
        }
    }

    fn ampersand(&mut self, token: &Token<'a>) {
        let table = self
            .open
            .iter()
            .rposition(|opener| matches!(opener.what, What::Environment(_)));
        let (message, other, hint) = match table {
            Some(table) if table + 1 == self.open.len() => return,
            _ if words::in_text(self.tokens, token.start) => (
                "this `&` stands in text".to_owned(),
                None,
                r"for the character write `\&`",
            ),
            Some(table) => {
                let around = &self.open[table + 1];
                let message = format!(
                    "this `&` stands inside {}, not in a cell of its own",
                    around.what.name()
                );
                (
                    message,
                    Some((around.range.clone(), "opened here".to_owned())),
                    r"close it before `&`, or write `\&` for the character",
                )
            }
            None => (
                "this `&` stands outside an environment".to_owned(),
                None,
                r"put the lines in `\begin{aligned} … \end{aligned}`, or write `\&` for the character",
            ),
        };
        self.faults.push(Fault {
            rule: &FORMULA_AMPERSAND,
            range: token.range(),
            message,
            other,
            hint: Some(hint.to_owned()),
        });
    }

    fn never_closed(&mut self, opener: &Opener<'a>, range: Range<usize>, before: &str) {
        let message = match opener.what {
            What::Left(_) => format!(r"{} has no `\right`{before}", opener.what.name()),
            _ => format!("{} is never closed{before}", opener.what.name()),
        };
        let other = Some((opener.range.clone(), "opened here".to_owned()));
        let hint = self
            .swallowed(opener)
            .unwrap_or_else(|| opener.what.remedy());
        self.report(range, message, other, Some(hint));
    }

    /// Advice where what would close it stands behind a `%`.
    fn swallowed(&self, opener: &Opener<'a>) -> Option<String> {
        let closer = opener.what.closer();
        let swallows = |token: &&Token<'_>| {
            token.kind == Kind::Comment
                && token.start >= opener.range.end
                && token.text.contains(closer)
        };
        let comment = self.tokens.iter().find(swallows)?;
        let shown: String = comment.text.chars().take(20).collect();
        Some(format!(
            r"`{shown}` is a comment, and what closes it is in there; for the character write `\%`"
        ))
    }

    fn report(
        &mut self,
        range: Range<usize>,
        message: String,
        other: Option<(Range<usize>, String)>,
        hint: Option<String>,
    ) {
        self.faults.push(Fault {
            rule: &FORMULA_UNBALANCED,
            range,
            message,
            other,
            hint,
        });
    }

    fn finish(mut self) -> Vec<Fault> {
        let end = self
            .tokens
            .iter()
            .rfind(|token| token.is_solid())
            .map_or(0, |token| token.range().end);
        for opener in std::mem::take(&mut self.open) {
            self.never_closed(&opener, end..end, "");
        }
        self.faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each fault as `place: message`, with the second place behind it.
    fn said(tex: &str) -> Vec<String> {
        let faults = faults(tex, &scan::tokens(tex));
        let line = |fault: Fault| match fault.other {
            Some((other, _)) => format!("{:?} {} | {:?}", fault.range, fault.message, other),
            None => format!("{:?} {}", fault.range, fault.message),
        };
        faults.into_iter().map(line).collect()
    }

    #[test]
    fn what_pairs_is_silent() {
        for tex in [
            "",
            r"\frac{a}{b}",
            r"\left( x \right]",
            r"\left. x \right|_{x=0}",
            r"\begin{matrix} a & b \\ c & d \end{matrix}",
            r"\begin{array}{cc} a & \begin{matrix} b & c \end{matrix} \end{array}",
            r"\{ a \}",
            r"\def\open{\left(}\open x \right)",
            r"\left\{ x \middle| y \right\}",
            r"\verb|}{&|",
            "a % } {\n b",
        ] {
            let silent = tex.starts_with(r"\def") || said(tex).is_empty();
            assert!(silent, "{tex}: {:?}", said(tex));
        }
    }

    #[test]
    fn what_is_open_is_told_with_where_it_opened() {
        for (tex, expected) in [
            (r"\frac{a}{b ", vec!["10..10 `{` is never closed | 8..9"]),
            ("a}", vec!["1..2 this `}` closes nothing"]),
            (r"\left( x", vec![r"8..8 `\left(` has no `\right` | 0..6"]),
            (r"x \right)", vec![r"2..9 this `\right` closes nothing"]),
            (
                r"{\left( x}",
                vec![r"9..10 `\left(` has no `\right` before this `}` | 1..7"],
            ),
            (
                r"\begin{matrix} a",
                vec![r"16..16 `\begin{matrix}` is never closed | 0..14"],
            ),
            (
                r"\begin{matrix} a \end{pmatrix}",
                vec![r"17..30 `\begin{matrix}` is ended by `\end{pmatrix}` | 0..14"],
            ),
            (
                r"\begin{matrix} { \end{matrix}",
                vec![r"17..29 `{` is never closed before this `\end{matrix}` | 15..16"],
            ),
            ("a & b", vec!["2..3 this `&` stands outside an environment"]),
            (r"\text{a & b}", vec!["8..9 this `&` stands in text"]),
            (
                r"\text{a $b & c$}",
                vec!["11..12 this `&` stands outside an environment"],
            ),
            (
                r"\begin{matrix}{a & b}\end{matrix}",
                vec!["17..18 this `&` stands inside `{`, not in a cell of its own | 14..15"],
            ),
            (
                r"a \middle| b",
                vec![r"2..9 `\middle` stands outside `\left … \right`"],
            ),
        ] {
            assert_eq!(said(tex), expected, "{tex}");
        }
    }
}
