//! Rust by rustc's own lexer.

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use super::line::{Line, by_case};

/// Reserved words, and those that are words only in places but read as words everywhere.
const KEYWORDS: [&str; 40] = [
    "as",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "fn",
    "for",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro_rules",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "raw",
    "ref",
    "return",
    "safe",
    "self",
    "Self",
    "static",
    "struct",
    "super",
    "trait",
    "type",
    "union",
    "unsafe",
    "use",
    "where",
    "while",
];

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16",
    "u32", "u64", "u128", "usize",
];

/// The lines of a piece of Rust. Total: what is no Rust is plain.
pub(super) fn coloured(code: &str) -> Vec<String> {
    let tokens = tokens(code);
    let mut lines = Vec::new();
    let mut line = Line::default();
    let mut attribute = 0usize;
    let mut after_fn = false;
    for (index, &(kind, word)) in tokens.iter().enumerate() {
        let next = |n: usize| tokens.get(index + n).map(|token| token.0);
        if attribute == 0 && kind == TokenKind::Pound && opens_attribute(next(1), next(2)) {
            attribute = 1;
        }
        let class = if attribute > 0 {
            match kind {
                TokenKind::OpenBracket => attribute += 1,
                TokenKind::CloseBracket => attribute -= 1,
                _ => {}
            }
            let last = kind == TokenKind::CloseBracket && attribute == 1;
            if last {
                attribute = 0;
            }
            "m"
        } else {
            class(
                kind,
                word,
                next(1),
                next(2),
                next(3),
                after_fn,
                index.checked_sub(1).map(|n| tokens[n].1),
            )
        };
        if kind != TokenKind::Whitespace {
            after_fn = word == "fn";
        }
        if class == "s" {
            string(word, &mut line, &mut lines);
        } else {
            push(word, class, &mut line, &mut lines);
        }
    }
    if !code.is_empty() && !code.ends_with('\n') {
        lines.push(line.close());
    }
    lines
}

fn tokens(code: &str) -> Vec<(TokenKind, &str)> {
    let mut at = 0;
    tokenize(code, FrontmatterAllowed::No)
        .map(|token| {
            let start = at;
            at += token.len as usize;
            (token.kind, &code[start..at])
        })
        .collect()
}

fn opens_attribute(first: Option<TokenKind>, second: Option<TokenKind>) -> bool {
    first == Some(TokenKind::OpenBracket)
        || (first == Some(TokenKind::Bang) && second == Some(TokenKind::OpenBracket))
}

fn class(
    kind: TokenKind,
    word: &str,
    next: Option<TokenKind>,
    second: Option<TokenKind>,
    third: Option<TokenKind>,
    after_fn: bool,
    before: Option<&str>,
) -> &'static str {
    use TokenKind as T;
    match kind {
        T::LineComment { .. } | T::BlockComment { .. } => "c",
        T::Literal {
            kind: LiteralKind::Int { .. } | LiteralKind::Float { .. },
            ..
        } => "n",
        T::Literal { .. } => "s",
        T::Lifetime { .. } | T::RawLifetime => "m",
        // The sign of a macro belongs to its name.
        T::Bang
            if before.is_some_and(is_name)
                && matches!(next, Some(T::OpenParen | T::OpenBrace | T::OpenBracket)) =>
        {
            "m"
        }
        T::Ident | T::RawIdent => {
            let open = |kind| matches!(kind, Some(T::OpenParen | T::OpenBrace | T::OpenBracket));
            let turbofish =
                next == Some(T::Colon) && second == Some(T::Colon) && third == Some(T::Lt);
            match word {
                "true" | "false" => "n",
                _ if next == Some(T::Bang) && open(second) => "m",
                _ if KEYWORDS.contains(&word) => "k",
                _ if PRIMITIVES.contains(&word) => "t",
                _ if after_fn => "f",
                _ if by_case(word).is_empty() && (next == Some(T::OpenParen) || turbofish) => "f",
                _ => by_case(word),
            }
        }
        _ => "",
    }
}

fn is_name(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|ch| ch.is_alphabetic() || ch == '_')
        && !KEYWORDS.contains(&word)
}

/// A literal; in a string the places that a format fills stand out.
fn string(word: &str, line: &mut Line, lines: &mut Vec<String>) {
    let mut rest = word;
    while let Some(open) = rest.find('{') {
        let after = &rest[open + 1..];
        let length = after.find(|ch: char| !(ch.is_alphanumeric() || "_:.?#<>^+*$-".contains(ch)));
        match length {
            Some(length) if after[length..].starts_with('}') && !rest[..open].ends_with('{') => {
                push(&rest[..open], "s", line, lines);
                push(&rest[open..open + length + 2], "n", line, lines);
                rest = &after[length + 1..];
            }
            // A doubled brace stands for itself.
            _ => {
                let to = open + 1 + usize::from(after.starts_with('{'));
                push(&rest[..to], "s", line, lines);
                rest = &rest[to..];
            }
        }
    }
    push(rest, "s", line, lines);
}

/// Appends words that may go over several lines.
fn push(words: &str, class: &'static str, line: &mut Line, lines: &mut Vec<String>) {
    for (index, part) in words.split('\n').enumerate() {
        if index > 0 {
            lines.push(std::mem::take(line).close());
        }
        line.push(part.trim_end_matches('\r'), class);
    }
}
