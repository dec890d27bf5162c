//! Relations, and what is said of commands that are none.

use std::ops::Range;

use super::parser::Parser;
use super::syntax::Rel;
use super::token::Lex;
use crate::refusal::{Refusal, RefusalKind};

impl Parser<'_> {
    pub(super) fn relation(&mut self) -> Result<Option<Rel>, Refusal> {
        let rel = match self.peek() {
            Some(Lex::Sign('=')) => Rel::Eq,
            Some(Lex::Sign('<')) => Rel::Lt,
            Some(Lex::Sign('>')) => Rel::Gt,
            Some(Lex::Sign(':')) if self.peek_after(1) == Some(&Lex::Sign('=')) => {
                self.at += 1;
                Rel::Define
            }
            Some(Lex::Command(name)) => match name.as_str() {
                "leq" | "le" | "leqslant" => Rel::Le,
                "geq" | "ge" | "geqslant" => Rel::Ge,
                "neq" | "ne" => Rel::Ne,
                "not" if self.peek_after(1) == Some(&Lex::Sign('=')) => {
                    self.at += 1;
                    Rel::Ne
                }
                "in" => Rel::In,
                "approx" | "simeq" | "cong" => Rel::Approx,
                "coloneqq" | "triangleq" | "doteq" | "leftarrow" | "gets" => Rel::Define,
                "equiv" => Rel::Congruent,
                "mid" if false => Rel::Divides,
                "sim" | "to" | "rightarrow" | "mapsto" | "propto" | "Rightarrow" | "implies"
                | "iff" | "longrightarrow" | "ll" | "gg" | "subset" | "subseteq" => {
                    let name = name.clone();
                    return Err(Refusal::new(
                        RefusalKind::NotComputable,
                        self.here(),
                        format!("`\\{name}` states nothing that can be evaluated"),
                        "write an equation with `=`, or leave the formula without a function",
                    ));
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(rel))
    }
}

pub(super) fn is_relation(name: &str) -> bool {
    matches!(
        name,
        "leq"
            | "le"
            | "leqslant"
            | "geq"
            | "ge"
            | "geqslant"
            | "neq"
            | "ne"
            | "not"
            | "in"
            | "approx"
            | "simeq"
            | "cong"
            | "coloneqq"
            | "triangleq"
            | "doteq"
            | "leftarrow"
            | "gets"
            | "equiv"
            | "sim"
            | "to"
            | "rightarrow"
            | "mapsto"
            | "propto"
            | "Rightarrow"
            | "implies"
            | "iff"
            | "longrightarrow"
            | "ll"
            | "gg"
            | "subset"
            | "subseteq"
    )
}

pub(super) fn unknown_command(name: &str, span: Range<usize>) -> Refusal {
    let computable = |what: &str, instead: &str| {
        Refusal::new(RefusalKind::NotComputable, span.clone(), what, instead)
    };
    match name {
        "int" | "iint" | "oint" => computable(
            "an integral is not evaluated",
            "write the closed form, or a sum",
        ),
        "lim" | "limsup" | "liminf" => {
            computable("a limit is not evaluated", "write the value it has")
        }
        "sup" | "inf" => computable(
            "a supremum or infimum is not evaluated",
            "write `\\max` or `\\min` over a range",
        ),
        "nabla" => computable(
            "a gradient of an unknown function is not evaluated",
            "bind it: `let \\nabla L(w) = name`, or write `\\frac{\\partial}{\\partial w_j}` of an expression",
        ),
        _ => Refusal::new(
            RefusalKind::UnknownCommand,
            span,
            format!("`\\{name}` is not known here"),
            format!("bind the part with it to a parameter: `let \\{name} … = name`"),
        ),
    }
}
