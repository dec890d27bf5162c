//! mdBook's protocol: JSON on stdin, a book on stdout, findings on stderr, an exit code.
#![expect(clippy::print_stdout, reason = "stdout is where mdBook reads the book")]

use std::io::Read;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use mdbook_preprocessor::{MDBOOK_VERSION, Preprocessor, PreprocessorContext};
use mdbook_renderer::RenderContext;
use qed_report::Sources;

use crate::cli::{DENIED, FAILED, HOLDS, USAGE};
use crate::mdbook::{self, NAME, Outcome, QedPreprocessor, Shared, take};
use crate::means::Means;
use crate::settings::Settings;
use crate::tell;

/// The program `mdbook-qed`. `supports RENDERER` is answered with yes; else stdin holds what mdBook sends: an array for a
/// preprocessor, an object for a renderer.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("supports") => Ok(HOLDS),
        Some(_) => {
            tell::line("mdbook-qed is started by mdBook; the command for people is `qed`");
            Ok(USAGE)
        }
        None => from_stdin(),
    };
    ExitCode::from(result.unwrap_or_else(|error| {
        tell::failure(&error);
        FAILED
    }))
}

fn from_stdin() -> Result<u8> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("stdin cannot be read")?;
    match text.trim_start().as_bytes().first() {
        Some(b'[') => preprocess(&text),
        Some(b'{') => render(&text),
        _ => anyhow::bail!(
            "stdin holds neither a book to preprocess nor one to render: mdbook-qed is started by mdBook"
        ),
    }
}

fn preprocess(text: &str) -> Result<u8> {
    let (context, book) =
        mdbook_preprocessor::parse_input(text.as_bytes()).with_context(|| unreadable(text))?;
    ensure_known(&context.mdbook_version)?;
    let outcome = Shared::default();
    let preprocessor = QedPreprocessor {
        means: Means::default(),
        outcome: Arc::clone(&outcome),
    };
    let book = preprocessor.run(&context, book)?;
    let code = match take(&outcome) {
        Some(Outcome::Proven(proven)) => {
            tell::unprotected(&proven.report.proof.unprotected);
            if proven.fails() || !is_asked_again(&context) {
                tell::findings(&proven.report.findings, &proven.library.sources);
            }
            if proven.fails() { DENIED } else { HOLDS }
        }
        Some(Outcome::BadSettings(finding, sources)) => {
            tell::findings(&[*finding], &sources);
            USAGE
        }
        Some(Outcome::Failed(error)) => return Err(error.into()),
        None => FAILED,
    };
    if code == HOLDS {
        println!("{}", serde_json::to_string(&book)?);
    }
    Ok(code)
}

/// Whether mdBook, which asks anew for each renderer, will ask for QED's own as well: warnings are told then, and once.
fn is_asked_again(context: &PreprocessorContext) -> bool {
    let whole_build = ![NAME, "test"].contains(&context.renderer.as_str());
    whole_build && context.config.contains_key("output.qed")
}

fn render(text: &str) -> Result<u8> {
    let context = RenderContext::from_json(text.as_bytes()).with_context(|| unreadable(text))?;
    ensure_known(&context.version)?;
    let mut sources = Sources::default();
    if let Err(finding) = Settings::read(&context.config, &context.root, &mut sources) {
        tell::findings(&[*finding], &sources);
        return Ok(USAGE);
    }
    let rendered = mdbook::render(&context, None, &Means::default())?;
    if !rendered.told {
        let proven = &rendered.proven;
        tell::findings(&proven.report.findings, &proven.library.sources);
    }
    if rendered.fails() {
        return Ok(DENIED);
    }
    let written = rendered.plan.write(&context.destination, &context.root)?;
    match written {
        Ok(()) => Ok(HOLDS),
        Err(theme) => {
            tell::line(&theme.tell());
            Ok(DENIED)
        }
    }
}

/// What mdBook sends may mean something else in another series of versions, even where it can be read.
fn ensure_known(version: &str) -> Result<()> {
    let series = |version: &str| {
        version
            .split('.')
            .take(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    ensure!(
        series(version) == series(MDBOOK_VERSION),
        other_version(version)
    );
    Ok(())
}

fn other_version(version: &str) -> String {
    format!(
        "the book comes from mdBook {version}, and QED reads that of {MDBOOK_VERSION}: \
         `cargo install mdbook --version {MDBOOK_VERSION}` installs it"
    )
}

/// Why JSON may not be what is expected.
fn unreadable(text: &str) -> String {
    let version = serde_json::from_str::<serde_json::Value>(text)
        .ok()
        .and_then(|value| {
            let context = if value.is_array() { &value[0] } else { &value };
            let key = if value.is_array() {
                "mdbook_version"
            } else {
                "version"
            };
            Some(context.get(key)?.as_str()?.to_owned())
        });
    match version {
        Some(version) if ensure_known(&version).is_err() => other_version(&version),
        _ => format!("what mdBook sent cannot be read; QED was built for mdBook {MDBOOK_VERSION}"),
    }
}
