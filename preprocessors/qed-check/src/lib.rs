//! The rules of a whole book.
