//! The manual holds, and it speaks of every command, option and setting.

use std::collections::BTreeSet;
use std::path::PathBuf;

use qed_tests::{Book, repository};
use walkdir::WalkDir;

fn manual() -> PathBuf {
    repository().join("preprocessors/mdbook-qed/manual")
}

/// The text of all chapters.
fn text() -> String {
    let chapters = WalkDir::new(manual().join("src")).sort_by_file_name();
    chapters
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "md")
        })
        .map(|entry| std::fs::read_to_string(entry.path()).expect("a chapter can be read"))
        .collect()
}

/// What `qed` says when it is asked for help, in its own words.
fn help(arguments: &[&str]) -> String {
    Book::empty().qed(arguments).code(0).stdout
}

/// The first words of the lines between a heading and the next empty line.
fn listed(help: &str, heading: &str) -> Vec<String> {
    let lines = help
        .lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.is_empty());
    lines
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

fn commands() -> Vec<String> {
    let mut commands = listed(&help(&["--help"]), "Commands:");
    commands.retain(|command| command != "help");
    assert!(commands.len() > 5, "{commands:?}");
    commands
}

#[test]
fn the_manual_holds() {
    let manual = manual();
    let path = manual.to_str().expect("the repository's path is UTF-8");
    let run = Book::empty()
        .qed(&["check", path, "--deny-warnings"])
        .code(0);
    run.says(&["All holds"]);
}

#[test]
fn every_command_and_every_option_is_described() {
    let page = std::fs::read_to_string(manual().join("src/commands.md")).unwrap();
    let headings: Vec<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## qed "))
        .collect();
    let mut missing = Vec::new();
    for command in commands() {
        if !headings.contains(&command.as_str()) {
            missing.push(format!("qed {command}"));
        }
        let help = help(&[&command, "--help"]);
        let options = help
            .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'))
            .filter(|word| word.len() > 2 && word.starts_with("--") && *word != "--help");
        let unknown = options.filter(|option| !page.contains(&format!("`{option}")));
        missing.extend(unknown.map(|option| format!("qed {command} {option}")));
    }
    assert!(missing.is_empty(), "commands.md lacks {missing:?}");
    for heading in headings {
        assert!(
            commands().contains(&heading.to_owned()),
            "there is no `qed {heading}`"
        );
    }
}

#[test]
fn every_setting_is_described() {
    let reference =
        std::fs::read_to_string(repository().join("preprocessors/mdbook-qed/src/default.toml"))
            .unwrap();
    let keys: BTreeSet<&str> = reference
        .lines()
        .filter_map(|line| match line.strip_prefix('[') {
            Some(table) => table.strip_suffix(']')?.strip_prefix("preprocessor.qed."),
            None => line
                .trim_start_matches("# ")
                .split_once(" = ")
                .map(|(key, _)| key),
        })
        .filter(|key| {
            key.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        })
        .collect();
    assert!(keys.len() > 15, "{keys:?}");
    let text = text();
    let missing: Vec<_> = keys
        .into_iter()
        .filter(|key| !text.contains(&format!("| `{key}`")) && !text.contains(&format!("`{key}`,")))
        .collect();
    assert!(missing.is_empty(), "no table of the manual has {missing:?}");
}

#[test]
fn every_example_is_shown_and_proven() {
    let text = text();
    let examples = std::fs::read_dir(manual().join("src/examples")).unwrap();
    let examples: Vec<_> = examples
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".md"))
        .collect();
    assert!(examples.len() > 10, "{examples:?}");
    for name in examples {
        let included = format!("{{{{#include ../examples/{name}}}}}");
        assert_eq!(
            text.matches(&included).count(),
            2,
            "{name} is shown once as Markdown, and once as what becomes of it"
        );
    }
}
