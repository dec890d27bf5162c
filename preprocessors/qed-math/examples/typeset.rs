//! Typesets formulas: reads a JSON list of `{"tex": …, "display": …}`, and writes one of `{"html": …, "marked": …}`, plain
//! and with its symbols marked, or `{"error": …}`. The browser tests draw what comes out
//! beside what KaTeX makes of the same list.

use std::collections::BTreeMap;
use std::io;

use qed_math::{Macros, Mark, Request};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let formulas: Vec<serde_json::Value> = serde_json::from_reader(io::stdin())?;
    let references = BTreeMap::new();
    let macros = Macros::new();
    let is_operation = |name: &str| name.starts_with('\\') && !name.contains(['_', '^']);
    let answers = formulas.iter().map(|formula| {
        let request = Request {
            tex: formula["tex"].as_str().unwrap_or_default(),
            display: formula["display"].as_bool().unwrap_or_default(),
            number: None,
            references: &references,
        };
        match qed_math::typeset(request, &macros) {
            Ok(typeset) => {
                let symbols = qed_math::symbols_used(request.tex, &macros, &is_operation);
                let marks: Vec<Mark> = symbols
                    .into_iter()
                    .enumerate()
                    .map(|(number, symbol)| Mark {
                        range: symbol.range,
                        number,
                    })
                    .collect();
                let marked = qed_math::marked(typeset.html.clone(), request, &macros, &marks);
                serde_json::json!({ "html": typeset.html, "marked": marked })
            }
            Err(faults) => serde_json::json!({ "error": faults[0].message }),
        }
    });
    serde_json::to_writer(io::stdout(), &answers.collect::<Vec<_>>())?;
    Ok(())
}
