//! `qed check --web`: the book's links to the web are asked, and what held is remembered on disk.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::SystemTime;

use qed_check::Web;
use qed_markdown::Topic;
use qed_snippet::Progress;
use qed_web::{Memory, Patterns};

use crate::folder::{self, WORK_FOLDER, read_text};
use crate::settings;

/// In the work folder.
const FILE: &str = "web.json";

/// Asks for all addresses of the topics.
pub(crate) fn ask<'a>(
    topics: impl Iterator<Item = &'a Topic>,
    settings: &settings::Web,
    root: &Path,
    remember: bool,
    progress: &dyn Progress,
) -> Web {
    let addresses: BTreeSet<_> = topics.flat_map(qed_check::web_addresses).collect();
    let path = root.join(WORK_FOLDER).join(FILE);
    let mut memory = match read_text(&path) {
        Ok(text) if remember => Memory::read(&text),
        _ => Memory::default(),
    };
    progress.begin("asking the web", qed_web::count(&addresses));
    let web = qed_web::ask(
        &addresses,
        &settings.into(),
        &mut memory,
        SystemTime::now(),
        &|| progress.step(),
    );
    // Where it cannot be kept, all is asked again the next time.
    let _ = folder::write(&path, memory.write().as_bytes());
    web
}

impl From<&settings::Web> for qed_web::Settings {
    fn from(settings: &settings::Web) -> Self {
        Self {
            ignore: Patterns::new(&settings.ignore)
                .expect("the settings were read with patterns that can be read"),
            anchors: settings.anchors,
            time: settings.seconds.0,
            answer_time: settings.answer_seconds.0,
            retries: settings.retries.min(10),
            pause: settings.pause_seconds.0,
            hosts: settings.hosts,
            age: settings.days.0,
            loopback: settings.loopback,
        }
    }
}
