//! Dual numbers: a value and its derivative, carried through every operation (Clifford 1873; forward-mode differentiation).

use std::cmp::Ordering;

use super::{Arith, Func, Hole, Num, Scalar};

/// A number and its derivative by one variable. Dual numbers of dual numbers give second derivatives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dual<S> {
    /// The value.
    pub(crate) real: S,
    /// The derivative.
    pub(crate) slope: S,
}

impl<S: Scalar> Dual<S> {
    /// The variable that is differentiated by.
    pub(crate) fn variable(real: S) -> Self {
        Self {
            real,
            slope: S::constant(Num::whole(1)),
        }
    }

    fn chain(&self, func: Func, outer: &S, arith: &Arith) -> Result<Self, Hole> {
        Ok(Self {
            real: self.real.func(func, arith)?,
            slope: self.slope.mul(outer, arith)?,
        })
    }
}

impl<S: Scalar> Scalar for Dual<S> {
    fn constant(num: Num) -> Self {
        Self {
            real: S::constant(num),
            slope: S::constant(Num::whole(0)),
        }
    }

    fn value(&self) -> Num {
        self.real.value()
    }

    fn add(&self, other: &Self, arith: &Arith) -> Result<Self, Hole> {
        Ok(Self {
            real: self.real.add(&other.real, arith)?,
            slope: self.slope.add(&other.slope, arith)?,
        })
    }

    fn neg(&self, arith: &Arith) -> Self {
        Self {
            real: self.real.neg(arith),
            slope: self.slope.neg(arith),
        }
    }

    fn mul(&self, other: &Self, arith: &Arith) -> Result<Self, Hole> {
        let left = self.slope.mul(&other.real, arith)?;
        let right = self.real.mul(&other.slope, arith)?;
        Ok(Self {
            real: self.real.mul(&other.real, arith)?,
            slope: left.add(&right, arith)?,
        })
    }

    fn div(&self, other: &Self, arith: &Arith) -> Result<Self, Hole> {
        let real = self.real.div(&other.real, arith)?;
        let slope = self.slope.sub(&real.mul(&other.slope, arith)?, arith)?;
        Ok(Self {
            slope: slope.div(&other.real, arith)?,
            real,
        })
    }

    fn pow(&self, exponent: &Self, arith: &Arith) -> Result<Self, Hole> {
        let real = self.real.pow(&exponent.real, arith)?;
        let one = S::constant(Num::whole(1));
        let less = exponent.real.sub(&one, arith)?;
        let mut slope = S::constant(Num::whole(0));
        if !exponent.real.value().is_zero() && !self.slope.value().is_zero() {
            let outer = exponent.real.mul(&self.real.pow(&less, arith)?, arith)?;
            slope = slope.add(&outer.mul(&self.slope, arith)?, arith)?;
        }
        if !exponent.slope.value().is_zero() {
            let outer = real.mul(&self.real.func(Func::Log, arith)?, arith)?;
            slope = slope.add(&outer.mul(&exponent.slope, arith)?, arith)?;
        }
        Ok(Self { real, slope })
    }

    fn func(&self, func: Func, arith: &Arith) -> Result<Self, Hole> {
        let x = &self.real;
        let whole = |value| S::constant(Num::whole(value));
        let call = |func| x.func(func, arith);
        let inverse = |of: &S| whole(1).div(of, arith);
        let square = x.mul(x, arith)?;
        let outer = match func {
            Func::Exp => call(Func::Exp)?,
            Func::Log => inverse(x)?,
            Func::Sqrt => inverse(&call(Func::Sqrt)?.mul(&whole(2), arith)?)?,
            Func::Sin => call(Func::Cos)?,
            Func::Cos => call(Func::Sin)?.neg(arith),
            Func::Tan => {
                let tan = call(Func::Tan)?;
                tan.mul(&tan, arith)?.add(&whole(1), arith)?
            }
            Func::Arcsin => inverse(&whole(1).sub(&square, arith)?.func(Func::Sqrt, arith)?)?,
            Func::Arccos => {
                inverse(&whole(1).sub(&square, arith)?.func(Func::Sqrt, arith)?)?.neg(arith)
            }
            Func::Arctan => inverse(&whole(1).add(&square, arith)?)?,
            Func::Sinh => call(Func::Cosh)?,
            Func::Cosh => call(Func::Sinh)?,
            Func::Tanh => {
                let tanh = call(Func::Tanh)?;
                whole(1).sub(&tanh.mul(&tanh, arith)?, arith)?
            }
            Func::Sigmoid => {
                let sigmoid = call(Func::Sigmoid)?;
                sigmoid.mul(&whole(1).sub(&sigmoid, arith)?, arith)?
            }
            Func::Softplus => call(Func::Sigmoid)?,
            Func::Relu | Func::Abs => {
                let order = arith.compare(x.value(), Num::whole(0))?;
                match (order, func) {
                    (Ordering::Greater, _) => whole(1),
                    (Ordering::Less, Func::Abs) => whole(-1),
                    (Ordering::Less, _) => whole(0),
                    (Ordering::Equal, _) => return Err(Hole::Unsure("a derivative at a corner")),
                }
            }
            Func::Sign | Func::Floor | Func::Ceil | Func::Round => whole(0),
        };
        self.chain(func, &outer, arith)
    }

    fn extreme(&self, other: &Self, least: bool, arith: &Arith) -> Result<Self, Hole> {
        match arith.compare(self.value(), other.value())? {
            Ordering::Equal if self.slope.value() == other.slope.value() => Ok(self.clone()),
            Ordering::Equal => Err(Hole::Unsure("a derivative at a corner")),
            order if (order == Ordering::Less) == least => Ok(self.clone()),
            _ => Ok(other.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Arith = Arith::DOUBLE;

    /// The slope of every function against a central difference at a point inside its domain.
    #[test]
    fn slopes_are_those_of_differences() {
        let all = [
            Func::Exp,
            Func::Log,
            Func::Sqrt,
            Func::Sin,
            Func::Cos,
            Func::Tan,
            Func::Arcsin,
            Func::Arccos,
            Func::Arctan,
            Func::Sinh,
            Func::Cosh,
            Func::Tanh,
            Func::Sigmoid,
            Func::Softplus,
            Func::Relu,
            Func::Abs,
        ];
        for func in all {
            let at = |x: f64| A.func(func, Num::float(x)).unwrap().mid();
            let dual = Dual::variable(Num::float(0.375)).func(func, &A).unwrap();
            let difference = (at(0.375 + 1e-6) - at(0.375 - 1e-6)) / 2e-6;
            assert!((dual.slope.mid() - difference).abs() < 1e-8, "{func:?}");
        }
    }

    #[test]
    fn powers_quotients_and_second_derivatives() {
        let x = Dual::variable(Dual::variable(Num::whole(3)));
        let cube = x.pow(&Scalar::constant(Num::whole(3)), &A).unwrap();
        assert_eq!(cube.real.slope, Num::whole(27));
        assert_eq!(cube.slope.slope, Num::whole(18));
        let reciprocal = Dual::<Num>::constant(Num::whole(1))
            .div(&Dual::variable(Num::whole(2)), &A)
            .unwrap();
        assert_eq!(
            reciprocal.slope,
            Num::Exact(crate::number::Ratio::new(-1, 4).unwrap())
        );
    }
}
