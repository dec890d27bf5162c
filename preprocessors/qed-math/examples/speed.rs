//! Typesets a list of formulas a number of times, guards and all, for somebody else to measure what that costs.
//!
//! `speed book FOLDER` writes the formulas of the Markdown files in a folder as a JSON list of `[tex, display]`, each as often as it
//! stands there, without labels and without those that refer to others. `speed suites FOLDER` writes those of the suites that are sound
//! and on which KaTeX agrees. `speed FILE ROUNDS one|distinct|all` typesets such a list: on one core; each formula only once, as
//! a build does; or on all cores.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use mdbook_markdown::pulldown_cmark::{Event, Options, Parser};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Formula = (String, bool);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["book", folder] => write(&book(folder)?),
        ["suites", folder] => write(&suites(Path::new(folder))?),
        [file, rounds, how] => {
            let list: Vec<Formula> = serde_json::from_slice(&fs::read(file)?)?;
            repeat(list, rounds.parse()?, how);
            Ok(())
        }
        _ => Err("book FOLDER, suites FOLDER, or FILE ROUNDS one|distinct|all".into()),
    }
}

fn write(list: &[Formula]) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(io::stdout(), "{}", serde_json::to_string(list)?)?)
}

fn book(folder: &str) -> Result<Vec<Formula>, Box<dyn Error>> {
    let mut formulas = Vec::new();
    for file in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let file = file?;
        if file.path().extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let text = fs::read_to_string(file.path())?;
        for event in Parser::new_ext(&text, Options::ENABLE_MATH | Options::ENABLE_TABLES) {
            match event {
                Event::InlineMath(tex) => formulas.push((tex.into_string(), false)),
                Event::DisplayMath(tex) => formulas.push((unlabelled(&tex), true)),
                _ => {}
            }
        }
    }
    formulas.retain(|(tex, _)| !tex.contains("ref{"));
    Ok(formulas)
}

fn unlabelled(tex: &str) -> String {
    let label = tex.split_once(r"\label{");
    let parts = label.and_then(|(before, rest)| Some((before, rest.split_once('}')?.1)));
    parts.map_or(tex, |(before, _)| before).to_owned() + parts.map_or("", |(_, after)| after)
}

fn suites(folder: &Path) -> Result<Vec<Formula>, Box<dyn Error>> {
    let differences = fs::read_to_string(folder.join("differences.list"))?;
    let differing: BTreeSet<&str> = differences
        .lines()
        .filter_map(|line| line.strip_prefix("verdict "))
        .collect();
    let mut formulas = Vec::new();
    for file in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let file = file?;
        if file.path().extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let text = fs::read_to_string(file.path())?;
        for line in text.lines().filter(|line| !differing.contains(line)) {
            let inline = line.strip_prefix('i');
            if let Some(tex) = inline.unwrap_or(line).strip_prefix("+ ") {
                formulas.push((tex.replace('⏎', "\n"), inline.is_none()));
            }
        }
    }
    Ok(formulas)
}

fn repeat(mut list: Vec<Formula>, rounds: usize, how: &str) {
    let cores = match how {
        "all" => std::thread::available_parallelism().map_or(1, usize::from),
        _ => 1,
    };
    if how == "distinct" {
        list = list
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
    }
    std::thread::scope(|scope| {
        for part in list.chunks(list.len().div_ceil(cores).max(1)) {
            scope.spawn(move || {
                qed_math::with_stack(|| (0..rounds).for_each(|_| part.iter().for_each(typeset)));
            });
        }
    });
}

fn typeset((tex, display): &Formula) {
    let request = qed_math::Request {
        tex,
        display: *display,
        number: None,
        references: &BTreeMap::new(),
    };
    let typeset = qed_math::typeset(request, &qed_math::Macros::new());
    assert!(typeset.is_ok(), "{tex} is refused: {typeset:?}");
}
