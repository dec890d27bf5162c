//! What KaTeX refuses and katex-rs 0.3.0 overlooks.

use crate::Fault;
use crate::explain::FORMULA_SYNTAX;
use crate::scan::{self, Kind, Token};

/// Commands that begin with colours, and with how many.
static COLOURS: &[(&str, usize)] = &[
    (r"\color", 1),
    (r"\textcolor", 1),
    (r"\colorbox", 1),
    (r"\fcolorbox", 2),
];

/// Everything overlooked in a formula.
pub(crate) fn faults(tokens: &[Token<'_>]) -> Vec<Fault> {
    let each = |index: usize| {
        empty_colours(tokens, index)
            .into_iter()
            .chain(too_many_cells(tokens, index))
    };
    (0..tokens.len())
        .filter(|&index| tokens[index].kind == Kind::Command)
        .flat_map(each)
        .collect()
}

/// Colours left empty in the command at `index`.
fn empty_colours(tokens: &[Token<'_>], index: usize) -> Vec<Fault> {
    let command = &tokens[index];
    let Some((_, colours)) = COLOURS.iter().find(|(name, _)| *name == command.text) else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    let mut next = index + 1;
    for _ in 0..*colours {
        let Some((inner, after)) = scan::argument(tokens, next) else {
            break;
        };
        let is_group = inner.end < after;
        if is_group && !tokens[inner].iter().any(Token::is_solid) {
            faults.push(Fault {
                rule: &FORMULA_SYNTAX,
                range: command.start..tokens[after - 1].range().end,
                message: format!("`{}` lacks its colour", command.text),
                other: None,
                hint: Some("write a name such as `red`, or `#rrggbb`".to_owned()),
            });
        }
        next = after;
    }
    faults
}

/// The cell of an `alignedat` at `index` that is one more than its columns: the engine halves an odd number downwards.
fn too_many_cells(tokens: &[Token<'_>], index: usize) -> Option<Fault> {
    let name = |at: usize| {
        scan::argument(tokens, at).map(|(inner, after)| (scan::joined(&tokens[inner]), after))
    };
    let (environment, after) = (tokens[index].text == r"\begin").then(|| name(index + 1))??;
    let (count, after) = environment.contains("alig").then(|| name(after))??;
    let columns = 2 * count.trim().parse::<usize>().ok()?;
    let (mut cells, mut depth) = (1, 0_usize);
    for token in &tokens[after..] {
        match (token.kind, token.text) {
            (Kind::Open, _) | (Kind::Command, r"\begin") => depth += 1,
            (Kind::Command, r"\end") if depth == 0 => return None,
            (Kind::Close, _) | (Kind::Command, r"\end") => depth = depth.checked_sub(1)?,
            (Kind::Command, r"\\" | r"\cr") if depth == 0 => cells = 1,
            (Kind::Character, "&") if depth == 0 => cells += 1,
            _ => {}
        }
        if cells > columns {
            return Some(Fault {
                rule: &FORMULA_SYNTAX,
                range: token.range(),
                message: format!("this line has more cells than the {columns} of `{environment}`"),
                other: Some((tokens[index].range(), "begun here".to_owned())),
                hint: Some(format!(
                    "leave out `&`, or write a number greater than {}",
                    count.trim()
                )),
            });
        }
    }
    None
}
