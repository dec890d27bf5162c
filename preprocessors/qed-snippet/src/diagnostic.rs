//! What rustc says, brought to the bytes of a snippet's code.

use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};
use serde::{Deserialize, Serialize};

use crate::layout::Layout;

/// A compiler's complaint about one snippet. All places are bytes of the snippet's bared code, so that it stays true when
/// the snippet moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Complaint {
    pub(crate) error: bool,
    /// `E0382`, or a lint's name.
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    /// The first is the one to look at.
    pub(crate) marks: Vec<Mark>,
    pub(crate) notes: Vec<String>,
    pub(crate) help: Option<String>,
}

/// A place in the code, and words beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) label: String,
}

/// The messages in rustc's stderr (`--error-format=json`), and the lines that are none: an internal error, a linker's output.
pub(crate) fn read(stderr: &str) -> (Vec<Diagnostic>, String) {
    let mut diagnostics = Vec::new();
    let mut rest = String::new();
    for line in stderr.lines() {
        match serde_json::from_str(line) {
            Ok(diagnostic) => diagnostics.push(diagnostic),
            Err(_) => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    (diagnostics, rest)
}

/// Whether it says more than how many errors there were.
pub(crate) fn is_told(diagnostic: &Diagnostic) -> bool {
    let error = matches!(
        diagnostic.level,
        DiagnosticLevel::Error | DiagnosticLevel::Ice
    );
    let warning = diagnostic.level == DiagnosticLevel::Warning;
    let summary = diagnostic.spans.is_empty()
        && (diagnostic.message.starts_with("aborting due to")
            || diagnostic.message.ends_with("emitted"));
    (error || warning) && !summary
}

/// The names of the files that a diagnostic points to in the first place, through macros to where they were called.
pub(crate) fn files(diagnostic: &Diagnostic) -> impl Iterator<Item = &str> {
    let own = |primary: bool| {
        diagnostic
            .spans
            .iter()
            .filter(move |span| span.is_primary == primary)
            .flat_map(chain)
    };
    own(true)
        .chain(own(false))
        .map(|span| span.file_name.as_str())
}

/// A span, and the spans of the macro calls that led to it, innermost first.
fn chain(span: &DiagnosticSpan) -> impl Iterator<Item = &DiagnosticSpan> {
    std::iter::successors(Some(span), |span| {
        span.expansion.as_ref().map(|expansion| &expansion.span)
    })
}

impl Complaint {
    /// Brings a diagnostic to the code of the snippet that was laid out as `file`.
    pub(crate) fn new(diagnostic: &Diagnostic, file: &str, layout: &Layout) -> Self {
        let mut primary = Vec::new();
        let mut others = Vec::new();
        for span in &diagnostic.spans {
            if let Some(mark) = mark(span, file, layout, span.label.clone().unwrap_or_default()) {
                if span.is_primary {
                    primary.push(mark);
                } else {
                    others.push(mark);
                }
            }
        }
        let mut notes = Vec::new();
        let mut help = None;
        for child in diagnostic.children.iter().filter(|child| is_worth(child)) {
            let suggestion = child
                .spans
                .iter()
                .find_map(|span| span.suggested_replacement.as_deref());
            let text = match suggestion
                .map(str::trim)
                .filter(|text| !text.is_empty() && !text.contains('\n'))
            {
                Some(replacement) => format!("{}: `{replacement}`", child.message),
                None => child.message.clone(),
            };
            let placed = child
                .spans
                .iter()
                .find_map(|span| mark(span, file, layout, child.message.clone()));
            match (child.level, placed) {
                (DiagnosticLevel::Help, _) if help.is_none() => help = Some(text),
                (DiagnosticLevel::Help, _) => notes.push(format!("help: {text}")),
                (_, Some(mark)) => others.push(mark),
                (_, None) => notes.push(text),
            }
        }
        primary.append(&mut others);
        Self {
            error: diagnostic.level != DiagnosticLevel::Warning,
            code: diagnostic.code.as_ref().map(|code| code.code.clone()),
            message: diagnostic.message.clone(),
            marks: primary,
            notes,
            help,
        }
    }

    /// Takes a text out of its words: the path of a module that the author did not write.
    pub(crate) fn leave_out(&mut self, text: &str) {
        let labels = self.marks.iter_mut().map(|mark| &mut mark.label);
        let notes = self.notes.iter_mut().chain(&mut self.help);
        for words in labels.chain(notes).chain([&mut self.message]) {
            *words = words.replace(text, "");
        }
    }

    /// A complaint without a place: rustc's own fault, a linker's.
    pub(crate) fn bare(message: impl Into<String>) -> Self {
        Self {
            error: true,
            code: None,
            message: message.into(),
            marks: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }
}

/// Whether it says something of the snippet. What rustc says only once in a crate is left out: it would depend on who shares the
/// crate; and so is the linker's command line, in which the names of temporary folders stand.
fn is_worth(child: &Diagnostic) -> bool {
    let words = child.message.trim();
    !(words.ends_with("on by default")
        || words.starts_with('"')
        || words.starts_with("some arguments are omitted"))
}

fn mark(span: &DiagnosticSpan, file: &str, layout: &Layout, label: String) -> Option<Mark> {
    let span = chain(span).find(|span| span.file_name == file)?;
    let start = layout.place(span.byte_start as usize);
    let last = (span.byte_end as usize)
        .saturating_sub(1)
        .max(span.byte_start as usize);
    let end = if span.byte_end > span.byte_start {
        layout.place(last) + 1
    } else {
        start
    };
    Some(Mark {
        start,
        end: end.max(start),
        label,
    })
}
