//! For a terminal: as rustc draws its own.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Heading, Renderer, Snippet};

use crate::{Finding, Level, Sources, Span};

/// How it may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// With colours.
    pub color: bool,
    /// Width of the terminal in characters.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            color: false,
            width: 120,
        }
    }
}

/// Draws one finding with its source lines, followed by an empty line.
pub fn human(finding: &Finding, sources: &Sources, style: Style) -> String {
    let heading = match finding.level {
        Level::Deny => Heading::ERROR,
        Level::Warn | Level::Allow => Heading::WARNING,
    };
    let mut group = heading
        .primary_title(tame(&finding.message))
        .id(finding.rule.code)
        .element(places(finding, sources));
    for snippet in elsewhere(finding, sources) {
        group = group.element(snippet);
    }
    for note in &finding.notes {
        group = group.element(Heading::NOTE.message(tame(note.trim_end())));
    }
    if finding.approximate {
        group = group.element(Heading::NOTE.message(
            "another preprocessor changed this text before: the place is near, not exact",
        ));
    }
    if let Some(hint) = &finding.hint {
        group = group.element(Heading::HELP.message(tame(hint)));
    }
    let renderer = if style.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(style.width);
    let groups: [Group<'_>; 1] = [group];
    format!("{}\n\n", renderer.render(&groups).trim_end())
}

/// The source of the main place, with the other places of the same file.
fn places<'a>(
    finding: &'a Finding,
    sources: &'a Sources,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = sources.get(finding.place.span.source);
    let mut snippet = Snippet::source(&*source.text)
        .path(source.path.as_str())
        .annotation(
            AnnotationKind::Primary
                .span(visible(finding.place.span, &source.text))
                .label(label(&finding.place.text)),
        );
    for other in finding
        .others
        .iter()
        .filter(|other| other.span.source == finding.place.span.source)
    {
        snippet = snippet.annotation(
            AnnotationKind::Context
                .span(visible(other.span, &source.text))
                .label(label(&other.text)),
        );
    }
    snippet
}

/// The places in other files.
fn elsewhere<'a>(
    finding: &'a Finding,
    sources: &'a Sources,
) -> impl Iterator<Item = Snippet<'a, annotate_snippets::Annotation<'a>>> {
    finding
        .others
        .iter()
        .filter(|other| other.span.source != finding.place.span.source)
        .map(|other| {
            let source = sources.get(other.span.source);
            Snippet::source(&*source.text)
                .path(source.path.as_str())
                .annotation(
                    AnnotationKind::Context
                        .span(visible(other.span, &source.text))
                        .label(label(&other.text)),
                )
        })
}

fn label(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| tame(text))
}

/// A text that cannot steer the terminal. It may be what a snippet printed: control characters become their pictures, and what
/// turns the direction of writing is replaced. (Source lines are tamed by the renderer.)
fn tame(text: &str) -> String {
    let picture = |character: char| match character {
        '\n' | '\t' => character,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => character,
    };
    text.chars().map(picture).collect()
}

/// The span as it is drawn: of a long span only its first line, so that the drawing stays small.
fn visible(span: Span, text: &str) -> std::ops::Range<usize> {
    let start = span.start.min(text.len());
    let end = span.end.clamp(start, text.len());
    let first_line = text
        .get(start..end)
        .and_then(|piece| piece.find('\n'))
        .map_or(end, |at| start + at);
    start..first_line
}
