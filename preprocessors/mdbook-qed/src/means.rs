//! What a check works with beside the book.

use std::sync::Arc;

use qed_check::Replay;
use qed_snippet::Progress;

use crate::memory::Memory;
use crate::progress::Bar;
use crate::settings::Overrides;

/// What a check works with beside the book.
#[derive(Clone)]
pub(crate) struct Means {
    /// What the command line says.
    pub(crate) overrides: Overrides,
    /// One formula, compared at other inputs than usual.
    pub(crate) replay: Option<Replay>,
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
            replay: None,
            memory: Arc::default(),
            progress: Arc::new(Bar::new(true)),
        }
    }
}
