//! What book.toml says to QED, read from `[preprocessor.qed]` and `[output.qed]`.
//!
//! `default.toml` beside this file is the reference: every key with its default and what it means.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use mdbook_driver::config::{Config, RustEdition};
use qed_report::{Finding, Level, Rule, Sources, Span};
use serde::Deserialize;

use crate::folder::WORK_FOLDER;
use crate::share::Share;

/// The commented reference of all settings.
#[cfg(test)]
const REFERENCE: &str = include_str!("default.toml");

/// The rules of this file.
pub(crate) static RULES: &[&Rule] = &[&BAD_SETTING];

pub(crate) static BAD_SETTING: Rule = Rule {
    code: "bad-setting",
    level: Level::Deny,
    title: "a setting that QED does not know or cannot read",
    explanation: "\
`[preprocessor.qed]` or `[output.qed]` in book.toml has a key that does not exist, or a value of another type than its key takes.
Nothing is silently ignored, and nothing falls back to a default. The manual's chapter on settings lists all keys, with their
defaults.
",
};

/// `[preprocessor.qed]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Preprocessor {
    pub(crate) macros: BTreeMap<String, String>,
    pub(crate) notation: Notation,
    pub(crate) rules: BTreeMap<String, Level>,
    pub(crate) deny_warnings: bool,
    pub(crate) outside: Vec<String>,
    pub(crate) math: Switch<true>,
    pub(crate) untagged_is_rust: Switch<true>,
    pub(crate) attributes: Vec<String>,
    pub(crate) auto_links: Switch<true>,
    pub(crate) auto_links_except: Vec<String>,
    pub(crate) glossary: Glossary,
    pub(crate) web: Web,
    pub(crate) limits: Limits,
    pub(crate) sandbox: Sandbox,
    pub(crate) dependencies: toml::Table,
    pub(crate) dependency_sets: BTreeMap<String, toml::Table>,
    /// mdBook's own keys: where the preprocessor stands among the others.
    #[serde(rename = "before")]
    _before: Option<Vec<String>>,
    #[serde(rename = "after")]
    _after: Option<Vec<String>>,
    #[serde(rename = "renderers")]
    _renderers: Option<Vec<String>>,
    #[serde(rename = "command")]
    _command: Option<String>,
    #[serde(rename = "optional")]
    _optional: Option<bool>,
}

/// `[output.qed]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Output {
    pub(crate) theme: Option<String>,
    pub(crate) site_url: Option<String>,
    pub(crate) edit_url_template: Option<String>,
    pub(crate) git_repository_url: Option<String>,
    pub(crate) scripts: bool,
    #[serde(rename = "command")]
    _command: Option<String>,
    #[serde(rename = "optional")]
    _optional: Option<bool>,
}

/// A boolean whose default is not `false`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Switch<const DEFAULT: bool>(pub(crate) bool);

impl<const DEFAULT: bool> Default for Switch<DEFAULT> {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

/// The slug of the chapter that is the glossary.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Glossary(pub(crate) String);

impl Default for Glossary {
    fn default() -> Self {
        Self("glossary".to_owned())
    }
}

/// The slug of the chapter whose tables say what symbols mean.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Notation(pub(crate) String);

impl Default for Notation {
    fn default() -> Self {
        Self("notation".to_owned())
    }
}

/// `[preprocessor.qed.limits]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Limits {
    seconds: f64,
    compile_seconds: f64,
    memory_mb: u64,
    output_kb: u64,
    disk_mb: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            seconds: 10.0,
            compile_seconds: 60.0,
            memory_mb: 1024,
            output_kb: 1024,
            disk_mb: 64,
        }
    }
}

/// `[preprocessor.qed.web]`: how `qed check --web` asks.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Web {
    pub(crate) ignore: Vec<String>,
    pub(crate) anchors: bool,
    pub(crate) seconds: f64,
    pub(crate) answer_seconds: f64,
    pub(crate) retries: u32,
    pub(crate) pause_seconds: f64,
    pub(crate) hosts: usize,
    pub(crate) days: f64,
    pub(crate) loopback: bool,
}

impl Default for Web {
    fn default() -> Self {
        Self {
            ignore: Vec::new(),
            anchors: true,
            seconds: 300.0,
            answer_seconds: 20.0,
            retries: 2,
            pause_seconds: 0.5,
            hosts: 16,
            days: 7.0,
            loopback: false,
        }
    }
}

/// Whether snippets are contained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sandbox {
    #[default]
    On,
    Off,
}

/// Everything that book.toml says to QED.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) preprocessor: Preprocessor,
    pub(crate) output: Output,
}

/// What the command line adds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overrides {
    /// Go on where the system cannot contain snippets.
    pub(crate) allow_unsandboxed: bool,
    /// Ask the cache.
    pub(crate) use_cache: bool,
    /// Run each snippet twice.
    pub(crate) twice: bool,
    /// Every warning counts as an error.
    pub(crate) deny_warnings: bool,
    /// Ask the web whether links hold.
    pub(crate) web: bool,
    /// What of the book is proven.
    pub(crate) share: Share,
}

impl Default for Overrides {
    fn default() -> Self {
        Self {
            allow_unsandboxed: false,
            use_cache: true,
            twice: false,
            deny_warnings: false,
            web: false,
            share: Share::Whole,
        }
    }
}

impl Settings {
    /// Reads the settings. `Err` is a finding at the key that is wrong.
    pub(crate) fn read(
        config: &Config,
        root: &Path,
        sources: &mut Sources,
    ) -> Result<Self, Box<Finding>> {
        let settings = Self {
            preprocessor: table(config, "preprocessor.qed", root, sources)?,
            output: table(config, "output.qed", root, sources)?,
        };
        settings.known_rules(root, sources)?;
        #[cfg(feature = "web")]
        settings.readable_patterns(root, sources)?;
        Ok(settings)
    }

    /// The settings of a check.
    pub(crate) fn check(
        &self,
        config: &Config,
        root: &Path,
        overrides: Overrides,
        sources: &mut Sources,
    ) -> qed_check::Settings {
        let own = &self.preprocessor;
        qed_check::Settings {
            macro_places: self.macro_places(root, sources),
            macros: own.macros.clone(),
            notation: own.notation.0.clone(),
            levels: own.rules.clone(),
            deny_warnings: own.deny_warnings || overrides.deny_warnings,
            outside: own.outside.clone(),
            auto_links: qed_check::AutoLinks {
                on: own.auto_links.0,
                except: own.auto_links_except.clone(),
                glossary: own.glossary.0.clone(),
                english: is_english(config),
            },
            replay: None,
            snippets: qed_snippet::Settings {
                work_folder: root.join(WORK_FOLDER),
                edition: edition(config).to_owned(),
                dependencies: own.dependencies.clone(),
                dependency_sets: own.dependency_sets.clone(),
                attributes: own.attributes.clone(),
                limits: own.limits.into(),
                compile_time: own.limits.compiling(),
                allow_unsandboxed: overrides.allow_unsandboxed || own.sandbox == Sandbox::Off,
                use_cache: overrides.use_cache,
                twice: overrides.twice,
                ..qed_snippet::Settings::new(root)
            },
        }
    }

    fn macro_places(&self, root: &Path, sources: &mut Sources) -> BTreeMap<String, Span> {
        let names = self.preprocessor.macros.keys();
        names
            .map(|name| {
                // In a basic string of TOML the backslash is doubled.
                let doubled = name.replace('\\', "\\\\");
                let find = |text: &str| find_key(text, &doubled).or_else(|| find_key(text, name));
                (name.clone(), place(root, sources, find))
            })
            .collect()
    }

    /// How Markdown is read.
    pub(crate) fn markdown(&self, config: &Config) -> qed_markdown::Options {
        let html = config.html_config().unwrap_or_default();
        qed_markdown::Options {
            smart_punctuation: html.smart_punctuation,
            definition_lists: html.definition_lists,
            admonitions: html.admonitions,
            math: self.preprocessor.math.0,
            untagged_is_rust: self.preprocessor.untagged_is_rust.0,
            scripts: self.output.scripts,
        }
    }

    #[cfg(feature = "web")]
    fn readable_patterns(&self, root: &Path, sources: &mut Sources) -> Result<(), Box<Finding>> {
        let Err(error) = qed_web::Patterns::new(&self.preprocessor.web.ignore) else {
            return Ok(());
        };
        let span = place(root, sources, |text| find_key(text, "ignore"));
        let message = "a pattern of `ignore` is no regular expression";
        Err(Box::new(
            Finding::new(&BAD_SETTING, span, message)
                .note(error)
                .hint("the manual's chapter on settings shows some"),
        ))
    }

    fn known_rules(&self, root: &Path, sources: &mut Sources) -> Result<(), Box<Finding>> {
        let rules = crate::rules();
        for code in self.preprocessor.rules.keys() {
            if !rules.iter().any(|rule| rule.code == code) {
                let message = format!("there is no rule `{code}`");
                let span = place(root, sources, |text| find_key(text, code));
                return Err(Box::new(
                    Finding::new(&BAD_SETTING, span, message).hint("`qed explain` lists all rules"),
                ));
            }
        }
        Ok(())
    }
}

impl Limits {
    fn compiling(self) -> Duration {
        duration(self.compile_seconds)
    }
}

/// Seconds that a person wrote, within reason: not less than a hundredth, not more than a day.
fn duration(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.clamp(0.01, 86_400.0))
}

impl From<Limits> for qed_sandbox::Limits {
    fn from(limits: Limits) -> Self {
        Self {
            time: duration(limits.seconds),
            memory: limits.memory_mb << 20,
            output: limits.output_kb << 10,
            disk: limits.disk_mb << 20,
        }
    }
}

/// The edition of fences that name none: book.toml's, else that of rustdoc and `mdbook test`.
fn edition(config: &Config) -> &'static str {
    match config.rust.edition {
        Some(RustEdition::E2024) => "2024",
        Some(RustEdition::E2021) => "2021",
        Some(RustEdition::E2018) => "2018",
        _ => "2015",
    }
}

/// mdBook's language of a book that names none is English.
fn is_english(config: &Config) -> bool {
    let language = config.book.language.as_deref().unwrap_or("en");
    language.split('-').next() == Some("en")
}

/// One table of the configuration. Its values come from mdBook's configuration, where environment variables have
/// their say; the place of a mistake comes from the file.
fn table<T: Default + for<'de> Deserialize<'de>>(
    config: &Config,
    name: &str,
    root: &Path,
    sources: &mut Sources,
) -> Result<T, Box<Finding>> {
    let error = match config.get::<toml::Table>(name) {
        Ok(None) => return Ok(T::default()),
        Ok(Some(table)) => match T::deserialize(table.clone()) {
            Ok(value) => return Ok(value),
            Err(error) => error.message().to_owned(),
        },
        Err(error) => format!("{error:#}"),
    };
    let key = error.split('`').nth(1).unwrap_or(name).to_owned();
    let span = place(root, sources, |text| {
        find_key(text, &key).or_else(|| find_key(text, name))
    });
    let message = format!("[{name}]: {}", error.trim());
    Err(Box::new(
        Finding::new(&BAD_SETTING, span, message)
            .hint("the manual's chapter on settings lists all keys"),
    ))
}

/// A place in book.toml.
pub(crate) fn place(
    root: &Path,
    sources: &mut Sources,
    find: impl Fn(&str) -> Option<Range<usize>>,
) -> Span {
    let text = std::fs::read_to_string(root.join("book.toml")).unwrap_or_default();
    let range = find(&text).unwrap_or(0..0);
    let source = sources.add("book.toml", text);
    Span::new(source, range.start, range.end)
}

/// The first line of a TOML text that sets or opens `key`.
pub(crate) fn find_key(text: &str, key: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t', '[', '"', '\'']).len();
        if let Some(rest) = line[indent..].strip_prefix(key)
            && rest
                .trim_start_matches(['"', '\''])
                .trim_start()
                .starts_with(['=', ']', '.'])
        {
            return Some(start + indent..start + indent + key.len());
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Settings, Box<Finding>> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("book.toml"), toml).unwrap();
        let config: Config = toml.parse().unwrap();
        Settings::read(&config, folder.path(), &mut Sources::default())
    }

    #[test]
    fn the_reference_is_the_default() {
        let settings = read(REFERENCE).unwrap();
        assert_eq!(
            format!("{settings:?}"),
            format!("{:?}", Settings::default())
        );
    }

    #[test]
    fn unknown_keys_are_refused_at_their_place() {
        let finding = read("[book]\n[preprocessor.qed]\nmacro = 1\n").unwrap_err();
        assert!(
            finding.message.contains("unknown field `macro`"),
            "{}",
            finding.message
        );
        assert_eq!((finding.place.span.start, finding.place.span.end), (26, 31));
        let finding = read("[preprocessor.qed.rules]\nno-such-rule = \"deny\"\n").unwrap_err();
        assert!(
            finding.message.contains("no-such-rule"),
            "{}",
            finding.message
        );
        assert_eq!(finding.place.span.start, 25);
    }

    #[test]
    fn wrong_types_are_refused() {
        assert!(read("[preprocessor.qed]\ndeny-warnings = \"yes\"\n").is_err());
        assert!(read("[preprocessor.qed.limits]\nseconds = \"ten\"\n").is_err());
    }
}
