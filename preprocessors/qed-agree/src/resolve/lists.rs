//! Lists: transposes, norms, matrices written out, sets.

use super::operand::num;
use super::scope::{Resolver, Shape, Typed};
use super::{Part, refuse};
use crate::expr::{Expr, Kind, Norm};
use crate::number::Ratio;
use crate::read::{SetOp, Syn, SynKind};
use crate::refusal::RefusalKind;

impl Resolver {
    pub(super) fn transpose(&mut self, inner: Typed, syn: &Syn) -> Part<Typed> {
        let shape = match inner.shape {
            Shape::List(sizes) if sizes.len() == 1 => {
                return Ok(Typed {
                    expr: inner.expr,
                    shape: Shape::Row(sizes[0]),
                });
            }
            Shape::Row(size) => {
                return Ok(Typed {
                    expr: inner.expr,
                    shape: Shape::List(vec![size]),
                });
            }
            Shape::List(sizes) if sizes.len() == 2 => Shape::List(vec![sizes[1], sizes[0]]),
            other => {
                return refuse(
                    RefusalKind::Shape,
                    &syn.span,
                    format!("{} has no transpose", other.words()),
                    "transpose a vector or a matrix",
                );
            }
        };
        Ok(Typed {
            expr: Expr::new(Kind::Transpose(Box::new(inner.expr)), syn.span.clone()),
            shape,
        })
    }

    /// `\lVert x \rVert` with its index.
    pub(super) fn norm(&mut self, inner: &Syn, sub: Option<&Syn>, syn: &Syn) -> Part<Typed> {
        let norm = match sub.map(|sub| &sub.bare().kind) {
            None => Norm::Two,
            Some(SynKind::Number(p)) if *p == Ratio::whole(2) => Norm::Two,
            Some(SynKind::Number(p)) if *p == Ratio::ONE => Norm::One,
            Some(SynKind::Infinity) => Norm::Infinity,
            Some(SynKind::Name(name)) if name == "F" => Norm::Two,
            Some(_) => {
                return refuse(
                    RefusalKind::Index,
                    &syn.span,
                    "a norm that is not 1, 2, infinity or F",
                    "write it as a sum of powers",
                );
            }
        };
        let inner = self.expr(inner)?;
        match &inner.shape {
            Shape::List(sizes) if sizes.len() == 1 || norm == Norm::Two => {}
            Shape::Row(_) => {}
            shape => {
                return refuse(
                    RefusalKind::Shape,
                    &syn.span,
                    format!("a norm of {}", shape.words()),
                    "write `\\lvert x \\rvert` for a number, and matrix norms as sums",
                );
            }
        }
        Ok(num(Kind::Norm(norm, Box::new(inner.expr)), syn))
    }

    pub(super) fn matrix(&mut self, rows: &[Vec<Syn>], syn: &Syn) -> Part<Typed> {
        let width = rows.first().map_or(0, Vec::len);
        if width == 0 || rows.iter().any(|row| row.len() != width) {
            return refuse(
                RefusalKind::Shape,
                &syn.span,
                "a matrix whose rows differ in length",
                "fill each row",
            );
        }
        if width == 1 {
            let cells: Vec<Syn> = rows.iter().flatten().cloned().collect();
            return self.list(&cells, syn);
        }
        let mut lists = Vec::new();
        for row in rows {
            lists.push(self.list(row, syn)?.expr);
        }
        let (height, width) = (self.known_size(rows.len()), self.known_size(width));
        Ok(Typed {
            expr: Expr::new(Kind::List(lists), syn.span.clone()),
            shape: Shape::List(vec![height, width]),
        })
    }

    fn known_size(&mut self, size: usize) -> super::Size {
        let node = self.sizes.node();
        self.sizes.fix(node, size as i128);
        super::Size { node, axis: None }
    }

    /// A vector or a tuple, written out.
    pub(super) fn list(&mut self, parts: &[Syn], syn: &Syn) -> Part<Typed> {
        let mut elements = Vec::new();
        for part in parts {
            if matches!(part.kind, SynKind::Ellipsis) {
                return refuse(
                    RefusalKind::Ellipsis,
                    &part.span,
                    "a list with an ellipsis",
                    "write it with an index, `y_i = …`",
                );
            }
            elements.push(self.number(part)?);
        }
        let size = self.known_size(elements.len());
        Ok(Typed {
            expr: Expr::new(Kind::List(elements), syn.span.clone()),
            shape: Shape::List(vec![size]),
        })
    }

    pub(super) fn is_set_type(&self, expr: &Expr) -> bool {
        matches!(expr.kind, Kind::Param(param) if self.params[param].ty.elem().is_whole())
    }

    /// A list of whole numbers or truths as a set.
    pub(super) fn as_set(&mut self, typed: Typed, syn: &Syn) -> Part<Expr> {
        match (&typed.shape, &typed.expr.kind) {
            (Shape::Set, _) => Ok(typed.expr),
            (Shape::List(sizes), Kind::Param(param))
                if sizes.len() == 1 && self.params[*param].ty.elem().is_whole() =>
            {
                let mask = self.params[*param].ty.elem() == crate::signature::Elem::Bool;
                Ok(Expr::new(
                    Kind::Set(mask, Box::new(typed.expr)),
                    syn.span.clone(),
                ))
            }
            (shape, _) => refuse(
                RefusalKind::Shape,
                &syn.span,
                format!("{} where a set is needed", shape.words()),
                "take the set as `&[usize]` or as a mask `&[bool]`, or name a function that sees it: `view A = cells(a)`",
            ),
        }
    }

    pub(super) fn set_operation(&mut self, op: SetOp, a: &Syn, b: &Syn, syn: &Syn) -> Part<Typed> {
        let left = self.expr(a)?;
        let left = self.as_set(left, a)?;
        let right = self.expr(b)?;
        let right = self.as_set(right, b)?;
        let op = match op {
            SetOp::Union => crate::expr::SetOperation::Union,
            SetOp::Intersection => crate::expr::SetOperation::Intersection,
            SetOp::Difference => crate::expr::SetOperation::Difference,
        };
        let expr = Expr::new(
            Kind::SetOp(op, Box::new(left), Box::new(right)),
            syn.span.clone(),
        );
        Ok(Typed {
            expr,
            shape: Shape::Set,
        })
    }
}
