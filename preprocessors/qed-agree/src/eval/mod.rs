//! Evaluation of a resolved tree, within a budget.

mod cond;
mod differentiate;
mod fold;
mod lists;
mod recur;
mod reduce;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;

pub(crate) use value::Val;

use crate::expr::{At, Base, Expr, Kind};
use crate::number::{Arith, Func, Hole, Num, Scalar};
use crate::program::{Formal, Program, Source};

/// Steps that one evaluation may take; a formula over lists of ten takes some thousand.
pub(crate) const BUDGET: u64 = 300_000;
/// A variable that no formula binds: preconditions use it.
pub(crate) const SPARE: usize = 0;
/// How deep evaluations may nest, recurrences included: the stack of a small thread must hold them.
const DEEPEST: usize = 220;
/// The logarithm that, times zero, is zero by the notation of the book.
pub(crate) const LOG: &str = "a logarithm of a number that is not positive";

/// Why there is no value, and at which part of the formula.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NoValue {
    pub(crate) hole: Hole,
    pub(crate) span: Range<usize>,
}

pub(crate) type Eval<T> = Result<T, NoValue>;

/// Numbers that know how to differentiate: plain ones by dual numbers, those by dual numbers of them, and no further.
pub(crate) trait Level: Scalar {
    fn derivative(machine: &mut Machine<'_, Self>, expr: &Expr) -> Eval<Self>;
}

/// One evaluation: the values of parameters and bound variables, and the steps left.
pub(crate) struct Machine<'a, S> {
    pub(crate) program: &'a Program,
    pub(crate) params: Vec<Val<S>>,
    pub(crate) vars: Vec<Option<S>>,
    pub(crate) steps: u64,
    /// The convention that zero times log zero is zero was used.
    pub(crate) convention: bool,
    memo: BTreeMap<Vec<i128>, S>,
    depth: usize,
}

impl<'a> Machine<'a, Num> {
    pub(crate) fn new(program: &'a Program, params: Vec<Val<Num>>, steps: u64) -> Self {
        Self::with(program, params, steps)
    }
}

impl<'a, S: Level> Machine<'a, S> {
    fn with(program: &'a Program, params: Vec<Val<S>>, steps: u64) -> Self {
        Self {
            program,
            params,
            vars: vec![None; program.variables],
            steps,
            convention: false,
            memo: BTreeMap::new(),
            depth: 0,
        }
    }

    /// The value of a parameter; what a view sees is missing where the function did not return.
    pub(crate) fn param(&self, param: usize) -> Option<&Val<S>> {
        self.params.get(param)
    }

    pub(crate) fn arith(&self) -> &'a Arith {
        &self.program.arith
    }

    /// Gives a bound variable its value.
    pub(crate) fn set(&mut self, var: usize, value: S) {
        self.vars[var] = Some(value);
    }

    fn step(&mut self, expr: &Expr) -> Eval<()> {
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 {
            Err(expr.none(Hole::Budget))
        } else {
            Ok(())
        }
    }

    /// The value of a side where the result's indices have their values; at some of them the value is given.
    pub(crate) fn side(&mut self, side: usize) -> Eval<Val<S>> {
        let program = self.program;
        if !program.given.is_empty() {
            let key: Option<Vec<i128>> = program
                .recall
                .iter()
                .map(|formal| match formal {
                    Formal::Output(var) => self.vars[*var].as_ref()?.value().as_whole(),
                    Formal::Param(param) => match self.param(*param)? {
                        Val::Num(value) => value.value().as_whole(),
                        _ => None,
                    },
                    Formal::Idle => None,
                })
                .collect();
            let given = program
                .given
                .iter()
                .find(|(at, _)| Some(at) == key.as_ref());
            if let Some((_, value)) = given {
                return self.val(value);
            }
        }
        self.val(&program.sides[side])
    }

    /// The value of an expression that is a number.
    pub(crate) fn num(&mut self, expr: &Expr) -> Eval<S> {
        self.deeper(expr, |machine| machine.num_inner(expr))
    }

    /// Runs one level deeper; a recurrence without end runs out of levels.
    fn deeper<T>(&mut self, expr: &Expr, run: impl FnOnce(&mut Self) -> Eval<T>) -> Eval<T> {
        self.step(expr)?;
        if self.depth >= DEEPEST {
            let hole = Hole::Undefined("a recurrence that reaches back without end");
            return Err(expr.none(hole));
        }
        self.depth += 1;
        let value = run(self);
        self.depth -= 1;
        value
    }

    /// Each kind has a function of its own: their frames are what an evaluation's stack is made of.
    fn num_inner(&mut self, expr: &Expr) -> Eval<S> {
        match &expr.kind {
            Kind::Number(_)
            | Kind::Pi
            | Kind::Euler
            | Kind::Var(_)
            | Kind::Dim(_)
            | Kind::Param(_) => self.leaf(expr),
            Kind::Local(local) => self.num(&self.program.locals[*local]),
            Kind::Index(list, at) => self.element(expr, list, at),
            Kind::Recall(arguments) => self.recall(expr, arguments),
            Kind::Neg(inner) => self.unary(expr, inner, |x, arith| Ok(x.neg(arith))),
            Kind::Func(func, inner) => self.unary(expr, inner, |x, arith| x.func(*func, arith)),
            Kind::Factorial(inner) => {
                self.charge(expr, inner)?;
                self.unary(expr, inner, |x, arith| {
                    arith.factorial(x.value()).map(S::constant)
                })
            }
            Kind::Add(terms) => self.sum(expr, terms),
            Kind::Mul(factors) => self.product(expr, factors),
            Kind::Pow(a, b) => self.power(expr, a, b),
            Kind::Div(a, b) => self.binary(expr, a, b, |a, b, arith| a.div(b, arith)),
            Kind::Mod(a, b) => self.binary(expr, a, b, |a, b, arith| {
                arith.modulo(a.value(), b.value()).map(S::constant)
            }),
            Kind::LogBase(base, inner) => {
                self.binary(expr, inner, base, |x, base, arith| x.log_base(base, arith))
            }
            Kind::Binom(a, b) => {
                self.charge(expr, b)?;
                self.binary(expr, a, b, |a, b, arith| {
                    arith.binomial(a.value(), b.value()).map(S::constant)
                })
            }
            Kind::Gcd(a, b) => self.binary(expr, a, b, |a, b, arith| {
                arith.gcd(a.value(), b.value()).map(S::constant)
            }),
            Kind::Extreme(least, parts) => self.extreme(expr, *least, parts),
            Kind::Fold { .. } => self.fold(expr),
            Kind::Cases(cases) => {
                let chosen = self.chosen(expr, cases)?;
                self.num(chosen)
            }
            Kind::Indicator(when) => self.cond(when).map(|holds| S::constant(Num::truth(holds))),
            Kind::Diff { .. } => S::derivative(self, expr),
            Kind::Dot(..)
            | Kind::Trace(_)
            | Kind::ExtremeOf(..)
            | Kind::ArgExtremeOf(..)
            | Kind::Norm(..)
            | Kind::Size(_) => self.reduce(expr),
            Kind::MatMul(..)
            | Kind::Hadamard(..)
            | Kind::Outer(..)
            | Kind::Transpose(_)
            | Kind::Softmax(..)
            | Kind::List(_)
            | Kind::Set(..)
            | Kind::SetOp(..) => match self.val(expr)? {
                Val::Num(value) => Ok(value),
                _ => Err(expr.none(Hole::Outside)),
            },
        }
    }

    /// Takes as many steps as a factorial or a binomial coefficient of this number has factors.
    fn charge(&mut self, expr: &Expr, number: &Expr) -> Eval<()> {
        let factors = self.num(number)?.value().as_whole().unwrap_or(0);
        self.steps = self
            .steps
            .saturating_sub(factors.unsigned_abs().min(5_000) as u64);
        self.step(expr)
    }

    fn leaf(&mut self, expr: &Expr) -> Eval<S> {
        let none = expr.none(Hole::Outside);
        match &expr.kind {
            Kind::Number(ratio) => Ok(S::constant(Num::Exact(*ratio))),
            Kind::Pi => Ok(S::constant(irrational(std::f64::consts::PI, self.arith()))),
            Kind::Euler => Ok(S::constant(irrational(std::f64::consts::E, self.arith()))),
            Kind::Var(var) => self.vars[*var].clone().ok_or(none),
            Kind::Dim(dim) => {
                let size = self.source(self.program.dims[*dim]).ok_or(none)?;
                Ok(S::constant(Num::whole(size)))
            }
            Kind::Param(param) => match self.param(*param) {
                Some(Val::Num(value)) => Ok(value.clone()),
                _ => Err(none),
            },
            _ => Err(none),
        }
    }

    fn unary(
        &mut self,
        expr: &Expr,
        inner: &Expr,
        f: impl Fn(&S, &Arith) -> Result<S, Hole>,
    ) -> Eval<S> {
        let inner = self.num(inner)?;
        f(&inner, self.arith()).map_err(|hole| expr.none(hole))
    }

    fn binary(
        &mut self,
        expr: &Expr,
        a: &Expr,
        b: &Expr,
        f: impl Fn(&S, &S, &Arith) -> Result<S, Hole>,
    ) -> Eval<S> {
        let (a, b) = (self.num(a)?, self.num(b)?);
        f(&a, &b, self.arith()).map_err(|hole| expr.none(hole))
    }

    fn sum(&mut self, expr: &Expr, terms: &[(bool, Expr)]) -> Eval<S> {
        let arith = self.arith();
        let mut sum: Option<S> = None;
        for (minus, term) in terms {
            let term = self.num(term)?;
            let term = if *minus { term.neg(arith) } else { term };
            sum = Some(match sum {
                None => term,
                Some(sum) => sum.add(&term, arith).map_err(|hole| expr.none(hole))?,
            });
        }
        Ok(sum.unwrap_or_else(|| S::constant(Num::whole(0))))
    }

    fn extreme(&mut self, expr: &Expr, least: bool, parts: &[Expr]) -> Eval<S> {
        let arith = self.arith();
        let mut best: Option<S> = None;
        for part in parts {
            let part = self.num(part)?;
            best = Some(match best {
                None => part,
                Some(best) => best
                    .extreme(&part, least, arith)
                    .map_err(|hole| expr.none(hole))?,
            });
        }
        best.ok_or_else(|| expr.none(Hole::Undefined("the greatest of no numbers")))
    }

    /// The first case whose condition holds.
    pub(crate) fn chosen<'e>(
        &mut self,
        expr: &Expr,
        cases: &'e [(Expr, Option<crate::expr::Cond>)],
    ) -> Eval<&'e Expr> {
        for (value, when) in cases {
            let holds = match when {
                Some(when) => self.cond(when)?,
                None => true,
            };
            if holds {
                return Ok(value);
            }
        }
        Err(expr.none(Hole::Undefined("no case applies")))
    }

    fn product(&mut self, expr: &Expr, factors: &[Expr]) -> Eval<S> {
        let arith = self.arith();
        let mut product: Option<S> = None;
        let mut log_of_zero = None;
        for factor in factors {
            match self.num(factor) {
                Ok(factor) => {
                    product = Some(match product {
                        None => factor,
                        Some(product) => product
                            .mul(&factor, arith)
                            .map_err(|hole| expr.none(hole))?,
                    });
                }
                Err(none) if none.hole == Hole::Undefined(LOG) && log_of_zero.is_none() => {
                    log_of_zero = Some(none);
                }
                Err(none) => return Err(none),
            }
        }
        let product = product.unwrap_or_else(|| S::constant(Num::whole(1)));
        match log_of_zero {
            None => Ok(product),
            Some(_) if product.value().is_zero() => {
                self.convention = true;
                Ok(S::constant(Num::whole(0)))
            }
            Some(none) => Err(none),
        }
    }

    fn power(&mut self, expr: &Expr, base: &Expr, exponent: &Expr) -> Eval<S> {
        let arith = self.arith();
        let exponent = self.num(exponent)?;
        // e^x is the exponential function: a rounded e to a power would not be.
        if base.kind == Kind::Euler {
            return exponent
                .func(Func::Exp, arith)
                .map_err(|hole| expr.none(hole));
        }
        let base = self.num(base)?;
        base.pow(&exponent, arith).map_err(|hole| expr.none(hole))
    }

    /// A whole number that an index or a bound is.
    pub(crate) fn whole(&mut self, expr: &Expr) -> Eval<i128> {
        let value = self.num(expr)?.value();
        value
            .as_whole()
            .ok_or(expr.none(Hole::Undefined("an index or a bound that is not whole")))
    }

    /// The size that a source tells of this input.
    pub(crate) fn source(&self, source: Source) -> Option<i128> {
        match source {
            Source::Fixed(size) => Some(size),
            Source::Param { param, plus } => match self.param(param)? {
                Val::Num(value) => Some(value.value().as_whole()? + plus),
                _ => None,
            },
            Source::Axis { param, axis, plus } => {
                let mut value = self.param(param)?;
                for _ in 0..axis {
                    let Val::List(rows) = value else {
                        return None;
                    };
                    value = rows.first()?;
                }
                match value {
                    Val::List(elements) => Some(elements.len() as i128 + plus),
                    _ => None,
                }
            }
        }
    }

    /// The element of a parameter's list, without copying the list.
    fn element(&mut self, expr: &Expr, list: &Expr, at: &[At]) -> Eval<S> {
        let Kind::Param(param) = list.kind else {
            return match self.val(expr)? {
                Val::Num(value) => Ok(value),
                _ => Err(expr.none(Hole::Outside)),
            };
        };
        let mut places = [0_usize; 4];
        if at.len() > places.len() {
            return Err(expr.none(Hole::Outside));
        }
        for (place, at) in places.iter_mut().zip(at) {
            *place = self.place(at)?;
        }
        let mut value = self.param(param).ok_or_else(|| expr.none(Hole::Outside))?;
        for place in &places[..at.len()] {
            value = match value {
                Val::List(elements) => elements.get(*place).ok_or(expr.none(Hole::Outside))?,
                _ => return Err(expr.none(Hole::Outside)),
            };
        }
        match value {
            Val::Num(value) => Ok(value.clone()),
            _ => Err(expr.none(Hole::Outside)),
        }
    }

    /// The place in a list, from zero.
    pub(crate) fn place(&mut self, at: &At) -> Eval<usize> {
        let base = match at.base {
            Base::Fixed(base) => base,
            Base::Axis(_) => 1,
        };
        let index = self.whole(&at.index)? - base;
        usize::try_from(index).map_err(|_| at.index.none(Hole::Outside))
    }
}

impl Expr {
    pub(crate) fn none(&self, hole: Hole) -> NoValue {
        NoValue {
            hole,
            span: self.span.clone(),
        }
    }
}

fn irrational(value: f64, arith: &Arith) -> Num {
    let mut ball = crate::number::Ball::exact(value);
    ball.rad = arith.u * value;
    ball.slack = ball.rad;
    Num::Float(ball)
}
