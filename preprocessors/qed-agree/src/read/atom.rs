//! Operands: numbers, names, groups, fractions, roots, cases, matrices, and the scripts behind them.

use super::letters::{accented, greek, identifier, prime, styled};
use super::parser::{Parser, Read};
use super::relation::{is_relation, unknown_command};
use super::syntax::{Syn, SynKind};
use super::token::{Delim, Lex};
use crate::number::Ratio;
use crate::refusal::{Refusal, RefusalKind};

/// A subscript and a superscript.
type Scripts = (Option<Box<Syn>>, Option<Box<Syn>>);

impl Parser<'_> {
    /// Whether an operand can begin here.
    pub(super) fn starts_factor(&self) -> bool {
        match self.peek() {
            Some(Lex::Letter(_) | Lex::Number(_) | Lex::Open(_) | Lex::Begin(_)) => true,
            Some(Lex::Fence(delim)) => self.fences.last() != Some(&Some(*delim)),
            Some(Lex::Words(words, _)) => !is_condition_word(words),
            Some(Lex::Command(name)) => {
                !is_relation(name)
                    && !matches!(
                        name.as_str(),
                        "cdot"
                            | "ast"
                            | "bullet"
                            | "times"
                            | "odot"
                            | "circ"
                            | "div"
                            | "bmod"
                            | "mod"
                            | "pmod"
                            | "pm"
                            | "mp"
                            | "cup"
                            | "cap"
                            | "setminus"
                            | "backslash"
                            | "land"
                            | "wedge"
                            | "lor"
                            | "vee"
                            | "mid"
                            | "vert"
                            | "parallel"
                            | "hline"
                    )
            }
            _ => false,
        }
    }

    /// An operand with its scripts, primes and factorial.
    pub(super) fn factor(&mut self) -> Read {
        self.deeper(|parser| {
            let start = parser.here().start;
            if let Some(call) = parser.function()? {
                return Ok(call);
            }
            let mut tree = parser.atom()?;
            loop {
                let primes = parser.primes();
                if primes > 0 {
                    tree = prime(tree, primes, parser.since(start))?;
                }
                let (sub, sup) = parser.scripts()?;
                if sub.is_none() && sup.is_none() {
                    if primes > 0 {
                        continue;
                    }
                    if parser.peek() == Some(&Lex::Sign('!')) {
                        parser.at += 1;
                        tree = Syn::new(SynKind::Factorial(Box::new(tree)), parser.since(start));
                        continue;
                    }
                    return Ok(tree);
                }
                let base = Box::new(tree);
                tree = Syn::new(SynKind::Script { base, sub, sup }, parser.since(start));
            }
        })
    }

    fn primes(&mut self) -> usize {
        let mut count = 0;
        while self.eat(&Lex::Prime) {
            count += 1;
        }
        // `x^\prime`
        if self.peek() == Some(&Lex::Sup) && self.peek_after(1) == Some(&Lex::Prime) {
            self.at += 2;
            count += 1;
        }
        count
    }

    /// A subscript and a superscript, in either order.
    pub(super) fn scripts(&mut self) -> Result<Scripts, Refusal> {
        let (mut sub, mut sup) = (None, None);
        loop {
            if self.peek() == Some(&Lex::Sup) && self.peek_after(1) == Some(&Lex::Prime) {
                return Ok((sub, sup));
            }
            let slot = match self.peek() {
                Some(Lex::Sub) if sub.is_none() => &mut sub,
                Some(Lex::Sup) if sup.is_none() => &mut sup,
                Some(Lex::Sub | Lex::Sup) => {
                    return Err(Refusal::new(
                        RefusalKind::Syntax,
                        self.here(),
                        "a second script at the same place",
                        "group the first with braces or parentheses",
                    ));
                }
                _ => return Ok((sub, sup)),
            };
            self.at += 1;
            *slot = Some(Box::new(self.argument()?));
        }
    }

    /// What LaTeX takes as one argument: a braced group, or a single token.
    pub(super) fn argument(&mut self) -> Read {
        self.deeper(|parser| {
            let start = parser.here().start;
            if parser.eat(&Lex::Open(Delim::Brace)) {
                parser.fences.push(None);
                let inner = parser.script_content()?;
                parser.fences.pop();
                if !parser.eat(&Lex::Close(Delim::Brace)) {
                    return Err(unclosed(parser, start));
                }
                return Ok(inner);
            }
            // `\frac12`, `x_12`: without braces an argument is one digit.
            if let Some(Lex::Number(digits)) = parser.peek()
                && digits.len() > 1
            {
                return Err(Refusal::new(
                    RefusalKind::Ambiguous,
                    parser.here(),
                    "several digits without braces: LaTeX takes only the first",
                    "put braces around the number",
                ));
            }
            parser.atom()
        })
    }

    /// What stands in a script or an argument: also lone signs, as in `x^*` and `x^{+}`.
    fn script_content(&mut self) -> Read {
        let start = self.here().start;
        if let Some(Lex::Sign(sign @ ('*' | '+' | '-'))) = self.peek()
            && self.peek_after(1) == Some(&Lex::Close(Delim::Brace))
        {
            let sign = *sign;
            self.at += 1;
            let kind = if sign == '*' {
                SynKind::Star
            } else {
                SynKind::Words(sign.to_string())
            };
            return Ok(Syn::new(kind, self.since(start)));
        }
        // Words alone in a script are a name, whatever they say elsewhere: `x_{\text{for}}`.
        if let Some(Lex::Words(words, _)) = self.peek()
            && self.peek_after(1) == Some(&Lex::Close(Delim::Brace))
        {
            self.at += 1;
            return Ok(Syn::new(
                SynKind::Name(identifier(words)),
                self.since(start),
            ));
        }
        self.list()
    }

    pub(super) fn atom(&mut self) -> Read {
        let start = self.here().start;
        let Some(lex) = self.peek() else {
            return Err(self.unexpected());
        };
        let kind = match lex {
            Lex::Number(digits) => match Ratio::decimal(digits) {
                Some(ratio) => SynKind::Number(ratio),
                None => {
                    return Err(Refusal::new(
                        RefusalKind::TooLarge,
                        self.here(),
                        "a numeral with too many digits",
                        "write it with fewer digits, or as a parameter",
                    ));
                }
            },
            Lex::Letter(letter) => return Ok(self.letters(*letter)),
            Lex::Words(words, _) if is_condition_word(words) => return Err(self.unexpected()),
            Lex::Words(words, _) => SynKind::Name(identifier(words)),
            Lex::Open(delim) | Lex::Fence(delim) => return self.group(*delim),
            Lex::Begin(env) => return self.environment(&env.clone()),
            Lex::Sign('*') => SynKind::Star,
            Lex::Command(name) => return self.command(name),
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok(Syn::new(kind, self.since(start)))
    }

    /// A letter, or the whole run of letters where a parameter is called so.
    fn letters(&mut self, first: char) -> Syn {
        let start = self.here();
        let mut run = String::from(first);
        let mut end = start.end;
        let mut count = 1;
        while let Some(token) = self.tokens.get(self.at + count)
            && let Lex::Letter(letter) = token.lex
            && token.span.start == end
        {
            run.push(letter);
            end = token.span.end;
            count += 1;
        }
        if count > 1 && (self.known)(&run) {
            self.at += count;
            return Syn::new(SynKind::Name(run), start.start..end);
        }
        self.at += 1;
        Syn::new(SynKind::Name(first.to_string()), start)
    }

    pub(super) fn group(&mut self, delim: Delim) -> Read {
        let start = self.here().start;
        self.at += 1;
        self.fences.push(Some(delim));
        let inner = if delim == Delim::Brace {
            self.script_content()
        } else {
            self.list()
        }?;
        self.fences.pop();
        let closed = match self.peek() {
            Some(Lex::Close(close)) => *close == delim,
            Some(Lex::Fence(close)) => *close == delim,
            _ => false,
        };
        if !closed {
            return Err(unclosed(self, start));
        }
        self.at += 1;
        Ok(Syn::new(
            SynKind::Group(delim, Box::new(inner)),
            self.since(start),
        ))
    }

    fn command(&mut self, name: &str) -> Read {
        let start = self.here().start;
        let here = self.here();
        self.at += 1;
        let kind = match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let (top, bottom) = self.two_arguments()?;
                SynKind::Frac(top, bottom)
            }
            "binom" | "tbinom" | "dbinom" => {
                let (top, bottom) = self.two_arguments()?;
                SynKind::Binom(top, bottom)
            }
            "sqrt" | "surd" => {
                let degree = if self.peek() == Some(&Lex::Open(Delim::Square)) {
                    let SynKind::Group(_, inner) = self.group(Delim::Square)?.kind else {
                        return Err(self.unexpected());
                    };
                    Some(inner)
                } else {
                    None
                };
                SynKind::Root(degree, Box::new(self.argument()?))
            }
            "mathbf" | "boldsymbol" | "bm" | "pmb" | "mathit" | "mathcal" | "mathfrak"
            | "mathscr" | "vec" | "mathbb" | "mathds" => {
                let inner = self.argument()?;
                return styled(name, inner, self.since(start));
            }
            "hat" | "widehat" | "bar" | "overline" | "tilde" | "widetilde" | "dot" | "ddot"
            | "check" => {
                let inner = self.argument()?;
                return accented(name, inner, self.since(start));
            }
            "substack" => {
                if !self.eat(&Lex::Open(Delim::Brace)) {
                    return Err(self.unexpected());
                }
                let rows = self.rows()?;
                if !self.eat(&Lex::Close(Delim::Brace)) {
                    return Err(unclosed(self, start));
                }
                SynKind::List(rows.into_iter().flatten().flatten().collect())
            }
            "infty" => SynKind::Infinity,
            "cdots" | "dots" | "ldots" | "dotsc" | "dotsb" | "dotsm" | "vdots" => SynKind::Ellipsis,
            "top" | "intercal" => SynKind::Top,
            "star" | "ast" | "dagger" => SynKind::Star,
            "partial" => SynKind::Partial,
            "emptyset" | "varnothing" => SynKind::Name("emptyset".to_owned()),
            _ if name.strip_prefix(OPAQUE).is_some() => {
                let index = name[OPAQUE.len()..].parse().unwrap_or(usize::MAX);
                SynKind::Opaque(index)
            }
            _ => match greek(name) {
                Some(letter) => SynKind::Name(letter.to_owned()),
                None => return Err(unknown_command(name, here)),
            },
        };
        Ok(Syn::new(kind, self.since(start)))
    }

    /// Two arguments; `\frac12` is one half.
    fn two_arguments(&mut self) -> Result<(Box<Syn>, Box<Syn>), Refusal> {
        if let Some(Lex::Number(digits)) = self.peek()
            && digits.len() == 2
            && !digits.contains('.')
        {
            let here = self.here();
            let digit = |at: usize| {
                let value = digits[at..=at].parse().unwrap_or(0);
                let span = here.start + at..here.start + at + 1;
                Box::new(Syn::new(SynKind::Number(Ratio::whole(value)), span))
            };
            self.at += 1;
            return Ok((digit(0), digit(1)));
        }
        Ok((Box::new(self.argument()?), Box::new(self.argument()?)))
    }
}

/// Commands that stand for opaque atoms once the `let`s are matched.
pub(super) const OPAQUE: &str = "qedatom";

fn is_condition_word(words: &str) -> bool {
    matches!(
        words,
        "if" | "for"
            | "when"
            | "where"
            | "otherwise"
            | "otherwise."
            | "else"
            | "and"
            | "or"
            | "not"
            | "with"
            | "mod"
            | "even"
            | "odd"
            | "is even"
            | "is odd"
            | "if and only if"
            | "such that"
            | "for all"
    )
}

pub(super) fn unclosed(parser: &Parser<'_>, start: usize) -> Refusal {
    let what = match parser.peek() {
        None => "a group that is not closed",
        Some(_) => "a group that is not closed before this",
    };
    let hint = if matches!(parser.peek(), Some(Lex::Close(_)))
        && parser.fences.last() == Some(&Some(Delim::Bar))
    {
        "write `\\mid` for “given”, and `\\lvert … \\rvert` for an absolute value"
    } else {
        "close it with the delimiter that belongs to it"
    };
    Refusal::new(RefusalKind::Syntax, start..parser.here().end, what, hint)
}
