//! Correct functions that compute otherwise than the formula says.

use super::formulas::*;
use crate::native::{Case, float, int, list, long, matrix};

/// Correct functions that compute otherwise than the formula says.
pub(crate) fn correct() -> Vec<Case> {
    vec![
        case!(
            "stable softmax",
            SOFTMAX,
            "f(z: &[f64]) -> Vec<f64>",
            "",
            |a| list(softmax(&a.v(0)))
        ),
        case!(
            "softmax through log-sum-exp",
            SOFTMAX,
            "f(z: &[f64]) -> Vec<f64>",
            "",
            |a| {
                let z = a.v(0);
                let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let log = top + z.iter().map(|z| (z - top).exp()).sum::<f64>().ln();
                list(z.iter().map(|z| (z - log).exp()))
            }
        ),
        case!(
            "softmax in f32",
            SOFTMAX,
            "f(z: &[f32]) -> Vec<f32>",
            "",
            |a| {
                let z: Vec<f32> = a.v(0).iter().map(|z| *z as f32).collect();
                let top = z.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let e: Vec<f32> = z.iter().map(|z| (z - top).exp()).collect();
                let total: f32 = e.iter().sum();
                list(e.iter().map(|e| f64::from(e / total)))
            }
        ),
        case!(
            "cross-entropy that skips zeros",
            CROSS_ENTROPY,
            "f(y: &[f64], p: &[f64]) -> f64",
            "in y [0,1], p [0,1]",
            |a| {
                float(
                    -a.v(0)
                        .iter()
                        .zip(a.v(1))
                        .filter(|(y, _)| **y > 0.0)
                        .map(|(y, p)| y * p.ln())
                        .sum::<f64>(),
                )
            }
        ),
        case!(
            "cross-entropy that does not",
            CROSS_ENTROPY,
            "f(y: &[f64], p: &[f64]) -> f64",
            "in y [0,1], p [0,1]",
            |a| {
                float(
                    -a.v(0)
                        .iter()
                        .zip(a.v(1))
                        .map(|(y, p)| y * p.ln())
                        .sum::<f64>(),
                )
            }
        ),
        case!(
            "binary loss with ln_1p",
            BINARY,
            "f(y: f64, p: f64) -> f64",
            "in y [0,1], p (0,1)",
            |a| { float(-(a.f(0) * a.f(1).ln() + (1.0 - a.f(0)) * (-a.f(1)).ln_1p())) }
        ),
        case!(
            "binary loss without",
            BINARY,
            "f(y: f64, p: f64) -> f64",
            "in y [0,1], p (0,1)",
            |a| { float(-(a.f(0) * a.f(1).ln() + (1.0 - a.f(0)) * (1.0 - a.f(1)).ln())) }
        ),
        case!(
            "output size by counting",
            CONV_OUT,
            "f(i: usize, p: usize, k: usize, s: usize) -> usize",
            CONV_DOMAIN,
            |a| { int((0..=a.u(0) + 2 * a.u(1) - a.u(2)).step_by(a.u(3)).count()) }
        ),
        case!(
            "ceiling by addition",
            CEIL,
            "f(n: usize, b: usize) -> usize",
            "in n 1..=90, b 1..=90",
            |a| int((a.u(0) - 1) / a.u(1) + 1)
        ),
        case!(
            "ceiling in floats",
            CEIL,
            "f(n: usize, b: usize) -> usize",
            "in n 1..=90, b 1..=90",
            |a| int((a.u(0) as f64 / a.u(1) as f64).ceil() as usize)
        ),
        case!("running mean", MEAN, "f(x: &[f64]) -> f64", "", |a| {
            float(
                a.v(0)
                    .iter()
                    .enumerate()
                    .fold(0.0, |m, (i, x)| m + (x - m) / (i + 1) as f64),
            )
        }),
        case!(
            "mean backwards",
            MEAN,
            "f(x: &[f64]) -> f64",
            "",
            |a| float(a.v(0).iter().rev().sum::<f64>() * (1.0 / a.v(0).len() as f64))
        ),
        case!("mean in f32", MEAN, "f(x: &[f32]) -> f32", "", |a| {
            let x: Vec<f32> = a.v(0).iter().map(|x| *x as f32).collect();
            float(f64::from(x.iter().sum::<f32>() / x.len() as f32))
        }),
        case!(
            "variance in one pass",
            VARIANCE,
            "f(x: &[f64]) -> f64",
            "",
            |a| {
                let x = a.v(0);
                float(x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64 - mean(&x).powi(2))
            }
        ),
        case!(
            "variance by Welford",
            VARIANCE,
            "f(x: &[f64]) -> f64",
            "",
            |a| {
                let (mut m, mut s) = (0.0, 0.0);
                for (i, x) in a.v(0).iter().enumerate() {
                    let gap = x - m;
                    m += gap / (i + 1) as f64;
                    s += gap * (x - m);
                }
                float(s / a.v(0).len() as f64)
            }
        ),
        case!(
            "variance over pairs",
            VARIANCE,
            "f(x: &[f64]) -> f64",
            "",
            |a| {
                let x = a.v(0);
                let n = x.len() as f64;
                float(
                    x.iter()
                        .flat_map(|a| x.iter().map(move |b| (a - b).powi(2)))
                        .sum::<f64>()
                        / (2.0 * n * n),
                )
            }
        ),
        case!(
            "log-sum-exp, shifted",
            LOG_SUM_EXP,
            "f(z: &[f64]) -> f64",
            "",
            |a| {
                let z = a.v(0);
                let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                float(top + z.iter().map(|z| (z - top).exp()).sum::<f64>().ln())
            }
        ),
        case!(
            "log-sum-exp, naive",
            LOG_SUM_EXP,
            "f(z: &[f64]) -> f64",
            "",
            |a| float(a.v(0).iter().map(|z| z.exp()).sum::<f64>().ln())
        ),
        case!(
            "windows by index",
            CORRELATION,
            "f(x: &[f64], w: &[f64]) -> Vec<f64>",
            "",
            |a| {
                let (x, w) = (a.v(0), a.v(1));
                let count = (x.len() + 1).saturating_sub(w.len());
                list((0..count).map(|j| (0..w.len()).map(|k| w[k] * x[j + k]).sum()))
            }
        ),
        case!(
            "F through precision and recall",
            F_BETA,
            "f(t_p: f64, f_p: f64, f_n: f64, beta: f64) -> f64",
            "in t_p (0, inf), f_p (0, inf), f_n (0, inf), beta (0, 4)",
            |a| {
                let (precision, recall) = (a.f(0) / (a.f(0) + a.f(1)), a.f(0) / (a.f(0) + a.f(2)));
                let square = a.f(3) * a.f(3);
                float((1.0 + square) * precision * recall / (square * precision + recall))
            }
        ),
        case!("sigmoid by sign", SIGMOID, "f(x: f64) -> f64", "", |a| {
            let x = a.f(0);
            float(if x >= 0.0 {
                1.0 / (1.0 + (-x).exp())
            } else {
                x.exp() / (1.0 + x.exp())
            })
        }),
        case!(
            "sigmoid by tanh",
            SIGMOID,
            "f(x: f64) -> f64",
            "in x (-12, 12)",
            |a| float(0.5 + 0.5 * (a.f(0) / 2.0).tanh())
        ),
        case!(
            "matrix product by columns",
            MATMUL,
            "f(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>>",
            "",
            |a| {
                let (x, y) = (a.m(0), a.m(1));
                let mut c = vec![vec![0.0; y[0].len()]; x.len()];
                for l in (0..y.len()).rev() {
                    for (row, left) in c.iter_mut().zip(&x) {
                        row.iter_mut()
                            .zip(&y[l])
                            .for_each(|(cell, right)| *cell += left[l] * right);
                    }
                }
                matrix(c)
            }
        ),
        case!(
            "Huber by clamping",
            HUBER,
            "f(a: f64, delta: f64) -> f64",
            "in delta (0, 4)",
            |a| {
                let inner = a.f(0).abs().min(a.f(1));
                float(0.5 * inner * inner + a.f(1) * (a.f(0).abs() - inner))
            }
        ),
        case!(
            "suppression",
            KEEP,
            "f(o: &[Vec<f64>], tau: f64) -> Vec<f64>",
            "",
            |a| keep(&a.m(0), |o| o > a.f(1))
        ),
        case!(
            "cosine of units",
            COSINE,
            "f(u: &[f64], v: &[f64]) -> f64",
            "",
            |a| {
                let unit = |x: Vec<f64>| {
                    let length = x.iter().map(|x| x * x).sum::<f64>().sqrt();
                    x.into_iter().map(|x| x / length).collect::<Vec<f64>>()
                };
                float(
                    unit(a.v(0))
                        .iter()
                        .zip(unit(a.v(1)))
                        .map(|(x, y)| x * y)
                        .sum(),
                )
            }
        ),
        case!(
            "decay first",
            DECAY,
            "f(w: &[f64], g: &[f64], eta: f64, lambda: f64) -> Vec<f64>",
            "",
            |a| {
                let (w, g) = (a.v(0), a.v(1));
                list(
                    w.iter()
                        .zip(&g)
                        .map(|(w, g)| w * (1.0 - a.f(2) * a.f(3)) - a.f(2) * g),
                )
            }
        ),
        case!(
            "entropy by logs of ratios",
            ENTROPY,
            "f(p: &[f64]) -> f64",
            "in p (0,1]",
            |a| {
                float(
                    a.v(0).iter().map(|p| p * (1.0 / p).ln()).sum::<f64>() / std::f64::consts::LN_2,
                )
            }
        ),
        case!(
            "binomial by Pascal",
            CHOOSE,
            "f(n: u64, k: u64) -> u64",
            "in n 0..=20, k 0..=20",
            |a| {
                let mut row = vec![1_i64];
                for _ in 0..a.u(0) {
                    let next: Vec<i64> = row.windows(2).map(|pair| pair[0] + pair[1]).collect();
                    row = std::iter::once(1).chain(next).chain([1]).collect();
                }
                long(row.get(a.u(1)).copied().unwrap_or(0))
            }
        ),
        case!(
            "remainder by Euclid",
            WRAP,
            "f(a: i64, m: i64) -> i64",
            "in a -20..=20, m 1..=9",
            |a| long(a.i(0).rem_euclid(a.i(1)))
        ),
        case!(
            "the first of the greatest",
            ARGMAX,
            "f(z: &[f64]) -> usize",
            "base 0",
            |a| {
                let z = a.v(0);
                let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                int(z.iter().position(|z| *z == top).unwrap_or(0))
            }
        ),
        case!(
            "the last of the greatest",
            ARGMAX,
            "f(z: &[f64]) -> usize",
            "base 0",
            |a| {
                let z = a.v(0);
                int((0..z.len())
                    .max_by(|&i, &j| z[i].total_cmp(&z[j]))
                    .unwrap_or(0))
            }
        ),
        case!("stable softplus", SOFTPLUS, "f(x: f64) -> f64", "", |a| {
            float(a.f(0).max(0.0) + (-a.f(0).abs()).exp().ln_1p())
        }),
        case!(
            "softplus without ln_1p",
            SOFTPLUS,
            "f(x: f64) -> f64",
            "",
            |a| float((1.0 + a.f(0).exp()).ln())
        ),
        case!(
            "geometric mean by logarithms",
            GEOMETRIC,
            "f(x: &[f64]) -> f64",
            "in x (0, inf)",
            |a| float(mean(&a.v(0).iter().map(|x| x.ln()).collect::<Vec<_>>()).exp())
        ),
        case!(
            "powers by powf",
            PERIODIC,
            "f(p: f64, r: f64, n: u32) -> f64",
            "in n 0..=12, r (0,1)",
            |a| float(a.f(0) * (1.0 + a.f(1)).powf(a.f(2)))
        ),
        case!(
            "powers by repetition",
            PERIODIC,
            "f(p: f64, r: f64, n: u32) -> f64",
            "in n 0..=12, r (0,1)",
            |a| { float((0..a.u(2)).fold(a.f(0), |amount, _| amount + amount * a.f(1))) }
        ),
        case!(
            "overlap by lengths",
            INTERSECTION,
            "f(a: &[f64], b: &[f64]) -> f64",
            "",
            |a| {
                let (x, y) = (a.v(0), a.v(1));
                let low = if x[0] > y[0] { x[0] } else { y[0] };
                let high = if x[1] < y[1] { x[1] } else { y[1] };
                float(if high > low { high - low } else { 0.0 })
            }
        ),
    ]
}
