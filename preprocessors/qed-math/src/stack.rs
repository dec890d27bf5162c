//! Room for the engine's recursion.
//!
//! The engine recurses once and more for each level of nesting: about 160 KB a level unoptimised, 40 KB optimised
//! (katex-rs 0.3.0, `\boxed` in `\boxed`). What an ordinary formula needs is on any thread's stack.

use std::cell::Cell;

/// Enough for [`DEEPEST`](crate::guard::DEEPEST) levels, three times over; pages that are not touched cost nothing.
const ROOM: usize = 64 << 20;
/// Levels that fit in half of the two megabytes that a thread has when nobody asks for more.
const SHALLOW: usize = 6;

thread_local! {
    static ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` on a thread with room for the deepest formula that [`typeset`](crate::typeset) accepts.
///
/// A caller with many formulas puts the whole of its loop in here: `typeset` then starts no thread for the deep ones.
pub fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if ROOMY.get() {
        return work();
    }
    let roomy = || {
        ROOMY.set(true);
        work()
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(ROOM)
            .spawn_scoped(scope, roomy);
        let thread = thread.expect("the system has room for one more thread");
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Runs `work`, which nests `depth` levels, here where there is room, or else on a thread with more.
pub(crate) fn with_room<T: Send>(depth: usize, work: impl FnOnce() -> T + Send) -> T {
    if depth <= SHALLOW {
        work()
    } else {
        with_stack(work)
    }
}
