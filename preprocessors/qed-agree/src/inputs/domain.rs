//! The domain in words, as readers of a page see it.

use super::Pool;
use crate::annotation::Domain;
use crate::plan::Plan;
use crate::signature::Elem;

/// Parameters whose numbers come from the same place.
struct Group<'a> {
    names: Vec<&'a str>,
    /// They are more than one number.
    many: bool,
    /// They are lists, and the place is that of their elements.
    elements: bool,
    place: Place<'a>,
}

/// Where numbers come from.
#[derive(Clone, Copy, PartialEq)]
enum Place<'a> {
    Pool(&'a Pool),
    Truths,
}

impl Plan {
    /// The domain in words: what was compared at.
    pub fn domain(&self) -> String {
        // Neighbours from the same place are named together.
        let mut groups: Vec<Group<'_>> = Vec::new();
        for (param, pool) in self.signature.params.iter().zip(&self.pools) {
            let is_truth = param.ty.elem() == Elem::Bool && *pool == Pool::Whole(0, 1);
            let place = if is_truth {
                Place::Truths
            } else {
                Place::Pool(pool)
            };
            let is_list = param.ty.rank() > 0;
            // Of any floats it need not be said that they are elements.
            let elements = is_list && *pool != Pool::Floats;
            match groups.last_mut() {
                Some(group) if group.elements == elements && group.place == place => {
                    group.names.push(&param.name);
                    group.many = true;
                }
                _ => groups.push(Group {
                    names: vec![&param.name],
                    many: is_list,
                    elements,
                    place,
                }),
            }
        }
        let mut parts: Vec<String> = groups.iter().map(Group::words).collect();
        if let Some((condition, _)) = &self.annotation.condition {
            parts.push(format!("where `{condition}`"));
        }
        if self.choices().is_some() && self.has_default_domain() {
            parts.push("and some greater numbers".to_owned());
        }
        if parts.is_empty() {
            return "no parameters".to_owned();
        }
        parts.join("; ")
    }
}

impl Group<'_> {
    fn words(&self) -> String {
        let names = listed(&self.names);
        let elements = if self.elements {
            "the elements of "
        } else {
            ""
        };
        let place = match self.place {
            Place::Truths => "true or false".to_owned(),
            Place::Pool(Pool::Given(domain)) => domain.words(),
            Place::Pool(Pool::Whole(low, high)) => Domain::Whole(*low, *high).words(),
            Place::Pool(Pool::Floats) => {
                let s = if self.many { "s" } else { "" };
                format!("any finite float{s}, most drawn between -4 and 4, none beyond 1000")
            }
        };
        format!("{elements}{names} {place}")
    }
}

impl Domain {
    /// As a sentence has it, behind the names: "from 1 to 7".
    fn words(&self) -> String {
        match self {
            Self::Whole(low, high) if low == high => format!("always {low}"),
            Self::Whole(low, high) => format!("from {low} to {high}"),
            Self::Real { .. } => format!("in {self}").replace("inf", "∞"),
            Self::OneOf(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                format!("one of {}", numbers.join(", "))
            }
        }
    }
}

/// "`a`, `b` and `c`".
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, Signature, annotation, plan};

    #[test]
    fn domains_read_well() {
        for (tex, function, items, words) in [
            (
                "y = a x + b",
                "f(x: f64, a: f64, b: f64) -> f64",
                "in b [0, inf)",
                "`x` and `a` any finite floats, most drawn between -4 and 4, none beyond 1000; `b` in [0, ∞)",
            ),
            (
                r"y = \frac{1}{n} \sum_{i=1}^{n} x_i",
                "f(x: &[f64]) -> f64",
                "",
                "`x` any finite floats, most drawn between -4 and 4, none beyond 1000",
            ),
            (
                r"y = a^\top b",
                "f(a: &[f64], b: &[f64]) -> f64",
                "in a [0, 1], b {1, 2}",
                "the elements of `a` in [0, 1]; the elements of `b` one of 1, 2",
            ),
            (
                "y = a + b + c + d",
                "f(a: u8, b: u8, c: u8, d: u8) -> u8",
                "in a 1..=3, b 1..=3, c 1..=3, d 2..=2 if a < b",
                "`a`, `b` and `c` from 1 to 3; `d` always 2; where `a < b`",
            ),
            (
                "y = a + b",
                "f(a: bool, b: usize) -> usize",
                "",
                "`a` true or false; `b` from 0 to 60; and some greater numbers",
            ),
        ] {
            let signature = Signature::parse(&format!("fn {function}")).unwrap();
            let items = annotation(items, 0).0;
            let plan = plan(tex, &items, &signature, &Context::default())
                .unwrap_or_else(|refusals| panic!("{tex}: {refusals:?}"));
            assert_eq!(plan.domain(), words);
        }
    }
}
