//! The book's macros, written out before a formula is read as mathematics; each place leads back to what the author wrote.

use std::ops::Range;

use qed_math::Macros;

/// Characters that a formula may grow to. Longer ones are refused by the reader.
const LONGEST: usize = 20_000;
/// Calls that are written out.
const MOST: usize = 1_000;

/// A formula without macros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expanded {
    pub(super) tex: String,
    /// For each byte of `tex` what it came from.
    from: Vec<Range<usize>>,
}

/// A character and what of the author's text it came from.
type Origin = (char, Range<usize>);

impl Expanded {
    /// Writes out the macros of a formula.
    pub(super) fn of(tex: &str, macros: &Macros) -> Self {
        let mut text: Vec<Origin> = tex
            .char_indices()
            .map(|(at, character)| (character, at..at + character.len_utf8()))
            .collect();
        let mut at = 0;
        let mut calls = 0;
        while at < text.len() && calls < MOST && text.len() < LONGEST {
            let end = command(&text, at);
            let name: String = text[at..end]
                .iter()
                .map(|(character, _)| character)
                .collect();
            match macros.get(&name).filter(|_| end > at + 1) {
                None => at = end,
                Some(body) => {
                    write_out(&mut text, at..end, body);
                    calls += 1;
                }
            }
        }
        let mut expanded = Self {
            tex: String::with_capacity(text.len()),
            from: Vec::with_capacity(text.len()),
        };
        for (character, from) in text {
            expanded.tex.push(character);
            expanded.from.resize(expanded.tex.len(), from);
        }
        expanded
    }

    /// The author's text that a range of `tex` came from.
    pub(super) fn back(&self, range: Range<usize>) -> Range<usize> {
        let parts = self.from.get(range.clone()).unwrap_or_default();
        let start = parts.iter().map(|part| part.start).min();
        let end = parts.iter().map(|part| part.end).max();
        match (start, end) {
            (Some(start), Some(end)) => start..end,
            _ => {
                let at = self.from.get(range.start).or(self.from.last());
                at.map_or(0..0, |part| part.start..part.start)
            }
        }
    }
}

/// The end of the command that begins here, or of the character.
fn command(text: &[Origin], at: usize) -> usize {
    let is = |at: usize, test: fn(char) -> bool| {
        text.get(at).is_some_and(|&(character, _)| test(character))
    };
    if !is(at, |character| character == '\\') {
        return at + 1;
    }
    let mut end = at + 1;
    while is(end, |character| character.is_ascii_alphabetic()) {
        end += 1;
    }
    if end > at + 1 {
        end
    } else {
        (at + 2).min(text.len())
    }
}

/// Puts the body of a macro in the place of its call.
fn write_out(text: &mut Vec<Origin>, name: Range<usize>, body: &str) {
    let wanted = (1..=9)
        .filter(|number| body.contains(&format!("#{number}")))
        .max()
        .unwrap_or(0);
    let mut end = name.end;
    let arguments: Vec<Vec<Origin>> = (0..wanted).map(|_| argument(text, &mut end)).collect();
    let whole = text[name.start].1.start..text[end - 1].1.end;
    let mut written: Vec<Origin> = Vec::new();
    let mut characters = body.chars().peekable();
    while let Some(character) = characters.next() {
        let number = characters.peek().and_then(|next| next.to_digit(10));
        match (character, number) {
            ('#', Some(number @ 1..)) => {
                characters.next();
                let argument = arguments.get(number as usize - 1);
                written.extend(argument.into_iter().flatten().cloned());
            }
            _ => written.push((character, whole.clone())),
        }
    }
    text.splice(name.start..end, written);
}

/// Takes the argument that begins at `end`: what stands in braces, or one command or character.
fn argument(text: &[Origin], end: &mut usize) -> Vec<Origin> {
    while text
        .get(*end)
        .is_some_and(|(character, _)| character.is_whitespace())
    {
        *end += 1;
    }
    let start = *end;
    if start >= text.len() {
        *end = text.len();
        return Vec::new();
    }
    if text[start].0 != '{' {
        *end = command(text, start);
        return text[start..*end].to_vec();
    }
    let mut depth = 0;
    while *end < text.len() {
        match text[*end].0 {
            '\\' => *end += 1,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        *end = (*end + 1).min(text.len());
        if depth == 0 {
            return text[start + 1..*end - 1].to_vec();
        }
    }
    text[start + 1..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn macros() -> Macros {
        [
            (r"\norm", r"\lVert #1 \rVert"),
            (r"\half", r"\frac{1}{2}"),
            (r"\both", "#2 + #1"),
            (r"\again", r"\again x"),
        ]
        .map(|(name, body)| (name.to_owned(), body.to_owned()))
        .into()
    }

    #[test]
    fn macros_are_written_out_and_lead_back() {
        for (tex, written, part, author) in [
            (r"y = \norm{x}", r"y = \lVert x \rVert", "x", "x"),
            (
                r"y = \norm x",
                r"y = \lVert x \rVert",
                r"\rVert",
                r"\norm x",
            ),
            (
                r"\half + \halfway",
                r"\frac{1}{2} + \halfway",
                "1",
                r"\half",
            ),
            (r"\both{a}{\half}", r"\frac{1}{2} + a", "2", r"\half"),
            (r"\both a", " + a", "+", r"\both a"),
            (r"é \half", r"é \frac{1}{2}", r"\frac", r"\half"),
            ("x", "x", "x", "x"),
        ] {
            let expanded = Expanded::of(tex, &macros());
            assert_eq!(expanded.tex, written, "{tex}");
            let at = written.find(part).unwrap();
            assert_eq!(&tex[expanded.back(at..at + part.len())], author, "{tex}");
        }
    }

    #[test]
    fn what_has_no_end_ends() {
        for tex in [
            r"\again",
            r"\norm{",
            r"\norm",
            r"\both{a}",
            "\\",
            r"\norm{\",
        ] {
            let expanded = Expanded::of(tex, &macros());
            assert!(expanded.tex.len() < 2 * LONGEST);
            assert!(tex.get(expanded.back(0..expanded.tex.len())).is_some());
            assert!(tex.get(expanded.back(0..0)).is_some());
        }
    }
}
