//! What all calls of rustc and all runs of a proof have in common.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use qed_sandbox::Protection;

use crate::dependencies::{Dependencies, Set};
use crate::rooms::{Room, Rooms};
use crate::task::Task;
use crate::toolchain::Toolchain;
use crate::{Cache, Error, Settings};

/// What all calls of rustc and all runs of a proof have in common.
#[derive(Debug)]
pub(crate) struct Workshop<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) toolchain: Toolchain,
    pub(crate) protection: Protection,
    /// Sets of dependencies that are built, by name; the book's own has the empty name.
    pub(crate) sets: BTreeMap<String, Dependencies>,
    /// Holds the folders of all proofs while they run.
    pub(crate) folder: PathBuf,
    /// This proof's, once something is compiled.
    rooms: OnceLock<Rooms>,
}

impl<'a> Workshop<'a> {
    /// Finds the toolchain, what the system offers against programs, and the dependencies that are built already.
    pub(crate) fn open(settings: &'a Settings, cache: &Cache) -> Result<Self, Error> {
        let protection = Protection::detect();
        if !protection.is_complete() && !settings.allow_unsandboxed {
            return Err(Error::NoSandbox(protection.missing().join(", ")));
        }
        let toolchain = Toolchain::find(settings, cache)?;
        let folder = settings.work_folder.join("tmp");
        let mut workshop = Self {
            settings,
            toolchain,
            protection,
            sets: BTreeMap::new(),
            folder,
            rooms: OnceLock::new(),
        };
        let known = sets(settings)
            .filter_map(|set| Some((set.name.to_owned(), set.remembered(&workshop, cache)?)));
        workshop.sets = known.collect::<Vec<_>>().into_iter().collect();
        Ok(workshop)
    }

    /// A new folder, gone when dropped.
    pub(crate) fn temporary(&self, kind: &str) -> Result<Room, Error> {
        let rooms = match self.rooms.get() {
            Some(rooms) => rooms,
            None => {
                let rooms = Rooms::open(&self.folder)?;
                // Another thread may have been faster; then this one's go.
                self.rooms.get_or_init(|| rooms)
            }
        };
        rooms.room(kind)
    }

    /// The dependencies of a task, if it uses a set and that is built.
    pub(crate) fn set(&self, task: &Task<'_>) -> Option<&Dependencies> {
        self.sets.get(task.set.as_ref()?)
    }

    /// A set of this name, as the author wrote it.
    pub(crate) fn written_set(&self, name: &str) -> Option<Set<'a>> {
        sets(self.settings).find(|set| set.name == name)
    }

    /// The names by which snippets call the book's own dependencies; guessed from the table until they are built.
    pub(crate) fn names_of_crates(&self) -> Vec<String> {
        match self.sets.get("") {
            Some(built) => built.names.clone(),
            None => self
                .settings
                .dependencies
                .keys()
                .map(|name| name.replace('-', "_"))
                .collect(),
        }
    }
}

fn sets(settings: &Settings) -> impl Iterator<Item = Set<'_>> {
    let own = (!settings.dependencies.is_empty()).then_some(("", &settings.dependencies));
    let others = settings
        .dependency_sets
        .iter()
        .map(|(name, table)| (name.as_str(), table));
    own.into_iter().chain(others).map(move |(name, table)| Set {
        name,
        table,
        settings,
    })
}
