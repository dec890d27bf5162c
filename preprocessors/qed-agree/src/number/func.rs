//! Functions of one number, with the error they add.

use std::cmp::Ordering;

use super::{Arith, Ball, Hole, Num, Ratio};

/// A function of one number that formulas name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Func {
    /// The exponential function.
    Exp,
    /// The natural logarithm.
    Log,
    /// The square root.
    Sqrt,
    /// Sine of an angle in radians.
    Sin,
    /// Cosine.
    Cos,
    /// Tangent.
    Tan,
    /// Inverse sine.
    Arcsin,
    /// Inverse cosine.
    Arccos,
    /// Inverse tangent.
    Arctan,
    /// Hyperbolic sine.
    Sinh,
    /// Hyperbolic cosine.
    Cosh,
    /// Hyperbolic tangent.
    Tanh,
    /// `1 / (1 + exp(-x))`.
    Sigmoid,
    /// `max(0, x)`.
    Relu,
    /// `log(1 + exp(x))`.
    Softplus,
    /// The absolute value.
    Abs,
    /// -1, 0 or 1.
    Sign,
    /// The greatest whole number that is not above.
    Floor,
    /// The least whole number that is not below.
    Ceil,
    /// The nearest whole number; at a tie it cannot be told.
    Round,
}

impl Func {
    /// The name by which a reader knows it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Exp => "exp",
            Self::Log => "log",
            Self::Sqrt => "sqrt",
            Self::Sin => "sin",
            Self::Cos => "cos",
            Self::Tan => "tan",
            Self::Arcsin => "arcsin",
            Self::Arccos => "arccos",
            Self::Arctan => "arctan",
            Self::Sinh => "sinh",
            Self::Cosh => "cosh",
            Self::Tanh => "tanh",
            Self::Sigmoid => "sigmoid",
            Self::Relu => "ReLU",
            Self::Softplus => "softplus",
            Self::Abs => "abs",
            Self::Sign => "sign",
            Self::Floor => "floor",
            Self::Ceil => "ceil",
            Self::Round => "round",
        }
    }

    /// The function that a command or an operator's name stands for.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "exp" => Self::Exp,
            "log" | "ln" => Self::Log,
            "sqrt" => Self::Sqrt,
            "sin" => Self::Sin,
            "cos" => Self::Cos,
            "tan" => Self::Tan,
            "arcsin" | "asin" => Self::Arcsin,
            "arccos" | "acos" => Self::Arccos,
            "arctan" | "atan" => Self::Arctan,
            "sinh" => Self::Sinh,
            "cosh" => Self::Cosh,
            "tanh" => Self::Tanh,
            "sigmoid" | "logistic" => Self::Sigmoid,
            "relu" | "ReLU" => Self::Relu,
            "softplus" => Self::Softplus,
            "abs" => Self::Abs,
            "sign" | "sgn" => Self::Sign,
            "floor" => Self::Floor,
            "ceil" => Self::Ceil,
            "round" => Self::Round,
            _ => return None,
        })
    }

    /// Whether an argument without parentheses may have several factors, as in `\sin 2\pi x`.
    pub(crate) const fn is_trigonometric(self) -> bool {
        matches!(self, Self::Sin | Self::Cos | Self::Tan)
    }
}

impl Arith {
    /// The value of a function.
    pub(crate) fn func(&self, func: Func, x: Num) -> Result<Num, Hole> {
        match func {
            Func::Floor => self.floor(x),
            Func::Ceil => self.ceil(x),
            Func::Round => self.round(x),
            Func::Abs => Ok(match x {
                Num::Exact(ratio) if ratio.num() < 0 => Num::Exact(ratio.negate()),
                Num::Float(ball) if ball.mid < 0.0 => Num::Float(ball.neg()),
                other => other,
            }),
            Func::Sign => Ok(Num::whole(match self.compare(x, Num::whole(0))? {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            })),
            Func::Relu => Ok(self.extreme(Num::whole(0), x, false)),
            Func::Sqrt => self.sqrt(x),
            Func::Log => self.log(x),
            Func::Exp if x.is_zero() => Ok(Num::whole(1)),
            Func::Sin | Func::Tan | Func::Sinh | Func::Tanh | Func::Arcsin | Func::Arctan
                if x.is_zero() =>
            {
                Ok(Num::whole(0))
            }
            Func::Cos | Func::Cosh if x.is_zero() => Ok(Num::whole(1)),
            Func::Exp => self.smooth(x, f64::exp),
            Func::Sinh => self.smooth(x, f64::sinh),
            Func::Tanh => self.smooth(x, f64::tanh),
            Func::Arctan => self.smooth(x, f64::atan),
            Func::Sigmoid => self.smooth(x, |x| 1.0 / (1.0 + (-x).exp())),
            Func::Softplus => self.smooth(x, |x| x.max(0.0) + (-x.abs()).exp().ln_1p()),
            Func::Cosh => self.smooth(self.func(Func::Abs, x)?, f64::cosh),
            Func::Sin => self.wave(x, f64::sin),
            Func::Cos => self.wave(x, f64::cos),
            Func::Tan => self.tan(x),
            Func::Arcsin => self.arc(x, f64::asin),
            Func::Arccos => self.arc(x, f64::acos),
        }
    }

    fn smooth(&self, x: Num, f: impl Fn(f64) -> f64) -> Result<Num, Hole> {
        let ball = self.ball(x).map(f, self.u);
        ball.map(Num::Float)
            .ok_or(Hole::Unsure("the formula overflows in floats"))
    }

    /// Sine and cosine change by no more than their argument does.
    fn wave(&self, x: Num, f: impl Fn(f64) -> f64) -> Result<Num, Hole> {
        let ball = self.ball(x);
        let mid = f(ball.mid);
        let rounding = 2.0 * self.u;
        Ok(Num::Float(Ball {
            mid,
            rad: ball.rad.min(2.0) + rounding,
            slack: ball.slack.min(2.0) + self.u * ball.mag + rounding,
            mag: 1.0,
        }))
    }

    fn tan(&self, x: Num) -> Result<Num, Hole> {
        let ball = self.ball(x);
        let spread = 2.0 * ball.slack + self.u * ball.mag;
        let pole = (ball.mid / std::f64::consts::PI - 0.5).round() * std::f64::consts::PI
            + std::f64::consts::FRAC_PI_2;
        if (ball.mid - pole).abs() <= 64.0 * spread {
            return Err(Hole::Unsure("a tangent near its pole"));
        }
        self.smooth(x, f64::tan)
    }

    fn arc(&self, x: Num, f: impl Fn(f64) -> f64) -> Result<Num, Hole> {
        let ball = self.ball(x);
        if ball.low() > 1.0 || ball.high() < -1.0 {
            return Err(Hole::Undefined(
                "an inverse sine or cosine of a number beyond 1",
            ));
        }
        if !ball.is_exact() && (ball.high() > 1.0 || ball.low() < -1.0) {
            return Err(Hole::Unsure("an inverse sine or cosine near its edge"));
        }
        self.smooth(x, |x| f(x.clamp(-1.0, 1.0)))
    }

    fn log(&self, x: Num) -> Result<Num, Hole> {
        if x == Num::whole(1) {
            return Ok(Num::whole(0));
        }
        let ball = self.ball(x);
        if x.is_zero() || ball.high() < 0.0 {
            return Err(Hole::Undefined(
                "a logarithm of a number that is not positive",
            ));
        }
        if ball.low() <= 0.0 {
            return Err(Hole::Unsure(
                "a logarithm of a number that floats cannot tell from zero",
            ));
        }
        self.smooth(x, f64::ln)
    }

    fn sqrt(&self, x: Num) -> Result<Num, Hole> {
        if let Num::Exact(ratio) = x
            && let (Some(num), Some(den)) = (whole_sqrt(ratio.num()), whole_sqrt(ratio.den()))
            && let Some(root) = Ratio::new(num, den)
        {
            return Ok(Num::Exact(root));
        }
        let ball = self.ball(x);
        if ball.high() < 0.0 {
            return Err(Hole::Undefined("a square root of a negative number"));
        }
        let mid = ball.mid.max(0.0).sqrt();
        let reach = |radius: f64| {
            let low = (ball.mid - radius).max(0.0).sqrt();
            let high = (ball.mid + radius).max(0.0).sqrt();
            (mid - low).max(high - mid)
        };
        let exact = ball.is_exact() && mid.mul_add(mid, -ball.mid) == 0.0;
        let rounding = if exact { 0.0 } else { self.u * mid + 5e-324 };
        Ok(Num::Float(Ball {
            mid,
            rad: reach(ball.rad) + rounding,
            slack: reach(ball.slack) + rounding,
            mag: mid,
        }))
    }

    fn round(&self, x: Num) -> Result<Num, Hole> {
        let half = self.add(
            x,
            Num::Exact(Ratio::new(1, 2).expect("one half has a denominator")),
        )?;
        let up = self.floor(half)?;
        if self.compare(half, up) == Ok(Ordering::Equal) {
            return Err(Hole::Unsure("a rounding at a tie"));
        }
        Ok(up)
    }

    /// The logarithm to a base; exact where the number is a whole power of a whole base.
    pub(crate) fn log_base(&self, x: Num, base: Num) -> Result<Num, Hole> {
        if let (Some(mut rest), Some(base)) = (x.as_whole(), base.as_whole())
            && base >= 2
            && rest >= 1
        {
            let mut power = 0;
            while rest % base == 0 {
                rest /= base;
                power += 1;
            }
            if rest == 1 {
                return Ok(Num::whole(power));
            }
        }
        self.div(self.log(x)?, self.log(base)?)
    }
}

fn whole_sqrt(value: i128) -> Option<i128> {
    let root = u128::try_from(value).ok()?.isqrt();
    let root = i128::try_from(root).ok()?;
    (root * root == value).then_some(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Arith = Arith::DOUBLE;

    #[test]
    fn whole_numbers_stay_whole() {
        assert_eq!(A.func(Func::Sqrt, Num::whole(49)), Ok(Num::whole(7)));
        assert_eq!(
            A.log_base(Num::whole(1024), Num::whole(2)),
            Ok(Num::whole(10))
        );
        assert_eq!(
            A.pow(Num::whole(2), Num::whole(-1)),
            Ok(Num::Exact(Ratio::new(1, 2).unwrap()))
        );
        assert_eq!(A.modulo(Num::whole(-7), Num::whole(3)), Ok(Num::whole(2)));
        assert_eq!(
            A.binomial(Num::whole(10), Num::whole(3)),
            Ok(Num::whole(120))
        );
        assert_eq!(A.gcd(Num::whole(-12), Num::whole(18)), Ok(Num::whole(6)));
    }

    #[test]
    fn what_cannot_be_told_is_said() {
        let near = A.mul(Num::float(0.3), Num::whole(10)).unwrap();
        assert!(matches!(A.floor(near), Err(Hole::Unsure(_))), "{near:?}");
        assert_eq!(A.floor(Num::float(2.5)), Ok(Num::whole(2)));
        assert!(matches!(
            A.func(Func::Log, Num::whole(0)),
            Err(Hole::Undefined(_))
        ));
        assert!(matches!(
            A.func(Func::Exp, Num::whole(1000)),
            Err(Hole::Unsure(_))
        ));
        assert!(matches!(
            A.func(Func::Round, Num::float(2.5)),
            Err(Hole::Unsure(_))
        ));
    }

    #[test]
    fn extremes_need_no_decision() {
        let near = A.mul(Num::float(0.1), Num::whole(3)).unwrap();
        let top = A.extreme(near, Num::float(0.3), false);
        assert!((top.mid() - 0.3).abs() < 1e-15);
        assert_eq!(A.extreme(Num::whole(2), Num::whole(5), true), Num::whole(2));
    }
}
