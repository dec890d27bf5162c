//! The theme: templates, styles, scripts and fonts, and the findings about an author's own.

use std::collections::BTreeMap;
use std::ops::Range;

use qed_report::{Finding, Level, Rule, SourceId, Sources, Span};
use tera::{Context, ErrorKind, Tera};

use crate::page::Book;

/// A theme template with a mistake in it.
pub static THEME_TEMPLATE: Rule = Rule {
    code: "theme-template",
    level: Level::Deny,
    title: "a theme template that cannot be used",
    explanation: "\
A file in `theme/templates/` is a [Tera](https://keats.github.io/tera/) template, and this one has a mistake: it cannot \
be parsed, or it asks for a value that its page does not have.

```jinja2
<h1>{{ page.titel }}</h1>
```

Write the name as the built-in template writes it:

```jinja2
<h1>{{ page.title }}</h1>
```

Deleting the file brings the built-in one back.
",
};

/// A theme file that is not text where text is needed.
pub static THEME_TEXT: Rule = Rule {
    code: "theme-text",
    level: Level::Deny,
    title: "a template, style or script of the theme that is not UTF-8",
    explanation: "\
Templates, styles and scripts of the theme are read as UTF-8 text. This file has other bytes in it, as a file in an \
older encoding has.

Save it again as UTF-8.
",
};

/// The folder of templates.
const TEMPLATES: &str = "templates/";

/// The built-in files: path below `theme/`, bytes, sorted by path.
static BUILT_IN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// The templates, styles, scripts and fonts of a site: path relative to `theme/`, bytes. The built-in theme is compiled into
/// this crate from the repository's `theme/`; an author's own files replace it one by one.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Path to bytes of the author's own files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The same files as sources, for findings about them. A file that is missing here cannot be pointed to.
    pub sources: BTreeMap<String, SourceId>,
}

impl Theme {
    /// Adds an author's file. `path` is relative to the theme's folder, `source_path` to the book's root.
    pub fn add(&mut self, path: &str, source_path: &str, bytes: Vec<u8>, sources: &mut Sources) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.sources
            .insert(path.to_owned(), sources.add(source_path, text));
        self.files.insert(path.to_owned(), bytes);
    }

    /// All files below a folder (`css/`), the author's before the built-in ones, sorted by path.
    pub(crate) fn folder(&self, folder: &str) -> BTreeMap<&str, &[u8]> {
        let built_in = BUILT_IN.iter().map(|&(path, bytes)| (path, bytes));
        let own = self
            .files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        built_in
            .chain(own)
            .filter(|(path, _)| path.starts_with(folder))
            .collect()
    }

    /// The same as text.
    fn texts(&self, folder: &str) -> Result<BTreeMap<&str, &str>, Fault> {
        let text = |(path, bytes)| match std::str::from_utf8(bytes) {
            Ok(text) => Ok((path, text)),
            Err(error) => Err(Fault {
                rule: &THEME_TEXT,
                path: str::to_owned(path),
                range: 0..0,
                message: format!("`{path}` is not UTF-8 from byte {}", error.valid_up_to()),
            }),
        };
        self.folder(folder).into_iter().map(text).collect()
    }

    /// The files of a folder one after another, each on lines of its own: one stylesheet, one script.
    pub(crate) fn joined(&self, folder: &str) -> Result<String, Fault> {
        let texts = self.texts(folder)?;
        Ok(texts
            .values()
            .map(|text| format!("{}\n", text.trim_end()))
            .collect())
    }

    /// The templates, parsed.
    pub(crate) fn templates(&self) -> Result<Templates, Fault> {
        let mut tera = Tera::new();
        let texts = self.texts(TEMPLATES)?;
        let named = texts
            .iter()
            .map(|(path, text)| (path.trim_start_matches(TEMPLATES), *text));
        tera.add_raw_templates(named)
            .map_err(|error| fault("", &error))?;
        Ok(Templates { tera })
    }

    /// What is wrong, at its place. A built-in file is right by itself (the tests render with them): if the mistake shows
    /// in one, it came with the author's files and is said at the first of those. Where no file of the theme has a
    /// source, the first chapter stands for the book.
    pub(crate) fn finding(&self, fault: &Fault, book: &Book) -> Option<Finding> {
        let span = self
            .sources
            .get(&fault.path)
            .map(|&source| Span::new(source, fault.range.start, fault.range.end));
        if let Some(span) = span {
            return Some(Finding::new(fault.rule, span, fault.message.clone()));
        }
        let own = self
            .sources
            .iter()
            .find(|(path, _)| path.starts_with(TEMPLATES));
        let span = match own {
            Some((_, &source)) => Span::file(source),
            None => book.pages.first()?.topic.span(0..0),
        };
        Some(Finding::new(
            fault.rule,
            span,
            format!("{} (in the theme's `{}`)", fault.message, fault.path),
        ))
    }
}

/// The styles of the built-in theme, for a page that stands beside no site. The fonts that they name are not there.
pub fn plain_style() -> String {
    Theme::default()
        .joined("css/")
        .expect("the built-in files are text")
}

/// What is wrong in a file of the theme.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    rule: &'static Rule,
    /// Relative to `theme/`.
    path: String,
    range: Range<usize>,
    message: String,
}

/// Tera's error.
fn fault(template: &str, error: &tera::Error) -> Fault {
    let (path, range, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
            report.filename(),
            report.span().range.clone(),
            report.message().to_owned(),
        ),
        ErrorKind::MissingParent { current: path, .. }
        | ErrorKind::CircularExtend { tpl: path, .. }
        | ErrorKind::CircularInclude { tpl: path, .. } => (path.as_str(), 0..0, error.to_string()),
        _ => (template, 0..0, error.to_string()),
    };
    let message = message.trim_end_matches('.').to_owned();
    Fault {
        rule: &THEME_TEMPLATE,
        path: format!("{TEMPLATES}{path}"),
        range,
        message,
    }
}

/// Parsed templates, ready for all pages at once.
pub(crate) struct Templates {
    tera: Tera,
}

impl Templates {
    /// Fills a template, named without its folder. `size` is about how many bytes it will have.
    pub(crate) fn fill(
        &self,
        template: &str,
        context: &Context,
        size: usize,
    ) -> Result<Vec<u8>, Fault> {
        let mut page = Vec::with_capacity(size);
        self.tera
            .render_to(template, context, &mut page)
            .map_err(|error| fault(template, &error))?;
        Ok(page)
    }
}
