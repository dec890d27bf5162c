//! Conditions with one comparison changed.

use crate::expr::{Cmp, Cond};
use crate::verdict::Edit;

/// A condition with one comparison changed.
pub(super) fn conditions(cond: &Cond) -> Vec<(Cond, Edit)> {
    match cond {
        Cond::Compare(a, cmp, b) => {
            let others: &[Cmp] = match cmp {
                Cmp::Eq => &[Cmp::Ne],
                Cmp::Ne => &[Cmp::Eq],
                Cmp::Lt => &[Cmp::Le, Cmp::Gt],
                Cmp::Le => &[Cmp::Lt, Cmp::Ge],
                Cmp::Gt => &[Cmp::Ge, Cmp::Lt],
                Cmp::Ge => &[Cmp::Gt, Cmp::Le],
            };
            let change = |other: &Cmp| {
                (
                    Cond::Compare(a.clone(), *other, b.clone()),
                    Edit::Other(format!(
                        "`{}` takes the place of `{}`",
                        sign(*other),
                        sign(*cmp)
                    )),
                )
            };
            others.iter().map(change).collect()
        }
        Cond::All(parts) => nested(parts, Cond::All),
        Cond::Any(parts) => nested(parts, Cond::Any),
        Cond::Not(inner) => vec![((**inner).clone(), Edit::Dropped("the negation".to_owned()))],
        Cond::Congruent(..) | Cond::In(..) => vec![(
            Cond::Not(Box::new(cond.clone())),
            Edit::from("the condition is negated"),
        )],
    }
}

fn nested(parts: &[Cond], build: impl Fn(Vec<Cond>) -> Cond) -> Vec<(Cond, Edit)> {
    let mut all = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        for (other, edit) in conditions(part) {
            let mut changed = parts.to_vec();
            changed[at] = other;
            all.push((build(changed), edit));
        }
    }
    all
}

fn sign(cmp: Cmp) -> &'static str {
    match cmp {
        Cmp::Eq => "=",
        Cmp::Ne => "≠",
        Cmp::Lt => "<",
        Cmp::Le => "≤",
        Cmp::Gt => ">",
        Cmp::Ge => "≥",
    }
}
