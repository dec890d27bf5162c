//! Topics and snippets for tests.

use qed_markdown::{Options, Origin, Snippet, Topic, parse};
use qed_report::{SourceId, Sources};

/// A snippet with these attributes and this code.
pub(crate) fn snippet(attributes: &str, code: &str) -> Snippet {
    topic(&format!("```rust,{attributes}\n{code}```\n"))
        .snippets
        .remove(0)
}

/// A topic of which only the text matters.
pub(crate) fn topic(text: &str) -> Topic {
    let id = Sources::default().add("src/a.md", text);
    topic_in("a.md", text, id)
}

/// A topic in sources that exist.
pub(crate) fn topic_in(path: &str, text: &str, id: SourceId) -> Topic {
    parse(
        path,
        text,
        Origin::whole(id, text.len()),
        Options::default(),
    )
    .0
}
