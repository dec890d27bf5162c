//! What an evaluation needs of its numbers, so that one evaluator serves plain and dual numbers.

use super::{Arith, Func, Hole, Num};

/// A number that an expression can be evaluated in.
pub(crate) trait Scalar: Clone {
    /// A constant.
    fn constant(num: Num) -> Self;
    /// The value, without derivatives.
    fn value(&self) -> Num;
    /// The sum.
    fn add(&self, other: &Self, arith: &Arith) -> Result<Self, Hole>;
    /// The number with its other sign.
    fn neg(&self, arith: &Arith) -> Self;
    /// The product.
    fn mul(&self, other: &Self, arith: &Arith) -> Result<Self, Hole>;
    /// The quotient.
    fn div(&self, other: &Self, arith: &Arith) -> Result<Self, Hole>;
    /// The power.
    fn pow(&self, exponent: &Self, arith: &Arith) -> Result<Self, Hole>;
    /// A function of one number.
    fn func(&self, func: Func, arith: &Arith) -> Result<Self, Hole>;
    /// The greater, or with `least` the lesser, of two.
    fn extreme(&self, other: &Self, least: bool, arith: &Arith) -> Result<Self, Hole>;

    /// The logarithm to a base.
    fn log_base(&self, base: &Self, arith: &Arith) -> Result<Self, Hole> {
        self.func(Func::Log, arith)?
            .div(&base.func(Func::Log, arith)?, arith)
    }

    /// The difference.
    fn sub(&self, other: &Self, arith: &Arith) -> Result<Self, Hole> {
        self.add(&other.neg(arith), arith)
    }
}

impl Scalar for Num {
    fn constant(num: Num) -> Self {
        num
    }

    fn value(&self) -> Num {
        *self
    }

    fn add(&self, other: &Self, arith: &Arith) -> Result<Self, Hole> {
        arith.add(*self, *other)
    }

    fn neg(&self, arith: &Arith) -> Self {
        arith.neg(*self)
    }

    fn mul(&self, other: &Self, arith: &Arith) -> Result<Self, Hole> {
        arith.mul(*self, *other)
    }

    fn div(&self, other: &Self, arith: &Arith) -> Result<Self, Hole> {
        arith.div(*self, *other)
    }

    fn pow(&self, exponent: &Self, arith: &Arith) -> Result<Self, Hole> {
        arith.pow(*self, *exponent)
    }

    fn func(&self, func: Func, arith: &Arith) -> Result<Self, Hole> {
        arith.func(func, *self)
    }

    fn log_base(&self, base: &Self, arith: &Arith) -> Result<Self, Hole> {
        arith.log_base(*self, *base)
    }

    fn extreme(&self, other: &Self, least: bool, arith: &Arith) -> Result<Self, Hole> {
        Ok(arith.extreme(*self, *other, least))
    }
}
