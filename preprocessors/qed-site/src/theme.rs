//! The theme: templates, styles, scripts and fonts, and the findings about an author's own.

use std::collections::BTreeMap;

use qed_report::{Finding, Level, Rule, SourceId, Sources, Span};
use tera::{Context, ErrorKind, Tera};

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

    /// The same as text; a file that is not UTF-8 is a finding.
    fn texts(&self, folder: &str) -> Result<BTreeMap<&str, &str>, Vec<Finding>> {
        let mut texts = BTreeMap::new();
        let mut findings = Vec::new();
        for (path, bytes) in self.folder(folder) {
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    texts.insert(path, text);
                }
                Err(error) => {
                    let message =
                        format!("`{path}` is not UTF-8 from byte {}", error.valid_up_to());
                    findings.extend(self.finding(&THEME_TEXT, path, 0..0, message));
                }
            }
        }
        if findings.is_empty() {
            Ok(texts)
        } else {
            Err(findings)
        }
    }

    /// The files of a folder one after another, each on lines of its own: one stylesheet, one script.
    pub(crate) fn joined(&self, folder: &str) -> Result<String, Vec<Finding>> {
        let mut joined = String::new();
        for text in self.texts(folder)?.values() {
            joined.push_str(text.trim_end());
            joined.push('\n');
        }
        Ok(joined)
    }

    /// The templates, parsed.
    pub(crate) fn templates(&self) -> Result<Templates<'_>, Vec<Finding>> {
        let mut tera = Tera::new();
        let texts = self.texts("templates/")?;
        let named = texts
            .iter()
            .map(|(path, text)| (path.trim_start_matches("templates/"), *text));
        match tera.add_raw_templates(named) {
            Ok(()) => Ok(Templates { tera, theme: self }),
            Err(error) => Err(self.explain("", &error)),
        }
    }

    /// A finding in one of the author's files; if the file is a built-in one, at the author's first file instead:
    /// built-in files are right by themselves (the tests render with them), so the mistake came with the author's.
    fn finding(
        &self,
        rule: &'static Rule,
        path: &str,
        range: std::ops::Range<usize>,
        message: String,
    ) -> Option<Finding> {
        if let Some(&source) = self.sources.get(path) {
            return Some(Finding::new(
                rule,
                Span::new(source, range.start, range.end),
                message,
            ));
        }
        let (_, &source) = self
            .sources
            .iter()
            .find(|(path, _)| path.starts_with("templates/"))?;
        Some(Finding::new(
            rule,
            Span::file(source),
            format!("{message} (in the built-in `{path}`)"),
        ))
    }

    /// Tera's error as findings.
    fn explain(&self, template: &str, error: &tera::Error) -> Vec<Finding> {
        let (path, range, message) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
                report.filename(),
                report.span().range.clone(),
                report.message().to_owned(),
            ),
            ErrorKind::MissingParent { current, .. } => (current.as_str(), 0..0, error.to_string()),
            ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
                (tpl.as_str(), 0..0, error.to_string())
            }
            _ => (template, 0..0, error.to_string()),
        };
        let message = message.trim_end_matches('.').to_owned();
        self.finding(
            &THEME_TEMPLATE,
            &format!("templates/{path}"),
            range,
            message,
        )
        .into_iter()
        .collect()
    }
}

/// Parsed templates, ready for all pages at once.
pub(crate) struct Templates<'a> {
    tera: Tera,
    theme: &'a Theme,
}

impl Templates<'_> {
    /// Fills a template, named without `templates/`.
    pub(crate) fn fill(&self, template: &str, context: &Context) -> Result<String, Vec<Finding>> {
        self.tera
            .render(template, context)
            .map_err(|error| self.theme.explain(template, &error))
    }
}
