//! From LaTeX to a tree of what is written: tokens, a Pratt parser, statements. Nothing here knows what a symbol means.

mod atom;
mod ellipsis;
mod function;
mod letters;
mod parser;
mod relation;
mod rows;
mod statement;
mod syntax;
mod token;

pub(crate) use ellipsis::progression;
pub(crate) use statement::{Statement, statements};
pub(crate) use syntax::{BigOp, Join, Rel, SetOp, Syn, SynKind};
pub(crate) use token::Delim;
