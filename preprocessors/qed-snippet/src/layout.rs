//! A snippet as a source file in which every line is the chapter's line.
//!
//! The file begins with as many empty lines as the chapter has before the fence; what QED adds stands on the lines of the fences.
//! So `line!()` and the lines of panics are the author's without any translation, and [`Layout::place`] leads bytes of the
//! file (rustc's JSON) back to bytes of the code.

use crate::shape::Shape;

/// How a snippet meets others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A module of a crate, its `main` called through [`ENTRY`].
    Module,
    /// A crate of its own.
    Crate,
    /// A crate of its own for rustc's test harness.
    Tests,
}

/// How all names begin that QED adds to a program.
pub(crate) const OWN: &str = "__qed_";

/// The function by which a merged crate calls a module's `main`.
pub(crate) const ENTRY: &str = "__qed_main";

/// A source file and the way back to the code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// The file.
    pub(crate) text: String,
    /// (first byte in the file, first byte in the code, length), rising in the first.
    pieces: Vec<(usize, usize, usize)>,
    /// What `main` does before anything else, on one line.
    first: String,
    /// What stands behind everything, for that.
    last: String,
}

impl Layout {
    /// Lays out a code whose opening fence stands on the chapter's line `fence_line`, counted from 1.
    pub(crate) fn new(code: &str, shape: &Shape, fence_line: usize, form: Form) -> Self {
        Self::with(code, shape, fence_line, form, ["", ""])
    }

    /// A module whose `main`, where the snippet's items are in scope, first does what `asking` says.
    pub(crate) fn asked(code: &str, shape: &Shape, fence_line: usize, asking: &str) -> Self {
        Self::with(code, shape, fence_line, Form::Module, [asking, ""])
    }

    /// A crate of its own whose `main` first does what `asking` says, with the items that this needs. Nothing where the snippet
    /// has a `main` that is not to be seen.
    pub(crate) fn asked_crate(
        code: &str,
        shape: &Shape,
        fence_line: usize,
        [asking, items]: [&str; 2],
    ) -> Option<Self> {
        let is_seen = !shape.has_main || shape.main_body.is_some();
        is_seen.then(|| Self::with(code, shape, fence_line, Form::Crate, [asking, items]))
    }

    fn with(
        code: &str,
        shape: &Shape,
        fence_line: usize,
        form: Form,
        [first, last]: [&str; 2],
    ) -> Self {
        let mut layout = Self {
            text: "\n".repeat(fence_line.saturating_sub(1)),
            pieces: Vec::new(),
            first: first.replace('\n', " "),
            last: last.to_owned(),
        };
        let wrapped = !shape.has_main && form != Form::Tests;
        layout.add("#![allow(unused)]");
        if form == Form::Module && shape.inner_attributes.is_empty() {
            layout.add_entry(wrapped);
        }
        if wrapped && shape.inner_attributes.is_empty() {
            layout.open_main(code, shape);
        }
        layout.add("\n");
        if !shape.inner_attributes.is_empty() {
            layout.take(code, shape.inner_attributes.clone());
            if form == Form::Module {
                layout.add_entry(wrapped);
            }
            if wrapped {
                layout.open_main(code, shape);
            }
        }
        let lifted: &[_] = if wrapped { &shape.extern_crates } else { &[] };
        let mut from = shape.inner_attributes.end;
        for range in lifted {
            layout.take(code, from..range.start);
            from = range.end;
        }
        if let (Form::Crate, false, Some(body)) = (form, wrapped, shape.main_body) {
            layout.take(code, from..body);
            layout.add_first();
            from = body;
        }
        layout.take(code, from..code.len());
        if !code.is_empty() && !code.ends_with('\n') {
            layout.add("\n");
        }
        if wrapped {
            layout.add(if shape.fallible {
                "} _inner().unwrap() }"
            } else {
                "}"
            });
        }
        layout.add("\n");
        layout.text.push_str(&layout.last);
        layout
    }

    /// The byte of the code at (or nearest before) a byte of the file.
    pub(crate) fn place(&self, byte: usize) -> usize {
        let index = self
            .pieces
            .partition_point(|&(start, ..)| start <= byte)
            .saturating_sub(1);
        self.pieces.get(index).map_or(0, |&(start, code, len)| {
            code + byte.saturating_sub(start).min(len)
        })
    }

    /// The byte of the file at a line and a column in characters, both from 1.
    pub(crate) fn byte_at(&self, line: usize, column: usize) -> usize {
        let start: usize = self
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let rest = &self.text[start..];
        start
            + rest
                .char_indices()
                .nth(column.saturating_sub(1))
                .map_or(rest.len(), |(at, _)| at)
    }

    fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn take(&mut self, code: &str, range: std::ops::Range<usize>) {
        if !range.is_empty() {
            self.pieces
                .push((self.text.len(), range.start, range.len()));
            self.text.push_str(&code[range]);
        }
    }

    /// Where the snippet is wrapped, its items are in scope only inside `main`.
    fn add_entry(&mut self, wrapped: bool) {
        self.add(" pub fn ");
        self.add(ENTRY);
        self.add("() -> impl ::std::process::Termination {");
        if !wrapped {
            self.add_first();
        }
        self.add(" main() }");
    }

    fn add_first(&mut self) {
        if !self.first.is_empty() {
            let first = format!(" #[allow(warnings)] {{ {} }}", self.first);
            self.add(&first);
        }
    }

    fn open_main(&mut self, code: &str, shape: &Shape) {
        for range in &shape.extern_crates {
            self.add(" ");
            self.take(code, range.clone());
        }
        self.add(" fn main() {");
        if shape.fallible {
            self.add(" fn _inner() -> ::core::result::Result<(), impl ::core::fmt::Debug> {");
        }
        self.add_first();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pieces of which programs, and what only looks like programs, are made.
    fn code() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "fn main() {",
            "}",
            "{",
            "(",
            ")",
            "#![allow(x)]",
            "#![feature(y)]",
            "//! words\n",
            "/* é */",
            "\n",
            " ",
            "let é = 1;",
            "extern crate alloc;",
            "#[macro_use] extern crate std;",
            "\"text\"",
            "'c'",
            "r#\"raw\n\"#",
            "pub(crate)",
            "async",
            "unsafe",
            "Ok::<(), ()>(())",
            "macro_rules! m { () => {} }",
            "x!{}",
            "use a::b;",
            "const",
            "static",
            "fn",
            "main",
            ";",
            "=",
            "|",
            "->",
            "\u{feff}",
        ]);
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn every_byte_of_the_code_is_in_the_file_on_its_own_line(code in code(), line in 1_usize..50) {
            let shape = Shape::of(&code);
            for form in [Form::Module, Form::Crate, Form::Tests] {
                let layout = Layout::new(&code, &shape, line, form);
                for &(start, from, len) in &layout.pieces {
                    let (in_file, in_code) = (&layout.text[start..start + len], &code[from..from + len]);
                    prop_assert_eq!(in_file, in_code);
                    let lifted = shape.extern_crates.iter().any(|range| range.start == from);
                    if !lifted {
                        let line_in_file = layout.text[..start].matches('\n').count();
                        prop_assert_eq!(line_in_file, line + code[..from].matches('\n').count());
                    }
                    for byte in 0..len {
                        prop_assert_eq!(layout.place(start + byte), from + byte);
                    }
                }
                let taken: usize = layout.pieces.iter().map(|&(.., len)| len).sum();
                prop_assert_eq!(taken, code.len());
            }
        }

        #[test]
        fn any_text_has_a_shape(code in "\\PC*") {
            let shape = Shape::of(&code);
            Layout::new(&code, &shape, 1, Form::Module);
        }
    }
}
