//! The attributes of a fence: rustdoc's, mdBook's and QED's own, and what is wrong with them.

use std::collections::BTreeMap;

use qed_markdown::{Attribute, Snippet, Topic};
use qed_report::Finding;
use qed_sandbox::Limits;

use crate::Settings;
use crate::rules::fence::{CONTRADICTION, UNKNOWN_ATTRIBUTE};
use crate::units::{bytes, duration};

/// What is to be done with a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Compile and run; it must succeed.
    Run,
    /// Compile and run; it must fail.
    Panic,
    /// Compile only.
    Check,
    /// Compile; it must fail with these codes (with any error if there are none).
    Refuse(Vec<String>),
    /// Nothing, for this reason.
    Skip(String),
}

/// A fence's attributes, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fence {
    pub(crate) mode: Mode,
    /// `2024`.
    pub(crate) edition: String,
    /// The author wants a crate of its own.
    pub(crate) standalone: bool,
    /// The snippet's `#[test]` functions are run instead of its `main`.
    pub(crate) tests: bool,
    pub(crate) limits: Limits,
    /// The name given to it, with the index of its attribute.
    pub(crate) name: Option<(String, usize)>,
    /// The set of dependencies that it chooses.
    pub(crate) set: Option<String>,
    /// Its attributes exclude each other.
    pub(crate) contradictory: bool,
}

/// Address space that a program's own code and libraries take.
const LEAST_MEMORY: u64 = 8 << 20;

/// mdBook's attributes that only concern how a fence is shown.
const SHOWN: [&str; 6] = [
    "editable",
    "noplayground",
    "noplaypen",
    "mdbook-runnable",
    "hidelines",
    "custom",
];

const WORDS: [&str; 19] = [
    "compile_fail",
    "should_panic",
    "no_run",
    "ignore",
    "test_harness",
    "standalone_crate",
    "edition2015",
    "edition2018",
    "edition2021",
    "edition2024",
    "editable",
    "noplayground",
    "noplaypen",
    "mdbook-runnable",
    "hidelines",
    "name",
    "timeout",
    "memory",
    "deps",
];

/// Misspellings that lie further from the word than a letter or two, and words of other tools.
const KNOWN_MISTAKES: [(&str, &str); 6] = [
    ("norun", "no_run"),
    ("shouldpanic", "should_panic"),
    ("compilefail", "compile_fail"),
    ("panics", "should_panic"),
    ("standalone", "standalone_crate"),
    ("testharness", "test_harness"),
];

impl Fence {
    /// Reads the attributes of a snippet. `host` is the target that rustc compiles for, for `ignore-<target>`.
    pub(crate) fn read(
        topic: &Topic,
        snippet: &Snippet,
        settings: &Settings,
        host: &str,
    ) -> (Self, Vec<Finding>) {
        let mut reader = Reader {
            topic,
            host,
            seen: Seen::default(),
            values: BTreeMap::new(),
            edition: settings.edition.clone(),
            limits: settings.limits,
            standalone: false,
            tests: false,
            name: None,
            set: None,
            sets: &settings.dependency_sets,
            others: &settings.attributes,
            findings: Vec::new(),
        };
        for (index, attribute) in snippet.attributes.iter().enumerate() {
            reader.take(index, attribute);
        }
        reader.finish(snippet)
    }
}

/// Attributes met, each by its index in the fence.
#[derive(Debug, Default)]
struct Seen {
    ignore: Option<(usize, String)>,
    no_run: Option<usize>,
    should_panic: Option<usize>,
    compile_fail: Option<usize>,
    codes: Vec<(usize, String)>,
    edition: Option<usize>,
    test_harness: Option<usize>,
}

struct Reader<'a> {
    topic: &'a Topic,
    host: &'a str,
    seen: Seen,
    /// The last value of each key.
    values: BTreeMap<String, String>,
    edition: String,
    limits: Limits,
    standalone: bool,
    tests: bool,
    name: Option<(String, usize)>,
    set: Option<String>,
    sets: &'a BTreeMap<String, toml::Table>,
    /// Attributes of other tools.
    others: &'a [String],
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn take(&mut self, index: usize, attribute: &Attribute) {
        self.compare(attribute);
        match (attribute.key.as_str(), attribute.value.as_deref()) {
            ("ignore", None) => self.seen.ignore = Some((index, "`ignore`".to_owned())),
            ("no_run", None) => self.seen.no_run = Some(index),
            ("should_panic", None) => self.seen.should_panic = Some(index),
            ("compile_fail", None) => self.seen.compile_fail = Some(index),
            ("standalone_crate", None) => self.standalone = true,
            ("test_harness", None) => {
                self.tests = true;
                self.seen.test_harness = Some(index);
            }
            ("rust", None) => {}
            ("name", Some(name)) if !name.is_empty() => self.name = Some((name.to_owned(), index)),
            ("deps", Some(name)) if self.sets.contains_key(name) => {
                self.set = Some(name.to_owned());
            }
            ("deps", Some(name)) => {
                let known: Vec<&str> = self.sets.keys().map(String::as_str).collect();
                let wanted = if known.is_empty() {
                    "the name of a table `[preprocessor.qed.dependency-sets.NAME]`; there is none yet".to_owned()
                } else {
                    format!("one of {}", known.join(", "))
                };
                self.bad_value(attribute, name, &wanted);
            }
            ("timeout", Some(text)) => match duration(text) {
                Some(time) => self.limits.time = time,
                None => self.bad_value(attribute, text, "a time such as `500ms`, `30s` or `2min`"),
            },
            ("memory", Some(text)) => match bytes(text) {
                Some(memory) if memory >= LEAST_MEMORY => self.limits.memory = memory,
                Some(_) => self.bad_value(
                    attribute,
                    text,
                    "`8MB` or more: no program starts with less",
                ),
                None => self.bad_value(attribute, text, "a size such as `512MB` or `2GB`"),
            },
            (key, _) if SHOWN.contains(&key) || key.starts_with('{') => {}
            // A class of the page; one that is called like an attribute was meant to be one.
            (key, _)
                if key
                    .strip_prefix('.')
                    .is_some_and(|class| !WORDS.contains(&class)) => {}
            (key, _) if self.others.iter().any(|other| other == key) => {}
            (key, None) => self.take_family(index, attribute, key),
            _ => self.unknown(attribute),
        }
    }

    /// What is said twice is said alike.
    fn compare(&mut self, attribute: &Attribute) {
        let Some(value) = &attribute.value else {
            return;
        };
        let before = self.values.insert(attribute.key.clone(), value.clone());
        if before.is_some_and(|before| before != *value) {
            let hint = format!("keep one `{}`", attribute.key);
            self.contradiction(attribute, "it is given another value before", &hint);
        }
    }

    /// `ignore-<target>`, `edition<year>`, error codes.
    fn take_family(&mut self, index: usize, attribute: &Attribute, key: &str) {
        if let Some(target) = key
            .strip_prefix("ignore-")
            .filter(|target| !target.is_empty())
        {
            if self.host.contains(target) {
                self.seen.ignore = Some((index, format!("`{key}` on {}", self.host)));
            }
        } else if let Some(year) = key
            .strip_prefix("edition")
            .filter(|year| ["2015", "2018", "2021", "2024"].contains(year))
        {
            let before = self.seen.edition.replace(index);
            if before.is_some() && self.edition != year {
                self.contradiction(
                    attribute,
                    "there is one edition at a time",
                    "keep one of the two editions",
                );
            }
            self.edition = year.to_owned();
        } else if is_error_code(key) {
            self.seen.codes.push((index, key.to_owned()));
        } else {
            self.unknown(attribute);
        }
    }

    fn unknown(&mut self, attribute: &Attribute) {
        let key = attribute.key.as_str();
        let plain: String = key
            .to_lowercase()
            .chars()
            .filter(|character| character.is_alphanumeric())
            .collect();
        let nearest = KNOWN_MISTAKES
            .iter()
            .find(|(mistake, _)| *mistake == plain)
            .map(|&(_, word)| word)
            .or_else(|| {
                let nearest = WORDS
                    .into_iter()
                    .min_by_key(|word| strsim::damerau_levenshtein(key, word));
                nearest.filter(|word| strsim::damerau_levenshtein(key, word) <= 2)
            });
        let needs_value = ["name", "timeout", "memory", "deps"].contains(&key);
        let message = if needs_value {
            format!("the attribute `{key}` needs a value: `{key}=…`")
        } else if WORDS.contains(&key) {
            format!("the attribute `{key}` takes no value")
        } else {
            format!("`{key}` is not an attribute of a code fence")
        };
        let hint = match nearest {
            _ if needs_value || WORDS.contains(&key) => {
                "write it as the others are written".to_owned()
            }
            Some(word) => format!("did you mean `{word}`?"),
            None => "remove it; or, if another tool reads it, name it under `attributes` in [preprocessor.qed]".to_owned(),
        };
        self.findings.push(
            self.topic
                .finding(&UNKNOWN_ATTRIBUTE, attribute.range.clone(), message)
                .hint(hint),
        );
    }

    fn bad_value(&mut self, attribute: &Attribute, value: &str, wanted: &str) {
        let message = format!("`{value}` is no value for `{}`", attribute.key);
        let hint = format!("write {wanted}");
        self.findings.push(
            self.topic
                .finding(&UNKNOWN_ATTRIBUTE, attribute.range.clone(), message)
                .hint(hint),
        );
    }

    fn contradiction(&mut self, second: &Attribute, why: &str, hint: &str) {
        let message = format!(
            "`{}` contradicts another attribute of this fence: {why}",
            second.key
        );
        self.findings.push(
            self.topic
                .finding(&CONTRADICTION, second.range.clone(), message)
                .hint(hint.to_owned()),
        );
    }

    fn finish(mut self, snippet: &Snippet) -> (Fence, Vec<Finding>) {
        let attribute = |index: usize| &snippet.attributes[index];
        let seen = std::mem::take(&mut self.seen);
        let pairs = [
            (
                seen.no_run,
                seen.should_panic,
                "what is not run cannot panic",
                "remove `no_run` or `should_panic`",
            ),
            (
                seen.compile_fail,
                seen.should_panic,
                "what does not compile cannot panic",
                "remove `compile_fail` or `should_panic`",
            ),
            (
                seen.compile_fail,
                seen.no_run,
                "what does not compile is never run",
                "remove `no_run`",
            ),
            (
                seen.test_harness,
                seen.should_panic,
                "each `#[test]` says for itself whether it should panic",
                "write `#[should_panic]` above the test function, and remove `should_panic` here",
            ),
        ];
        for (first, second, why, hint) in pairs {
            if let (Some(first), Some(second)) = (first, second) {
                self.contradiction(attribute(first.max(second)), why, hint);
            }
        }
        if let (Some(&(index, ref code)), None) = (seen.codes.first(), seen.compile_fail) {
            let hint = format!("write `compile_fail,{code}`, or remove the code");
            self.contradiction(
                attribute(index),
                "an error code is for a snippet that does not compile",
                &hint,
            );
        }
        let contradictory = self
            .findings
            .iter()
            .any(|finding| finding.rule == &CONTRADICTION);
        let mode = if let Some((_, reason)) = seen.ignore {
            Mode::Skip(reason)
        } else if seen.compile_fail.is_some() {
            let mut codes: Vec<String> = seen.codes.into_iter().map(|(_, code)| code).collect();
            codes.sort();
            codes.dedup();
            Mode::Refuse(codes)
        } else if seen.no_run.is_some() {
            Mode::Check
        } else if seen.should_panic.is_some() {
            Mode::Panic
        } else {
            Mode::Run
        };
        let fence = Fence {
            mode,
            edition: self.edition,
            standalone: self.standalone,
            tests: self.tests,
            limits: self.limits,
            name: self.name,
            set: self.set,
            contradictory,
        };
        (fence, self.findings)
    }
}

/// `E0382`.
pub(crate) fn is_error_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with('E') && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::topic;

    fn read(info: &str) -> (Fence, Vec<Finding>) {
        let topic = topic(&format!("```rust,{info}\n```\n"));
        Fence::read(
            &topic,
            &topic.snippets[0],
            &Settings::new("/book"),
            "x86_64-unknown-linux-gnu",
        )
    }

    #[test]
    fn modes() {
        let refuse =
            |codes: &[&str]| Mode::Refuse(codes.iter().map(|&code| code.to_owned()).collect());
        let cases = [
            ("editable", Mode::Run),
            ("editable,should_panic", Mode::Panic),
            ("no_run", Mode::Check),
            ("compile_fail", refuse(&[])),
            ("compile_fail,E0382", refuse(&["E0382"])),
            ("E0502,compile_fail,E0382", refuse(&["E0382", "E0502"])),
            ("ignore", Mode::Skip("`ignore`".into())),
            ("ignore-windows", Mode::Run),
            (
                "ignore-linux",
                Mode::Skip("`ignore-linux` on x86_64-unknown-linux-gnu".into()),
            ),
            ("hidelines=!", Mode::Run),
            (".wide", Mode::Run),
        ];
        for (info, mode) in cases {
            let (fence, findings) = read(info);
            assert_eq!(fence.mode, mode, "{info}");
            assert!(findings.is_empty(), "{info}: {findings:?}");
        }
    }

    #[test]
    fn unknown_words_are_found_and_the_nearest_named() {
        let cases = [
            ("norun", "`no_run`"),
            ("no-run", "`no_run`"),
            ("should-panic", "`should_panic`"),
            ("compilefail", "`compile_fail`"),
            ("Ignore", "`ignore`"),
            ("edition2023", "`edition2024`"),
            ("banana", "remove it"),
            (".should_panic", "`should_panic`"),
            ("name", "others are written"),
            ("no_run=yes", "others are written"),
            ("timeout=soon", "`30s`"),
            ("memory=lots", "`512MB`"),
            ("memory=100KB", "`8MB`"),
        ];
        for (info, hint) in cases {
            let (_, findings) = read(info);
            assert_eq!(findings.len(), 1, "{info}");
            assert_eq!(findings[0].rule, &UNKNOWN_ATTRIBUTE);
            let said = findings[0].hint.clone().unwrap_or_default();
            assert!(
                said.contains(hint) || said.contains("edition20"),
                "{info}: {said}"
            );
        }
    }

    #[test]
    fn attributes_of_other_tools_are_no_mistake() {
        let topic = topic("```rust,ignore,does_not_compile,panics=maybe\n```\n");
        let read = |attributes: &[&str]| {
            let settings = Settings {
                attributes: attributes.iter().map(|&name| name.to_owned()).collect(),
                ..Settings::new("/book")
            };
            Fence::read(
                &topic,
                &topic.snippets[0],
                &settings,
                "x86_64-unknown-linux-gnu",
            )
        };
        assert_eq!(read(&[]).1.len(), 2);
        let (fence, findings) = read(&["panics", "does_not_compile"]);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(fence.mode, Mode::Skip("`ignore`".into()));
    }

    #[test]
    fn contradictions() {
        for info in [
            "no_run,should_panic",
            "compile_fail,should_panic",
            "compile_fail,no_run",
            "E0382",
            "edition2018,edition2021",
            "timeout=1s,timeout=2s",
            "name=a,editable,name=b",
        ] {
            let (fence, findings) = read(info);
            assert!(fence.contradictory, "{info}");
            assert_eq!(findings.len(), 1, "{info}");
        }
        assert!(!read("edition2021,edition2021").0.contradictory);
        assert!(!read("timeout=1s,timeout=1s").0.contradictory);
    }

    #[test]
    fn limits() {
        let (fence, _) = read("timeout=2min,memory=512MB");
        assert_eq!(
            (fence.limits.time.as_secs(), fence.limits.memory),
            (120, 512 << 20)
        );
    }
}
