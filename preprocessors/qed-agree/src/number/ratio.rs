//! Exact rational numbers of 128 bits, checked: an operation that does not fit says so.

use std::cmp::Ordering;

/// A rational number in lowest terms, its denominator positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    /// Zero.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// A whole number.
    pub const fn whole(num: i128) -> Self {
        Self { num, den: 1 }
    }

    /// `num / den` in lowest terms; nothing when `den` is zero or a number does not fit.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        if den == 0 || num == i128::MIN || den == i128::MIN {
            return None;
        }
        if den == 1 {
            return Some(Self { num, den });
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?;
        let sign = den.signum();
        Some(Self {
            num: sign * num / divisor,
            den: sign * den / divisor,
        })
    }

    /// A decimal numeral, `12.75` or `3`; nothing when it has too many digits.
    pub fn decimal(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{part}");
        let den = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
        Self::new(digits.parse().ok()?, den)
    }

    /// The numerator.
    pub const fn num(self) -> i128 {
        self.num
    }

    /// The denominator.
    pub const fn den(self) -> i128 {
        self.den
    }

    /// The number itself where it is whole.
    pub fn as_whole(self) -> Option<i128> {
        (self.den == 1).then_some(self.num)
    }

    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// The nearest f64, to within one rounding of each part.
    pub fn to_f64(self) -> f64 {
        if self.den == 1 {
            self.num as f64
        } else {
            self.num as f64 / self.den as f64
        }
    }

    /// Whether [`Ratio::to_f64`] is this very number.
    pub fn fits_f64(self) -> bool {
        const LIMIT: u128 = 1 << 53;
        self.num.unsigned_abs() <= LIMIT
            && (self.den == 1 || (self.den.count_ones() == 1 && self.den < 1 << 60))
    }

    /// The sum.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.den == 1 && other.den == 1 {
            return Self::new(self.num.checked_add(other.num)?, 1);
        }
        // Knuth, TAOCP 4.5.1: the divisors stay small, and less overflows.
        let shared = i128::try_from(gcd(self.den.unsigned_abs(), other.den.unsigned_abs())).ok()?;
        let (own, others) = (self.den / shared, other.den / shared);
        let left = self.num.checked_mul(others)?;
        let right = other.num.checked_mul(own)?;
        let num = left.checked_add(right)?;
        let common = i128::try_from(gcd(num.unsigned_abs(), shared.unsigned_abs())).ok()?;
        let num = num / common;
        let den = own.checked_mul(other.den / common)?;
        (num != i128::MIN).then_some(Self { num, den })
    }

    /// The number with its other sign.
    #[must_use]
    pub fn negate(self) -> Self {
        Self {
            num: -self.num,
            den: self.den,
        }
    }

    /// The product.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Self::new(
            self.num.checked_mul(other.num)?,
            self.den.checked_mul(other.den)?,
        )
    }

    /// The quotient; nothing for a division by zero.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        Self::new(
            self.num.checked_mul(other.den)?,
            self.den.checked_mul(other.num)?,
        )
    }

    /// A whole power; nothing for zero to a negative power.
    pub fn checked_pow(self, exponent: i128) -> Option<Self> {
        let power = u32::try_from(exponent.unsigned_abs()).ok()?;
        let num = self.num.checked_pow(power)?;
        let den = self.den.checked_pow(power)?;
        if exponent < 0 {
            Self::new(den, num)
        } else {
            Self::new(num, den)
        }
    }

    /// The greatest whole number that is not above.
    #[must_use]
    pub fn floor(self) -> Self {
        Self::whole(self.num.div_euclid(self.den))
    }

    /// The order of two numbers; nothing when the cross products do not fit.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let left = self.num.checked_mul(other.den)?;
        let right = other.num.checked_mul(self.den)?;
        Some(left.cmp(&right))
    }
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.den == 1 {
            write!(f, "{}", self.num)
        } else {
            write!(f, "{}/{}", self.num, self.den)
        }
    }
}

/// Stein's algorithm: division of 128 bits is slow. Of two zeros it is 1.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    if a == 0 || b == 0 {
        return (a | b).max(1);
    }
    let (small, great) = (a.min(b), a.max(b));
    if let Ok(small) = u64::try_from(small) {
        let rest = match u64::try_from(great) {
            Ok(great) => great % small,
            Err(_) => (great % u128::from(small)) as u64,
        };
        return u128::from(gcd_small(small, rest));
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        (a, b) = (a.min(b), a.abs_diff(b));
    }
    a << twos
}

fn gcd_small(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_exact_and_checked() {
        let third = Ratio::new(2, -6).unwrap();
        assert_eq!((third.num(), third.den()), (-1, 3));
        assert_eq!(third.checked_add(Ratio::ONE), Ratio::new(2, 3));
        assert_eq!(third.floor(), Ratio::whole(-1));
        assert_eq!(third.checked_pow(-2), Some(Ratio::whole(9)));
        assert_eq!(Ratio::ZERO.checked_pow(-1), None);
        assert_eq!(Ratio::decimal("0.75"), Ratio::new(3, 4));
        assert_eq!(Ratio::whole(i128::MAX).checked_add(Ratio::ONE), None);
        assert_eq!(Ratio::ONE.checked_div(Ratio::ZERO), None);
        assert_eq!(third.compare(Ratio::ZERO), Some(Ordering::Less));
        let sum =
            |n: i128| (1..=n).try_fold(Ratio::ZERO, |sum, k| sum.checked_add(Ratio::new(1, k)?));
        assert_eq!(sum(10), Ratio::new(7381, 2520));
        let sixth = Ratio::new(1, 6).unwrap();
        assert_eq!(sixth.checked_add(sixth), Ratio::new(1, 3));
        assert_eq!(sixth.checked_add(sixth.negate()), Some(Ratio::ZERO));
        assert_eq!(
            sixth.checked_add(Ratio::new(3, 10).unwrap()),
            Ratio::new(7, 15)
        );
        let wide = 3_i128 << 80;
        assert_eq!(Ratio::new(wide * 35, wide * 10), Ratio::new(7, 2));
        assert_eq!(Ratio::new(0, wide), Some(Ratio::ZERO));
    }
}
