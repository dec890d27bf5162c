//! Claims in a snippet: the comments `// agrees: eq:label …` and `// holds: eq:label …`, and the functions below them.

use std::ops::Range;

use crate::annotation::{Annotation, Fault, parse};
use crate::signature::{Aliases, Signature};

/// A claim that a formula and a function agree, or that a formula holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The label of the formula.
    pub label: String,
    /// Where the label is, in the code.
    pub label_range: Range<usize>,
    /// The whole comment, in the code.
    pub range: Range<usize>,
    /// The items behind the label.
    pub annotation: Annotation,
    /// The function below; none for an identity.
    pub signature: Option<Signature>,
    /// Where the function's name is, in the code.
    pub function_range: Option<Range<usize>>,
}

/// What was found in the code of a snippet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// The claims that can be checked.
    pub claims: Vec<Claim>,
    /// Mistakes in the comments, at their places in the code.
    pub faults: Vec<Fault>,
    /// All functions whose signatures can be read: views may name them.
    pub functions: Vec<Signature>,
}

/// A function as it stands in the code.
struct Found {
    name: Range<usize>,
    start: usize,
    signature: Result<Signature, String>,
}

/// Finds the claims of a snippet's code, hidden lines included and without their `#`.
pub fn claims(code: &str) -> Claims {
    let mut claims = Claims::default();
    let comments = comments(code);
    if comments.is_empty() {
        return claims;
    }
    let functions = functions(code);
    claims.functions = functions
        .iter()
        .filter_map(|found| found.signature.clone().ok())
        .collect();
    for comment in &comments {
        let (annotation, faults) = parse(&comment.items, comment.items_at);
        let broken = !faults.is_empty();
        claims.faults.extend(faults);
        if comment.label.is_empty() {
            claims.faults.push(Fault::new(
                comment.range.clone(),
                "a claim without the label of a formula",
                "write `// agrees: eq:…` above the function",
            ));
            continue;
        }
        let mut claim = Claim {
            label: comment.label.clone(),
            label_range: comment.label_range.clone(),
            range: comment.range.clone(),
            annotation,
            signature: None,
            function_range: None,
        };
        if comment.identity {
            if !broken {
                claims.claims.push(claim);
            }
            continue;
        }
        let below = functions
            .iter()
            .find(|found| found.start >= comment.range.end)
            .filter(|found| {
                code.get(comment.range.end..found.start)
                    .is_some_and(is_idle)
            });
        match below {
            None if functions.is_empty() && code.contains("fn ") => claims.faults.push(Fault::new(
                comment.range.clone(),
                "the code below this claim cannot be read as Rust",
                "mend the snippet until it compiles",
            )),
            None => claims.faults.push(Fault::new(
                comment.range.clone(),
                "there is no function below this claim",
                "put it right above the function, or write `// holds: …` for an identity",
            )),
            Some(found) => match &found.signature {
                Err(why) => claims.faults.push(Fault::new(
                    found.name.clone(),
                    format!("this function cannot be compared with a formula: {why}"),
                    "take numbers, slices and vectors of them, and return the like",
                )),
                Ok(signature) if !broken => {
                    claim.signature = Some(signature.clone());
                    claim.function_range = Some(found.name.clone());
                    claims.claims.push(claim);
                }
                Ok(_) => {}
            },
        }
    }
    claims
}

/// The functions of a snippet's code that a formula could be compared with, in order.
pub fn signatures(code: &str) -> Vec<Signature> {
    functions(code)
        .into_iter()
        .filter_map(|found| found.signature.ok())
        .collect()
}

/// A comment that makes a claim.
struct Comment {
    label: String,
    label_range: Range<usize>,
    items: String,
    /// Where the items begin, in the code; continuation lines keep their distance.
    items_at: usize,
    range: Range<usize>,
    identity: bool,
}

/// Finds the comments: a line that begins with `// agrees:` or `// holds:`, and the indented comment lines below it.
fn comments(code: &str) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for line in code.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let text = line.trim_end();
        let indent = text.len() - text.trim_start().len();
        let Some(comment) = text.trim_start().strip_prefix("//") else {
            open = false;
            continue;
        };
        let claim = comment.trim_start();
        let identity = claim.starts_with("holds:");
        if identity || claim.starts_with("agrees:") {
            let body_at =
                start + indent + 2 + (comment.len() - claim.len()) + if identity { 6 } else { 7 };
            let body = &code[body_at..start + text.len()];
            let lead = body.len() - body.trim_start().len();
            let label: String = body
                .trim_start()
                .chars()
                .take_while(|c| !c.is_whitespace())
                .collect();
            let label_at = body_at + lead;
            comments.push(Comment {
                label_range: label_at..label_at + label.len(),
                items: body[lead + label.len()..].to_owned(),
                items_at: label_at + label.len(),
                range: start + indent..start + text.len(),
                label,
                identity,
            });
            open = true;
        } else if let (true, Some(last), true) =
            (open, comments.last_mut(), comment.starts_with("  "))
        {
            // Blanks keep the places of the continuation right.
            let gap = start + indent + 2 - (last.items_at + last.items.len());
            last.items.push_str(&" ".repeat(gap));
            last.items.push_str(comment);
            last.range.end = start + text.len();
        } else {
            open = false;
        }
    }
    comments
}

/// Whether a text says nothing between a claim and its function: blanks, comments, attributes.
fn is_idle(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim();
        line.is_empty()
            || line.starts_with("//")
            || line.starts_with("#[")
            || line == "pub"
            || line == "pub(crate)"
            || line == "const"
    })
}

/// The items of a snippet: a whole file, or statements that a `main` will be put around. None where it is not Rust.
fn top_items(code: &str) -> Vec<syn::Item> {
    if let Ok(file) = syn::parse_file(code) {
        return file.items;
    }
    let statements = syn::parse::Parser::parse_str(syn::Block::parse_within, code);
    let statements = statements.unwrap_or_default().into_iter();
    let item = |statement| match statement {
        syn::Stmt::Item(item) => Some(item),
        _ => None,
    };
    statements.filter_map(item).collect()
}

/// All functions of the code, in order, also those inside of others.
fn functions(code: &str) -> Vec<Found> {
    let top = top_items(code);
    let mut aliases = Aliases::new();
    let mut found = Vec::new();
    let mut items: Vec<&syn::Item> = top.iter().collect();
    let mut all: Vec<&syn::ItemFn> = Vec::new();
    while let Some(item) = items.pop() {
        match item {
            syn::Item::Fn(function) => {
                all.push(function);
                for statement in &function.block.stmts {
                    if let syn::Stmt::Item(item) = statement {
                        items.push(item);
                    }
                }
            }
            syn::Item::Mod(module) => {
                items.extend(module.content.iter().flat_map(|(_, items)| items));
            }
            syn::Item::Type(alias) => {
                aliases.insert(alias.ident.to_string(), (*alias.ty).clone());
            }
            _ => {}
        }
    }
    let lines: Vec<usize> = std::iter::once(0)
        .chain(code.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let place = |at: proc_macro2::LineColumn| {
        let line = lines
            .get(at.line.saturating_sub(1))
            .copied()
            .unwrap_or(code.len());
        let column: usize = code[line..]
            .chars()
            .take(at.column)
            .map(char::len_utf8)
            .sum();
        line + column
    };
    for function in all {
        let name = function.sig.ident.span();
        found.push(Found {
            name: place(name.start())..place(name.end()),
            start: place(function.sig.fn_token.span.start()),
            signature: Signature::read(&function.sig, &aliases),
        });
    }
    found.sort_by_key(|found| found.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_stand_above_functions() {
        let code = "type M = Vec<Vec<f64>>;\n// agrees: eq:a in p (0,1)\n//   if p > 0\n#[inline]\npub fn f(p: f64, m: &M) -> f64 { p }\n\n// holds: eq:b in x (0,1)\nfn main() {\n    // agrees: eq:c\n    fn g(x: f64) -> f64 { x }\n}\n";
        let claims = claims(code);
        assert_eq!(claims.faults, []);
        assert_eq!(claims.claims.len(), 3);
        assert_eq!(claims.claims[0].signature.as_ref().unwrap().name, "f");
        assert_eq!(
            claims.claims[0].annotation.condition.as_ref().unwrap().0,
            "p > 0"
        );
        assert_eq!(&code[claims.claims[0].label_range.clone()], "eq:a");
        assert_eq!(&code[claims.claims[0].function_range.clone().unwrap()], "f");
        assert_eq!(claims.claims[1].signature, None);
        assert_eq!(claims.claims[2].signature.as_ref().unwrap().name, "g");
    }

    #[test]
    fn faults_name_what_is_missing() {
        for (code, word) in [
            (
                "// agrees: eq:a\nlet x = 1;\nfn f(x: f64) -> f64 { x }",
                "no function below",
            ),
            (
                "// agrees: eq:a\nfn f(x: f64) -> {",
                "cannot be read as Rust",
            ),
            ("// agrees:\nfn f(x: f64) -> f64 { x }", "without the label"),
            ("// agrees: eq:a\nfn f(x: &str) -> f64 { 1.0 }", "`str`"),
            ("// agrees: eq:a foo\nfn f(x: f64) -> f64 { x }", "no item"),
        ] {
            let found = claims(code);
            assert!(
                found.faults[0].message.contains(word),
                "{code}: {:?}",
                found.faults
            );
            assert!(found.claims.is_empty(), "{code}");
        }
    }
}
