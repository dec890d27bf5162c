//! Every kind of refusal, at its place in the formula.

use std::collections::BTreeSet;

use qed_agree::{Context, Refusal, RefusalKind, Signature, annotation, plan, plan_identity};

use RefusalKind as K;

fn refusals(tex: &str, function: &str, items: &str) -> Vec<Refusal> {
    let (items, _) = annotation(items, 0);
    if function.is_empty() {
        return plan_identity(tex, &items, &Context::default())
            .err()
            .unwrap_or_default();
    }
    let signature = Signature::parse(&format!("fn {function}"))
        .unwrap_or_else(|why| panic!("{function}: {why}"));
    plan(tex, &items, &signature, &Context::default())
        .err()
        .unwrap_or_default()
}

/// LaTeX, signature, items, kind, and the part that the refusal points at.
const TABLE: &[(&str, &str, &str, K, &str)] = &[
    (r"y = \hat{x", "f(x: f64) -> f64", "", K::Syntax, "{x"),
    (r"y = (x", "f(x: f64) -> f64", "", K::Syntax, "(x"),
    (r"y = x + ", "f(x: f64) -> f64", "", K::Syntax, ""),
    (r"y = x ) + 1", "f(x: f64) -> f64", "", K::Syntax, ")"),
    (r"y = x_1^2^3", "f(x: f64) -> f64", "", K::Syntax, "^"),
    (r"y = x €", "f(x: f64) -> f64", "", K::Syntax, "€"),
    (r"P(A|B) = x", "f(x: f64) -> f64", "", K::Syntax, "|B)"),
    (r"y = [x = 1", "f(x: f64) -> f64", "", K::Syntax, "[x = 1"),
    (
        r"y = x = 1 + (x < 2)",
        "f(x: f64) -> f64",
        "",
        K::Syntax,
        "x < 2",
    ),
    (
        r"y = \foo{x}",
        "f(x: f64) -> f64",
        "",
        K::UnknownCommand,
        r"\foo",
    ),
    (
        r"y = \begin{vmatrix} x \end{vmatrix}",
        "f(x: f64) -> f64",
        "",
        K::UnknownCommand,
        r"\begin{vmatrix} x \end{vmatrix}",
    ),
    (
        r"y = \hat{x + 1}",
        "f(x: f64) -> f64",
        "",
        K::UnknownCommand,
        r"\hat{x + 1}",
    ),
    (
        r"y = \int x",
        "f(x: f64) -> f64",
        "",
        K::NotComputable,
        r"\int",
    ),
    (
        r"y = \lim x",
        "f(x: f64) -> f64",
        "",
        K::NotComputable,
        r"\lim",
    ),
    (
        r"y = \mathbb{E}[x]",
        "f(x: f64) -> f64",
        "",
        K::NotComputable,
        r"\mathbb{E}",
    ),
    (
        r"y \sim x",
        "f(x: f64) -> f64",
        "",
        K::NotComputable,
        r"\sim",
    ),
    (
        r"y = \sum_{k=0}^{\infty} x^k",
        "f(x: f64) -> f64",
        "",
        K::NotComputable,
        r"\infty",
    ),
    (
        r"y = x - \nabla L",
        "f(x: f64) -> f64",
        "",
        K::NotComputable,
        r"\nabla",
    ),
    (
        r"y = \frac{\partial L}{\partial x}",
        "f(x: f64) -> f64",
        "",
        K::NotComputable,
        r"\frac{\partial L}{\partial x}",
    ),
    (r"y = x + z", "f(x: f64) -> f64", "", K::Unbound, "z"),
    (r"f(q) = x", "f(x: f64) -> f64", "", K::Unbound, "f(q)"),
    (
        r"y = \frac{1}{n} \sum_{i=1}^{m} x_i",
        "f(x: &[f64]) -> f64",
        "",
        K::Unbound,
        "n",
    ),
    (
        r"y = \frac{x}{K} + \sum_{k=1}^{K} k",
        "f(x: f64) -> f64",
        "",
        K::Unbound,
        "K",
    ),
    (
        r"y = B x + b",
        "f(b: f64, x: f64) -> f64",
        "",
        K::CaseClash,
        r"y = B x + b",
    ),
    (
        r"y = a/b c",
        "f(a: f64, b: f64, c: f64) -> f64",
        "",
        K::Ambiguous,
        "a/b c",
    ),
    (
        r"y = \log(x)^2",
        "f(x: f64) -> f64",
        "",
        K::Ambiguous,
        "(x)^",
    ),
    (
        r"y = \sigma(x)^2",
        "f(x: f64) -> f64",
        "",
        K::Ambiguous,
        r"\sigma(x)^2",
    ),
    (
        r"y = \log x z",
        "f(x: f64, z: f64) -> f64",
        "",
        K::Ambiguous,
        "x z",
    ),
    (r"y = x \pm 1", "f(x: f64) -> f64", "", K::Ambiguous, r"\pm"),
    (r"y = x 2", "f(x: f64) -> f64", "", K::Ambiguous, "2"),
    (
        r"y = \sin^{-1} x",
        "f(x: f64) -> f64",
        "",
        K::Ambiguous,
        r"\sin^{-1} x",
    ),
    (
        r"y = \prod_{i=1}^{n} x_i a",
        "f(x: &[f64], a: f64) -> f64",
        "",
        K::Ambiguous,
        r"\prod_{i=1}^{n} x_i a",
    ),
    (
        r"y = x^{(i)}",
        "f(x: f64) -> f64",
        "",
        K::Ambiguous,
        "x^{(i)}",
    ),
    (r"y = |x|", "f(x: &[f64]) -> f64", "", K::Ambiguous, "|x|"),
    (r"y = n!!", "f(n: u32) -> u32", "", K::Ambiguous, "n!!"),
    (r"y = g(x)", "f(x: f64) -> f64", "", K::NotAFunction, "g"),
    (r"y = x \exp", "f(x: f64) -> f64", "", K::Syntax, ""),
    (
        r"y = x + b",
        "f(x: &[f64], b: f64) -> Vec<f64>",
        "",
        K::Shape,
        "x + b",
    ),
    (
        r"y = x z",
        "f(x: &[f64], z: &[f64]) -> f64",
        "",
        K::Shape,
        "x z",
    ),
    (
        r"y = A^{-1} x",
        "f(a: &[Vec<f64>], x: &[f64]) -> Vec<f64>",
        "",
        K::Shape,
        "A^{-1}",
    ),
    (
        r"y = \frac{1}{x}",
        "f(x: &[f64]) -> Vec<f64>",
        "",
        K::Shape,
        "x",
    ),
    (r"y = x^2", "f(x: &[f64]) -> Vec<f64>", "", K::Shape, "x^2"),
    (
        r"y_k = x_k",
        "f(x: &[f64]) -> f64",
        "",
        K::Shape,
        "y_k = x_k",
    ),
    (r"y = x", "f(x: &[f64]) -> f64", "", K::Shape, "y = x"),
    (r"y = x_t", "f(x: f64) -> f64", "", K::Index, "x_t"),
    (
        r"y = x_{i,j}",
        "f(x: &[f64], i: usize, j: usize) -> f64",
        "",
        K::Index,
        "x_{i,j}",
    ),
    (
        r"y = \sum x_i",
        "f(x: &[f64]) -> f64",
        "",
        K::Range,
        r"\sum x_i",
    ),
    (
        r"y = \sum_{i=1} x_i",
        "f(x: &[f64]) -> f64",
        "",
        K::Range,
        r"\sum_{i=1} x_i",
    ),
    (r"y = \sum_i i x", "f(x: f64) -> f64", "", K::Range, "i"),
    (
        r"y = x_1 + x_2^2 + \cdots + x_n",
        "f(x: &[f64]) -> f64",
        "",
        K::Ellipsis,
        r"x_1 + x_2^2 + \cdots + x_n",
    ),
    (r"x + 1 = x", "f(x: f64) -> f64", "", K::LeftSide, ""),
    (r"x = x + 1", "f(x: f64) -> f64", "", K::LeftSide, "x"),
    (
        r"\frac{1}{f} = x",
        "f(x: f64) -> f64",
        "",
        K::LeftSide,
        r"\frac{1}{f}",
    ),
    (
        r"s_{t+1} = s_t + x_t",
        "f(x: &[f64]) -> Vec<f64>",
        "",
        K::LeftSide,
        "s_{t+1}",
    ),
    (r"x + 1", "f(x: f64) -> f64", "", K::NotAStatement, "x + 1"),
    (r"y < x", "f(x: f64) -> f64", "", K::NotAStatement, "y < x"),
    (
        r"y = x, \quad x > 0",
        "f(x: f64) -> f64",
        "",
        K::NotAStatement,
        "x > 0",
    ),
    (r"", "f(x: f64) -> f64", "", K::NotAStatement, ""),
    (
        r"y = x",
        "f(x: f64, z: f64) -> f64",
        "",
        K::UnusedParameter,
        "y = x",
    ),
    (
        r"y = x_1",
        "f(x: (f64, Vec<f64>)) -> f64",
        "",
        K::Signature,
        "y = x_1",
    ),
    (
        r"y = x",
        "f(x: f64) -> (f64, Vec<f64>)",
        "",
        K::Signature,
        "y = x",
    ),
    (
        r"y = x",
        "f(x: f64) -> f64",
        r"let \mu = m",
        K::Annotation,
        "y = x",
    ),
    (
        r"y = x_1",
        "f(x: &[f64; 100000]) -> f64",
        "",
        K::Signature,
        "y = x_1",
    ),
    (
        r"y = n",
        "f(n: u8) -> u8",
        "in n 0..=999",
        K::Annotation,
        "y = n",
    ),
    (
        r"y = x",
        "f(x: f64) -> f64",
        "in z (0,1)",
        K::Annotation,
        "y = x",
    ),
    (
        r"y = x",
        "f(x: f64) -> f64",
        "if x > z",
        K::Annotation,
        "y = x",
    ),
    (
        r"y = x",
        "f(x: f64) -> f64",
        "clause 2",
        K::Annotation,
        "y = x",
    ),
    (
        r"y = x",
        "f(x: f64) -> f64",
        "using eq:none",
        K::Annotation,
        "y = x",
    ),
    (
        r"y = x",
        "f(x: f64) -> f64",
        "dim z: K",
        K::Annotation,
        "y = x",
    ),
    (
        r"y = |A|",
        "f(a: &[f64]) -> f64",
        "view A = cells(a)",
        K::Annotation,
        "y = |A|",
    ),
    (r"x = x", "", "", K::Annotation, "x = x"),
    (
        r"y = x",
        "f(x: f64) -> f64",
        "if x > 1 && x < 0",
        K::EmptyDomain,
        "y = x",
    ),
    (
        r"y = \sqrt{x}",
        "f(x: f64) -> f64",
        "in x (-2,-1)",
        K::EmptyDomain,
        r"y = \sqrt{x}",
    ),
];

#[test]
fn refusals_stand_at_their_place() {
    let mut wrong = Vec::new();
    for (tex, function, items, kind, part) in TABLE {
        let found = refusals(tex, function, items);
        let Some(first) = found.first() else {
            wrong.push(format!("{tex}: read, instead of {kind:?}"));
            continue;
        };
        let text = tex
            .get(first.range.clone())
            .unwrap_or("not a range of the formula");
        if first.kind != *kind || !part.is_empty() && text.trim() != *part {
            wrong.push(format!(
                "{tex}: {:?} at `{text}`: {}",
                first.kind, first.reason
            ));
        }
        if first.reason.is_empty() || first.reason.ends_with('.') || first.instead.is_empty() {
            wrong.push(format!("{tex}: `{}`, `{}`", first.reason, first.instead));
        }
    }
    // `x + 1 = x` is read: both sides are evaluated, and they differ.
    wrong.retain(|line| !line.starts_with("x + 1 = x: read"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_is_shown() {
    let mut shown: BTreeSet<K> = TABLE.iter().map(|(_, _, _, kind, _)| *kind).collect();
    let deep = format!("y = {}x{}", "(".repeat(60), ")".repeat(60));
    let long = format!("y = {}x", "x + ".repeat(3_000));
    for tex in [deep, long] {
        let found = refusals(&tex, "f(x: f64) -> f64", "");
        assert_eq!(found[0].kind, K::TooLarge);
        shown.insert(found[0].kind);
    }
    let missing: Vec<&K> = K::ALL.iter().filter(|kind| !shown.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
