//! A snippet made ready to be tried.

use std::ops::Range;

use qed_markdown::{Excerpt, Snippet, Topic};

use crate::expect::Expectation;
use crate::fence::{Fence, Mode};
use crate::inquiry::Inquiry;
use crate::layout::{Form, Layout};
use crate::shape::Shape;

/// A snippet made ready to be tried.
pub(crate) struct Task<'a> {
    pub(crate) topic: &'a Topic,
    pub(crate) snippet: &'a Snippet,
    pub(crate) fence: Fence,
    /// The bared code.
    pub(crate) code: Excerpt,
    pub(crate) shape: Shape,
    /// The set of dependencies that it uses; empty for the book's own.
    pub(crate) set: Option<String>,
    /// Its index among all snippets of the book.
    pub(crate) number: usize,
    /// What is asked of its functions.
    pub(crate) inquiry: Option<&'a dyn Inquiry>,
}

impl Task<'_> {
    /// Whether it may share a crate with others.
    pub(crate) fn is_mergeable(&self) -> bool {
        self.shape.mergeable
            && !self.fence.standalone
            && !self.fence.tests
            && matches!(self.fence.mode, Mode::Run | Mode::Panic | Mode::Check)
    }

    /// Whether its `output` fence asks for standard error too.
    pub(crate) fn compares_stderr(&self) -> bool {
        self.snippet
            .output
            .as_ref()
            .is_some_and(|output| Expectation::read(self.topic, output).0.stderr)
    }

    /// The name of its source file; unlike anything that a program prints of itself.
    pub(crate) fn file(&self) -> String {
        format!("qed-snippet-{}.rs", self.number)
    }

    /// Its source file.
    pub(crate) fn layout(&self, form: Form) -> Layout {
        let form = if self.fence.tests && form == Form::Crate {
            Form::Tests
        } else {
            form
        };
        Layout::new(&self.code.text, &self.shape, self.fence_line(), form)
    }

    /// Its source file as a module whose `main` does what `asking` says first.
    pub(crate) fn asked_layout(&self, asking: &str) -> Layout {
        Layout::asked(&self.code.text, &self.shape, self.fence_line(), asking)
    }

    /// Its source file as a crate of its own whose `main` does what `asking` says first, with the items that this needs.
    pub(crate) fn asked_crate(&self, asking: [&str; 2]) -> Option<Layout> {
        Layout::asked_crate(&self.code.text, &self.shape, self.fence_line(), asking)
    }

    /// The line of the chapter on which its fence opens, from 1.
    pub(crate) fn fence_line(&self) -> usize {
        self.topic.text[..self.snippet.range.start]
            .matches('\n')
            .count()
            + 1
    }

    /// The place in the chapter of a range of the code; the fence's first line if there is no code.
    pub(crate) fn locate(&self, range: Range<usize>) -> Range<usize> {
        if self.code.text.is_empty() {
            return self.head();
        }
        let last = self.code.text.len() - 1;
        let start = range.start.min(last);
        self.code.locate(start..range.end.clamp(start, last + 1))
    }

    /// The fence's first line, without its line end.
    pub(crate) fn head(&self) -> Range<usize> {
        let start = self.snippet.range.start;
        let whole = &self.topic.text[self.snippet.range.clone()];
        start..start + whole.find('\n').unwrap_or(whole.len())
    }
}
