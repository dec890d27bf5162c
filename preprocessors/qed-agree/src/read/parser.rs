//! The Pratt parser: conditions, relations, sums, products, and what stands before and after an operand.

use std::ops::Range;

use super::relation::{is_relation, unknown_command};
use super::syntax::{Join, Rel, SetOp, Syn, SynKind};
use super::token::{Delim, Lex, Token};
use crate::refusal::{Refusal, RefusalKind};

/// How deep a formula may nest.
const DEEPEST: usize = 40;

/// Reads one run of tokens. `known` tells whether several letters are one name.
pub(super) struct Parser<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
    pub(super) known: &'a dyn Fn(&str) -> bool,
    /// Which bar would close the group that is open, innermost last.
    pub(super) fences: Vec<Option<Delim>>,
    depth: usize,
    end: usize,
}

pub(super) type Read = Result<Syn, Refusal>;

impl<'a> Parser<'a> {
    pub(super) fn new(tokens: &'a [Token], known: &'a dyn Fn(&str) -> bool) -> Self {
        Self {
            tokens,
            at: 0,
            known,
            fences: vec![None],
            depth: 0,
            end: tokens.last().map_or(0, |token| token.span.end),
        }
    }

    /// Reads all tokens as one condition or expression.
    pub(super) fn whole(mut self) -> Read {
        let tree = self.list()?;
        match self.peek() {
            None => Ok(tree),
            Some(_) => Err(self.unexpected()),
        }
    }

    pub(super) fn peek(&self) -> Option<&'a Lex> {
        self.tokens.get(self.at).map(|token| &token.lex)
    }

    pub(super) fn peek_after(&self, steps: usize) -> Option<&'a Lex> {
        self.tokens.get(self.at + steps).map(|token| &token.lex)
    }

    /// The place of the next token, or of the end.
    pub(super) fn here(&self) -> Range<usize> {
        self.tokens
            .get(self.at)
            .map_or(self.end..self.end, |token| token.span.clone())
    }

    /// From a start to the end of the last token read.
    pub(super) fn since(&self, start: usize) -> Range<usize> {
        let end = self
            .at
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at))
            .map_or(start, |token| token.span.end);
        start..end.max(start)
    }

    pub(super) fn eat(&mut self, lex: &Lex) -> bool {
        let found = self.peek() == Some(lex);
        self.at += usize::from(found);
        found
    }

    pub(super) fn eat_command(&mut self, names: &[&str]) -> bool {
        let found =
            matches!(self.peek(), Some(Lex::Command(name)) if names.contains(&name.as_str()));
        self.at += usize::from(found);
        found
    }

    pub(super) fn unexpected(&self) -> Refusal {
        let what = match self.peek() {
            None => "the formula ends where an operand is expected".to_owned(),
            Some(Lex::Command(name)) if is_relation(name) => {
                format!("`\\{name}` cannot stand here")
            }
            Some(Lex::Command(name)) => return unknown_command(name, self.here()),
            Some(Lex::Close(_)) => "a closing delimiter without its opening one".to_owned(),
            Some(Lex::Amp) => "`&` outside of cases, matrices and aligned lines".to_owned(),
            Some(Lex::Words(words, _)) => {
                format!("the words “{words}” are no part of an expression")
            }
            Some(_) => "this cannot stand here".to_owned(),
        };
        Refusal::new(
            RefusalKind::Syntax,
            self.here(),
            what,
            "write one statement: a left side, `=`, an expression",
        )
    }

    /// Runs one level deeper, or refuses.
    pub(super) fn deeper<T>(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        if self.depth >= DEEPEST {
            return Err(Refusal::new(
                RefusalKind::TooLarge,
                self.here(),
                format!("the formula nests deeper than {DEEPEST} levels"),
                "give its inner part a name and a formula of its own",
            ));
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// Conditions or expressions between commas and semicolons.
    pub(super) fn list(&mut self) -> Read {
        let start = self.here().start;
        let first = self.given()?;
        if !matches!(self.peek(), Some(Lex::Sign(',' | ';'))) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while matches!(self.peek(), Some(Lex::Sign(',' | ';'))) {
            self.at += 1;
            while self.eat(&Lex::Gap) {}
            parts.push(self.given()?);
        }
        Ok(Syn::new(SynKind::List(parts), self.since(start)))
    }

    /// `A \mid B`, and the colon of a set's or sum's condition.
    fn given(&mut self) -> Read {
        let start = self.here().start;
        let left = self.condition()?;
        if self.eat_command(&["mid", "vert", "parallel"]) || self.eat(&Lex::Sign(':')) {
            let right = self.condition()?;
            return Ok(Syn::new(
                SynKind::Given(Box::new(left), Box::new(right)),
                self.since(start),
            ));
        }
        Ok(left)
    }

    /// Relations joined by "and" and "or".
    pub(super) fn condition(&mut self) -> Read {
        self.deeper(|parser| {
            let start = parser.here().start;
            let mut any = vec![parser.conjunction()?];
            while parser.eat_command(&["lor", "vee"]) || parser.eat_word(&["or"]) {
                any.push(parser.conjunction()?);
            }
            Ok(join(any, SynKind::Any, parser.since(start)))
        })
    }

    fn conjunction(&mut self) -> Read {
        let start = self.here().start;
        let mut all = vec![self.negation()?];
        while self.eat_command(&["land", "wedge"]) || self.eat_word(&["and"]) {
            all.push(self.negation()?);
        }
        Ok(join(all, SynKind::All, self.since(start)))
    }

    fn negation(&mut self) -> Read {
        let start = self.here().start;
        if self.eat_command(&["lnot", "neg"]) || self.eat_word(&["not"]) {
            let inner = self.deeper(Self::negation)?;
            return Ok(Syn::new(SynKind::Not(Box::new(inner)), self.since(start)));
        }
        self.chain()
    }

    pub(super) fn eat_word(&mut self, words: &[&str]) -> bool {
        let found =
            matches!(self.peek(), Some(Lex::Words(text, _)) if words.contains(&text.as_str()));
        self.at += usize::from(found);
        found
    }

    /// `a < b ≤ c`, and what a congruence holds modulo.
    fn chain(&mut self) -> Read {
        let start = self.here().start;
        let mut sides = vec![self.sum()?];
        let mut rels = Vec::new();
        while let Some(rel) = self.relation()? {
            rels.push(rel);
            sides.push(self.sum()?);
        }
        let chain = match sides.pop() {
            Some(only) if sides.is_empty() => only,
            last => {
                sides.extend(last);
                Syn::new(SynKind::Chain(sides, rels), self.since(start))
            }
        };
        if self.eat_command(&["pmod"]) {
            let modulus = self.argument()?;
            return Ok(Syn::new(
                SynKind::Modulo(Box::new(chain), Box::new(modulus)),
                self.since(start),
            ));
        }
        if matches!(self.peek(), Some(Lex::Words(words, _)) if words == "even" || words == "odd" || words == "is even" || words == "is odd")
        {
            let odd = matches!(self.peek(), Some(Lex::Words(words, _)) if words.ends_with("odd"));
            self.at += 1;
            return Ok(parity(chain, odd, self.since(start)));
        }
        Ok(chain)
    }

    /// Terms with their signs, and operations on sets.
    pub(super) fn sum(&mut self) -> Read {
        self.deeper(|parser| {
            let start = parser.here().start;
            let mut terms = Vec::new();
            let mut minus = parser.eat(&Lex::Sign('-'));
            let signed = minus || parser.eat(&Lex::Sign('+'));
            loop {
                terms.push((minus, parser.product()?));
                match parser.peek() {
                    Some(Lex::Sign('+')) => minus = false,
                    Some(Lex::Sign('-')) => minus = true,
                    Some(Lex::Command(name)) if name == "pm" || name == "mp" => {
                        return Err(Refusal::new(
                            RefusalKind::Ambiguous,
                            parser.here(),
                            format!("`\\{name}` stands for two formulas"),
                            "write one of the two signs",
                        ));
                    }
                    _ => break,
                }
                parser.at += 1;
                // `a + -b` is rare, but no reason to refuse.
                while parser.eat(&Lex::Sign('-')) {
                    minus = !minus;
                }
            }
            let span = parser.since(start);
            let single = terms.len() == 1;
            let tree = match terms.pop() {
                Some((false, only)) if single => only,
                Some((true, only)) if single => Syn::new(SynKind::Neg(Box::new(only)), span),
                last => {
                    terms.extend(last);
                    Syn::new(SynKind::Sum(terms), span)
                }
            };
            if signed {
                Ok(tree)
            } else {
                parser.set_operations(tree, start)
            }
        })
    }

    fn set_operations(&mut self, mut tree: Syn, start: usize) -> Read {
        loop {
            let op = match self.peek() {
                Some(Lex::Command(name)) if name == "cup" => SetOp::Union,
                Some(Lex::Command(name)) if name == "cap" => SetOp::Intersection,
                Some(Lex::Command(name)) if name == "setminus" || name == "backslash" => {
                    SetOp::Difference
                }
                _ => return Ok(tree),
            };
            self.at += 1;
            let right = self.product()?;
            tree = Syn::new(
                SynKind::Set(op, Box::new(tree), Box::new(right)),
                self.since(start),
            );
        }
    }

    /// Factors, with what joins them.
    pub(super) fn product(&mut self) -> Read {
        let start = self.here().start;
        let mut factors = vec![(Join::Adjacent, self.factor()?)];
        let mut divided = false;
        loop {
            let join = match self.peek() {
                Some(Lex::Sign('/')) => Join::Slash,
                Some(Lex::Sign('*')) => Join::Dot,
                Some(Lex::Command(name)) => match name.as_str() {
                    "cdot" | "ast" | "bullet" => Join::Dot,
                    "times" => Join::Times,
                    "odot" | "circ" => Join::Hadamard,
                    "div" => Join::Slash,
                    "bmod" | "mod" => Join::Mod,
                    _ => Join::Adjacent,
                },
                Some(Lex::Words(words, _)) if words == "mod" => Join::Mod,
                _ => Join::Adjacent,
            };
            if join == Join::Adjacent {
                if !self.starts_factor() {
                    break;
                }
                if divided {
                    return Err(Refusal::new(
                        RefusalKind::Ambiguous,
                        self.since(start).start..self.here().end,
                        "a factor after `a/b`: it may belong to the divisor or not",
                        "write `\\frac{a}{b} c` or `a/(b c)`",
                    ));
                }
            } else {
                self.at += 1;
            }
            divided = join == Join::Slash;
            let minus = join != Join::Adjacent && self.eat(&Lex::Sign('-'));
            let factor = self.factor()?;
            if join == Join::Adjacent && matches!(factor.kind, SynKind::Number(_)) {
                return Err(Refusal::new(
                    RefusalKind::Ambiguous,
                    factor.span,
                    "a number after another factor",
                    "write the number first, or put `\\cdot` before it",
                ));
            }
            let factor = if minus {
                Syn::new(SynKind::Neg(Box::new(factor.clone())), factor.span)
            } else {
                factor
            };
            factors.push((join, factor));
        }
        let single = factors.len() == 1;
        match factors.pop() {
            Some((_, only)) if single => Ok(only),
            last => {
                factors.extend(last);
                Ok(Syn::new(SynKind::Product(factors), self.since(start)))
            }
        }
    }
}

fn join(mut parts: Vec<Syn>, kind: impl FnOnce(Vec<Syn>) -> SynKind, span: Range<usize>) -> Syn {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            Syn::new(kind(parts), span)
        }
    }
}

/// "n is even" as a congruence.
fn parity(of: Syn, odd: bool, span: Range<usize>) -> Syn {
    let number = |value| {
        Syn::new(
            SynKind::Number(crate::number::Ratio::whole(value)),
            span.clone(),
        )
    };
    let chain = SynKind::Chain(vec![of, number(i128::from(odd))], vec![Rel::Congruent]);
    let chain = Syn::new(chain, span.clone());
    Syn::new(SynKind::Modulo(Box::new(chain), Box::new(number(2))), span)
}
