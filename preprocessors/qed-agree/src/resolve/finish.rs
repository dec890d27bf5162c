//! The end of a resolution: how long lists are, what they count from, and whether everything is bound and used.

use std::collections::BTreeMap;
use std::ops::Range;

use super::program::{Extent, Question};
use super::refuse;
use super::scope::{Resolver, Shape, Typed};
use super::sizes::Node;
use crate::expr::{At, Base, Expr, Kind};
use crate::program::{Program, Source};
use crate::refusal::{Refusal, RefusalKind};

/// The sides have one rank, and the function's result has it too.
pub(super) fn same_ranks(
    resolver: &mut Resolver,
    sides: &[(Typed, Range<usize>)],
    question: &Question<'_>,
    whole: &Range<usize>,
) -> Result<(), Refusal> {
    let mut ranks = sides
        .iter()
        .map(|(typed, span)| (typed.shape.rank(), typed.shape.clone(), span));
    let Some((rank, first, span)) = ranks.next() else {
        return refuse(
            RefusalKind::NotAStatement,
            whole,
            "nothing is stated",
            "write an equation",
        );
    };
    if first == Shape::Set {
        return refuse(
            RefusalKind::Shape,
            span,
            "a set is no result",
            "write the number of its elements, `\\lvert A \\rvert`",
        );
    }
    for (other, shape, span) in ranks {
        if other != rank || shape == Shape::Set {
            let reason = format!("sides that are {} and {}", first.words(), shape.words());
            return refuse(RefusalKind::Shape, span, reason, "write sides of one shape");
        }
    }
    if let Some(bad) = sides.iter().map(|(_, span)| span).next()
        && resolver.recalled
        && rank > 0
    {
        return refuse(
            RefusalKind::Shape,
            bad,
            "a recurrence of lists",
            "write it element by element",
        );
    }
    let result = question.signature.returns.rank();
    if question.identity || resolver.outputs.len() + rank == result {
        return Ok(());
    }
    let indices: Vec<&str> = resolver
        .outputs
        .iter()
        .map(|&var| resolver.vars[var].name.as_str())
        .collect();
    let indexed = if indices.is_empty() {
        String::new()
    } else {
        format!(", indexed by {}", indices.join(", "))
    };
    let returns = question.signature.returns.rust();
    refuse(
        RefusalKind::Shape,
        whole,
        format!(
            "the function returns `{returns}`, and the formula gives {}{indexed}",
            first.words()
        ),
        "index the left side by what the result is indexed by, or say so: `out [k]`",
    )
}

/// An index of the result that goes through no list counts as the annotation says.
pub(super) fn output_bases(resolver: &mut Resolver, base: Option<i128>) {
    for var in resolver.outputs.clone() {
        let indexes = resolver
            .reaches
            .iter()
            .any(|reach| reach.output.is_some_and(|(output, _)| output == var));
        if !indexes {
            resolver.vars[var].first = base.or(Some(1));
        }
    }
}

/// Lengths from the indices' reaches; what each axis counts from.
pub(super) fn axes(
    resolver: &mut Resolver,
    whole: &Range<usize>,
) -> Result<BTreeMap<usize, i128>, Refusal> {
    let mut bases = BTreeMap::new();
    let reaches = std::mem::take(&mut resolver.reaches);
    let mut by_axis: BTreeMap<(usize, usize), Vec<_>> = BTreeMap::new();
    for reach in reaches {
        by_axis.entry(reach.axis).or_default().push(reach);
    }
    for ((param, axis), reaches) in by_axis {
        // What the result counts from follows the lists that its indices go through.
        let others = reaches.iter().filter(|reach| reach.output.is_none());
        let least = others.filter_map(|reach| reach.first).min();
        let from_zero = least.is_some_and(|least| least <= 0);
        for (var, plus) in reaches.iter().filter_map(|reach| reach.output) {
            if plus == 0 && from_zero {
                resolver.vars[var].first = Some(0);
            }
        }
        let firsts = reaches.iter().map(|reach| match reach.output {
            Some((var, plus)) => resolver.vars[var].first.map(|first| first + plus),
            None => reach.first,
        });
        let least = firsts.flatten().min();
        let base = i128::from(least.is_none_or(|least| least > 0));
        bases.insert(param * 8 + axis, base);
        let node = resolver.params[param].axes[axis];
        let mut furthest: BTreeMap<Node, i128> = BTreeMap::new();
        let mut literal: Option<i128> = None;
        for reach in &reaches {
            match reach.last {
                Some((Some(last), plus)) => {
                    let (root, up) = resolver.sizes.find(last);
                    let far = furthest.entry(root).or_insert(i128::MIN);
                    *far = (*far).max(up + plus);
                }
                Some((None, plus)) => literal = literal.max(Some(plus)),
                None => {}
            }
        }
        let mut agreed = true;
        for (root, far) in &furthest {
            agreed &= resolver.sizes.unify(node, *root, far - base + 1);
        }
        if let (true, Some(last)) = (furthest.is_empty(), literal) {
            // A shorter literal than the array's length is no contradiction.
            if resolver.sizes.fixed(node).is_none() {
                resolver.sizes.fix(node, last - base + 1);
            }
        }
        if !agreed {
            let name = resolver.params[param].name.clone();
            return refuse(
                RefusalKind::Shape,
                whole,
                format!("the indices of `{name}` reach to different ends"),
                "check the bounds of the sums, or give each list its own size",
            );
        }
    }
    Ok(bases)
}

/// Every parameter is used, and none in two cases.
pub(super) fn used(
    resolver: &Resolver,
    question: &Question<'_>,
    whole: &Range<usize>,
) -> Result<(), Refusal> {
    for param in &resolver.params {
        if !param.used && !param.view {
            return refuse(
                RefusalKind::UnusedParameter,
                whole,
                format!(
                    "the formula does not use the parameter `{}` of `{}`",
                    param.name, question.signature.name
                ),
                "use it, bind an atom to it, or compare with another function",
            );
        }
        let forms: Vec<&String> = param.forms.iter().collect();
        for (at, form) in forms.iter().enumerate() {
            if let Some(other) = forms[at + 1..]
                .iter()
                .find(|other| other.to_lowercase() == form.to_lowercase())
            {
                return refuse(
                    RefusalKind::CaseClash,
                    whole,
                    format!(
                        "`{form}` and `{other}` would both be the parameter `{}`",
                        param.name
                    ),
                    "give one of them another letter",
                );
            }
        }
    }
    Ok(())
}

/// Where each size comes from.
pub(super) fn dims(resolver: &Resolver) -> Result<Vec<Source>, Refusal> {
    resolver
        .dims
        .iter()
        .map(|dim| match source(resolver, dim.node) {
            Some(source) => Ok(source),
            None if dim.name.contains(" of ") => refuse(
                RefusalKind::Range,
                &dim.span,
                "no list tells how far this variable runs",
                "write its bounds: `\\sum_{i=1}^{n}`",
            ),
            None => refuse(
                RefusalKind::Unbound,
                &dim.span,
                format!("no parameter's length tells what `{}` is", dim.name),
                format!(
                    "say which: `dim x: {}`, or take it as a parameter",
                    dim.name
                ),
            ),
        })
        .collect()
}

/// What tells the value of a quantity.
pub(super) fn source(resolver: &Resolver, node: Node) -> Option<Source> {
    let (root, plus) = resolver.sizes.find(node);
    for (param, parameter) in resolver.params.iter().enumerate() {
        for (axis, &length) in parameter.axes.iter().enumerate() {
            let (other, up) = resolver.sizes.find(length);
            if other == root {
                return Some(Source::Axis {
                    param,
                    axis,
                    plus: plus - up,
                });
            }
        }
    }
    if let Some(size) = resolver.sizes.fixed(node) {
        return Some(Source::Fixed(size));
    }
    resolver
        .params
        .iter()
        .enumerate()
        .find_map(|(param, parameter)| {
            let (other, up) = resolver.sizes.find(parameter.value);
            (other == root).then_some(Source::Param {
                param,
                plus: plus - up,
            })
        })
}

/// The extents of axes, and of whole parameters that an axis goes with.
pub(super) fn extents(
    resolver: &Resolver,
    params: usize,
) -> (Vec<Vec<Extent>>, Vec<Option<Extent>>) {
    let extent = |node: Node| {
        let (root, plus) = resolver.sizes.find(node);
        Extent {
            root,
            plus,
            fixed: resolver.sizes.fixed(node),
        }
    };
    let axes: Vec<Vec<Extent>> = resolver.params[..params]
        .iter()
        .map(|param| param.axes.iter().map(|&node| extent(node)).collect())
        .collect();
    let values = resolver.params[..params]
        .iter()
        .map(|param| {
            let value = extent(param.value);
            let shared = axes.iter().flatten().any(|axis| axis.root == value.root);
            (param.axes.is_empty() && (shared || value.fixed.is_some())).then_some(value)
        })
        .collect();
    (axes, values)
}

/// Gives indices of a parameter's axis the base that the axis turned out to have.
pub(super) fn settle_base(expr: &mut Expr, base_of: &dyn Fn(usize) -> i128) {
    let settle = |at: &mut At| {
        if let Base::Axis(axis) = at.base {
            at.base = Base::Fixed(base_of(axis));
        }
    };
    match &mut expr.kind {
        Kind::Index(_, at) => at.iter_mut().for_each(settle),
        Kind::Diff { at, .. } => at.iter_mut().for_each(settle),
        _ => {}
    }
}

/// Symbols and what they stand for, in the order of the signature.
pub(super) fn symbols(resolver: &Resolver, program: &Program) -> Vec<(String, String)> {
    let mut symbols = Vec::new();
    for param in &resolver.params {
        let forms: Vec<String> = param
            .forms
            .iter()
            .filter(|form| !form.starts_with("atom "))
            .cloned()
            .collect();
        let form = if forms.is_empty() {
            param.name.clone()
        } else {
            forms.join(", ")
        };
        let what = if param.view {
            "what a view function sees"
        } else {
            "parameter"
        };
        symbols.push((
            form,
            format!("{what} `{}: {}`", param.name, param.ty.rust()),
        ));
    }
    for (dim, source) in resolver.dims.iter().zip(&program.dims) {
        if dim.name.contains(" of ") {
            continue;
        }
        let what = match source {
            Source::Axis { param, axis, plus } => {
                let axis = if *axis == 0 {
                    String::new()
                } else {
                    format!(" (axis {})", axis + 1)
                };
                let plus = if *plus == 0 {
                    String::new()
                } else {
                    format!(" {plus:+}")
                };
                format!("length of `{}`{axis}{plus}", resolver.params[*param].name)
            }
            Source::Param { param, plus } => format!("`{}` {plus:+}", resolver.params[*param].name),
            Source::Fixed(size) => format!("{size}"),
        };
        symbols.push((
            dim.name.rsplit(':').next().unwrap_or_default().to_owned(),
            what,
        ));
    }
    for out in &program.outputs {
        symbols.push((
            out.name.clone(),
            format!("index of the result, from {}", out.base),
        ));
    }
    for (name, _) in &resolver.locals {
        symbols.push((name.clone(), "defined beside the formula".to_owned()));
    }
    symbols
}
