//! Books made for measuring: the same text for the same numbers.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::shell::root;

/// A folder for a made book, empty but for `src`. What was there before is only moved away until [`remove_old`]: a file system
/// without a journal does not take the numbers of deleted files for new ones for some minutes, and looks through them for each.
pub(crate) fn folder(name: &str) -> Result<PathBuf> {
    let folder = root().join(BOOKS).join(name);
    if folder.exists() {
        let old = root().join(OLD);
        std::fs::create_dir_all(&old)?;
        let away = (0..)
            .map(|number| old.join(format!("{name}-{number}")))
            .find(|away| !away.exists())
            .expect("there is always a next number");
        std::fs::rename(&folder, away)?;
    }
    std::fs::create_dir_all(folder.join("src"))?;
    Ok(folder)
}

/// Removes what [`folder`] moved away.
pub(crate) fn remove_old() -> Result<()> {
    match std::fs::remove_dir_all(root().join(OLD)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

const BOOKS: &str = "target/bench/books";
const OLD: &str = "target/bench/old";

/// Writes book.toml, SUMMARY.md and the chapters `0.md`, `1.md`, ….
pub(crate) fn write(folder: &Path, settings: &str, chapters: &[String]) -> Result<()> {
    let toml = format!("[book]\ntitle = \"Bench\"\n\n[rust]\nedition = \"2024\"\n\n{settings}");
    std::fs::write(folder.join("book.toml"), toml)?;
    let lines: String = (0..chapters.len())
        .map(|at| format!("- [Chapter {at}]({at}.md)\n"))
        .collect();
    std::fs::write(
        folder.join("src/SUMMARY.md"),
        format!("# Summary\n\n{lines}"),
    )?;
    for (at, text) in chapters.iter().enumerate() {
        std::fs::write(folder.join(format!("src/{at}.md")), text)?;
    }
    Ok(())
}

/// The settings of a book that QED checks and renders.
pub(crate) const QED: &str = "[preprocessor.qed]\nbefore = [\"links\"]\n\n[output.qed]\n";

/// A chapter with one snippet of 15 to 50 lines on the standard library, and what it prints.
pub(crate) fn snippet_chapter(at: usize) -> String {
    let terms = 3 + at % 8;
    let rows: Vec<String> = (0..terms)
        .map(|row| format!("        ({row}.5, {}.25),", (row * 7 + at) % 13))
        .collect();
    let helpers: String = (0..at % 4)
        .map(|helper| {
            format!(
                "\nfn moment{helper}(points: &[(f64, f64)]) -> f64 {{\n    points\n        .iter()\n        .map(|(x, y)| (x - y).powi({}))\n        .sum::<f64>()\n}}\n",
                helper + 2
            )
        })
        .collect();
    let calls: String = (0..at % 4)
        .map(|helper| format!("    assert!(moment{helper}(&points).is_finite());\n"))
        .collect();
    let count = terms;
    format!(
        "# Chapter {at}\n\nText with $x_{{{at}}}^2$ in it.\n\n```rust\nuse std::collections::BTreeMap;\n\n#[derive(Debug, Clone, Default)]\nstruct Summary {{\n    count: usize,\n    by_sign: BTreeMap<bool, usize>,\n}}\n{helpers}\nfn summary(points: &[(f64, f64)]) -> Summary {{\n    let mut summary = Summary::default();\n    for (x, y) in points {{\n        summary.count += 1;\n        *summary.by_sign.entry(x > y).or_insert(0) += 1;\n    }}\n    summary\n}}\n\nfn main() {{\n    let points = vec![\n{}\n    ];\n{calls}    let summary = summary(&points);\n    assert_eq!(summary.by_sign.values().sum::<usize>(), summary.count);\n    println!(\"{{}}\", summary.count);\n}}\n```\n\n```output\n{count}\n```\n",
        rows.join("\n")
    )
}

/// A chapter of about 400 words with formulas and links to its neighbours.
pub(crate) fn text_chapter(at: usize, of: usize) -> String {
    let words = [
        "gradient",
        "layer",
        "the",
        "of",
        "training",
        "loss",
        "a",
        "converges",
        "batch",
        "to",
        "weight",
        "and",
        "signal",
        "is",
        "in",
    ];
    let mut state = at as u64 * 2_654_435_761 + 1;
    let mut next = move |bound: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    };
    let mut text = format!("# Chapter {at}\n\n");
    for section in 0..4 {
        text.push_str(&format!("## Section {section} of {at}\n\n"));
        for _ in 0..2 {
            let sentence: Vec<_> = (0..45).map(|_| words[next(words.len())]).collect();
            let link = next(of);
            text.push_str(&format!(
                "{} $w_{{{section}}} = \\frac{{{at}}}{{x^2 + 1}}$ see [chapter {link}]({link}.md#section-{section}-of-{link}).\n\n",
                sentence.join(" ")
            ));
        }
    }
    text.push_str(&format!(
        "$$\nf_{{{at}}}(x) = \\sum_{{i=1}}^{{n}} \\alpha_i \\sqrt{{x_i^2 + {at}}}\n$$\n"
    ));
    text
}
