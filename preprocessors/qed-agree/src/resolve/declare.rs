//! What is declared before a formula is resolved: parameters, views, atoms, sizes, definitions of other formulas.

use std::ops::Range;

use super::left::{Head, Left};
use super::program::Question;
use super::scope::{Definition, Resolver};
use super::{refuse, written};
use crate::read::{Rel, Statement, Syn, SynKind, statements};
use crate::refusal::{Refusal, RefusalKind};
use crate::signature::Type;

/// Declares parameters, views and atoms.
pub(super) fn declare(
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
    let mut opaque = Vec::new();
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
            opaque.push(format!("`{}`", binding.atom));
        }
        resolver.atoms.push(param);
    }
    let are = match opaque.len() {
        0 => return Ok(()),
        1 => "is taken as given: only the arithmetic around it is compared",
        _ => "are taken as given: only the arithmetic around them is compared",
    };
    resolver.notes.push(format!("{} {are}", opaque.join(", ")));
    Ok(())
}

/// The longest array that is drawn.
const LONGEST: usize = 256;

/// A tuple is a vector of numbers: one that holds lists has no axes.
fn flat_tuples(ty: &Type, what: &str, whole: &Range<usize>) -> Result<(), Refusal> {
    match ty {
        Type::Tuple(parts) if parts.iter().any(|part| part.rank() > 0) => refuse(
            RefusalKind::Signature,
            whole,
            format!("{what} is a tuple that holds lists, which no symbol of a formula is"),
            "take or return the lists one by one",
        ),
        Type::List(_, Some(length)) if *length > LONGEST => refuse(
            RefusalKind::Signature,
            whole,
            format!("{what} is an array of {length} elements; at most {LONGEST} are compared"),
            "take a slice",
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

/// Finds the names that stand for sizes: upper bounds, last elements of ellipses.
pub(super) fn scan_sizes(resolver: &mut Resolver, statements: &[Statement]) {
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
pub(super) fn name_sizes(
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
pub(super) fn use_formula(
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
pub(super) fn beside(
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
