//! Formulas a second, one thread: `cargo run --release -p qed-math --example bench < formulas.json`,
//! where the file is an array of strings. Prints one line of JSON.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let formulas: Vec<String> = serde_json::from_str(&text)?;
    let references = BTreeMap::new();
    let macros = qed_math::Macros::new();
    let typeset = |tex: &str| {
        let request = qed_math::Request {
            tex,
            display: true,
            number: None,
            references: &references,
        };
        qed_math::typeset(request, &macros).is_ok()
    };
    let first = Instant::now();
    formulas.first().map(|tex| typeset(tex));
    let first = first.elapsed();
    let start = Instant::now();
    let accepted = formulas.iter().filter(|tex| typeset(tex)).count();
    let seconds = start.elapsed().as_secs_f64();
    let report = serde_json::json!({
        "formulas": formulas.len(),
        "accepted": accepted,
        "first_call_ms": first.as_secs_f64() * 1e3,
        "seconds": seconds,
        "formulas_a_second": formulas.len() as f64 / seconds,
    });
    writeln!(std::io::stdout(), "{report}")?;
    Ok(())
}
