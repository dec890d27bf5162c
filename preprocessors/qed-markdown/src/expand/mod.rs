//! mdBook's includes, expanded, with the origin of each byte.

mod directive;
mod lines;
mod rendered;
pub(crate) mod rules;
mod tell;

use std::fmt;
use std::sync::Arc;

use qed_report::{Finding, SourceId, Sources};

use crate::Origin;
use directive::{Directive, Kind, Selection, directives};
use rendered::Rendered;

/// mdBook goes so many levels deep.
const DEEPEST: usize = 10;
/// Bounds of what one chapter may become.
const MOST_BYTES: usize = 64 << 20;
const MOST_DIRECTIVES: usize = 100_000;

/// Gives the files that a chapter includes. This crate sees no disk.
pub trait Files {
    /// The text of a file. `path` is relative to the book's root, with `/` between its parts and without `.`; it may begin with `../` or `/`
    /// if the author wrote so.
    fn read(&mut self, path: &str) -> Result<Arc<str>, ReadError>;
}

/// Why a file cannot be included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// There is no such file.
    Missing,
    /// It is not UTF-8.
    NotUtf8,
    /// It is there, but: a reason in a few words, without a full stop.
    Refused(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Missing => "there is no such file",
            Self::NotUtf8 => "it is not UTF-8",
            Self::Refused(reason) => reason,
        })
    }
}

/// A chapter with its includes in place.
#[derive(Clone, Debug)]
pub struct Expanded {
    /// The text, without a byte-order mark.
    pub text: Arc<str>,
    /// Where each byte of `text` came from.
    pub origin: Origin,
    /// What `{{#title …}}` says, which is gone from the text. mdBook shows it only if its own `links` finds the directive: what is
    /// woven for another renderer than QED's needs it again.
    pub title: Option<String>,
    /// Each `{{#` in `text` that had a backslash before it. Where mdBook's `links` runs afterwards, the backslash must be put back.
    pub escaped: Vec<usize>,
    /// All files that were read, in the order of first use, without the chapter's own.
    pub read: Vec<String>,
}

impl Expanded {
    /// A text that holds no directive, or none that is to be expanded.
    pub fn as_it_is(text: Arc<str>, origin: Origin) -> Self {
        Self {
            text,
            origin,
            title: None,
            escaped: Vec::new(),
            read: Vec::new(),
        }
    }
}

/// Expands the includes of a chapter by the rules of mdBook 0.5.4. `path` is the chapter's file relative to the book's root and `source`
/// its text; included files are added to `sources` by their paths.
///
/// What cannot be included stays as it is written, with a finding; what goes round in a circle is left out.
pub fn expand(
    path: &str,
    source: SourceId,
    sources: &mut Sources,
    files: &mut dyn Files,
) -> (Expanded, Vec<Finding>) {
    let file = sources.get(source).text.clone();
    let start = if file.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut origin = Origin::empty();
    origin.push(file.len() - start, source, start..file.len());
    let text = if start == 0 {
        file
    } else {
        file[start..].into()
    };
    expand_text(path, text, origin, sources, files)
}

/// The same for a text that is no longer what stands in its file: another preprocessor has changed it, and `origin` says
/// what came from where.
pub fn expand_text(
    path: &str,
    text: Arc<str>,
    origin: Origin,
    sources: &mut Sources,
    files: &mut dyn Files,
) -> (Expanded, Vec<Finding>) {
    if !text.contains("{{") {
        return (Expanded::as_it_is(text, origin), Vec::new());
    }
    let place = origin.span(0..0);
    let chapter = Rendered {
        text: text.to_string(),
        origin,
    };
    let mut expander = Expander {
        sources,
        files,
        out: Rendered::new(),
        title: None,
        escaped: Vec::new(),
        read: Vec::new(),
        findings: Vec::new(),
        stack: vec![(path.to_owned(), selection_key(&Selection::ALL))],
        directives: 0,
    };
    expander.expand(&chapter, folder(path), None);
    if expander.out.text.is_empty() {
        // A text of no bytes has a place as well.
        expander
            .out
            .origin
            .push(0, place.source, place.start..place.start);
    }
    let Expander {
        out,
        title,
        escaped,
        read,
        findings,
        ..
    } = expander;
    let expanded = Expanded {
        text: out.text.into(),
        origin: out.origin,
        title,
        escaped,
        read,
    };
    (expanded, findings)
}

struct Expander<'a> {
    sources: &'a mut Sources,
    files: &'a mut dyn Files,
    out: Rendered,
    title: Option<String>,
    escaped: Vec<usize>,
    read: Vec<String>,
    findings: Vec<Finding>,
    /// The files that are open, each with what of it is included.
    stack: Vec<(String, String)>,
    directives: usize,
}

impl Expander<'_> {
    /// Expands `text`, whose paths start from `folder`; `from` is where the chapter includes it.
    fn expand(&mut self, text: &Rendered, folder: &str, from: Option<&Place>) {
        let mut done = 0;
        for directive in directives(&text.text) {
            self.directives += 1;
            self.out.push_part(text, done..directive.range.start);
            let place = Place {
                span: text.origin.span(directive.range.clone()),
                outer: from.map(|from| from.outer.unwrap_or(from.span)),
            };
            done = directive.range.end;
            if !self.directive(text, &directive, folder, &place) {
                self.out.push_part(text, directive.range);
            }
        }
        self.out.push_part(text, done..text.text.len());
    }

    /// Writes what a directive stands for; false if it stays as it is.
    fn directive(
        &mut self,
        text: &Rendered,
        directive: &Directive<'_>,
        folder: &str,
        place: &Place,
    ) -> bool {
        let too_deep = self.stack.len() > DEEPEST;
        match &directive.kind {
            Kind::Escaped => {
                self.escaped.push(self.out.text.len());
                self.out
                    .push_part(text, directive.range.start + 1..directive.range.end);
                true
            }
            Kind::Title(title) => {
                self.title = Some((*title).to_owned());
                true
            }
            Kind::Unknown(name) => {
                self.misspelt(name, place);
                false
            }
            Kind::Include(path, selection) | Kind::RustdocInclude(path, selection) => {
                let hide = matches!(directive.kind, Kind::RustdocInclude(..));
                let path = join(folder, path);
                let Some((source, file)) = self.open(&path, place) else {
                    return false;
                };
                let take = if hide {
                    lines::take_with_hidden
                } else {
                    lines::take
                };
                let (taken, found) = take(&file, source, selection);
                if !found {
                    self.nothing(&path, &file, selection, place);
                }
                self.include(path, selection, &taken, too_deep, place);
                true
            }
            Kind::Playground(path, attributes) => {
                let path = join(folder, path);
                let Some((source, file)) = self.open(&path, place) else {
                    return false;
                };
                let fence = playground(&file, source, attributes, place);
                self.include(path, &Selection::ALL, &fence, too_deep, place);
                true
            }
        }
    }

    fn include(
        &mut self,
        path: String,
        selection: &Selection<'_>,
        taken: &Rendered,
        too_deep: bool,
        place: &Place,
    ) {
        let inner = folder(&path).to_owned();
        let key = (path, selection_key(selection));
        if self.stack.contains(&key) {
            let message = format!("`{}` is included in a circle", key.0);
            let hint = "include only a part of it, by anchor or lines";
            return self.find(&rules::LOOP, place, message, hint);
        }
        if too_deep {
            let message = format!("`{}` is included more than {DEEPEST} levels deep", key.0);
            let hint = "include it from a file that is nearer to the chapter";
            return self.find(&rules::LOOP, place, message, hint);
        }
        if self.out.text.len() + taken.text.len() > MOST_BYTES || self.directives > MOST_DIRECTIVES
        {
            let message = "the includes of this chapter grow beyond all bounds".to_owned();
            let known = self
                .findings
                .iter()
                .any(|finding| finding.rule == &rules::TOO_LARGE);
            if !known {
                self.find(
                    &rules::TOO_LARGE,
                    place,
                    message,
                    "look for files that include each other",
                );
            }
            return;
        }
        self.stack.push(key);
        self.expand(taken, &inner, Some(place));
        self.stack.pop();
    }

    fn open(&mut self, path: &str, place: &Place) -> Option<(SourceId, Arc<str>)> {
        if !self.read.iter().any(|read| read == path) {
            if self.sources.find(path).is_none() {
                match self.files.read(path) {
                    Ok(text) => {
                        self.sources.add(path, text);
                    }
                    Err(error) => {
                        self.unreadable(path, error, place);
                        return None;
                    }
                }
            }
            self.read.push(path.to_owned());
        }
        let source = self.sources.find(path)?;
        Some((source, self.sources.get(source).text.clone()))
    }
}

/// Where a directive stands in its file, and where the chapter includes that file.
struct Place {
    span: qed_report::Span,
    outer: Option<qed_report::Span>,
}

/// The fence that `{{#playground}}` stands for; its own lines have the directive's place.
fn playground(file: &str, source: SourceId, attributes: &[&str], place: &Place) -> Rendered {
    let at = place.span.start..place.span.end;
    let comma = if attributes.is_empty() { "" } else { "," };
    let mut fence = Rendered::new();
    fence.push_made(
        &format!("```rust{comma}{}\n", attributes.join(",")),
        place.span.source,
        at.clone(),
    );
    fence.push(file, source, 0..file.len());
    if !file.ends_with('\n') {
        fence.push_made("\n", source, file.len()..file.len());
    }
    fence.push_made("```\n", place.span.source, at);
    fence
}

fn selection_key(selection: &Selection<'_>) -> String {
    match selection {
        Selection::Lines(start, end) => format!("{start}:{end:?}"),
        Selection::Anchor(name) => format!("#{name}"),
    }
}

/// The folder of a path, empty for the book's root.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path as written in a file of `folder`, without `.` and `..` where they can be resolved.
fn join(folder: &str, path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    let start = if absolute { "" } else { folder };
    for part in start.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if absolute {
        format!("/{joined}")
    } else {
        joined
    }
}
