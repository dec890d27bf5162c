//! Headings and titles of the book are in sentence case, and the summary repeats the titles of the pages.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::Path;

use qed_tests::repository;
use walkdir::WalkDir;

/// Names, which keep their capital.
const NAMES: &[&str] = &["Dataset", "Python", "Rust"];

fn headings(text: &str) -> Vec<String> {
    let mut in_fence = false;
    let mut headings = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            in_fence = !in_fence;
        } else if let Some(heading) = line.strip_prefix('#').filter(|_| !in_fence) {
            headings.push(heading.trim_start_matches('#').trim().to_owned());
        }
    }
    headings
}

/// The words of a heading that have a capital without need. A word with several capitals is a name or an abbreviation.
fn shouts(heading: &str) -> Vec<&str> {
    let words = heading.split([' ', '(', ')', '/', ',', ':', '.', '?']);
    let words = words.filter(|word| word.contains(char::is_alphabetic));
    let capitals = |word: &str| word.chars().filter(|letter| letter.is_uppercase()).count();
    words
        .skip(1)
        .filter(|word| word.starts_with(char::is_uppercase) && capitals(word) == 1)
        .filter(|word| !NAMES.contains(word))
        .collect()
}

#[test]
fn headings_are_in_sentence_case() {
    let files = WalkDir::new(repository().join("src")).sort_by_file_name();
    for file in files.into_iter().map(Result::unwrap) {
        if file.path().extension().is_some_and(|ending| ending == "md") {
            let text = std::fs::read_to_string(file.path()).unwrap();
            for heading in headings(&text) {
                let found = shouts(&heading);
                assert!(found.is_empty(), "{}: {heading}", file.path().display());
            }
        }
    }
    assert_eq!(shouts("Train Loop in PyTorch, without CNNs"), ["Loop"]);
}

#[test]
fn the_summary_repeats_the_titles() {
    let source = repository().join("src");
    let summary = std::fs::read_to_string(source.join("SUMMARY.md")).unwrap();
    for line in summary.lines().filter(|line| line.contains("](")) {
        let (title, path) = line.split_once("](").unwrap();
        let title = title.trim_start_matches([' ', '-', '[']);
        let path = Path::new(path.trim_end_matches(')'));
        let text = std::fs::read_to_string(source.join(path)).unwrap();
        assert_eq!(headings(&text)[0], title, "{}", path.display());
    }
}
