//! What the engine says only roughly, said at its place.

use std::ops::Range;

use katex::types::ParseErrorKind as Kind;

use super::{FORMULA_SYNTAX, Refused, defined_here};
use crate::remarks::words;
use crate::scan::{self, Token};
use crate::{Fault, engine, extent, overlooked};

impl Refused<'_> {
    /// The engine's reason at a better place than it knows.
    pub(super) fn precisely(&self, kind: &Kind) -> Option<Fault> {
        match kind {
            Kind::UnexpectedEndOfMacroArgument { expected } if expected == "}" => {
                self.lacks_arguments().map(|command| self.lacking(command))
            }
            Kind::UnexpectedEndOfMacroArgument { expected } if expected == "]" => {
                self.open_bracket()
            }
            Kind::ExpectedToken { expected, .. } if expected == "$" => self.open_dollar(),
            Kind::TooManyMathInRow { .. } => overlooked::faults(self.tokens).into_iter().next(),
            Kind::UndefinedControlSequence { name } if scan::is_newcommand(name) => {
                self.definition(name)
            }
            _ => None,
        }
    }

    /// The `[` of an option that never closes.
    fn open_bracket(&self) -> Option<Fault> {
        let mut open: Vec<&Token<'_>> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            match token.text {
                "[" if at > 0 && self.tokens[at - 1].kind == scan::Kind::Command => {
                    open.push(token);
                }
                "]" => {
                    open.pop();
                }
                _ => {}
            }
        }
        let end = self.whole().end;
        let opened = (open.last()?.range(), "opened here".to_owned());
        let message = "`[` is never closed".to_owned();
        Some(self.fault(end..end, message, Some(opened), "add `]`"))
    }

    /// The last `$` of a text that has an odd number of them.
    fn open_dollar(&self) -> Option<Fault> {
        let is_dollar = |token: &&Token<'_>| token.text == "$";
        let in_group = |at: usize| {
            let is_text = words::arguments(self.tokens[at].text).contains(&words::Argument::Text);
            let (inner, _) = scan::argument(self.tokens, at + 1).filter(|_| is_text)?;
            let dollars: Vec<&Token<'_>> = self.tokens[inner].iter().filter(is_dollar).collect();
            (dollars.len() % 2 == 1).then(|| dollars.last().map(|token| token.range()))?
        };
        let range = (0..self.tokens.len()).filter_map(in_group).next_back()?;
        let message = "this `$` is never closed".to_owned();
        let hint = r"add the other `$`; for the character write `\$`";
        Some(self.fault(range, message, None, hint))
    }

    /// A `\newcommand` or its like whose name it does not take.
    fn definition(&self, command: &str) -> Option<Fault> {
        let defines = |at: &usize| self.tokens[*at].text == command;
        (0..self.tokens.len())
            .filter(defines)
            .find_map(|at| self.refused_name(command, at))
    }

    fn refused_name(&self, command: &str, at: usize) -> Option<Fault> {
        let (name, after) = extent::defined_name(self.tokens, at + 1)?;
        let place = self.tokens[at + 1..after]
            .iter()
            .find(|token| token.text == name)?;
        let is_known = engine::knows(name)
            || defined_here(&self.tokens[..at]).contains(&name)
            || self.macros.iter().any(|(own, _)| *own == name);
        let (message, hint) = match command {
            _ if place.kind != scan::Kind::Command => (
                format!("`{name}` is no name for a macro"),
                format!(r"write a backslash and letters: `{command}{{\{name}}}`"),
            ),
            r"\newcommand" if is_known => (
                format!("`{name}` has a meaning already"),
                r"use `\renewcommand`, or another name".to_owned(),
            ),
            r"\renewcommand" if !is_known => (
                format!("`{name}` has no meaning yet"),
                r"use `\newcommand`".to_owned(),
            ),
            _ => return None,
        };
        Some(self.fault(place.range(), message, None, &hint))
    }

    /// The part of the engine's place that is about a command: it underlines what stands around it as well.
    pub(super) fn narrowed(&self, place: Range<usize>, about: &[String]) -> Range<usize> {
        let command = about.first().filter(|text| text.starts_with('\\'));
        let is_it = |token: &&Token<'_>| {
            command.is_some_and(|command| token.text == command)
                && place.start <= token.start
                && token.range().end <= place.end
        };
        let token = self.tokens.iter().find(is_it);
        token.map_or(place.clone(), Token::range)
    }

    fn fault(
        &self,
        range: Range<usize>,
        message: String,
        other: Option<(Range<usize>, String)>,
        hint: &str,
    ) -> Fault {
        Fault {
            rule: &FORMULA_SYNTAX,
            range,
            message,
            other,
            hint: Some(hint.to_owned()),
        }
    }
}
