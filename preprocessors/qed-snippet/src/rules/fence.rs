//! Rules about a fence itself: its attributes, its name, its shape.

use qed_report::{Level, Rule};

/// A word in a fence that means nothing.
pub(crate) static UNKNOWN_ATTRIBUTE: Rule = Rule {
    code: "snippet-attribute",
    level: Level::Deny,
    title: "an attribute of a code fence that means nothing",
    explanation: "\
A Rust fence's first line may bear attributes: ```` ```rust,no_run ````. A word that nobody knows is mostly a misspelt one, and rustdoc passes over it in \
silence: a fence marked `norun` is run, and one marked `shouldpanic` is expected to succeed.

Known are rustdoc's `ignore`, `ignore-<target>`, `no_run`, `should_panic`, `compile_fail` with error codes (`compile_fail,E0382`), `edition2015` to \
`edition2024`, `standalone_crate`, `test_harness`; mdBook's `editable`, `noplayground`, `noplaypen`, `mdbook-runnable`, `hidelines=…`; and QED's own:

| attribute | meaning |
|---|---|
| `name=softmax` | a name for the snippet, unique in the book |
| `timeout=30s` | the time it may take (`500ms`, `30s`, `2min`) |
| `memory=2GB` | the memory it may use (`512MB`, `2GB`) |
| `deps=old` | it uses the crates of `[preprocessor.qed.dependency-sets.old]` |

Write the known word, or remove the unknown one. A word that another tool of the book reads is named in book.toml:

```toml
[preprocessor.qed]
attributes = [\"does_not_compile\"]
```",
};

/// Words in a fence that exclude each other.
pub(crate) static CONTRADICTION: Rule = Rule {
    code: "snippet-contradiction",
    level: Level::Deny,
    title: "attributes of a code fence that exclude each other",
    explanation: "\
A snippet that is not run cannot panic, one that does not compile cannot be run, and there is one edition at a time. Of two attributes that exclude each \
other one is without effect, and a reader cannot tell which.

    ```rust,no_run,should_panic      remove one of them: nothing is run, so nothing can panic
    ```rust,E0382                    an error code asks for `compile_fail,E0382`
    ```rust,edition2021,edition2024  keep one

QED does not try such a snippet.",
};

/// A `main` that is never called.
pub(crate) static STRAY_MAIN: Rule = Rule {
    code: "snippet-stray-main",
    level: Level::Deny,
    title: "a `main` that is never called",
    explanation: "\
The snippet defines `fn main()` and has statements beside it. It is then wrapped, as a whole, into another `main`, and its own is never called: what it \
prints or asserts is not proven.

Move the statements into `main`, or remove `fn main()` around the rest.",
};

/// Two snippets of one name.
pub(crate) static DUPLICATE_NAME: Rule = Rule {
    code: "snippet-name",
    level: Level::Deny,
    title: "two snippets with the same name",
    explanation: "The name of a snippet (`name=softmax`) is unique in the whole book. Give one of the two another.",
};
