//! The whole resolution: statements, sides, sizes, and the checks at the end.

use std::ops::Range;

use super::declare::{beside, declare, name_sizes, scan_sizes, use_formula};
use super::left::Left;
use super::refuse;
use super::scope::{Resolver, Typed};
use super::sizes::Node;
use crate::annotation::Annotation;
use crate::expr::Expr;
use crate::number::Arith;
use crate::program::{Formal, OutIndex, Program};
use crate::read::{Rel, Statement, Syn, SynKind, statements};
use crate::refusal::{Refusal, RefusalKind};
use crate::signature::{Signature, Type};

/// What a formula is resolved against.
pub(crate) struct Question<'a> {
    pub(crate) tex: &'a str,
    pub(crate) annotation: &'a Annotation,
    pub(crate) signature: &'a Signature,
    /// Both sides are evaluated; there is no function.
    pub(crate) identity: bool,
    /// Functions of the snippet, for views.
    pub(crate) functions: &'a [Signature],
    /// Formulas by label, for `using`.
    pub(crate) formulas: &'a [(String, String)],
}

/// How long an axis is, or what a whole parameter is: a free size plus a constant, or known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) root: Node,
    pub(crate) plus: i128,
    pub(crate) fixed: Option<i128>,
}

/// A formula that is read.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) program: Program,
    /// For each parameter of the signature, the extent of each axis.
    pub(crate) axes: Vec<Vec<Extent>>,
    /// For each parameter that is a whole number: its extent, where an axis has the same root.
    pub(crate) values: Vec<Option<Extent>>,
    /// Symbols and what they stand for.
    pub(crate) symbols: Vec<(String, String)>,
    pub(crate) notes: Vec<String>,
    /// What the view functions return.
    pub(crate) views: Vec<Type>,
}

/// Reads and resolves a formula, or tells every reason that was found why not.
pub(crate) fn resolve(question: &Question<'_>) -> Result<Resolved, Vec<Refusal>> {
    let names: Vec<String> = question
        .signature
        .params
        .iter()
        .map(|param| param.name.clone())
        .collect();
    let known = |run: &str| {
        names
            .iter()
            .any(|name| name == run || *name == run.to_lowercase())
    };
    let atoms: Vec<String> = question
        .annotation
        .lets
        .iter()
        .map(|binding| binding.atom.clone())
        .collect();
    let statements = statements(question.tex, &atoms, &known)?;
    let mut resolver = Resolver {
        base: question.annotation.base,
        columns: question.annotation.columns,
        ..Resolver::default()
    };
    resolver.bind("", None);
    resolver.scope.clear();
    debug_assert_eq!(resolver.vars.len(), crate::eval::SPARE + 1);
    let whole = 0..question.tex.len();
    let mut work = || -> Result<Resolved, Refusal> {
        declare(&mut resolver, question, &whole)?;
        let main = main_statement(&statements, question, &whole)?;
        scan_sizes(&mut resolver, &statements);
        for label in &question.annotation.using {
            use_formula(&mut resolver, label, question, &known, &whole)?;
        }
        name_sizes(&mut resolver, question, &whole)?;
        let result: Vec<bool> = question
            .annotation
            .lets
            .iter()
            .map(|binding| binding.name == "result")
            .collect();
        let mut given = Vec::new();
        let out = question.annotation.out.as_deref();
        let left = resolver.left(&statements[main], &result, out)?;
        let head_name = match &left {
            Left::Head(head) => head.name.clone(),
            Left::Evaluated => None,
        };
        for (at, statement) in statements.iter().enumerate() {
            if at != main {
                beside(
                    &mut resolver,
                    statement,
                    head_name.as_deref(),
                    &result,
                    &mut given,
                )?;
            }
        }
        let sides = sides(&mut resolver, &statements[main], left, question)?;
        finish(resolver.clone(), sides, &given, question, &whole)
    };
    work().map_err(|refusal| vec![refusal])
}

fn main_statement(
    statements: &[Statement],
    question: &Question<'_>,
    whole: &Range<usize>,
) -> Result<usize, Refusal> {
    let main = question.annotation.clause.unwrap_or(1) - 1;
    let Some(statement) = statements.get(main) else {
        if statements.is_empty() {
            return refuse(
                RefusalKind::NotAStatement,
                whole,
                "the formula is empty",
                "write an equation",
            );
        }
        let reason = format!(
            "`clause {}` of a formula with {} statements",
            main + 1,
            statements.len()
        );
        return refuse(
            RefusalKind::Annotation,
            whole,
            reason,
            "name a statement that is there",
        );
    };
    if statement.sides.len() < 2 {
        return refuse(
            RefusalKind::NotAStatement,
            &statement.span,
            "an expression that states nothing",
            "write an equation: a left side, `=`, an expression",
        );
    }
    let other = statement
        .rels
        .iter()
        .find(|rel| !matches!(rel, Rel::Eq | Rel::Define | Rel::Approx));
    if other.is_some() {
        return refuse(
            RefusalKind::NotAStatement,
            &statement.span,
            "an inequality or a membership defines no value",
            "write an equation with `=`",
        );
    }
    Ok(main)
}

/// The sides that have a value, each with its place, and the parameters of a recurrence.
type Sides = (Vec<(Typed, Range<usize>)>, Vec<Formal>);

/// Resolves the sides that have a value.
fn sides(
    resolver: &mut Resolver,
    statement: &Statement,
    left: Left,
    question: &Question<'_>,
) -> Result<Sides, Refusal> {
    let mut formals = Vec::new();
    let mut first = 1;
    match left {
        Left::Head(_) if question.identity => {
            return refuse(
                RefusalKind::LeftSide,
                &statement.sides[0].span,
                "the left side of an identity defines a name instead of being evaluated",
                "write expressions on both sides, or put `agrees:` above a function",
            );
        }
        Left::Head(head) => {
            let left = &statement.sides[0];
            for argument in &head.arguments {
                formals.push(match resolver.parameter(argument) {
                    Some(param) => Formal::Param(param),
                    None if resolver.size_names.contains(argument) => Formal::Idle,
                    None => {
                        return refuse(
                            RefusalKind::Unbound,
                            &left.span,
                            format!("`{argument}` on the left side is not a parameter"),
                            format!("name a parameter `{}`, or bind the whole left side: `let … = result`", argument.to_lowercase()),
                        );
                    }
                });
            }
            for index in &head.indices {
                let var = resolver.bind(index, Some(1));
                resolver.outputs.push(var);
                formals.push(Formal::Output(var));
            }
            if let Some(name) = head.name {
                resolver.head = Some((name, formals.len()));
            }
        }
        Left::Evaluated => {
            first = 0;
            free_indices(resolver, &statement.sides[0]);
        }
    }
    if first == 0 && statement.rels.contains(&Rel::Approx) {
        return refuse(
            RefusalKind::NotAStatement,
            &statement.span,
            "`≈` between two expressions states no equality",
            "write `=`, or define a name by the approximation",
        );
    }
    if statement.rels.contains(&Rel::Approx) {
        resolver
            .notes
            .push("`≈` is read as a definition".to_owned());
    }
    let mut resolved = Vec::new();
    for (at, side) in statement.sides.iter().enumerate().skip(first) {
        let typed = resolver
            .expr(side)
            .map_err(|refusal| left_side(refusal, at, side))?;
        resolved.push((typed, side.span.clone()));
    }
    Ok((resolved, formals))
}

/// An unknown symbol in a left side that was to be evaluated is a left side of no known form.
fn left_side(refusal: Refusal, at: usize, side: &Syn) -> Refusal {
    if at > 0
        || !matches!(
            refusal.kind,
            RefusalKind::Unbound | RefusalKind::NotAFunction | RefusalKind::NotComputable
        )
    {
        return refusal;
    }
    Refusal {
        range: side.span.clone(),
        kind: RefusalKind::LeftSide,
        reason: format!(
            "the left side is neither a name, a call or an indexed name, nor can it be evaluated: {}",
            refusal.reason
        ),
        instead: "write a name on the left, or bind it: `let … = result`".to_owned(),
    }
}

/// `(A B)_{ij}` on the left: unknown letters of the outer subscript index the result.
fn free_indices(resolver: &mut Resolver, left: &Syn) {
    let SynKind::Script {
        base,
        sub: Some(sub),
        ..
    } = &left.bare().kind
    else {
        return;
    };
    if !matches!(base.kind, SynKind::Group(..)) {
        return;
    }
    let mut names = Vec::new();
    sub.walk(&mut |node| names.extend(node.name().map(str::to_owned)));
    for name in names {
        if resolver.parameter(&name).is_none()
            && !resolver.scope.iter().any(|(known, _)| *known == name)
        {
            let var = resolver.bind(&name, Some(1));
            resolver.outputs.push(var);
        }
    }
}

/// What is known once every symbol is resolved: sizes, bases, and the checks.
fn finish(
    mut resolver: Resolver,
    (sides, recall): Sides,
    given: &[(Vec<i128>, Syn)],
    question: &Question<'_>,
    whole: &Range<usize>,
) -> Result<Resolved, Refusal> {
    let mut starts = Vec::new();
    for (at, value) in given {
        starts.push((at.clone(), resolver.number(value)?));
    }
    super::finish::same_ranks(&mut resolver, &sides, question, whole)?;
    super::finish::output_bases(&mut resolver, question.annotation.base);
    let bases = super::finish::axes(&mut resolver, whole)?;
    super::finish::used(&resolver, question, whole)?;
    let dims = super::finish::dims(&resolver)?;
    let first_given = starts.iter().flat_map(|(at, _)| at.first()).min().copied();
    let outputs = resolver
        .outputs
        .iter()
        .map(|&var| OutIndex {
            var,
            name: resolver.vars[var].name.clone(),
            base: first_given.unwrap_or(resolver.vars[var].first.unwrap_or(1)),
            last: super::finish::source(&resolver, resolver.vars[var].last),
        })
        .collect();
    let single = question.signature.returns.is_single()
        || question
            .signature
            .params
            .iter()
            .any(|param| param.ty.is_single());
    let mut program = Program {
        sides: sides.into_iter().map(|(typed, _)| typed.expr).collect(),
        variables: resolver.vars.len(),
        outputs,
        given: starts,
        recall,
        locals: resolver
            .locals
            .iter()
            .map(|(_, typed)| typed.expr.clone())
            .collect(),
        dims,
        arith: if single { Arith::SINGLE } else { Arith::DOUBLE },
    };
    let settle = |expr: &mut Expr| {
        expr.walk(&mut |expr| {
            super::finish::settle_base(expr, &|axis| bases.get(&axis).copied().unwrap_or(1));
        });
    };
    program.sides.iter_mut().for_each(settle);
    program.locals.iter_mut().for_each(settle);
    program
        .given
        .iter_mut()
        .for_each(|(_, value)| settle(value));
    let (axes, values) = super::finish::extents(&resolver, question.signature.params.len());
    let symbols = super::finish::symbols(&resolver, &program);
    let views = resolver
        .params
        .iter()
        .filter(|param| param.view)
        .map(|param| param.ty.clone())
        .collect();
    Ok(Resolved {
        program,
        axes,
        values,
        symbols,
        notes: resolver.notes,
        views,
    })
}
