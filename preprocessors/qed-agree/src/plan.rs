//! A formula read against a function: all that is needed to compare them.

use crate::annotation::{Annotation, Domain};
use crate::condition;
use crate::expr::Cond;
use crate::inputs::{ENOUGH_POINTS, Pool, pool};
use crate::judge::Status;
use crate::refusal::{Refusal, RefusalKind};
use crate::resolve::{Question, Resolved, resolve};
use crate::signature::{Elem, Param, Signature, Type};
use crate::value::{Input, Value};

/// What a formula is compared with, and what is known beside it.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    /// Functions of the snippet: views may name them.
    pub functions: &'a [Signature],
    /// Labels and LaTeX of the book's formulas: `using` may name them.
    pub formulas: &'a [(String, String)],
}

/// A formula that is read as mathematics against a function's signature, or as an identity.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) tex: String,
    pub(crate) annotation: Annotation,
    /// For an identity: its symbols as parameters, without a function.
    pub(crate) signature: Signature,
    pub(crate) identity: bool,
    pub(crate) resolved: Resolved,
    pub(crate) condition: Option<Cond>,
    pub(crate) pools: Vec<Pool>,
}

/// Reads a formula against the function below its annotation.
///
/// # Errors
/// Every reason that was found why the formula cannot be compared, each at its place in the LaTeX.
pub fn plan(
    tex: &str,
    annotation: &Annotation,
    signature: &Signature,
    context: &Context<'_>,
) -> Result<Plan, Vec<Refusal>> {
    build(tex, annotation, signature.clone(), false, context)
}

/// Reads a formula as an identity: both sides are evaluated. Types come from `given` and from the domains.
///
/// # Errors
/// As [`plan`].
pub fn plan_identity(
    tex: &str,
    annotation: &Annotation,
    context: &Context<'_>,
) -> Result<Plan, Vec<Refusal>> {
    let mut params: Vec<Param> = annotation
        .given
        .iter()
        .map(|(name, ty)| Param {
            name: name.clone(),
            ty: ty.clone(),
            by_ref: false,
        })
        .collect();
    for (name, domain) in &annotation.domains {
        if params.iter().any(|param| param.name == *name) {
            continue;
        }
        let elem = match domain {
            Domain::Whole(..) => Elem::Int {
                signed: true,
                bits: 64,
                size: false,
            },
            Domain::OneOf(all) if all.iter().all(|one| one.as_whole().is_some()) => Elem::Int {
                signed: true,
                bits: 64,
                size: false,
            },
            _ => Elem::F64,
        };
        params.push(Param {
            name: name.clone(),
            ty: Type::Num(elem),
            by_ref: false,
        });
    }
    if params.is_empty() {
        return Err(vec![Refusal::new(
            RefusalKind::Annotation,
            0..tex.len(),
            "an identity without a domain for any of its symbols",
            "say where they lie: `in x (0, inf), n 1..=40`, or what they are: `given x: &[f64]`",
        )]);
    }
    let signature = Signature {
        name: "identity".to_owned(),
        params,
        returns: Type::Num(Elem::F64),
    };
    build(tex, annotation, signature, true, context)
}

fn build(
    tex: &str,
    annotation: &Annotation,
    signature: Signature,
    identity: bool,
    context: &Context<'_>,
) -> Result<Plan, Vec<Refusal>> {
    let question = Question {
        tex,
        annotation,
        signature: &signature,
        identity,
        functions: context.functions,
        formulas: context.formulas,
    };
    let resolved = resolve(&question)?;
    let refuse = |kind, reason: String, instead: &str| {
        vec![Refusal::new(kind, 0..tex.len(), reason, instead)]
    };
    for (name, _) in &annotation.domains {
        if !signature.params.iter().any(|param| param.name == *name) {
            let reason = format!(
                "a domain of `{name}`, which is no parameter of `{}`",
                signature.name
            );
            return Err(refuse(
                RefusalKind::Annotation,
                reason,
                "name parameters of the function",
            ));
        }
    }
    for (name, domain) in &annotation.domains {
        let param = signature.params.iter().find(|param| param.name == *name);
        if let Some(param) = param
            && !fits(domain, param.ty.elem())
        {
            let reason = format!(
                "the domain {domain} of `{name}` leaves its type `{}`",
                param.ty.rust()
            );
            return Err(refuse(
                RefusalKind::Annotation,
                reason,
                "name a domain that the type can hold",
            ));
        }
    }
    let condition = match &annotation.condition {
        None => None,
        Some((text, range)) => match condition::parse(text, range.start, &signature) {
            Ok(condition) => Some(condition),
            Err(fault) => {
                let reason = format!("the precondition `{text}`: {}", fault.message);
                return Err(refuse(RefusalKind::Annotation, reason, &fault.hint));
            }
        },
    };
    let pools = pools(&signature, annotation);
    let plan = Plan {
        tex: tex.to_owned(),
        annotation: annotation.clone(),
        signature,
        identity,
        resolved,
        condition,
        pools,
    };
    plan.has_points().map_err(|refusal| vec![refusal])?;
    Ok(plan)
}

/// Whether a type can hold every number of a domain.
fn fits(domain: &Domain, elem: Elem) -> bool {
    let (low, high) = match domain {
        Domain::Whole(low, high) => (*low, *high),
        Domain::OneOf(all) => {
            let whole: Vec<i128> = all.iter().filter_map(|one| one.as_whole()).collect();
            if elem.is_whole() && whole.len() < all.len() {
                return false;
            }
            (
                whole.iter().min().copied().unwrap_or(0),
                whole.iter().max().copied().unwrap_or(0),
            )
        }
        // What is drawn from an interval for a whole number lies between its ends.
        Domain::Real { low, high, .. } if elem.is_whole() => {
            let end = |end: f64, least: i128| if end.is_finite() { end as i128 } else { least };
            (end(low.ceil(), 0), end(high.floor(), 0))
        }
        Domain::Real { .. } => return true,
    };
    match elem {
        Elem::F64 | Elem::F32 => true,
        Elem::Bool => low >= 0 && high <= 1,
        Elem::Int { signed, bits, .. } => {
            let most = if bits > 100 {
                i128::MAX
            } else {
                (1_i128 << (bits - u32::from(signed))) - 1
            };
            high <= most && low >= if signed { -most - 1 } else { 0 }
        }
    }
}

/// Small whole parameters without a domain share the points that are enumerated.
fn pools(signature: &Signature, annotation: &Annotation) -> Vec<Pool> {
    let given = |name: &str| {
        annotation
            .domains
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, domain)| domain)
    };
    let mut points = ENOUGH_POINTS as f64;
    let mut open = 0;
    for param in &signature.params {
        match given(&param.name) {
            Some(Domain::Whole(low, high)) => points /= (high - low + 1) as f64,
            Some(Domain::OneOf(all)) => points /= all.len() as f64,
            Some(Domain::Real { .. }) => {}
            None if param.ty == Type::Num(Elem::Bool) => points /= 2.0,
            None => open += usize::from(param.ty.rank() == 0),
        }
    }
    let each = points.max(1.0).powf(1.0 / open.max(1) as f64);
    // Beside lists, which are short, whole numbers are mostly lengths and places in them.
    let has_lists = signature.params.iter().any(|param| param.ty.rank() > 0);
    let most = if has_lists { 13.0 } else { 61.0 };
    let each = (each + 1e-9).floor().clamp(1.0, most) as i128;
    signature
        .params
        .iter()
        .map(|param| pool(&param.ty, given(&param.name), each))
        .collect()
}

impl Plan {
    /// Refuses a domain in which the formula has no value at all.
    fn has_points(&self) -> Result<(), Refusal> {
        let whole = 0..self.tex.len();
        let refuse = |reason: &str, instead: &str| {
            Err(Refusal::new(
                RefusalKind::EmptyDomain,
                whole.clone(),
                reason,
                instead,
            ))
        };
        let inputs = self.probe();
        if inputs.is_empty() {
            return refuse(
                "no input was found that meets the domain and the precondition, with lists that belong together",
                "widen the domain, or say which sizes are equal: `dim x, y: n`",
            );
        }
        if inputs
            .iter()
            .all(|input| self.status(input) != Status::Defined)
        {
            return refuse(
                "the formula has no value at any input of its domain",
                "name the domain where it has: `in x (0, inf)`",
            );
        }
        Ok(())
    }

    /// The signature that the formula was read against.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Whether both sides are compared with each other, without a function.
    pub fn is_identity(&self) -> bool {
        self.identity
    }

    /// The formula's own value at an input, in floats: for a worked example. Nothing where it has none.
    ///
    /// A formula whose result is a list of unknown length has no value of its own; `length` gives it one.
    pub fn evaluate(&self, input: &Input, length: Option<usize>) -> Option<Value> {
        self.value_of(&self.resolved.program, input, length)
    }
}
