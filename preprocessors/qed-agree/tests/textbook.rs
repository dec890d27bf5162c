//! Formulas of textbooks, frozen before the parser was finished: how many of them are read.

use qed_agree::{Context, Plan, Refusal, Signature, annotation, plan};

const SUITE: &str = include_str!("../../../tests/suites/agree/textbook.txt");

/// One block of the suite.
struct Entry<'a> {
    name: &'a str,
    tex: &'a str,
    items: &'a str,
    function: &'a str,
}

fn entries() -> Vec<Entry<'static>> {
    let mut entries = Vec::new();
    for block in SUITE.split("\n\n") {
        let line = |key: &str| {
            block
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap_or_default()
                .trim()
        };
        let Some(name) = block
            .lines()
            .find_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
        else {
            continue;
        };
        entries.push(Entry {
            name,
            tex: line("tex "),
            items: line("agrees "),
            function: line("fn "),
        });
    }
    entries
}

fn read(entry: &Entry<'_>) -> Result<Plan, Vec<Refusal>> {
    let signature = Signature::parse(&format!("fn {}", entry.function))
        .unwrap_or_else(|why| panic!("{}: {why}", entry.name));
    let (items, faults) = annotation(entry.items, 0);
    assert_eq!(faults, [], "{}", entry.name);
    plan(entry.tex, &items, &signature, &Context::default())
}

#[test]
fn most_textbook_formulas_are_read() {
    let entries = entries();
    let mut refused = Vec::new();
    for entry in &entries {
        match read(entry) {
            Ok(plan) => println!("read     {:22} {} inputs", entry.name, plan.inputs(1).len()),
            Err(refusals) => {
                let first = &refusals[0];
                println!(
                    "refused  {:22} {}: {} at `{}`",
                    entry.name,
                    first.kind.code(),
                    first.reason,
                    &entry.tex[first.range.clone()]
                );
                refused.push(entry.name);
            }
        }
    }
    println!(
        "{} of {} textbook formulas are read",
        entries.len() - refused.len(),
        entries.len()
    );
    assert!(entries.len() >= 60);
    assert!(
        refused.len() <= 18,
        "a formula that was read before is refused now: {refused:?}"
    );
}
