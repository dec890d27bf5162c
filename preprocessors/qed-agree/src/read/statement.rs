//! Statements: the equation itself, the definitions and ranges beside it.

use std::ops::Range;

use super::atom::OPAQUE;
use super::parser::Parser;
use super::syntax::{Rel, Syn, SynKind};
use super::token::{Delim, Lex, Token, tokens};
use crate::refusal::{Refusal, RefusalKind};

/// One statement of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Statement {
    /// The sides, at least one.
    pub(crate) sides: Vec<Syn>,
    /// The relations between them.
    pub(crate) rels: Vec<Rel>,
    pub(crate) span: Range<usize>,
}

/// Reads a formula as statements. `atoms` are the opaque parts that the annotation binds, in LaTeX; `known` tells whether several letters
/// are one name.
pub(crate) fn statements(
    tex: &str,
    atoms: &[String],
    known: &dyn Fn(&str) -> bool,
) -> Result<Vec<Statement>, Vec<Refusal>> {
    let mut tokens = unaligned(tokens(tex).map_err(|refusal| vec![refusal])?);
    let mut longest_first: Vec<usize> = (0..atoms.len()).collect();
    longest_first.sort_by_key(|&index| std::cmp::Reverse(atoms[index].len()));
    for index in longest_first {
        let atom = self::tokens(&atoms[index]).map_err(|refusal| {
            // Its place is one of the annotation.
            vec![Refusal {
                kind: RefusalKind::Annotation,
                range: 0..tex.len(),
                reason: format!("`let {} = …`: {}", atoms[index], refusal.reason),
                ..refusal
            }]
        })?;
        replace(&mut tokens, &atom, index);
    }
    let mut statements: Vec<Statement> = Vec::new();
    let mut refusals = Vec::new();
    for piece in pieces(&tokens) {
        match statement(piece, known) {
            Ok(mut next) => match statements.last_mut() {
                Some(last) if continues(piece) => {
                    last.rels.push(next.rels.remove(0));
                    last.rels.append(&mut next.rels);
                    last.sides.append(&mut next.sides);
                    last.span.end = next.span.end;
                }
                _ => statements.push(next),
            },
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() {
        Ok(statements)
    } else {
        Err(refusals)
    }
}

/// Whether a piece goes on with a relation, as the second line of `aligned` does.
fn continues(piece: &[Token]) -> bool {
    leading_relation(piece).is_some()
}

fn leading_relation(piece: &[Token]) -> Option<Rel> {
    match &piece.first()?.lex {
        Lex::Sign('=') => Some(Rel::Eq),
        Lex::Command(name) if name == "approx" => Some(Rel::Approx),
        _ => None,
    }
}

fn statement(piece: &[Token], known: &dyn Fn(&str) -> bool) -> Result<Statement, Refusal> {
    let span = piece[0].span.start..piece[piece.len() - 1].span.end;
    let lead = leading_relation(piece);
    let tree = Parser::new(&piece[usize::from(lead.is_some())..], known).whole()?;
    let (sides, mut rels) = match tree.kind {
        SynKind::Chain(sides, rels) => (sides, rels),
        SynKind::Modulo(..) => {
            return Err(Refusal::new(
                RefusalKind::NotAStatement,
                tree.span,
                "a congruence does not define a value",
                "write `c = (…) \\bmod n`",
            ));
        }
        _ => (vec![tree], Vec::new()),
    };
    if let Some(rel) = lead {
        rels.insert(0, rel);
    }
    Ok(Statement { sides, rels, span })
}

/// Cuts at gaps, at words like "where", at line ends of `aligned`, and at commas between equations.
fn pieces(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut depth, mut start) = (0_usize, 0);
    let mut pieces = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let cut = match &token.lex {
            Lex::Begin(env) | Lex::End(env) if is_aligned(env) => true,
            Lex::Open(_) | Lex::Begin(_) => {
                depth += 1;
                false
            }
            Lex::Close(_) | Lex::End(_) => {
                depth = depth.saturating_sub(1);
                false
            }
            _ if depth > 0 => false,
            Lex::Row | Lex::Gap => true,
            Lex::Words(words, false) => matches!(words.as_str(), "where" | "with" | "and"),
            Lex::Sign(',') => {
                tokens[at + 1..].iter().any(|t| t.lex == Lex::Sign('='))
                    && !ends_range(&tokens[at + 1..])
            }
            _ => false,
        };
        if cut {
            pieces.push(trim(&tokens[start..at]));
            start = at + 1;
        }
    }
    pieces.push(trim(&tokens[start..]));
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Drops the alignment marks outside of cases and matrices: they say nothing.
fn unaligned(tokens: Vec<Token>) -> Vec<Token> {
    let mut depth = 0_usize;
    let mut keep = |token: &Token| {
        match &token.lex {
            Lex::Begin(env) if !is_aligned(env) => depth += 1,
            Lex::End(env) if !is_aligned(env) => depth = depth.saturating_sub(1),
            Lex::Amp => return depth > 0,
            _ => {}
        }
        true
    };
    tokens.into_iter().filter(|token| keep(token)).collect()
}

/// Whether what follows a comma is the rest of `i = 1, \dots, n`.
fn ends_range(rest: &[Token]) -> bool {
    matches!(rest.first().map(|token| &token.lex), Some(Lex::Command(name)) if name.ends_with("dots"))
        || rest.first().is_none_or(|token| token.lex == Lex::Gap)
}

fn is_aligned(env: &str) -> bool {
    matches!(
        env,
        "aligned" | "align" | "gathered" | "gather" | "split" | "equation" | "alignedat"
    )
}

fn trim(mut piece: &[Token]) -> &[Token] {
    let idle = |token: &Token| matches!(token.lex, Lex::Sign(',' | ';') | Lex::Gap | Lex::Amp);
    while let [first, rest @ ..] = piece
        && idle(first)
    {
        piece = rest;
    }
    while let [rest @ .., last] = piece
        && idle(last)
    {
        piece = rest;
    }
    piece
}

/// Puts one token for an opaque atom wherever the formula has its tokens, braces around single tokens aside.
fn replace(tokens: &mut Vec<Token>, atom: &[Token], index: usize) {
    let wanted: Vec<&Lex> = thin(atom).into_iter().map(|at| &atom[at].lex).collect();
    if wanted.is_empty() {
        return;
    }
    loop {
        let kept = thin(tokens);
        let found = kept.windows(wanted.len()).find(|window| {
            window
                .iter()
                .zip(&wanted)
                .all(|(&at, lex)| same(&tokens[at].lex, lex))
        });
        let Some(window) = found else {
            return;
        };
        let (first, last) = (window[0], window[window.len() - 1]);
        // Braces around a single last token belong to the atom.
        let close = last + usize::from(last > first && lone(tokens, last));
        let span = tokens[first].span.start..tokens[close].span.end;
        let lex = Lex::Command(format!("{OPAQUE}{index}"));
        tokens.splice(first..=close, [Token { lex, span }]);
    }
}

/// Whether the token stands alone between braces.
fn lone(tokens: &[Token], at: usize) -> bool {
    let open = at
        .checked_sub(1)
        .and_then(|before| tokens.get(before))
        .map(|token| &token.lex);
    let close = tokens.get(at + 1).map(|token| &token.lex);
    open == Some(&Lex::Open(Delim::Brace)) && close == Some(&Lex::Close(Delim::Brace))
}

/// The places of the tokens that remain when braces around single tokens are dropped.
fn thin(tokens: &[Token]) -> Vec<usize> {
    (0..tokens.len())
        .filter(|&at| match tokens[at].lex {
            Lex::Open(Delim::Brace) => !lone(tokens, at + 1),
            Lex::Close(Delim::Brace) => {
                !at.checked_sub(1).is_some_and(|before| lone(tokens, before))
            }
            Lex::Amp => false,
            _ => true,
        })
        .collect()
}

/// Words say the same whether they name an operator or not; a bar is a bar on either side.
fn same(a: &Lex, b: &Lex) -> bool {
    match (a, b) {
        (Lex::Words(a, _), Lex::Words(b, _)) => a == b,
        (Lex::Fence(a) | Lex::Open(a) | Lex::Close(a), Lex::Fence(b))
        | (Lex::Fence(a), Lex::Open(b) | Lex::Close(b)) => a == b,
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tex: &str) -> Vec<Statement> {
        statements(tex, &[], &|_| false).unwrap_or_else(|refusals| panic!("{tex}: {refusals:?}"))
    }

    #[test]
    fn a_formula_is_one_statement_or_several() {
        assert_eq!(read("a = b = c")[0].sides.len(), 3);
        assert_eq!(read(r"A = s a, \quad s = \frac{a}{2}").len(), 2);
        assert_eq!(read(r"A = s a, s = 2").len(), 2);
        assert_eq!(read(r"x = 1 \text{ where } y = 2").len(), 2);
        assert_eq!(
            read(r"\begin{aligned} a &= b \\ &= c \end{aligned}")[0]
                .sides
                .len(),
            3
        );
        assert_eq!(read(r"x_i = y_i, \quad i = 1, \dots, n").len(), 2);
    }

    #[test]
    fn atoms_are_found_whatever_their_braces() {
        let atoms = [r"\hat m_{t}".to_owned()];
        let read = statements(r"x = \hat{m}_t + 1", &atoms, &|_| false).unwrap();
        assert!(
            matches!(&read[0].sides[1].kind, SynKind::Sum(terms) if terms[0].1.kind == SynKind::Opaque(0)),
            "{read:?}"
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused_at_its_place() {
        for (tex, at, kind) in [
            ("x = (1 + 2", 4, RefusalKind::Syntax),
            ("x = a/b c", 4, RefusalKind::Ambiguous),
            (r"x = \foo y", 4, RefusalKind::UnknownCommand),
            (r"x = \int f", 4, RefusalKind::NotComputable),
            (r"x = \log(y)^2", 8, RefusalKind::Ambiguous),
            (r"x = \log a b", 9, RefusalKind::Ambiguous),
            (r"x = x 2", 6, RefusalKind::Ambiguous),
            (r"x = a \pm b", 6, RefusalKind::Ambiguous),
            (r"x = ", 3, RefusalKind::Syntax),
            (r"x \sim y", 2, RefusalKind::NotComputable),
        ] {
            let refusals = statements(tex, &[], &|_| false).unwrap_err();
            assert_eq!(
                (refusals[0].kind, refusals[0].range.start),
                (kind, at),
                "{tex}: {refusals:?}"
            );
        }
    }
}
