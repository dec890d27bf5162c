//! Walks a formula and gathers its symbols.

use std::collections::BTreeSet;
use std::ops::Range;

use super::SymbolUse;
use super::name::{self, Sort};
use crate::Macros;
use crate::remarks::words;
use crate::scan::{self, Kind, Token};

mod sides;
mod signs;

/// Macros within macros that are looked through.
const DEEPEST: usize = 8;

/// A script of a symbol.
#[derive(Clone, Debug)]
struct Script {
    /// `_{k}`.
    spelled: String,
    is_name: bool,
    /// Its tokens, without braces.
    tokens: Range<usize>,
}

/// A symbol with its scripts.
#[derive(Clone, Debug)]
struct Found {
    base: String,
    sort: Sort,
    sub: Option<Script>,
    sup: Option<Script>,
    bytes: Range<usize>,
    /// The symbol in whose script it stands, and whether that is the upper one.
    owner: Option<(usize, bool)>,
}

impl Found {
    fn new(base: String, sort: Sort) -> Self {
        Self {
            base,
            sort,
            sub: None,
            sup: None,
            bytes: 0..0,
            owner: None,
        }
    }

    /// The symbol with some of its scripts.
    fn with(&self, sub: bool, sup: bool) -> String {
        let script = |script: &Option<Script>, wanted: bool| {
            script
                .as_ref()
                .filter(|script| wanted || script.is_name)
                .map_or("", |script| &script.spelled)
                .to_owned()
        };
        format!(
            "{}{}{}",
            self.base,
            script(&self.sub, sub),
            script(&self.sup, sup)
        )
    }

    /// The symbol with those scripts that are names.
    fn name(&self) -> String {
        self.with(false, false)
    }

    /// All names that may be meant, the longest first, and which scripts are in each.
    fn names(&self) -> impl Iterator<Item = (String, bool, bool)> {
        [(true, true), (true, false), (false, true), (false, false)]
            .map(|(sub, sup)| (self.with(sub, sup), sub, sup))
            .into_iter()
    }
}

pub(super) struct Reader<'s, 'a> {
    tokens: &'s [Token<'a>],
    macros: &'s Macros,
    found: Vec<Found>,
    owner: Option<(usize, bool)>,
    bound: BTreeSet<String>,
    in_integral: bool,
}

impl<'s, 'a> Reader<'s, 'a> {
    pub(super) fn new(tokens: &'s [Token<'a>], macros: &'s Macros) -> Self {
        let in_integral = tokens
            .iter()
            .any(|token| token.text.starts_with(r"\int") || token.text.starts_with(r"\iint"));
        Self {
            tokens,
            macros,
            found: Vec::new(),
            owner: None,
            bound: BTreeSet::new(),
            in_integral,
        }
    }

    /// What was read, each symbol under the longest of its names that is known, and operations that are known.
    pub(super) fn resolved(self, known: &dyn Fn(&str) -> bool) -> Vec<SymbolUse> {
        let mut taken: Vec<(bool, bool, bool)> = Vec::with_capacity(self.found.len());
        let mut uses = Vec::new();
        for found in &self.found {
            // What stands in a script that is part of a known name is no symbol by itself.
            let dropped = found.owner.is_some_and(|(owner, upper)| {
                let (gone, sub, sup) = taken[owner];
                gone || if upper { sup } else { sub }
            });
            let is_sign = found.sort == Sort::Sign;
            let (name, sub, sup) = if is_sign {
                (found.base.clone(), false, false)
            } else {
                found
                    .names()
                    .find(|(name, ..)| known(name))
                    .unwrap_or_else(|| (found.name(), false, false))
            };
            taken.push((dropped, sub, sup));
            if dropped || is_sign && !known(&name) {
                continue;
            }
            let is_bound = found.names().any(|(name, ..)| self.bound.contains(&name));
            let wants_meaning = found.sort == Sort::Symbol
                && !is_bound
                && !name::is_constant(&name, found.sup.is_some());
            uses.push(SymbolUse {
                name,
                range: found.bytes.clone(),
                wants_meaning,
            });
        }
        uses
    }

    /// Reads a run of tokens.
    pub(super) fn read(&mut self, run: Range<usize>) {
        let mut next = run.start;
        while next < run.end {
            next = self.step(next, run.end).max(next + 1);
        }
    }

    /// Takes in what begins at `at`; says where the walk goes on.
    fn step(&mut self, at: usize, end: usize) -> usize {
        let token = self.tokens[at];
        let symbol = self.symbol(at, end);
        if let Some((found, after)) = symbol.or_else(|| self.operation(at, end)) {
            return self.take(found, after);
        }
        match token.kind {
            Kind::Open => {
                match scan::argument(self.tokens, at).filter(|(_, after)| *after <= end) {
                    Some((inner, after)) => {
                        self.read(inner);
                        after
                    }
                    None => at + 1,
                }
            }
            Kind::Character if matches!(token.text, "_" | "^") => match self.script(at, end) {
                Some((script, after)) => {
                    if !script.is_name {
                        self.read(script.tokens);
                    }
                    after
                }
                None => at + 1,
            },
            Kind::Command => self.command(at, end),
            _ => at + 1,
        }
    }

    /// Takes in a symbol and what stands in its scripts.
    fn take(&mut self, found: Found, after: usize) -> usize {
        let owner = self.found.len();
        let scripts = [(found.sub.clone(), false), (found.sup.clone(), true)];
        if name::is_binder(&found.base)
            && let Some(sub) = &found.sub
        {
            self.bind_under(sub.tokens.clone());
        }
        let is_differential =
            self.in_integral && matches!(found.base.as_str(), "d" | r"\mathrm{d}");
        if is_differential && let Some((variable, _)) = self.symbol(after, self.tokens.len()) {
            self.bound.insert(variable.name());
            if found.base == "d" {
                return after;
            }
        }
        self.found.push(Found {
            owner: self.owner,
            ..found
        });
        let outer = self.owner;
        for (script, upper) in scripts {
            if let Some(script) = script.filter(|script| !script.is_name) {
                self.owner = Some((owner, upper));
                self.read(script.tokens);
            }
        }
        self.owner = outer;
        after
    }

    /// Passes over a command that is no symbol, and over those of its arguments that are no mathematics.
    fn command(&mut self, at: usize, end: usize) -> usize {
        let command = self.tokens[at].text;
        let mut next = at + 1;
        if words::DECLARATIONS.contains(&command) {
            return end;
        }
        if name::is_binder(command) {
            let operator = Found::new(command.to_owned(), Sort::Sign);
            if let (Found { sub: Some(sub), .. }, _) = self.with_scripts(operator, at..next, end) {
                self.bind_under(sub.tokens);
            }
        }
        match command {
            r"\\" | r"\smash" | r"\cfrac" => return scan::past_options(self.tokens, next).min(end),
            r"\kern" | r"\mkern" | r"\hskip" | r"\mskip" => return self.past_size(next, end),
            r"\char" => return self.past_characters(next, end),
            _ if scan::is_definition(command) => return self.past_definition(command, next, end),
            _ if name::font(command).is_some() && !name::is_upright(command) => return next,
            _ => {}
        }
        let mut arguments = words::arguments(command).len();
        if command == r"\begin" && self.takes_columns(next) {
            arguments += 1;
        }
        for _ in 0..arguments {
            next = scan::past_options(self.tokens, next);
            match scan::argument(self.tokens, next).filter(|(_, after)| *after <= end) {
                Some((_, after)) => next = after,
                None => break,
            }
        }
        if command == r"\begin" {
            next = scan::past_options(self.tokens, next);
        }
        next.min(end)
    }

    /// Whether the environment whose name follows is told its columns.
    fn takes_columns(&self, next: usize) -> bool {
        scan::argument(self.tokens, next).is_some_and(|(inner, _)| {
            let environment = scan::joined(&self.tokens[inner]);
            [
                "array",
                "darray",
                "subarray",
                "alignat",
                "alignat*",
                "alignedat",
            ]
            .contains(&environment.as_str())
        })
    }

    fn past_size(&self, at: usize, end: usize) -> usize {
        let is_number = |token: &Token<'_>| {
            !token.is_solid()
                || token
                    .text
                    .starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        };
        let number = self.tokens[at..end]
            .iter()
            .take_while(|token| is_number(token))
            .count();
        (at + number + 2).min(end)
    }

    fn past_characters(&self, at: usize, end: usize) -> usize {
        let run = self.tokens[at..end]
            .iter()
            .take_while(|token| token.kind == Kind::Character)
            .count();
        at + run
    }

    fn past_definition(&self, command: &str, at: usize, end: usize) -> usize {
        if !scan::is_def(command) && !scan::is_newcommand(command) {
            // `\let\a=\b`.
            return (at + 3).min(end);
        }
        let braced = self.tokens[at..end].iter().find(|token| token.is_solid());
        let groups = if braced.is_some_and(|token| token.kind == Kind::Open) {
            2
        } else {
            1
        };
        let mut next = at;
        for _ in 0..groups {
            let ahead = self.tokens[next..end]
                .iter()
                .position(|token| token.kind == Kind::Open);
            let group = ahead.and_then(|ahead| scan::argument(self.tokens, next + ahead));
            match group {
                Some((_, after)) => next = after.min(end),
                None => return end,
            }
        }
        next
    }

    /// Binds what a sum or its like counts with: in `i=1`, `i \in I`, `i, j` and `1 \le i < j`.
    fn bind_under(&mut self, run: Range<usize>) {
        let is_break = |index: &usize| self.tokens[*index].text == r"\\";
        let mut start = run.start;
        let ends: Vec<usize> = run.clone().filter(is_break).chain([run.end]).collect();
        for end in ends {
            let relations: Vec<usize> = (start..end)
                .filter(|&index| name::is_relation(&self.tokens[index]))
                .collect();
            let before = |limit: usize| self.symbols_within(start..limit);
            let names = match relations.as_slice() {
                [] => before(end),
                [first, ..] if !before(*first).is_empty() => before(*first),
                [.., last] => before(*last),
            };
            self.bound.extend(names);
            start = end + 1;
        }
    }

    /// Names of the symbols of a run, however deep, their scripts left out.
    fn symbols_within(&self, run: Range<usize>) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = run.start;
        while next < run.end {
            match self.symbol(next, run.end) {
                Some((found, after)) => {
                    names.push(found.name());
                    next = after.max(next + 1);
                }
                None => next += 1,
            }
        }
        names
    }

    /// The symbol that begins at `at`, with its scripts, and the index behind it.
    fn symbol(&self, at: usize, end: usize) -> Option<(Found, usize)> {
        let (found, after) = self.core(at, end)?;
        Some(self.with_scripts(found, at..after, end))
    }

    /// What stands in `run`, with the scripts behind it, and the index behind them.
    fn with_scripts(&self, mut found: Found, run: Range<usize>, end: usize) -> (Found, usize) {
        let mut after = run.end;
        let mut next = after;
        while next < end {
            let token = self.tokens[next];
            let is_limits = matches!(token.text, r"\limits" | r"\nolimits");
            if !token.is_solid() || is_limits && found.sort != Sort::Symbol {
                next += 1;
                continue;
            }
            if name::is_script_character(&token) {
                next += 1;
                after = next;
                continue;
            }
            let place = match token.text {
                "_" => &mut found.sub,
                "^" => &mut found.sup,
                _ => break,
            };
            let Some((script, behind)) = self.script(next, end) else {
                break;
            };
            *place = Some(script);
            (after, next) = (behind, behind);
        }
        found.bytes = self.tokens[run.start].start..self.tokens[after - 1].range().end;
        (found, after)
    }

    /// A letter, a name in a font or a function, with the accents over it.
    fn core(&self, at: usize, end: usize) -> Option<(Found, usize)> {
        let token = self.tokens.get(at).filter(|_| at < end)?;
        let plain = |base: String, sort: Sort, after: usize| Some((Found::new(base, sort), after));
        if let Some(text) = self
            .macros
            .get(token.text)
            .filter(|_| token.kind == Kind::Command)
        {
            let (base, sort) = within_macro(text, self.macros, DEEPEST)?;
            return plain(base, sort, at + 1);
        }
        if name::is_letter(token) {
            return plain(token.text.to_owned(), Sort::Symbol, at + 1);
        }
        if token.kind != Kind::Command {
            return None;
        }
        // `\arg\max` is one function.
        if token.text == r"\arg"
            && let Some(next) = self.solid(at + 1).filter(|&next| next < end)
            && let r"\max" | r"\min" = self.tokens[next].text
        {
            let name = &self.tokens[next].text[1..];
            return plain(
                format!(r"\operatorname{{arg{name}}}"),
                Sort::Symbol,
                next + 1,
            );
        }
        if name::is_function(token.text) {
            return plain(token.text.to_owned(), Sort::Function, at + 1);
        }
        if let Some(font) = name::font(token.text) {
            let (inner, after) = self.argument(scan::past_options(self.tokens, at + 1), end)?;
            let text = &self.tokens[inner];
            let is_plain = text.iter().all(|token| {
                !token.is_solid()
                    || name::is_letter(token)
                    || matches!(token.text, r"\_" | r"\," | r"\;" | r"\ " | "-" | "'")
                    || token.kind == Kind::Character
                        && token.text.chars().all(char::is_alphanumeric)
            });
            let spelled = name::spelled(text);
            return (is_plain && !spelled.is_empty())
                .then(|| plain(format!(r"\{font}{{{spelled}}}"), Sort::Symbol, after))?;
        }
        if name::is_accent(token.text) {
            let (inner, after) = self.argument(at + 1, end)?;
            let first = inner.clone().find(|&index| self.tokens[index].is_solid())?;
            let (found, behind) = self.symbol(first, inner.end)?;
            let alone = self.tokens[behind..inner.end]
                .iter()
                .all(|token| !token.is_solid());
            let base = format!("{}{{{}}}", token.text, found.base);
            return alone.then_some((Found { base, ..found }, after));
        }
        None
    }

    /// `_` or `^` at `at`, with what it takes.
    fn script(&self, at: usize, end: usize) -> Option<(Script, usize)> {
        let (tokens, after) = self.argument(at + 1, end)?;
        let run = &self.tokens[tokens.clone()];
        let script = Script {
            spelled: format!("{}{{{}}}", self.tokens[at].text, name::spelled(run)),
            is_name: name::is_name(run),
            tokens,
        };
        Some((script, after))
    }

    /// A group, or a single token with the group that belongs to it: `\mathbf x`, `\text{in}`.
    fn argument(&self, at: usize, end: usize) -> Option<(Range<usize>, usize)> {
        let (inner, after) = scan::argument(self.tokens, at).filter(|(_, after)| *after <= end)?;
        let is_single = inner.end == after;
        let command = self.tokens[inner.start.min(self.tokens.len() - 1)].text;
        if is_single
            && (name::is_upright(command)
                || name::font(command).is_some()
                || name::is_accent(command))
        {
            let (_, after) = self.argument(after, end)?;
            return Some((inner.start..after, after));
        }
        Some((inner, after))
    }

    /// Passes over the arguments of a function: `(…)`, `[…]`, `\left( … \right)`.
    fn past_call(&self, at: usize) -> usize {
        let Some(open) = self.solid(at) else {
            return at;
        };
        let starts = matches!(self.tokens[open].text, "(" | "[" | r"\left");
        if !starts {
            return at;
        }
        let mut depth = 0_usize;
        let mut next = open;
        while let Some(token) = self.tokens.get(next) {
            match token.text {
                r"\left" => {
                    depth += 1;
                    next += 1;
                }
                r"\right" => {
                    depth = depth.saturating_sub(1);
                    next += 1;
                }
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            next += 1;
            if depth == 0 {
                return next.min(self.tokens.len());
            }
        }
        at
    }

    /// The first token from `at` on that is neither space nor comment.
    fn solid(&self, at: usize) -> Option<usize> {
        let rest = self.tokens.get(at..)?;
        rest.iter()
            .position(Token::is_solid)
            .map(|ahead| at + ahead)
    }
}

/// The symbol that a macro without arguments stands for.
fn within_macro(text: &str, macros: &Macros, depth: usize) -> Option<(String, Sort)> {
    if depth == 0 || text.contains('#') {
        return None;
    }
    let tokens = scan::tokens(text);
    let first = tokens.iter().position(Token::is_solid)?;
    if tokens[first].kind == Kind::Command
        && let Some(inner) = macros.get(tokens[first].text)
    {
        let alone = tokens[first + 1..].iter().all(|token| !token.is_solid());
        return alone.then(|| within_macro(inner, macros, depth - 1))?;
    }
    let none = Macros::new();
    let reader = Reader::new(&tokens, &none);
    let (found, after) = reader.symbol(first, tokens.len())?;
    let alone = tokens[after..].iter().all(|token| !token.is_solid());
    alone.then(|| (found.with(true, true), found.sort))
}
