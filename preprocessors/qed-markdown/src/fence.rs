//! The info string of a fence: its language, its attributes, and whether it is Rust.

use std::ops::Range;

use crate::Attribute;

/// What an info string says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Info {
    /// The language word, empty if there is none.
    pub(crate) language: String,
    /// The place of the language word.
    pub(crate) language_range: Range<usize>,
    /// All other words in order.
    pub(crate) attributes: Vec<Attribute>,
}

/// What a fence is to QED.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FenceKind {
    /// Code that rustdoc would test, or that names `rust` as its language.
    Rust,
    /// The expected output of the snippet before.
    Output,
    /// Any other language.
    Other,
}

impl Info {
    /// Splits an info string that stands at `at` in the chapter. Words end at white space and commas, as rustdoc and mdBook
    /// have it, but not within double quotes; braces round attributes (rustdoc's `{.class}`) are dropped, and comments in
    /// parentheses.
    pub(crate) fn parse(info: &str, at: usize) -> Self {
        let mut attributes = words(info, at);
        let named = attributes.iter().position(|word| word.is("rust"));
        let first = attributes.first().filter(|word| {
            word.value.is_none() && !word.key.starts_with('.') && !is_rustdoc_tag(&word.key)
        });
        let language = named
            .or(first.map(|_| 0))
            .map(|index| attributes.remove(index));
        match language {
            Some(word) => Self {
                language: word.key,
                language_range: word.range,
                attributes,
            },
            None => Self {
                language: String::new(),
                language_range: at..at,
                attributes,
            },
        }
    }

    /// Rust by rustdoc's rule (1.95): a fence is a test unless a tag that rustdoc does not know stands in it without a tag
    /// that it knows. Three of its accidents are not followed, since the author surely means Rust: it forgets `rust` when an unknown tag
    /// stands before `should_panic`, `no_run` or `ignore`; it drops every fence with a `key=value`; and it knows error codes on nightly
    /// alone.
    pub(crate) fn kind(&self, untagged_is_rust: bool) -> FenceKind {
        if self.language == "output" || self.attributes.iter().any(|word| word.is("output")) {
            return FenceKind::Output;
        }
        if self.attributes.iter().any(|word| word.is("custom")) {
            return FenceKind::Other;
        }
        if self.language == "rust" {
            return FenceKind::Rust;
        }
        let rust = if self.language.is_empty() && self.tags().next().is_none() {
            untagged_is_rust
        } else {
            self.is_test()
        };
        if rust {
            FenceKind::Rust
        } else {
            FenceKind::Other
        }
    }

    /// rustdoc's own bookkeeping over the words of a fence that does not say `rust`.
    fn is_test(&self) -> bool {
        let mut rust = false;
        let mut other = !self.language.is_empty();
        for tag in self.tags() {
            match tag {
                "test_harness" | "compile_fail" | "standalone_crate" => rust |= !other,
                tag if tag.starts_with("edition") => {}
                tag if is_error_code(tag) => rust |= !other,
                tag if is_rustdoc_tag(tag) => rust = !other,
                _ => other = true,
            }
        }
        !other || rust
    }

    /// The words that bear on the language: not `key=value`, not `.class`.
    fn tags(&self) -> impl Iterator<Item = &str> {
        let tags = self
            .attributes
            .iter()
            .filter(|word| word.value.is_none() && !word.key.starts_with('.'));
        tags.map(|word| word.key.as_str())
    }

    /// The attributes of an `output` fence: what stands after that word.
    pub(crate) fn after_output(self) -> Vec<Attribute> {
        match self.attributes.iter().position(|word| word.is("output")) {
            Some(index) if self.language != "output" => {
                self.attributes.into_iter().skip(index + 1).collect()
            }
            _ => self.attributes,
        }
    }
}

impl Attribute {
    /// The bare word `key`.
    fn is(&self, key: &str) -> bool {
        self.key == key && self.value.is_none()
    }
}

/// The tags that rustdoc knows in a fence beside `rust`.
fn is_rustdoc_tag(tag: &str) -> bool {
    matches!(
        tag,
        "ignore" | "no_run" | "should_panic" | "compile_fail" | "test_harness" | "standalone_crate"
    ) || tag.starts_with("ignore-")
        || tag.starts_with("edition")
        || is_error_code(tag)
}

/// `E0382`.
fn is_error_code(tag: &str) -> bool {
    tag.len() == 5 && tag.starts_with('E') && tag[1..].bytes().all(|byte| byte.is_ascii_digit())
}

fn words(info: &str, at: usize) -> Vec<Attribute> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quoted = false;
    let mut comment_end = 0;
    for (index, byte) in info.bytes().enumerate() {
        if byte == b'(' && !quoted && index >= comment_end {
            comment_end = info[index..]
                .find(')')
                .map_or(0, |length| index + length + 1);
        }
        let separates =
            index < comment_end || matches!(byte, b' ' | b'\t' | b',' | b'{' | b'}') && !quoted;
        quoted ^= byte == b'"' && index >= comment_end;
        match (separates, start) {
            (true, Some(from)) => {
                words.push(word(&info[from..index], at + from));
                start = None;
            }
            (false, None) => start = Some(index),
            _ => {}
        }
    }
    words.extend(start.map(|from| word(&info[from..], at + from)));
    words
}

fn word(text: &str, at: usize) -> Attribute {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key, Some(value.replace('"', ""))),
        None => (text, None),
    };
    Attribute {
        key: key.replace('"', ""),
        value,
        range: at..at + text.len(),
    }
}
