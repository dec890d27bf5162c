//! Rules about what rustc says of a snippet.

use qed_report::{Level, Rule};

/// rustc refused it.
pub(crate) static DOES_NOT_COMPILE: Rule = Rule {
    code: "snippet-compile",
    level: Level::Deny,
    title: "a snippet that does not compile",
    explanation: "\
rustc refuses the snippet, with its hidden lines. The finding is rustc's own error, at the chapter's line.

Mend the code. A line that starts with `# ` is hidden from the reader and compiled all the same: imports and helpers may stand there. A snippet that is meant \
to fail says so, with the code of the error:

    ```rust,compile_fail,E0382
    let a = vec![1];
    let b = a;
    println!(\"{a:?}\");
    ```

What is no whole program (an excerpt with `…` in it) is marked `ignore`, or is not marked `rust` at all.",
};

/// rustc warns.
pub(crate) static WARNING: Rule = Rule {
    code: "snippet-warning",
    level: Level::Warn,
    title: "a snippet that compiles with a warning",
    explanation: "\
rustc compiles the snippet and warns. Unused names are allowed, as in rustdoc's tests; any other warning a reader would meet as well who copies the code.

Mend the code, or say above it that this is wanted: `#![allow(non_snake_case)]`, in a hidden line if it does not teach.",
};

/// rustc did not come to an end.
pub(crate) static COMPILER_GAVE_UP: Rule = Rule {
    code: "snippet-compiler",
    level: Level::Deny,
    title: "a snippet on which the compiler does not come to an end",
    explanation: "\
rustc ran out of time or memory on this snippet alone, or broke down. A loop in a `const`, a macro that calls itself, or types that grow without end do this.

Make the snippet smaller. If it only takes long, raise `compile-seconds` in `[preprocessor.qed.limits]`.",
};

/// Dependencies could not be built.
pub(crate) static NO_DEPENDENCIES: Rule = Rule {
    code: "snippet-dependencies",
    level: Level::Deny,
    title: "dependencies of snippets that cannot be built",
    explanation: "\
`[preprocessor.qed.dependencies]` in book.toml names crates that snippets may use, as in a Cargo.toml. Cargo could not resolve or build them, so the \
snippets that name them were not tried. Cargo's own message says why: a version that does not exist, no network at the first build, a path that leads nowhere.",
};

/// It was to fail, and does not.
pub(crate) static UNEXPECTED_PASS: Rule = Rule {
    code: "snippet-unexpected-pass",
    level: Level::Deny,
    title: "a snippet that was to fail and does not",
    explanation: "\
The fence says `compile_fail` and rustc takes the code, or it says `should_panic` and the program ends well. Either the code no longer shows what the text \
says of it (compilers learn), or the attribute is left over. Mend the code, or remove the attribute.",
};

/// It fails otherwise.
pub(crate) static WRONG_ERROR_CODE: Rule = Rule {
    code: "snippet-error-code",
    level: Level::Deny,
    title: "a snippet that fails to compile for another reason than it should",
    explanation: "\
`compile_fail,E0382` says that rustc refuses the code with exactly this error. It gave others: a misspelt name (E0425) would hide there that the error \
that the text explains no longer occurs. (Stable rustdoc does not look at the codes.)

Mend the code until only the errors that are meant are left, or write their codes into the fence.",
};
