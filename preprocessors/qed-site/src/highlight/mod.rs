//! Code as spans with one-letter classes, coloured by the stylesheet.
//!
//! Only the kinds that a reader can tell apart are kept: a page with every scope of a grammar as a class is five times as
//! long. Each line is closed by itself, so that lines can be wrapped one by one. Rust is read by rustc's own lexer (a
//! grammar of regular expressions takes a quarter of a millisecond a line), everything else by syntect.

mod grammar;
mod line;
mod rust;

use std::borrow::Cow;

use crate::html::escaped;

/// The lines of a piece of code as markup, each without its line end. A language that is not known is left plain.
pub(crate) fn lines(code: &str, language: &str) -> Vec<String> {
    if matches!(language, "rust" | "rs" | "Rust") {
        return rust::coloured(code);
    }
    let coloured = grammar::grammar(language).and_then(|grammar| grammar::coloured(code, grammar));
    coloured.unwrap_or_else(|| code.lines().map(escaped).collect())
}

/// The name of a language as readers write it: `Rust`, `C++`; as given if the language is not known.
pub(crate) fn name(language: &str) -> Cow<'_, str> {
    match language {
        "rust" | "rs" => Cow::Borrowed("Rust"),
        "text" | "txt" | "plain" | "" => Cow::Borrowed("Text"),
        "console" | "shell" | "sh" | "bash" => Cow::Borrowed("Shell"),
        "toml" => Cow::Borrowed("TOML"),
        _ => grammar::grammar(language).map_or(Cow::Borrowed(language), |grammar| {
            Cow::Owned(grammar.name.clone())
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_closed_one_by_one() {
        let rust = "/* a\n b */ let x: Vec<f64> = \"é<\";\nprintln!(\"{x:.1}\")";
        assert_eq!(
            lines(rust, "rust"),
            [
                "<span class=c>/* a</span>",
                "<span class=c> b */ </span><span class=k>let </span>x: <span class=t>Vec</span>&lt;<span class=t>f64</span>&gt; = <span class=s>\"é&lt;\"</span>;",
                "<span class=m>println!</span>(<span class=s>\"</span><span class=n>{x:.1}</span><span class=s>\"</span>)",
            ]
        );
        assert_eq!(
            lines("def f(x):\n    return x in [None]", "python"),
            [
                "<span class=k>def </span><span class=f>f</span>(x):",
                "    <span class=k>return </span>x <span class=k>in </span>[<span class=n>None</span>]"
            ]
        );
    }

    #[test]
    fn rust_is_told_apart_as_a_reader_would() {
        for (code, html) in [
            (
                "fn main() {}",
                "<span class=k>fn </span><span class=f>main</span>() {}",
            ),
            ("#[test] a", "<span class=m>#[test] </span>a"),
            (
                "&'a str",
                "&amp;<span class=m>'a </span><span class=t>str</span>",
            ),
            (
                "iter.sum::<f64>()",
                "iter.<span class=f>sum</span>::&lt;<span class=t>f64</span>&gt;()",
            ),
            (
                "Some(MAX - 1_000u8)",
                "<span class=t>Some</span>(<span class=n>MAX </span>- <span class=n>1_000u8</span>)",
            ),
            ("x != y", "x != y"),
            ("\"{{a}} {b\"", "<span class=s>\"{{a}} {b\"</span>"),
            (
                "true // a",
                "<span class=n>true </span><span class=c>// a</span>",
            ),
            ("\"never closed", "<span class=s>\"never closed</span>"),
        ] {
            assert_eq!(lines(code, "rust"), [html], "{code}");
        }
    }

    #[test]
    fn an_unknown_language_is_plain() {
        assert_eq!(lines("a < b", "no-such"), ["a &lt; b"]);
        assert_eq!(name("no-such"), "no-such");
        assert_eq!(
            (name("rust"), name("python")),
            ("Rust".into(), "Python".into())
        );
    }
}
