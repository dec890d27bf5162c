//! Realistic mistakes are found, and correct functions that work otherwise are not accused: over twenty seeds.

mod native;

use native::{Case, float, int, list, long, matrix, quietly};
use qed_agree::Verdict;

const SEEDS: u64 = 20;

const SOFTMAX: &str = r"\operatorname{softmax}(z)_k = \frac{\exp(z_k)}{\sum_{j=1}^{K} \exp(z_j)}";
const CROSS_ENTROPY: &str = r"L(y, p) = -\sum_{c=1}^{K} y_c \log(p_c)";
const BINARY: &str = r"L(y, p) = -(y \log p + (1 - y) \log(1 - p))";
const CONV_OUT: &str = r"o(i, p, k, s) = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1";
const CONV_DOMAIN: &str = "in i 1..=16, p 0..=3, k 1..=7, s 1..=4 if k <= i + 2*p";
const MEAN: &str = r"\bar{x} = \frac{1}{n}\sum_{i=1}^{n} x_i";
const VARIANCE: &str =
    r"v(x) = \frac{1}{n}\sum_{i=1}^{n} \left(x_i - \frac{1}{n}\sum_{j=1}^{n} x_j\right)^2";
const SAMPLE_VARIANCE: &str =
    r"v(x) = \frac{1}{n-1}\sum_{i=1}^{n} \left(x_i - \frac{1}{n}\sum_{j=1}^{n} x_j\right)^2";
const LOG_SUM_EXP: &str = r"f(z) = \log \sum_{k=1}^{K} \exp(z_k)";
const CORRELATION: &str = r"f(x, w)_j = \sum_{a=1}^{k} w_a x_{j + a - 1}";
const F_BETA: &str =
    r"F(t_p, f_p, f_n, \beta) = \frac{(1 + \beta^2) t_p}{(1 + \beta^2) t_p + \beta^2 f_n + f_p}";
const SIGMOID: &str = r"\sigma(x) = \frac{1}{1 + e^{-x}}";
const MATMUL: &str = r"C_{ij} = \sum_{l=1}^{m} a_{il} b_{lj}";
const HUBER: &str = r"L(a, \delta) = \begin{cases} \frac{1}{2} a^2 & \text{if } |a| \le \delta \\ \delta (|a| - \frac{1}{2} \delta) & \text{otherwise} \end{cases}";
const KEEP: &str = r"q_i = \prod_{j=1}^{i-1} (1 - q_j \mathbb{1}[O_{ij} > \tau])";
const COSINE: &str = r"c(u, v) = \frac{u^\top v}{\lVert u \rVert \lVert v \rVert}";
const ACCURACY: &str = r"a(\hat y, y) = \frac{1}{n} \sum_{i=1}^{n} \mathbb{1}[\hat y_i = y_i]";
const POOLED: &str = r"L(B, \ell) = \frac{\sum_{j=1}^{m} B_j \ell_j}{\sum_{j=1}^{m} B_j}";
const SMOOTH: &str = r"t_c = (1 - \varepsilon) y_c + \frac{\varepsilon}{K}";
const COUNT: &str = r"c(x, \tau) = \sum_{i=1}^{n} \mathbb{1}[x_i \ge \tau]";
const CEIL: &str = r"m(n, B) = \left\lceil \frac{n}{B} \right\rceil";
const RANK: &str = r"\operatorname{rank}(q, n) = \left\lceil \frac{q\, n}{100} \right\rceil";
const LAYER_NORM: &str = r"f(x, \varepsilon)_i = \frac{x_i - \frac{1}{d}\sum_{j=1}^{d} x_j}{\sqrt{\varepsilon + \frac{1}{d}\sum_{j=1}^{d} (x_j - \frac{1}{d}\sum_{r=1}^{d} x_r)^2}}";
const ENTROPY: &str = r"h(p) = -\sum_{i=1}^{n} p_i \log_2 p_i";
const CHOOSE: &str = r"c(n, k) = \binom{n}{k}";
const DECAY: &str = r"u_j = w_j - \eta (g_j + \lambda w_j)";
const WRAP: &str = r"w(a, m) = a \bmod m";
const ARGMAX: &str = r"\hat{y}(z) = \arg\max_k z_k";
const SOFTPLUS: &str = r"f(x) = \log(1 + e^x)";
const GEOMETRIC: &str = r"g(x) = \left(\prod_{i=1}^{n} x_i\right)^{1/n}";
const INTERSECTION: &str = r"f(a, b) = \max(0, \min(a_2, b_2) - \max(a_1, b_1))";
const DOT: &str = r"s = \sum_{i=1}^{n} x_i y_i";
const PERIODIC: &str = r"a = P (1 + r)^n";

fn sum(x: &[f64]) -> f64 {
    x.iter().sum()
}

fn mean(x: &[f64]) -> f64 {
    sum(x) / x.len() as f64
}

fn softmax(z: &[f64]) -> Vec<f64> {
    let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = z.iter().map(|z| (z - top).exp()).collect();
    let total = sum(&e);
    e.iter().map(|e| e / total).collect()
}

macro_rules! case {
    ($name:literal, $tex:expr, $function:literal, $items:expr, $code:expr) => {
        Case {
            name: $name,
            tex: $tex,
            function: $function,
            items: $items,
            code: $code,
        }
    };
}

/// Functions with one mistake each.
fn bugs() -> Vec<Case> {
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

/// The number of elements of the first list: one element knows its list only through the call.
trait LengthOf {
    fn len_of(&self, arguments: &native::Arguments<'_>) -> f64;
}

impl LengthOf for f64 {
    fn len_of(&self, arguments: &native::Arguments<'_>) -> f64 {
        arguments.v(0).len() as f64
    }
}

fn keep(o: &[Vec<f64>], over: impl Fn(f64) -> bool) -> qed_agree::Value {
    let mut kept: Vec<f64> = Vec::new();
    for (i, row) in o.iter().enumerate() {
        let hit = (0..i).any(|j| kept[j] > 0.0 && over(row[j]));
        kept.push(f64::from(!hit));
    }
    list(kept)
}

/// Correct functions that compute otherwise than the formula says.
fn correct() -> Vec<Case> {
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

#[test]
fn every_mistake_is_found_at_every_seed() {
    let cases = bugs();
    assert!(cases.len() >= 40, "{} mistakes", cases.len());
    let missed: Vec<String> = quietly(|| {
        let mut missed = Vec::new();
        for case in &cases {
            let plan = case.plan();
            for seed in 0..SEEDS {
                let verdict = case.verdict(&plan, seed);
                if !matches!(
                    verdict,
                    Verdict::Differs(..) | Verdict::UndefinedHere { .. }
                ) {
                    missed.push(format!("{} at seed {seed}: {verdict:?}", case.name));
                }
            }
        }
        missed
    });
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn no_correct_function_is_accused_at_any_seed() {
    let cases = correct();
    assert!(cases.len() >= 30, "{} functions", cases.len());
    let accused: Vec<String> = quietly(|| {
        let mut accused = Vec::new();
        for case in &cases {
            let plan = case.plan();
            for seed in 0..SEEDS {
                let verdict = case.verdict(&plan, seed);
                if !matches!(verdict, Verdict::Agrees { .. }) {
                    accused.push(format!("{} at seed {seed}: {verdict:?}", case.name));
                }
            }
        }
        accused
    });
    assert_eq!(accused, Vec::<String>::new());
}

/// The example of the issue: a dropped `+ 1` is named, with the smallest input.
#[test]
fn the_one_change_that_reconciles_is_named() {
    let changed = CONV_OUT.replace(" + 1", "");
    let case = Case {
        name: "convolution",
        tex: Box::leak(changed.into_boxed_str()),
        function: "out_size(i: usize, p: usize, k: usize, s: usize) -> usize",
        items: CONV_DOMAIN,
        code: |a| int((a.u(0) + 2 * a.u(1) - a.u(2)) / a.u(3) + 1),
    };
    let Verdict::Differs(found, Some(reconcile)) = case.verdict(&case.plan(), 1) else {
        panic!("not found");
    };
    let values: Vec<String> = found
        .symbols
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(values.join(" "), "i=1 p=0 k=1 s=1");
    assert_eq!(
        (found.formula.as_deref(), found.code.as_str()),
        (Some("0"), "1")
    );
    assert!(
        reconcile.change.starts_with("`+ 1` is added"),
        "{}",
        reconcile.change
    );

    let spare = bugs()
        .into_iter()
        .find(|case| case.name == "no plus one")
        .expect("it is in the list");
    let Verdict::Differs(_, Some(reconcile)) = spare.verdict(&spare.plan(), 1) else {
        panic!("not found");
    };
    assert_eq!(reconcile.change, "`+ 1` is dropped");
}
