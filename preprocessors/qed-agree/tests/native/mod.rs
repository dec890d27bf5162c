//! Functions called in the test itself, in the place of a compiled snippet.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use qed_agree::{Context, Input, Output, Plan, Signature, Value, Verdict, annotation, plan};

/// A formula and a function that claims to compute it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) tex: &'static str,
    pub(crate) function: &'static str,
    pub(crate) items: &'static str,
    pub(crate) code: fn(&Arguments<'_>) -> Value,
}

/// The arguments of a call.
pub(crate) struct Arguments<'a>(&'a [Value]);

impl Arguments<'_> {
    pub(crate) fn f(&self, at: usize) -> f64 {
        number(&self.0[at])
    }

    pub(crate) fn u(&self, at: usize) -> usize {
        whole(&self.0[at])
    }

    pub(crate) fn i(&self, at: usize) -> i64 {
        match self.0[at] {
            Value::Int(value) => value as i64,
            ref other => panic!("a whole number instead of {other:?}"),
        }
    }

    pub(crate) fn v(&self, at: usize) -> Vec<f64> {
        self.0[at].elements().iter().map(number).collect()
    }

    pub(crate) fn us(&self, at: usize) -> Vec<usize> {
        self.0[at].elements().iter().map(whole).collect()
    }

    pub(crate) fn m(&self, at: usize) -> Vec<Vec<f64>> {
        self.0[at]
            .elements()
            .iter()
            .map(|row| row.elements().iter().map(number).collect())
            .collect()
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Float(value) => *value,
        Value::Int(value) => *value as f64,
        other => panic!("a number instead of {other:?}"),
    }
}

fn whole(value: &Value) -> usize {
    match value {
        Value::Int(value) => usize::try_from(*value).expect("not negative"),
        other => panic!("a whole number instead of {other:?}"),
    }
}

pub(crate) fn float(value: f64) -> Value {
    Value::Float(value)
}

pub(crate) fn int(value: usize) -> Value {
    Value::Int(value as i128)
}

pub(crate) fn long(value: i64) -> Value {
    Value::Int(i128::from(value))
}

pub(crate) fn list(values: impl IntoIterator<Item = f64>) -> Value {
    Value::List(values.into_iter().map(Value::Float).collect())
}

pub(crate) fn matrix(rows: impl IntoIterator<Item = Vec<f64>>) -> Value {
    Value::List(rows.into_iter().map(list).collect())
}

impl Case {
    pub(crate) fn plan(&self) -> Plan {
        let signature = Signature::parse(&format!("fn {}", self.function))
            .unwrap_or_else(|why| panic!("{}: {why}", self.name));
        let (items, faults) = annotation(self.items, 0);
        assert_eq!(faults, [], "{}", self.name);
        plan(self.tex, &items, &signature, &Context::default())
            .unwrap_or_else(|refusals| panic!("{}: {refusals:?}", self.name))
    }

    pub(crate) fn verdict(&self, plan: &Plan, seed: u64) -> Verdict {
        plan.settle(seed, |inputs| {
            inputs.iter().map(|input| call(self.code, input)).collect()
        })
    }
}

pub(crate) fn call(code: fn(&Arguments<'_>) -> Value, input: &Input) -> Output {
    match catch_unwind(AssertUnwindSafe(|| code(&Arguments(&input.values)))) {
        Ok(value) => Output::returned(value),
        Err(_) => Output::Panicked("in the test".to_owned()),
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs without the messages of panics that are meant to happen on this thread.
pub(crate) fn quietly<T>(run: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let result = run();
    QUIET.set(false);
    result
}
