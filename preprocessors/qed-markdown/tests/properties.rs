//! Parsing is total, and weaving nothing changes nothing: on any text, and on texts that are nearly Markdown.

#[path = "common/invariants.rs"]
mod invariants;

use invariants::{check_parse, check_weave};
use proptest::prelude::*;

/// Pieces of which strange chapters are made.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "    ",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "é",
    "中",
    "🐙",
    "a",
    "word ",
    "1",
    "0",
    "\0",
    "# ",
    "## ",
    "===\n",
    "---\n",
    "+++\n",
    "***\n",
    "> ",
    "- ",
    "+ ",
    "* ",
    "1. ",
    "[^1]: ",
    ": ",
    "- [x] ",
    "> [!NOTE]\n",
    "$",
    "$$",
    "$x$",
    "$5-",
    "$HOME",
    "\u{1a}",
    "$$\n",
    "\\",
    "{",
    "}",
    "\\label{eq:a}",
    "\\eqref{eq:a}",
    "\\frac{1}{2",
    "%",
    "_",
    "^",
    "*",
    "**",
    "~~",
    "`",
    "``",
    "```",
    "```rust\n",
    "```rust,name=x\n",
    "```output\n",
    "```\n",
    "~~~",
    "# hidden\n",
    "#\n",
    "[",
    "]",
    "(",
    ")",
    "[[",
    "]]",
    "|",
    "\\|",
    "[[slug]]",
    "[[slug|words]]",
    "[a](b.md)",
    "![a](b.png)",
    "[a][b]",
    "[b]: c.md\n",
    "[^1]",
    "<",
    ">",
    "<https://a.b>",
    "<a href=\"",
    "\"",
    "'",
    "<img src=x>",
    "</a>",
    "<!--",
    "-->",
    "<b id=x>",
    "&amp;",
    "&",
    "<details class=\"recall\">\n",
    "<summary>\n",
    "</summary>\n",
    "</details>\n",
    "<details>",
    "<script>",
    "</script>",
    "{{#include a}}",
    "{{#include a:a}}",
    "{{#include b:1:2}}",
    "{{#rustdoc_include a:1}}",
    "{{#playground b x}}",
    "{{#title t}}",
    "\\{{#",
    "{{#",
    "}}",
    "{{",
    "ANCHOR: a\n",
    "requires = [\"a\"]\n",
    "| a | b |\n|---|---|\n",
    "{#id}",
    "--",
    "...",
    ".",
    "!",
    "5",
];

fn markdown() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed(text in any::<String>()) {
        check_parse(&text);
        check_weave(&text);
    }

    #[test]
    fn nearly_markdown_is_parsed(text in markdown()) {
        check_parse(&text);
        check_weave(&text);
    }
}
