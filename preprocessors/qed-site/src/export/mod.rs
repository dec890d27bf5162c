//! A site as one file, for readers without a network.
//!
//! - [`folder`] packs it as a zip: a folder that opens from disk.
//! - [`single_file`] makes it one page with everything inside. The site's files are cut into `pack`s of compressed text by `part`,
//!   tags that pages repeat are written `short`, a `preview` is a place in its page, `fonts` come from the `styles`, and the
//!   pages' own scripts run as they do in a folder: `single.js` gives them pages and data out of the packs.
//! - [`epub`] makes it an electronic book, and [`print()`] one document for a printer. A chapter is read as a `tree`
//!   (without what is for a screen: `chapter`) and written as XML; its links lead to `places`.

mod chapter;
mod date;
mod epub;
mod folder;
mod fonts;
mod pack;
mod part;
mod places;
mod preview;
mod print;
mod short;
mod single;
mod styles;
mod tree;

pub use epub::epub;
pub use folder::folder;
pub use part::{Part, SingleFile};
pub use print::{DOCUMENT, dated, number, print};
pub use single::single_file;
