//! The manual's page of rules, held against the rules themselves.

use std::path::Path;

use qed_report::{Level, Rule};

const INTRODUCTION: &str = "\
# All rules

Every finding breaks a rule, and names it in brackets: `error[missing-heading]`. `qed explain CODE` prints what stands here.
The level is the one that a rule has by itself; [Findings](findings.md#levels) says how a book changes it.

";

#[test]
fn the_manual_lists_every_rule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("manual/src/rules.md");
    let page = page(&mdbook_qed::rules());
    if std::env::var_os("QED_UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "{} is not what the rules say: run `QED_UPDATE=1 cargo test -p mdbook-qed --test manual`",
        path.display()
    );
}

fn page(rules: &[&Rule]) -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("| code | level | meaning |\n|---|---|---|\n");
    for Rule {
        code, level, title, ..
    } in rules
    {
        let level = name(*level);
        let title = as_text(&title.replace('|', "\\|"));
        page.push_str(&format!("| [`{code}`](#{code}) | {level} | {title} |\n"));
    }
    for rule in rules {
        let (level, title) = (name(rule.level), as_text(rule.title));
        page.push_str(&format!("\n## {}\n\n**{level}**: {title}\n\n", rule.code));
        page.push_str(as_text(&fenced(rule.explanation)).trim());
        page.push('\n');
    }
    page
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
}

/// Code by indentation, as a terminal shows it best, becomes a fence: on a page it would be taken for Rust.
fn fenced(text: &str) -> String {
    let mut fenced = String::new();
    let mut block: Vec<&str> = Vec::new();
    let mut in_fence = false;
    let mut after_blank = true;
    for line in text.lines().chain([""]) {
        let indented = line.starts_with("    ") && !in_fence && (after_blank || !block.is_empty());
        after_blank = line.trim().is_empty();
        if indented || (after_blank && !block.is_empty() && !in_fence) {
            block.push(line.strip_prefix("    ").unwrap_or_default());
            continue;
        }
        close(&mut block, &mut fenced);
        in_fence ^= line.starts_with("```");
        fenced.push_str(line);
        fenced.push('\n');
    }
    close(&mut block, &mut fenced);
    fenced
}

fn close(block: &mut Vec<&str>, fenced: &mut String) {
    while block.last().is_some_and(|line| line.is_empty()) {
        block.pop();
    }
    if !block.is_empty() {
        fenced.push_str(&format!("````text\n{}\n````\n\n", block.join("\n")));
        block.clear();
    }
}

/// Directives of mdBook are to be seen here, not obeyed: a backslash before the first of a line keeps all of it.
fn as_text(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines.map(|line| line.replacen("{{#", "\\{{#", 1)).collect()
}

#[test]
fn indented_code_is_fenced_and_directives_are_kept() {
    assert_eq!(
        fenced("Words:\n\n    ```rust\n    a\n\n    b\n\nMore.\n\n```text\n    c\n```\n")
            .trim_end(),
        "Words:\n\n````text\n```rust\na\n\nb\n````\n\nMore.\n\n```text\n    c\n```"
    );
    assert_eq!(
        as_text("a {{#b}} {{#c}}\n\\{{#d}}"),
        "a \\{{#b}} {{#c}}\n\\\\{{#d}}"
    );
}
