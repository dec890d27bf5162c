//! The TOML between `+++` lines at the very start of a chapter.

use std::ops::Range;

use qed_report::{Level, Rule, nearest};
use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::{Edit, Metadata, Spanned, Topic};

/// `metadata-unclosed`.
pub(crate) static UNCLOSED: Rule = Rule {
    code: "metadata-unclosed",
    level: Level::Deny,
    title: "metadata that never ends",
    explanation: "\
The first line of a file is `+++`, but no line after it is. What should be metadata is then shown as text.

```text
+++
requires = [\"softmax\"]

# Cross-entropy
```

Close the metadata with a line `+++` of its own, or take the first line away.",
};

/// `metadata-syntax`.
pub(crate) static SYNTAX: Rule = Rule {
    code: "metadata-syntax",
    level: Level::Deny,
    title: "metadata that is not TOML",
    explanation: "\
What stands between the `+++` lines is TOML: one `key = value` a line, words in double quotes, lists in brackets.

```text
+++
requires = [softmax]        wrong: no quotes
requires = [\"softmax\"]      right
+++
```",
};

/// `metadata-unknown-key`.
pub(crate) static UNKNOWN_KEY: Rule = Rule {
    code: "metadata-unknown-key",
    level: Level::Deny,
    title: "a key of the metadata that means nothing",
    explanation: "\
The keys are `requires` (slugs of topics to know first), `aliases` (other names of the topic), `sources`, `tags`, `allow` (a table of
rule codes, each with the reason why this file may break that rule), and `auto-links` (whether names of topics become links on this
page). Any other key would be silently without effect.

```text
+++
require = [\"softmax\"]       wrong: the key is `requires`
+++
```",
};

/// `metadata-wrong-type`.
pub(crate) static WRONG_TYPE: Rule = Rule {
    code: "metadata-wrong-type",
    level: Level::Deny,
    title: "a value of the metadata of the wrong type",
    explanation: "\
`requires`, `aliases`, `sources` and `tags` are lists of strings; `allow` is a table of strings; `auto-links` is `true` or `false`.

```text
+++
requires = \"softmax\"                          wrong: not a list
requires = [\"softmax\"]                        right
allow = { no-label = \"nothing to refer to\" }  right
+++
```",
};

/// `front-matter-yaml`.
pub(crate) static FRONT_MATTER: Rule = Rule {
    code: "front-matter-yaml",
    level: Level::Warn,
    title: "YAML front matter, which mdBook shows as text",
    explanation: "\
The file starts with YAML between `---` lines. mdBook has no front matter: it draws a rule and makes a heading of the rest.

Write the metadata as TOML between `+++` lines, or take it away. If another preprocessor of the book reads it, let that one run before
QED (`before = [\"qed\"]` in its table of book.toml).",
};

const BYTE_ORDER_MARK: char = '\u{feff}';
const KEYS: [&str; 6] = [
    "requires",
    "aliases",
    "sources",
    "tags",
    "allow",
    "auto-links",
];

/// A mistake in the metadata, before it has a topic.
pub(crate) struct Mistake {
    pub(crate) rule: &'static Rule,
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// Where the metadata stands in a text.
struct Block {
    /// From the first `+++` to the end of the closing line, its line end included.
    range: Range<usize>,
    /// The TOML.
    inner: Range<usize>,
}

/// The first byte that is not metadata (nor a byte-order mark).
pub(crate) fn body_start(text: &str) -> usize {
    block(text).map_or_else(|| first_byte(text), |block| block.range.end)
}

/// The edit that takes the metadata away, for renderers that do not know it; `None` if there is none.
pub fn strip_metadata(topic: &Topic) -> Option<Edit> {
    let range = topic.metadata.range.clone();
    (!range.is_empty()).then(|| Edit::remove(range))
}

/// Reads the metadata of a chapter.
pub(crate) fn read(text: &str) -> (Metadata, Vec<Mistake>) {
    let mut reader = Reader::default();
    match block(text) {
        Some(block) => {
            reader.metadata.range = block.range;
            reader.offset = block.inner.start;
            reader.document(&text[block.inner]);
        }
        None => reader.mistakes.extend(no_metadata(text)),
    }
    (reader.metadata, reader.mistakes)
}

fn first_byte(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    }
}

fn block(text: &str) -> Option<Block> {
    let start = first_byte(text);
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "+++")?;
    let inner = start + first.len();
    let mut at = inner;
    for line in lines {
        if line.trim_end() == "+++" {
            return Some(Block {
                range: start..at + line.len(),
                inner: inner..at,
            });
        }
        at += line.len();
    }
    None
}

/// What looks like metadata but is not.
fn no_metadata(text: &str) -> Option<Mistake> {
    let start = first_byte(text);
    let mut lines = text[start..].lines();
    let first = lines.next()?;
    let range = start..start + first.trim_end().len();
    if first.trim_end() == "+++" {
        return Some(Mistake {
            rule: &UNCLOSED,
            range,
            message: "metadata begins here and never ends".to_owned(),
            hint: "close it with a line `+++`".to_owned(),
        });
    }
    let mut inner = lines
        .by_ref()
        .take_while(|line| line.trim_end() != "---")
        .peekable();
    let yaml = first.trim_end() == "---" && inner.peek().is_some_and(|line| is_yaml_key(line));
    yaml.then(|| Mistake {
        rule: &FRONT_MATTER,
        range,
        message: "YAML front matter is shown as text".to_owned(),
        hint: "write it as TOML between `+++` lines, or take it away".to_owned(),
    })
}

fn is_yaml_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, rest)| {
        !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
            && (rest.is_empty() || rest.starts_with(' '))
    })
}

/// What a key takes.
#[derive(Clone, Copy)]
enum Takes {
    Strings,
    Reasons,
    Switch,
}

impl Takes {
    /// In words, and an example.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Strings => ("a list of strings", "[\"softmax\"]"),
            Self::Reasons => ("a table of strings", "{ no-label = \"the reason\" }"),
            Self::Switch => ("`true` or `false`", "false"),
        }
    }
}

#[derive(Default)]
struct Reader {
    metadata: Metadata,
    mistakes: Vec<Mistake>,
    offset: usize,
}

impl Reader {
    fn document(&mut self, toml: &str) {
        let (table, errors) = DeTable::parse_recoverable(toml);
        for error in errors {
            let range = visible(toml, error.span().unwrap_or_default());
            let hint = "write `key = value`, and words in double quotes";
            self.mistake(&SYNTAX, range, error.message().to_owned(), hint);
        }
        let mut entries: Vec<_> = table.get_ref().iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            self.entry(key.get_ref(), key.span(), value);
        }
    }

    fn entry(&mut self, key: &str, range: Range<usize>, value: &TomlSpanned<DeValue<'_>>) {
        match key {
            // A name that is half read is no name to look for.
            "requires" if self.is_broken(value) => {}
            "requires" => self.metadata.requires = self.list(key, value),
            "aliases" => self.metadata.aliases = self.list(key, value),
            "sources" => self.metadata.sources = self.list(key, value),
            "tags" => self.metadata.tags = self.list(key, value),
            "allow" => self.metadata.allow = self.reasons(value),
            "auto-links" => self.metadata.auto_links = self.switch(key, value),
            _ => {
                let hint = match nearest(key, KEYS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("remove it, or write one of `{}`", KEYS.join("`, `")),
                };
                self.mistake(
                    &UNKNOWN_KEY,
                    range,
                    format!("`{key}` is no key of the metadata"),
                    hint,
                );
            }
        }
    }

    /// Whether something in a value is not TOML.
    fn is_broken(&self, value: &TomlSpanned<DeValue<'_>>) -> bool {
        let place = self.place(value.span());
        let mut mistakes = self.mistakes.iter().map(|mistake| &mistake.range);
        mistakes.any(|range| range.start < place.end && place.start < range.end)
    }

    fn list(&mut self, key: &str, value: &TomlSpanned<DeValue<'_>>) -> Vec<Spanned<String>> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, Takes::Strings, value);
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.string(key, Takes::Strings, item))
            .collect()
    }

    fn reasons(&mut self, value: &TomlSpanned<DeValue<'_>>) -> Vec<(Spanned<String>, String)> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type("allow", Takes::Reasons, value);
            return Vec::new();
        };
        let mut reasons = Vec::new();
        for (code, reason) in table.iter() {
            if let Some(reason) = self.string("allow", Takes::Reasons, reason) {
                let range = self.place(code.span());
                reasons.push((
                    Spanned {
                        value: code.get_ref().clone().into_owned(),
                        range,
                    },
                    reason.value,
                ));
            }
        }
        reasons.sort_by_key(|(code, _)| code.range.start);
        reasons
    }

    fn switch(&mut self, key: &str, value: &TomlSpanned<DeValue<'_>>) -> Option<bool> {
        let switch = value.get_ref().as_bool();
        if switch.is_none() {
            self.wrong_type(key, Takes::Switch, value);
        }
        switch
    }

    fn string(
        &mut self,
        key: &str,
        takes: Takes,
        value: &TomlSpanned<DeValue<'_>>,
    ) -> Option<Spanned<String>> {
        let Some(string) = value.get_ref().as_str() else {
            self.wrong_type(key, takes, value);
            return None;
        };
        Some(Spanned {
            value: string.to_owned(),
            range: self.place(value.span()),
        })
    }

    fn wrong_type(&mut self, key: &str, takes: Takes, value: &TomlSpanned<DeValue<'_>>) {
        let found = value.get_ref().type_str();
        let (expected, example) = takes.words();
        let message = format!("`{key}` is {expected}; this is of type {found}");
        let hint = format!("write it as in `{key} = {example}`");
        self.mistake(&WRONG_TYPE, value.span(), message, hint);
    }

    fn mistake(
        &mut self,
        rule: &'static Rule,
        range: Range<usize>,
        message: String,
        hint: impl Into<String>,
    ) {
        let range = self.place(range);
        self.mistakes.push(Mistake {
            rule,
            range,
            message,
            hint: hint.into(),
        });
    }

    fn place(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }
}

/// The range of an error, widened to what can be seen if it is empty or at a line end.
fn visible(toml: &str, range: Range<usize>) -> Range<usize> {
    let text = toml.get(range.clone()).unwrap_or_default();
    if !text.trim().is_empty() {
        return range;
    }
    let line_start = toml[..range.start.min(toml.len())]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = toml[line_start..].lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    line_start + indent..line_start + line.trim_end().len().max(indent)
}
