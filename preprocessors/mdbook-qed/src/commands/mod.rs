//! One file a command of `qed`. Each gives an exit code, or says why it stopped.

mod agree;
mod bless;
mod build;
mod check;
mod explain;
mod export;
mod graph;
mod init;
mod merge;
mod new;
mod serve;

pub(crate) use agree::agree;
pub(crate) use bless::bless;
pub(crate) use build::build;
pub(crate) use check::{CheckArgs, check};
pub(crate) use explain::explain;
pub(crate) use export::{Target, export};
pub(crate) use graph::{GraphFormat, graph};
pub(crate) use init::{InitArgs, init};
pub(crate) use merge::merge;
pub(crate) use new::new;
pub(crate) use serve::{ServeArgs, serve};
