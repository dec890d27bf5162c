//! Definitions in the place of their use.

use std::collections::BTreeMap;

use super::scope::{Definition, Resolver, Shape, Typed, Variable};
use super::{Part, refuse};
use crate::expr::{Expr, Kind};
use crate::read::Syn;
use crate::refusal::{Refusal, RefusalKind};

impl Resolver {
    /// A symbol that a definition has, at indices: `e_i`.
    pub(super) fn inline_indexed(&mut self, at: usize, parts: &[&Syn], syn: &Syn) -> Part<Typed> {
        let parts = self.split(parts, self.definitions[at].outs.len());
        let indices = parts
            .iter()
            .map(|part| self.number(part))
            .collect::<Part<Vec<_>>>()?;
        self.inline(at, &[], &indices, syn)
    }

    /// Puts a definition's body in the place of its use.
    pub(super) fn inline(
        &mut self,
        at: usize,
        arguments: &[Typed],
        indices: &[Expr],
        syn: &Syn,
    ) -> Part<Typed> {
        let definition: Definition = self.definitions[at].clone();
        let plain = definition.formals.is_empty()
            && definition.outs.is_empty()
            && !definition.foreign
            && self.prefix.is_empty();
        let (given, wanted) = (arguments.len(), definition.formals.len());
        if given != wanted || indices.len() > definition.outs.len() {
            return refuse(
                RefusalKind::Index,
                &syn.span,
                format!(
                    "`{}` with {given} arguments instead of {wanted}, or with too many indices",
                    definition.name
                ),
                "use it as it is defined",
            );
        }
        let mut frame: BTreeMap<String, Typed> = definition
            .formals
            .iter()
            .cloned()
            .zip(arguments.iter().cloned())
            .collect();
        for (place, out) in definition.outs.iter().enumerate() {
            let index = match indices.get(place) {
                Some(index) => index.clone(),
                None => Expr::new(Kind::Var(self.lifted(out)), syn.span.clone()),
            };
            frame.insert(
                out.clone(),
                Typed {
                    expr: index,
                    shape: Shape::Num,
                },
            );
        }
        let hidden = std::mem::take(&mut self.scope);
        let prefix = std::mem::replace(
            &mut self.prefix,
            format!("{}@{}:", definition.name, syn.span.start),
        );
        self.arguments.push(frame);
        let body = self.expr(&definition.body);
        self.arguments.pop();
        self.prefix = prefix;
        self.scope = hidden;
        if plain {
            let body = body?;
            let local = Expr::new(Kind::Local(self.locals.len()), syn.span.clone());
            let shape = body.shape.clone();
            self.locals.push((definition.name, body));
            return Ok(Typed { expr: local, shape });
        }
        if !definition.foreign {
            return body;
        }
        // Places in another formula mean nothing here.
        match body {
            Ok(mut body) => {
                body.expr.walk(&mut |expr| expr.span = syn.span.clone());
                Ok(body)
            }
            Err(refusal) => Err(Refusal {
                range: syn.span.clone(),
                reason: format!(
                    "in the definition of `{}`: {}",
                    definition.name, refusal.reason
                ),
                ..refusal
            }),
        }
    }

    /// A definition that is used without its index: the result gets one more index.
    fn lifted(&mut self, name: &str) -> usize {
        let known = self
            .outputs
            .iter()
            .copied()
            .find(|&var| self.vars[var].name == name);
        known.unwrap_or_else(|| {
            let last = self.sizes.node();
            self.vars.push(Variable {
                name: name.to_owned(),
                first: Some(1),
                last,
            });
            self.outputs.push(self.vars.len() - 1);
            self.vars.len() - 1
        })
    }
}
