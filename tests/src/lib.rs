//! Helpers for tests of whole books.
