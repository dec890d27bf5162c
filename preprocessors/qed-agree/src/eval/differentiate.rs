//! Derivatives: the body evaluated with one parameter as a dual number.

use super::{Eval, Level, Machine, Val};
use crate::expr::{Expr, Kind};
use crate::number::{Dual, Hole, Num, Scalar};

impl Level for Num {
    fn derivative(machine: &mut Machine<'_, Self>, expr: &Expr) -> Eval<Self> {
        let (dual, order) = differentiate(machine, expr)?;
        if order == 1 {
            Ok(dual.slope.real)
        } else {
            Ok(dual.slope.slope)
        }
    }
}

impl Level for Dual<Dual<Num>> {
    fn derivative(_: &mut Machine<'_, Self>, expr: &Expr) -> Eval<Self> {
        Err(expr.none(Hole::Undefined(
            "a derivative of a derivative that is not written as one",
        )))
    }
}

/// Evaluates the body with the parameter as a variable, to first and second order at once.
fn differentiate(machine: &mut Machine<'_, Num>, expr: &Expr) -> Eval<(Dual<Dual<Num>>, u8)> {
    let Kind::Diff {
        body,
        by,
        at,
        order,
    } = &expr.kind
    else {
        return Err(expr.none(Hole::Outside));
    };
    let mut places = Vec::new();
    for at in at {
        places.push(machine.place(at)?);
    }
    let lift = |num: &Num| Dual::<Dual<Num>>::constant(*num);
    let mut params: Vec<Val<Dual<Dual<Num>>>> = machine
        .params
        .iter()
        .map(|value| value.map(&lift))
        .collect();
    let mut target = &mut params[*by];
    for place in places {
        target = match target {
            Val::List(elements) => elements.get_mut(place).ok_or(expr.none(Hole::Outside))?,
            _ => return Err(expr.none(Hole::Outside)),
        };
    }
    let Val::Num(value) = target else {
        return Err(expr.none(Hole::Outside));
    };
    *value = Dual::variable(Dual::variable(value.value()));
    let mut inner = Machine::with(machine.program, params, machine.steps);
    inner.depth = machine.depth;
    inner.vars = machine
        .vars
        .iter()
        .map(|var| var.as_ref().map(lift))
        .collect();
    let value = inner.num(body);
    machine.steps = inner.steps;
    machine.convention |= inner.convention;
    Ok((value?, *order))
}
