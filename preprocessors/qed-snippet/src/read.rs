//! From topics to tasks: fences and tokens are read, and what is wrong with them is found.

use std::collections::BTreeMap;

use qed_markdown::{Excerpt, Snippet, Topic};
use qed_report::Finding;

use crate::Settings;
use crate::code;
use crate::fence::Fence;
use crate::prove::Inquiries;
use crate::rules::fence;
use crate::shape::Shape;
use crate::task::Task;
use crate::workshop::Workshop;

/// The program text of a snippet as the compiler sees it, hidden lines bared, each byte with its place in the chapter.
pub fn program(snippet: &Snippet) -> Excerpt {
    code::bare(snippet)
}

/// A task for each snippet, in the order of topics and snippets.
pub(crate) fn tasks<'a>(
    topics: &[&'a Topic],
    inquiries: &Inquiries<'a>,
    workshop: &Workshop<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<Task<'a>> {
    let crates = workshop.names_of_crates();
    let mut tasks: Vec<Task<'a>> = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for (at, topic) in topics.iter().enumerate() {
        for (index, snippet) in topic.snippets.iter().enumerate() {
            let (fence, mut found) =
                Fence::read(topic, snippet, workshop.settings, workshop.toolchain.host());
            findings.append(&mut found);
            let code = code::bare(snippet);
            let shape = Shape::of(&code.text);
            let uses_books = crates.iter().any(|name| shape.names.contains(name));
            let set = fence.set.clone().or_else(|| uses_books.then(String::new));
            let task = Task {
                topic,
                snippet,
                fence,
                code,
                shape,
                set,
                number: tasks.len(),
                inquiry: inquiries.get(&(at, index)).copied(),
            };
            findings.extend(stray_main(&task));
            if let Some((name, index)) = &task.fence.name {
                match names.get(name) {
                    Some(&first) => findings.push(duplicate(name, &task, *index, &tasks[first])),
                    None => drop(names.insert(name.clone(), tasks.len())),
                }
            }
            tasks.push(task);
        }
    }
    tasks
}

/// Whether a snippet uses crates of the book, so that a tool without them (`mdbook test`) cannot compile it.
pub fn needs_dependencies(snippet: &Snippet, settings: &Settings) -> bool {
    let names = Shape::of(&code::bare(snippet).text).names;
    let chosen = snippet
        .attributes
        .iter()
        .any(|attribute| attribute.key == "deps");
    let mut crates = settings.dependencies.keys();
    chosen || crates.any(|name| names.contains(&name.replace('-', "_")))
}

fn stray_main(task: &Task<'_>) -> Option<Finding> {
    let message = "the snippet's `main` is never called, for statements stand beside it";
    let hint = "move the statements into `main`, or remove `fn main()` around the rest";
    task.shape.stray_main.then(|| {
        task.topic
            .finding(&fence::STRAY_MAIN, task.head(), message)
            .hint(hint)
    })
}

fn duplicate(name: &str, task: &Task<'_>, index: usize, first: &Task<'_>) -> Finding {
    let attribute = |task: &Task<'_>, index: usize| task.snippet.attributes[index].range.clone();
    let other = first
        .fence
        .name
        .as_ref()
        .map_or_else(|| first.head(), |&(_, index)| attribute(first, index));
    task.topic
        .finding(
            &fence::DUPLICATE_NAME,
            attribute(task, index),
            format!("another snippet is called `{name}` already"),
        )
        .other(first.topic.span(other), "the first")
        .hint("give it a name of its own")
}
