//! Sums and products: what adjacency means once the symbols are known.

use super::operand::num;
use super::scope::{Resolver, Shape, Size, Typed};
use super::{Part, refuse};
use crate::expr::{Expr, FoldOp, Kind};
use crate::read::{Join, Syn, SynKind};
use crate::refusal::RefusalKind;

impl Resolver {
    /// Terms with their signs.
    pub(super) fn sum(&mut self, terms: &[(bool, Syn)], syn: &Syn) -> Part<Typed> {
        if let Some(at) = terms
            .iter()
            .position(|(_, term)| term.kind == SynKind::Ellipsis)
        {
            return self.sum_with_ellipsis(terms, at, syn);
        }
        let mut resolved: Vec<(bool, Expr)> = Vec::new();
        let mut shape: Option<Shape> = None;
        for (minus, term) in terms {
            let typed = self.expr(term)?;
            shape = Some(match shape {
                None => typed.shape,
                Some(known) => self.same_shape(known, &typed.shape, syn, "a sum of")?,
            });
            resolved.push((*minus, typed.expr));
        }
        Ok(Typed {
            expr: Expr::new(Kind::Add(resolved), syn.span.clone()),
            shape: shape.unwrap_or(Shape::Num),
        })
    }

    /// `x_1 + x_2 + \cdots + x_n`, and what is added behind it.
    fn sum_with_ellipsis(&mut self, terms: &[(bool, Syn)], at: usize, syn: &Syn) -> Part<Typed> {
        let plain = terms.iter().take(at + 2).all(|(minus, _)| !minus);
        let (Some((_, last)), true) = (terms.get(at + 1), plain && at > 0) else {
            return refuse(
                RefusalKind::Ellipsis,
                &syn.span,
                "an ellipsis without terms on both sides, or between differences",
                "write it as `\\sum_{i=1}^{n}`",
            );
        };
        let before: Vec<&Syn> = terms[..at].iter().map(|(_, term)| term).collect();
        let run = self.ellipsis(FoldOp::Sum, &before, last, syn)?;
        let mut resolved = vec![(false, run.expr)];
        for (minus, term) in &terms[at + 2..] {
            resolved.push((*minus, self.number(term)?));
        }
        if resolved.len() == 1 {
            let (_, only) = resolved.remove(0);
            return Ok(Typed {
                expr: only,
                shape: Shape::Num,
            });
        }
        Ok(num(Kind::Add(resolved), syn))
    }

    /// States that two shapes are the same, or refuses.
    pub(super) fn same_shape(&mut self, a: Shape, b: &Shape, syn: &Syn, what: &str) -> Part<Shape> {
        let reason = format!("{what} {} and {}", a.words(), b.words());
        let pairs: Vec<(Size, Size)> = match (&a, b) {
            (Shape::Num, Shape::Num) => return Ok(Shape::Num),
            (Shape::List(x), Shape::List(y)) if x.len() == y.len() => {
                x.iter().copied().zip(y.iter().copied()).collect()
            }
            (Shape::Row(x), Shape::Row(y)) => vec![(*x, *y)],
            (Shape::Num, _) | (_, Shape::Num) => {
                return refuse(
                    RefusalKind::Shape,
                    &syn.span,
                    reason,
                    "write it element by element, `x_i + b`, or multiply the number by a vector of ones",
                );
            }
            _ => {
                return refuse(
                    RefusalKind::Shape,
                    &syn.span,
                    reason,
                    "transpose one of them, or write the elements with an index",
                );
            }
        };
        for (x, y) in pairs {
            self.equal(x, y, syn)?;
        }
        Ok(a)
    }

    fn equal(&mut self, a: Size, b: Size, syn: &Syn) -> Part<()> {
        if self.sizes.unify(a.node, b.node, 0) {
            return Ok(());
        }
        refuse(
            RefusalKind::Shape,
            &syn.span,
            "lists whose lengths cannot be equal",
            "check the bounds and the sizes",
        )
    }

    /// Factors with what joins them: applications first, then products from left to right.
    pub(super) fn product(&mut self, factors: &[(Join, Syn)], syn: &Syn) -> Part<Typed> {
        if let Some(at) = factors
            .iter()
            .position(|(_, factor)| factor.kind == SynKind::Ellipsis)
        {
            let before: Vec<&Syn> = factors[..at].iter().map(|(_, factor)| factor).collect();
            let [(_, last)] = &factors[at + 1..] else {
                return refuse(
                    RefusalKind::Ellipsis,
                    &syn.span,
                    "an ellipsis without one last factor",
                    "write it as `\\prod_{i=1}^{n}`",
                );
            };
            if before.is_empty() {
                return refuse(
                    RefusalKind::Ellipsis,
                    &syn.span,
                    "an ellipsis that begins a product",
                    "write it as `\\prod_{i=1}^{n}`",
                );
            }
            return self.ellipsis(FoldOp::Prod, &before, last, syn);
        }
        let mut rest = factors;
        let mut product: Option<Typed> = None;
        while let Some((join, _)) = rest.first() {
            let (factor, taken) = self.factor(rest, syn)?;
            rest = &rest[taken..];
            product = Some(match product {
                None => factor,
                Some(left) => self.combine(left, *join, factor, syn)?,
            });
        }
        match product {
            Some(product) => Ok(product),
            None => refuse(
                RefusalKind::Syntax,
                &syn.span,
                "a product of nothing",
                "write its factors",
            ),
        }
    }

    /// The next factor: an application, a derivative, an indicator, or a single operand; and how many factors it took.
    fn factor(&mut self, factors: &[(Join, Syn)], syn: &Syn) -> Part<(Typed, usize)> {
        let (_, first) = &factors[0];
        let next = factors
            .get(1)
            .filter(|(join, _)| Self::adjacent(*join))
            .map(|(_, next)| next);
        if first.kind == SynKind::One {
            let Some(SynKind::Group(_, when)) = next.map(|next| &next.kind) else {
                return refuse(
                    RefusalKind::Syntax,
                    &first.span,
                    "an indicator without its condition",
                    "write `\\mathbf{1}[k = j]`",
                );
            };
            let when = self.cond(when)?;
            let span = first.span.start..factors[1].1.span.end;
            return Ok((
                Typed {
                    expr: Expr::new(Kind::Indicator(Box::new(when)), span),
                    shape: Shape::Num,
                },
                2,
            ));
        }
        if let Some((by, order)) = self.derivative_operator(first) {
            let body: Vec<(Join, Syn)> = factors[1..].to_vec();
            let Some((_, start)) = body.first() else {
                return refuse(
                    RefusalKind::NotComputable,
                    &first.span,
                    "a derivative of nothing",
                    "write the expression behind it in parentheses",
                );
            };
            let span = start.span.start..syn.span.end;
            let count = factors.len();
            let body = match body.as_slice() {
                [(_, only)] => only.clone(),
                _ => Syn::new(SynKind::Product(body), span),
            };
            let body = self.number(&body)?;
            return Ok((self.derivative(body, &by, order, first)?, count));
        }
        if let Some(next) = next
            && let Some(value) = self.application(first, next)?
        {
            return Ok((value, 2));
        }
        Ok((self.expr(first)?, 1))
    }

    /// Two factors and what stands between them.
    fn combine(&mut self, a: Typed, join: Join, b: Typed, syn: &Syn) -> Part<Typed> {
        let span = a.expr.span.start..b.expr.span.end;
        let here = Syn::new(SynKind::Ellipsis, span.clone());
        let build = |kind, shape| {
            Ok(Typed {
                expr: Expr::new(kind, span.clone()),
                shape,
            })
        };
        match (join, &a.shape, &b.shape) {
            (Join::Slash, _, Shape::Num) => {
                let shape = a.shape.clone();
                build(Kind::Div(Box::new(a.expr), Box::new(b.expr)), shape)
            }
            (Join::Mod, Shape::Num, Shape::Num) => {
                build(Kind::Mod(Box::new(a.expr), Box::new(b.expr)), Shape::Num)
            }
            (Join::Slash | Join::Mod, _, _) => refuse(
                RefusalKind::Shape,
                &span,
                format!("{} divided by {}", a.shape.words(), b.shape.words()),
                "write the elements with an index",
            ),
            (_, Shape::Set, _) | (_, _, Shape::Set) => refuse(
                RefusalKind::Shape,
                &span,
                "a product with a set",
                "write `\\cap`, `\\cup`, or the number of its elements",
            ),
            (_, Shape::Num, shape) | (_, shape, Shape::Num) => {
                let shape = shape.clone();
                let mut factors = match a.expr.kind {
                    Kind::Mul(factors) => factors,
                    _ => vec![a.expr],
                };
                factors.push(b.expr);
                build(Kind::Mul(factors), shape)
            }
            (Join::Hadamard, _, _) => {
                let shape =
                    self.same_shape(a.shape, &b.shape, &here, "an elementwise product of")?;
                build(Kind::Hadamard(Box::new(a.expr), Box::new(b.expr)), shape)
            }
            (Join::Dot, Shape::List(x), Shape::List(y)) if x.len() == 1 && y.len() == 1 => {
                self.dot(a, b, &here)
            }
            (_, Shape::Row(_), Shape::List(y)) if y.len() == 1 => self.dot(a, b, &here),
            (_, Shape::List(x), Shape::Row(y)) if x.len() == 1 => {
                let shape = Shape::List(vec![x[0], *y]);
                build(Kind::Outer(Box::new(a.expr), Box::new(b.expr)), shape)
            }
            (_, Shape::List(x), Shape::List(y)) if x.len() == 2 && y.len() <= 2 => {
                let shape = if y.len() == 2 {
                    Shape::List(vec![x[0], y[1]])
                } else {
                    Shape::List(vec![x[0]])
                };
                self.equal(x[1], y[0], &here)?;
                build(Kind::MatMul(Box::new(a.expr), Box::new(b.expr)), shape)
            }
            (_, Shape::Row(x), Shape::List(y)) if y.len() == 2 => {
                self.equal(*x, y[0], &here)?;
                let shape = Shape::Row(y[1]);
                build(Kind::MatMul(Box::new(a.expr), Box::new(b.expr)), shape)
            }
            (_, x, y) => {
                let _ = syn;
                refuse(
                    RefusalKind::Shape,
                    &span,
                    format!("{} times {}", x.words(), y.words()),
                    "write `x^\\top y` for the dot product, `x \\odot y` for the elementwise one, or the elements with an index",
                )
            }
        }
    }

    /// The dot product of two vectors.
    pub(super) fn dot(&mut self, a: Typed, b: Typed, syn: &Syn) -> Part<Typed> {
        let size = |shape: &Shape| match shape {
            Shape::List(sizes) if sizes.len() == 1 => Some(sizes[0]),
            Shape::Row(size) => Some(*size),
            _ => None,
        };
        let (Some(x), Some(y)) = (size(&a.shape), size(&b.shape)) else {
            let reason = format!(
                "a dot product of {} and {}",
                a.shape.words(),
                b.shape.words()
            );
            return refuse(
                RefusalKind::Shape,
                &syn.span,
                reason,
                "take it of two vectors",
            );
        };
        self.equal(x, y, syn)?;
        Ok(num(Kind::Dot(Box::new(a.expr), Box::new(b.expr)), syn))
    }

    /// A fraction: a derivative, or a quotient.
    pub(super) fn fraction(&mut self, top: &Syn, bottom: &Syn, syn: &Syn) -> Part<Typed> {
        if let Some((_, by, order)) = self.derivative_of(top, bottom) {
            let SynKind::Product(factors) = &top.bare().kind else {
                return refuse(
                    RefusalKind::NotComputable,
                    &syn.span,
                    "a derivative of nothing",
                    "write the expression behind it in parentheses",
                );
            };
            let body = self.derived_symbol(&factors[1..], syn)?;
            return self.derivative(body, &by, order, syn);
        }
        let top = self.expr(top)?;
        let divisor = self.expr(bottom)?;
        if divisor.shape != Shape::Num {
            return refuse(
                RefusalKind::Shape,
                &bottom.span,
                format!("a division by {}", divisor.shape.words()),
                "write the elements with an index, `\\frac{x_i}{y_i}`",
            );
        }
        let kind = Kind::Div(Box::new(top.expr), Box::new(divisor.expr));
        Ok(Typed {
            expr: Expr::new(kind, syn.span.clone()),
            shape: top.shape,
        })
    }
}
