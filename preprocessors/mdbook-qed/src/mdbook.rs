//! QED as mdBook sees it: a preprocessor and a renderer, in one process or through stdin and stdout.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, bail};
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use mdbook_renderer::RenderContext;
use qed_report::{Finding, Sources};

use crate::load::{self, Stage};
use crate::means::Means;
use crate::prove::{Proven, prove};
use crate::settings::Settings;
use crate::site::Plan;
use crate::weave::{self, mark};

/// The name under which book.toml speaks of both.
pub(crate) const NAME: &str = "qed";

/// What came of a run, for whoever started it: the preprocessor hands back only a book.
pub(crate) type Shared = Arc<Mutex<Option<Outcome>>>;

/// What came of a run.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The book was looked at.
    Proven(Box<Proven>),
    /// book.toml does not say what QED can understand.
    BadSettings(Box<Finding>, Sources),
    /// QED or the system failed.
    Failed(qed_snippet::Error),
}

/// The preprocessor.
pub(crate) struct QedPreprocessor {
    pub(crate) means: Means,
    pub(crate) outcome: Shared,
}

impl Preprocessor for QedPreprocessor {
    fn name(&self) -> &str {
        NAME
    }

    /// Proves the book and weaves what was proven into it. A book that could not be proven comes back as it was, and the outcome
    /// says why.
    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let mut sources = Sources::default();
        let settings = match Settings::read(&context.config, &context.root, &mut sources) {
            Ok(settings) => settings,
            Err(finding) => {
                put(&self.outcome, Outcome::BadSettings(finding, sources));
                return Ok(book);
            }
        };
        let proven = prove(
            &book,
            &context.root,
            &context.config,
            &settings,
            &self.means,
            Stage::Written,
            sources,
        );
        let outcome = match proven {
            Ok(proven) => {
                weave_book(&mut book, &proven, &context.renderer);
                Outcome::Proven(Box::new(proven))
            }
            Err(error) => Outcome::Failed(error),
        };
        put(&self.outcome, outcome);
        Ok(book)
    }
}

fn put(shared: &Shared, outcome: Outcome) {
    *shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
}

/// Takes what came of a run.
pub(crate) fn take(shared: &Shared) -> Option<Outcome> {
    shared.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn weave_book(book: &mut Book, proven: &Proven, renderer: &str) {
    let mut at = 0;
    each_chapter(&mut book.items, &mut |chapter| {
        chapter.content = weave::topic(proven, at, renderer);
        at += 1;
    });
}

/// Every chapter with a file, depth first: the order of the library's topics. (mdBook's own `for_each_mut` visits the
/// nested ones first.)
fn each_chapter(
    items: &mut [BookItem],
    change: &mut impl FnMut(&mut mdbook_preprocessor::book::Chapter),
) {
    for item in items {
        if let BookItem::Chapter(chapter) = item {
            if !chapter.is_draft_chapter() {
                change(chapter);
            }
            each_chapter(&mut chapter.sub_items, change);
        }
    }
}

/// What a rendering came to.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// The book as the renderer saw it.
    pub(crate) proven: Proven,
    /// What the site is made from.
    pub(crate) plan: Plan,
    /// The preprocessor saw this very text, told its findings, and let it pass.
    pub(crate) told: bool,
}

impl Rendered {
    /// Whether the text changed after the preprocessor looked, and does not hold any more.
    pub(crate) fn fails(&self) -> bool {
        !self.told && self.proven.fails()
    }
}

/// The renderer: from mdBook's context to what a site is made from. `known` is what the preprocessor of this process proved; it is
/// used if the text is still the same.
pub(crate) fn render(
    context: &RenderContext,
    known: Option<Proven>,
    means: &Means,
) -> Result<Rendered> {
    let mut sources = Sources::default();
    let settings = match Settings::read(&context.config, &context.root, &mut sources) {
        Ok(settings) => settings,
        Err(finding) => bail!("{}", finding.message),
    };
    let mut book = context.book.clone();
    let mut told = true;
    each_chapter(&mut book.items, &mut |chapter| {
        let (text, marked) = mark::strip(&chapter.content);
        told &= marked;
        chapter.content = text.to_owned();
    });
    let proven = match known.filter(|known| is_same(known, &book)) {
        Some(known) => known,
        None => prove(
            &book,
            &context.root,
            &context.config,
            &settings,
            means,
            Stage::Preprocessed,
            sources,
        )?,
    };
    let plan = Plan::new(&book, &proven, &context.root, &context.config, &settings);
    Ok(Rendered { proven, plan, told })
}

/// Whether a book still has the text that was proven.
fn is_same(proven: &Proven, book: &Book) -> bool {
    let topics = &proven.library.topics;
    book.chapters().count() == topics.len()
        && book.chapters().zip(topics).all(|(chapter, topic)| {
            chapter.content == topic.text && load::path(chapter) == topic.path
        })
}
