//! The text of one paragraph, heading, table row or tight list item, while it is read.

use std::ops::Range;

use super::wiki::OPAQUE;
use crate::{Context, Edit, Excerpt, Shown, weave};

/// A context reaches at most this many bytes to each side of its link.
const REACH: usize = 240;

/// One paragraph's text, gathered from events.
#[derive(Debug, Default)]
pub(crate) struct Inline {
    /// What a reader sees, formulas as TeX.
    pub(crate) plain: String,
    /// The characters of text alone, as written; everything else is one [`OPAQUE`] each.
    pub(crate) written: Excerpt,
    /// The same, where a link may be put round the text; text anywhere else is [`OPAQUE`] as well.
    pub(crate) free: Excerpt,
    /// Where each event begins: (byte in `written`, byte in `plain`).
    marks: Vec<(usize, usize)>,
    /// Links in it: (index in the topic's links, their words in `plain`).
    pub(crate) links: Vec<(usize, Range<usize>)>,
    /// Formulas in it: (their TeX in `plain`, index in the topic's formulas).
    pub(crate) formulas: Vec<(Range<usize>, usize)>,
    /// Dollars that are text.
    pub(crate) dollars: Vec<usize>,
    /// Where in the chapter the last text ended.
    end: Option<usize>,
}

impl Inline {
    pub(crate) fn is_empty(&self) -> bool {
        self.written.text.is_empty() && self.plain.is_empty()
    }

    /// Text: `shown` is what the parser made of the chapter's `range`. `free` says whether a link may be put round it.
    pub(crate) fn text(&mut self, chapter: &str, range: Range<usize>, shown: &str, free: bool) {
        let source = &chapter[range.clone()];
        let escaped = self.end != Some(range.start) && chapter[..range.start].ends_with('\\');
        self.mark();
        self.plain.push_str(shown);
        self.end = Some(range.end);
        if source.starts_with('&') && source != shown {
            self.written.push(shown, range.start);
            self.push_unfree(range.start);
            return;
        }
        let first = source.chars().next().map_or(0, char::len_utf8);
        // `\|` is a bar in tables, where it is needed between target and words.
        let hidden = if escaped && !source.starts_with('|') {
            first
        } else {
            0
        };
        if hidden > 0 {
            self.push_opaque(range.start);
        }
        self.written.push(&source[hidden..], range.start + hidden);
        if free {
            self.free.push(&source[hidden..], range.start + hidden);
        } else {
            self.push_unfree(range.start + hidden);
        }
        self.dollars.extend(
            source[hidden..]
                .match_indices('$')
                .map(|(at, _)| range.start + hidden + at),
        );
    }

    /// Something that is not text; a reader sees `shown`.
    pub(crate) fn opaque(&mut self, at: usize, shown: &str) {
        self.mark();
        self.push_opaque(at);
        self.plain.push_str(shown);
        self.end = None;
    }

    /// A line break.
    pub(crate) fn line_break(&mut self, at: usize) {
        self.mark();
        self.written.push("\n", at);
        self.free.push("\n", at);
        self.plain.push(' ');
        self.end = None;
    }

    fn mark(&mut self) {
        self.marks.push((self.written.text.len(), self.plain.len()));
    }

    fn push_opaque(&mut self, at: usize) {
        self.written.push(OPAQUE.encode_utf8(&mut [0; 4]), at);
        self.push_unfree(at);
    }

    fn push_unfree(&mut self, at: usize) {
        self.free.push(OPAQUE.encode_utf8(&mut [0; 4]), at);
    }

    /// The byte of `plain` that belongs to a byte of `written`.
    fn plain_at(&self, written: usize) -> usize {
        let index = self
            .marks
            .partition_point(|&(start, _)| start <= written)
            .saturating_sub(1);
        let (start, plain) = self.marks.get(index).copied().unwrap_or_default();
        let mut at = (plain + written - start).min(self.plain.len());
        while !self.plain.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Puts words in the place of ranges of `written` (which rise and do not overlap), and gives where they then stand.
    pub(crate) fn show(&mut self, replacements: &[(Range<usize>, &str)]) -> Vec<Range<usize>> {
        let edits: Vec<_> = replacements
            .iter()
            .map(|(range, words)| {
                Edit::replace(self.plain_at(range.start)..self.plain_at(range.end), *words)
            })
            .collect();
        let mut moves = Moves {
            edits: &edits,
            moved: 0,
        };
        self.links.sort_by_key(|(_, words)| words.start);
        for (_, words) in &mut self.links {
            let start = moves.new_place(words.start);
            *words = start..start + words.len();
        }
        let mut moves = Moves {
            edits: &edits,
            moved: 0,
        };
        for (shown, _) in &mut self.formulas {
            let start = moves.new_place(shown.start);
            *shown = start..start + shown.len();
        }
        let mut moves = Moves {
            edits: &edits,
            moved: 0,
        };
        let places = edits.iter().map(|edit| {
            let start = moves.new_place(edit.range.start);
            start..start + edit.replacement.len()
        });
        let places = places.collect();
        self.plain = weave(&self.plain, &edits);
        places
    }
}

/// How far edits move the text behind them.
struct Moves<'e> {
    edits: &'e [Edit],
    moved: isize,
}

impl Moves<'_> {
    /// Where a byte stands after the edits. Asked for in rising order.
    fn new_place(&mut self, at: usize) -> usize {
        while let Some((edit, after)) = self
            .edits
            .split_first()
            .filter(|(edit, _)| edit.range.end <= at && !edit.range.is_empty())
        {
            self.moved += edit.replacement.len() as isize - edit.range.len() as isize;
            self.edits = after;
        }
        at.saturating_add_signed(self.moved)
    }
}

/// The sentence round some words of a text, white space made plain. `places` are those of [`Context::places`] in the text.
pub(crate) fn sentence(
    text: &str,
    words: Range<usize>,
    places: &[(Range<usize>, Shown)],
) -> Context {
    let first = floor(text, words.start.min(text.len()));
    let last = floor(text, words.end.clamp(first, first + REACH).min(text.len()));
    let from = floor(text, first.saturating_sub(REACH));
    let to = floor(text, (last + REACH).min(text.len()));
    let before = places.partition_point(|(place, _)| place.end <= from);
    let after = places.partition_point(|(place, _)| place.start < to);
    let places = &places[before..after.max(before)];
    // A point in a formula ends no sentence, and no formula is cut.
    let within = |at: usize| {
        let mut around = places.iter().map(|(place, _)| place);
        around.find(|place| place.start < at && at < place.end)
    };
    let ends = |range: Range<usize>| {
        let ends = ends(&text[range.clone()]).map(move |end| range.start + end);
        ends.filter(|&end| within(end).is_none())
    };
    let start = ends(from..first).last();
    let end = ends(last..to).next();
    let starts = start.unwrap_or(from);
    let starts = within(starts).map_or(starts, |place| place.start);
    let stops = end.unwrap_or(to);
    let stops = within(stops).map_or(stops, |place| place.end);

    let mut gathered = Gathered::default();
    if start.is_none() && from > 0 {
        gathered.context.text.push('…');
    }
    gathered.part(text, starts..stops, places);
    if end.is_none() && to < text.len() {
        gathered.context.text.push('…');
    }
    gathered.context
}

/// All of a text, white space made plain. `places` are as in [`sentence`].
pub(crate) fn whole(text: &str, places: &[(Range<usize>, Shown)]) -> Context {
    let mut gathered = Gathered::default();
    gathered.part(text, 0..text.len(), places);
    gathered.context
}

/// A context while it is put together, with single spaces.
#[derive(Default)]
struct Gathered {
    context: Context,
    /// White space comes before what is next.
    space: bool,
    /// Something stands there already.
    begun: bool,
}

impl Gathered {
    fn part(&mut self, text: &str, part: Range<usize>, places: &[(Range<usize>, Shown)]) {
        let mut at = part.start;
        for (place, shown) in places {
            if part.start <= place.start && place.end <= part.end {
                self.words(&text[at..place.start]);
                self.place(&text[place.clone()], *shown);
                at = place.end;
            }
        }
        self.words(&text[at..part.end]);
    }

    fn words(&mut self, text: &str) {
        for (at, word) in text.split_whitespace().enumerate() {
            self.space |= at > 0 || text.starts_with(char::is_whitespace);
            self.piece(word);
        }
        self.space |= text.ends_with(char::is_whitespace);
    }

    fn place(&mut self, source: &str, shown: Shown) {
        let source = super::words(source);
        self.piece(&source);
        let end = self.context.text.len();
        self.context.places.push((end - source.len()..end, shown));
    }

    fn piece(&mut self, piece: &str) {
        if std::mem::take(&mut self.space) && self.begun {
            self.context.text.push(' ');
        }
        self.context.text.push_str(piece);
        self.begun = true;
    }
}

/// The bytes after each sentence: an end mark, white space, and no small letter after it.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(['.', '!', '?', '…'])
        .filter_map(|(at, mark)| {
            let after = &text[at + mark.len()..];
            let closing = after.trim_start_matches(['”', '’', '"', '\'', ')']);
            let next = closing.trim_start();
            let ends = next.len() < closing.len() && !next.starts_with(char::is_lowercase);
            ends.then(|| at + mark.len() + (after.len() - closing.len()))
        })
}

fn floor(text: &str, mut byte: usize) -> usize {
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
