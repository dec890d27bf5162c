//! `qed merge`: the reports of all shards as one.

use std::path::PathBuf;

use anyhow::Context;
use qed_report::Level;

use crate::cli::{DENIED, HOLDS, USAGE};
use crate::merged;
use crate::opened::Stop;
use crate::settings::BAD_SETTING;
use crate::tell::{self, Checked, Destination};

pub(crate) fn merge(files: &[PathBuf], destinations: &[Destination]) -> Result<u8, Stop> {
    let reports: Vec<(String, String)> = files
        .iter()
        .map(|file| {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(file);
            Ok((
                name.clone(),
                text.with_context(|| format!("{name} cannot be read"))?,
            ))
        })
        .collect::<anyhow::Result<_>>()?;
    let merged = merged::merge(&reports)?;
    let findings = &merged.findings;
    let report = Checked {
        findings,
        sources: &merged.sources,
        tally: merged.tally,
        files: &merged.files,
        judged: &merged.judged,
        shard: None,
    };
    tell::write(&report, destinations)?;
    let tally = tell::tally(merged.tally);
    tell::line(&match tell::count(findings) {
        Some(count) => format!("{count} in {tally}."),
        None => format!("All holds: {tally}."),
    });
    // The code that the whole would have ended with.
    Ok(
        if findings.iter().any(|finding| *finding.rule == BAD_SETTING) {
            USAGE
        } else if findings.iter().any(|finding| finding.level == Level::Deny) {
            DENIED
        } else {
            HOLDS
        },
    )
}
