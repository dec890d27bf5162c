//! Functions with one mistake each.

use super::formulas::*;
use crate::native::{Case, float, int, list, long, matrix};

/// Functions with one mistake each.
pub(crate) fn bugs() -> Vec<Case> {
    vec![
        case!(
            "wrong log base",
            CROSS_ENTROPY,
            "f(y: &[f64], p: &[f64]) -> f64",
            "in y [0,1], p (0,1)",
            |a| {
                float(
                    -a.v(0)
                        .iter()
                        .zip(a.v(1))
                        .map(|(y, p)| y * p.log2())
                        .sum::<f64>(),
                )
            }
        ),
        case!(
            "no minus",
            CROSS_ENTROPY,
            "f(y: &[f64], p: &[f64]) -> f64",
            "in y [0,1], p (0,1)",
            |a| {
                float(
                    a.v(0)
                        .iter()
                        .zip(a.v(1))
                        .map(|(y, p)| y * p.ln())
                        .sum::<f64>(),
                )
            }
        ),
        case!(
            "a mean for a sum",
            CROSS_ENTROPY,
            "f(y: &[f64], p: &[f64]) -> f64",
            "in y [0,1], p (0,1)",
            |a| {
                float(
                    -a.v(0)
                        .iter()
                        .zip(a.v(1))
                        .map(|(y, p)| y * p.ln())
                        .sum::<f64>()
                        / a.v(0).len() as f64,
                )
            }
        ),
        case!(
            "a clip that hides",
            CROSS_ENTROPY,
            "f(y: &[f64], p: &[f64]) -> f64",
            "in y [0,1], p (0,1)",
            |a| {
                float(
                    -a.v(0)
                        .iter()
                        .zip(a.v(1))
                        .map(|(y, p)| y * p.max(1e-3).ln())
                        .sum::<f64>(),
                )
            }
        ),
        case!(
            "an epsilon in the logarithm",
            CROSS_ENTROPY,
            "f(y: &[f64], p: &[f64]) -> f64",
            "in y [0,1], p (0,1)",
            |a| {
                float(
                    -a.v(0)
                        .iter()
                        .zip(a.v(1))
                        .map(|(y, p)| y * (p + 1e-7).ln())
                        .sum::<f64>(),
                )
            }
        ),
        case!(
            "half of the binary loss",
            BINARY,
            "f(y: f64, p: f64) -> f64",
            "in y [0,1], p (0,1)",
            |a| float(-a.f(0) * a.f(1).ln())
        ),
        case!(
            "y and p swapped",
            BINARY,
            "f(y: f64, p: f64) -> f64",
            "in y (0,1), p (0,1)",
            |a| { float(-(a.f(1) * a.f(0).ln() + (1.0 - a.f(1)) * (1.0 - a.f(0)).ln())) }
        ),
        case!(
            "no plus one",
            CONV_OUT,
            "f(i: usize, p: usize, k: usize, s: usize) -> usize",
            CONV_DOMAIN,
            |a| { int((a.u(0) + 2 * a.u(1) - a.u(2)) / a.u(3)) }
        ),
        case!(
            "padding once",
            CONV_OUT,
            "f(i: usize, p: usize, k: usize, s: usize) -> usize",
            CONV_DOMAIN,
            |a| { int((a.u(0) + a.u(1) - a.u(2)) / a.u(3) + 1) }
        ),
        case!(
            "ceiling",
            CONV_OUT,
            "f(i: usize, p: usize, k: usize, s: usize) -> usize",
            CONV_DOMAIN,
            |a| { int((a.u(0) + 2 * a.u(1) - a.u(2)).div_ceil(a.u(3)) + 1) }
        ),
        case!(
            "stride first",
            CONV_OUT,
            "f(i: usize, p: usize, k: usize, s: usize) -> usize",
            CONV_DOMAIN,
            |a| { int((a.u(0) + 2 * a.u(1)) / a.u(3) - a.u(2) / a.u(3) + 1) }
        ),
        case!(
            "a float for a whole number",
            RANK,
            "f(q: usize, n: usize) -> usize",
            "in q 1..=99, n 1..=100",
            |a| int((a.u(0) as f64 / 100.0 * a.u(1) as f64).ceil() as usize)
        ),
        case!(
            "floor for ceiling",
            CEIL,
            "f(n: usize, b: usize) -> usize",
            "in n 1..=90, b 1..=90",
            |a| int(a.u(0) / a.u(1))
        ),
        case!(
            "one batch too many",
            CEIL,
            "f(n: usize, b: usize) -> usize",
            "in n 1..=90, b 1..=90",
            |a| int(a.u(0) / a.u(1) + 1)
        ),
        case!("integer division", MEAN, "f(x: &[f64]) -> f64", "", |a| {
            float((sum(&a.v(0)) / a.v(0).len() as f64).trunc())
        }),
        case!(
            "divided by n minus one",
            VARIANCE,
            "f(x: &[f64]) -> f64",
            "",
            |a| {
                let m = mean(&a.v(0));
                float(
                    a.v(0).iter().map(|x| (x - m).powi(2)).sum::<f64>()
                        / (a.v(0).len() as f64 - 1.0).max(1.0),
                )
            }
        ),
        case!(
            "divided by n",
            SAMPLE_VARIANCE,
            "f(x: &[f64]) -> f64",
            "",
            |a| {
                let m = mean(&a.v(0));
                float(a.v(0).iter().map(|x| (x - m).powi(2)).sum::<f64>() / a.v(0).len() as f64)
            }
        ),
        case!(
            "standard deviation",
            VARIANCE,
            "f(x: &[f64]) -> f64",
            "",
            |a| {
                let m = mean(&a.v(0));
                float(
                    (a.v(0).iter().map(|x| (x - m).powi(2)).sum::<f64>() / a.v(0).len() as f64)
                        .sqrt(),
                )
            }
        ),
        case!(
            "a factor two lost",
            HUBER,
            "f(a: f64, delta: f64) -> f64",
            "in delta (0, 4)",
            |a| {
                let (x, d) = (a.f(0).abs(), a.f(1));
                float(if x <= d { x * x } else { d * (x - 0.5 * d) })
            }
        ),
        case!(
            "no absolute value",
            HUBER,
            "f(a: f64, delta: f64) -> f64",
            "in delta (0, 4)",
            |a| {
                let (x, d) = (a.f(0), a.f(1));
                float(if x <= d {
                    0.5 * x * x
                } else {
                    d * (x - 0.5 * d)
                })
            }
        ),
        case!(
            "a flipped kernel",
            CORRELATION,
            "f(x: &[f64], w: &[f64]) -> Vec<f64>",
            "",
            |a| {
                let (x, w) = (a.v(0), a.v(1));
                list(
                    x.windows(w.len())
                        .map(|part| part.iter().zip(w.iter().rev()).map(|(x, w)| x * w).sum()),
                )
            }
        ),
        case!(
            "one window too few",
            CORRELATION,
            "f(x: &[f64], w: &[f64]) -> Vec<f64>",
            "",
            |a| {
                let (x, w) = (a.v(0), a.v(1));
                let count = (x.len() + 1).saturating_sub(w.len());
                list(
                    x.windows(w.len())
                        .take(count.max(2) - 1)
                        .map(|part| part.iter().zip(&w).map(|(x, w)| x * w).sum()),
                )
            }
        ),
        case!(
            "beta not squared",
            F_BETA,
            "f(t_p: f64, f_p: f64, f_n: f64, beta: f64) -> f64",
            "in t_p (0, inf), f_p (0, inf), f_n (0, inf), beta (0, 4)",
            |a| {
                let (t, p, n, b) = (a.f(0), a.f(1), a.f(2), a.f(3));
                float((1.0 + b) * t / ((1.0 + b) * t + b * n + p))
            }
        ),
        case!(
            "false negatives and positives swapped",
            F_BETA,
            "f(t_p: f64, f_p: f64, f_n: f64, beta: f64) -> f64",
            "in t_p (0, inf), f_p (0, inf), f_n (0, inf), beta (0, 4)",
            |a| {
                let (t, p, n, b) = (a.f(0), a.f(1), a.f(2), a.f(3));
                float((1.0 + b * b) * t / ((1.0 + b * b) * t + b * b * p + n))
            }
        ),
        case!(
            "a sign in the exponent",
            SIGMOID,
            "f(x: f64) -> f64",
            "",
            |a| float(1.0 / (1.0 + a.f(0).exp()))
        ),
        case!("tanh", SIGMOID, "f(x: f64) -> f64", "", |a| float(
            a.f(0).tanh()
        )),
        case!(
            "a transposed factor",
            MATMUL,
            "f(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>>",
            "",
            |a| {
                let (x, y) = (a.m(0), a.m(1));
                matrix(x.iter().map(|row| {
                    (0..y[0].len())
                        .map(|j| {
                            (0..row.len())
                                .map(|l| row[l] * y[j % y.len()][l % y[0].len()])
                                .sum()
                        })
                        .collect()
                }))
            }
        ),
        case!(
            "elementwise",
            DOT,
            "f(x: &[f64], y: &[f64]) -> f64",
            "",
            |a| float(sum(&a.v(0)) * sum(&a.v(1)))
        ),
        case!(
            "the last element left out",
            DOT,
            "f(x: &[f64], y: &[f64]) -> f64",
            "",
            |a| {
                let (x, y) = (a.v(0), a.v(1));
                float((0..x.len() - 1).map(|i| x[i] * y[i]).sum())
            }
        ),
        case!(
            "greater or equal",
            KEEP,
            "f(o: &[Vec<f64>], tau: f64) -> Vec<f64>",
            "",
            |a| keep(&a.m(0), |o| o >= a.f(1))
        ),
        case!(
            "greater for greater or equal",
            COUNT,
            "f(x: &[f64], tau: f64) -> usize",
            "",
            |a| { int(a.v(0).iter().filter(|x| **x > a.f(1)).count()) }
        ),
        case!(
            "lengths not multiplied",
            COSINE,
            "f(u: &[f64], v: &[f64]) -> f64",
            "",
            |a| {
                let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
                float(dot(&a.v(0), &a.v(1)) / dot(&a.v(0), &a.v(0)).sqrt())
            }
        ),
        case!(
            "a mean of means",
            POOLED,
            "f(b: &[usize], ell: &[f64]) -> f64",
            "in b 1..=8",
            |a| float(mean(&a.v(1)))
        ),
        case!(
            "a share of the errors",
            ACCURACY,
            "f(y_hat: &[usize], y: &[usize]) -> f64",
            "in y_hat 0..=3, y 0..=3",
            |a| {
                let (x, y) = (a.us(0), a.us(1));
                float(x.iter().zip(&y).filter(|(x, y)| x != y).count() as f64 / x.len() as f64)
            }
        ),
        case!(
            "whole accuracy",
            ACCURACY,
            "f(y_hat: &[usize], y: &[usize]) -> f64",
            "in y_hat 0..=3, y 0..=3",
            |a| {
                let (x, y) = (a.us(0), a.us(1));
                float((x.iter().zip(&y).filter(|(x, y)| x == y).count() / x.len()) as f64)
            }
        ),
        case!(
            "smoothing over the others",
            SMOOTH,
            "f(y: &[f64], epsilon: f64) -> Vec<f64>",
            "in epsilon [0,1) dim y: K",
            |a| {
                let (y, e) = (a.v(0), a.f(1));
                list(
                    y.iter()
                        .map(|y| (1.0 - e) * y + e / (y.len_of(a) - 1.0).max(1.0)),
                )
            }
        ),
        case!(
            "no epsilon",
            LAYER_NORM,
            "f(x: &[f64], epsilon: f64) -> Vec<f64>",
            "in epsilon (0, 1)",
            |a| {
                let (x, m) = (a.v(0), mean(&a.v(0)));
                let v = x.iter().map(|x| (x - m).powi(2)).sum::<f64>() / x.len() as f64;
                list(x.iter().map(|x| (x - m) / v.sqrt()))
            }
        ),
        case!(
            "epsilon outside of the root",
            LAYER_NORM,
            "f(x: &[f64], epsilon: f64) -> Vec<f64>",
            "in epsilon (0, 1)",
            |a| {
                let (x, m) = (a.v(0), mean(&a.v(0)));
                let v = x.iter().map(|x| (x - m).powi(2)).sum::<f64>() / x.len() as f64;
                list(x.iter().map(|x| (x - m) / (v.sqrt() + a.f(1))))
            }
        ),
        case!(
            "natural entropy",
            ENTROPY,
            "f(p: &[f64]) -> f64",
            "in p (0,1)",
            |a| float(-a.v(0).iter().map(|p| p * p.ln()).sum::<f64>())
        ),
        case!(
            "permutations",
            CHOOSE,
            "f(n: u64, k: u64) -> u64",
            "in n 0..=20, k 0..=20 if k <= n",
            |a| { long((a.i(0) - a.i(1) + 1..=a.i(0)).product()) }
        ),
        case!(
            "decay of the decayed",
            DECAY,
            "f(w: &[f64], g: &[f64], eta: f64, lambda: f64) -> Vec<f64>",
            "",
            |a| {
                let (w, g) = (a.v(0), a.v(1));
                list(
                    w.iter()
                        .zip(&g)
                        .map(|(w, g)| (w - a.f(2) * g) * (1.0 - a.f(2) * a.f(3))),
                )
            }
        ),
        case!(
            "a remainder with the sign of the number",
            WRAP,
            "f(a: i64, m: i64) -> i64",
            "in a -20..=20, m 1..=9",
            |a| long(a.i(0) % a.i(1))
        ),
        case!(
            "the last of the greatest's neighbours",
            ARGMAX,
            "f(z: &[f64]) -> usize",
            "base 0",
            |a| {
                let z = a.v(0);
                int((0..z.len())
                    .min_by(|&i, &j| z[i].total_cmp(&z[j]))
                    .unwrap_or(0))
            }
        ),
        case!(
            "counted from one",
            ARGMAX,
            "f(z: &[f64]) -> usize",
            "base 0",
            |a| {
                let z = a.v(0);
                int((0..z.len())
                    .max_by(|&i, &j| z[i].total_cmp(&z[j]))
                    .unwrap_or(0)
                    + 1)
            }
        ),
        case!(
            "a missing clamp",
            INTERSECTION,
            "f(a: &[f64], b: &[f64]) -> f64",
            "",
            |a| {
                let (x, y) = (a.v(0), a.v(1));
                float(x[1].min(y[1]) - x[0].max(y[0]))
            }
        ),
        case!(
            "a rate not compounded",
            PERIODIC,
            "f(p: f64, r: f64, n: u32) -> f64",
            "in n 0..=12, r (0,1)",
            |a| { float(a.f(0) * (1.0 + a.f(1) * a.f(2))) }
        ),
    ]
}
