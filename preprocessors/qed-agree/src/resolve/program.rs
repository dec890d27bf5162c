//! The whole resolution: statements, sides, sizes, and the checks at the end.

use std::ops::Range;

use super::left::{Head, Left};
use super::scope::{Definition, Resolver, Typed};
use super::sizes::Node;
use super::{refuse, written};
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

/// Declares parameters, views and atoms.
fn declare(
    resolver: &mut Resolver,
    question: &Question<'_>,
    whole: &Range<usize>,
) -> Result<(), Refusal> {
    for param in &question.signature.params {
        flat_tuples(&param.ty, &format!("`{}`", param.name), whole)?;
        resolver.declare(&param.name, &param.ty, false);
    }
    flat_tuples(&question.signature.returns, "the result", whole)?;
    for view in &question.annotation.views {
        let Some(function) = question
            .functions
            .iter()
            .find(|function| function.name == view.function)
        else {
            return refuse(
                RefusalKind::Annotation,
                whole,
                format!(
                    "the view function `{}` is not in the snippet",
                    view.function
                ),
                "write it beside the function, with numbers in and a list of whole numbers or truths out",
            );
        };
        if function.returns.rank() != 1 || !function.returns.elem().is_whole() {
            return refuse(
                RefusalKind::Annotation,
                whole,
                format!(
                    "the view function `{}` does not return a list of whole numbers or truths",
                    view.function
                ),
                "return `Vec<usize>` or `Vec<bool>`",
            );
        }
        for argument in &view.arguments {
            match resolver
                .params
                .iter_mut()
                .find(|param| param.name == *argument)
            {
                Some(param) => param.used = true,
                None => {
                    return refuse(
                        RefusalKind::Annotation,
                        whole,
                        format!("the view is of `{argument}`, which is no parameter"),
                        "name parameters of the function",
                    );
                }
            }
        }
        let symbol = symbol_name(&view.symbol).unwrap_or_else(|| view.symbol.clone());
        resolver.declare(&symbol, &function.returns, true);
    }
    for binding in &question.annotation.lets {
        let param = resolver
            .params
            .iter()
            .position(|param| param.name == binding.name);
        if param.is_none() && binding.name != "result" {
            return refuse(
                RefusalKind::Annotation,
                whole,
                format!(
                    "`let {} = {}`: there is no such parameter",
                    binding.atom, binding.name
                ),
                "name a parameter of the function, or `result` for the left side",
            );
        }
        if param.is_some() {
            resolver.notes.push(format!(
                "`{}` is opaque: only the arithmetic around it is checked",
                binding.atom
            ));
        }
        resolver.atoms.push(param);
    }
    Ok(())
}

/// A tuple is a vector of numbers: one that holds lists has no axes.
fn flat_tuples(ty: &Type, what: &str, whole: &Range<usize>) -> Result<(), Refusal> {
    match ty {
        Type::Tuple(parts) if parts.iter().any(|part| part.rank() > 0) => refuse(
            RefusalKind::Signature,
            whole,
            format!("{what} is a tuple that holds lists, which no symbol of a formula is"),
            "take or return the lists one by one",
        ),
        Type::List(inner, _) | Type::Option(inner) => flat_tuples(inner, what, whole),
        _ => Ok(()),
    }
}

/// A symbol in an annotation, in LaTeX or as a plain name.
fn symbol_name(text: &str) -> Option<String> {
    let statements = statements(text, &[], &|_| true).ok()?;
    written(statements.first()?.sides.first()?)
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

/// Finds the names that stand for sizes: upper bounds, last elements of ellipses.
fn scan_sizes(resolver: &mut Resolver, statements: &[Statement]) {
    for statement in statements {
        for side in &statement.sides {
            side.walk(&mut |node| match &node.kind {
                SynKind::Big {
                    op: _, sub, sup, ..
                } => {
                    if let Some(sup) = sup {
                        size_names(resolver, sup);
                    }
                    if let Some(sub) = sub {
                        for part in sub.parts() {
                            match &part.kind {
                                SynKind::Chain(sides, _) if sides.len() == 3 => {
                                    size_names(resolver, &sides[2]);
                                }
                                SynKind::Chain(sides, rels) if rels == &[Rel::In] => {
                                    last_of_set(resolver, &sides[1]);
                                }
                                _ => {}
                            }
                        }
                    }
                }
                SynKind::Sum(terms) => after_ellipsis(resolver, terms.iter().map(|(_, term)| term)),
                SynKind::Product(factors) => {
                    after_ellipsis(resolver, factors.iter().map(|(_, factor)| factor));
                }
                SynKind::List(parts) => after_ellipsis(resolver, parts.iter()),
                _ => {}
            });
        }
    }
}

fn last_of_set(resolver: &mut Resolver, set: &Syn) {
    if let SynKind::Group(_, inner) = &set.bare().kind
        && let SynKind::List(parts) = &inner.kind
        && let [.., dots, last] = &parts[..]
        && dots.kind == SynKind::Ellipsis
    {
        size_names(resolver, last);
    }
}

/// The subscripts of what follows an ellipsis.
fn after_ellipsis<'a>(resolver: &mut Resolver, parts: impl Iterator<Item = &'a Syn>) {
    let mut behind = false;
    for part in parts {
        if behind {
            part.walk(&mut |node| {
                if let SynKind::Script { sub: Some(sub), .. } = &node.kind {
                    size_names(resolver, sub);
                }
            });
            if part.name().is_some() {
                size_names(resolver, part);
            }
        }
        behind = part.kind == SynKind::Ellipsis;
    }
}

fn size_names(resolver: &mut Resolver, syn: &Syn) {
    if let Some(name) = written(syn) {
        let is_number = resolver
            .parameter(&name)
            .is_some_and(|param| resolver.params[param].ty.rank() == 0);
        let is_element = match &syn.kind {
            SynKind::Script { base, .. } => {
                let base = written(base).and_then(|name| resolver.parameter(&name));
                base.is_some_and(|param| resolver.params[param].ty.rank() > 0)
            }
            _ => false,
        };
        if !is_number && !is_element {
            resolver.size_names.insert(name);
        }
        return;
    }
    for child in syn.children() {
        size_names(resolver, child);
    }
}

/// `dim y, p: K`.
fn name_sizes(
    resolver: &mut Resolver,
    question: &Question<'_>,
    whole: &Range<usize>,
) -> Result<(), Refusal> {
    for dim in &question.annotation.dims {
        let symbol = symbol_name(&dim.symbol).unwrap_or_else(|| dim.symbol.clone());
        let Some(param) = resolver
            .params
            .iter()
            .position(|param| param.name == dim.param)
        else {
            let reason = format!(
                "`dim {}: {}`: there is no such parameter",
                dim.param, dim.symbol
            );
            return refuse(
                RefusalKind::Annotation,
                whole,
                reason,
                "name a parameter of the function",
            );
        };
        let Some(&axis) = resolver.params[param].axes.get(dim.axis) else {
            let reason = format!("`{}` has no axis {}", dim.param, dim.axis + 1);
            return refuse(
                RefusalKind::Annotation,
                whole,
                reason,
                "count the axes of a parameter from 1",
            );
        };
        resolver.size_names.insert(symbol.clone());
        let node = resolver.dimension(&symbol, whole);
        let node = resolver.dims[node].node;
        if !resolver.sizes.unify(axis, node, 0) {
            let reason = format!("`{}` cannot be the size of `{}`", dim.symbol, dim.param);
            return refuse(RefusalKind::Shape, whole, reason, "check the sizes");
        }
    }
    Ok(())
}

/// Takes the definition from another formula.
fn use_formula(
    resolver: &mut Resolver,
    label: &str,
    question: &Question<'_>,
    known: &dyn Fn(&str) -> bool,
    whole: &Range<usize>,
) -> Result<(), Refusal> {
    let Some((_, tex)) = question.formulas.iter().find(|(known, _)| known == label) else {
        let reason = format!("`using {label}`: there is no formula with this label");
        return refuse(
            RefusalKind::Annotation,
            whole,
            reason,
            "name a label of the book",
        );
    };
    let unreadable = |reason: &str| {
        let reason = format!("`using {label}`: {reason}");
        refuse(
            RefusalKind::Annotation,
            whole,
            reason,
            "use a formula that defines a function: `f(x) = …`",
        )
    };
    let others = match statements(tex, &[], known) {
        Ok(statements) => statements,
        Err(refusals) => return unreadable(&refusals[0].reason),
    };
    scan_sizes(resolver, &others);
    for statement in &others {
        let head = match resolver.left(statement, &[], None) {
            Ok(Left::Head(head)) if statement.sides.len() >= 2 => head,
            _ => return unreadable("its left side defines no function"),
        };
        define(resolver, &head, statement, true);
    }
    Ok(())
}

fn define(resolver: &mut Resolver, head: &Head, statement: &Statement, foreign: bool) {
    resolver.definitions.push(Definition {
        name: head.name.clone().unwrap_or_default(),
        formals: head.arguments.clone(),
        outs: head.indices.clone(),
        body: statement.sides[statement.sides.len() - 1].clone(),
        foreign,
    });
}

/// A statement beside the main one: a definition, a given value, a range.
fn beside(
    resolver: &mut Resolver,
    statement: &Statement,
    head: Option<&str>,
    result: &[bool],
    given: &mut Vec<(Vec<i128>, Syn)>,
) -> Result<(), Refusal> {
    let remark = || {
        refuse(
            RefusalKind::NotAStatement,
            &statement.span,
            "a remark beside the formula that is no definition",
            "put a condition into the annotation, `if …`, and words into the text",
        )
    };
    if let [range] = &statement.sides[..] {
        // `i = 1, \dots, n`: the variable's range is that of the lists it indexes.
        let is_range = matches!(&range.kind, SynKind::List(parts) if parts.iter().any(|part| part.kind == SynKind::Ellipsis));
        return if is_range { Ok(()) } else { remark() };
    }
    if statement
        .rels
        .iter()
        .any(|rel| !matches!(rel, Rel::Eq | Rel::Define))
    {
        return remark();
    }
    match resolver.left(statement, result, None)? {
        Left::Head(part) => {
            let base = literal_base(&statement.sides[0]);
            if !part.literals.is_empty()
                && part.indices.is_empty()
                && head.is_some()
                && (base.as_deref() == head || part.name.as_deref() == head)
            {
                given.push((part.literals.clone(), statement.sides[1].clone()));
            } else {
                define(resolver, &part, statement, false);
            }
            Ok(())
        }
        Left::Evaluated => remark(),
    }
}

/// The name under a subscript.
fn literal_base(syn: &Syn) -> Option<String> {
    match &syn.bare().kind {
        SynKind::Script { base, .. } => written(base),
        _ => None,
    }
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
