//! Environments with rows: cases, matrices.

use std::ops::Range;

use super::atom::unclosed;
use super::parser::{Parser, Read};
use super::syntax::{Syn, SynKind};
use super::token::Lex;
use crate::refusal::{Refusal, RefusalKind};

impl Parser<'_> {
    pub(super) fn environment(&mut self, env: &str) -> Read {
        let start = self.here().start;
        self.at += 1;
        let rows = self.rows()?;
        if !self.eat(&Lex::End(env.to_owned())) {
            return Err(unclosed(self, start));
        }
        let span = self.since(start);
        match env {
            "cases" | "dcases" | "rcases" => cases(rows, span),
            "pmatrix" | "bmatrix" | "matrix" | "smallmatrix" => {
                let rows = rows
                    .into_iter()
                    .map(|row| row.into_iter().flatten().collect())
                    .collect();
                Ok(Syn::new(SynKind::Matrix(rows), span))
            }
            _ => Err(Refusal::new(
                RefusalKind::UnknownCommand,
                span,
                format!("the environment `{env}` is not known here"),
                "write `cases`, `pmatrix` or `aligned`",
            )),
        }
    }

    /// Cells between `&` and `\\`; an empty cell is none.
    pub(super) fn rows(&mut self) -> Result<Vec<Vec<Option<Syn>>>, Refusal> {
        self.fences.push(None);
        let mut rows = vec![Vec::new()];
        loop {
            while self.eat(&Lex::Gap) || self.eat_command(&["hline"]) {}
            match self.peek() {
                Some(Lex::End(_) | Lex::Close(_)) | None => break,
                Some(Lex::Amp) => {
                    self.at += 1;
                    continue;
                }
                Some(Lex::Row) => {
                    self.at += 1;
                    rows.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            let cell = self.cell()?;
            if let Some(row) = rows.last_mut() {
                row.push(cell);
            }
        }
        self.fences.pop();
        rows.retain(|row| !row.is_empty());
        Ok(rows)
    }

    /// One cell: an expression or a condition, with the words "if" and "otherwise".
    fn cell(&mut self) -> Result<Option<Syn>, Refusal> {
        if self.eat_word(&["otherwise", "otherwise.", "else", "else.", "sonst"]) {
            return Ok(None);
        }
        while self.eat_word(&["if", "for", "when", "where", "if and only if"])
            || self.eat_command(&["forall"])
        {}
        let tree = self.condition()?;
        while matches!(self.peek(), Some(Lex::Sign(',' | ';'))) {
            self.at += 1;
        }
        Ok(Some(tree))
    }
}

fn cases(rows: Vec<Vec<Option<Syn>>>, span: Range<usize>) -> Read {
    let mut cases = Vec::new();
    for row in rows {
        let mut cells = row.into_iter();
        match (cells.next(), cells.next(), cells.next()) {
            (Some(Some(value)), condition, None) => cases.push((value, condition.flatten())),
            _ => {
                return Err(Refusal::new(
                    RefusalKind::Syntax,
                    span,
                    "a case that is not a value and a condition",
                    "write `value & \\text{if } condition \\\\` on each line",
                ));
            }
        }
    }
    Ok(Syn::new(SynKind::Cases(cases), span))
}
