//! What a check works with beside the book.

use std::sync::Arc;

use qed_snippet::Progress;

use crate::memory::Memory;
use crate::progress::Bar;
use crate::settings::Overrides;

/// What a check works with beside the book.
#[derive(Clone)]
pub(crate) struct Means {
    /// What the command line says.
    pub(crate) overrides: Overrides,
    /// What need not be done again.
    pub(crate) memory: Arc<Memory>,
    /// Who is told how far the work is.
    pub(crate) progress: Arc<dyn Progress + Send + Sync>,
}

impl Default for Means {
    /// Nothing is said, nothing known, nobody told.
    fn default() -> Self {
        Self {
            overrides: Overrides::default(),
            memory: Arc::default(),
            progress: Arc::new(Bar::new(true)),
        }
    }
}
