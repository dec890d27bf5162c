//! Helpers for tests of whole books: a small book is made, a program is run on it in a scrubbed environment, and what it said
//! and wrote is looked at.

mod book;
mod misbehaving;
mod printed;
mod served;
mod shown;
mod tools;

pub use book::{Book, Finding, Run};
pub use misbehaving::{Misbehaving, Request};
pub use printed::{Links, Printed};
pub use served::{Answer, Events, Served};
pub use shown::{Around, Shown, shown};
pub use tools::repository;
