//! `qed serve`: the site from memory, made anew whenever a file of the book changes.
//!
//! A thread of its own waits for changes ([`watch`]), checks the book and makes its site ([`make`]), and puts what came of
//! it into a [`snapshot`]. The server ([`http`]) answers from the newest snapshot and tells open pages of it; what such a
//! page needs for that is put into it on its way out ([`page`]) and never stands in the site itself.

mod http;
mod make;
mod page;
mod problem;
mod snapshot;
mod watch;

pub(crate) use http::{Server, listen};
pub(crate) use make::make;
pub(crate) use snapshot::Snapshot;
pub(crate) use watch::{Message, Scope, Watch};
