//! Claims in a snippet: the comments `// agrees: eq:label …`, `// holds: eq:label …`, `// notation: eq:label …` and
//! `// example: eq:label …`, and the functions below them.

use std::ops::Range;

use crate::annotation::{Annotation, Fault, parse};
use crate::example::{self, Example};
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

/// A formula that is no computation, as its author says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notation {
    /// The label of the formula.
    pub label: String,
    /// Where the label is, in the code.
    pub label_range: Range<usize>,
    /// Why it cannot be computed.
    pub reason: String,
}

/// What was found in the code of a snippet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// The claims that can be checked.
    pub claims: Vec<Claim>,
    /// Formulas that are said to be notation.
    pub notations: Vec<Notation>,
    /// Worked examples of formulas.
    pub examples: Vec<Example>,
    /// The labels of all comments, understood or not.
    pub labels: Vec<String>,
    /// Mistakes in the comments, at their places in the code.
    pub faults: Vec<Fault>,
    /// All functions whose signatures can be read: views may name them.
    pub functions: Vec<Signature>,
}

/// A function as it stands in the code.
struct Found {
    name: Range<usize>,
    /// Where it begins, attributes and qualifiers included.
    first: usize,
    /// Where its `fn` stands: a claim may stand among what is before it.
    start: usize,
    /// It stands in no other item, where nobody else could call it.
    top: bool,
    signature: Result<Signature, String>,
}

/// All words of the comments that make claims: the labels among them decide what a comparison of this code depends on.
pub fn claim_words(code: &str) -> Vec<String> {
    let words = comments(code).into_iter().flat_map(|comment| {
        let items = comment
            .items
            .split_whitespace()
            .map(|word| word.trim_matches(',').to_owned());
        items.chain([comment.label.clone()]).collect::<Vec<_>>()
    });
    words.collect()
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
        if comment.label.is_empty() {
            claims.faults.push(Fault::new(
                comment.range.clone(),
                "a claim without the label of a formula",
                "write `// agrees: eq:…` above the function",
            ));
            continue;
        }
        claims.labels.push(comment.label.clone());
        match comment.kind {
            Kind::Notation => {
                claims.take_notation(comment);
                continue;
            }
            Kind::Example => {
                match example::parse(&comment.label, &comment.items, comment.range.clone()) {
                    Ok(example) => claims.examples.push(example),
                    Err(fault) => claims.faults.push(fault),
                }
                continue;
            }
            Kind::Agrees | Kind::Holds => {}
        }
        let (annotation, faults) = parse(&comment.items, comment.items_at);
        let broken = !faults.is_empty();
        claims.faults.extend(faults);
        let mut claim = Claim {
            label: comment.label.clone(),
            label_range: comment.label_range.clone(),
            range: comment.range.clone(),
            annotation,
            signature: None,
            function_range: None,
        };
        if comment.kind == Kind::Holds {
            if !broken {
                claims.claims.push(claim);
            }
            continue;
        }
        let below = functions
            .iter()
            .find(|found| found.start >= comment.range.end)
            .filter(|found| {
                let end = comment.range.end;
                code.get(end..found.first.max(end)).is_some_and(is_idle)
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
            Some(found) if !found.top => claims.faults.push(Fault::new(
                found.name.clone(),
                "this function stands inside another item, where it cannot be called",
                "put it at the top level of the snippet",
            )),
            Some(found) => match &found.signature {
                Err(why) => claims.faults.push(Fault::new(
                    found.name.clone(),
                    format!("this function cannot be compared with a formula: {why}"),
                    "write a function that calls it, takes numbers, slices or vectors of them, and returns the like",
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

impl Claims {
    fn take_notation(&mut self, comment: &Comment) {
        let reason = comment
            .items
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if reason.is_empty() {
            self.faults.push(Fault::new(
                comment.range.clone(),
                "a formula is said to be notation, and not why",
                "say after the label why it cannot be computed",
            ));
            return;
        }
        self.notations.push(Notation {
            label: comment.label.clone(),
            label_range: comment.label_range.clone(),
            reason,
        });
    }
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
    kind: Kind,
}

/// What a comment says of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Agrees,
    Holds,
    Notation,
    Example,
}

const KINDS: [(&str, Kind); 4] = [
    ("agrees:", Kind::Agrees),
    ("holds:", Kind::Holds),
    ("notation:", Kind::Notation),
    ("example:", Kind::Example),
];

/// Finds the comments: a line that begins with `// agrees:` or its like, and the indented comment lines below it.
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
        let kind = KINDS.iter().find(|(word, _)| claim.starts_with(word));
        if let Some(&(word, kind)) = kind {
            let body_at = start + indent + 2 + (comment.len() - claim.len()) + word.len();
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
                kind,
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
    let mut lines = text.lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with("//"))
}

/// The first token of a function, attributes included.
fn first_token(function: &syn::ItemFn) -> proc_macro2::Span {
    let signature = &function.sig;
    let visibility = match &function.vis {
        syn::Visibility::Public(token) => Some(token.span),
        syn::Visibility::Restricted(restricted) => Some(restricted.pub_token.span),
        syn::Visibility::Inherited => None,
    };
    let safety = match &signature.safety {
        syn::Safety::Safe(token) => Some(token.span),
        syn::Safety::Unsafe(token) => Some(token.span),
        syn::Safety::Default => None,
    };
    let attribute = function.attrs.first();
    attribute
        .map(|attribute| attribute.pound_token.spans[0])
        .or(visibility)
        .or(signature.constness.map(|token| token.span))
        .or(signature.asyncness.map(|token| token.span))
        .or(safety)
        .or(signature.abi.as_ref().map(|abi| abi.extern_token.span))
        .unwrap_or(signature.fn_token.span)
}

/// The items of a snippet: a whole file, or statements that a `main` will be put around. None where it is not Rust.
fn top_items(code: &str) -> Vec<syn::Item> {
    if let Ok(file) = syn::parse_file(code) {
        return file.items;
    }
    let body = |input: &syn::parse::ParseBuffer<'_>| {
        syn::Attribute::parse_inner(input)?;
        syn::Block::parse_within(input)
    };
    let statements = syn::parse::Parser::parse_str(body, code);
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
    let mut items: Vec<(&syn::Item, bool)> = top.iter().map(|item| (item, true)).collect();
    let mut all: Vec<(&syn::ItemFn, bool)> = Vec::new();
    while let Some((item, is_top)) = items.pop() {
        match item {
            syn::Item::Fn(function) => {
                all.push((function, is_top));
                for statement in &function.block.stmts {
                    if let syn::Stmt::Item(item) = statement {
                        items.push((item, false));
                    }
                }
            }
            syn::Item::Mod(module) => {
                let inner = module.content.iter().flat_map(|(_, items)| items);
                items.extend(inner.map(|item| (item, false)));
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
    for (function, top) in all {
        let name = function.sig.ident.span();
        found.push(Found {
            name: place(name.start())..place(name.end()),
            first: place(first_token(function).start()),
            start: place(function.sig.fn_token.span.start()),
            top,
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
        let code = "type M = Vec<Vec<f64>>;\n// agrees: eq:a in p (0,1)\n//   if p > 0\n#[inline]\npub fn f(p: f64, m: &M) -> f64 { p }\n\n// holds: eq:b in x (0,1)\n// notation: eq:d a sketch\n//   of layers\nfn main() {\n    // agrees: eq:c\n    fn g(x: f64) -> f64 { x }\n}\n";
        let claims = claims(code);
        assert_eq!(claims.faults.len(), 1);
        assert_eq!(&code[claims.faults[0].range.clone()], "g");
        assert_eq!(claims.claims.len(), 2);
        assert_eq!(claims.notations[0].label, "eq:d");
        assert_eq!(claims.notations[0].reason, "a sketch of layers");
        assert_eq!(claims.claims[0].signature.as_ref().unwrap().name, "f");
        assert_eq!(
            claims.claims[0].annotation.condition.as_ref().unwrap().0,
            "p > 0"
        );
        assert_eq!(&code[claims.claims[0].label_range.clone()], "eq:a");
        assert_eq!(&code[claims.claims[0].function_range.clone().unwrap()], "f");
        assert_eq!(claims.claims[1].signature, None);
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
            ("// notation: eq:a\n", "not why"),
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
