//! Values inside an evaluation: numbers of any level, lists of them, sets.

use std::collections::BTreeSet;

use crate::number::Num;
use crate::value::Value;

/// A value of the formula.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Val<S> {
    Num(S),
    List(Vec<Val<S>>),
    Set(BTreeSet<i128>),
}

impl<S> Val<S> {
    /// The same shape with other numbers.
    pub(crate) fn map<T>(&self, f: &impl Fn(&S) -> T) -> Val<T> {
        match self {
            Self::Num(value) => Val::Num(f(value)),
            Self::List(elements) => {
                Val::List(elements.iter().map(|element| element.map(f)).collect())
            }
            Self::Set(set) => Val::Set(set.clone()),
        }
    }
}

impl Val<Num> {
    /// A value of an input; nothing where a float is not finite.
    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Int(value) => Self::Num(Num::whole(*value)),
            Value::Float(value) if value.is_finite() => Self::Num(Num::float(*value)),
            Value::List(elements) => Self::List(
                elements
                    .iter()
                    .map(Self::from_value)
                    .collect::<Option<_>>()?,
            ),
            Value::Float(_) | Value::Nothing => return None,
        })
    }
}
