//! What a chapter holds beside its prose. All ranges are bytes of [`Topic::text`](crate::Topic::text).

use std::ops::Range;

use crate::Excerpt;

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Plain text, as mdBook takes it for the id.
    pub text: String,
    /// The id that mdBook's html renderer gives it, made unique in the chapter by mdBook's own rule.
    pub id: String,
    /// The id was written by the author (`{#id}`).
    pub explicit: bool,
    /// The whole heading.
    pub range: Range<usize>,
}

/// A formula between dollars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// With its dollars.
    pub range: Range<usize>,
    /// What stands between the dollars, with `\label{…}` and all.
    pub tex: Excerpt,
    /// `$$…$$`.
    pub display: bool,
    /// The name in `\label{…}`, and its range in `tex.text` (the whole `\label{…}`).
    pub label: Option<Reference>,
    /// `\ref{…}` and `\eqref{…}` in it.
    pub references: Vec<Reference>,
}

/// A `\label{name}`, `\ref{name}` or `\eqref{name}` in a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// `eq:softmax`.
    pub name: String,
    /// The whole command, in the formula's `tex.text`.
    pub range: Range<usize>,
    /// `\eqref`, which shows its number in parentheses; false for `\ref` and `\label`.
    pub parenthesised: bool,
}

/// One part of a fence's info string: `should_panic`, `name=softmax`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Before `=`.
    pub key: String,
    /// After `=`, quotes removed.
    pub value: Option<String>,
    /// In the chapter.
    pub range: Range<usize>,
}

/// A fence of Rust code, as rustdoc would take it (also an untagged one, where the book says so).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The whole fence, from the first backtick to the end of the closing line.
    pub range: Range<usize>,
    /// The language word (`rust`, wherever it stands), empty for an untagged fence and for one with attributes alone (`should_panic`).
    pub language: String,
    /// All other words of the info string, in order. The meaning is the business of qed-snippet.
    pub attributes: Vec<Attribute>,
    /// The info string's own range.
    pub info: Range<usize>,
    /// The lines between the fences, hidden ones with their `# `.
    pub code: Excerpt,
    /// The fence marked `output` that follows.
    pub output: Option<Output>,
    /// The fence never closes.
    pub unclosed: bool,
}

/// The fence after a snippet, marked `output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The whole fence.
    pub range: Range<usize>,
    /// After the word `output`.
    pub attributes: Vec<Attribute>,
    /// What is expected, with the final line end.
    pub text: Excerpt,
}

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// `[words](target)`.
    Inline,
    /// `[words][name]`, `[name][]`, `[name]`.
    Reference,
    /// `<https://…>`.
    Auto,
    /// `![words](target)`, also by reference.
    Image,
    /// `[[target]]`, `[[target|words]]`.
    Wiki,
    /// `href` or `src` in raw HTML.
    Html,
    /// `[words][name]` or `[^name]` whose definition is missing (found in text; the target is the name).
    Unresolved,
}

/// A link or an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// How it was written.
    pub kind: LinkKind,
    /// The whole link (in raw HTML: the attribute's value).
    pub range: Range<usize>,
    /// Where it points, entities and escapes resolved; for a wiki link what stands before `|`.
    pub target: String,
    /// The place of the target in the chapter (for a reference: in its definition).
    pub target_range: Range<usize>,
    /// The words it shows, as plain text.
    pub text: String,
    /// The words of a wiki link as Markdown, if given.
    pub words: Option<String>,
    /// The sentence or line around it: shown with backlinks.
    pub context: Context,
    /// The heading that it stands under, by index in the outline.
    pub section: Option<usize>,
}

/// Words of a chapter apart from it: the sentence around a link, the first paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// As a reader sees it; formulas are TeX, and wiki links without words are their targets.
    pub text: String,
    /// What a page shows in another way: bytes of `text`, in order.
    pub places: Vec<(Range<usize>, Shown)>,
}

/// Something that a page shows in another way than its source reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A formula, by index in the topic's formulas.
    Formula(usize),
    /// A wiki link without words of its own, by index in the topic's links.
    Wiki(usize),
}

/// A card: a question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// From `<details` to `</details>`.
    pub range: Range<usize>,
    /// Markdown of the question.
    pub question: Range<usize>,
    /// Markdown of the answer.
    pub answer: Range<usize>,
}

/// Prose that ends in one place: a paragraph, a list item, a table row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its words, where a link may be put round them. Everything else (links, code, formulas, raw HTML, emphasised words, heads of
    /// tables, what an `<a>`, a `<summary>` and the like hold) is a character that is in no word.
    pub text: Excerpt,
    /// The heading that it stands under, by index in the outline.
    pub section: Option<usize>,
}

/// A term of a definition list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As a reader sees it.
    pub text: String,
    /// The whole term, without its definition.
    pub range: Range<usize>,
    /// The id that mdBook's html renderer gives it.
    pub id: String,
}

/// A place beside headings that links can point to: an `id` in raw HTML (or `name` of an `<a>`), a term of a definition list, a
/// footnote (`footnote-name`) and each reference to it (`fr-name-1`), with the ids that mdBook gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The id.
    pub id: String,
    /// The attribute's value, the term, or the mark of the footnote.
    pub range: Range<usize>,
}
