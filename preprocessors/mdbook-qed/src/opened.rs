//! A book on disk, opened for a command.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use mdbook_driver::MDBook;
use mdbook_driver::book::Book;
use mdbook_driver::config::Config;
use mdbook_renderer::{RenderContext, Renderer};
use qed_report::{Finding, Sources, Span};

use crate::folder::read_text;
use crate::mdbook::{NAME, Outcome, QedPreprocessor, Shared, take};
use crate::means::Means;
use crate::preflight;
use crate::prove::Proven;
use crate::settings::{BAD_SETTING, Settings};
use crate::tell;

/// Why a book could not be proven.
pub(crate) enum Stop {
    /// Its settings are wrong: exit code 2.
    Settings(Box<Finding>, Sources),
    /// mdBook could not load it: findings, exit code 100.
    Unloadable(Vec<Finding>, Sources),
    /// QED or the system failed: exit code 1.
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

/// A book's folder with its settings.
pub(crate) struct Opened {
    pub(crate) root: PathBuf,
    pub(crate) config: Config,
    /// Leave out the book's other preprocessors.
    pub(crate) alone: bool,
}

impl Opened {
    /// Reads book.toml of the folder `root`.
    pub(crate) fn new(root: &Path, alone: bool) -> Result<Self, Stop> {
        let root = std::fs::canonicalize(root)
            .with_context(|| format!("there is no folder {}", root.display()))?;
        let mut sources = Sources::default();
        let mut config = config(&root, &mut sources)?;
        config.update_from_env()?;
        // An empty file that mdBook would write for a missing chapter is a mistake that nobody would see.
        config.build.create_missing = false;
        if !config.contains_key("preprocessor.qed") {
            config.set("preprocessor.qed.before", ["links"])?;
        }
        // Read once before mdBook loads anything: a mistake here is told as such, with its own exit code.
        if let Err(finding) = Settings::read(&config, &root, &mut sources) {
            return Err(Stop::Settings(finding, sources));
        }
        Ok(Self {
            root,
            config,
            alone,
        })
    }

    /// Loads the book, runs the preprocessors, and proves it.
    pub(crate) fn prove(&self, means: &Means) -> Result<(Proven, Book), Stop> {
        let mut sources = Sources::default();
        let findings = preflight::check(&self.root, &self.config, &mut sources);
        if findings
            .iter()
            .any(|finding| finding.level == qed_report::Level::Deny)
        {
            return Err(Stop::Unloadable(findings, sources));
        }
        let outcome = Shared::default();
        let mut book = MDBook::load_with_config(&self.root, self.mdbook_config()?)?;
        book.with_preprocessor(QedPreprocessor {
            means: means.clone(),
            outcome: Arc::clone(&outcome),
        });
        let (woven, _) = book
            .preprocess_book(&Named)
            .context("a preprocessor of book.toml failed; `--alone` leaves the others out")?;
        match take(&outcome) {
            Some(Outcome::Proven(proven)) => {
                tell::unprotected(&proven.report.proof.unprotected);
                Ok((*proven, woven))
            }
            Some(Outcome::BadSettings(finding, sources)) => Err(Stop::Settings(finding, sources)),
            Some(Outcome::Failed(error)) => Err(Stop::Failed(error.into())),
            None => Err(anyhow!(
                "mdBook did not run the preprocessor `qed`: see `renderers` in [preprocessor.qed]"
            )
            .into()),
        }
    }

    /// What mdBook hands to a renderer, to be written where `mdbook build` would write it.
    pub(crate) fn render_context(&self, woven: Book) -> RenderContext {
        RenderContext::new(&self.root, woven, self.config.clone(), self.destination())
    }

    /// One renderer writes to `book`; with a second one each has a folder of its own in it.
    fn destination(&self) -> PathBuf {
        let folder = self.root.join(&self.config.build.build_dir);
        let renderers = self.config.outputs::<toml::Value>().unwrap_or_default();
        if renderers.len() > 1 {
            folder.join(NAME)
        } else {
            folder
        }
    }

    /// The configuration as mdBook gets it: alone, it names no preprocessor but QED.
    fn mdbook_config(&self) -> Result<Config, Stop> {
        let mut config = self.config.clone();
        if self.alone {
            let own: toml::Table = config.get("preprocessor.qed")?.unwrap_or_default();
            config.set(
                "preprocessor",
                toml::Table::from_iter([(NAME.to_owned(), toml::Value::Table(own))]),
            )?;
        }
        Ok(config)
    }
}

/// Stands for the renderer `qed` while preprocessors run.
struct Named;

impl Renderer for Named {
    fn name(&self) -> &str {
        NAME
    }

    fn render(&self, _: &RenderContext) -> anyhow::Result<()> {
        Ok(())
    }
}

fn config(root: &Path, sources: &mut Sources) -> Result<Config, Stop> {
    let path = root.join("book.toml");
    let text = match read_text(&path) {
        Ok(text) => text,
        Err(qed_markdown::ReadError::Missing) => {
            let message = format!(
                "there is no book.toml in {}: `qed new DIR` makes a book",
                root.display()
            );
            return Err(Stop::Failed(anyhow!(message)));
        }
        Err(error) => {
            let path = path.display();
            return Err(Stop::Failed(match error {
                qed_markdown::ReadError::NotUtf8 => {
                    anyhow!("{path} is not UTF-8: save it as UTF-8")
                }
                error => anyhow!("{path} cannot be read: {error}"),
            }));
        }
    };
    Config::from_str(&text).map_err(|error| {
        let source = sources.add("book.toml", text);
        let (range, reason) = match error.root_cause().downcast_ref::<toml::de::Error>() {
            Some(error) => (error.span().unwrap_or_default(), error.message().to_owned()),
            None => (0..0, format!("{error:#}")),
        };
        let span = Span::new(source, range.start, range.end);
        let message = format!("mdBook cannot read book.toml: {}", reason.trim());
        let finding = Finding::new(&BAD_SETTING, span, message).hint("correct this line");
        Stop::Settings(Box::new(finding), std::mem::take(sources))
    })
}
