//! Every construct that is read, by its value at a point that was worked out by hand.

use qed_agree::{
    Context, Input, Output, Signature, Value, Verdict, annotation, plan, plan_identity,
};

/// Numbers as values: floats where a point is written.
fn value(text: &str) -> Value {
    let text = text.trim();
    if let Some(inner) = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
    {
        let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
        for (at, c) in inner.char_indices() {
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                ',' if depth == 0 => {
                    parts.push(&inner[start..at]);
                    start = at + 1;
                }
                _ => {}
            }
        }
        parts.push(&inner[start..]);
        parts.retain(|part| !part.trim().is_empty());
        return Value::List(parts.into_iter().map(value).collect());
    }
    match text.parse() {
        Ok(whole) => Value::Int(whole),
        Err(_) => Value::Float(
            text.parse()
                .unwrap_or_else(|_| panic!("a number instead of `{text}`")),
        ),
    }
}

fn near(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| near(a, b))
        }
        _ => a == b,
    }
}

/// LaTeX, signature, items, arguments, value.
const TABLE: &[(&str, &str, &str, &str, &str)] = &[
    // Arithmetic and names.
    (r"y = 2x + 1", "f(x: f64) -> f64", "", "[3.0]", "7.0"),
    (
        r"y = x^2 - x'",
        "f(x: f64, x_prime: f64) -> f64",
        "",
        "[3.0, 1.0]",
        "8.0",
    ),
    (
        r"y = \hat{x}_t - x_{\text{max}}",
        "f(x_hat_t: f64, x_max: f64) -> f64",
        "",
        "[3.0, 1.0]",
        "2.0",
    ),
    (
        r"A = ab \cdot c / 2",
        "f(a: f64, b: f64, c: f64) -> f64",
        "",
        "[2.0, 3.0, 4.0]",
        "12.0",
    ),
    (r"y = -x^2", "f(x: f64) -> f64", "", "[3.0]", "-9.0"),
    (
        r"y = \frac12 x + \tfrac{3}{4}",
        "f(x: f64) -> f64",
        "",
        "[1.0]",
        "1.25",
    ),
    (r"y = 0.1 n", "f(n: usize) -> f64", "", "[3]", "0.3"),
    (
        r"y = \pi r^2",
        "f(r: f64) -> f64",
        "",
        "[1.0]",
        "3.141592653589793",
    ),
    (r"y = \sqrt[3]{x}", "f(x: f64) -> f64", "", "[8.0]", "2.0"),
    // Functions.
    (
        r"y = \log_2 x + \ln e^{x} + \lg 100",
        "f(x: f64) -> f64",
        "",
        "[8.0]",
        "13.0",
    ),
    (
        r"y = \sin^2 x + \cos^2 x",
        "f(x: f64) -> f64",
        "",
        "[0.7]",
        "1.0",
    ),
    (
        r"y = \sigma(x) + \tanh 0",
        "f(x: f64) -> f64",
        "",
        "[0.0]",
        "0.5",
    ),
    (
        r"y = \operatorname{ReLU}(x) + \max(0, -x, 1) - \min\{x, 2\}",
        "f(x: f64) -> f64",
        "",
        "[-3.0]",
        "6.0",
    ),
    (
        r"y = \lvert x \rvert + |x - 1|",
        "f(x: f64) -> f64",
        "",
        "[-3.0]",
        "7.0",
    ),
    (
        r"y = \lfloor x / 2 \rfloor + \lceil x / 2 \rceil",
        "f(x: i64) -> i64",
        "",
        "[-3]",
        "-3",
    ),
    (
        r"y = a \bmod m",
        "f(a: i64, m: i64) -> i64",
        "",
        "[-7, 3]",
        "2",
    ),
    (
        r"y = \binom{n}{k} + n!",
        "f(n: u64, k: u64) -> u64",
        "",
        "[5, 2]",
        "130",
    ),
    (
        r"y = \gcd(a, b)",
        "f(a: u64, b: u64) -> u64",
        "",
        "[12, 18]",
        "6",
    ),
    // Sums, products, extremes and their ranges.
    (
        r"s = \sum_{i=1}^{n} x_i^2",
        "f(x: &[f64]) -> f64",
        "",
        "[[1.0, 2.0, 3.0]]",
        "14.0",
    ),
    (
        r"s = \sum_{i=0}^{n-1} x_i i",
        "f(x: &[f64]) -> f64",
        "",
        "[[1.0, 2.0, 3.0]]",
        "8.0",
    ),
    (
        r"s = \sum_{i=2}^{n} (x_i - x_{i-1})",
        "f(x: &[f64]) -> f64",
        "",
        "[[1.0, 2.0, 5.0]]",
        "4.0",
    ),
    (
        r"s = \sum_i x_i + \prod_{1 \le i \le n} x_i",
        "f(x: &[f64]) -> f64",
        "",
        "[[2.0, 3.0]]",
        "11.0",
    ),
    (
        r"s = \sum_{i < j} x_i x_j",
        "f(x: &[f64]) -> f64",
        "",
        "[[1.0, 2.0, 3.0]]",
        "11.0",
    ),
    (
        r"s = \sum_{k \in \{1, \dots, n\}} k",
        "f(n: u32) -> u32",
        "",
        "[4]",
        "10",
    ),
    (
        r"y = \sum_{k \in S} k^2",
        "f(s: &[usize]) -> usize",
        "",
        "[[1, 3]]",
        "10",
    ),
    (
        r"s = \sum_{i=1, i \ne k}^{n} x_i",
        "f(x: &[f64], k: usize) -> f64",
        "",
        "[[1.0, 2.0, 4.0], 2]",
        "5.0",
    ),
    (
        r"m = \max_j x_j - \min_{1 \le j \le n} (x_j)",
        "f(x: &[f64]) -> f64",
        "",
        "[[1.0, 5.0, 3.0]]",
        "4.0",
    ),
    (
        r"m = \max(x_1, \dots, x_n)",
        "f(x: &[f64]) -> f64",
        "",
        "[[1.0, 5.0, 3.0]]",
        "5.0",
    ),
    (
        r"k = \arg\max_j x_j",
        "f(x: &[f64]) -> usize",
        "base 0",
        "[[1.0, 5.0, 3.0]]",
        "1",
    ),
    (
        r"k = \operatorname{argmin} x",
        "f(x: &[f64]) -> usize",
        "",
        "[[4.0, 5.0, 3.0]]",
        "3",
    ),
    (
        r"s = \sum_{i=1}^{n} \sum_{j=1}^{m} A_{ij}",
        "f(a: &[Vec<f64>]) -> f64",
        "",
        "[[[1.0, 2.0], [3.0, 4.0]]]",
        "10.0",
    ),
    (
        r"s = \sum_{i,j} A_{ij} B_{ji}",
        "f(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64",
        "",
        "[[[1.0, 2.0]], [[3.0], [4.0]]]",
        "11.0",
    ),
    // Ellipses.
    (
        r"s = x_1 + x_2 + \cdots + x_n",
        "f(x: &[f64]) -> f64",
        "",
        "[[1.0, 2.0, 4.0]]",
        "7.0",
    ),
    (
        r"s = 1 \cdot 2 \cdots n",
        "f(n: u32) -> u32",
        "",
        "[5]",
        "120",
    ),
    (
        r"s = 1 + 3 + \cdots + (2n - 1)",
        "f(n: u32) -> u32",
        "",
        "[4]",
        "16",
    ),
    // Conditions.
    (
        r"s = \sum_{i=1}^{n} \mathbb{1}[x_i > \tau]",
        "f(x: &[f64], tau: f64) -> usize",
        "",
        "[[1.0, 2.0, 2.0], 1.5]",
        "2",
    ),
    (
        r"d = \delta_{ij}",
        "f(i: u32, j: u32) -> u32",
        "",
        "[2, 2]",
        "1",
    ),
    (
        r"s = [n \text{ even}] + [n \equiv 1 \pmod 3]",
        "f(n: u32) -> u32",
        "",
        "[4]",
        "2",
    ),
    (
        r"f(x) = \begin{cases} 1 & \text{if } 0 \le x < 1 \text{ and } x \ne \frac12 \\ 2 & x = \frac12 \\ 0 & \text{otherwise} \end{cases}",
        "f(x: f64) -> f64",
        "",
        "[0.5]",
        "2.0",
    ),
    // Vectors and matrices.
    (
        r"s = x^\top y",
        "f(x: &[f64], y: &[f64]) -> f64",
        "",
        "[[1.0, 2.0], [3.0, 4.0]]",
        "11.0",
    ),
    (
        r"s = \langle x, y \rangle + \mathbf{x} \cdot \mathbf{y}",
        "f(x: &[f64], y: &[f64]) -> f64",
        "",
        "[[1.0, 2.0], [3.0, 4.0]]",
        "22.0",
    ),
    (
        r"z = W x + b",
        "f(w: &[Vec<f64>], x: &[f64], b: &[f64]) -> Vec<f64>",
        "",
        "[[[1.0, 2.0], [0.0, 1.0]], [1.0, 1.0], [1.0, 2.0]]",
        "[4.0, 3.0]",
    ),
    (
        r"M = x y^\top",
        "f(x: &[f64], y: &[f64]) -> Vec<Vec<f64>>",
        "",
        "[[1.0, 2.0], [3.0, 4.0]]",
        "[[3.0, 4.0], [6.0, 8.0]]",
    ),
    (
        r"q = x^T A x",
        "f(x: &[f64], a: &[Vec<f64>]) -> f64",
        "",
        "[[1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]]]",
        "27.0",
    ),
    (
        r"C = A^\top B",
        "f(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>>",
        "",
        "[[[1.0, 2.0]], [[3.0, 4.0]]]",
        "[[3.0, 4.0], [6.0, 8.0]]",
    ),
    (
        r"z = x \odot y - \frac{x}{2}",
        "f(x: &[f64], y: &[f64]) -> Vec<f64>",
        "",
        "[[1.0, 2.0], [3.0, 4.0]]",
        "[2.5, 7.0]",
    ),
    (
        r"s = \lVert x \rVert + \|x\|_1 + \|x\|_\infty",
        "f(x: &[f64]) -> f64",
        "",
        "[[3.0, -4.0]]",
        "16.0",
    ),
    (
        r"s = \lVert x \rVert^2 + \operatorname{tr}(A)",
        "f(x: &[f64], a: &[Vec<f64>]) -> f64",
        "",
        "[[3.0, 4.0], [[1.0, 9.0], [9.0, 2.0]]]",
        "28.0",
    ),
    (
        r"p = \operatorname{softmax}(W x)",
        "f(w: &[Vec<f64>], x: &[f64]) -> Vec<f64>",
        "",
        "[[[1.0], [1.0]], [2.0]]",
        "[0.5, 0.5]",
    ),
    (
        r"P = \operatorname{softmax}(A)",
        "f(a: &[Vec<f64>]) -> Vec<Vec<f64>>",
        "columns",
        "[[[1.0, 2.0], [1.0, 2.0]]]",
        "[[0.5, 0.5], [0.5, 0.5]]",
    ),
    (
        r"s = \operatorname{softmax}(z)_1 + z_{k}",
        "f(z: &[f64], k: usize) -> f64",
        "base 0",
        "[[1.0, 1.0], 1]",
        "1.5",
    ),
    (
        r"B_{ji} = A_{ij}",
        "f(a: &[Vec<f64>]) -> Vec<Vec<f64>>",
        "",
        "[[[1.0, 2.0]]]",
        "[[1.0], [2.0]]",
    ),
    (
        r"(A B)_{ij} = \sum_{k=1}^{m} A_{ik} B_{kj}",
        "f(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>>",
        "",
        "[[[1.0, 2.0]], [[3.0], [4.0]]]",
        "[[11.0]]",
    ),
    (
        r"y = (x_1, x_1 + x_2)",
        "f(x: &[f64; 2]) -> (f64, f64)",
        "",
        "[[1.0, 2.0]]",
        "[1.0, 3.0]",
    ),
    (
        r"R = \begin{pmatrix} \cos t & -\sin t \\ \sin t & \cos t \end{pmatrix}",
        "f(t: f64) -> [[f64; 2]; 2]",
        "",
        "[0.0]",
        "[[1.0, 0.0], [0.0, 1.0]]",
    ),
    (
        r"L = -\log p_{y}",
        "f(p: &[f64], y: usize) -> f64",
        "base 0",
        "[[0.5, 1.0], 1]",
        "0.0",
    ),
    (
        r"L = -\frac{1}{n} \sum_{i=1}^{n} \log P_{i, y_i}",
        "f(p: &[Vec<f64>], y: &[usize]) -> f64",
        "base 0",
        "[[[0.5, 1.0], [1.0, 0.5]], [1, 0]]",
        "0.0",
    ),
    // Names with indices.
    (
        r"m_i = x_{A,i} - x_{B,i}",
        "f(x_a: &[f64], x_b: &[f64]) -> Vec<f64>",
        "",
        "[[3.0], [1.0]]",
        "[2.0]",
    ),
    (
        r"s = x_n + n",
        "f(x: &[f64]) -> f64",
        "dim x: n",
        "[[3.0, 5.0]]",
        "7.0",
    ),
    // Sets.
    (
        r"J(A, B) = \frac{|A \cap B|}{|A \cup B|} + \lvert A \setminus B \rvert",
        "f(a: &[usize], b: &[usize]) -> f64",
        "",
        "[[1, 2, 2], [2, 3]]",
        "1.3333333333333333",
    ),
    (
        r"d = \frac{2 |A \cap B|}{|A| + |B|}",
        "f(a: &[bool], b: &[bool]) -> f64",
        "",
        "[[1, 1, 0], [0, 1, 1]]",
        "0.5",
    ),
    // Beside the formula.
    (
        r"A = \sqrt{s(s-a)(s-b)(s-c)}, \quad s = \frac{a+b+c}{2}",
        "f(a: f64, b: f64, c: f64) -> f64",
        "",
        "[3.0, 4.0, 5.0]",
        "6.0",
    ),
    (
        r"p_k = \frac{e_k}{\sum_j e_j} \quad \text{where} \quad e_i = \exp(z_i)",
        "f(z: &[f64]) -> Vec<f64>",
        "",
        "[[2.0, 2.0]]",
        "[0.5, 0.5]",
    ),
    (
        r"s_t = a s_{t-1} + x_t, \quad s_0 = 0",
        "f(x: &[f64], a: f64) -> Vec<f64>",
        "out [t]",
        "[[1.0, 1.0], 0.5]",
        "[0.0, 1.0, 1.5]",
    ),
    (
        r"F_n = F_{n-1} + F_{n-2}, \quad F_0 = 0, \quad F_1 = 1",
        "f(n: u32) -> u32",
        "in n 0..=20",
        "[10]",
        "55",
    ),
    (
        r"y_i = 2 x_i, \quad i = 1, \dots, n",
        "f(x: &[f64]) -> Vec<f64>",
        "",
        "[[1.0, 2.0]]",
        "[2.0, 4.0]",
    ),
    // Derivatives.
    (
        r"g = \frac{\partial}{\partial w} (w x - y)^2",
        "f(w: f64, x: f64, y: f64) -> f64",
        "",
        "[2.0, 3.0, 1.0]",
        "30.0",
    ),
    (
        r"g_j = \frac{\partial}{\partial w_j} \left(\sum_{k=1}^{d} w_k x_k - y\right)^2",
        "f(w: &[f64], x: &[f64], y: f64) -> Vec<f64>",
        "",
        "[[1.0, 2.0], [3.0, 4.0], 1.0]",
        "[60.0, 80.0]",
    ),
    (
        r"h = \frac{d^2}{dx^2} (x^3)",
        "f(x: f64) -> f64",
        "",
        "[2.0]",
        "12.0",
    ),
    // Opaque atoms.
    (
        r"w' = w - \eta \nabla L(w)",
        "f(w: &[f64], eta: f64, grad: &[f64]) -> Vec<f64>",
        r"let \nabla L(w) = grad",
        "[[1.0], 0.5, [2.0]]",
        "[0.0]",
    ),
    (
        r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}",
        "f(l: f64, a: f64, b: f64) -> f64",
        r"let P(A \mid B) = result, P(B \mid A) = l, P(A) = a, P(B) = b",
        "[0.5, 0.5, 0.25]",
        "1.0",
    ),
];

#[test]
fn every_construct_has_its_value() {
    let wrong: Vec<String> = TABLE.iter().filter_map(|row| check(row).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(
    (tex, function, items, arguments, expected): &(&str, &str, &str, &str, &str),
) -> Result<(), String> {
    let signature = Signature::parse(&format!("fn {function}"))?;
    let (items, faults) = annotation(items, 0);
    assert_eq!(faults, [], "{tex}");
    let plan = plan(tex, &items, &signature, &Context::default())
        .map_err(|refusals| format!("{tex}: {refusals:?}"))?;
    let Value::List(values) = value(arguments) else {
        return Err(format!("{arguments} is no list"));
    };
    let input = Input { values };
    let expected = value(expected);
    let found = plan.evaluate(&input, expected_length(&expected));
    if !found.as_ref().is_some_and(|found| near(found, &expected)) {
        return Err(format!("{tex}: {found:?} instead of {expected}"));
    }
    // What the formula says of itself is no difference.
    match plan.compare(std::slice::from_ref(&input), &[Output::returned(expected)]) {
        verdict @ (Verdict::Differs(..) | Verdict::UndefinedHere { .. }) => {
            Err(format!("{tex}: {verdict:?}"))
        }
        _ => Ok(()),
    }
}

fn expected_length(value: &Value) -> Option<usize> {
    match value {
        Value::List(elements) => Some(elements.len()),
        _ => None,
    }
}

#[test]
fn identities_hold_or_do_not() {
    let verdict = |tex: &str, items: &str| {
        let (items, faults) = annotation(items, 0);
        assert_eq!(faults, [], "{tex}");
        let plan = plan_identity(tex, &items, &Context::default())
            .unwrap_or_else(|refusals| panic!("{tex}: {refusals:?}"));
        plan.settle(7, |_| Vec::new())
    };
    for (tex, items) in [
        (r"\log(x y) = \log x + \log y", "in x (0, inf), y (0, inf)"),
        (
            r"\left\lfloor \frac{n - 1}{B} \right\rfloor + 1 = \left\lceil \frac{n}{B} \right\rceil",
            "in n 1..=60, B 1..=60",
        ),
        (
            r"\sum_{k=1}^{n} k = \frac{n(n+1)}{2} = \binom{n+1}{2}",
            "in n 0..=100",
        ),
        (r"(a + b) - b = a", "in a (-1e6, 1e6), b (-1e6, 1e6)"),
        (r"\lVert x \rVert^2 = x^\top x", "given x: &[f64]"),
        (
            r"\frac{\partial}{\partial x} \tanh x = 1 - \tanh^2 x",
            "in x (-3, 3)",
        ),
        (
            r"(A B)^\top = B^\top A^\top",
            "given A: &[Vec<f64>], B: &[Vec<f64>]",
        ),
    ] {
        assert!(
            matches!(verdict(tex, items), Verdict::Agrees { .. }),
            "{tex}: {:?}",
            verdict(tex, items)
        );
    }
    for (tex, items) in [
        (
            r"\log(x + y) = \log x + \log y",
            "in x (0, inf), y (0, inf)",
        ),
        (r"(a + b)^2 = a^2 + b^2", "in a 0..=9, b 0..=9"),
    ] {
        assert!(matches!(verdict(tex, items), Verdict::Differs(..)), "{tex}");
    }
}

/// A set that a function of the snippet sees in a parameter, and a definition that another formula gives.
#[test]
fn views_and_definitions_of_other_formulas() {
    let signature = Signature::parse("fn iou(a: &[f64], b: &[f64]) -> f64").unwrap();
    let view = Signature::parse("fn cells(a: &[f64]) -> Vec<usize>").unwrap();
    let (items, _) = annotation("view A = cells(a), B = cells(b)", 0);
    let context = Context {
        functions: &[view],
        formulas: &[],
    };
    let plan_of_sets = plan(
        r"J = \frac{|A \cap B|}{|A \cup B|}",
        &items,
        &signature,
        &context,
    )
    .unwrap();
    let inputs = plan_of_sets.inputs(1);
    let cells = |value: &Value| -> Vec<i128> {
        value
            .elements()
            .iter()
            .map(|x| match x {
                Value::Float(x) => x.floor() as i128,
                _ => 0,
            })
            .collect()
    };
    let outputs: Vec<Output> = inputs
        .iter()
        .map(|input| {
            let (a, b) = (cells(&input.values[0]), cells(&input.values[1]));
            let set = |x: &[i128]| x.iter().copied().collect::<std::collections::BTreeSet<_>>();
            let (inter, union) = (
                set(&a).intersection(&set(&b)).count(),
                set(&a).union(&set(&b)).count(),
            );
            let list = |x: Vec<i128>| Value::List(x.into_iter().map(Value::Int).collect());
            Output::Returned {
                value: Value::Float(inter as f64 / union as f64),
                views: vec![list(a), list(b)],
            }
        })
        .collect();
    let verdict = plan_of_sets.compare(&inputs, &outputs);
    assert!(matches!(verdict, Verdict::Agrees { .. }), "{verdict:?}");

    let formulas = [("eq:loss".to_owned(), r"L(w, x, y) = (w x - y)^2".to_owned())];
    let (items, _) = annotation("using eq:loss", 0);
    let signature = Signature::parse("fn f(w: f64, x: f64, y: f64) -> f64").unwrap();
    let context = Context {
        functions: &[],
        formulas: &formulas,
    };
    let gradient = plan(
        r"g = \frac{\partial L}{\partial w} + L(w, x, y)",
        &items,
        &signature,
        &context,
    )
    .unwrap();
    let input = Input {
        values: vec![Value::Float(2.0), Value::Float(3.0), Value::Float(1.0)],
    };
    assert_eq!(gradient.evaluate(&input, None), Some(Value::Float(55.0)));
}

/// A constant: a function without parameters has one input, and it is all there is.
#[test]
fn a_constant_agrees_at_its_one_point() {
    let signature = Signature::parse("fn phi() -> f64").unwrap();
    let (items, _) = annotation("", 0);
    let constant = plan(
        r"\varphi = \frac{1 + \sqrt 5}{2}",
        &items,
        &signature,
        &Context::default(),
    )
    .unwrap();
    let golden = Output::returned(Value::Float(1.618_033_988_749_895));
    let verdict = constant.settle(1, |inputs| vec![golden.clone(); inputs.len()]);
    assert!(
        matches!(verdict, Verdict::Agrees { inputs: 1, .. }),
        "{verdict:?}"
    );
}

/// What does not return is a difference where the formula has a value, also under a view.
#[test]
fn functions_that_do_not_return() {
    let (items, _) = annotation("view A = cells(a)", 0);
    let view = Signature::parse("fn cells(a: &[f64]) -> Vec<usize>").unwrap();
    let signature = Signature::parse("fn size(a: &[f64]) -> usize").unwrap();
    let context = Context {
        functions: &[view],
        formulas: &[],
    };
    let sets = plan(r"n = \lvert A \rvert", &items, &signature, &context).unwrap();
    let verdict = sets.settle(1, |inputs| {
        vec![Output::Panicked("oh".to_owned()); inputs.len()]
    });
    assert!(
        matches!(verdict, Verdict::Inconclusive { .. }),
        "{verdict:?}"
    );

    let signature = Signature::parse("fn double(x: f64) -> f64").unwrap();
    let double = plan(
        "y = 2 x",
        &annotation("", 0).0,
        &signature,
        &Context::default(),
    )
    .unwrap();
    let stopped =
        |inputs: &[Input]| vec![Output::Stopped("time is over".to_owned()); inputs.len().min(1)];
    let Verdict::Differs(found, _) = double.settle(1, stopped) else {
        panic!("a function that does not return was not found");
    };
    assert!(found.code.contains("time is over"), "{}", found.code);
}
