//! Conditions.

use super::scope::{Resolver, Shape};
use super::{Part, refuse};
use crate::expr::{Cmp, Cond, Expr, Kind};
use crate::read::{Rel, Syn, SynKind};
use crate::refusal::RefusalKind;

impl Resolver {
    /// Resolves a condition.
    pub(crate) fn cond(&mut self, syn: &Syn) -> Part<Cond> {
        self.deeper(&syn.span, |resolver| resolver.cond_inner(syn))
    }

    fn cond_inner(&mut self, syn: &Syn) -> Part<Cond> {
        match &syn.kind {
            SynKind::Chain(sides, rels) => {
                let mut links = Vec::new();
                for (pair, rel) in sides.windows(2).zip(rels) {
                    links.push(self.relation(&pair[0], *rel, &pair[1], syn)?);
                }
                Ok(one_or_all(links))
            }
            SynKind::Modulo(chain, modulus) => self.congruence(chain, modulus, syn),
            SynKind::All(parts) | SynKind::List(parts) => Ok(one_or_all(
                parts
                    .iter()
                    .map(|part| self.cond(part))
                    .collect::<Part<_>>()?,
            )),
            SynKind::Any(parts) => Ok(Cond::Any(
                parts
                    .iter()
                    .map(|part| self.cond(part))
                    .collect::<Part<_>>()?,
            )),
            SynKind::Not(inner) => Ok(Cond::Not(Box::new(self.cond(inner)?))),
            SynKind::Group(_, inner) => self.cond(inner),
            _ => {
                // A truth: a parameter or an element that is 0 or 1.
                let value = self.expr(syn)?;
                if value.shape == Shape::Num && self.is_truth(&value.expr) {
                    let zero = Expr::whole(0, syn.span.clone());
                    return Ok(Cond::Compare(Box::new(value.expr), Cmp::Ne, Box::new(zero)));
                }
                refuse(
                    RefusalKind::Syntax,
                    &syn.span,
                    "a value where a condition is needed",
                    "compare it: `x > 0`, `k = j`, `x \\in S`",
                )
            }
        }
    }

    fn is_truth(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Kind::Param(param) => self.params[*param].ty.elem() == crate::signature::Elem::Bool,
            Kind::Index(list, _) => self.is_truth(list),
            _ => false,
        }
    }

    fn relation(&mut self, left: &Syn, rel: Rel, right: &Syn, syn: &Syn) -> Part<Cond> {
        let cmp = match rel {
            Rel::Eq => Cmp::Eq,
            Rel::Ne => Cmp::Ne,
            Rel::Lt => Cmp::Lt,
            Rel::Le => Cmp::Le,
            Rel::Gt => Cmp::Gt,
            Rel::Ge => Cmp::Ge,
            Rel::In => {
                let element = self.number(left)?;
                let set = self.expr(right)?;
                return match set.shape {
                    Shape::Set => Ok(Cond::In(Box::new(element), Box::new(set.expr))),
                    Shape::List(sizes) if sizes.len() == 1 => {
                        Ok(Cond::In(Box::new(element), Box::new(set.expr)))
                    }
                    shape => refuse(
                        RefusalKind::Shape,
                        &right.span,
                        format!("an element of {}", shape.words()),
                        "name a list or a set",
                    ),
                };
            }
            Rel::Define | Rel::Approx | Rel::Congruent | Rel::Divides => {
                return refuse(
                    RefusalKind::Syntax,
                    &syn.span,
                    "this relation is no condition that can be decided",
                    "write `=`, `<`, `\\le`, `\\in` or `\\equiv … \\pmod n`",
                );
            }
        };
        let (a, b) = (self.number(left)?, self.number(right)?);
        let (a, b) = (self.aligned(a, &b), b);
        let b = self.aligned(b, &a);
        Ok(Cond::Compare(Box::new(a), cmp, Box::new(b)))
    }

    /// A label of the code that is compared with an index of the formula counts from the same number as the index.
    fn aligned(&self, value: Expr, other: &Expr) -> Expr {
        match (self.base, &other.kind) {
            (Some(0), Kind::Var(_)) if self.is_crossing(&value) => {
                let span = value.span.clone();
                let one = Expr::whole(1, span.clone());
                Expr::new(Kind::Add(vec![(false, value), (false, one)]), span)
            }
            _ => value,
        }
    }

    fn congruence(&mut self, chain: &Syn, modulus: &Syn, syn: &Syn) -> Part<Cond> {
        let SynKind::Chain(sides, rels) = &chain.kind else {
            return refuse(
                RefusalKind::Syntax,
                &syn.span,
                "a modulus without a congruence",
                "write `a \\equiv b \\pmod n`",
            );
        };
        let modulus = self.number(modulus)?;
        let mut links = Vec::new();
        for (pair, rel) in sides.windows(2).zip(rels) {
            if !matches!(rel, Rel::Congruent | Rel::Eq) {
                return refuse(
                    RefusalKind::Syntax,
                    &syn.span,
                    "a congruence with another relation",
                    "write `\\equiv`",
                );
            }
            let (a, b) = (self.number(&pair[0])?, self.number(&pair[1])?);
            links.push(Cond::Congruent(
                Box::new(a),
                Box::new(b),
                Box::new(modulus.clone()),
            ));
        }
        Ok(one_or_all(links))
    }
}

fn one_or_all(mut links: Vec<Cond>) -> Cond {
    match links.pop() {
        Some(only) if links.is_empty() => only,
        last => {
            links.extend(last);
            Cond::All(links)
        }
    }
}
