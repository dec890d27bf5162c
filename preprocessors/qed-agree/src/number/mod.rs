//! Numbers that know what they do not know: exact rationals, floats with error bounds, dual numbers.

mod arith;
mod ball;
mod dual;
mod func;
mod ratio;
mod scalar;

pub(crate) use arith::{Arith, Hole, Num};
pub(crate) use ball::Ball;
pub(crate) use dual::Dual;
pub(crate) use func::Func;
pub use ratio::Ratio;
pub(crate) use scalar::Scalar;
