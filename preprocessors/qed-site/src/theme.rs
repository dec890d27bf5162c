//! The theme: templates, styles, scripts and fonts, and the findings about an author's own.

mod faults;
mod tags;

use std::collections::BTreeMap;

use qed_report::{Finding, Level, Rule, SourceId, Sources, Span, nearest};
use tera::{Context, Tera};

use crate::page::Book;
pub(crate) use faults::Fault;

/// A theme template with a mistake in it.
pub static THEME_TEMPLATE: Rule = Rule {
    code: "theme-template",
    level: Level::Deny,
    title: "a theme template that cannot be used",
    explanation: "\
A file in `theme/templates/` is a [Tera](https://keats.github.io/tera/) template, and this one has a mistake: it cannot \
be parsed, it names a filter, a block or another template that is not there, or it asks for a value that its page does not have.

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

/// A template that no page is made with.
pub static THEME_UNUSED: Rule = Rule {
    code: "theme-unused",
    level: Level::Warn,
    title: "a theme template that nothing uses",
    explanation: "\
A file in `theme/templates/` replaces the built-in template of the same name. This one has no such name, and no other template extends or \
includes it, so that no page is made with it:

```text
theme/templates/chapters.html
```

Give it the name of the template that it replaces: `chapter.html`.
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
                end: None,
                hint: "save the file as UTF-8".to_owned(),
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
    pub(crate) fn templates(&self) -> Result<Templates, Vec<Fault>> {
        let mut tera = Tera::new();
        let texts = self.by_name().map_err(|fault| vec![fault])?;
        tera.add_raw_templates(texts.iter().map(|(&name, &text)| (name, text)))
            .map_err(|error| {
                let is_own = |name: &str| self.files.contains_key(&format!("{TEMPLATES}{name}"));
                faults::at_the_base(faults::faults("", &error, &texts), &texts, is_own)
            })?;
        let texts = texts
            .iter()
            .map(|(&name, &text)| (name.to_owned(), text.to_owned()));
        Ok(Templates {
            tera,
            texts: texts.collect(),
        })
    }

    /// The templates as text, by name.
    fn by_name(&self) -> Result<BTreeMap<&str, &str>, Fault> {
        let texts = self.texts(TEMPLATES)?.into_iter();
        Ok(texts
            .map(|(path, text)| (path.trim_start_matches(TEMPLATES), text))
            .collect())
    }

    /// What is wrong in the author's own templates, as far as it shows without a page: files with sources only.
    pub fn check(&self) -> Vec<Finding> {
        if !self.sources.keys().any(|path| path.starts_with(TEMPLATES)) {
            return Vec::new();
        }
        let mut findings = self.unused();
        if let Err(faults) = self.templates() {
            findings.extend(faults.iter().filter_map(|fault| self.finding(fault, None)));
        }
        findings
    }

    /// Templates of the author's with names that nothing asks for.
    fn unused(&self) -> Vec<Finding> {
        let texts = self.by_name().unwrap_or_default();
        let built_in = || {
            let paths = BUILT_IN.iter().map(|(path, _)| *path);
            paths.filter_map(|path| path.strip_prefix(TEMPLATES))
        };
        let is_used = |name: &str| {
            built_in().any(|known| known == name)
                || ['"', '\'', '`'].iter().any(|quote| {
                    let quoted = format!("{quote}{name}{quote}");
                    texts.values().any(|text| text.contains(&quoted))
                })
        };
        let own = self.sources.iter();
        own.filter_map(|(path, &source)| {
            let name = path.strip_prefix(TEMPLATES)?;
            let message = format!("no page is made with `{name}`");
            (!is_used(name)).then(|| {
                let finding = Finding::new(&THEME_UNUSED, Span::file(source), message);
                finding.hint(match nearest_template(name, built_in()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "give it the name of the template that it replaces, or extend or include it"
                            .to_owned()
                    }
                })
            })
        })
        .collect()
    }

    /// What is wrong, at its place. A built-in file is right by itself (the tests render with them): if the mistake shows
    /// in one, it came with the author's files and is said at the first of those. Where no file of the theme has a
    /// source, the first chapter stands for the book.
    pub(crate) fn finding(&self, fault: &Fault, book: Option<&Book>) -> Option<Finding> {
        let source = self.sources.get(&fault.path);
        if let Some(&source) = source {
            let span = |range: &std::ops::Range<usize>| Span::new(source, range.start, range.end);
            let mut finding = Finding::new(fault.rule, span(&fault.range), fault.message.clone());
            if let Some(end) = &fault.end {
                finding = finding.other(span(end), "it should be closed before this");
            }
            return Some(finding.hint(fault.hint.clone()));
        }
        let own = self
            .sources
            .iter()
            .find(|(path, _)| path.starts_with(TEMPLATES));
        let span = match own {
            Some((_, &source)) => Span::file(source),
            None => book?.pages.first()?.topic.span(0..0),
        };
        let message = format!("{} (in the theme's `{}`)", fault.message, fault.path);
        Some(Finding::new(fault.rule, span, message).hint(fault.hint.clone()))
    }

    /// The same of several.
    pub(crate) fn findings(&self, faults: &[Fault], book: &Book) -> Vec<Finding> {
        let found = |fault| self.finding(fault, Some(book));
        faults.iter().filter_map(found).collect()
    }
}

/// The styles of the built-in theme, for a page that stands beside no site. The fonts that they name are not there.
pub fn plain_style() -> String {
    Theme::default()
        .joined("css/")
        .expect("the built-in files are text")
}

/// The template of the nearest name; that both end in `.html` makes them no nearer.
fn nearest_template<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    fn stem(name: &str) -> &str {
        name.strip_suffix(".html").unwrap_or(name)
    }
    nearest(stem(name), known.map(stem)).map(|near| format!("{near}.html"))
}

/// Parsed templates, ready for all pages at once.
pub(crate) struct Templates {
    tera: Tera,
    /// By name; for what is said about them.
    texts: BTreeMap<String, String>,
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
        match self.tera.render_to(template, context, &mut page) {
            Ok(()) => Ok(page),
            Err(error) => Err(self.fault(template, &error)),
        }
    }

    fn fault(&self, template: &str, error: &tera::Error) -> Fault {
        let texts = self
            .texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        let mut faults = faults::faults(template, error, &texts.collect());
        // There is always one: what is rendered stops at its first mistake.
        faults.swap_remove(0)
    }
}
