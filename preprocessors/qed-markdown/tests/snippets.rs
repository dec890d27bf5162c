//! Fences: which are Rust, what they hold, and where.

mod common;

use std::process::Command;

use common::Parsed;
use qed_markdown::{Options, code_lines, lines_hidden_by};

/// Info strings that rustdoc and QED read alike.
const ALIKE: &[&str] = &[
    "",
    "rust",
    "rust,ignore",
    "rust no_run",
    "should_panic",
    "no_run,should_panic",
    "ignore-windows",
    "compile_fail",
    "rust,compile_fail,E0382",
    "compile_fail,E0382",
    "edition2021",
    "edition2021,foo",
    "foo,edition2021",
    "rust,edition2024",
    "test_harness",
    "standalone_crate",
    "rust,editable",
    "rust,editable,noplayground",
    "text",
    "text,rust",
    "text,ignore",
    "text,should_panic",
    "should_panic,text",
    "should_panic,text,no_run",
    "compile_fail,text",
    "text,compile_fail",
    "Rust",
    "rs",
    "RUST",
    "rust,custom",
    "custom,should_panic",
    "norun",
    "console",
    "python",
    "mermaid",
    "rust {.class}",
    "rust{.class}",
    "{.class}",
    "sh,E0382",
    "rust (shown in the talk)",
    "(shown, in the talk)",
    "ignore (it won't end)",
    "no_run(why),should_panic",
    "rust(rust)",
    "text(rust)",
];

/// Info strings that only QED takes for Rust: `rust` always means Rust, and an error code is known on stable as well. rustdoc drops such
/// fences without a word, and so does `mdbook test`.
const ONLY_QED: &[&str] = &[
    "rust,name=softmax",
    "rust,hidelines=!!",
    "ignore,name=softmax",
    "rust,editable,should_panic",
    "rust,name=softmax,no_run",
    "rust,editable,ignore",
    "name=softmax",
    "{rust}",
    "E0382",
    "E0382,compile_fail",
    "rust,tolerance=\"0.1\"",
];

fn fence(info: &str) -> String {
    format!("```{info}\nlet _ = 1;\n```\n")
}

#[test]
fn rust_is_what_rustdoc_tests() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("fences.md");
    let text: String = ALIKE
        .iter()
        .chain(ONLY_QED)
        .map(|info| fence(info))
        .collect();
    std::fs::write(&path, &text).expect("written");
    let output = Command::new("rustdoc")
        .args(["--test", "fences.md", "--test-args", "--list"])
        .current_dir(folder.path())
        .output()
        .expect("rustdoc runs");
    let listed = String::from_utf8_lossy(&output.stdout);
    let tested = |line: usize| listed.contains(&format!("(line {line})"));

    let parsed = Parsed::new(&text);
    for (index, info) in ALIKE.iter().chain(ONLY_QED).enumerate() {
        let line = index * 3 + 1;
        let start = text
            .split_inclusive('\n')
            .take(line - 1)
            .map(str::len)
            .sum::<usize>();
        let ours = parsed
            .topic
            .snippets
            .iter()
            .any(|snippet| snippet.range.start == start);
        assert_eq!(
            tested(line),
            ours && index < ALIKE.len(),
            "rustdoc on `{info}`: {listed}"
        );
        assert!(ours || index < ALIKE.len(), "QED on `{info}`");
    }
}

#[test]
fn words_of_an_info_string() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("", "", &[]),
        ("rust", "rust", &[]),
        (
            "rust,name=softmax, tolerance=\"1e-6 rel\" ignore",
            "rust",
            &["name=softmax", "tolerance=1e-6 rel", "ignore"],
        ),
        ("should_panic, rust", "rust", &["should_panic"]),
        ("should_panic", "", &["should_panic"]),
        ("edition=2024", "", &["edition=2024"]),
        (
            "rust,ignore (it won't, \"ever), end",
            "rust",
            &["ignore", "end"],
        ),
        ("rust(why)ignore", "rust", &["ignore"]),
        ("rust,x=\"(a)\" (bare", "rust", &["x=(a)", "(bare"]),
        ("rust,x=\"open", "rust", &["x=open"]),
    ];
    for (info, language, attributes) in cases {
        let text = fence(&format!("{info},no_run"));
        let parsed = Parsed::new(&text);
        let Some(snippet) = parsed.topic.snippets.first() else {
            panic!("`{info}` is Rust")
        };
        let words: Vec<_> = snippet
            .attributes
            .iter()
            .map(|attribute| match &attribute.value {
                Some(value) => format!("{}={value}", attribute.key),
                None => attribute.key.clone(),
            })
            .collect();
        let expected: Vec<_> = attributes.iter().copied().chain(["no_run"]).collect();
        if info.ends_with("open") {
            assert_eq!(
                words,
                ["x=open,no_run"],
                "a quote that never closes runs on"
            );
        } else {
            assert_eq!(
                (
                    snippet.language.as_str(),
                    words.iter().map(String::as_str).collect()
                ),
                (*language, expected),
                "{info}"
            );
        }
        for attribute in &snippet.attributes {
            assert!(
                parsed.text(&attribute.range).starts_with(&attribute.key),
                "{info}"
            );
        }
    }
}

#[test]
fn untagged_fences_are_rust_if_the_book_says_so() {
    let options = Options {
        untagged_is_rust: false,
        ..Options::default()
    };
    assert_eq!(
        Parsed::with("```\nx\n```\n\n    y\n", options)
            .topic
            .snippets
            .len(),
        0
    );
    assert_eq!(
        Parsed::with("```\nx\n```\n\n    y\n", options).findings(),
        [""; 0]
    );
    let parsed = Parsed::new("```\nx\n```\n\n    y\n");
    assert_eq!(
        (
            parsed.topic.snippets.len(),
            parsed.topic.snippets[0].language.as_str()
        ),
        (1, "")
    );
    assert_eq!(parsed.findings(), ["5:5 indented-code"]);
}

/// Each line of code stands where its range says, in every container and with every line end.
#[test]
fn code_in_every_place() {
    let cases: &[(&str, &[&str])] = &[
        ("```rust\na();\n\n  b();\n```\n", &["a();", "", "  b();"]),
        ("~~~~rust\n~~~\n~~~~~\n", &["~~~"]),
        (
            "> ```rust\n> a();\n>\n>   b();\n> ```\n",
            &["a();", "", "  b();"],
        ),
        ("- ```rust\n  a();\n    b();\n  ```\n", &["a();", "  b();"]),
        ("> 1. x\n>\n>    ```rust\n>    a();\n>    ```\n", &["a();"]),
        (
            "[^n] x\n\n[^n]: y\n\n    ```rust\n    a();\n    ```\n",
            &["a();"],
        ),
        ("term\n: ```rust\n  a();\n  ```\n", &["a();"]),
        (
            "```rust\r\nlet é = 1;\r\n\r\nb();\r\n```\r\n",
            &["let é = 1;", "", "b();"],
        ),
        (
            "  ```rust\n  a();\n b();\n   c();\n  ```\n",
            &["a();", "b();", " c();"],
        ),
        ("```rust\n```\n", &[]),
        ("```rust\n\n```\n", &[""]),
        ("<details>\n\n```rust\na();\n```\n\n</details>\n", &["a();"]),
        ("# Title {{not}}\n```rust\na();\n```", &["a();"]),
    ];
    for (text, expected) in cases {
        let parsed = Parsed::new(text);
        let [snippet] = parsed.topic.snippets.as_slice() else {
            panic!("one snippet in {text}")
        };
        let lines = code_lines(snippet);
        let code: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(code, *expected, "{text}");
        for line in &lines {
            assert_eq!(parsed.text(&line.range), line.text, "{text}");
        }
        let written = parsed.text(&snippet.range);
        assert!(
            written.starts_with(['`', '~']) && written.ends_with(['`', '~']),
            "{written}"
        );
        assert!(!snippet.unclosed, "{text}");
        assert_eq!(parsed.findings(), [""; 0], "{text}");
    }
}

#[test]
fn hidden_lines() {
    let text = "> ```rust\n> # use x;\n> #\n> ## not\n> #[attribute]\n>   # let y;\n> #!\n> # \n> ##\n> a # b\n> #\tc\n> ```\n";
    let parsed = Parsed::new(text);
    let lines = code_lines(&parsed.topic.snippets[0]);
    let found: Vec<_> = lines
        .iter()
        .map(|line| (line.text.as_str(), line.hidden, parsed.text(&line.mark)))
        .collect();
    assert_eq!(
        found,
        [
            ("use x;", true, "# "),
            ("", true, "#"),
            ("# not", false, "#"),
            ("#[attribute]", false, ""),
            ("  let y;", true, "# "),
            ("#!", false, ""),
            ("", true, "# "),
            ("#", false, "#"),
            ("a # b", false, ""),
            ("#\tc", false, ""),
        ]
    );
    for line in &lines {
        let without_mark: String = [
            line.range.start..line.mark.start,
            line.mark.end..line.range.end,
        ]
        .iter()
        .map(|part| parsed.text(part))
        .collect();
        assert_eq!(without_mark, line.text);
    }

    let lines = lines_hidden_by(&parsed.topic.snippets[0].code, "#[");
    let hidden: Vec<_> = lines
        .iter()
        .filter(|line| line.hidden)
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(hidden, ["attribute]"]);
}

#[test]
fn outputs_belong_to_the_snippet_before() {
    let cases: &[(&str, Option<&str>, &[&str])] = &[
        ("```rust\na\n```\n```output\n1\n```\n", Some("1\n"), &[]),
        (
            "```rust\na\n```\n\n\n```output,tolerance=1e-6\n1\n```\n",
            Some("1\n"),
            &[],
        ),
        (
            "> ```rust\n> a\n> ```\n>\n> ```output\n> 1\n> 2\n> ```\n",
            Some("1\n2\n"),
            &[],
        ),
        (
            "- ```rust\n  a\n  ```\n\n  ```text output\n  1\n  ```\n",
            Some("1\n"),
            &[],
        ),
        ("```rust\na\n```\n\n```output\n```\n", Some(""), &[]),
        (
            "```rust\na\n```\nwords\n```output\n1\n```\n",
            None,
            &["5:4 output-alone"],
        ),
        (
            "```rust\na\n```\n***\n```output\n1\n```\n",
            None,
            &["5:4 output-alone"],
        ),
        (
            "```rust\na\n```\n```text\nb\n```\n```output\n1\n```\n",
            None,
            &["7:4 output-alone"],
        ),
        (
            "```rust\na\n```\n```output\n1\n```\n```output\n1\n```\n",
            Some("1\n"),
            &["7:4 output-alone"],
        ),
        (
            "- ```rust\n  a\n  ```\n\n```output\n1\n```\n",
            None,
            &["5:4 output-alone"],
        ),
        (
            "```output\n1\n```\n```rust\na\n```\n",
            None,
            &["1:4 output-alone"],
        ),
    ];
    for (text, output, findings) in cases {
        let parsed = Parsed::new(text);
        let found = parsed.topic.snippets[0].output.as_ref();
        assert_eq!(
            found.map(|output| output.text.text.as_str()),
            *output,
            "{text}"
        );
        assert_eq!(parsed.findings(), *findings, "{text}");
    }
    let parsed = Parsed::new("```rust\na\n```\n\n```text,output,tolerance=1e-6 stderr\n1\n```\n");
    let output = parsed.topic.snippets[0].output.as_ref().expect("an output");
    let words: Vec<_> = output
        .attributes
        .iter()
        .map(|attribute| parsed.text(&attribute.range))
        .collect();
    assert_eq!(words, ["tolerance=1e-6", "stderr"]);
    assert_eq!(
        parsed.text(&output.range),
        "```text,output,tolerance=1e-6 stderr\n1\n```"
    );
}

#[test]
fn fences_that_never_close() {
    let cases: &[(&str, &[&str])] = &[
        ("```rust\na\n", &["1:1 fence-unclosed"]),
        ("```rust", &["1:1 fence-unclosed"]),
        ("```rust\na\n``\n", &["1:1 fence-unclosed"]),
        ("````rust\na\n```\n", &["1:1 fence-unclosed"]),
        ("```rust\na\n~~~\n", &["1:1 fence-unclosed"]),
        ("> ```rust\n> a\n\n# After\n", &["1:3 fence-unclosed"]),
        ("- ```text\n  a\n\nafter\n", &["1:3 fence-unclosed"]),
        ("```rust\na ```\n```", &[]),
        ("```rust\na\n   ```  \nafter\n", &[]),
    ];
    for (text, expected) in cases {
        let parsed = Parsed::new(text);
        assert_eq!(parsed.findings(), *expected, "{text}");
        let unclosed = parsed.topic.snippets.iter().any(|snippet| snippet.unclosed);
        assert_eq!(
            unclosed,
            text.contains("rust") && !expected.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn nearly_rust() {
    assert_eq!(
        Parsed::new("```Rust\na\n```\n\n```rs,ignore\nb\n```\n").findings(),
        ["1:4 fence-language", "5:4 fence-language"]
    );
}
