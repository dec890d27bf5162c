//! How near is near enough.

use super::Gap;
use crate::eval::Val;
use crate::number::{Arith, Ball, Num};
use crate::signature::Elem;
use crate::value::Value;

/// Where two values of formulas are apart.
pub(super) fn apart(
    a: &Val<Num>,
    b: &Val<Num>,
    arith: &Arith,
    side: usize,
    path: &mut Vec<usize>,
) -> Option<Gap> {
    let gap = |formula, code: String, rounding, path: &[usize]| {
        Some(Gap {
            side,
            path: path.to_vec(),
            formula,
            code,
            rounding,
        })
    };
    match (a, b) {
        (Val::Num(Num::Exact(x)), Val::Num(Num::Exact(y))) if x == y => None,
        (Val::Num(a), Val::Num(b)) => {
            let (x, y) = (arith.ball(*a), arith.ball(*b));
            if (x.mid - y.mid).abs() <= tolerance(&x, arith).max(tolerance(&y, arith)) {
                return None;
            }
            let rounding = is_rounding(&y, &Value::Float(x.mid), arith);
            gap(Some(*b), format!("{:?}", x.mid), rounding, path)
        }
        (Val::List(a), Val::List(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| {
                path.push(at);
                let found = apart(a, b, arith, side, path);
                path.pop();
                found
            })
        }
        _ => gap(None, "another shape".to_owned(), false, path),
    }
}

/// Whether a type can hold a value of the formula.
pub(super) fn holds(value: &Val<Num>, elem: Elem) -> bool {
    match value {
        Val::List(elements) => elements.iter().all(|element| holds(element, elem)),
        Val::Set(_) => true,
        Val::Num(number) => match elem {
            Elem::Int { signed, bits, .. } => {
                let whole = match number {
                    Num::Exact(exact) => exact.as_whole(),
                    Num::Float(_) => {
                        return number.mid().abs() < 2_f64.powi(bits as i32)
                            && (signed || number.mid() >= 0.0);
                    }
                };
                let limit = 1_i128 << (bits.min(127) - u32::from(signed && bits < 127)).min(126);
                whole
                    .is_some_and(|whole| whole < limit && (whole >= 0 || signed && whole >= -limit))
            }
            Elem::Bool => true,
            Elem::F32 => number.mid().abs() <= f64::from(f32::MAX),
            Elem::F64 => true,
        },
    }
}

/// What may lie between the formula and an honest implementation of it.
pub(super) fn tolerance(formula: &Ball, arith: &Arith) -> f64 {
    let (relative, least) = if arith == &Arith::SINGLE {
        (1e-5, f64::from(f32::MIN_POSITIVE))
    } else {
        (1e-9, f64::MIN_POSITIVE)
    };
    64.0 * formula.slack + relative * formula.mid.abs() + least
}

pub(super) fn near(formula: &Ball, code: f64, arith: &Arith) -> bool {
    (formula.mid - code).abs() <= tolerance(formula, arith)
}

/// Whether a difference is so small, beside the terms that it comes from, that rounding explains it.
pub(super) fn is_rounding(formula: &Ball, code: &Value, arith: &Arith) -> bool {
    let loose = if arith == &Arith::SINGLE { 1e-3 } else { 1e-6 };
    match code {
        Value::Float(code) => {
            code.is_finite()
                && (formula.mid - code).abs() <= loose * formula.mag.max(formula.mid.abs())
        }
        _ => false,
    }
}
