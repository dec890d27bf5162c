//! What is known while a formula is resolved.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::names::spellings;
use super::sizes::{Node, Sizes};
use crate::expr::{Expr, Kind};
use crate::read::Syn;
use crate::refusal::RefusalKind;
use crate::signature::Type;

/// A parameter, or the value of a view function.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// A node for each axis.
    pub(crate) axes: Vec<Node>,
    /// The node of its value, for a whole number.
    pub(crate) value: Node,
    /// How the formula writes it.
    pub(crate) forms: BTreeSet<String>,
    pub(crate) used: bool,
    /// It is a symbol for what a view function gives.
    pub(crate) view: bool,
}

/// A bound variable.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    /// Its first value, where it is known.
    pub(crate) first: Option<i128>,
    /// Its last value.
    pub(crate) last: Node,
}

/// A symbol for a size.
#[derive(Clone, Debug)]
pub(crate) struct Dimension {
    pub(crate) name: String,
    pub(crate) node: Node,
    pub(crate) span: Range<usize>,
}

/// A function that the formula, or another one it uses, defines.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) formals: Vec<String>,
    pub(crate) outs: Vec<String>,
    pub(crate) body: Syn,
    /// It stands in another formula: places in it mean nothing here.
    pub(crate) foreign: bool,
}

/// One axis of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) node: Node,
    /// The parameter and the number of its axis, where it is one.
    pub(crate) axis: Option<(usize, usize)>,
}

/// What kind of value an expression has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Num,
    /// A column vector, a matrix, a tensor.
    List(Vec<Size>),
    /// A row vector.
    Row(Size),
    Set,
}

/// A resolved expression with its shape.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    pub(crate) expr: Expr,
    pub(crate) shape: Shape,
}

/// How far the indices of an axis reach.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    /// The parameter and the number of its axis.
    pub(crate) axis: (usize, usize),
    /// The greatest index: a quantity plus a constant, or a constant.
    pub(crate) last: Option<(Option<Node>, i128)>,
    /// The least index.
    pub(crate) first: Option<i128>,
    /// The index of the result that this is, plus a constant.
    pub(crate) output: Option<(usize, i128)>,
}

/// The state of a resolution.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolver {
    pub(crate) sizes: Sizes,
    pub(crate) params: Vec<Parameter>,
    pub(crate) vars: Vec<Variable>,
    /// Bound variables that are visible, innermost last.
    pub(crate) scope: Vec<(String, usize)>,
    pub(crate) dims: Vec<Dimension>,
    /// Names that stand for sizes.
    pub(crate) size_names: BTreeSet<String>,
    pub(crate) definitions: Vec<Definition>,
    /// Arguments that stand for the formals of a definition, innermost last.
    pub(crate) arguments: Vec<BTreeMap<String, Typed>>,
    /// Values of the formula's own symbols, resolved once.
    pub(crate) locals: Vec<(String, Typed)>,
    /// What each opaque atom stands for: a parameter.
    pub(crate) atoms: Vec<Option<usize>>,
    /// The defined symbol, and how many indices or arguments it has.
    pub(crate) head: Option<(String, usize)>,
    /// It was used on the right.
    pub(crate) recalled: bool,
    /// Variables that index the result.
    pub(crate) outputs: Vec<usize>,
    pub(crate) reaches: Vec<Reach>,
    /// What indices that no binder binds count from; 1 where the annotation does not say.
    pub(crate) base: Option<i128>,
    pub(crate) columns: bool,
    pub(crate) notes: Vec<String>,
    pub(crate) depth: usize,
    /// Sizes of a definition that is put in the place of its use are its own.
    pub(crate) prefix: String,
}

/// A symbol that was found.
pub(crate) enum Symbol {
    Value(Typed),
    /// The defined symbol.
    Head,
    Definition(usize),
    Unknown,
}

impl Shape {
    /// How many indices lead to a number.
    pub(crate) fn rank(&self) -> usize {
        match self {
            Self::Num | Self::Set => 0,
            Self::Row(_) => 1,
            Self::List(sizes) => sizes.len(),
        }
    }

    /// In words, for a refusal.
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Num => "a number",
            Self::Set => "a set",
            Self::Row(_) => "a row vector",
            Self::List(sizes) => match sizes.len() {
                1 => "a vector",
                2 => "a matrix",
                _ => "a tensor",
            },
        }
    }
}

impl Resolver {
    /// Declares a parameter.
    pub(crate) fn declare(&mut self, name: &str, ty: &Type, view: bool) {
        let axes: Vec<Node> = (0..ty.rank()).map(|_| self.sizes.node()).collect();
        let (mut inner, mut axis) = (ty, 0);
        loop {
            match inner {
                Type::List(next, length) => {
                    if let Some(length) = length {
                        self.sizes.fix(axes[axis], *length as i128);
                    }
                    (inner, axis) = (next, axis + 1);
                }
                Type::Tuple(parts) => {
                    self.sizes.fix(axes[axis], parts.len() as i128);
                    break;
                }
                Type::Option(next) => inner = next,
                Type::Num(_) => break,
            }
        }
        let value = self.sizes.node();
        self.params.push(Parameter {
            name: name.to_owned(),
            ty: ty.clone(),
            axes,
            value,
            forms: BTreeSet::new(),
            used: false,
            view,
        });
    }

    /// The parameter that a written name stands for.
    pub(crate) fn parameter(&self, written: &str) -> Option<usize> {
        let exact = self.params.iter().position(|param| param.name == written);
        exact.or_else(|| {
            let spellings = spellings(written);
            self.params
                .iter()
                .position(|param| !param.view && spellings.contains(&param.name))
        })
    }

    /// A parameter's value as an expression.
    pub(crate) fn use_parameter(
        &mut self,
        param: usize,
        written: &str,
        span: &Range<usize>,
    ) -> Typed {
        let parameter = &mut self.params[param];
        parameter.used = true;
        parameter.forms.insert(written.to_owned());
        let sizes: Vec<Size> = parameter
            .axes
            .iter()
            .enumerate()
            .map(|(axis, &node)| Size {
                node,
                axis: Some((param, axis)),
            })
            .collect();
        let expr = Expr::new(Kind::Param(param), span.clone());
        if parameter.view {
            let mask = parameter.ty.elem() == crate::signature::Elem::Bool;
            let set = Expr::new(Kind::Set(mask, Box::new(expr)), span.clone());
            return Typed {
                expr: set,
                shape: Shape::Set,
            };
        }
        let shape = if sizes.is_empty() {
            Shape::Num
        } else {
            Shape::List(sizes)
        };
        Typed { expr, shape }
    }

    /// A new bound variable, visible from now on.
    pub(crate) fn bind(&mut self, name: &str, first: Option<i128>) -> usize {
        let last = self.sizes.node();
        self.vars.push(Variable {
            name: name.to_owned(),
            first,
            last,
        });
        self.scope.push((name.to_owned(), self.vars.len() - 1));
        self.vars.len() - 1
    }

    /// The size of a name, declared at its first use.
    pub(crate) fn dimension(&mut self, name: &str, span: &Range<usize>) -> usize {
        let name = &format!("{}{name}", self.prefix);
        if let Some(known) = self.dims.iter().position(|dim| dim.name == *name) {
            return known;
        }
        let node = self.sizes.node();
        self.dims.push(Dimension {
            name: name.to_owned(),
            node,
            span: span.clone(),
        });
        self.dims.len() - 1
    }

    /// What a written name stands for.
    pub(crate) fn symbol(&mut self, written: &str, span: &Range<usize>) -> Symbol {
        if let Some((_, var)) = self.scope.iter().rev().find(|(name, _)| name == written) {
            return Symbol::Value(Typed {
                expr: Expr::new(Kind::Var(*var), span.clone()),
                shape: Shape::Num,
            });
        }
        if let Some(frame) = self.arguments.last()
            && let Some(argument) = frame.get(written)
        {
            return Symbol::Value(argument.clone());
        }
        if let Some(param) = self.parameter(written)
            && !(self.size_names.contains(written)
                && self.params[param].ty.rank() > 0
                && self.params[param].name != written)
        {
            return Symbol::Value(self.use_parameter(param, written, span));
        }
        if let Some(at) = self.locals.iter().position(|(name, _)| name == written) {
            let shape = self.locals[at].1.shape.clone();
            return Symbol::Value(Typed {
                expr: Expr::new(Kind::Local(at), span.clone()),
                shape,
            });
        }
        if let Some(at) = self
            .definitions
            .iter()
            .position(|definition| definition.name == written)
        {
            return Symbol::Definition(at);
        }
        if self.head.as_ref().is_some_and(|(name, _)| name == written) {
            return Symbol::Head;
        }
        if self.size_names.contains(written) {
            let dim = self.dimension(written, span);
            return Symbol::Value(Typed {
                expr: Expr::new(Kind::Dim(dim), span.clone()),
                shape: Shape::Num,
            });
        }
        match written {
            "e" => Symbol::Value(Typed {
                expr: Expr::new(Kind::Euler, span.clone()),
                shape: Shape::Num,
            }),
            "pi" => Symbol::Value(Typed {
                expr: Expr::new(Kind::Pi, span.clone()),
                shape: Shape::Num,
            }),
            _ => Symbol::Unknown,
        }
    }

    /// Runs one level deeper, or refuses: definitions may use each other without end.
    pub(crate) fn deeper<T>(
        &mut self,
        span: &Range<usize>,
        run: impl FnOnce(&mut Self) -> super::Part<T>,
    ) -> super::Part<T> {
        if self.depth >= 60 {
            return super::refuse(
                RefusalKind::TooLarge,
                span,
                "the definitions that this formula uses nest without end",
                "define each symbol once, from the parameters",
            );
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }
}
