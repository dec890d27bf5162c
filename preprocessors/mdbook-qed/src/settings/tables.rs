//! The tables of book.toml that are QED's, as types. `default.toml` beside this folder says what each key means.

use std::collections::BTreeMap;
use std::time::Duration;

use qed_report::Level;
use serde::Deserialize;

/// `[preprocessor.qed]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Preprocessor {
    pub(crate) macros: BTreeMap<String, String>,
    pub(crate) notation: String,
    pub(crate) rules: BTreeMap<String, Level>,
    pub(crate) deny_warnings: bool,
    pub(crate) outside: Vec<String>,
    pub(crate) math: bool,
    pub(crate) untagged_is_rust: bool,
    pub(crate) attributes: Vec<String>,
    pub(crate) auto_links: bool,
    pub(crate) auto_links_except: Vec<String>,
    pub(crate) glossary: String,
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

impl Default for Preprocessor {
    fn default() -> Self {
        Self {
            macros: BTreeMap::new(),
            notation: "notation".to_owned(),
            rules: BTreeMap::new(),
            deny_warnings: false,
            outside: Vec::new(),
            math: true,
            untagged_is_rust: true,
            attributes: Vec::new(),
            auto_links: true,
            auto_links_except: Vec::new(),
            glossary: "glossary".to_owned(),
            web: Web::default(),
            limits: Limits::default(),
            sandbox: Sandbox::default(),
            dependencies: toml::Table::new(),
            dependency_sets: BTreeMap::new(),
            _before: None,
            _after: None,
            _renderers: None,
            _command: None,
            _optional: None,
        }
    }
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

/// `[preprocessor.qed.limits]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Limits {
    seconds: Seconds,
    pub(crate) compile_seconds: Seconds,
    memory_mb: u64,
    output_kb: u64,
    disk_mb: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            seconds: Seconds::new(10),
            compile_seconds: Seconds::new(60),
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
    pub(crate) seconds: Seconds,
    pub(crate) answer_seconds: Seconds,
    pub(crate) retries: u32,
    pub(crate) pause_seconds: Seconds,
    pub(crate) hosts: usize,
    pub(crate) days: Days,
    pub(crate) loopback: bool,
}

impl Default for Web {
    fn default() -> Self {
        Self {
            ignore: Vec::new(),
            anchors: true,
            seconds: Seconds::new(300),
            answer_seconds: Seconds::new(20),
            retries: 2,
            pause_seconds: Seconds(Duration::from_millis(500)),
            hosts: 16,
            days: Days(7 * DAY),
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

impl From<Limits> for qed_sandbox::Limits {
    fn from(limits: Limits) -> Self {
        Self {
            time: limits.seconds.0,
            memory: limits.memory_mb << 20,
            output: limits.output_kb << 10,
            disk: limits.disk_mb << 20,
        }
    }
}

const DAY: Duration = Duration::from_secs(86_400);

/// A time that is written as a number of seconds, up to a day.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "f64")]
pub(crate) struct Seconds(pub(crate) Duration);

impl Seconds {
    const fn new(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }
}

impl TryFrom<f64> for Seconds {
    type Error = &'static str;

    fn try_from(seconds: f64) -> Result<Self, Self::Error> {
        match Duration::try_from_secs_f64(seconds) {
            Ok(time) if time <= DAY => Ok(Self(time)),
            _ => Err("a time is a number of seconds from 0 to 86400"),
        }
    }
}

/// A time that is written as a number of days, up to ten years.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "f64")]
pub(crate) struct Days(pub(crate) Duration);

impl TryFrom<f64> for Days {
    type Error = &'static str;

    fn try_from(days: f64) -> Result<Self, Self::Error> {
        match Duration::try_from_secs_f64(days * DAY.as_secs_f64()) {
            Ok(time) if time <= 3_650 * DAY => Ok(Self(time)),
            _ => Err("a time is a number of days from 0 to 3650"),
        }
    }
}
