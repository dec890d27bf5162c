//! What a formula defines by its left sides, and what it introduces by its beginning.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::name::{self, Sort};
use super::{Found, Reader, Script};
use crate::scan::{self, Kind};

/// What a left side defines, and the tokens of its indices.
struct LeftSide {
    head: Found,
    indices: Vec<Range<usize>>,
}

impl Reader<'_, '_> {
    /// Binds what the left sides define, and their indices.
    pub(in super::super) fn bind_left_sides(&mut self) {
        for LeftSide { head, indices } in self.left_sides() {
            self.bound.extend([head.name(), head.with(true, true)]);
            for run in indices {
                self.bound.extend(self.symbols_within(run));
            }
        }
    }

    /// The symbols that the left sides define.
    pub(in super::super) fn heads(&self) -> BTreeSet<String> {
        self.left_sides()
            .into_iter()
            .map(|side| side.head.name())
            .collect()
    }

    /// Each symbol left of `=`, at the beginning of the formula or of a line, and its indices.
    fn left_sides(&self) -> Vec<LeftSide> {
        let mut depth = 0_usize;
        let mut sides = Vec::new();
        let mut begins = true;
        let mut next = 0;
        while let Some(token) = self.tokens.get(next) {
            if begins
                && depth == 0
                && let Some((side, after)) = self.left_side(next)
            {
                sides.push(side);
                next = after;
                begins = false;
                continue;
            }
            match (token.kind, token.text) {
                (Kind::Open, _) => depth += 1,
                (Kind::Close, _) => depth = depth.saturating_sub(1),
                _ => {}
            }
            match token.text {
                r"\\" | r"\quad" | r"\qquad" => begins = true,
                r"\begin" | r"\label" | r"\tag" => {
                    next =
                        scan::argument(self.tokens, next + 1).map_or(next + 1, |(_, after)| after);
                    continue;
                }
                "&" => {}
                _ if token.is_solid() => begins = false,
                _ => {}
            }
            next += 1;
        }
        sides
    }

    fn left_side(&self, at: usize) -> Option<(LeftSide, usize)> {
        let end = self.tokens.len();
        let (head, after) = self
            .symbol(at, end)
            .filter(|(head, _)| head.sort == Sort::Symbol)?;
        let index = |script: &Option<Script>| {
            let script = script.as_ref().filter(|script| !script.is_name)?;
            Some(script.tokens.clone())
        };
        let mut indices: Vec<Range<usize>> = [&head.sub, &head.sup]
            .into_iter()
            .filter_map(index)
            .collect();
        let mut next = self.past_call(after);
        while let Some(solid) = self.solid(next) {
            match self.tokens[solid].text {
                "_" | "^" => {
                    let (script, after) = self.script(solid, end)?;
                    indices.push(script.tokens);
                    next = after;
                }
                "&" | ":" => next = solid + 1,
                "=" | r"\coloneqq" | r"\triangleq" => {
                    return Some((LeftSide { head, indices }, solid + 1));
                }
                _ => return None,
            }
        }
        None
    }

    /// See [`symbols_introduced`](super::symbols_introduced).
    pub(in super::super) fn introduced(&self, in_row: bool) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = 0;
        let mut in_tuple = false;
        if let Some(first) = self.solid(0)
            && self.tokens[first].text == "("
        {
            in_tuple = true;
            next = first + 1;
        }
        loop {
            let Some(at) = self.solid(next) else {
                return names;
            };
            if let Some((found, after)) = self.symbol(at, self.tokens.len()) {
                names.push(found.with(true, true));
                let shorter = found.name();
                if !in_row && names.last() != Some(&shorter) {
                    names.push(shorter);
                }
                next = self.past_call(after);
            } else if matches!(self.tokens[at].text, r"\dots" | r"\ldots" | r"\cdots")
                && !names.is_empty()
            {
                next = at + 1;
            } else {
                return Vec::new();
            }
            let Some(mut behind) = self.solid(next) else {
                return names;
            };
            if in_tuple && self.tokens[behind].text == ")" {
                match self.solid(behind + 1) {
                    Some(after) => behind = after,
                    None => return names,
                }
            }
            match self.tokens[behind].text {
                "," | ";" => next = behind + 1,
                r"\times" if in_row => next = behind + 1,
                _ if name::is_relation(&self.tokens[behind]) => return names,
                _ => return Vec::new(),
            }
        }
    }
}
