//! How large and how deep a formula becomes once its macros are expanded, without expanding them.
//!
//! Macros only move tokens about, so the size of what a call leaves behind can be computed from the sizes of its
//! arguments. That finds a `\def` that never ends, and one that doubles its argument thirty times, before the engine
//! meets it: the engine counts expansions, not tokens. Where TeX's rules are finer (delimited parameters, scopes),
//! the figures here are too large rather than too small.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::scan::{self, Kind, Token};

mod levels;

pub(crate) use levels::Extent;
use levels::Levels;

/// Tokens looked at before a formula counts as endless.
const STEPS: usize = 50_000;
/// Calls within calls before a formula counts as endless.
const CALLS: usize = 100;

/// Why a formula has no extent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Its macros never end, or grow without bounds.
    Endless,
    /// A macro uses an argument that it does not take; the engine panics over it.
    NoSuchArgument,
}

/// The extent of a whole formula, given the macros of the book that it uses; or the trouble, and the token of the formula
/// where it came from.
pub(crate) fn of(
    tokens: &[Token<'_>],
    book: &[(&str, &str)],
) -> Result<Extent, (Trouble, Range<usize>)> {
    let of_book = |body| {
        Rc::new(Macro {
            arguments: count(body),
            delimited: false,
            body: scan::tokens(body),
        })
    };
    let macros = book.iter().map(|&(name, body)| (name, of_book(body)));
    let mut meter = Meter {
        macros: macros.collect(),
        steps: STEPS,
        calls: 0,
        top: 0..0,
    };
    meter
        .run(tokens, &[])
        .map_err(|trouble| (trouble, meter.top))
}

/// How many arguments the engine takes for a macro given as text: `#1`, `#2`, … as long as they follow each other.
pub(crate) fn count(body: &str) -> usize {
    let body = body.replace("##", "");
    (1..=9)
        .take_while(|number| body.contains(&format!("#{number}")))
        .count()
}

struct Macro<'a> {
    arguments: usize,
    delimited: bool,
    body: Vec<Token<'a>>,
}

struct Meter<'a> {
    macros: HashMap<&'a str, Rc<Macro<'a>>>,
    steps: usize,
    calls: usize,
    top: Range<usize>,
}

impl<'a> Meter<'a> {
    fn run(&mut self, tokens: &[Token<'a>], arguments: &[Extent]) -> Result<Extent, Trouble> {
        let mut levels = Levels::default();
        let mut next = 0;
        while let Some(token) = tokens.get(next) {
            self.steps = self.steps.checked_sub(1).ok_or(Trouble::Endless)?;
            if self.calls == 0 {
                self.top = token.range();
            }
            next += 1;
            levels.extent.tokens += 1;
            match (token.kind, token.text) {
                (Kind::Open, _)
                | (Kind::Command, r"\left" | r"\begin" | r"\begingroup" | r"\bgroup") => {
                    levels.open();
                }
                (Kind::Close, _)
                | (Kind::Command, r"\right" | r"\end" | r"\endgroup" | r"\egroup") => {
                    levels.close();
                }
                (Kind::Character, "&") | (Kind::Command, r"\\" | r"\cr") => levels.cell(),
                (Kind::Character, "#") => {
                    let (argument, after) = self.parameter(tokens, next, arguments)?;
                    levels.add(argument);
                    next = after;
                }
                (Kind::Command, name) if scan::is_definition(name) => {
                    next = self.define(name, tokens, next, arguments, &mut levels)?;
                }
                (Kind::Command, name) => match self.macros.get(name).map(Rc::clone) {
                    Some(called) => {
                        let (extent, after) = self.call(&called, tokens, next, arguments)?;
                        levels.add(extent);
                        next = after;
                    }
                    None if is_declaration(name) => levels.deepen(),
                    None => {}
                },
                _ => {}
            }
            if levels.extent.tokens > STEPS {
                return Err(Trouble::Endless);
            }
        }
        Ok(levels.finish())
    }

    /// What the `#` before `next` stands for, and where the walk goes on.
    fn parameter(
        &self,
        tokens: &[Token<'a>],
        next: usize,
        arguments: &[Extent],
    ) -> Result<(Extent, usize), Trouble> {
        let number = match tokens.get(next).map(|token| token.text) {
            // `##` is a `#` of a definition within a definition.
            Some("#") => return Ok((Extent::default(), next + 1)),
            Some(digit) => digit.parse::<usize>().ok(),
            None => None,
        };
        match number.map(|number| arguments.get(number.wrapping_sub(1))) {
            Some(Some(argument)) => Ok((*argument, next + 1)),
            Some(None) if self.calls > 0 => Err(Trouble::NoSuchArgument),
            _ => Ok((Extent::default(), next)),
        }
    }

    /// A call whose arguments begin at `next`: what it leaves, and where the walk goes on.
    fn call(
        &mut self,
        called: &Macro<'a>,
        tokens: &[Token<'a>],
        mut next: usize,
        outer: &[Extent],
    ) -> Result<(Extent, usize), Trouble> {
        self.calls += 1;
        if self.calls > CALLS {
            return Err(Trouble::Endless);
        }
        let mut arguments = Vec::with_capacity(called.arguments);
        if called.delimited {
            let rest = self.run(&tokens[next..], outer)?;
            arguments.resize(called.arguments, rest);
        } else {
            for _ in 0..called.arguments {
                let Some((inner, after)) = scan::argument(tokens, next) else {
                    break;
                };
                arguments.push(self.run(&tokens[inner], outer)?);
                next = after;
            }
        }
        arguments.resize(called.arguments, Extent::default());
        let extent = self.run(&called.body, &arguments)?;
        self.calls -= 1;
        Ok((extent, next))
    }

    /// Takes in a definition whose command stands before `next`; says where the walk goes on.
    fn define(
        &mut self,
        command: &str,
        tokens: &[Token<'a>],
        next: usize,
        arguments: &[Extent],
        levels: &mut Levels,
    ) -> Result<usize, Trouble> {
        let Some((name, at)) = defined_name(tokens, next) else {
            return Ok(next);
        };
        if command.ends_with("let") {
            return Ok(self.alias(command, name, tokens, at));
        }
        let (parameters, rest) = tokens[at..].split_at(before_brace(&tokens[at..]));
        let Some((body, after)) = scan::argument(rest, 0) else {
            return Ok(tokens.len());
        };
        let after = at + parameters.len() + after;
        let body = rest[body].to_vec();
        let is_def = scan::is_def(command);
        let count = if is_def {
            parameters.iter().filter(|token| token.text == "#").count()
        } else {
            parameters
                .iter()
                .find_map(|token| token.text.parse().ok())
                .unwrap_or(0)
        };
        if matches!(command, r"\edef" | r"\xdef") && count == 0 {
            // Its body is expanded here and now: its own name in it means what it meant before.
            let extent = self.run(&body, arguments)?;
            levels.extent.tokens = levels.extent.tokens.saturating_add(extent.tokens);
            self.macros.remove(name);
        } else {
            let delimited = is_def && parameters.chunks(2).any(|pair| pair[0].text != "#");
            self.macros.insert(
                name,
                Rc::new(Macro {
                    arguments: count,
                    delimited,
                    body,
                }),
            );
        }
        Ok(after)
    }

    /// `\let` and `\futurelet`: the name takes over what another means now.
    fn alias(&mut self, command: &str, name: &'a str, tokens: &[Token<'a>], at: usize) -> usize {
        let mut at = solid(tokens, at);
        if tokens.get(at).is_some_and(|token| token.text == "=") {
            at = solid(tokens, at + 1);
        }
        let passed_over = command == r"\futurelet";
        let meaning = if passed_over {
            solid(tokens, at + 1)
        } else {
            at
        };
        match tokens
            .get(meaning)
            .and_then(|meaning| self.macros.get(meaning.text))
            .map(Rc::clone)
        {
            Some(meaning) => self.macros.insert(name, meaning),
            None => self.macros.remove(name),
        };
        if passed_over { at } else { meaning + 1 }
    }
}

/// The name that a definition gives, bare or in braces, and the index behind it.
pub(crate) fn defined_name<'a>(tokens: &[Token<'a>], next: usize) -> Option<(&'a str, usize)> {
    let at = solid(tokens, next);
    let first = tokens.get(at)?;
    if first.kind != Kind::Open {
        return Some((first.text, at + 1));
    }
    let (inner, after) = scan::argument(tokens, at)?;
    let name = tokens[inner].iter().find(|token| token.is_solid())?;
    Some((name.text, after))
}

/// The index of the first token from `from` on that is neither space nor comment.
fn solid(tokens: &[Token<'_>], from: usize) -> usize {
    let rest = tokens.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|token| !token.is_solid()).count()
}

fn before_brace(tokens: &[Token<'_>]) -> usize {
    tokens
        .iter()
        .take_while(|token| token.kind != Kind::Open)
        .count()
}

/// Commands that act up to the end of their group: the engine nests what follows in them.
fn is_declaration(name: &str) -> bool {
    matches!(
        name,
        r"\rm"
            | r"\sf"
            | r"\tt"
            | r"\bf"
            | r"\it"
            | r"\cal"
            | r"\displaystyle"
            | r"\textstyle"
            | r"\scriptstyle"
            | r"\scriptscriptstyle"
            | r"\color"
            | r"\tiny"
            | r"\sixptsize"
            | r"\scriptsize"
            | r"\footnotesize"
            | r"\small"
            | r"\normalsize"
            | r"\large"
            | r"\Large"
            | r"\LARGE"
            | r"\huge"
            | r"\Huge"
            | r"\global"
            | r"\long"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(tex: &str) -> Option<Extent> {
        of(&scan::tokens(tex), &[]).ok()
    }

    #[test]
    fn nesting_is_what_the_engine_nests() {
        for (tex, depth) in [
            ("x", 0),
            ("{x}{x}", 1),
            (r"\frac{a_{b}}{c}", 2),
            (r"\left(\begin{matrix}{a}\end{matrix}\right)", 3),
            (r"\bf\bf x", 2),
            (r"{\bf x}{\bf y}", 2),
            (r"\begin{matrix}\bf a&\bf b\\\bf c\end{matrix}", 2),
            (r"\def\a#1{{{#1}}}\a{\a{x}}", 4),
            (r"\newcommand{\a}[1]{{#1}}\a{\a{x}}", 2),
        ] {
            assert_eq!(extent(tex).map(|extent| extent.depth), Some(depth), "{tex}");
        }
    }

    #[test]
    fn sizes_are_those_after_expansion() {
        let doubled = extent(r"\def\a#1{#1#1}\a{xx}").expect("it ends");
        let nested = extent(r"\def\a#1{#1#1}\a{\a{\a{xx}}}").expect("it ends");
        assert!(
            doubled.tokens >= 4 && nested.tokens >= 16 && nested.tokens < 100,
            "{doubled:?} {nested:?}"
        );
    }

    #[test]
    fn what_never_ends_is_seen() {
        for tex in [
            r"\def\a{\a}\a",
            r"\def\a{\a\a}\a",
            r"\def\a#1{\a{#1#1}}\a x",
            r"\def\a{\b}\def\b{\a}\a",
            r"\let\b\alpha\def\alpha{\b\alpha}\alpha",
            r"\def\a#1;{\a#1#1;}\a x;",
            r"\renewcommand\frac{\frac}\frac",
        ] {
            assert!(extent(tex).is_none(), "{tex}");
        }
        let chain: String = (b'a'..=b'y')
            .map(|c| format!(r"\def\{}#1{{\{}{{#1#1}}}}", c as char, (c + 1) as char))
            .collect();
        assert!(
            extent(&format!(r"{chain}\a{{x}}")).is_none(),
            "26 doublings"
        );
    }

    #[test]
    fn an_argument_that_is_not_taken_is_seen() {
        for (tex, expected) in [
            (r"\def\a#1{#2}\a x", Err((Trouble::NoSuchArgument, 12..14))),
            (r"\def\a{#1}\a", Err((Trouble::NoSuchArgument, 10..12))),
            (r"\def\a#1{\def\b##1{#1##1}}\a x\b y", Ok(())),
            (r"\def\a#1#2{#2#1}\a x", Ok(())),
        ] {
            assert_eq!(of(&scan::tokens(tex), &[]).map(|_| ()), expected, "{tex}");
        }
    }

    #[test]
    fn what_ends_is_let_through() {
        for tex in [
            r"\let\b\alpha\def\alpha{\b'}\alpha",
            r"\def\x{1}\edef\x{\x\x}\edef\x{\x\x}\x",
            r"\def\a#1#2{#2#1}\a xy\a xy\a xy",
            r"\def\pair(#1,#2){\langle#1,#2\rangle}\pair(a,b)",
            r"\def\a",
            r"\def",
            r"\newcommand{}{x}",
            r"\let\a",
            r"\futurelet\a\b c",
            r"{\def\a{x}\a}#1",
        ] {
            assert!(extent(tex).is_some(), "{tex}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_run_of_tokens_is_measured(tex in r"(\\def|\\let|\\newcommand|\\edef|\\futurelet|\\a|\\b|\{|\}|#|1|2|\[|\]|=| |&|\\\\|\\left|\\right|%)*") {
            let _ = of(&scan::tokens(&tex), &[(r"\b", "#1#1")]);
        }
    }
}
