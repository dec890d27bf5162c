//! Formulas a second, guards and all.
//!
//! `speed list FOLDER` writes the formulas of the Markdown files in a folder as a JSON list of `[tex, display]`, each as often as it
//! stands there, without labels and without those that refer to others. `speed` reads such a list and writes a line of JSON: formulas a
//! second in the first round, and on one core and on all, the best of five rounds each.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write as _};
use std::time::Instant;

use mdbook_markdown::pulldown_cmark::{Event, Options, Parser};

const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let answer = match arguments.as_slice() {
        [word, folder] if word == "list" => serde_json::to_value(list(folder)?)?,
        _ => measured(&serde_json::from_reader::<_, Vec<(String, bool)>>(
            io::stdin(),
        )?),
    };
    writeln!(io::stdout(), "{answer}")?;
    Ok(())
}

fn list(folder: &str) -> Result<Vec<(String, bool)>, Box<dyn Error>> {
    let mut formulas = Vec::new();
    for file in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let file = file?;
        if file.path().extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let text = std::fs::read_to_string(file.path())?;
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

fn measured(formulas: &[(String, bool)]) -> serde_json::Value {
    let start = Instant::now();
    let accepted = typeset(formulas);
    let first = start.elapsed();
    let best = |round: &dyn Fn()| {
        let rates = (0..ROUNDS).map(|_| {
            let start = Instant::now();
            round();
            start.elapsed().as_secs_f64()
        });
        formulas.len() as f64 / rates.fold(f64::INFINITY, f64::min)
    };
    let one = best(&|| {
        typeset(formulas);
    });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let all = best(&|| {
        std::thread::scope(|scope| {
            for part in formulas.chunks(formulas.len().div_ceil(cores).max(1)) {
                scope.spawn(|| typeset(part));
            }
        });
    });
    serde_json::json!({
        "formulas": formulas.len(),
        "accepted": accepted,
        "first": formulas.len() as f64 / first.as_secs_f64(),
        "one_core": one,
        "cores": cores,
        "all_cores": all,
    })
}

/// Typesets them all, in a thread with room for the deepest; gives how many were accepted.
fn typeset(formulas: &[(String, bool)]) -> usize {
    let references = BTreeMap::new();
    let macros = qed_math::Macros::new();
    let is_sound = |(tex, display): &&(String, bool)| {
        let request = qed_math::Request {
            tex,
            display: *display,
            number: None,
            references: &references,
        };
        qed_math::typeset(request, &macros).is_ok()
    };
    qed_math::with_stack(|| formulas.iter().filter(is_sound).count())
}
