//! The formulas that the functions claim to compute, and what the functions share.

use crate::native::{Arguments, list};

pub(crate) const SOFTMAX: &str =
    r"\operatorname{softmax}(z)_k = \frac{\exp(z_k)}{\sum_{j=1}^{K} \exp(z_j)}";
pub(crate) const CROSS_ENTROPY: &str = r"L(y, p) = -\sum_{c=1}^{K} y_c \log(p_c)";
pub(crate) const BINARY: &str = r"L(y, p) = -(y \log p + (1 - y) \log(1 - p))";
pub(crate) const CONV_OUT: &str =
    r"o(i, p, k, s) = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1";
pub(crate) const CONV_DOMAIN: &str = "in i 1..=16, p 0..=3, k 1..=7, s 1..=4 if k <= i + 2*p";
pub(crate) const MEAN: &str = r"\bar{x} = \frac{1}{n}\sum_{i=1}^{n} x_i";
pub(crate) const VARIANCE: &str =
    r"v(x) = \frac{1}{n}\sum_{i=1}^{n} \left(x_i - \frac{1}{n}\sum_{j=1}^{n} x_j\right)^2";
pub(crate) const SAMPLE_VARIANCE: &str =
    r"v(x) = \frac{1}{n-1}\sum_{i=1}^{n} \left(x_i - \frac{1}{n}\sum_{j=1}^{n} x_j\right)^2";
pub(crate) const LOG_SUM_EXP: &str = r"f(z) = \log \sum_{k=1}^{K} \exp(z_k)";
pub(crate) const CORRELATION: &str = r"f(x, w)_j = \sum_{a=1}^{k} w_a x_{j + a - 1}";
pub(crate) const F_BETA: &str =
    r"F(t_p, f_p, f_n, \beta) = \frac{(1 + \beta^2) t_p}{(1 + \beta^2) t_p + \beta^2 f_n + f_p}";
pub(crate) const SIGMOID: &str = r"\sigma(x) = \frac{1}{1 + e^{-x}}";
pub(crate) const MATMUL: &str = r"C_{ij} = \sum_{l=1}^{m} a_{il} b_{lj}";
pub(crate) const HUBER: &str = r"L(a, \delta) = \begin{cases} \frac{1}{2} a^2 & \text{if } |a| \le \delta \\ \delta (|a| - \frac{1}{2} \delta) & \text{otherwise} \end{cases}";
pub(crate) const KEEP: &str = r"q_i = \prod_{j=1}^{i-1} (1 - q_j \mathbf{1}[O_{ij} > \tau])";
pub(crate) const COSINE: &str = r"c(u, v) = \frac{u^\top v}{\lVert u \rVert \lVert v \rVert}";
pub(crate) const ACCURACY: &str =
    r"a(\hat y, y) = \frac{1}{n} \sum_{i=1}^{n} \mathbf{1}[\hat y_i = y_i]";
pub(crate) const POOLED: &str =
    r"L(B, \ell) = \frac{\sum_{j=1}^{m} B_j \ell_j}{\sum_{j=1}^{m} B_j}";
pub(crate) const SMOOTH: &str = r"t_c = (1 - \varepsilon) y_c + \frac{\varepsilon}{K}";
pub(crate) const COUNT: &str = r"c(x, \tau) = \sum_{i=1}^{n} \mathbf{1}[x_i \ge \tau]";
pub(crate) const CEIL: &str = r"m(n, B) = \left\lceil \frac{n}{B} \right\rceil";
pub(crate) const RANK: &str =
    r"\operatorname{rank}(q, n) = \left\lceil \frac{q\, n}{100} \right\rceil";
pub(crate) const LAYER_NORM: &str = r"f(x, \varepsilon)_i = \frac{x_i - \frac{1}{d}\sum_{j=1}^{d} x_j}{\sqrt{\varepsilon + \frac{1}{d}\sum_{j=1}^{d} (x_j - \frac{1}{d}\sum_{r=1}^{d} x_r)^2}}";
pub(crate) const ENTROPY: &str = r"h(p) = -\sum_{i=1}^{n} p_i \log_2 p_i";
pub(crate) const CHOOSE: &str = r"c(n, k) = \binom{n}{k}";
pub(crate) const DECAY: &str = r"u_j = w_j - \eta (g_j + \lambda w_j)";
pub(crate) const WRAP: &str = r"w(a, m) = a \bmod m";
pub(crate) const ARGMAX: &str = r"\hat{y}(z) = \arg\max_k z_k";
pub(crate) const SOFTPLUS: &str = r"f(x) = \log(1 + e^x)";
pub(crate) const GEOMETRIC: &str = r"g(x) = \left(\prod_{i=1}^{n} x_i\right)^{1/n}";
pub(crate) const INTERSECTION: &str = r"f(a, b) = \max(0, \min(a_2, b_2) - \max(a_1, b_1))";
pub(crate) const DOT: &str = r"s = \sum_{i=1}^{n} x_i y_i";
pub(crate) const PERIODIC: &str = r"a = P (1 + r)^n";

pub(crate) fn sum(x: &[f64]) -> f64 {
    x.iter().sum()
}

pub(crate) fn mean(x: &[f64]) -> f64 {
    sum(x) / x.len() as f64
}

pub(crate) fn softmax(z: &[f64]) -> Vec<f64> {
    let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = z.iter().map(|z| (z - top).exp()).collect();
    let total = sum(&e);
    e.iter().map(|e| e / total).collect()
}

/// The number of elements of the first list: one element knows its list only through the call.
pub(crate) trait LengthOf {
    fn len_of(&self, arguments: &Arguments<'_>) -> f64;
}

impl LengthOf for f64 {
    fn len_of(&self, arguments: &Arguments<'_>) -> f64 {
        arguments.v(0).len() as f64
    }
}

pub(crate) fn keep(o: &[Vec<f64>], over: impl Fn(f64) -> bool) -> qed_agree::Value {
    let mut kept: Vec<f64> = Vec::new();
    for (i, row) in o.iter().enumerate() {
        let hit = (0..i).any(|j| kept[j] > 0.0 && over(row[j]));
        kept.push(f64::from(!hit));
    }
    list(kept)
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

pub(crate) use case;
