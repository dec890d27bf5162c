//! What book.toml says to QED, read from `[preprocessor.qed]` and `[output.qed]`.
//!
//! `default.toml` beside this file is the reference: every key with its default and what it means. `tables` has them as types,
//! `place` finds them in the file.

mod place;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use mdbook_driver::config::{Config, RustEdition};
use qed_report::{Finding, Level, Rule, Sources, Span, nearest};
use serde::Deserialize;

use crate::folder::{WORK_FOLDER, slashed};
use crate::share::Share;

pub(crate) use place::place;
pub(crate) use tables::{Output, Preprocessor, Sandbox, Web};

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
`[preprocessor.qed]` or `[output.qed]` in book.toml has a key that does not exist, or a value that its key does not take.
Nothing is silently ignored, and nothing falls back to a default. The manual's chapter on settings lists all keys, with their
defaults.
",
};

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
        settings.there_is_a_theme(root, sources)?;
        site_is_apart(config, root, sources)?;
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
        // Where the crates of snippets cannot be built, the finding points to their table.
        let _ = place(root, sources, &[]);
        qed_check::Settings {
            macro_places: self.macro_places(root, sources),
            macros: own.macros.clone(),
            notation: own.notation.clone(),
            levels: own.rules.clone(),
            deny_warnings: own.deny_warnings || overrides.deny_warnings,
            outside: own.outside.clone(),
            auto_links: qed_check::AutoLinks {
                on: own.auto_links,
                except: own.auto_links_except.clone(),
                glossary: own.glossary.clone(),
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
                compile_time: own.limits.compile_seconds.0,
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
                let path = ["preprocessor", "qed", "macros", name];
                (name.clone(), place(root, sources, &path))
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
            math: self.preprocessor.math,
            untagged_is_rust: self.preprocessor.untagged_is_rust,
            scripts: self.output.scripts,
        }
    }

    #[cfg(feature = "web")]
    fn readable_patterns(&self, root: &Path, sources: &mut Sources) -> Result<(), Box<Finding>> {
        let Err(error) = qed_web::Patterns::new(&self.preprocessor.web.ignore) else {
            return Ok(());
        };
        let span = place(root, sources, &["preprocessor", "qed", "web", "ignore"]);
        let message = "a pattern of `ignore` is no regular expression";
        Err(Box::new(
            Finding::new(&BAD_SETTING, span, message)
                .note(error)
                .hint("mend the pattern: `\\\\.` in quotes stands for a full stop"),
        ))
    }

    fn there_is_a_theme(&self, root: &Path, sources: &mut Sources) -> Result<(), Box<Finding>> {
        match &self.output.theme {
            Some(theme) if !root.join(theme).is_dir() => {
                let span = place(root, sources, &["output", "qed", "theme"]);
                let message = format!("there is no folder `{theme}`");
                Err(Box::new(
                    Finding::new(&BAD_SETTING, span, message)
                        .hint("correct the path: it is relative to book.toml"),
                ))
            }
            _ => Ok(()),
        }
    }

    fn known_rules(&self, root: &Path, sources: &mut Sources) -> Result<(), Box<Finding>> {
        let rules = crate::rules();
        let mut codes = self.preprocessor.rules.keys();
        let unknown = codes.find(|code| !rules.iter().any(|rule| rule.code == **code));
        let Some(code) = unknown else {
            return Ok(());
        };
        let span = place(root, sources, &["preprocessor", "qed", "rules", code]);
        let finding = Finding::new(&BAD_SETTING, span, format!("there is no rule `{code}`"));
        let near = nearest(code, rules.iter().map(|rule| rule.code));
        Err(Box::new(match near {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding.hint("write a code that `qed explain` lists"),
        }))
    }
}

/// One of QED's tables.
fn table<T: Default + for<'de> Deserialize<'de>>(
    config: &Config,
    name: &str,
    root: &Path,
    sources: &mut Sources,
) -> Result<T, Box<Finding>> {
    let error = match config.get::<toml::Table>(name) {
        Ok(None) => return Ok(T::default()),
        Ok(Some(table)) => match T::deserialize(table) {
            Ok(value) => return Ok(value),
            Err(error) => error.message().to_owned(),
        },
        Err(error) => format!("{error:#}"),
    };
    Err(Box::new(match place::mistake(root, sources) {
        Some((span, error)) => bad_setting(span, &error),
        None => {
            let tables: Vec<&str> = name.split('.').collect();
            bad_setting(place(root, sources, &tables), &error)
                .note("it does not stand here: a variable of the environment sets it")
        }
    }))
}

/// The site may lie in the source folder, but not be it: a page could take the place of a file that is no chapter.
fn site_is_apart(config: &Config, root: &Path, sources: &mut Sources) -> Result<(), Box<Finding>> {
    let lies_in = |path: &Path, folder: &Path| {
        let (path, folder) = (slashed(path), slashed(folder));
        Path::new(&path).starts_with(folder)
    };
    if !lies_in(&config.book.src, &config.build.build_dir) {
        return Ok(());
    }
    let span = place(root, sources, &["build", "build-dir"]);
    let message = "the site would be written among the sources of the book";
    Err(Box::new(Finding::new(&BAD_SETTING, span, message).hint(
        "name a folder of its own, as `book`, which mdBook takes by itself",
    )))
}

/// Keys of `[output.html]` that QED heeds, so that they may be looked for in its own table.
const OF_MDBOOK: [&str; 4] = [
    "redirect",
    "smart-punctuation",
    "definition-lists",
    "admonitions",
];

/// A setting that cannot be read, by what serde says of it.
fn bad_setting(span: Span, error: &str) -> Finding {
    let mut quoted = error.split('`').skip(1).step_by(2);
    if let ("unknown field", Some(key)) =
        (error.split(" `").next().unwrap_or_default(), quoted.next())
    {
        let message = format!("`{key}` is no key of QED's tables in book.toml");
        let finding = Finding::new(&BAD_SETTING, span, message);
        if OF_MDBOOK.contains(&key) {
            let hint = format!("write `{key}` in [output.html]: QED heeds it there");
            return finding.hint(hint);
        }
        return match nearest(key, quoted) {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding
                .hint("remove it, or write a key that the manual's chapter on settings lists"),
        };
    }
    Finding::new(&BAD_SETTING, span, error.trim())
        .hint("write a value as in the manual's chapter on settings")
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
        assert_eq!(
            finding.message,
            "`macro` is no key of QED's tables in book.toml"
        );
        assert_eq!(finding.hint.as_deref(), Some("did you mean `macros`?"));
        assert_eq!((finding.place.span.start, finding.place.span.end), (26, 31));
        let finding = read("[output.qed.redirect]\n\"/a.html\" = \"b.html\"\n").unwrap_err();
        let hint = finding.hint.unwrap_or_default();
        assert!(hint.contains("[output.html]"), "{hint}");
        let finding = read("[preprocessor.qed.rules]\nno-such-rule = \"deny\"\n").unwrap_err();
        assert!(
            finding.message.contains("no-such-rule"),
            "{}",
            finding.message
        );
        assert_eq!(finding.place.span.start, 25);
    }

    #[test]
    fn wrong_values_are_refused_at_their_place() {
        for (text, value, said) in [
            (
                "[preprocessor.qed]\ndeny-warnings = \"yes\"\n",
                "\"yes\"",
                "a boolean",
            ),
            (
                "[preprocessor.qed.limits]\nseconds = \"ten\"\n",
                "\"ten\"",
                "f64",
            ),
            (
                "[preprocessor.qed.limits]\nseconds = -1.0\n",
                "-1.0",
                "from 0 to 86400",
            ),
            (
                "[preprocessor.qed.limits]\nseconds = nan\n",
                "nan",
                "from 0 to 86400",
            ),
            (
                "[preprocessor.qed.web]\ndays = inf\n",
                "inf",
                "from 0 to 3650",
            ),
            ("[output.qed]\nscripts = 1\n", "1", "a boolean"),
            (
                "[book]\n[preprocessor]\nqed = { sandbox = \"of\" }\n",
                "\"of\"",
                "`off`",
            ),
        ] {
            let finding = read(text).unwrap_err();
            assert!(finding.message.contains(said), "{}", finding.message);
            let span = finding.place.span;
            assert_eq!(&text[span.start..span.end], value, "{}", finding.message);
        }
    }
}
