//! `qed agree`: how the formulas of a topic are read, as trees and tables of symbols.

use std::fmt::Write as _;

use anyhow::anyhow;
use qed_check::{Library, Shown, ShownClaim};
use qed_report::Sources;

use crate::cli::{BookArgs, HOLDS};
use crate::opened::Stop;
use crate::settings::Settings;
use crate::share::Share;
use crate::tell;

pub(crate) fn agree(book: &BookArgs, topic: &str) -> Result<u8, Stop> {
    let mut session = book.open()?;
    let mut sources = Sources::default();
    let opened = &session.opened;
    let macros = match Settings::read(&opened.config, &opened.root, &mut sources) {
        Ok(settings) => settings.preprocessor.macros,
        Err(finding) => return Err(Stop::Settings(finding, sources)),
    };
    session.means.overrides.share = Share::Text;
    let (proven, _) = session.opened.prove(&session.means)?;
    session.bar.finish();
    let library = &proven.library;
    let Some(at) = qed_check::topic_named(library, topic) else {
        return Err(anyhow!("no one topic has the slug, title, alias or path `{topic}`").into());
    };
    tell::answer(&drawn(library, at, &qed_check::show(library, &macros, at)));
    Ok(HOLDS)
}

/// Each formula with its place, its LaTeX and how it is read. Writing to a String cannot fail.
fn drawn(library: &Library, at: usize, formulas: &[Shown]) -> String {
    let topic = &library.topics[at];
    let mut text = String::new();
    if formulas.is_empty() {
        let _ = writeln!(text, "No formula of this topic has a label.");
    }
    for shown in formulas {
        let span = topic.span(topic.formulas[shown.formula].range.clone());
        let (path, line) = (
            &library.sources.get(span.source).path,
            library.sources.start(span).line,
        );
        let _ = writeln!(text, "{}   {path}:{line}", shown.label);
        for line in shown.tex.lines().filter(|line| !line.trim().is_empty()) {
            let _ = writeln!(text, "  {}", line.trim());
        }
        if shown.claims.is_empty() {
            let _ = writeln!(text, "\n  no claim speaks of it");
        }
        for claim in &shown.claims {
            draw_claim(&mut text, shown, claim);
        }
        text.push('\n');
    }
    text
}

fn draw_claim(text: &mut String, shown: &Shown, claim: &ShownClaim) {
    let against = |signature: &Option<String>| match signature {
        Some(signature) => format!("compared with {signature}"),
        None => "its sides are compared with each other".to_owned(),
    };
    match claim {
        ShownClaim::Notation(why) => {
            let _ = writeln!(text, "\n  notation: {why}");
        }
        ShownClaim::Refused {
            signature,
            refusals,
        } => {
            let _ = writeln!(text, "\n  {}, and not read:", against(signature));
            for refusal in refusals {
                let part = shown.tex.get(refusal.range.clone()).unwrap_or_default();
                let _ = writeln!(
                    text,
                    "    {} ({}): `{}`\n      {}",
                    refusal.reason,
                    refusal.kind.code(),
                    part.split_whitespace().collect::<Vec<_>>().join(" "),
                    refusal.instead
                );
            }
        }
        ShownClaim::Read {
            signature,
            domain,
            reading,
        } => {
            let _ = writeln!(text, "\n  {}\n  at {domain}\n", against(signature));
            for line in reading.tree.lines() {
                let _ = writeln!(text, "    {line}");
            }
            let width = reading
                .symbols
                .iter()
                .map(|(symbol, _)| symbol.chars().count());
            let width = width.max().unwrap_or_default();
            text.push('\n');
            for (symbol, what) in &reading.symbols {
                let _ = writeln!(text, "  {symbol:width$}   {what}");
            }
            for note in &reading.notes {
                let _ = writeln!(text, "  note: {note}");
            }
        }
    }
}
