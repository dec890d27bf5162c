//! Arithmetic on numbers that are exact as long as they can be, and bounded from then on.

use std::cmp::Ordering;

use super::{Ball, Ratio};

/// A number of the formula: exact, or a float with its bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Num {
    /// A rational number.
    Exact(Ratio),
    /// A float with its error bound.
    Float(Ball),
}

/// Why an expression has no usable value at some point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hole {
    /// Mathematics gives no value: a division by zero, the logarithm of a negative number.
    Undefined(&'static str),
    /// There may be a value, but floats cannot tell: near a jump, after an overflow.
    Unsure(&'static str),
    /// An index lies outside of its list: the shapes do not belong together.
    Outside,
    /// The budget of steps is used up.
    Budget,
}

/// Arithmetic of one precision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Arith {
    /// Unit roundoff: 2⁻⁵³ for f64, 2⁻²⁴ for f32.
    pub(crate) u: f64,
}

impl Num {
    /// A whole number.
    pub(crate) const fn whole(value: i128) -> Self {
        Self::Exact(Ratio::whole(value))
    }

    /// Zero or one.
    pub(crate) const fn truth(value: bool) -> Self {
        Self::whole(value as i128)
    }

    /// A float of an input, exactly what it is.
    pub(crate) fn float(value: f64) -> Self {
        Self::Float(Ball::exact(value))
    }

    /// Whether it is exactly zero.
    pub(crate) fn is_zero(&self) -> bool {
        match self {
            Self::Exact(ratio) => ratio.is_zero(),
            Self::Float(ball) => ball.mid == 0.0 && ball.is_exact(),
        }
    }

    /// The whole number that it exactly is.
    pub(crate) fn as_whole(&self) -> Option<i128> {
        match self {
            Self::Exact(ratio) => ratio.as_whole(),
            Self::Float(ball) => {
                (ball.is_exact() && ball.mid.fract() == 0.0 && ball.mid.abs() < 1e18)
                    .then_some(ball.mid as i128)
            }
        }
    }

    /// The value in floats.
    pub(crate) fn mid(&self) -> f64 {
        match self {
            Self::Exact(ratio) => ratio.to_f64(),
            Self::Float(ball) => ball.mid,
        }
    }
}

impl Arith {
    /// The arithmetic of f64.
    pub(crate) const DOUBLE: Self = Self {
        u: f64::EPSILON / 2.0,
    };
    /// The arithmetic of f32.
    pub(crate) const SINGLE: Self = Self {
        u: 5.960_464_477_539_063e-8,
    };

    /// The number as a float with its bound.
    pub(crate) fn ball(&self, num: Num) -> Ball {
        match num {
            Num::Float(ball) => ball,
            Num::Exact(ratio) => {
                let mut ball = Ball::exact(ratio.to_f64());
                if !ratio.fits_f64() {
                    ball.rad = 2.0 * self.u * ball.mag;
                    ball.slack = ball.rad;
                }
                ball
            }
        }
    }

    fn finite(ball: Ball) -> Result<Num, Hole> {
        if ball.is_finite() {
            Ok(Num::Float(ball))
        } else {
            Err(Hole::Unsure("the formula overflows in floats"))
        }
    }

    fn exact(a: Num, b: Num, op: impl Fn(Ratio, Ratio) -> Option<Ratio>) -> Option<Num> {
        match (a, b) {
            (Num::Exact(a), Num::Exact(b)) => op(a, b).map(Num::Exact),
            _ => None,
        }
    }

    /// The sum.
    pub(crate) fn add(&self, a: Num, b: Num) -> Result<Num, Hole> {
        match Self::exact(a, b, Ratio::checked_add) {
            Some(sum) => Ok(sum),
            None => Self::finite(self.ball(a).add(self.ball(b), self.u)),
        }
    }

    /// The number with its other sign.
    pub(crate) fn neg(&self, a: Num) -> Num {
        match a {
            Num::Exact(ratio) => Num::Exact(ratio.negate()),
            Num::Float(ball) => Num::Float(ball.neg()),
        }
    }

    /// The difference.
    pub(crate) fn sub(&self, a: Num, b: Num) -> Result<Num, Hole> {
        self.add(a, self.neg(b))
    }

    /// The product.
    pub(crate) fn mul(&self, a: Num, b: Num) -> Result<Num, Hole> {
        match Self::exact(a, b, Ratio::checked_mul) {
            Some(product) => Ok(product),
            None => Self::finite(self.ball(a).mul(self.ball(b), self.u)),
        }
    }

    /// The quotient.
    pub(crate) fn div(&self, a: Num, b: Num) -> Result<Num, Hole> {
        if b.is_zero() {
            return Err(Hole::Undefined("a division by zero"));
        }
        if let Some(quotient) = Self::exact(a, b, Ratio::checked_div) {
            return Ok(quotient);
        }
        let quotient = self.ball(a).div(self.ball(b), self.u);
        Self::finite(quotient.ok_or(Hole::Unsure("a divisor that floats cannot tell from zero"))?)
    }

    /// The order of two numbers, where it can be told.
    pub(crate) fn compare(&self, a: Num, b: Num) -> Result<Ordering, Hole> {
        if let (Num::Exact(a), Num::Exact(b)) = (a, b)
            && let Some(order) = a.compare(b)
        {
            return Ok(order);
        }
        let (a, b) = (self.ball(a), self.ball(b));
        if a.high() < b.low() {
            Ok(Ordering::Less)
        } else if a.low() > b.high() {
            Ok(Ordering::Greater)
        } else if a.is_exact() && b.is_exact() {
            Ok(a.mid.total_cmp(&b.mid)).map(|order| {
                if a.mid == b.mid {
                    Ordering::Equal
                } else {
                    order
                }
            })
        } else {
            Err(Hole::Unsure(
                "a comparison of numbers that floats cannot tell apart",
            ))
        }
    }

    /// The greater, or with `least` the lesser, of two numbers; no decision is needed where they nearly meet.
    pub(crate) fn extreme(&self, a: Num, b: Num, least: bool) -> Num {
        let first = match self.compare(a, b) {
            Ok(order) => (order == Ordering::Less) == least,
            Err(_) => {
                let (x, y) = (self.ball(a), self.ball(b));
                let (rad, slack) = (x.rad.max(y.rad), x.slack.max(y.slack));
                let chosen = if (x.mid < y.mid) == least { x } else { y };
                return Num::Float(Ball {
                    rad,
                    slack,
                    ..chosen
                });
            }
        };
        if first { a } else { b }
    }

    /// The greatest whole number that is not above.
    pub(crate) fn floor(&self, a: Num) -> Result<Num, Hole> {
        match a {
            Num::Exact(ratio) => Ok(Num::Exact(ratio.floor())),
            Num::Float(ball) => {
                if ball.mid.abs() > 1e15 {
                    return Err(Hole::Unsure("a floor of a float beyond its whole numbers"));
                }
                let floor = ball.mid.floor();
                if ball.is_exact() || (floor == ball.low().floor() && floor == ball.high().floor())
                {
                    Ok(Num::whole(floor as i128))
                } else {
                    Err(Hole::Unsure("a floor or ceiling near its jump"))
                }
            }
        }
    }

    /// The least whole number that is not below.
    pub(crate) fn ceil(&self, a: Num) -> Result<Num, Hole> {
        self.floor(self.neg(a)).map(|floor| self.neg(floor))
    }

    /// `a mod b`, with the sign of `b`, as mathematics has it.
    pub(crate) fn modulo(&self, a: Num, b: Num) -> Result<Num, Hole> {
        let whole = self.floor(self.div(a, b)?)?;
        self.sub(a, self.mul(b, whole)?)
    }

    /// `a` to the power `b`; `0^0` is 1.
    pub(crate) fn pow(&self, a: Num, b: Num) -> Result<Num, Hole> {
        if b.is_zero() {
            return Ok(Num::whole(1));
        }
        if a.is_zero() {
            return match self.compare(b, Num::whole(0))? {
                Ordering::Greater => Ok(Num::whole(0)),
                _ => Err(Hole::Undefined("zero to a negative power")),
            };
        }
        if let Some(exponent) = b.as_whole() {
            return self.whole_pow(a, exponent);
        }
        let (x, y) = (self.ball(a), self.ball(b));
        if x.high() < 0.0 {
            return Err(Hole::Undefined("a broken power of a negative number"));
        }
        if x.low() <= 0.0 {
            return Err(Hole::Unsure(
                "a power of a number that floats cannot tell from zero",
            ));
        }
        // x^y = exp(y log x): the exponent's error is the relative error of the result.
        let mid = x.mid.powf(y.mid);
        let reach = |dx: f64, dy: f64| {
            let exponent =
                y.mid.abs() * (dx / (x.mid - dx).max(f64::MIN_POSITIVE)) + x.mid.ln().abs() * dy;
            mid * exponent.exp_m1()
        };
        let rounding = 2.0 * self.u * mid.abs() + 5e-324;
        Self::finite(Ball {
            mid,
            rad: reach(x.rad, y.rad) + rounding,
            slack: reach(x.slack, y.slack) + rounding,
            mag: mid.abs(),
        })
    }

    fn whole_pow(&self, a: Num, exponent: i128) -> Result<Num, Hole> {
        if let Num::Exact(ratio) = a
            && let Some(power) = ratio.checked_pow(exponent)
        {
            return Ok(Num::Exact(power));
        }
        if exponent.unsigned_abs() > 64 {
            let x = self.ball(a);
            let sign = if x.mid < 0.0 && exponent % 2 != 0 {
                -1.0
            } else {
                1.0
            };
            if x.low() <= 0.0 && x.high() >= 0.0 {
                return Err(Hole::Unsure(
                    "a power of a number that floats cannot tell from zero",
                ));
            }
            let mid = sign * x.mid.abs().powf(exponent as f64);
            let reach = |dx: f64| {
                mid.abs() * (exponent.unsigned_abs() as f64 * dx / (x.mid.abs() - dx)).exp_m1()
            };
            let rounding = 4.0 * self.u * mid.abs() + 5e-324;
            return Self::finite(Ball {
                mid,
                rad: reach(x.rad) + rounding,
                slack: reach(x.slack) + rounding,
                mag: mid.abs(),
            });
        }
        let mut power = Num::whole(1);
        for _ in 0..exponent.unsigned_abs() {
            power = self.mul(power, a)?;
        }
        if exponent < 0 {
            self.div(Num::whole(1), power)
        } else {
            Ok(power)
        }
    }

    /// The number of ways to choose `k` of `n`.
    pub(crate) fn binomial(&self, n: Num, k: Num) -> Result<Num, Hole> {
        let (Some(n), Some(k)) = (n.as_whole(), k.as_whole()) else {
            return Err(Hole::Undefined(
                "a binomial coefficient of numbers that are not whole",
            ));
        };
        if n < 0 || k < 0 {
            return Err(Hole::Undefined(
                "a binomial coefficient of a negative number",
            ));
        }
        if k > n {
            return Ok(Num::whole(0));
        }
        let mut ways = Num::whole(1);
        let least = k.min(n - k);
        if least > 5_000 {
            return Err(Hole::Budget);
        }
        for step in 1..=least {
            ways = self.mul(ways, Num::whole(n - least + step))?;
            ways = self.div(ways, Num::whole(step))?;
        }
        Ok(ways)
    }

    /// The product of the whole numbers from 1 to `n`.
    pub(crate) fn factorial(&self, n: Num) -> Result<Num, Hole> {
        let n = n.as_whole().filter(|&n| n >= 0);
        let n = n.ok_or(Hole::Undefined(
            "a factorial of a number that is not whole and not negative",
        ))?;
        if n > 170 {
            return Err(Hole::Unsure("the formula overflows in floats"));
        }
        (2..=n).try_fold(Num::whole(1), |product, k| self.mul(product, Num::whole(k)))
    }

    /// The greatest common divisor of whole numbers, not negative.
    pub(crate) fn gcd(&self, a: Num, b: Num) -> Result<Num, Hole> {
        let (Some(mut a), Some(mut b)) = (a.as_whole(), b.as_whole()) else {
            return Err(Hole::Undefined(
                "a greatest common divisor of numbers that are not whole",
            ));
        };
        while b != 0 {
            (a, b) = (b, a.wrapping_rem(b));
        }
        Ok(Num::whole(a.wrapping_abs()))
    }
}
