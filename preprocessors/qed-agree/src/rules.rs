//! The rules about formulas and the functions that compute them.

use qed_report::{Level, Rule};

/// A mistake in the comment that makes a claim.
pub static ANNOTATION: Rule = Rule {
    code: "agree-annotation",
    level: Level::Deny,
    title: "a claim about a formula that cannot be understood",
    explanation: "\
The comment `// agrees: eq:label …` above a function says that the function computes the formula with that label. `// holds: eq:label …`
says that both sides of a formula are equal, and `// notation: eq:label why` that it is no computation. Behind the label of a claim stand items:

| item | meaning |
|---|---|
| `let \\nabla L(w) = grad` | an opaque part of the formula is a parameter; `let P(A \\mid B) = result` is the left side |
| `in p (0,1), k 1..=7` | where a parameter, or each of its elements, lies |
| `if k <= i + 2*p` | a precondition, as in Rust |
| `dim y, p: K` | the length of parameters by the formula's symbol |
| `out [c]` | which subscripts on the left index the result |
| `clause 2` | which statement of the formula |
| `base 0` | indices that no sum binds count from 0, as the code does |
| `columns` | softmax by columns instead of rows |
| `using eq:other` | definitions of another formula |
| `view A = cells(a)` | a set as a function of the snippet sees it |
| `given x: &[f64]` | the type of a symbol of an identity |

```text
// agrees: eq:conv-out in i 1..=64, p 0..=3, k 1..=7, s 1..=4 if k <= i + 2*p
fn out_size(i: usize, p: usize, k: usize, s: usize) -> usize {
    (i + 2 * p - k) / s + 1
}
```

A claim needs a label that is there, a function right below whose types a formula can have, and items from this table.",
};

/// A formula that cannot be read as mathematics.
pub static REFUSED: Rule = Rule {
    code: "agree-refused",
    level: Level::Deny,
    title: "a formula that cannot be read as mathematics",
    explanation: "\
A function claims to compute this formula, but the formula has a part that cannot be read, or that could be read in two ways. QED does not
guess: it says which part, and what to write instead. Symbols are those of the function's signature: `\\lambda` is `lambda`,
`x_{\\text{out}}` is `x_out`, `W_q` is `w_q`, `\\hat y` is `y_hat`, `x'` is `x_prime`. Every symbol must be a parameter, bound by a sum, or
the length of a list, and every parameter must be used.

Instead of `a/b c` write `\\frac{a}{b} c` or `a/(b c)`; instead of `f(x)^2` write `(f(x))^2`; instead of a vector times a vector write
`x^\\top y` or `x \\odot y`. What is no computation, an expectation or an unknown gradient, is bound to a parameter with `let`.",
};

/// A function that cannot be called.
pub static NOT_CALLED: Rule = Rule {
    code: "agree-not-called",
    level: Level::Deny,
    title: "a claim about functions that cannot be called",
    explanation: "\
To compare a function with its formula, QED compiles a few lines more with the snippet, which call the function before anything else is
done, and runs them. This needs a snippet that is run: one marked `ignore`, `no_run` or `compile_fail` is not. And the lines must have their place:
where a macro makes the snippet's `main`, the snippet is compiled as a module beside another `main`, in which `crate::` leads nowhere. The
finding says what rustc says. Put the function into a snippet of its own, with a plain `fn main()` or none.",
};

/// Formula and function differ.
pub static DIFFERS: Rule = Rule {
    code: "agree-differs",
    level: Level::Deny,
    title: "a formula and its function that differ",
    explanation: "\
At the input shown, the formula has one value and the function returns another. The input is the simplest that was found. Where a single
change of the formula makes both agree at every input, the finding names it: \"they agree if `+ 1` is dropped\". Correct the formula or the
function, or, where the function is meant for fewer inputs, say for which: `in p (0,1)`, `if k <= i`.",
};

/// A worked example with another result.
pub static EXAMPLE: Rule = Rule {
    code: "agree-example",
    level: Level::Deny,
    title: "a worked example that does not come out",
    explanation: "\
`// example: eq:label i = 32, k = 3 gives 30` is a worked example: a third witness, since formula and function may be copied from one wrong
source. The formula is evaluated at these values, the function is called with them, and both must give the result to the digits that are
written: 0.33 stands for a third, and 2 for exactly two. A list is written `[1, 0.5]`. The comment stands in the snippet that makes the claim.",
};

/// They differ by rounding.
pub static ROUNDING: Rule = Rule {
    code: "agree-rounding",
    level: Level::Warn,
    title: "a function that loses digits",
    explanation: "\
Formula and function differ by more than an honest evaluation in floats may, but by so little that rounding explains it: the function
subtracts numbers that are nearly equal, or sums very different sizes. Rearrange it, or narrow the domain with `in …`.",
};

/// The formula has no value where the function has one.
pub static UNDEFINED: Rule = Rule {
    code: "agree-undefined",
    level: Level::Deny,
    title: "a function that returns a number where its formula has none",
    explanation: "\
At the input shown the formula divides by zero, or takes the logarithm or root of a number that has none, and the function returns a finite
number. Either the formula leaves out a case that the function treats (write it, with `\\begin{cases}`), or the function is not meant for this
input (say so: `in …`, `if …`).",
};

/// Too little can be said.
pub static INCONCLUSIVE: Rule = Rule {
    code: "agree-inconclusive",
    level: Level::Warn,
    title: "a formula and a function about which too little can be said",
    explanation: "\
At too few inputs both have a value that can be compared: the formula overflows, lies near a jump, or has no value. Name a domain where it
has one: `in x (0, 10)`.",
};

/// All rules of this crate.
pub static RULES: &[&Rule] = &[
    &ANNOTATION,
    &REFUSED,
    &NOT_CALLED,
    &DIFFERS,
    &EXAMPLE,
    &ROUNDING,
    &UNDEFINED,
    &INCONCLUSIVE,
];
