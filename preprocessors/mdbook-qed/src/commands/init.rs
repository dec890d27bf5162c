//! `qed init`: QED for the mdBook that is there.

mod book_toml;
mod style;

use std::path::Path;

use anyhow::Context;
use clap::Args;

use crate::cli::HOLDS;
use crate::folder::{WORK_FOLDER, slashed, write};
use crate::opened::{Opened, Stop};
use crate::tell;

use book_toml::BookToml;

/// How QED is added to a book.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder with book.toml
    #[arg(default_value = ".")]
    root: std::path::PathBuf,
    /// Add the study site beside what the book is rendered to now
    #[arg(long)]
    site: bool,
}

/// Adds what is missing and says so, line by line; what is there stays as it is.
pub(crate) fn init(arguments: &InitArgs) -> Result<u8, Stop> {
    // A book.toml that cannot be read is told at its place, as by every command.
    let opened = Opened::new(&arguments.root, true)?;
    let done = add(&opened, arguments.site)?;
    if done.is_empty() {
        tell::line("QED is in this book already; nothing to do.");
    } else {
        done.iter().for_each(|line| tell::line(line));
        tell::line("Next: `qed check` says what does not hold yet.");
    }
    Ok(HOLDS)
}

fn add(opened: &Opened, site: bool) -> anyhow::Result<Vec<String>> {
    let root = &opened.root;
    let path = root.join("book.toml");
    let text = std::fs::read_to_string(&path).context("book.toml cannot be read")?;
    let mut book = BookToml::parse(&text)?;
    book.add_preprocessor();
    book.add_site(site);
    let mut done = Vec::new();
    if book.has_output("html") {
        let source = slashed(&opened.config.book.src);
        let source = if source == "." { String::new() } else { source };
        done.extend(style::write(root, &source)?);
        book.add_style(&style::path(&source));
    }
    let (new, said) = book.finish();
    if new != text {
        write(&path, new.as_bytes()).context("book.toml cannot be written")?;
    }
    done.splice(0..0, said);
    done.extend(ignore(root)?);
    Ok(done)
}

/// Leaves the work folder out of the repository.
fn ignore(root: &Path) -> anyhow::Result<Option<String>> {
    let path = root.join(".gitignore");
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.context(".gitignore cannot be read")?,
    };
    let names_it = |line: &str| line.trim().trim_matches('/') == WORK_FOLDER;
    if text.lines().any(names_it) {
        return Ok(None);
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        end
    };
    let text = format!("{text}{gap}/{WORK_FOLDER}{end}");
    write(&path, text.as_bytes()).context(".gitignore cannot be written")?;
    Ok(Some(format!(".gitignore: /{WORK_FOLDER} added")))
}
