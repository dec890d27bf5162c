//! What a book's labelled formulas could be compared with: each formula, whether it is read, and against which function of its page.
//!
//! `book SRC` lists; `book SRC HINTS` takes claims from a file (`label function items…`, or `label holds items…`, or `label notation why`);
//! `book SRC HINTS DIR` writes a program to DIR that calls every function (`main.rs`, `inputs-N`), and when the outputs are there
//! (`outputs-N`), gives the verdicts. With `MUTANTS` in the environment it counts the changes of formulas that are not found.

#![expect(clippy::print_stdout, reason = "an example that prints a list")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use qed_agree::{
    Context, Output, Plan, RUNTIME, Signature, Verdict, annotation, plan, plan_identity, signatures,
};

struct Page {
    name: String,
    /// Label and LaTeX.
    formulas: Vec<(String, String)>,
    /// Code of the Rust fences, with hidden lines shown.
    snippets: Vec<String>,
}

fn pages(src: &Path) -> Vec<Page> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![src.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("the folder can be read")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|file| page(file)).collect()
}

fn page(file: &Path) -> Page {
    let text = std::fs::read_to_string(file).expect("the page can be read");
    let name = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut page = Page {
        name,
        formulas: Vec::new(),
        snippets: Vec::new(),
    };
    let (mut fence, mut math): (Option<Option<String>>, Option<String>) = (None, None);
    for line in text.lines() {
        if let Some(code) = &mut fence {
            if line.starts_with("```") {
                page.snippets.extend(fence.take().flatten());
            } else if let Some(code) = code {
                let included = line
                    .trim()
                    .strip_prefix("{{#include ")
                    .and_then(|rest| rest.strip_suffix("}}"));
                let included = included
                    .and_then(|path| std::fs::read_to_string(file.parent()?.join(path)).ok());
                for line in included.as_deref().unwrap_or(line).lines() {
                    code.push_str(line.strip_prefix("# ").unwrap_or(if line == "#" {
                        ""
                    } else {
                        line
                    }));
                    code.push('\n');
                }
            }
        } else if line.starts_with("```") {
            fence = Some(line.starts_with("```rust").then(String::new));
        } else if line.trim() == "$$" {
            match math.take() {
                None => math = Some(String::new()),
                Some(tex) => {
                    let label = tex
                        .split_once("\\label{")
                        .and_then(|(_, rest)| rest.split_once('}'));
                    page.formulas
                        .extend(label.map(|(label, _)| (label.to_owned(), tex.clone())));
                }
            }
        } else if let Some(tex) = &mut math {
            tex.push_str(line);
            tex.push('\n');
        }
    }
    page
}

/// Claims by label: the function or `holds` or `notation`, and the items.
fn hints(path: Option<&String>) -> BTreeMap<String, (String, String)> {
    let text = path
        .map(|path| std::fs::read_to_string(path).expect("the hints can be read"))
        .unwrap_or_default();
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| {
            let (label, rest) = line.split_once(' ')?;
            let (function, items) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
            Some((label.to_owned(), (function.to_owned(), items.to_owned())))
        })
        .collect()
}

/// What a formula is compared with: the plan, and the number of the snippet.
enum Match {
    Function(Box<Plan>, usize),
    Identity(Box<Plan>),
    Notation(String),
    Refused(String),
}

fn find(
    page: &Page,
    label: &str,
    tex: &str,
    hint: Option<&(String, String)>,
    formulas: &[(String, String)],
) -> Match {
    if let Some(("notation", why)) = hint.map(|(function, why)| (function.as_str(), why)) {
        return Match::Notation(why.clone());
    }
    let items = hint.map_or("", |(_, items)| items);
    let (items, faults) = annotation(items, 0);
    if let Some(fault) = faults.first() {
        return Match::Refused(format!("{}: {}", label, fault.message));
    }
    let all: Vec<Vec<Signature>> = page.snippets.iter().map(|code| signatures(code)).collect();
    if hint.is_some_and(|(function, _)| function == "holds") {
        let context = Context {
            functions: &[],
            formulas,
        };
        return match plan_identity(tex, &items, &context) {
            Ok(plan) => Match::Identity(Box::new(plan)),
            Err(refusals) => Match::Refused(why(&refusals, tex)),
        };
    }
    let mut reasons = Vec::new();
    let tail = label
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .replace('-', "_");
    let mut found: Option<(i32, Plan, usize)> = None;
    for (at, functions) in all.iter().enumerate() {
        let context = Context {
            functions,
            formulas,
        };
        for function in functions {
            if hint.is_some_and(|(name, _)| *name != function.name) {
                continue;
            }
            match plan(tex, &items, function, &context) {
                Ok(plan) => {
                    let named = tex.contains(&format!("{{{}}}", function.name))
                        || tail.ends_with(&function.name);
                    let score =
                        i32::from(named) * 2 - i32::from(page.snippets[at].contains("candle"));
                    if found.as_ref().is_none_or(|(best, ..)| score > *best) {
                        found = Some((score, plan, at));
                    }
                }
                Err(refusals) => {
                    reasons.push(format!("{}: {}", function.name, why(&refusals, tex)));
                }
            }
        }
    }
    match found {
        Some((_, plan, at)) => Match::Function(Box::new(plan), at),
        None => Match::Refused(reasons.join("; ")),
    }
}

fn why(refusals: &[qed_agree::Refusal], tex: &str) -> String {
    let first = &refusals[0];
    format!(
        "{}: {} at `{}`",
        first.kind.code(),
        first.reason,
        tex[first.range.clone()]
            .trim()
            .lines()
            .next()
            .unwrap_or_default()
    )
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let src = arguments.first().map_or("../../src", String::as_str);
    let pages = pages(Path::new(src));
    let hints = hints(arguments.get(1));
    let formulas: Vec<(String, String)> = pages
        .iter()
        .flat_map(|page| page.formulas.iter().cloned())
        .collect();
    let dir = arguments.get(2).map(PathBuf::from);
    let mut program = format!("#![allow(warnings)]\npub mod qed_agree {{\n{RUNTIME}\n}}\n");
    let mut calls = String::new();
    let (mut total, mut good) = (0, 0);
    let mut changes: (usize, Vec<String>) = (0, Vec::new());
    let mutate = std::env::var_os("MUTANTS").is_some();
    for page in &pages {
        let mut used = vec![false; page.snippets.len()];
        for (label, tex) in &page.formulas {
            total += 1;
            let line = match find(page, label, tex, hints.get(label), &formulas) {
                Match::Notation(why) => format!("notation  {why}"),
                Match::Refused(why) => format!("REFUSED   {why}"),
                Match::Identity(plan) => {
                    let verdict = plan.settle(1, |_| Vec::new());
                    good += i32::from(matches!(verdict, Verdict::Agrees { .. }));
                    format!("identity  {}", told(&verdict))
                }
                Match::Function(plan, at) => {
                    used[at] = true;
                    if mutate {
                        survivors(label, &plan, &mut changes);
                    }
                    let module = module(&page.name, at);
                    let number = total;
                    let verdict = dir.as_ref().and_then(|dir| {
                        let inputs = plan.inputs(1);
                        std::fs::write(
                            dir.join(format!("inputs-{number}")),
                            plan.input_file(&inputs),
                        )
                        .expect("inputs can be written");
                        calls.push_str(&format!(
                            "        {number} => {module}::harness_{number}(&path),\n"
                        ));
                        program.push_str(&format!(
                            "pub mod harness_{number} {{\n{}}}\n",
                            plan.harness("run", &format!("crate::{module}"), "crate::qed_agree")
                        ));
                        let printed =
                            std::fs::read_to_string(dir.join(format!("outputs-{number}"))).ok()?;
                        Some(
                            plan.compare(&inputs, &plan.outputs(&printed, inputs.len(), "stopped")),
                        )
                    });
                    good += i32::from(
                        verdict
                            .as_ref()
                            .is_none_or(|verdict| matches!(verdict, Verdict::Agrees { .. })),
                    );
                    let told = verdict.map_or_else(|| "read".to_owned(), |verdict| told(&verdict));
                    format!("{:9} {told}", plan.signature().name)
                }
            };
            println!("{label:50} {line}");
        }
        for (at, code) in page.snippets.iter().enumerate().filter(|(at, _)| used[*at]) {
            let name = module(&page.name, at);
            let body = if code.contains("fn main()") {
                code.clone()
            } else {
                format!("{code}\n")
            };
            let body = public(&if code.contains("candle") {
                plain_functions(&body)
            } else {
                body
            });
            program.push_str(&format!("pub mod {name} {{\n{body}\n}}\n"));
        }
    }
    if let (total @ 1.., alive) = (changes.0, &changes.1) {
        alive.iter().for_each(|line| println!("  {line}"));
        println!(
            "{} of {total} changes of the book's formulas are not found",
            alive.len()
        );
    }
    println!("{good} of {total} labelled formulas are read or agree");
    if let Some(dir) = dir {
        let arms: String = calls
            .lines()
            .filter_map(|line| {
                line.trim().split_once(" =>").map(|(number, _)| {
                    format!("        {number} => harness_{number}::run(&path),\n")
                })
            })
            .collect();
        program.push_str(&format!(
            "fn main() {{\n    let number: u32 = std::env::args().nth(1).unwrap().parse().unwrap();\n    let path = std::env::args().nth(2).unwrap();\n    match number {{\n{arms}        _ => {{}}\n    }}\n}}\n"
        ));
        std::fs::write(dir.join("main.rs"), program).expect("the program can be written");
    }
}

/// Counts the single changes of a formula that its own values do not tell from it.
fn survivors(label: &str, plan: &Plan, changes: &mut (usize, Vec<String>)) {
    let inputs = plan.inputs(11);
    let outputs: Vec<Output> = inputs
        .iter()
        .map(|input| match plan.evaluate(input, Some(3)) {
            Some(value) => Output::returned(value),
            None => Output::Panicked(String::new()),
        })
        .collect();
    for mutant in plan.mutants() {
        changes.0 += 1;
        if !plan.kills(&mutant, &inputs, &outputs) {
            changes.1.push(format!("{label}: {}", mutant.change));
        }
    }
}

fn module(page: &str, at: usize) -> String {
    format!("{}_{at}", page.replace('-', "_"))
}

/// Functions at the left margin made visible to the harness.
fn public(code: &str) -> String {
    code.lines()
        .map(|line| {
            if line.starts_with("fn ") {
                format!("pub {line}\n")
            } else {
                format!("{line}\n")
            }
        })
        .collect()
}

/// The functions at the left margin that need no crate.
fn plain_functions(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(start) = rest.find("\nfn ") {
        let body = &rest[start + 1..];
        let end = body.find("\n}").map_or(body.len(), |end| end + 2);
        let function = &body[..end];
        if !["Result", "Tensor", "candle", "Var", "main"]
            .iter()
            .any(|word| function.contains(word))
        {
            kept.push_str(function);
            kept.push('\n');
        }
        rest = &body[end..];
    }
    kept
}

fn told(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Agrees { inputs, all, .. } => format!(
            "agrees at {}{inputs} inputs",
            if *all { "all " } else { "" }
        ),
        Verdict::Differs(found, reconcile) => {
            let symbols: Vec<String> = found
                .symbols
                .iter()
                .map(|(name, value)| format!("{name} = {value}"))
                .collect();
            let mend = reconcile
                .as_ref()
                .map(|reconcile| format!("; they agree if {}", reconcile.change))
                .unwrap_or_default();
            format!(
                "DIFFERS at {}: formula {:?}, code {}{mend}",
                symbols.join(", "),
                found.formula,
                found.code
            )
        }
        Verdict::OnlyRounding(found) => format!(
            "ROUNDING at {:?}: {:?} {}",
            found.input, found.formula, found.code
        ),
        Verdict::UndefinedHere {
            input, output, why, ..
        } => format!("UNDEFINED at {input:?}: {why}, code {output:?}"),
        Verdict::Inconclusive { usable, of, why } => {
            format!("INCONCLUSIVE {usable} of {of}: {why}")
        }
    }
}
