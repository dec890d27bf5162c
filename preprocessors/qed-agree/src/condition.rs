//! The precondition of an annotation, `k <= i + 2*p`: written as in Rust, in the names of the parameters.

use std::ops::Range;

use crate::annotation::Fault;
use crate::expr::{At, Base, Cmp, Cond, Expr, FoldOp, Kind};
use crate::number::{Func, Ratio};
use crate::signature::Signature;

/// Reads a precondition. `at` is where its text begins in the code.
pub(crate) fn parse(text: &str, at: usize, signature: &Signature) -> Result<Cond, Fault> {
    let mut reader = Reader {
        text,
        at: 0,
        start: at,
        signature,
        depth: 0,
    };
    let cond = reader.any()?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.fault("this is no part of a condition"));
    }
    Ok(cond)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    start: usize,
    signature: &'a Signature,
    depth: usize,
}

type Read<T> = Result<T, Fault>;

impl Reader<'_> {
    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, sign: &str) -> bool {
        self.space();
        let found = self.text[self.at..].starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        self.space();
        let rest = &self.text[self.at..];
        let found = rest.starts_with(word)
            && !rest[word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn fault(&self, message: &str) -> Fault {
        let at = self.start + self.at;
        let end = self.start + self.text.len();
        Fault::new(
            at..end.max(at),
            message,
            "write it as in Rust, in the parameters' names: `if k <= i + 2*p`, `if a[0] < a[2] && sum(m) > 0`",
        )
    }

    fn span(&self) -> Range<usize> {
        0..0
    }

    fn deeper(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > 40 {
            Err(self.fault("a condition that nests too deep"))
        } else {
            Ok(())
        }
    }

    fn any(&mut self) -> Read<Cond> {
        self.deeper()?;
        let mut parts = vec![self.all()?];
        while self.eat("||") || self.eat_word("or") {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Cond::Any(parts)
        })
    }

    fn all(&mut self) -> Read<Cond> {
        let mut parts = vec![self.comparison()?];
        while self.eat("&&") || self.eat_word("and") || self.eat(",") {
            parts.push(self.comparison()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Cond::All(parts)
        })
    }

    fn comparison(&mut self) -> Read<Cond> {
        if self.eat("!") {
            self.deeper()?;
            let inner = self.comparison()?;
            self.depth -= 1;
            return Ok(Cond::Not(Box::new(inner)));
        }
        let mut left = self.sum()?;
        let mut links = Vec::new();
        while let Some(cmp) = self.cmp() {
            let right = self.sum()?;
            links.push(Cond::Compare(Box::new(left), cmp, Box::new(right.clone())));
            left = right;
        }
        match links.len() {
            0 => Err(self.fault("a comparison is missing")),
            1 => Ok(links.remove(0)),
            _ => Ok(Cond::All(links)),
        }
    }

    fn cmp(&mut self) -> Option<Cmp> {
        let signs = [
            ("<=", Cmp::Le),
            (">=", Cmp::Ge),
            ("==", Cmp::Eq),
            ("!=", Cmp::Ne),
            ("<", Cmp::Lt),
            (">", Cmp::Gt),
        ];
        signs
            .into_iter()
            .find_map(|(sign, cmp)| self.eat(sign).then_some(cmp))
    }

    fn sum(&mut self) -> Read<Expr> {
        self.deeper()?;
        let minus = self.eat("-");
        let mut terms = vec![(minus, self.product()?)];
        loop {
            let minus = if self.eat("+") {
                false
            } else if self.eat("-") {
                true
            } else {
                break;
            };
            terms.push((minus, self.product()?));
        }
        self.depth -= 1;
        Ok(match terms.len() {
            1 if !minus => terms.remove(0).1,
            _ => Expr::new(Kind::Add(terms), self.span()),
        })
    }

    fn product(&mut self) -> Read<Expr> {
        let mut left = self.operand()?;
        loop {
            let kind = if self.eat("*") {
                Kind::Mul(vec![left, self.operand()?])
            } else if self.eat("/") {
                Kind::Div(Box::new(left), Box::new(self.operand()?))
            } else if self.eat("%") {
                Kind::Mod(Box::new(left), Box::new(self.operand()?))
            } else {
                return Ok(left);
            };
            left = Expr::new(kind, self.span());
        }
    }

    fn operand(&mut self) -> Read<Expr> {
        if self.eat("(") {
            let inner = self.sum()?;
            return if self.eat(")") {
                Ok(inner)
            } else {
                Err(self.fault("a parenthesis that is not closed"))
            };
        }
        self.space();
        let rest = &self.text[self.at..];
        let digits = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(rest.len());
        if digits > 0 {
            let Some(number) = Ratio::decimal(rest[..digits].trim_end_matches('.')) else {
                return Err(self.fault("a numeral that cannot be read"));
            };
            self.at += digits;
            return Ok(Expr::new(Kind::Number(number), self.span()));
        }
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let name = &rest[..length];
        if name.is_empty() {
            return Err(self.fault("a number or a parameter is missing"));
        }
        let param = self
            .signature
            .params
            .iter()
            .position(|param| param.name == name);
        let Some(param) = param else {
            return self.function(name);
        };
        self.at += length;
        self.parameter(param)
    }

    /// `sum(m)`, `min(a)`, `max(a)`, `abs(x)`, `len(x)`.
    fn function(&mut self, name: &str) -> Read<Expr> {
        if !matches!(name, "sum" | "min" | "max" | "abs" | "len") {
            return Err(
                self.fault("a name that is neither a parameter nor one of sum, min, max, abs, len")
            );
        }
        self.at += name.len();
        if !self.eat("(") {
            return Err(self.fault("a function without its argument"));
        }
        if name == "abs" {
            let inner = self.sum()?;
            self.close()?;
            return Ok(Expr::new(
                Kind::Func(Func::Abs, Box::new(inner)),
                self.span(),
            ));
        }
        self.space();
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let param = self
            .signature
            .params
            .iter()
            .position(|param| param.name == rest[..length]);
        let Some(param) = param.filter(|&param| self.signature.params[param].ty.rank() > 0) else {
            return Err(self.fault("a list among the parameters is missing"));
        };
        self.at += length;
        let list = Box::new(Expr::new(Kind::Param(param), self.span()));
        self.close()?;
        let kind = match name {
            "sum" => return Ok(self.total(*list)),
            "len" => return Ok(self.length(*list)),
            "min" => Kind::ExtremeOf(true, list),
            _ => Kind::ExtremeOf(false, list),
        };
        Ok(Expr::new(kind, self.span()))
    }

    fn close(&mut self) -> Read<()> {
        if self.eat(")") {
            Ok(())
        } else {
            Err(self.fault("a parenthesis that is not closed"))
        }
    }

    fn total(&self, list: Expr) -> Expr {
        let var = crate::eval::SPARE;
        let range = crate::expr::Span::Elements(Box::new(list));
        let kind = Kind::Fold {
            op: FoldOp::Sum,
            binders: vec![crate::expr::Binder { var, range }],
            when: None,
            body: Box::new(Expr::new(Kind::Var(var), self.span())),
            shift: 0,
        };
        Expr::new(kind, self.span())
    }

    fn length(&self, list: Expr) -> Expr {
        let Expr { kind, span } = self.total(list);
        let Kind::Fold {
            op,
            binders,
            when,
            shift,
            ..
        } = kind
        else {
            return Expr::whole(0, span);
        };
        let one = Box::new(Expr::whole(1, span.clone()));
        Expr::new(
            Kind::Fold {
                op,
                binders,
                when,
                body: one,
                shift,
            },
            span,
        )
    }

    /// A parameter, an element of it, or its length.
    fn parameter(&mut self, param: usize) -> Read<Expr> {
        let rank = self.signature.params[param].ty.rank();
        let mut expr = Expr::new(Kind::Param(param), self.span());
        if self.eat(".len()") {
            return Ok(self.length(expr));
        }
        let mut at = Vec::new();
        while self.eat("[") {
            let index = self.sum()?;
            if !self.eat("]") {
                return Err(self.fault("a bracket that is not closed"));
            }
            at.push(At {
                index,
                base: Base::Fixed(0),
            });
        }
        if at.len() != rank {
            return Err(self.fault("a list where a number is needed"));
        }
        if rank > 0 {
            expr = Expr::new(Kind::Index(Box::new(expr), at), self.span());
        }
        Ok(expr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_or_refused_at_their_place() {
        let signature =
            Signature::parse("fn f(i: usize, p: usize, k: usize, a: &[f64]) -> usize").unwrap();
        for text in [
            "k <= i + 2*p",
            "0 < k && k < 3 || i == 1",
            "a[0] < a[1], sum(a) > 0",
            "a.len() >= 2",
            "(i - p) % 2 == 0",
            "!(k > 1)",
        ] {
            if text.starts_with('!') {
                assert!(
                    parse(text, 0, &signature).is_err(),
                    "a parenthesis holds a number"
                );
            } else {
                parse(text, 0, &signature).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            }
        }
        for (text, at) in [
            ("k <= q", 5),
            ("k", 1),
            ("a > 0", 2),
            ("k <= i )", 7),
            ("k <= ", 5),
        ] {
            assert_eq!(
                parse(text, 0, &signature).unwrap_err().range.start,
                at,
                "{text}"
            );
        }
    }
}
