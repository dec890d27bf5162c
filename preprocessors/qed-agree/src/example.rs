//! Worked examples, a third witness beside formula and function: `// example: eq:label i = 32, k = 3 gives 30`.

use std::ops::Range;

use crate::annotation::Fault;
use crate::plan::Plan;
use crate::signature::{Elem, Type};
use crate::value::{Input, Value};

/// A worked example of a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The label of the formula.
    pub label: String,
    /// The whole comment, in the code.
    pub range: Range<usize>,
    /// What the parameters are.
    given: Vec<(String, Written)>,
    /// What comes out.
    result: Written,
}

/// A value as an author writes it.
#[derive(Clone, Debug, PartialEq)]
enum Written {
    /// A number, and how far from it another one may be that is written so: half a unit of its last place behind the point.
    Number(f64, f64),
    List(Vec<Written>),
    Nothing,
}

/// Reads what stands behind the label of an example.
pub(crate) fn parse(label: &str, text: &str, range: Range<usize>) -> Result<Example, Fault> {
    let fault = |message: String| {
        Fault::new(
            range.clone(),
            message,
            "write what the parameters are and what comes out: `i = 32, x = [1, 0.5] gives 16.25`",
        )
    };
    let Some((given, result)) = text.split_once(" gives ") else {
        return Err(fault("an example without `gives`".to_owned()));
    };
    let read = |text: &str| {
        value(text.trim()).ok_or_else(|| fault(format!("`{}` is no number or list", text.trim())))
    };
    let mut all = Vec::new();
    for part in parts(given) {
        let Some((name, value)) = part.split_once('=') else {
            return Err(fault(format!(
                "`{}` gives no parameter a value",
                part.trim()
            )));
        };
        all.push((name.trim().to_owned(), read(value)?));
    }
    Ok(Example {
        label: label.to_owned(),
        range: range.clone(),
        given: all,
        result: read(result)?,
    })
}

/// The parts between commas that stand in no brackets.
fn parts(text: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0_i32, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn value(text: &str) -> Option<Written> {
    let inner = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .or_else(|| text.strip_prefix('(')?.strip_suffix(')'));
    if let Some(inner) = inner {
        let elements = parts(inner).into_iter().map(|part| value(part.trim()));
        return elements.collect::<Option<_>>().map(Written::List);
    }
    match text {
        "true" => return Some(Written::Number(1.0, 0.0)),
        "false" => return Some(Written::Number(0.0, 0.0)),
        "nothing" => return Some(Written::Nothing),
        _ => {}
    }
    let plain = text.replace('_', "");
    let number = plain
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())?;
    let (digits, exponent) = plain.split_once(['e', 'E']).unwrap_or((&plain, "0"));
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let slack = match places {
        0 => 0.0,
        places => 0.5 * 10_f64.powi(exponent.parse::<i32>().ok()? - i32::try_from(places).ok()?),
    };
    Some(Written::Number(number, slack))
}

impl Written {
    /// As a value of a type; nothing if it does not fit.
    fn of(&self, ty: &Type) -> Option<Value> {
        match (self, ty) {
            (Self::Nothing, Type::Option(_)) => Some(Value::Nothing),
            (written, Type::Option(inner)) => written.of(inner),
            (Self::Number(number, _), Type::Num(Elem::F64 | Elem::F32)) => {
                Some(Value::Float(*number))
            }
            (Self::Number(number, _), Type::Num(_)) => {
                (number.fract() == 0.0).then_some(Value::Int(*number as i128))
            }
            (Self::List(elements), Type::List(inner, length)) => {
                let fits = length.is_none_or(|length| length == elements.len());
                let values = elements.iter().map(|element| element.of(inner));
                fits.then(|| values.collect::<Option<_>>().map(Value::List))?
            }
            (Self::List(elements), Type::Tuple(parts)) => {
                let fits = parts.len() == elements.len();
                let values = elements.iter().zip(parts).map(|(one, part)| one.of(part));
                fits.then(|| values.collect::<Option<_>>().map(Value::List))?
            }
            _ => None,
        }
    }

    /// Whether a value is written so, rounded.
    fn is(&self, value: &Value) -> bool {
        let near = |number: f64, slack: f64, value: f64| {
            (value - number).abs() <= slack * (1.0 + 1e-6) + 1e-9 * number.abs()
        };
        match (self, value) {
            (Self::Nothing, Value::Nothing) => true,
            (Self::Number(number, slack), Value::Float(value)) => near(*number, *slack, *value),
            (Self::Number(number, slack), Value::Int(value)) => {
                near(*number, *slack, *value as f64)
            }
            (Self::List(written), Value::List(values)) => {
                written.len() == values.len()
                    && written.iter().zip(values).all(|(one, value)| one.is(value))
            }
            _ => false,
        }
    }
}

impl std::fmt::Display for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Number(number, _) => write!(f, "{number}"),
            Self::List(elements) => {
                let elements: Vec<String> = elements.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", elements.join(", "))
            }
        }
    }
}

impl Example {
    /// Whether a value is the example's result, to the digits that are written.
    pub fn is(&self, value: &Value) -> bool {
        self.result.is(value)
    }

    /// What it says comes out.
    pub fn result(&self) -> String {
        self.result.to_string()
    }
}

impl Plan {
    /// The input of an example.
    ///
    /// # Errors
    /// In words, why it is none: a parameter without a value, a value that is not of its type.
    pub fn example_input(&self, example: &Example) -> Result<Input, String> {
        let params = &self.signature.params;
        if let Some((name, _)) = example
            .given
            .iter()
            .find(|(name, _)| params.iter().all(|param| param.name != *name))
        {
            return Err(format!("there is no parameter `{name}`"));
        }
        let values = params.iter().map(|param| {
            let given = example.given.iter().find(|(name, _)| *name == param.name);
            let (_, written) = given.ok_or(format!("`{}` has no value", param.name))?;
            let ty = param.ty.rust();
            written
                .of(&param.ty)
                .ok_or(format!("`{}` is `{ty}`, and {written} is not", param.name))
        });
        values
            .collect::<Result<_, _>>()
            .map(|values| Input { values })
    }

    /// The formula's own value at an example, a list as long as the example says.
    pub fn example_value(&self, example: &Example, input: &Input) -> Option<Value> {
        let length = match &example.result {
            Written::List(elements) => Some(elements.len()),
            Written::Number(..) | Written::Nothing => None,
        };
        self.evaluate(input, length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, Signature, annotation, plan};

    fn read(text: &str) -> Result<Example, Fault> {
        parse("eq:a", text, 0..1)
    }

    #[test]
    fn values_are_compared_to_the_digits_that_are_written() {
        for (written, value, same) in [
            ("x = 1 gives 0.33", Value::Float(1.0 / 3.0), true),
            ("x = 1 gives 0.34", Value::Float(1.0 / 3.0), false),
            ("x = 1 gives 16", Value::Float(16.2), false),
            ("x = 1 gives 1.5e3", Value::Float(1540.0), true),
            (
                "x = 1 gives [1, [0.5]]",
                Value::List(vec![Value::Int(1), Value::List(vec![Value::Float(0.5)])]),
                true,
            ),
            ("x = 1 gives [1]", Value::List(vec![]), false),
            ("x = 1 gives true", Value::Int(1), true),
            ("x = 1 gives nothing", Value::Nothing, true),
        ] {
            assert_eq!(read(written).unwrap().is(&value), same, "{written}");
        }
    }

    #[test]
    fn what_is_no_example_is_told() {
        for (written, word) in [
            ("x = 1", "`gives`"),
            ("x = one gives 1", "`one`"),
            ("1 gives 1", "no parameter"),
            ("x = [1 gives 1", "`[1`"),
            ("x = 1 gives", "`gives`"),
        ] {
            let fault = read(written).unwrap_err();
            assert!(fault.message.contains(word), "{written}: {}", fault.message);
        }
    }

    #[test]
    fn an_example_is_an_input_of_the_function() {
        let signature = Signature::parse("fn f(x: &[f64], k: usize) -> f64").unwrap();
        let tex = r"y = k \sum_{i=1}^{n} x_i";
        let plan = plan(tex, &annotation("", 0).0, &signature, &Context::default()).unwrap();
        let example = read("k = 2, x = [1, 0.25] gives 2.5").unwrap();
        let input = plan.example_input(&example).unwrap();
        assert!(example.is(&plan.example_value(&example, &input).unwrap()));
        for (written, word) in [
            ("k = 2 gives 1", "`x` has no value"),
            ("k = 2.5, x = [1] gives 1", "`k` is `usize`"),
            ("k = 2, x = [1], z = 1 gives 1", "no parameter `z`"),
        ] {
            let why = plan.example_input(&read(written).unwrap()).unwrap_err();
            assert!(why.contains(word), "{written}: {why}");
        }
    }
}
