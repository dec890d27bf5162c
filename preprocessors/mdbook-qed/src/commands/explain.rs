//! `qed explain`: what a finding means and how to mend it.

use qed_report::{Level, nearest};

use crate::cli::{HOLDS, USAGE};
use crate::opened::Stop;
use crate::tell;

pub(crate) fn explain(code: Option<&str>) -> Result<u8, Stop> {
    let rules = crate::rules();
    let Some(code) = code else {
        let lines = rules.iter().map(|rule| {
            format!(
                "{:<24} {:<6} {}\n",
                rule.code,
                level(rule.level),
                rule.title
            )
        });
        tell::answer(&lines.collect::<String>());
        return Ok(HOLDS);
    };
    match rules.iter().find(|rule| rule.code == code) {
        Some(rule) => {
            tell::answer(&format!(
                "{}: {}\n\n{}\nLevel: {}, unless [preprocessor.qed.rules] in book.toml says otherwise.\n",
                rule.code,
                rule.title,
                rule.explanation,
                level(rule.level)
            ));
            Ok(HOLDS)
        }
        None => {
            let codes = rules.iter().map(|rule| rule.code);
            tell::line(&match nearest(code, codes) {
                Some(near) => format!("there is no rule `{code}`: did you mean `{near}`?"),
                None => format!("there is no rule `{code}`: `qed explain` lists all"),
            });
            Ok(USAGE)
        }
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
}
