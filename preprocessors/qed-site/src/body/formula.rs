//! Formulas in their place.

use std::ops::Range;

use qed_markdown::Event;

use super::Target;
use super::writer::Writer;
use crate::claim;
use crate::html::{attribute, escaped, text};
use crate::page::FormulaView;
use crate::symbols;

impl Writer<'_> {
    /// A formula that is a paragraph of its own.
    pub(super) fn formula_block(&mut self, range: &Range<usize>) {
        let start = self.out.len();
        self.display(range, "div");
        self.out.push('\n');
        let known = self.view(range);
        if let (Some(id), true) = (known.and_then(|view| view.id.clone()), self.outermost()) {
            self.body.targets.push(Target {
                id,
                range: start..self.out.len(),
            });
        }
    }

    /// A formula among words, or a display formula inside a paragraph, where only phrasing elements may stand.
    /// Gives the next event to look at, 0 for the following.
    pub(super) fn formula_inline(&mut self, index: usize, range: &Range<usize>) -> usize {
        let formula = self
            .formulas
            .get(&range.start)
            .map(|&index| &self.topic.formulas[index]);
        if formula.is_some_and(|formula| formula.display) {
            self.display(range, "span");
            return 0;
        }
        self.seen += 4;
        let anchor = self.view(range).and_then(|view| view.anchor.clone());
        let html = self.markup(range).unwrap_or_else(Into::into);
        let held = self.held(index).filter(|_| html.starts_with(FORMULA));
        // In words from right to left two parts would change places.
        let last = held.as_ref().map_or(0, |_| match anchor {
            None if !self.both_ways => last_part(&html),
            _ => 0,
        });
        let held = held.filter(|_| last > 0 || is_whole(&html));
        if last > 0 {
            self.out.extend([&html[..last], "</span></span>"]);
        }
        if held.is_some() {
            self.out.push_str("<span class=\"together\">");
        }
        if let Some(id) = &anchor {
            self.out.push_str("<span class=\"explains\"");
            self.attribute("id", id);
            self.out.push('>');
        }
        if last > 0 {
            self.out.push_str(
                "<span class=\"katex rest\"><span class=\"katex-html\" aria-hidden=\"true\">",
            );
        }
        self.out.push_str(&html[last..]);
        if let Some(id) = anchor {
            self.out.push_str("</span>");
            self.row.1.push(id);
        }
        let Some((letters, end)) = held else {
            return 0;
        };
        self.words(&letters);
        self.out.push_str("</span>");
        self.after(index + 1, end)
    }

    /// What no line may begin with behind a formula: the letters and marks up to the next blank, as in `$k$-th,`. They come with
    /// the byte of the text at their end.
    fn held(&self, index: usize) -> Option<(String, usize)> {
        let (Event::Text(words), place) = self.events.get(index + 1)? else {
            return None;
        };
        let letters = held(words);
        let end = place.start + letters.len();
        let is_plain = words.len() == place.len()
            && self.wiki.range(place.start..end).next().is_none()
            && self.mentions.range(place.start..end).next().is_none();
        (index + 1 < self.until && !letters.is_empty() && is_plain)
            .then(|| (letters.to_owned(), end))
    }

    fn display(&mut self, range: &Range<usize>, element: &str) {
        self.seen += 20;
        let view = self.view(range);
        let (id, number) = view.map_or((None, None), |view| (view.id.clone(), view.number.clone()));
        self.out.push_str(&format!("<{element} class=\"formula\""));
        if let Some(id) = &id {
            self.attribute("id", id);
        }
        self.out.push_str(&format!("><{element} class=\"scroll\">"));
        match self.markup(range) {
            Ok(html) => self.out.push_str(&html),
            Err(source) => self.out.push_str(&source),
        }
        self.out.push_str(&format!("</{element}>"));
        if let (Some(id), Some(number)) = (&id, &number) {
            self.out.push_str("<a class=\"number\" href=\"");
            attribute(&crate::url::fragment(Some(id)), &mut self.out);
            self.out.push_str("\">(");
            text(number, &mut self.out);
            self.out.push_str(")</a>");
        }
        if element == "div" {
            let symbols = self.view(range).map(|view| symbols::list(&view.symbols));
            self.out.push_str(&symbols.unwrap_or_default());
        }
        self.out.push_str(&format!("</{element}>"));
        let claims = self
            .view(range)
            .map(|view| claim::markup(&view.claims, element));
        self.out.push_str(&claims.unwrap_or_default());
    }

    fn view(&self, range: &Range<usize>) -> Option<&FormulaView> {
        let index = self.formulas.get(&range.start)?;
        self.page.formulas.get(*index)
    }

    /// Typeset markup, or the source marked as an error.
    fn markup(&mut self, range: &Range<usize>) -> Result<std::sync::Arc<str>, String> {
        let index = self.formulas.get(&range.start).copied();
        if let Some(index) = index {
            let formula = &self.topic.formulas[index];
            self.prose.tex(&formula.tex.text);
            if !formula.display {
                self.prose.text(&formula.tex.text);
            }
        }
        let view = index.and_then(|index| self.page.formulas.get(index));
        let source = || self.topic.text.get(range.clone()).unwrap_or_default();
        match view {
            // The name of a header cell is its text, and some tools read none in MathML.
            Some(view) if !view.html.is_empty() && self.in_head => {
                let mut named = String::from("<math aria-label=\"");
                attribute(source().trim_matches('$'), &mut named);
                named.push_str("\" ");
                Ok(view.html.replacen("<math ", &named, 1).into())
            }
            Some(view) if !view.html.is_empty() => Ok(view.html.clone()),
            _ => {
                let source = self.topic.text.get(range.clone()).unwrap_or_default();
                Err(format!(
                    "<code class=\"untypeset\">{}</code>",
                    escaped(source)
                ))
            }
        }
    }

    /// Whether what is being written stands directly in the page.
    pub(super) fn outermost(&self) -> bool {
        self.open.is_empty() && !self.in_note()
    }
}

/// How typeset markup begins.
const FORMULA: &str = "<span class=\"katex";
/// Where a part begins that is never broken.
const PART: &str = "<span class=\"katex-base\">";

/// Whether typeset markup has a single line.
fn is_whole(html: &str) -> bool {
    html.starts_with("<span class=\"katex whole\"") || html.match_indices(PART).nth(1).is_none()
}

/// The byte of typeset markup at which the last part begins that is not broken, 0 where it is the only one.
fn last_part(html: &str) -> usize {
    let (Some(last), false) = (html.rfind(PART), is_whole(html)) else {
        return 0;
    };
    let group = html.rfind("<span class=\"together\">").unwrap_or(last);
    let between = html.get(group..last).unwrap_or_default();
    let is_open = between.matches("<span").count() > between.matches("</span>").count();
    let start = if is_open { group } else { last };
    match html[..start].ends_with("</span>") {
        true => start,
        false => 0,
    }
}

/// The letters and marks at the start of `words` that belong to what stands before, as far as they are few.
fn held(words: &str) -> &str {
    const MOST: usize = 16;
    let belongs = |letter: char| {
        letter.is_ascii_alphanumeric() || ",.;:!?)]-'\"’”»%…、。，；：！？）」』".contains(letter)
    };
    let end = words
        .char_indices()
        .find(|&(at, letter)| at >= MOST || !belongs(letter))
        .map_or(words.len(), |(at, _)| at);
    &words[..end]
}
