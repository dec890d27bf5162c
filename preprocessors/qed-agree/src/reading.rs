//! How a formula was read: a tree and a table of symbols, for those who want to see it.

use crate::expr::{Cmp, Cond, Expr, FoldOp, Kind, Span};
use crate::plan::Plan;
use crate::program::Program;

/// A formula as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The sides as trees, one node a line, indented by two blanks a level.
    pub tree: String,
    /// Each symbol and what it stands for.
    pub symbols: Vec<(String, String)>,
    /// What is not obvious: opaque atoms, conventions.
    pub notes: Vec<String>,
}

impl Plan {
    /// How the formula was read.
    pub fn reading(&self) -> Reading {
        let mut tree = String::new();
        let writer = Writer {
            plan: self,
            program: &self.resolved.program,
        };
        for side in &self.resolved.program.sides {
            writer.expr(side, 0, &mut tree);
        }
        Reading {
            tree,
            symbols: self.resolved.symbols.clone(),
            notes: self.resolved.notes.clone(),
        }
    }
}

struct Writer<'a> {
    plan: &'a Plan,
    program: &'a Program,
}

impl Writer<'_> {
    fn expr(&self, expr: &Expr, depth: usize, into: &mut String) {
        into.push_str(&"  ".repeat(depth));
        into.push_str(&self.label(&expr.kind, expr));
        into.push('\n');
        match &expr.kind {
            Kind::Fold {
                binders,
                when,
                body,
                ..
            } => {
                for binder in binders {
                    if let Span::Between(low, high) = &binder.range {
                        self.expr(low, depth + 2, into);
                        self.expr(high, depth + 2, into);
                    }
                }
                if let Some(when) = when {
                    self.cond(when, depth + 1, into);
                }
                self.expr(body, depth + 1, into);
            }
            Kind::Indicator(when) => self.cond(when, depth + 1, into),
            Kind::Cases(cases) => {
                for (value, when) in cases {
                    match when {
                        Some(when) => self.cond(when, depth + 1, into),
                        None => into.push_str(&format!("{}otherwise\n", "  ".repeat(depth + 1))),
                    }
                    self.expr(value, depth + 2, into);
                }
            }
            _ => {
                let mut shown = expr.clone();
                shown.each(&mut |part| self.expr(part, depth + 1, into));
            }
        }
    }

    fn cond(&self, cond: &Cond, depth: usize, into: &mut String) {
        let indent = "  ".repeat(depth);
        match cond {
            Cond::Compare(a, cmp, b) => {
                let sign = match cmp {
                    Cmp::Eq => "=",
                    Cmp::Ne => "≠",
                    Cmp::Lt => "<",
                    Cmp::Le => "≤",
                    Cmp::Gt => ">",
                    Cmp::Ge => "≥",
                };
                into.push_str(&format!("{indent}if {sign}\n"));
                self.expr(a, depth + 1, into);
                self.expr(b, depth + 1, into);
            }
            Cond::All(parts) | Cond::Any(parts) => {
                let word = if matches!(cond, Cond::All(_)) {
                    "all of"
                } else {
                    "any of"
                };
                into.push_str(&format!("{indent}{word}\n"));
                parts
                    .iter()
                    .for_each(|part| self.cond(part, depth + 1, into));
            }
            Cond::Not(inner) => {
                into.push_str(&format!("{indent}not\n"));
                self.cond(inner, depth + 1, into);
            }
            Cond::Congruent(a, b, m) => {
                into.push_str(&format!("{indent}if congruent\n"));
                [a, b, m]
                    .into_iter()
                    .for_each(|part| self.expr(part, depth + 1, into));
            }
            Cond::In(a, b) => {
                into.push_str(&format!("{indent}if element\n"));
                self.expr(a, depth + 1, into);
                self.expr(b, depth + 1, into);
            }
        }
    }

    fn label(&self, kind: &Kind, expr: &Expr) -> String {
        let text = self.plan.text(&expr.span);
        match kind {
            Kind::Number(value) => value.to_string(),
            Kind::Pi => "π".to_owned(),
            Kind::Euler => "e".to_owned(),
            Kind::Param(param) => match self.plan.signature.params.get(*param) {
                Some(param) => format!("parameter {}", param.name),
                None => format!("what a view sees: {text}"),
            },
            Kind::Var(_) | Kind::Dim(_) => text.to_owned(),
            Kind::Local(local) => format!(
                "{text}, defined beside ({} in all)",
                self.program.locals.len().max(local + 1)
            ),
            Kind::Index(..) => "element".to_owned(),
            Kind::Recall(_) => "the defined symbol at".to_owned(),
            Kind::Neg(_) => "negative of".to_owned(),
            Kind::Add(terms) => {
                let signs: String = terms
                    .iter()
                    .map(|(minus, _)| if *minus { '-' } else { '+' })
                    .collect();
                format!("sum ({signs})")
            }
            Kind::Mul(_) => "product".to_owned(),
            Kind::Hadamard(..) => "elementwise product".to_owned(),
            Kind::Div(..) => "quotient".to_owned(),
            Kind::Pow(..) => "power".to_owned(),
            Kind::Mod(..) => "remainder".to_owned(),
            Kind::MatMul(..) => "matrix product".to_owned(),
            Kind::Dot(..) => "dot product".to_owned(),
            Kind::Outer(..) => "outer product".to_owned(),
            Kind::Transpose(_) => "transpose".to_owned(),
            Kind::Trace(_) => "trace".to_owned(),
            Kind::Func(func, _) => func.name().to_owned(),
            Kind::LogBase(..) => "logarithm to base, of".to_owned(),
            Kind::Binom(..) => "binomial coefficient".to_owned(),
            Kind::Factorial(_) => "factorial".to_owned(),
            Kind::Gcd(..) => "greatest common divisor".to_owned(),
            Kind::Extreme(least, _) | Kind::ExtremeOf(least, _) => {
                if *least { "least of" } else { "greatest of" }.to_owned()
            }
            Kind::ArgExtremeOf(least, ..) => if *least {
                "place of the least of"
            } else {
                "place of the greatest of"
            }
            .to_owned(),
            Kind::Fold { op, .. } => match op {
                FoldOp::Sum => "sum over",
                FoldOp::Prod => "product over",
                FoldOp::Extreme(false) => "greatest over",
                FoldOp::Extreme(true) => "least over",
                FoldOp::ArgExtreme(false) => "place of the greatest over",
                FoldOp::ArgExtreme(true) => "place of the least over",
            }
            .to_owned(),
            Kind::Norm(..) => "norm".to_owned(),
            Kind::Softmax(columns, _) => if *columns {
                "softmax by columns"
            } else {
                "softmax by rows"
            }
            .to_owned(),
            Kind::Cases(_) => "cases".to_owned(),
            Kind::Indicator(_) => "indicator".to_owned(),
            Kind::Diff { order, .. } => if *order == 1 {
                "derivative of, at"
            } else {
                "second derivative of, at"
            }
            .to_owned(),
            Kind::List(_) => "list".to_owned(),
            Kind::Set(..) => "set".to_owned(),
            Kind::SetOp(op, ..) => format!("{op:?}").to_lowercase(),
            Kind::Size(_) => "number of elements".to_owned(),
        }
    }
}
