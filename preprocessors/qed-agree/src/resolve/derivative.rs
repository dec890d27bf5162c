//! Derivatives: which fractions are, of what, and by what.

use super::operand::num;
use super::scope::{Resolver, Shape, Typed};
use super::{Part, refuse};
use crate::expr::{Expr, Kind};
use crate::read::{Delim, Join, Syn, SynKind};
use crate::refusal::RefusalKind;

impl Resolver {
    /// `\frac{\partial}{\partial w}` alone: what it differentiates by, and how often.
    pub(super) fn derivative_operator(&self, syn: &Syn) -> Option<(Syn, u8)> {
        let SynKind::Frac(top, bottom) = &syn.kind else {
            return None;
        };
        match self.derivative_of(top, bottom)? {
            (true, by, order) => Some((by, order)),
            _ => None,
        }
    }

    /// Whether a fraction is a derivative: whether its top is the sign alone, what it is by, and its order.
    pub(super) fn derivative_of(&self, top: &Syn, bottom: &Syn) -> Option<(bool, Syn, u8)> {
        let total = self.parameter("d").is_none() && self.size_names.iter().all(|name| name != "d");
        let is_sign = |syn: &Syn| match &syn.bare().kind {
            SynKind::Partial => true,
            SynKind::Name(name) => name == "d" && total,
            _ => false,
        };
        let order_of = |syn: &Syn| match &syn.bare().kind {
            SynKind::Script {
                base,
                sub: None,
                sup: Some(order),
            } if is_sign(base) => match &order.bare().kind {
                SynKind::Number(order) if order.as_whole() == Some(2) => Some(2),
                _ => None,
            },
            _ if is_sign(syn) => Some(1),
            _ => None,
        };
        let SynKind::Product(below) = &bottom.bare().kind else {
            return None;
        };
        let [(_, sign), (_, by)] = &below[..] else {
            return None;
        };
        if !is_sign(sign) {
            return None;
        }
        let (alone, order) = match &top.bare().kind {
            SynKind::Product(factors) => (false, order_of(&factors.first()?.1)?),
            _ => (true, order_of(top)?),
        };
        let by = match (&by.bare().kind, order) {
            (
                SynKind::Script {
                    base,
                    sub,
                    sup: Some(power),
                },
                2,
            ) if matches!(power.bare().kind, SynKind::Number(_)) => {
                let kind = match sub {
                    Some(_) => SynKind::Script {
                        base: base.clone(),
                        sub: sub.clone(),
                        sup: None,
                    },
                    None => base.kind.clone(),
                };
                Syn::new(kind, by.span.clone())
            }
            (_, 1) => by.clone(),
            _ => return None,
        };
        Some((alone, by, order))
    }

    /// What a named function is, whose derivative is written `\frac{\partial L}{\partial w}`.
    pub(super) fn derived_symbol(&mut self, factors: &[(Join, Syn)], syn: &Syn) -> Part<Expr> {
        if let [(_, only)] = factors {
            let name = super::written(only).unwrap_or_default();
            let known = self
                .definitions
                .iter()
                .position(|definition| definition.name == name);
            if let Some(at) = known {
                let formals = self.definitions[at].formals.clone();
                let mut arguments = Vec::new();
                for formal in formals {
                    let formal = Syn::new(SynKind::Name(formal), only.span.clone());
                    arguments.push(self.expr(&formal)?);
                }
                let body = self.inline(at, &arguments, &[], only)?;
                return self.as_number(body, only);
            }
            if matches!(
                only.bare().kind,
                SynKind::Group(Delim::Round | Delim::Square, _)
            ) {
                return self.number(only);
            }
            return refuse(
                RefusalKind::NotComputable,
                &syn.span,
                "a derivative of a symbol whose expression is not known here",
                "name the formula that defines it: `using eq:…`, or bind the whole: `let \\frac{\\partial L}{\\partial w} = name`",
            );
        }
        let body = Syn::new(SynKind::Product(factors.to_vec()), syn.span.clone());
        self.number(&body)
    }

    pub(super) fn derivative(&mut self, body: Expr, by: &Syn, order: u8, syn: &Syn) -> Part<Typed> {
        let target = self.expr(by)?;
        let (param, at) = match target.expr.kind {
            Kind::Param(param) if target.shape == Shape::Num => (param, Vec::new()),
            Kind::Index(list, at) if target.shape == Shape::Num => match list.kind {
                Kind::Param(param) => (param, at),
                _ => return self.not_by(by),
            },
            _ => return self.not_by(by),
        };
        Ok(num(
            Kind::Diff {
                body: Box::new(body),
                by: param,
                at,
                order,
            },
            syn,
        ))
    }

    fn not_by(&self, by: &Syn) -> Part<Typed> {
        refuse(
            RefusalKind::NotComputable,
            &by.span,
            "a derivative by something that is neither a number among the parameters nor an element of one",
            "differentiate by a parameter, or by an element with an index: `w_j`",
        )
    }
}
