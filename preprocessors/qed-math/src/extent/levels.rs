//! Nesting, followed from token to token.

/// What a run of tokens becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Tokens after expansion.
    pub(crate) tokens: usize,
    /// The deepest nesting in it: braces, `\left`, `\begin`, and declarations such as `\bf`, which nest in the engine.
    pub(crate) depth: usize,
    /// Levels of what stands around it that it ends.
    closes: usize,
    /// Levels that it leaves open.
    opens: usize,
}

/// Where a walk stands: the nesting that each open level began with.
#[derive(Default)]
pub(super) struct Levels {
    pub(super) extent: Extent,
    depth: usize,
    begun: Vec<usize>,
}

impl Levels {
    pub(super) fn deepen(&mut self) {
        self.depth += 1;
        self.extent.depth = self.extent.depth.max(self.depth);
    }

    pub(super) fn open(&mut self) {
        self.begun.push(self.depth);
        self.deepen();
    }

    pub(super) fn close(&mut self) {
        match self.begun.pop() {
            Some(depth) => self.depth = depth,
            None => self.extent.closes += 1,
        }
    }

    /// A cell of a table ends: so do the declarations in it.
    pub(super) fn cell(&mut self) {
        if let Some(&depth) = self.begun.last() {
            self.depth = depth + 1;
        }
    }

    pub(super) fn add(&mut self, inner: Extent) {
        self.extent.tokens = self.extent.tokens.saturating_add(inner.tokens);
        self.extent.depth = self.extent.depth.max(self.depth + inner.depth);
        (0..inner.closes).for_each(|_| self.close());
        (0..inner.opens).for_each(|_| self.open());
    }

    /// The extent of what was walked over.
    pub(super) fn finish(mut self) -> Extent {
        self.extent.opens = self.begun.len();
        self.extent
    }
}
