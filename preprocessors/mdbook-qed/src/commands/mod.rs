//! One file a command of `qed`. Each gives an exit code, or says why it stopped.

mod bless;
mod build;
mod check;
mod explain;
mod init;
mod new;
mod serve;

pub(crate) use bless::bless;
pub(crate) use build::build;
pub(crate) use check::check;
pub(crate) use explain::explain;
pub(crate) use init::{InitArgs, init};
pub(crate) use new::new;
pub(crate) use serve::{ServeArgs, serve};
