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

/// Tokens looked at before a formula counts as endless.
const STEPS: usize = 50_000;
/// Calls within calls before a formula counts as endless.
const CALLS: usize = 100;

/// What a run of tokens becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Tokens after expansion.
    pub(crate) tokens: usize,
    /// The deepest nesting in it: braces, `\left`, `\begin`, and declarations such as `\bf`, which nest in the engine.
    pub(crate) depth: usize,
    /// Levels of what stands around it that it ends.
    closes: usize,
    /// Levels that it leaves open.
    opens: usize,
}

/// The token of the formula where its expansion got out of hand.
pub(crate) struct Endless(pub(crate) Range<usize>);

/// The extent of a whole formula, given the macros of the book that it uses.
pub(crate) fn of(tokens: &[Token<'_>], book: &[(&str, &str)]) -> Result<Extent, Endless> {
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
    meter.run(tokens, &[]).map_err(|TooMuch| Endless(meter.top))
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

struct TooMuch;

/// Where a walk stands: the nesting that each open level began with.
struct Levels {
    extent: Extent,
    depth: usize,
    begun: Vec<usize>,
}

impl Levels {
    fn deepen(&mut self) {
        self.depth += 1;
        self.extent.depth = self.extent.depth.max(self.depth);
    }

    fn open(&mut self) {
        self.begun.push(self.depth);
        self.deepen();
    }

    fn close(&mut self) {
        match self.begun.pop() {
            Some(depth) => self.depth = depth,
            None => self.extent.closes += 1,
        }
    }

    /// A cell of a table ends: so do the declarations in it.
    fn cell(&mut self) {
        if let Some(&depth) = self.begun.last() {
            self.depth = depth + 1;
        }
    }

    fn add(&mut self, inner: Extent) {
        self.extent.tokens = self.extent.tokens.saturating_add(inner.tokens);
        self.extent.depth = self.extent.depth.max(self.depth + inner.depth);
        (0..inner.closes).for_each(|_| self.close());
        (0..inner.opens).for_each(|_| self.open());
    }
}

impl<'a> Meter<'a> {
    fn run(&mut self, tokens: &[Token<'a>], arguments: &[Extent]) -> Result<Extent, TooMuch> {
        let mut levels = Levels {
            extent: Extent::default(),
            depth: 0,
            begun: Vec::new(),
        };
        let mut next = 0;
        while let Some(token) = tokens.get(next) {
            self.steps = self.steps.checked_sub(1).ok_or(TooMuch)?;
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
                    let number = tokens
                        .get(next)
                        .and_then(|digit| digit.text.parse::<usize>().ok());
                    if let Some(argument) =
                        number.and_then(|number| arguments.get(number.wrapping_sub(1)))
                    {
                        levels.add(*argument);
                        next += 1;
                    }
                }
                (Kind::Command, name) if is_definition(name) => {
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
                return Err(TooMuch);
            }
        }
        levels.extent.opens = levels.begun.len();
        Ok(levels.extent)
    }

    /// A call whose arguments begin at `next`: what it leaves, and where the walk goes on.
    fn call(
        &mut self,
        called: &Macro<'a>,
        tokens: &[Token<'a>],
        mut next: usize,
        outer: &[Extent],
    ) -> Result<(Extent, usize), TooMuch> {
        self.calls += 1;
        if self.calls > CALLS {
            return Err(TooMuch);
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
    ) -> Result<usize, TooMuch> {
        let solid = |from: usize| {
            from + tokens[from..]
                .iter()
                .take_while(|token| !token.is_solid())
                .count()
        };
        let is =
            |index: usize, text: &str| tokens.get(index).is_some_and(|token| token.text == text);
        let mut at = solid(next);
        let Some(mut name) = tokens.get(at) else {
            return Ok(at);
        };
        if name.kind == Kind::Open {
            let Some((inner, after)) = scan::argument(tokens, at) else {
                return Ok(next);
            };
            let Some(inside) = tokens[inner].iter().find(|token| token.is_solid()) else {
                return Ok(after);
            };
            (name, at) = (inside, after);
        } else {
            at += 1;
        }
        if command.ends_with("let") {
            at = solid(at);
            at = if is(at, "=") { solid(at + 1) } else { at };
            at = if command == r"\futurelet" {
                solid(at + 1)
            } else {
                at
            };
            let Some(meaning) = tokens.get(at) else {
                return Ok(at);
            };
            match self.macros.get(meaning.text).map(Rc::clone) {
                Some(meaning) => self.macros.insert(name.text, meaning),
                None => self.macros.remove(name.text),
            };
            return Ok(if command == r"\futurelet" { at } else { at + 1 });
        }
        let opened = at
            + tokens[at..]
                .iter()
                .take_while(|token| token.kind != Kind::Open)
                .count();
        let parameters = &tokens[at..opened];
        let Some((body, after)) = scan::argument(tokens, opened) else {
            return Ok(tokens.len());
        };
        let body = tokens[body].to_vec();
        let delimited =
            command.ends_with("def") && parameters.chunks(2).any(|pair| pair[0].text != "#");
        let arguments_of_it = if command.ends_with("def") {
            parameters.iter().filter(|token| token.text == "#").count()
        } else {
            parameters
                .iter()
                .find_map(|token| token.text.parse().ok())
                .unwrap_or(0)
        };
        let expanded_now = matches!(command, r"\edef" | r"\xdef") && arguments_of_it == 0;
        if expanded_now {
            // Its body is expanded here and now, so a name in it that is its own means the old meaning.
            let extent = self.run(&body, arguments)?;
            levels.extent.tokens = levels.extent.tokens.saturating_add(extent.tokens);
            self.macros.remove(name.text);
        } else {
            self.macros.insert(
                name.text,
                Rc::new(Macro {
                    arguments: arguments_of_it,
                    delimited,
                    body,
                }),
            );
        }
        Ok(after)
    }
}

fn is_definition(name: &str) -> bool {
    matches!(
        name,
        r"\def"
            | r"\gdef"
            | r"\edef"
            | r"\xdef"
            | r"\let"
            | r"\futurelet"
            | r"\newcommand"
            | r"\renewcommand"
            | r"\providecommand"
    )
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
}
