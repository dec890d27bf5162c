//! Functions and their arguments: those of the notation, those that formulas define, the defined symbol itself.

use std::ops::Range;

use super::operand::num;
use super::scope::{Resolver, Shape, Symbol, Typed};
use super::{Part, refuse, written};
use crate::expr::{Expr, Kind};
use crate::number::{Func, Ratio};
use crate::read::{Delim, Syn, SynKind};
use crate::refusal::RefusalKind;

/// A function that the notation knows by name.
enum Known {
    One(Func),
    Softmax,
    Trace,
    Gcd,
}

impl Known {
    fn named(name: &str) -> Option<Self> {
        match name.to_lowercase().as_str() {
            "softmax" => Some(Self::Softmax),
            "tr" | "trace" => Some(Self::Trace),
            "gcd" => Some(Self::Gcd),
            "sigma" => Some(Self::One(Func::Sigmoid)),
            lower => Func::named(lower).map(Self::One),
        }
    }
}

impl Resolver {
    /// An operand right before another: an application if it is a function, and nothing if it is a factor.
    pub(super) fn application(&mut self, function: &Syn, next: &Syn) -> Part<Option<Typed>> {
        // What is applied to: a group, perhaps with an index behind it.
        let (group, sub, sup) = match &next.kind {
            SynKind::Group(..) => (next, None, None),
            SynKind::Script { base, sub, sup } if matches!(base.kind, SynKind::Group(..)) => {
                (&**base, sub.as_deref(), sup.as_deref())
            }
            _ => (next, None, None),
        };
        let inner = match &group.kind {
            SynKind::Group(Delim::Round | Delim::Square | Delim::Curly, inner) => Some(&**inner),
            _ => None,
        };
        let span = function.span.start..next.span.end;
        let whole = Syn::new(SynKind::Ellipsis, span.clone());
        let Some(name) = written(function) else {
            return match &function.kind {
                // `\sigma_k(z)`, `f^2(x)`: scripts on the function itself.
                SynKind::Script {
                    base,
                    sub: below,
                    sup: above,
                } => {
                    self.scripted_function(base, below.as_deref(), above.as_deref(), inner, &whole)
                }
                _ => Ok(None),
            };
        };
        let value = match self.symbol(&name, &function.span) {
            Symbol::Value(value) => {
                let square = matches!(group.kind, SynKind::Group(Delim::Square, _));
                let (Some(inner), true, true) = (inner, square, value.shape.rank() > 0) else {
                    return Ok(None);
                };
                // `x[i]`, as signal processing writes it.
                self.at(value, &inner.parts(), &whole)?
            }
            Symbol::Head => {
                let Some(inner) = inner else { return Ok(None) };
                self.recall(&inner.parts(), &whole)?
            }
            Symbol::Definition(at) if self.definitions[at].formals.is_empty() => return Ok(None),
            Symbol::Definition(at) => {
                let Some(inner) = inner else { return Ok(None) };
                let arguments = inner
                    .parts()
                    .into_iter()
                    .map(|part| self.expr(part))
                    .collect::<Part<Vec<_>>>()?;
                let indices: Vec<Syn> = match sub {
                    Some(sub) => self.split(&sub.parts(), self.definitions[at].outs.len()),
                    None => Vec::new(),
                };
                if sup.is_some() {
                    return self.power_of_call(&span);
                }
                let indices = indices
                    .iter()
                    .map(|index| self.number(index))
                    .collect::<Part<Vec<_>>>()?;
                return self.inline(at, &arguments, &indices, &whole).map(Some);
            }
            Symbol::Unknown => match Known::named(&name) {
                Some(known) => {
                    let argument = inner.unwrap_or(next);
                    let applied = self.known(&known, argument, &whole)?;
                    if inner.is_none() {
                        return Ok(Some(applied));
                    }
                    applied
                }
                None => match self.scripted_name(function, inner, &whole)? {
                    Some(value) => value,
                    None if inner.is_some() && !self.is_known_base(function) => {
                        return refuse(
                            RefusalKind::NotAFunction,
                            &function.span,
                            format!(
                                "`{name}` stands before parentheses but is neither a function nor a parameter"
                            ),
                            format!(
                                "bind the whole: `let {name}(…) = name`, or name the formula that defines it: `using eq:…`"
                            ),
                        );
                    }
                    None => return Ok(None),
                },
            },
        };
        match (sub, sup) {
            (Some(sub), None) => self.at(value, &sub.parts(), &whole).map(Some),
            (None, None) => Ok(Some(value)),
            (_, Some(sup)) if matches!(sup.bare().kind, SynKind::Top) => {
                self.transpose(value, &whole).map(Some)
            }
            (_, Some(_)) => self.power_of_call(&span),
        }
    }

    /// Whether an operand is an element of a list, a size or a power of a known symbol: a factor, not a function.
    fn is_known_base(&mut self, operand: &Syn) -> bool {
        let SynKind::Script { base, .. } = &operand.kind else {
            return false;
        };
        let Some(name) = written(base) else {
            return true;
        };
        !matches!(self.symbol(&name, &base.span), Symbol::Unknown) || self.is_known_base(base)
    }

    fn power_of_call(&self, span: &Range<usize>) -> Part<Option<Typed>> {
        refuse(
            RefusalKind::Ambiguous,
            span,
            "a power behind a function's argument: of the argument, or of the value",
            "write `(f(x))^2` or `f(x^2)`",
        )
    }

    /// `\operatorname{softmax}_k(z)`: the name with its script is unknown, the function without it is not.
    fn scripted_name(
        &mut self,
        function: &Syn,
        inner: Option<&Syn>,
        whole: &Syn,
    ) -> Part<Option<Typed>> {
        match &function.kind {
            SynKind::Script { base, sub, sup } => {
                self.scripted_function(base, sub.as_deref(), sup.as_deref(), inner, whole)
            }
            _ => Ok(None),
        }
    }

    fn scripted_function(
        &mut self,
        base: &Syn,
        sub: Option<&Syn>,
        sup: Option<&Syn>,
        inner: Option<&Syn>,
        whole: &Syn,
    ) -> Part<Option<Typed>> {
        let (Some(name), Some(inner)) = (base.name(), inner) else {
            return Ok(None);
        };
        if !matches!(self.symbol(name, &base.span), Symbol::Unknown) {
            return Ok(None);
        }
        let Some(known) = Known::named(name) else {
            return Ok(None);
        };
        let mut value = self.known(&known, inner, whole)?;
        if let Some(sub) = sub {
            value = self.at(value, &sub.parts(), whole)?;
        }
        match sup {
            None => Ok(Some(value)),
            Some(sup) => self.function_power(value, sup, whole).map(Some),
        }
    }

    /// `\sin^2 x` is the square of the sine; `\sin^{-1} x` has two readings.
    fn function_power(&mut self, value: Typed, sup: &Syn, syn: &Syn) -> Part<Typed> {
        if matches!(&sup.bare().kind, SynKind::Neg(_)) {
            return refuse(
                RefusalKind::Ambiguous,
                &syn.span,
                "a negative power of a function: its inverse, or its reciprocal",
                "write `\\arcsin x`, or `\\frac{1}{\\sin x}`",
            );
        }
        let value = self.as_number(value, syn)?;
        let exponent = self.number(sup)?;
        Ok(num(Kind::Pow(Box::new(value), Box::new(exponent)), syn))
    }

    fn known(&mut self, known: &Known, argument: &Syn, syn: &Syn) -> Part<Typed> {
        match known {
            Known::One(func) => {
                let argument = self.expr(argument)?;
                self.map(*func, argument, syn)
            }
            Known::Softmax => {
                let argument = self.expr(argument)?;
                match &argument.shape {
                    Shape::List(sizes) if sizes.len() <= 2 => {
                        if sizes.len() == 2 {
                            let axis = if self.columns { "columns" } else { "rows" };
                            self.notes
                                .push(format!("softmax of a matrix works on its {axis}"));
                        }
                        let kind = Kind::Softmax(self.columns, Box::new(argument.expr));
                        Ok(Typed {
                            expr: Expr::new(kind, syn.span.clone()),
                            shape: argument.shape,
                        })
                    }
                    shape => refuse(
                        RefusalKind::Shape,
                        &syn.span,
                        format!("softmax of {}", shape.words()),
                        "give it a vector or a matrix",
                    ),
                }
            }
            Known::Trace => {
                let argument = self.expr(argument)?;
                match &argument.shape {
                    Shape::List(sizes) if sizes.len() == 2 => {
                        Ok(num(Kind::Trace(Box::new(argument.expr)), syn))
                    }
                    shape => refuse(
                        RefusalKind::Shape,
                        &syn.span,
                        format!("the trace of {}", shape.words()),
                        "give it a matrix",
                    ),
                }
            }
            Known::Gcd => self.gcd(argument, syn),
        }
    }

    fn gcd(&mut self, argument: &Syn, syn: &Syn) -> Part<Typed> {
        let parts = argument.parts();
        let [a, b] = parts[..] else {
            return refuse(
                RefusalKind::Syntax,
                &syn.span,
                "`\\gcd` without two numbers",
                "write `\\gcd(a, b)`",
            );
        };
        let (a, b) = (self.number(a)?, self.number(b)?);
        Ok(num(Kind::Gcd(Box::new(a), Box::new(b)), syn))
    }

    /// A function of one number, of a number or element by element.
    fn map(&mut self, func: Func, argument: Typed, syn: &Syn) -> Part<Typed> {
        let ambiguous = argument.shape.rank() == 2
            && matches!(func, Func::Exp | Func::Log | Func::Sqrt | Func::Abs);
        if ambiguous || argument.shape == Shape::Set {
            return refuse(
                RefusalKind::Ambiguous,
                &syn.span,
                format!(
                    "{} of {}: of each element, or of the whole",
                    func.name(),
                    argument.shape.words()
                ),
                "write the elements with an index",
            );
        }
        let kind = Kind::Func(func, Box::new(argument.expr));
        Ok(Typed {
            expr: Expr::new(kind, syn.span.clone()),
            shape: argument.shape,
        })
    }

    /// A function with a command of its own: `\log_2 x`, `\sin^2 x`, `\gcd(a, b)`.
    pub(super) fn command_call(
        &mut self,
        name: &str,
        sub: Option<&Syn>,
        sup: Option<&Syn>,
        arg: &Syn,
        syn: &Syn,
    ) -> Part<Typed> {
        if name == "gcd" {
            return self.gcd(arg, syn);
        }
        let value = match (name, sub) {
            ("log", Some(base)) => {
                let base = self.number(base)?;
                num(
                    Kind::LogBase(Box::new(base), Box::new(self.number(arg)?)),
                    syn,
                )
            }
            ("lg", None) => {
                let base = Expr::new(Kind::Number(Ratio::whole(10)), syn.span.clone());
                num(
                    Kind::LogBase(Box::new(base), Box::new(self.number(arg)?)),
                    syn,
                )
            }
            (_, Some(sub)) => {
                return refuse(
                    RefusalKind::Syntax,
                    &sub.span,
                    format!("a subscript of `\\{name}`"),
                    "only `\\log` has a base below it",
                );
            }
            (_, None) => {
                let func = Func::named(name).unwrap_or(Func::Log);
                let argument = self.expr(arg)?;
                self.map(func, argument, syn)?
            }
        };
        match sup {
            None => Ok(value),
            Some(sup) => self.function_power(value, sup, syn),
        }
    }
}
