//! Operations: operators, brackets that mean something, and the like.

use super::super::name::{self, Sort};
use super::{Found, Reader};
use crate::engine;
use crate::scan::{Kind, Token};

impl Reader<'_, '_> {
    /// The operation that begins at `at`, and the index from which on what it is applied to may be read.
    pub(super) fn operation(&self, at: usize, end: usize) -> Option<(Found, usize)> {
        let token = self.tokens[at];
        if token.kind != Kind::Command
            || self.macros.contains_key(token.text)
            || self.belongs_to_others(at)
        {
            return None;
        }
        let found = |name: &str| Found::new(name.to_owned(), Sort::Sign);
        if let Some(sign) = name::sign(&token) {
            return Some(self.with_scripts(found(sign), at..at + 1, end));
        }
        if token.text == name::BINOMIAL {
            let (_, upper) = self.argument(at + 1, end)?;
            let (_, behind) = self.argument(upper, end)?;
            let (found, _) = self.with_scripts(found(r"\binom{n}{k}"), at..behind, behind);
            return Some((found, at + 1));
        }
        let is_left = token.text == r"\left";
        let bracket = if is_left || name::is_size(token.text) {
            self.solid(at + 1).filter(|&bracket| bracket < end)?
        } else {
            at
        };
        let name = name::fence(self.tokens[bracket].text)?;
        let inner = bracket + 1;
        let behind = if is_left {
            self.behind_right(inner, end)?
        } else {
            inner
        };
        let (whole, _) = self.with_scripts(found(name), at..behind, end);
        let bytes = whole.bytes;
        Some((
            Found {
                bytes,
                ..found(name)
            },
            inner,
        ))
    }

    /// Whether an operator at `at` is one with what stands around it: denied by `\not`, looked at by `\dots`, the base whose class
    /// `\underset` takes over, or a sign directly beside another of its class, which the engine sets in one piece.
    fn belongs_to_others(&self, at: usize) -> bool {
        let before = self.tokens[..at].iter().rfind(|token| token.is_solid());
        let after = self.tokens[at + 1..].iter().find(|token| token.is_solid());
        let is_alike = |other: &&Token<'_>| {
            name::sign(other).is_some() && engine::are_alike(self.tokens[at].text, other.text)
        };
        let is_base = || {
            let takes_class =
                |token: &Token<'_>| matches!(token.text, r"\underset" | r"\overset" | r"\stackrel");
            self.tokens[..at].iter().any(takes_class)
        };
        match before {
            Some(before) => match before.text {
                r"\not" | r"\dots" => true,
                "{" | "}" if is_base() => true,
                _ => is_alike(&before) || after.as_ref().is_some_and(is_alike),
            },
            None => after.as_ref().is_some_and(is_alike),
        }
    }

    /// The index behind the `\right`, and its bracket, of the `\left` before `from`.
    fn behind_right(&self, from: usize, end: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in from..end {
            match self.tokens[at].text {
                r"\left" => depth += 1,
                r"\right" if depth == 0 => {
                    let bracket = self.solid(at + 1)?;
                    return (bracket < end).then_some(bracket + 1);
                }
                r"\right" => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The operation that a formula shows: in a row the only one in it, where it stands by itself (`alone`) or is the upper script of
    /// what is introduced; in prose only one that is the whole formula.
    pub(in super::super) fn shown_sign(mut self, alone: bool, in_row: bool) -> Option<String> {
        let solid = |run: &[Token<'_>]| run.iter().filter(|token| token.is_solid()).count();
        if !in_row && solid(self.tokens) != 1 {
            return None;
        }
        self.read(0..self.tokens.len());
        let mut signs = self.found.iter().filter(|found| found.sort == Sort::Sign);
        let sign = signs.next()?;
        let is_only = signs.all(|other| other.base == sign.base);
        let is_script = || {
            let script = self.found.first().and_then(|first| first.sup.as_ref());
            let is_sole =
                script.is_some_and(|script| solid(&self.tokens[script.tokens.clone()]) == 1);
            is_sole && sign.owner == Some((0, true))
        };
        (is_only && (alone || is_script())).then(|| sign.base.clone())
    }
}
