//! A float with what is not known of it.

/// A real number known to lie within `rad` of `mid`, in an expression whose terms are not greater than `mag`.
///
/// `rad` bounds the error of the formula's own evaluation in floats. `slack` bounds in addition what a different order of the same
/// operations may cost: at each step the unit roundoff is taken of the size the terms would have without any cancellation (`mag`, the
/// expression evaluated with absolute values; Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, section 3.1).
/// So stable and unstable implementations of one formula both lie within a small multiple of `slack`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ball {
    /// The value in floats.
    pub(crate) mid: f64,
    /// Rigorous bound of the error so far; zero means exact.
    pub(crate) rad: f64,
    /// Bound of the error of any rearrangement; at least `rad`.
    pub(crate) slack: f64,
    /// Size of the largest term, had nothing cancelled.
    pub(crate) mag: f64,
}

/// The least positive float: what an underflow may have lost.
const TINY: f64 = 5e-324;

impl Ball {
    /// A float that is exactly what it is.
    pub(crate) fn exact(mid: f64) -> Self {
        Self {
            mid,
            rad: 0.0,
            slack: 0.0,
            mag: mid.abs(),
        }
    }

    /// Whether the value is known exactly.
    pub(crate) fn is_exact(&self) -> bool {
        self.rad == 0.0
    }

    /// Whether every number is finite; anything else has overflowed and tells nothing.
    pub(crate) fn is_finite(&self) -> bool {
        self.mid.is_finite() && self.slack.is_finite() && self.mag.is_finite()
    }

    /// The least value it may have, by the wider bound.
    pub(crate) fn low(&self) -> f64 {
        self.mid - self.slack
    }

    /// The greatest value it may have, by the wider bound.
    pub(crate) fn high(&self) -> f64 {
        self.mid + self.slack
    }

    /// The same with its other sign.
    #[must_use]
    pub(crate) fn neg(mut self) -> Self {
        self.mid = -self.mid;
        self
    }

    /// The sum, in arithmetic of unit roundoff `u`.
    #[must_use]
    pub(crate) fn add(self, other: Self, u: f64) -> Self {
        let mid = self.mid + other.mid;
        let mag = self.mag + other.mag;
        let lost = two_sum_error(self.mid, other.mid, mid);
        let rounding = if lost == 0.0 { 0.0 } else { u * mid.abs() };
        Self {
            mid,
            rad: self.rad + other.rad + rounding,
            slack: self.slack + other.slack + u * mag,
            mag,
        }
    }

    /// The product, in arithmetic of unit roundoff `u`.
    #[must_use]
    pub(crate) fn mul(self, other: Self, u: f64) -> Self {
        let mid = self.mid * other.mid;
        let mag = self.mag * other.mag;
        let exact = mid.is_finite() && self.mid.mul_add(other.mid, -mid) == 0.0 && !underflows(mid);
        let zero = self.mid == 0.0 || other.mid == 0.0;
        let rounding = if exact || zero {
            0.0
        } else {
            u * mid.abs() + TINY
        };
        let cross = |a: f64, b: f64| self.mid.abs() * b + other.mid.abs() * a + a * b;
        Self {
            mid,
            rad: cross(self.rad, other.rad) + rounding,
            slack: cross(self.slack, other.slack) + u * mag + rounding,
            mag,
        }
    }

    /// The quotient, in arithmetic of unit roundoff `u`; nothing when the divisor may be zero.
    pub(crate) fn div(self, other: Self, u: f64) -> Option<Self> {
        let least = other.mid.abs() - other.slack;
        if least <= 0.0 {
            return None;
        }
        let mid = self.mid / other.mid;
        let exact = mid.is_finite() && mid.mul_add(other.mid, -self.mid) == 0.0 && !underflows(mid);
        let rounding = if exact || self.mid == 0.0 {
            0.0
        } else {
            u * mid.abs() + TINY
        };
        let spread = |a: f64, b: f64| (a + mid.abs() * b) / least;
        let mag = self.mag / least;
        Some(Self {
            mid,
            rad: spread(self.rad, other.rad) + rounding,
            slack: spread(self.slack, other.slack) + u * mag + rounding,
            mag,
        })
    }

    /// The image under a function that is monotone between the ends of the ball, with a library error of two roundings.
    ///
    /// Nothing when the function is not finite at an end.
    pub(crate) fn map(self, f: impl Fn(f64) -> f64, u: f64) -> Option<Self> {
        let mid = f(self.mid);
        let reach = |radius: f64| {
            if radius == 0.0 {
                return 0.0;
            }
            let (low, high) = (f(self.mid - radius), f(self.mid + radius));
            (low - mid).abs().max((high - mid).abs())
        };
        let rounding = 2.0 * u * mid.abs() + TINY;
        let ball = Self {
            mid,
            rad: reach(self.rad) + rounding,
            // Code may come to the argument by another way: `ln(1/p)` for `-ln(p)`.
            slack: reach(self.slack + u * self.mag) + rounding,
            mag: mid.abs(),
        };
        ball.is_finite().then_some(ball)
    }
}

/// Exactly what was lost when `a + b` was rounded to `sum` (Knuth's two-sum); not a number where something overflowed.
fn two_sum_error(a: f64, b: f64, sum: f64) -> f64 {
    let part = sum - a;
    (a - (sum - part)) + (b - part)
}

/// Whether a result is so small that its last digits may be gone, so that a fused multiply-add no longer tells.
fn underflows(value: f64) -> bool {
    value.abs() < 1e-270
}

#[cfg(test)]
mod tests {
    use super::*;

    const U: f64 = f64::EPSILON / 2.0;

    #[test]
    fn what_is_exact_stays_exact() {
        let half = Ball::exact(0.5);
        assert!(half.add(half, U).is_exact());
        assert!(half.mul(Ball::exact(10.0), U).is_exact());
        assert!(!Ball::exact(0.1).mul(Ball::exact(10.0), U).is_exact());
        assert!(half.div(Ball::exact(4.0), U).unwrap().is_exact());
    }

    #[test]
    fn bounds_hold_what_cancellation_leaves() {
        let x = Ball::exact(0.3);
        let sum = x.add(Ball::exact(0.1), U).add(Ball::exact(-0.4), U);
        assert!(
            sum.mid.abs() <= sum.rad,
            "the true value is 0 to within the inputs: {sum:?}"
        );
        let square = Ball::exact(0.0)
            .add(Ball::exact(3.0), U)
            .add(Ball::exact(-3.0), U);
        let square = square.mul(square, U);
        assert_eq!(square.rad, 0.0);
        assert!(
            square.slack > 1e-15,
            "a one-pass variance may miss by this much"
        );
    }

    #[test]
    fn a_divisor_that_may_be_zero_has_no_quotient() {
        let blurred = Ball {
            mid: 1e-20,
            rad: 1e-19,
            slack: 1e-19,
            mag: 1.0,
        };
        assert_eq!(Ball::exact(1.0).div(blurred, U), None);
    }

    #[test]
    fn underflow_is_in_the_bound() {
        let tiny = Ball::exact(1e-200).mul(Ball::exact(1e-200), U);
        assert_eq!(tiny.mid, 0.0);
        assert!(tiny.rad > 0.0);
    }
}
