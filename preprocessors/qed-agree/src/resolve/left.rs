//! The left side: what is defined, and what indexes it.

use super::scope::Resolver;
use super::{Part, refuse, written};
use crate::read::{Delim, Join, Rel, Statement, Syn, SynKind};
use crate::refusal::RefusalKind;

/// What a left side is.
#[derive(Clone, Debug)]
pub(super) enum Left {
    /// A name that the statement defines.
    Head(Head),
    /// An expression that is evaluated like the right side.
    Evaluated,
}

/// The defined symbol.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Its name; none for an atom that the annotation binds to the result.
    pub(super) name: Option<String>,
    /// Its arguments, as they are written.
    pub(super) arguments: Vec<String>,
    /// Its indices, as they are written.
    pub(super) indices: Vec<String>,
    /// Whole numbers as indices or arguments: one value of it is given.
    pub(super) literals: Vec<i128>,
}

impl Resolver {
    /// Reads a left side. `result` tells which atoms stand for the result; `out` is what the annotation says of the indices.
    pub(super) fn left(
        &self,
        statement: &Statement,
        result: &[bool],
        out: Option<&[String]>,
    ) -> Part<Left> {
        let left = statement.sides[0].bare();
        let define = statement.rels.first() == Some(&Rel::Define);
        match &left.kind {
            SynKind::Opaque(atom) if result.get(*atom) == Some(&true) => Ok(Left::Head(head(None))),
            SynKind::Script {
                base,
                sub: Some(sub),
                sup: None,
            } if matches!(base.kind, SynKind::Opaque(atom) if result.get(atom) == Some(&true)) => {
                let mut head = head(None);
                head.indices = self.index_names(&sub.parts(), left)?;
                Ok(Left::Head(head))
            }
            SynKind::Product(factors) => self.left_call(factors, left),
            SynKind::Name(_) | SynKind::Script { .. } => {
                self.left_name(left, statement, define, out)
            }
            _ => Ok(Left::Evaluated),
        }
    }

    /// `f(x, y)` and `f(x)_k`.
    fn left_call(&self, factors: &[(Join, Syn)], left: &Syn) -> Part<Left> {
        let [(_, name), (Join::Adjacent, group)] = factors else {
            return Ok(Left::Evaluated);
        };
        // `\Delta v` is one name.
        if name.name() == Some("Delta")
            && self.parameter("Delta").is_none()
            && let Some(rest) = written(group)
        {
            return Ok(Left::Head(head(Some(format!("Delta_{rest}")))));
        }
        let (group, sub) = match &group.kind {
            SynKind::Script {
                base,
                sub,
                sup: None,
            } => (&**base, sub.as_deref()),
            _ => (group, None),
        };
        let (Some(name), SynKind::Group(Delim::Round | Delim::Square, inner)) =
            (written(name), &group.kind)
        else {
            return Ok(Left::Evaluated);
        };
        let defined = self
            .definitions
            .iter()
            .any(|definition| definition.name == name);
        if defined || self.params.iter().any(|param| param.name == name) {
            return Ok(Left::Evaluated);
        }
        let mut call = head(Some(name));
        for part in call_parts(inner) {
            match (&part.kind, written(part)) {
                (SynKind::Opaque(_), _) => {}
                (SynKind::Number(value), _) => call.literals.extend(value.as_whole()),
                (_, Some(argument)) => call.arguments.push(argument),
                _ => {
                    return refuse(
                        RefusalKind::LeftSide,
                        &left.span,
                        "an argument of the left side that is not a name",
                        "bind the whole left side: `let … = result`",
                    );
                }
            }
        }
        if let Some(sub) = sub {
            call.indices = self.index_names(&sub.parts(), left)?;
        }
        Ok(Left::Head(call))
    }

    fn index_names(&self, parts: &[&Syn], left: &Syn) -> Part<Vec<String>> {
        let mut names = Vec::new();
        for part in parts {
            match &part.kind {
                SynKind::Product(factors)
                    if factors.iter().all(|(_, factor)| factor.name().is_some()) =>
                {
                    names.extend(
                        factors
                            .iter()
                            .filter_map(|(_, factor)| factor.name())
                            .map(str::to_owned),
                    );
                }
                SynKind::Name(name) => names.push(name.clone()),
                _ => {
                    return refuse(
                        RefusalKind::LeftSide,
                        &left.span,
                        "an index on the left side that is not a plain name",
                        "write the statement for a plain index, `x_t = f(x_{t-1})`",
                    );
                }
            }
        }
        Ok(names)
    }

    /// `L`, `H_{\text{out}}`, `g_k`, `s_1`.
    fn left_name(
        &self,
        left: &Syn,
        statement: &Statement,
        define: bool,
        out: Option<&[String]>,
    ) -> Part<Left> {
        let whole = written(left);
        let is_parameter = |name: &str| {
            self.params
                .iter()
                .any(|param| param.name == name && !param.view)
        };
        if let Some(name) = &whole
            && is_parameter(name)
        {
            if define {
                return Ok(Left::Head(head(None)));
            }
            return self.is_a_parameter(name, left);
        }
        let SynKind::Script {
            base,
            sub: Some(sub),
            sup,
        } = &left.kind
        else {
            return Ok(whole.map_or_else(
                || self.power_of_name(left, statement),
                |name| Left::Head(head(Some(name))),
            ));
        };
        if sup
            .as_ref()
            .is_some_and(|sup| !matches!(sup.bare().kind, SynKind::Star))
        {
            return Ok(self.power_of_name(left, statement));
        }
        let Some(name) = written(base) else {
            return Ok(Left::Evaluated);
        };
        let mut indexed = head(Some(name.clone()));
        let mut parts = sub.parts();
        if let [only] = parts[..]
            && let SynKind::Product(factors) = &only.kind
            && factors.iter().any(|(_, factor)| {
                factor
                    .name()
                    .is_some_and(|name| self.is_index(name, statement, out))
            })
        {
            parts = factors.iter().map(|(_, factor)| factor).collect();
        }
        let mut tail = Vec::new();
        for part in parts {
            match &part.kind {
                SynKind::Number(value) => indexed.literals.extend(value.as_whole()),
                SynKind::Name(index) if self.is_index(index, statement, out) => {
                    indexed.indices.push(index.clone());
                }
                SynKind::Name(index)
                    if out.is_none()
                        && self
                            .parameter(index)
                            .is_some_and(|param| self.params[param].ty.rank() == 0) =>
                {
                    indexed.arguments.push(index.clone());
                }
                _ => {
                    let mut inside = false;
                    part.walk(&mut |node| {
                        inside |= node
                            .name()
                            .is_some_and(|name| self.is_index(name, statement, out));
                    });
                    if inside {
                        self.index_names(&[part], left)?;
                    }
                    tail.extend(written(part).or_else(|| Some("…".to_owned())));
                }
            }
        }
        if !indexed.indices.is_empty() && is_parameter(&name) && !define {
            return self.is_a_parameter(&name, left);
        }
        if indexed.indices.is_empty() && indexed.arguments.is_empty() {
            // The subscript belongs to the name, unless the symbol is one whose value at a number is given.
            indexed.name = whole.or(Some(name));
            return Ok(Left::Head(indexed));
        }
        if !tail.is_empty() {
            indexed.name = Some(format!("{name}_{}", tail.join("_")));
        }
        Ok(Left::Head(indexed))
    }

    /// `s^2 = …` names the square, where the right side does not know the name itself.
    fn power_of_name(&self, left: &Syn, statement: &Statement) -> Left {
        let SynKind::Script {
            base,
            sub,
            sup: Some(sup),
        } = &left.kind
        else {
            return Left::Evaluated;
        };
        let below = Syn::new(
            SynKind::Script {
                base: base.clone(),
                sub: sub.clone(),
                sup: None,
            },
            left.span.clone(),
        );
        let (Some(name), SynKind::Number(power)) = (written(&below), &sup.bare().kind) else {
            return Left::Evaluated;
        };
        let mut known = self.parameter(&name).is_some()
            || self.size_names.contains(&name)
            || matches!(name.as_str(), "e" | "pi");
        for side in &statement.sides[1..] {
            side.walk(&mut |node| known |= node.name() == Some(name.as_str()));
        }
        if known {
            Left::Evaluated
        } else {
            Left::Head(head(Some(format!("{name}^{power}"))))
        }
    }

    fn is_a_parameter(&self, name: &str, left: &Syn) -> Part<Left> {
        refuse(
            RefusalKind::LeftSide,
            &left.span,
            format!("the left side is the parameter `{name}` itself"),
            "define another name, `w' = w - \\eta g`, or write `w \\leftarrow …`",
        )
    }

    /// Whether a subscript of the left side indexes the result: the annotation says so, or the right side uses it freely.
    fn is_index(&self, name: &str, statement: &Statement, out: Option<&[String]>) -> bool {
        if let Some(out) = out {
            return out.iter().any(|index| index == name);
        }
        if self
            .parameter(name)
            .is_some_and(|param| self.params[param].ty.rank() == 0)
        {
            return false;
        }
        let mut found = false;
        for side in &statement.sides[1..] {
            side.walk(&mut |node| {
                found |= matches!(&node.kind, SynKind::Name(known) if known == name);
            });
        }
        found
    }
}

/// The arguments of a call; `P \parallel Q` are two.
fn call_parts(inner: &Syn) -> Vec<&Syn> {
    match &inner.bare().kind {
        SynKind::Given(a, b) => [a, b].into_iter().flat_map(|part| part.parts()).collect(),
        _ => inner.parts(),
    }
}

fn head(name: Option<String>) -> Head {
    Head {
        name,
        arguments: Vec::new(),
        indices: Vec::new(),
        literals: Vec::new(),
    }
}
