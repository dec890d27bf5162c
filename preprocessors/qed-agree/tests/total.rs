//! Any text gives a tree or a refusal, and any plan a verdict, in bounded time: nothing panics, nothing runs away.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use qed_agree::{Context, Output, Signature, Value, annotation, answers, claims, plan};

#[path = "common/exercise.rs"]
mod exercise;

use exercise::{SIGNATURES, exercise};

/// Pieces that formulas are made of, so that random sequences of them get far into the reader.
const PIECES: &[&str] = &[
    "x",
    "y",
    "k",
    "n",
    "a",
    "A",
    "i",
    "j",
    "f",
    "K",
    "1",
    "2",
    "0.5",
    "10",
    "=",
    "+",
    "-",
    "/",
    "*",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "^",
    "_",
    "'",
    "!",
    ",",
    "<",
    "|",
    r"\|",
    r"\sum",
    r"\prod",
    r"\max",
    r"\min",
    r"\arg\max",
    "_{i=1}^{n}",
    "_{i}",
    "_{i < j}",
    "_i",
    "_{ij}",
    "_{i-1}",
    "^2",
    "^n",
    r"^\top",
    "^{-1}",
    r"\frac{1}{2}",
    r"\frac",
    r"\sqrt",
    r"\log",
    r"\exp",
    r"\sin",
    r"\cdot",
    r"\times",
    r"\odot",
    r"\bmod",
    r"\le",
    r"\ne",
    r"\in",
    r"\cap",
    r"\cup",
    r"\dots",
    r"\cdots",
    r"\infty",
    r"\partial",
    r"\frac{\partial}{\partial x}",
    r"\mathbb{1}",
    r"\text{if }",
    r"\text{where}",
    r"\quad",
    r"\\",
    "&",
    r"\begin{cases}",
    r"\end{cases}",
    r"\begin{pmatrix}",
    r"\end{pmatrix}",
    r"\left(",
    r"\right)",
    r"\lfloor",
    r"\rfloor",
    r"\binom{n}{k}",
    r"\operatorname{softmax}",
    r"\sigma",
    r"\hat",
    r"\lambda",
    r"\lVert",
    r"\rVert",
    "f(n-1)",
    "f_{i-1}",
    "f_0 = 1",
    r"\label{eq:x}",
    "%",
    "\n",
    "é",
];

const ITEMS: &[&str] = &[
    "let x = y",
    r"let \lambda = a",
    "let f = result",
    "in x (0,1)",
    "in k 1..=7",
    "in n {1, 2}",
    "if x > 0",
    "if k <= n",
    "if",
    "dim x: n",
    "dim x, y: K",
    "out [i]",
    "out []",
    "clause 2",
    "base 0",
    "rows",
    "columns",
    "using eq:x",
    "view A = f(a)",
    "given x: f64",
    "in",
    ",",
    "(",
];

fn within(limit: Duration, what: &str, run: impl FnOnce()) {
    let start = Instant::now();
    run();
    let took = start.elapsed();
    assert!(took < limit, "{what} took {took:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(tex in ".{0,200}", items in ".{0,60}", which in 0..SIGNATURES.len()) {
        within(Duration::from_secs(20), &tex, || exercise(&tex, &items, SIGNATURES[which]));
    }

    #[test]
    fn any_pieces_are_read_or_refused(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
        items in prop::collection::vec(prop::sample::select(ITEMS), 0..3),
        which in 0..SIGNATURES.len(),
    ) {
        let tex = format!("f = {}", pieces.join(" "));
        within(Duration::from_secs(20), &tex, || exercise(&tex, &items.join(" "), SIGNATURES[which]));
    }

    #[test]
    fn any_code_gives_claims_or_faults(code in "(// agrees:|// holds:|\n|fn f|\\(x: f64\\) -> f64 \\{ x \\}|eq:a| |//  |.){0,30}") {
        let found = claims(&code);
        for fault in found.faults {
            prop_assert!(code.get(fault.range.clone()).is_some(), "{:?} in {:?}", fault.range, code);
        }
    }
}

/// Formulas that a reader without bounds would choke on.
#[test]
fn hostile_formulas_end_soon() {
    let nested = |open: &str, close: &str, times: usize| {
        format!("y = {}x{}", open.repeat(times), close.repeat(times))
    };
    let tower = format!("y = {}x", "2^".repeat(30));
    let hostile = [
        nested("(", ")", 3_000),
        nested("{", "}", 3_000),
        nested(r"\frac{1}{", "}", 900),
        nested(r"\sqrt{", "}", 900),
        nested("|", "|", 1_000),
        r"y = x ".to_owned() + &"'".repeat(5_000),
        format!("y = {}x", r"\left".repeat(1_500)),
        format!("y = {}x", "- ".repeat(3_000)),
        format!("y = x{}", "!".repeat(3_000)),
        tower,
        r"y = \sum_{i=1}^{10^{12}} \sum_{j=1}^{10^{12}} i j x".to_owned(),
        r"y = x \prod_{i=1}^{999999999} \sum_{j=1}^{999999999} \binom{j}{i}".to_owned(),
        r"y = x + 99999999999!".to_owned(),
        r"y = x^{99999999999999999999}".to_owned(),
        r"y = \binom{10^{30}}{10^{20}} x".to_owned(),
        r"f(x) = f(x + 1)".to_owned(),
        r"f(x) = f(x - 1) + f(x - 2)".to_owned(),
        r"y = a x, \quad a = b, \quad b = a".to_owned(),
        r"y = g(x), \quad g(t) = g(g(t))".to_owned(),
        format!(
            "y = {}",
            (0..40).map(|_| r"\sum_{i=1}^{9}").collect::<String>() + "x"
        ),
        "y = 1".to_owned() + &"0".repeat(2_000) + " x",
        "y = 0.".to_owned() + &"1".repeat(400) + " x",
    ];
    for tex in &hostile {
        within(Duration::from_secs(20), &tex[..tex.len().min(60)], || {
            exercise(tex, "", "fn f(x: f64) -> f64");
        });
    }
    exercise(
        "f(n) = f(n-1) + f(n-2), f_0 = 1",
        "",
        "fn f(n: usize) -> usize",
    );
}

/// Found by the fuzzer: the reason was given a place in the atom, which is none in the formula.
#[test]
fn an_atom_that_cannot_be_read_is_a_fault_of_the_annotation() {
    exercise("clau", "let f =lif k ?= n", SIGNATURES[0]);
}

/// What a program may write instead of answers.
#[test]
fn any_answer_is_read_or_said_to_be_none() {
    let signature = Signature::parse("fn f(x: &[f64]) -> Vec<f64>").expect("a signature");
    let plan = plan(
        "y = x",
        &annotation("", 0).0,
        &signature,
        &Context::default(),
    )
    .expect("a formula");
    let words = |words: &[u64]| words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let one = 1_f64.to_bits();
    let unread = Output::Stopped("its answer cannot be read".to_owned());
    let cases: Vec<(Vec<u8>, Vec<Output>)> = vec![
        (vec![], vec![]),
        (vec![1, 2, 3], vec![]),
        (words(&[u64::MAX, 0, 1, one]), vec![]),
        (words(&[32, 0, 1, one]), vec![]),
        (words(&[0]), vec![unread.clone()]),
        (words(&[16, 0, u64::MAX]), vec![unread.clone()]),
        (words(&[24, 0, 2, one]), vec![unread]),
        (
            words(&[11, 1]).into_iter().chain(*b"o\nh").collect(),
            vec![Output::Panicked("o h".to_owned())],
        ),
        (
            words(&[24, 0, 1, one]),
            vec![Output::returned(Value::List(vec![Value::Float(1.0)]))],
        ),
    ];
    for (written, mut wanted) in cases {
        wanted.push(Output::Stopped("time is over".to_owned()));
        let outputs = plan.outputs(&answers(&written), wanted.len(), "time is over");
        assert_eq!(outputs, wanted, "{written:?}");
    }
}
