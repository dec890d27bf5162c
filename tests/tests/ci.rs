//! The workflows and hooks that other people's repositories copy.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use qed_tests::{Book, repository};
use saphyr::{LoadableYamlNode, Yaml};

const FOLDER: &str = "preprocessors/mdbook-qed/manual/src/ci";

fn text(path: &str) -> String {
    std::fs::read_to_string(repository().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(text: &str) -> Yaml<'_> {
    let mut documents = Yaml::load_from_str(text).expect("YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn keys(node: &Yaml<'_>) -> Vec<String> {
    let mapping = node.as_mapping().expect("a mapping");
    let keys = mapping.keys();
    keys.map(|key| key.as_str().expect("a word").to_owned())
        .collect()
}

fn steps<'a>(node: &'a Yaml<'a>) -> &'a [Yaml<'a>] {
    node["steps"].as_sequence().expect("steps")
}

/// The text of a step of the action, by its name.
#[cfg(unix)]
fn script(step: &str) -> String {
    let action = text(&format!("{FOLDER}/action.yml"));
    let action = yaml(&action);
    let steps = steps(&action["runs"]).iter();
    let mut found = steps
        .filter(|one| one.as_mapping_get("name").and_then(Yaml::as_str) == Some(step))
        .map(|one| one["run"].as_str().expect("a script").to_owned());
    found
        .next_back()
        .unwrap_or_else(|| panic!("there is no step {step:?}"))
}

#[test]
fn the_workflows_give_the_action_what_it_takes() {
    let action = text(&format!("{FOLDER}/action.yml"));
    let action = yaml(&action);
    let (inputs, outputs) = (keys(&action["inputs"]), keys(&action["outputs"]));
    let required: Vec<_> = inputs
        .iter()
        .filter(|name| action["inputs"][name.as_str()].contains_mapping_key("required"))
        .collect();
    for (file, job) in [
        ("qed.yml", "prove"),
        ("qed-shards.yml", "shard"),
        ("qed-web.yml", "ask"),
    ] {
        let workflow = text(&format!("{FOLDER}/{file}"));
        for output in workflow.split("steps.qed.outputs.").skip(1) {
            let name = output.split(' ').next().expect("a name");
            assert!(outputs.iter().any(|there| there == name), "{file}: {name}");
        }
        let workflow = yaml(&workflow);
        let uses: Vec<_> = steps(&workflow["jobs"][job])
            .iter()
            .filter(|step| step["uses"].as_str() == Some("./.github/actions/qed"))
            .collect();
        assert_eq!(uses.len(), 1, "{file}");
        let given = keys(&uses[0]["with"]);
        assert!(
            given.iter().all(|name| inputs.contains(name)),
            "{file}: {given:?}"
        );
        assert!(
            required.iter().all(|name| given.contains(name)),
            "{file}: {given:?}"
        );
    }
}

#[test]
fn the_hook_runs_a_command_that_exists() {
    let hooks = text(".pre-commit-hooks.yaml");
    let hooks = yaml(&hooks);
    let hook = &hooks.as_sequence().expect("hooks")[0];
    for key in ["id", "name", "entry", "language", "files"] {
        assert!(hook[key].as_str().is_some(), "{key}");
    }
    let entry = hook["entry"].as_str().expect("a command");
    let arguments: Vec<_> = entry.split(' ').skip(1).collect();
    let _ = Book::of("# A\n").qed(&arguments).code(0);
}

#[cfg(unix)]
#[test]
fn the_step_that_checks_reports_and_ends_as_the_check_does() {
    for (chapter, code) in [("# A\n", 0), ("# A\n\n$\\nope$\n", 100)] {
        let book = Book::of("").file("docs/book.toml", "[output.qed]\n");
        book.write("docs/src/SUMMARY.md", b"- [A](a.md)\n");
        book.write("docs/src/a.md", chapter.as_bytes());
        std::fs::create_dir(book.root().join("reports")).expect("a folder");
        let run = book.bash(
            &script("Check the book"),
            &[
                ("BOOK", "docs"),
                ("REPORTS", "reports"),
                ("MORE", "--no-cache --deny-warnings"),
                ("GITHUB_STEP_SUMMARY", "summary.md"),
            ],
        );
        let run = run.code(code);
        for file in ["reports/qed.sarif", "reports/qed.json"] {
            let report: serde_json::Value = serde_json::from_str(&book.read(file)).expect("JSON");
            assert!(report.is_object());
        }
        assert!(!book.read("summary.md").is_empty());
        if code != 0 {
            // Paths start at the repository's root, where GitHub looks for them.
            assert!(run.stdout.contains("file=docs/src/a.md"), "{}", run.stdout);
            assert!(book.read("reports/qed.sarif").contains("\"docs/src/a.md\""));
            run.says(&["docs/src/a.md:3:"]);
        }
    }
}
