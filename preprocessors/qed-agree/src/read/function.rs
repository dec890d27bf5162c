//! Functions and operators that LaTeX has commands for: `\log`, `\sum`, `\max`, with their scripts and arguments.

use super::parser::{Parser, Read};
use super::syntax::{BigOp, Join, Syn, SynKind};
use super::token::{Delim, Lex};
use crate::number::Func;
use crate::refusal::{Refusal, RefusalKind};

impl Parser<'_> {
    /// A function or an operator with a bound variable, if one begins here.
    pub(super) fn function(&mut self) -> Result<Option<Syn>, Refusal> {
        let start = self.here().start;
        if let Some(op) = self.big_operator() {
            return self.big(op, start).map(Some);
        }
        let name = match self.peek() {
            Some(Lex::Command(name)) if Func::named(name).is_some() && name != "sqrt" => {
                name.clone()
            }
            Some(Lex::Command(name)) if matches!(name.as_str(), "lg" | "gcd") => name.clone(),
            _ => return Ok(None),
        };
        self.at += 1;
        let (sub, sup) = self.scripts()?;
        let arg = Box::new(self.function_argument(&name)?);
        Ok(Some(Syn::new(
            SynKind::Call {
                name,
                sub,
                sup,
                arg,
            },
            self.since(start),
        )))
    }

    /// `\sum`, `\max`, `\arg\max` and kin; the tokens of the operator are eaten.
    fn big_operator(&mut self) -> Option<BigOp> {
        let (op, length) = match self.peek()? {
            Lex::Command(name) => match name.as_str() {
                "sum" => (BigOp::Sum, 1),
                "prod" => (BigOp::Prod, 1),
                "max" => (BigOp::Max, 1),
                "min" => (BigOp::Min, 1),
                "argmax" => (BigOp::ArgMax, 1),
                "argmin" => (BigOp::ArgMin, 1),
                "arg" => match self.peek_after(1)? {
                    Lex::Command(name) if name == "max" => (BigOp::ArgMax, 2),
                    Lex::Command(name) if name == "min" => (BigOp::ArgMin, 2),
                    _ => return None,
                },
                _ => return None,
            },
            Lex::Words(words, _) => match words.as_str() {
                "argmax" | "arg max" => (BigOp::ArgMax, 1),
                "argmin" | "arg min" => (BigOp::ArgMin, 1),
                _ => return None,
            },
            _ => return None,
        };
        self.at += length;
        Some(op)
    }

    fn big(&mut self, op: BigOp, start: usize) -> Read {
        let (sub, sup) = self.scripts()?;
        let extreme = !matches!(op, BigOp::Sum | BigOp::Prod);
        let grouped = matches!(
            self.peek(),
            Some(Lex::Open(Delim::Round | Delim::Curly | Delim::Square))
        );
        let body = if extreme && grouped {
            // `\max_j (z_j)` and `\max(a, b)`: the group is the argument, and what follows is not.
            let Some(Lex::Open(delim)) = self.peek() else {
                return Err(self.unexpected());
            };
            let group = self.group(*delim)?;
            self.no_power_of_call(start)?;
            match group.kind {
                SynKind::Group(_, inner) => *inner,
                _ => group,
            }
        } else {
            self.product()?
        };
        let body = Box::new(body);
        Ok(Syn::new(
            SynKind::Big { op, sub, sup, body },
            self.since(start),
        ))
    }

    /// The argument of a function: a group, or the operand that follows.
    fn function_argument(&mut self, name: &str) -> Read {
        let start = self.here().start;
        if let Some(Lex::Open(delim @ (Delim::Round | Delim::Square | Delim::Curly))) = self.peek()
        {
            let group = self.group(*delim)?;
            self.no_power_of_call(start)?;
            return Ok(match group.kind {
                SynKind::Group(_, inner) => *inner,
                _ => group,
            });
        }
        if self.peek() == Some(&Lex::Sign('-')) {
            return Err(Refusal::new(
                RefusalKind::Ambiguous,
                self.here(),
                format!("a sign right after `\\{name}`"),
                format!("write `\\{name}(-x)`"),
            ));
        }
        let mut factors = vec![(Join::Adjacent, self.factor()?)];
        while self.starts_factor() && !self.starts_function() {
            if !Func::named(name).is_some_and(Func::is_trigonometric) || self.starts_group() {
                return Err(Refusal::new(
                    RefusalKind::Ambiguous,
                    start..self.here().end,
                    format!("several factors after `\\{name}` without parentheses"),
                    format!("write `\\{name}(x y)` or `(\\{name} x)\\, y`"),
                ));
            }
            factors.push((Join::Adjacent, self.factor()?));
        }
        match factors.pop() {
            Some((_, only)) if factors.is_empty() => Ok(only),
            last => {
                factors.extend(last);
                Ok(Syn::new(SynKind::Product(factors), self.since(start)))
            }
        }
    }

    fn starts_group(&self) -> bool {
        matches!(self.peek(), Some(Lex::Open(delim)) if *delim != Delim::Brace)
    }

    fn starts_function(&self) -> bool {
        match self.peek() {
            Some(Lex::Command(name)) => {
                Func::named(name).is_some() && name != "sqrt"
                    || matches!(
                        name.as_str(),
                        "sum" | "prod" | "max" | "min" | "arg" | "argmax" | "argmin" | "lg" | "gcd"
                    )
            }
            _ => false,
        }
    }

    fn no_power_of_call(&self, start: usize) -> Result<(), Refusal> {
        if self.peek() == Some(&Lex::Sup) {
            return Err(Refusal::new(
                RefusalKind::Ambiguous,
                self.since(start).start..self.here().end,
                "a power behind a function's argument: of the argument, or of the value",
                "write `(f(x))^2` or `f(x^2)`",
            ));
        }
        Ok(())
    }
}
