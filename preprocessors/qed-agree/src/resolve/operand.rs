//! Operands: numbers, symbols with their scripts, fractions, roots, groups, cases.

use super::names::written;
use super::scope::{Resolver, Shape, Symbol, Typed};
use super::{Part, refuse};
use crate::expr::{Expr, Kind};
use crate::number::{Func, Ratio};
use crate::read::{Delim, Join, Syn, SynKind};
use crate::refusal::{Refusal, RefusalKind};

pub(super) fn num(kind: Kind, syn: &Syn) -> Typed {
    Typed {
        expr: Expr::new(kind, syn.span.clone()),
        shape: Shape::Num,
    }
}

impl Resolver {
    /// Resolves an expression.
    pub(crate) fn expr(&mut self, syn: &Syn) -> Part<Typed> {
        self.deeper(&syn.span, |resolver| resolver.expr_inner(syn))
    }

    /// Resolves an expression that must be a number.
    pub(crate) fn number(&mut self, syn: &Syn) -> Part<Expr> {
        let typed = self.expr(syn)?;
        self.as_number(typed, syn)
    }

    pub(crate) fn as_number(&self, typed: Typed, syn: &Syn) -> Part<Expr> {
        match typed.shape {
            Shape::Num => Ok(typed.expr),
            shape => refuse(
                RefusalKind::Shape,
                &syn.span,
                format!("{} where a number is needed", shape.words()),
                "write it element by element, with an index",
            ),
        }
    }

    fn expr_inner(&mut self, syn: &Syn) -> Part<Typed> {
        let span = &syn.span;
        match &syn.kind {
            SynKind::Number(value) => Ok(num(Kind::Number(*value), syn)),
            SynKind::Name(_) | SynKind::Script { .. } => self.scripted(syn),
            SynKind::Opaque(atom) => self.atom(*atom, syn),
            SynKind::Group(delim, inner) => self.group(*delim, inner, syn),
            SynKind::Product(factors) => self.product(factors, syn),
            SynKind::Neg(inner) => {
                let inner = self.expr(inner)?;
                Ok(Typed {
                    expr: Expr::new(Kind::Neg(Box::new(inner.expr)), span.clone()),
                    shape: inner.shape,
                })
            }
            SynKind::Sum(terms) => self.sum(terms, syn),
            SynKind::Frac(top, bottom) => self.fraction(top, bottom, syn),
            SynKind::Root(degree, inner) => {
                let inner = self.number(inner)?;
                let Some(degree) = degree else {
                    return Ok(num(Kind::Func(Func::Sqrt, Box::new(inner)), syn));
                };
                let degree = self.number(degree)?;
                let one = Expr::whole(1, degree.span.clone());
                let power = Expr::new(Kind::Div(Box::new(one), Box::new(degree)), span.clone());
                Ok(num(Kind::Pow(Box::new(inner), Box::new(power)), syn))
            }
            SynKind::Binom(n, k) => Ok(num(
                Kind::Binom(Box::new(self.number(n)?), Box::new(self.number(k)?)),
                syn,
            )),
            SynKind::Factorial(inner) => {
                if matches!(inner.kind, SynKind::Factorial(_)) {
                    return refuse(
                        RefusalKind::Ambiguous,
                        span,
                        "a double factorial, or the factorial of one",
                        "write it as a `\\prod`, or with parentheses",
                    );
                }
                Ok(num(Kind::Factorial(Box::new(self.number(inner)?)), syn))
            }
            SynKind::Call {
                name,
                sub,
                sup,
                arg,
            } => self.command_call(name, sub.as_deref(), sup.as_deref(), arg, syn),
            SynKind::Big { op, sub, sup, body } => {
                self.big(*op, sub.as_deref(), sup.as_deref(), body, syn)
            }
            SynKind::Cases(cases) => self.cases(cases, syn),
            SynKind::Matrix(rows) => self.matrix(rows, syn),
            SynKind::List(parts) => self.list(parts, syn),
            SynKind::Set(op, a, b) => self.set_operation(*op, a, b, syn),
            SynKind::Infinity => refuse(
                RefusalKind::NotComputable,
                span,
                "infinity is no number",
                "write the value or a finite bound",
            ),
            SynKind::Ellipsis => refuse(
                RefusalKind::Ellipsis,
                span,
                "an ellipsis that continues nothing",
                "write a `\\sum`, a `\\prod` or a range",
            ),
            SynKind::Given(..) => refuse(
                RefusalKind::NotComputable,
                span,
                "“given” is a probability, which is not evaluated",
                "bind the whole: `let P(A \\mid B) = name`",
            ),
            SynKind::Chain(..)
            | SynKind::Modulo(..)
            | SynKind::All(_)
            | SynKind::Any(_)
            | SynKind::Not(_) => refuse(
                RefusalKind::Syntax,
                span,
                "a condition where a value is needed",
                "write it as an indicator: `\\mathbf{1}[…]`",
            ),
            SynKind::One | SynKind::Top | SynKind::Star | SynKind::Partial | SynKind::Words(_) => {
                refuse(
                    RefusalKind::Syntax,
                    span,
                    "this says nothing on its own",
                    "write a value: a number, a symbol, an expression",
                )
            }
        }
    }

    fn atom(&mut self, atom: usize, syn: &Syn) -> Part<Typed> {
        match self.atoms.get(atom) {
            Some(Some(param)) => Ok(self.use_parameter(*param, &format!("atom {atom}"), &syn.span)),
            _ => refuse(
                RefusalKind::Annotation,
                &syn.span,
                "an atom that is bound to the result stands on the right side",
                "bind it to a parameter",
            ),
        }
    }

    /// A symbol with its scripts: part of its name, indices, a power, a transposition.
    fn scripted(&mut self, syn: &Syn) -> Part<Typed> {
        if let Some(name) = written(syn) {
            match self.symbol(&name, &syn.span) {
                Symbol::Value(value) => return Ok(value),
                Symbol::Definition(at)
                    if self.definitions[at].formals.is_empty()
                        && self.definitions[at].outs.is_empty() =>
                {
                    return self.inline(at, &[], &[], syn);
                }
                _ => {}
            }
        }
        let SynKind::Script { base, sub, sup } = &syn.kind else {
            return self.unknown(syn);
        };
        if let Some(sup) = sup {
            let below = match sub {
                None => (**base).clone(),
                Some(_) => Syn::new(
                    SynKind::Script {
                        base: base.clone(),
                        sub: sub.clone(),
                        sup: None,
                    },
                    base.span.start..sub.as_ref().map_or(base.span.end, |sub| sub.span.end),
                ),
            };
            return self.power(&below, sup, syn);
        }
        match sub {
            Some(sub) => self.indexed(base, sub, syn),
            None => self.expr(base),
        }
    }

    /// What a superscript makes of its base.
    fn power(&mut self, base: &Syn, sup: &Syn, syn: &Syn) -> Part<Typed> {
        let span = &syn.span;
        if self.is_transposition(sup) {
            let inner = self.expr(base)?;
            return self.transpose(inner, syn);
        }
        if matches!(base.kind, SynKind::One | SynKind::Partial) {
            return refuse(
                RefusalKind::Syntax,
                span,
                "a power of something that is no value",
                "write the value first",
            );
        }
        if let SynKind::Group(Delim::Round, inner) = &sup.bare().kind
            && matches!(inner.kind, SynKind::Name(_) | SynKind::Number(_))
        {
            return refuse(
                RefusalKind::Ambiguous,
                span,
                "a superscript in parentheses: a counter or a power",
                "write an index below, or bind it: `let x^{(i)} = name`",
            );
        }
        if matches!(
            sup.bare().kind,
            SynKind::Star | SynKind::Words(_) | SynKind::List(_)
        ) {
            return refuse(
                RefusalKind::Unbound,
                span,
                "a name that no parameter has",
                "name a parameter so, or bind it with `let … = name`",
            );
        }
        let inner = self.expr(base)?;
        if inner.shape != Shape::Num {
            let minus_one = matches!(&sup.bare().kind, SynKind::Neg(one) if one.kind == SynKind::Number(Ratio::ONE));
            let (reason, instead) = if minus_one {
                (
                    "the inverse of a matrix is not evaluated",
                    "bind it: `let A^{-1} = name`",
                )
            } else {
                (
                    "a power of a list",
                    "write `\\lVert x \\rVert^2`, `x^\\top x`, or the elements with an index",
                )
            };
            return refuse(RefusalKind::Shape, span, reason, instead);
        }
        let exponent = self.number(sup)?;
        Ok(num(
            Kind::Pow(Box::new(inner.expr), Box::new(exponent)),
            syn,
        ))
    }

    /// `\top`, and a `T` that nothing else is called.
    fn is_transposition(&mut self, sup: &Syn) -> bool {
        match &sup.bare().kind {
            SynKind::Top => true,
            SynKind::Name(name) => {
                name == "T"
                    && self.parameter("T").is_none()
                    && !self.size_names.contains("T")
                    && !self.scope.iter().any(|(bound, _)| bound == "T")
            }
            _ => false,
        }
    }

    fn group(&mut self, delim: Delim, inner: &Syn, syn: &Syn) -> Part<Typed> {
        let func = |func, resolver: &mut Self| {
            Ok(num(
                Kind::Func(func, Box::new(resolver.number(inner)?)),
                syn,
            ))
        };
        match delim {
            Delim::Floor => func(Func::Floor, self),
            Delim::Ceil => func(Func::Ceil, self),
            Delim::Bar => {
                let inner = self.expr(inner)?;
                match inner.shape {
                    Shape::Num => Ok(num(Kind::Func(Func::Abs, Box::new(inner.expr)), syn)),
                    Shape::Set => Ok(num(Kind::Size(Box::new(inner.expr)), syn)),
                    Shape::List(sizes) if sizes.len() == 1 && self.is_set_type(&inner.expr) => {
                        let set = self.as_set(
                            Typed {
                                expr: inner.expr,
                                shape: Shape::List(sizes),
                            },
                            syn,
                        )?;
                        Ok(num(Kind::Size(Box::new(set)), syn))
                    }
                    shape => refuse(
                        RefusalKind::Ambiguous,
                        &syn.span,
                        format!(
                            "bars around {}: its length, its norm or its determinant",
                            shape.words()
                        ),
                        "write `\\lVert x \\rVert` for a norm",
                    ),
                }
            }
            Delim::DoubleBar => self.norm(inner, None, syn),
            Delim::Angle => {
                let parts = inner.parts();
                let [a, b] = parts[..] else {
                    return refuse(
                        RefusalKind::Syntax,
                        &syn.span,
                        "angle brackets without two vectors",
                        "write `\\langle x, y \\rangle`",
                    );
                };
                let (a, b) = (self.expr(a)?, self.expr(b)?);
                self.dot(a, b, syn)
            }
            Delim::Square
                if matches!(
                    inner.kind,
                    SynKind::Chain(..) | SynKind::Modulo(..) | SynKind::All(_) | SynKind::Any(_)
                ) =>
            {
                let when = self.cond(inner)?;
                Ok(num(Kind::Indicator(Box::new(when)), syn))
            }
            Delim::Round | Delim::Square | Delim::Curly | Delim::Brace => self.expr(inner),
        }
    }

    fn cases(&mut self, cases: &[(Syn, Option<Syn>)], syn: &Syn) -> Part<Typed> {
        let mut resolved = Vec::new();
        let mut shape = None;
        for (value, when) in cases {
            let value = self.expr(value)?;
            let when = when.as_ref().map(|when| self.cond(when)).transpose()?;
            match &shape {
                None => shape = Some(value.shape),
                Some(first) if first.rank() == value.shape.rank() => {}
                Some(first) => {
                    let reason = format!(
                        "cases that are {} and {}",
                        first.words(),
                        value.shape.words()
                    );
                    return refuse(
                        RefusalKind::Shape,
                        &value.expr.span,
                        reason,
                        "write the same shape in each case",
                    );
                }
            }
            resolved.push((value.expr, when));
        }
        let shape = shape.unwrap_or(Shape::Num);
        Ok(Typed {
            expr: Expr::new(Kind::Cases(resolved), syn.span.clone()),
            shape,
        })
    }

    /// A symbol that nothing declares.
    pub(super) fn unknown<T>(&self, syn: &Syn) -> Part<T> {
        let name = written(syn).unwrap_or_default();
        if name == "nabla" {
            return Err(Refusal::new(
                RefusalKind::NotComputable,
                syn.span.clone(),
                "a gradient of an unknown function is not evaluated",
                "bind it: `let \\nabla L(w) = name`",
            ));
        }
        let is_definition = self
            .definitions
            .iter()
            .any(|definition| definition.name == name)
            || self.head.as_ref().is_some_and(|(head, _)| *head == name)
            || Func::named(&name).is_some();
        if is_definition {
            return refuse(
                RefusalKind::NotAFunction,
                &syn.span,
                format!("the function `{name}` without its arguments"),
                "write its arguments in parentheses",
            );
        }
        refuse(
            RefusalKind::Unbound,
            &syn.span,
            format!("`{name}` is neither a parameter nor bound"),
            format!(
                "name a parameter `{}`, bind it with `let … = name`, or, if it is a size, say `dim x: …`",
                name.to_lowercase()
            ),
        )
    }

    /// Whether the join allows an application: nothing stands between.
    pub(super) fn adjacent(join: Join) -> bool {
        join == Join::Adjacent
    }
}
