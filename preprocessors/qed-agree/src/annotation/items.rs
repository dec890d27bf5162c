//! Reading the items, each from its keyword to the next.

use std::ops::Range;

use super::domain::domain;
use super::{Annotation, Dim, Fault, Let, View};
use crate::signature::{Aliases, Type};

const KEYWORDS: [&str; 12] = [
    "let", "in", "if", "dim", "out", "clause", "base", "rows", "columns", "using", "view", "given",
];

/// A piece of the annotation with its place.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    at: usize,
}

impl<'a> Piece<'a> {
    pub(super) fn range(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    fn trim(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        Self {
            text: self.text.trim(),
            at: self.at + start,
        }
    }

    /// Cuts at a sign outside of brackets.
    fn split(&self, sign: char) -> Vec<Self> {
        let (mut depth, mut start) = (0_i32, 0);
        let mut parts = Vec::new();
        for (at, c) in self.text.char_indices() {
            match c {
                '(' | '[' | '{' | '<' => depth += 1,
                ')' | ']' | '}' | '>' => depth -= 1,
                _ if c == sign && depth <= 0 => {
                    parts.push(self.part(start, at));
                    start = at + c.len_utf8();
                }
                _ => {}
            }
        }
        parts.push(self.part(start, self.text.len()));
        parts.retain(|part| !part.text.is_empty());
        parts
    }

    fn part(&self, start: usize, end: usize) -> Self {
        Self {
            text: &self.text[start..end],
            at: self.at + start,
        }
        .trim()
    }

    fn split_at(&self, at: usize, width: usize) -> (Self, Self) {
        (self.part(0, at), self.part(at + width, self.text.len()))
    }
}

/// Reads the items of an annotation. `at` is where its text begins in the code.
pub(crate) fn parse(text: &str, at: usize) -> (Annotation, Vec<Fault>) {
    let mut annotation = Annotation::default();
    let mut faults = Vec::new();
    let whole = Piece { text, at };
    let (lead, items) = cut(&whole);
    if !lead.text.is_empty() {
        faults.push(Fault::new(
            lead.range(),
            format!("`{}` is no item of an annotation", lead.text),
            format!("write one of {}", KEYWORDS.join(", ")),
        ));
    }
    for (keyword, piece) in items {
        if let Err(fault) = item(&mut annotation, keyword, &piece) {
            faults.push(fault);
        }
    }
    (annotation, faults)
}

/// What stands before the first keyword, and each keyword with what follows it.
fn cut<'a>(whole: &Piece<'a>) -> (Piece<'a>, Vec<(&'static str, Piece<'a>)>) {
    let mut depth = 0_i32;
    let mut marks: Vec<(usize, &'static str)> = Vec::new();
    let mut boundary = true;
    for (at, c) in whole.text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if boundary && depth <= 0 {
            let rest = &whole.text[at..];
            let word = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            let ends = rest[word..].chars().next().is_none_or(char::is_whitespace);
            let found = KEYWORDS.iter().find(|&&keyword| keyword == &rest[..word]);
            if let (Some(keyword), true) = (found, ends) {
                marks.push((at, keyword));
            }
        }
        boundary = c.is_whitespace() || c == ',';
    }
    let first = marks.first().map_or(whole.text.len(), |mark| mark.0);
    let lead = whole.part(0, first);
    let mut items = Vec::new();
    for (index, (at, keyword)) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(whole.text.len(), |mark| mark.0);
        let mut piece = whole.part(at + keyword.len(), end);
        piece.text = piece.text.trim_end_matches([',', ' ']);
        if piece.text.is_empty() {
            piece.at = whole.at + at;
        }
        items.push((*keyword, piece));
    }
    (lead, items)
}

fn item(
    annotation: &mut Annotation,
    keyword: &'static str,
    piece: &Piece<'_>,
) -> Result<(), Fault> {
    if piece.text.is_empty() && !matches!(keyword, "rows" | "columns") {
        return Err(Fault::new(
            piece.range(),
            format!("nothing follows `{keyword}`"),
            example(keyword),
        ));
    }
    let fault = |piece: &Piece<'_>, message: &str| {
        Err(Fault::new(piece.range(), message, example(keyword)))
    };
    match keyword {
        "let" => {
            for part in piece.split(',') {
                let Some(sign) = part.text.rfind('=') else {
                    return fault(&part, "a `let` without `=`");
                };
                let (atom, name) = part.split_at(sign, 1);
                if atom.text.is_empty() || !is_name(name.text) {
                    return fault(
                        &part,
                        "a `let` needs LaTeX before `=` and a parameter's name behind it",
                    );
                }
                annotation.lets.push(Let {
                    atom: atom.text.to_owned(),
                    name: name.text.to_owned(),
                    range: part.range(),
                });
            }
        }
        "in" => {
            let mut waiting = Vec::new();
            for part in piece.split(',') {
                let Some(space) = part.text.find(|c: char| !(c.is_alphanumeric() || c == '_'))
                else {
                    waiting.push(part.text.to_owned());
                    continue;
                };
                let (name, rest) = part.split_at(space, 0);
                let domain = domain(&rest)?;
                if !is_name(name.text) {
                    return fault(&part, "a domain without a parameter's name");
                }
                waiting.push(name.text.to_owned());
                annotation
                    .domains
                    .extend(waiting.drain(..).map(|name| (name, domain.clone())));
            }
            if !waiting.is_empty() {
                return fault(piece, "a name without a domain");
            }
        }
        "if" => annotation.condition = Some((piece.text.to_owned(), piece.range())),
        "dim" => dims(annotation, piece, &fault)?,
        "out" => {
            let inner = piece
                .text
                .strip_prefix('[')
                .and_then(|text| text.strip_suffix(']'));
            let Some(inner) = inner else {
                return fault(piece, "`out` needs brackets");
            };
            let names = inner
                .split(',')
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty());
            annotation.out = Some(names.collect());
        }
        "clause" => match piece.text.parse() {
            Ok(number) if number > 0 => annotation.clause = Some(number),
            _ => return fault(piece, "a clause is a number from 1"),
        },
        "base" => match piece.text.parse() {
            Ok(base @ (0 | 1)) => annotation.base = Some(base),
            _ => return fault(piece, "a base is 0 or 1"),
        },
        "rows" | "columns" => {
            if !piece.text.is_empty() {
                return fault(piece, "nothing may follow the axis");
            }
            annotation.columns = keyword == "columns";
        }
        "using" => annotation
            .using
            .extend(piece.split(',').iter().map(|part| part.text.to_owned())),
        "view" => {
            for part in piece.split(',') {
                annotation.views.push(view(&part).ok_or_else(|| {
                    Fault::new(
                        part.range(),
                        "a view that is not `symbol = function(parameters)`",
                        example("view"),
                    )
                })?);
            }
        }
        _ => {
            for part in piece.split(',') {
                let Some((name, ty)) = part.text.split_once(':') else {
                    return fault(&part, "a symbol without its type");
                };
                let ty = syn::parse_str(ty.trim()).map_err(|error| error.to_string());
                let ty = ty.and_then(|ty| Type::read(&ty, &Aliases::new()));
                match ty {
                    Ok((ty, _)) => annotation.given.push((name.trim().to_owned(), ty)),
                    Err(why) => return fault(&part, &why),
                }
            }
        }
    }
    Ok(())
}

fn dims(
    annotation: &mut Annotation,
    piece: &Piece<'_>,
    fault: &dyn Fn(&Piece<'_>, &str) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut waiting: Vec<(String, usize)> = Vec::new();
    for part in piece.split(',') {
        let (names, symbol) = match part.text.find(':') {
            Some(at) => {
                let (names, symbol) = part.split_at(at, 1);
                (names, Some(symbol.text.to_owned()))
            }
            None => (part.clone(), None),
        };
        let mut words = names.text.split_whitespace();
        let (name, axis) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or("1"),
        );
        let axis: usize = axis.parse().unwrap_or(0);
        if !is_name(name) || axis == 0 || words.next().is_some() {
            return fault(
                &part,
                "a size needs a parameter, and perhaps the number of its axis from 1",
            );
        }
        waiting.push((name.to_owned(), axis - 1));
        if let Some(symbol) = symbol {
            let all = waiting.drain(..).map(|(param, axis)| Dim {
                param,
                axis,
                symbol: symbol.clone(),
            });
            annotation.dims.extend(all);
        }
    }
    if waiting.is_empty() {
        Ok(())
    } else {
        fault(piece, "a size without its symbol")
    }
}

fn view(part: &Piece<'_>) -> Option<View> {
    let (symbol, call) = part.text.split_once('=')?;
    let (function, arguments) = call.trim().strip_suffix(')')?.split_once('(')?;
    let arguments: Vec<String> = arguments
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect();
    (is_name(function.trim()) && arguments.iter().all(|name| is_name(name))).then(|| View {
        symbol: symbol.trim().to_owned(),
        function: function.trim().to_owned(),
        arguments,
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
}

pub(super) fn example(keyword: &str) -> String {
    let example = match keyword {
        "let" => r"let \nabla L(w) = grad",
        "in" => "in p (0,1), k 1..=7, s {1, 2}",
        "if" => "if k <= i + 2*p",
        "dim" => "dim y, p: K",
        "out" => "out [c]",
        "clause" => "clause 2",
        "base" => "base 0",
        "using" => "using eq:inter",
        "view" => "view A = cells(a)",
        "given" => "given x: &[f64], n: usize",
        other => other,
    };
    format!("write it like `{example}`")
}

#[cfg(test)]
mod tests {
    use super::super::Domain;
    use super::*;

    fn read(text: &str) -> Annotation {
        let (annotation, faults) = parse(text, 0);
        assert_eq!(faults, [], "{text}");
        annotation
    }

    #[test]
    fn items_are_read() {
        let all = read(
            r"let \nabla L(w) = grad, P(A) = p_a in p (0,1), k 1..=7, a, b [0, inf) if k <= i + 2*p dim y, p: K out [c] clause 2 base 0 columns using eq:a, eq:b view A = cells(a)",
        );
        assert_eq!(all.lets[0].atom, r"\nabla L(w)");
        assert_eq!(all.lets[1].name, "p_a");
        assert_eq!(all.domains.len(), 4);
        assert_eq!(all.domains[1], ("k".to_owned(), Domain::Whole(1, 7)));
        assert_eq!(all.domains[2].1, all.domains[3].1);
        assert_eq!(all.condition.unwrap().0, "k <= i + 2*p");
        assert_eq!(
            all.dims[1],
            Dim {
                param: "p".into(),
                axis: 0,
                symbol: "K".into()
            }
        );
        assert_eq!(all.out, Some(vec!["c".to_owned()]));
        assert_eq!(
            (all.clause, all.base, all.columns),
            (Some(2), Some(0), true)
        );
        assert_eq!(all.using, ["eq:a", "eq:b"]);
        assert_eq!(all.views[0].arguments, ["a"]);
        assert_eq!(read("given x: &[f64], n: usize").given.len(), 2);
        assert_eq!(
            read("in s {1, 2}, t 0..3").domains[1].1,
            Domain::Whole(0, 2)
        );
    }

    #[test]
    fn faults_stand_at_their_place() {
        for (text, at, word) in [
            ("foo in p (0,1)", 0, "no item"),
            ("in p (1,0)", 5, "empty"),
            ("in p", 3, "without a domain"),
            ("in p 3..=1", 5, "empty"),
            ("let x", 4, "without `=`"),
            ("base 7", 5, "0 or 1"),
            ("clause 0", 7, "from 1"),
            ("out c", 4, "brackets"),
            ("dim y", 4, "symbol"),
            ("view A", 5, "view"),
            ("given x", 6, "type"),
            ("if", 0, "nothing follows"),
        ] {
            let (_, faults) = parse(text, 0);
            assert_eq!(faults[0].range.start, at, "{text}: {faults:?}");
            assert!(faults[0].message.contains(word), "{text}: {faults:?}");
        }
    }
}
