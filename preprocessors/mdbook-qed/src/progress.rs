//! How far the work is: a line on a terminal, nothing elsewhere.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use qed_snippet::Progress;

/// A bar on stderr, if that is a terminal.
pub(crate) struct Bar {
    bar: Mutex<ProgressBar>,
    quiet: bool,
}

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            bar: Mutex::new(ProgressBar::hidden()),
            quiet,
        }
    }

    /// Takes the bar off the terminal.
    pub(crate) fn finish(&self) {
        if let Ok(bar) = self.bar.lock() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn begin(&self, phase: &str, steps: usize) {
        if self.quiet {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        bar.set_message(phase.to_owned());
        if let Ok(mut current) = self.bar.lock() {
            current.finish_and_clear();
            *current = bar;
        }
    }

    fn step(&self) {
        if let Ok(bar) = self.bar.lock() {
            bar.inc(1);
        }
    }
}
