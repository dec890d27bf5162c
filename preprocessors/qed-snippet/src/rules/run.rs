//! Rules about how a snippet's run ends.

use qed_report::{Level, Rule};

/// `test_harness` without tests that have run.
pub(crate) static UNTESTED: Rule = Rule {
    code: "snippet-untested",
    level: Level::Deny,
    title: "a snippet whose tests have not run",
    explanation: "\
The fence says `test_harness`, so the `#[test]` functions of the snippet run. One of them ended the program (`std::process::exit`) before \
the harness could say that all went well.

Let each test return or panic.",
};

/// It panicked.
pub(crate) static PANICKED: Rule = Rule {
    code: "snippet-panic",
    level: Level::Deny,
    title: "a snippet that panics",
    explanation: "\
The program panicked, or its `main` returned an error. The finding shows its message, at the line that panicked.

Mend the code. If the panic is what the text shows, mark the fence `should_panic`.",
};

/// It ended with a code.
pub(crate) static EXITED: Rule = Rule {
    code: "snippet-exit",
    level: Level::Deny,
    title: "a snippet that ends with an exit code other than zero",
    explanation: "The program ended itself with a code that means failure. End with code 0, or mark the fence `should_panic` if failing is what it shows.",
};

/// A signal ended it.
pub(crate) static SIGNALLED: Rule = Rule {
    code: "snippet-signal",
    level: Level::Deny,
    title: "a snippet that is ended by a signal",
    explanation: "\
The system ended the program: `SIGABRT` after `abort` or a panic while panicking, `SIGSEGV` after a wrong memory access (only `unsafe` code can do that), \
`SIGFPE`, `SIGILL`. Mend the code.",
};

/// It took too long.
pub(crate) static TIMED_OUT: Rule = Rule {
    code: "snippet-timeout",
    level: Level::Deny,
    title: "a snippet that does not end in time",
    explanation: "\
The program was still running when its time was over: an endless loop, a wait for something that never comes, or too much work for a debug build.

Make it smaller. If it needs the time, give it: `timeout=60s` on the fence, or `seconds` in `[preprocessor.qed.limits]` for the whole book.",
};

/// It wanted too much memory.
pub(crate) static OUT_OF_MEMORY: Rule = Rule {
    code: "snippet-memory",
    level: Level::Deny,
    title: "a snippet that wants more memory than it may have",
    explanation: "\
The program asked for more memory than the limit. Mostly a size is wrong by a factor, or something grows without end.

If it needs the memory, give it: `memory=4GB` on the fence, or `memory-mb` in `[preprocessor.qed.limits]` for the whole book.",
};

/// It printed too much.
pub(crate) static TOO_MUCH_OUTPUT: Rule = Rule {
    code: "snippet-output-size",
    level: Level::Deny,
    title: "a snippet that prints more than anybody reads",
    explanation: "\
The program printed more bytes than the limit, and was ended. Print less: a page shows what is printed. The limit is `output-kb` in `[preprocessor.qed.limits]`.",
};

/// It wrote too much.
pub(crate) static TOO_MUCH_DISK: Rule = Rule {
    code: "snippet-disk",
    level: Level::Deny,
    title: "a snippet that writes more to disk than it may",
    explanation: "\
The program wrote more bytes into its temporary folder than the limit, and was ended. Write less, or raise `disk-mb` in `[preprocessor.qed.limits]`.",
};

/// The stack ran over.
pub(crate) static STACK_OVERFLOW: Rule = Rule {
    code: "snippet-stack",
    level: Level::Deny,
    title: "a snippet that runs out of stack",
    explanation: "\
Functions called each other too deeply, mostly a recursion without an end. Give it an end, use a loop, or run the deep part on a thread with a larger stack \
(`std::thread::Builder::stack_size`).",
};

/// It tried what it may not.
pub(crate) static DENIED: Rule = Rule {
    code: "snippet-denied",
    level: Level::Deny,
    title: "a snippet that tries what a snippet may not do",
    explanation: "\
Snippets run in a sandbox: no network, no other programs, no signals to other processes, no files but those in a temporary folder that is gone afterwards, \
no environment. The finding says what this one tried.

A book's snippet shows the same result on every machine and at every time; one that opens a socket or starts a program does not. Show the code without running it \
(`no_run`), or put a small stand-in in hidden lines.",
};

/// It tried what it may not, and went on.
pub(crate) static ATTEMPT: Rule = Rule {
    code: "snippet-attempt",
    level: Level::Warn,
    title: "a snippet that is denied something and goes on",
    explanation: "\
The program, or a library that it uses, tried what the sandbox does not allow (see `qed explain snippet-denied`), noticed, and ended well all the same. What it \
printed is what it prints when it is denied; a reader who runs it without a sandbox may see something else.

Leave the attempt out of the snippet. If a library only looks whether it could, allow this rule for the chapter.",
};

/// Two runs differ.
pub(crate) static VARIES: Rule = Rule {
    code: "snippet-varies",
    level: Level::Deny,
    title: "a snippet that prints something else each time",
    explanation: "\
Run twice (`--twice`), the snippet did not print the same. Time, addresses, the order of a `HashMap`, threads, or a random seed taken from the system show in \
its output, and the `output` fence would be true by luck.

Sort before printing, use a `BTreeMap`, seed the generator with a number, or put `...` for the line that may vary.",
};
