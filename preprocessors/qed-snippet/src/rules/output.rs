//! Rules about what a snippet prints.

use qed_report::{Level, Rule};

/// A word on an `output` fence that means nothing.
pub(crate) static OUTPUT_ATTRIBUTE: Rule = Rule {
    code: "output-attribute",
    level: Level::Deny,
    title: "an attribute of an `output` fence that means nothing",
    explanation: "\
The fence after a snippet, marked `output`, says what the snippet prints. It may bear:

| attribute | meaning |
|---|---|
| `tolerance=1e-6` | numbers may differ by so much, absolutely or relatively; everything else is exact |
| `stderr` | standard error is compared too, behind standard output |

A line `...` in it stands for any number of lines.",
};

/// Printed is not expected.
pub(crate) static DIFFERS: Rule = Rule {
    code: "output-differs",
    level: Level::Deny,
    title: "a snippet that prints something else than its `output` fence says",
    explanation: "\
The fence marked `output` after a snippet says what it prints, line by line; spaces at the ends of lines and empty lines at the end do not count. The finding \
points to the first line that is not so, and shows both texts.

If the code is right, `qed bless` writes what is printed into the fence. If only the last digits of numbers differ, say how much they may: \
```` ```output,tolerance=1e-6 ````. A line `...` stands for any number of lines.",
};

/// No `output` fence.
pub(crate) static MISSING: Rule = Rule {
    code: "missing-output",
    level: Level::Warn,
    title: "a snippet that prints, without an `output` fence",
    explanation: "\
The snippet prints text, and no fence marked `output` follows it: nobody would notice if it printed something else tomorrow.

    ```rust
    println!(\"{}\", 1 + 1);
    ```
    ```output
    2
    ```

`qed bless` adds the fence. Pictures (`EVCXR_BEGIN_CONTENT`) are no text and need none.",
};

/// An `output` fence for nothing.
pub(crate) static NOTHING_PRINTED: Rule = Rule {
    code: "output-unprinted",
    level: Level::Deny,
    title: "an `output` fence for a snippet that prints nothing",
    explanation: "\
A fence marked `output` follows a snippet that prints no text, or that is not run at all (`no_run`, `ignore`, `compile_fail`), or that fails as it \
should (`should_panic`). What the fence says is not proven. Remove it, or let the snippet print it.",
};

/// Not UTF-8.
pub(crate) static NOT_TEXT: Rule = Rule {
    code: "output-not-text",
    level: Level::Deny,
    title: "a snippet that prints bytes that are not text",
    explanation: "What the snippet prints is not UTF-8, so a page cannot show it. Print it as numbers or escaped: `{bytes:?}`, `.escape_ascii()`.",
};

/// Markers without content, unsafe pictures.
pub(crate) static BAD_FIGURE: Rule = Rule {
    code: "figure",
    level: Level::Deny,
    title: "a picture that cannot be shown",
    explanation: "\
A snippet may print a picture between two lines, as for the evcxr kernel:

    EVCXR_BEGIN_CONTENT image/svg+xml
    <svg viewBox=\"0 0 10 10\" role=\"img\"><title>A dot</title><circle cx=\"5\" cy=\"5\" r=\"2\"/></svg>
    EVCXR_END_CONTENT

Known are `image/svg+xml` and `text/html`. Each marker stands on a line of its own, and each beginning has its end.",
};
