//! What can be wrong with an include.

use qed_report::{Level, Rule};

/// `include-missing`.
pub(crate) static MISSING: Rule = Rule {
    code: "include-missing",
    level: Level::Deny,
    title: "an include of a file that cannot be read",
    explanation: "\
`{{#include path}}` takes the path from the folder of the file that it stands in. mdBook leaves the directive on the page as text if there is
no such file.

```text
{{#include ../code/example.rs}}
```

Correct the path. For a directive that is to be seen, write a backslash before it: `\\{{#include …}}`.",
};

/// `include-not-utf8`.
pub(crate) static NOT_UTF8: Rule = Rule {
    code: "include-not-utf8",
    level: Level::Deny,
    title: "an include of a file that is not UTF-8",
    explanation: "\
An included file must be text in UTF-8. This one holds bytes that are not, so it is a picture or another binary file, or text in an old encoding.

Save it as UTF-8; show a picture with `![words](path)`.",
};

/// `include-loop`.
pub(crate) static LOOP: Rule = Rule {
    code: "include-loop",
    level: Level::Deny,
    title: "includes that go round in a circle, or too deep",
    explanation: "\
A file includes itself, or a file that includes it. mdBook stops ten levels deep and drops the rest.

Include the parts that are needed by anchor (`{{#include file.md:part}}`), or put what is shared into a file of its own.",
};

/// `include-empty`.
pub(crate) static EMPTY: Rule = Rule {
    code: "include-empty",
    level: Level::Deny,
    title: "an include of lines that are not there",
    explanation: "\
The file is there, but not the lines: it has no `ANCHOR: name` with this name, or fewer lines. mdBook includes nothing, without a word
(and `{{#rustdoc_include}}` hides the whole file).

```text
// ANCHOR: main
fn main() {}
// ANCHOR_END: main
```

is what `{{#include file.rs:main}}` looks for. Lines are counted from 1: `{{#include file.rs:3:7}}`.",
};

/// `include-misspelt`.
pub(crate) static MISSPELT: Rule = Rule {
    code: "include-misspelt",
    level: Level::Warn,
    title: "a directive that mdBook does not know",
    explanation: "\
mdBook knows `{{#include …}}`, `{{#rustdoc_include …}}`, `{{#playground …}}` and `{{#title …}}`, with no space after `#`. Anything else stays on the
page as it is written.",
};

/// `include-too-large`.
pub(crate) static TOO_LARGE: Rule = Rule {
    code: "include-too-large",
    level: Level::Deny,
    title: "includes that grow beyond all bounds",
    explanation: "\
The includes of one chapter amount to more than 64 MB of text, or more than 100,000 directives. Most likely files include
each other several times over. What goes beyond is left out.",
};
