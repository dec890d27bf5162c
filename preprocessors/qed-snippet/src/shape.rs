//! What the tokens of a snippet tell: whether it has a `main`, what must stand before it, which names it uses.
//!
//! rustdoc decides this with rustc's own parser; tokens are enough to decide the same, and they are total: no text is too
//! deep or too long for them.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::layout::OWN;

/// Inner attributes that mean in a module what they mean in a crate.
const LINT_ATTRIBUTES: [&str; 3] = ["allow", "warn", "doc"];

/// Names with a meaning that depends on the crate, the file or the process around them. A snippet that uses one is
/// compiled alone.
const LONELY: &[&str] = &[
    "args",
    "args_os",
    "Backtrace",
    "crate",
    "ctor",
    "current_exe",
    "distributed_slice",
    "dtor",
    "env",
    "export_name",
    "extern",
    "file",
    "global_allocator",
    "global_asm",
    "include",
    "include_bytes",
    "include_str",
    "inventory",
    "link",
    "link_section",
    "Location",
    "macro_export",
    "macro_use",
    "module_path",
    "naked",
    "no_mangle",
    "option_env",
    "panic_handler",
    "super",
    "TypeId",
    "type_id",
    "type_name",
    "type_name_of_val",
    "used",
];

/// Names through which a program can see at which line it stands.
const PLACED: &[&str] = &[
    "Location",
    "column",
    "dbg",
    "file",
    "include",
    "include_bytes",
    "include_str",
    "line",
    "location",
];

/// What the tokens of a snippet tell. Ranges are bytes of the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// From 0 to where the leading `#![…]` end; empty without any.
    pub(crate) inner_attributes: Range<usize>,
    /// `extern crate …;` at the top level, to be lifted before `main`.
    pub(crate) extern_crates: Vec<Range<usize>>,
    /// A `main` at the top level, among items only: the snippet is a whole program.
    pub(crate) has_main: bool,
    /// Where the body of that `main` begins, after its brace; nothing where a macro makes it.
    pub(crate) main_body: Option<usize>,
    /// A `main` beside statements: it will be wrapped and never called.
    pub(crate) stray_main: bool,
    /// `Ok::<(), E>(())` at the end: `?` may be used at the top level.
    pub(crate) fallible: bool,
    /// It can stand as a module in a crate with others.
    pub(crate) mergeable: bool,
    /// What it prints may tell the line on which it stands.
    pub(crate) placed: bool,
    /// It may read the environment of the compiler.
    pub(crate) environment: bool,
    /// All names in it.
    pub(crate) names: BTreeSet<String>,
}

impl Shape {
    /// Reads the tokens of a code.
    pub(crate) fn of(code: &str) -> Self {
        let shape = Self::read(code);
        // The tokens are gone; so may be the lexer's copy of the code, which it would keep for as long as the thread lives.
        proc_macro2::extra::invalidate_current_thread_spans();
        shape
    }

    fn read(code: &str) -> Self {
        // The lexer passes over a byte order mark, and rustc does not.
        let tokens = code
            .parse::<TokenStream>()
            .ok()
            .filter(|_| !code.starts_with('\u{feff}'));
        let Some(tokens) = tokens else {
            // Unbalanced brackets, mostly. It is compiled as it is: a `main` round it could balance them by accident.
            return Self {
                has_main: true,
                ..Self::default()
            };
        };
        let names = names(tokens.clone());
        let names_file = names_file(tokens.clone());
        let top: Vec<TokenTree> = tokens.into_iter().collect();
        let (after, lint_only) = inner_attributes(&top);
        let end = top[..after].last().map_or(0, |last| end_of(last, code));
        let body = &top[after..];
        let last = body.last().map_or(0, |last| last.span().byte_range().end);
        let fallible = code[..last].ends_with("(())");
        let items = items(body);
        let uses = |words: &[&str]| words.iter().any(|&word| names.contains(word));
        // One that runs over several lines stays where it is, so that every line stays the chapter's.
        let mut extern_crates = extern_crates(body);
        extern_crates.retain(|range| !code[range.clone()].contains('\n'));
        Self {
            inner_attributes: 0..end,
            extern_crates,
            has_main: items.main && !items.statements,
            main_body: items.main_body,
            stray_main: items.main && items.statements,
            fallible,
            mergeable: lint_only
                && !uses(LONELY)
                && !items.odd_main
                && !names_file
                && !names.iter().any(|name| name.starts_with(OWN)),
            placed: uses(PLACED),
            environment: uses(&["env", "option_env"]),
            names,
        }
    }
}

/// Every identifier, at any depth.
fn names(tokens: TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut open = vec![tokens];
    while let Some(tokens) = open.pop() {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    names.insert(name.to_string().trim_start_matches("r#").to_owned());
                }
                TokenTree::Group(group) => open.push(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    names
}

/// Whether a module is in a file of its own, at any depth: beside others it would find theirs.
fn names_file(tokens: TokenStream) -> bool {
    let mut open = vec![tokens];
    while let Some(tokens) = open.pop() {
        let mut after_mod = false;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ';' && after_mod => return true,
                TokenTree::Group(group) => {
                    after_mod = false;
                    open.push(group.stream());
                }
                token => after_mod |= is_ident(Some(&token), "mod"),
            }
        }
    }
    false
}

/// How many tokens the leading `#![…]` take, and whether they only set lints.
fn inner_attributes(top: &[TokenTree]) -> (usize, bool) {
    let mut at = 0;
    let mut lint_only = true;
    while let [first, second, TokenTree::Group(group), ..] = &top[at..] {
        if !(is_punct(first, '#')
            && is_punct(second, '!')
            && group.delimiter() == Delimiter::Bracket)
        {
            break;
        }
        let name = group
            .stream()
            .into_iter()
            .next()
            .map(|token| token.to_string())
            .unwrap_or_default();
        lint_only &= LINT_ATTRIBUTES.contains(&name.as_str());
        at += 3;
    }
    (at, lint_only)
}

/// The end of an inner attribute; for `//! …` that is the start of the next line, so that nothing falls into the comment.
fn end_of(token: &TokenTree, code: &str) -> usize {
    let range = token.span().byte_range();
    if code[range.clone()].starts_with("//") {
        code[range.end..]
            .find('\n')
            .map_or(code.len(), |line_end| range.end + line_end + 1)
    } else {
        range.end
    }
}

/// What stands at the top level.
#[derive(Debug, Default)]
struct Items {
    main: bool,
    /// Where its body begins.
    main_body: Option<usize>,
    /// `main` has parameters, generics, an ABI, attributes: only rustc can tell whether it will do, and only at the root of a crate.
    odd_main: bool,
    statements: bool,
}

fn items(mut tokens: &[TokenTree]) -> Items {
    let mut items = Items::default();
    while !tokens.is_empty() {
        let whole = tokens;
        tokens = skip_attributes(tokens);
        let (before, name) = heading(tokens);
        match name {
            Some("fn") => {
                if is_main(tokens.get(before + 1)) {
                    items.main = true;
                    items.main_body = body_start(&tokens[before..]);
                    let attributes = &whole[..whole.len() - tokens.len()];
                    items.odd_main |= before > 1
                        || !is_plain(&tokens[before + 2..])
                        || attributes.iter().any(bears_on_main);
                }
                tokens = after_body(&tokens[before..], true);
            }
            Some("use" | "type" | "static" | "const" | "extern crate") => {
                tokens = after_body(&tokens[before..], false);
            }
            Some("struct" | "enum" | "union" | "trait" | "impl" | "mod" | "extern") => {
                tokens = after_body(&tokens[before..], true);
            }
            Some("macro") => {
                // A macro may become items; rustdoc, too, only looks for `fn main(…)` in what it is given.
                let rest = after_macro(&tokens[before..]);
                let given = &tokens[before..tokens.len() - rest.len()];
                items.main |= given.iter().any(
                    |token| matches!(token, TokenTree::Group(group) if names_main(group.stream())),
                );
                items.odd_main |= items.main;
                tokens = rest;
            }
            _ => {
                items.statements |= !tokens.is_empty();
                tokens = after_statement(tokens);
            }
        }
    }
    items
}

/// The byte after the brace that opens the body of the function at the beginning of these tokens.
fn body_start(tokens: &[TokenTree]) -> Option<usize> {
    tokens.iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            Some(group.span_open().byte_range().end)
        }
        _ => None,
    })
}

/// `main`, however it is written.
fn is_main(token: Option<&TokenTree>) -> bool {
    is_ident(token, "main") || is_ident(token, "r#main")
}

/// Whether what follows the name of a function says that it takes nothing and sets no conditions.
fn is_plain(signature: &[TokenTree]) -> bool {
    let mut tokens = signature.iter();
    let no_parameters = matches!(tokens.next(),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty());
    let is_body = |token: &&TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let mut returned = tokens.take_while(|token| !is_body(token));
    no_parameters && !returned.any(|token| is_ident(Some(token), "where"))
}

/// Whether this is the bracket of an attribute that may mean something else on a program's `main` than on another function.
fn bears_on_main(token: &TokenTree) -> bool {
    let harmless = ["allow", "doc", "inline", "warn"];
    let TokenTree::Group(group) = token else {
        return false;
    };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && !harmless.iter().any(|name| is_ident(first.as_ref(), name))
}

/// Skips `#[…]`, and `pub` with its parentheses.
fn skip_attributes(mut tokens: &[TokenTree]) -> &[TokenTree] {
    loop {
        tokens = match tokens {
            [hash, TokenTree::Group(_), rest @ ..] if is_punct(hash, '#') => rest,
            [hash, bang, TokenTree::Group(_), rest @ ..]
                if is_punct(hash, '#') && is_punct(bang, '!') =>
            {
                rest
            }
            [public, TokenTree::Group(group), rest @ ..]
                if is_ident(Some(public), "pub") && group.delimiter() == Delimiter::Parenthesis =>
            {
                rest
            }
            [public, rest @ ..] if is_ident(Some(public), "pub") => rest,
            _ => return tokens,
        };
    }
}

/// The keyword that makes an item of what follows, and how many qualifiers stand before it.
fn heading(tokens: &[TokenTree]) -> (usize, Option<&'static str>) {
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(name)) => name.to_string(),
        _ => String::new(),
    };
    let mut at = 0;
    loop {
        let next_is_brace = matches!(tokens.get(at + 1),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
        match word(at).as_str() {
            "async" | "unsafe" | "safe" | "const" if next_is_brace => return (at, None),
            "const" if !matches!(word(at + 1).as_str(), "fn" | "async" | "unsafe" | "extern") => {
                return (at, Some("const"));
            }
            "static"
                if matches!(word(at + 1).as_str(), "move")
                    || tokens.get(at + 1).is_some_and(|t| is_punct(t, '|')) =>
            {
                return (at, None);
            }
            "async" | "unsafe" | "const" | "auto" | "default" | "safe"
                if !word(at + 1).is_empty() =>
            {
                at += 1;
            }
            "extern" if word(at + 1) == "crate" => return (at, Some("extern crate")),
            "extern" if next_is_brace => return (at, Some("extern")),
            "extern" if word(at + 1) == "fn" => at += 1,
            "extern" if matches!(tokens.get(at + 1), Some(TokenTree::Literal(_))) => {
                if word(at + 2) == "fn" {
                    at += 2;
                } else {
                    return (at, Some("extern"));
                }
            }
            "union" if word(at + 1).is_empty() => return (at, None),
            name => {
                let known = [
                    "fn", "use", "type", "static", "struct", "enum", "union", "trait", "impl",
                    "mod",
                ];
                if let Some(keyword) = known.into_iter().find(|&keyword| keyword == name) {
                    return (at, Some(keyword));
                }
                return (at, calls_macro(&tokens[at..]).then_some("macro"));
            }
        }
    }
}

/// Whether these tokens begin with a path and `!`, as in `vec!` and `core::arch::global_asm!`.
fn calls_macro(mut tokens: &[TokenTree]) -> bool {
    let colons = |tokens: &[TokenTree]| matches!(tokens, [first, second, ..] if is_punct(first, ':') && is_punct(second, ':'));
    if colons(tokens) {
        tokens = &tokens[2..];
    }
    while let [TokenTree::Ident(_), rest @ ..] = tokens {
        if !colons(rest) {
            let is_comparison = rest.get(1).is_some_and(|token| is_punct(token, '='));
            return rest.first().is_some_and(|token| is_punct(token, '!')) && !is_comparison;
        }
        tokens = &rest[2..];
    }
    false
}

/// What follows an item: after its brace group (if it may end with one) or its semicolon.
fn after_body(tokens: &[TokenTree], braced: bool) -> &[TokenTree] {
    let end = tokens.iter().position(|token| match token {
        TokenTree::Group(group) => braced && group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    });
    end.map_or(&[], |end| &tokens[end + 1..])
}

/// What follows `name!(…);`, `name! {…}` or `macro_rules! name {…}`; an expression that goes on (`vec![1].len()`) too.
fn after_macro(tokens: &[TokenTree]) -> &[TokenTree] {
    let Some(group) = tokens
        .iter()
        .position(|token| matches!(token, TokenTree::Group(_)))
    else {
        return &[];
    };
    match &tokens[group + 1..] {
        [semicolon, rest @ ..] if is_punct(semicolon, ';') => rest,
        rest => rest,
    }
}

/// What follows a statement: after its semicolon, or after a brace group that does not go on.
fn after_statement(tokens: &[TokenTree]) -> &[TokenTree] {
    let is_let = is_ident(tokens.first(), "let");
    for (at, token) in tokens.iter().enumerate() {
        let ends = match token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => {
                let goes_on = match tokens.get(at + 1) {
                    Some(TokenTree::Punct(_)) => true,
                    Some(TokenTree::Ident(name)) => name == "else",
                    _ => false,
                };
                group.delimiter() == Delimiter::Brace && !is_let && !goes_on
            }
            _ => false,
        };
        if ends {
            return &tokens[at + 1..];
        }
    }
    &[]
}

/// `fn main (…)` among these tokens, not deeper.
fn names_main(tokens: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.windows(3).any(|three| {
        is_ident(three.first(), "fn")
            && is_main(three.get(1))
            && matches!(&three[2], TokenTree::Group(_))
    })
}

fn extern_crates(tokens: &[TokenTree]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if !(is_ident(tokens.get(at), "extern") && is_ident(tokens.get(at + 1), "crate")) {
            continue;
        }
        let start = attributes_before(tokens, at);
        if let Some(length) = tokens[at..].iter().position(|token| is_punct(token, ';')) {
            found.push(
                tokens[start].span().byte_range().start
                    ..tokens[at + length].span().byte_range().end,
            );
        }
    }
    found
}

/// The index where the attributes before an item begin.
fn attributes_before(tokens: &[TokenTree], mut at: usize) -> usize {
    if at > 0 && is_ident(tokens.get(at - 1), "pub") {
        at -= 1;
    }
    while at >= 2
        && is_punct(&tokens[at - 2], '#')
        && matches!(&tokens[at - 1], TokenTree::Group(_))
    {
        at -= 2;
    }
    at
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_ident(token: Option<&TokenTree>, name: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == name)
}
