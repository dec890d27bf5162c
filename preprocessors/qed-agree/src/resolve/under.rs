//! What stands under an operator: names, bounds, conditions.

use super::scope::Resolver;
use super::{Part, refuse};
use crate::read::{Rel, Syn, SynKind};
use crate::refusal::RefusalKind;

/// What a subscript under an operator says.
#[derive(Default)]
pub(super) struct Under<'a> {
    pub(super) names: Vec<(&'a str, &'a Syn)>,
    pub(super) low: Option<(&'a Syn, i128)>,
    pub(super) high: Option<(&'a Syn, i128)>,
    pub(super) elements: Option<&'a Syn>,
    pub(super) when: Vec<&'a Syn>,
}

impl Resolver {
    /// Reads what stands under an operator.
    pub(super) fn under<'a>(&mut self, sub: &'a Syn) -> Part<Under<'a>> {
        let mut under = Under::default();
        for part in sub.parts() {
            self.under_part(part, &mut under)?;
        }
        if under.names.is_empty() {
            return refuse(
                RefusalKind::Range,
                &sub.span,
                "no variable is bound here",
                "write `i=1`, `i \\in S` or `1 \\le i \\le n`",
            );
        }
        Ok(under)
    }

    fn under_part<'a>(&mut self, part: &'a Syn, under: &mut Under<'a>) -> Part<()> {
        match &part.bare().kind {
            SynKind::Name(name) => under.names.push((name, part)),
            SynKind::Product(factors)
                if factors.iter().all(|(_, factor)| factor.name().is_some()) =>
            {
                under.names.extend(
                    factors
                        .iter()
                        .filter_map(|(_, factor)| Some((factor.name()?, factor))),
                );
            }
            SynKind::Given(name, when) => {
                self.under_part(name, under)?;
                under.when.push(when);
            }
            SynKind::Chain(sides, rels) => return self.under_chain(part, sides, rels, under),
            SynKind::Modulo(..) | SynKind::All(_) | SynKind::Any(_) if !under.names.is_empty() => {
                under.when.push(part);
            }
            _ => {
                return refuse(
                    RefusalKind::Range,
                    &part.span,
                    "a range that cannot be read",
                    "write `i=1` below and `n` above, `i \\in S` or `1 \\le i \\le n`",
                );
            }
        }
        Ok(())
    }

    fn under_chain<'a>(
        &mut self,
        part: &'a Syn,
        sides: &'a [Syn],
        rels: &[Rel],
        under: &mut Under<'a>,
    ) -> Part<()> {
        let bound =
            |resolver: &Self, name: &str| resolver.scope.iter().any(|(known, _)| known == name);
        let fresh = |resolver: &Self, name: &str| {
            !bound(resolver, name) && resolver.parameter(name).is_none()
        };
        match (sides, rels) {
            // A further condition on variables that are named already.
            ([_, _], _) if !under.names.is_empty() && !matches!(rels, [Rel::Eq | Rel::In]) => {
                under.when.push(part);
            }
            ([name, low], [Rel::Eq]) if name.name().is_some() => {
                under.names.extend(name.name().map(|text| (text, name)));
                under.low = Some((low, 0));
            }
            ([name, of], [Rel::In]) if name.name().is_some() => {
                under.names.extend(name.name().map(|text| (text, name)));
                under.elements = Some(of);
            }
            ([low, name, high], [first @ (Rel::Le | Rel::Lt), second @ (Rel::Le | Rel::Lt)])
                if name.name().is_some() =>
            {
                under.names.extend(name.name().map(|text| (text, name)));
                under.low = Some((low, i128::from(*first == Rel::Lt)));
                under.high = Some((high, -i128::from(*second == Rel::Lt)));
            }
            ([left, right], _) if left.name().is_some() || right.name().is_some() => {
                for side in [left, right] {
                    if let Some(name) = side.name()
                        && fresh(self, name)
                    {
                        under.names.push((name, side));
                    }
                }
                if under.names.is_empty() {
                    // `j \ne i` where both are known: the left one is bound anew.
                    under.names.extend(left.name().map(|text| (text, left)));
                }
                under.when.push(part);
            }
            _ => {
                return refuse(
                    RefusalKind::Range,
                    &part.span,
                    "a range that cannot be read",
                    "write `i=1` below and `n` above, or `1 \\le i \\le n`",
                );
            }
        }
        Ok(())
    }
}
