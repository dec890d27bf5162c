//! Addresses that held, and when: they are not asked again for a while. What does not hold is asked each time, so that a host that
//! has recovered is not accused.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// The layout of the text; another number is another layout, whose texts count as empty.
const VERSION: u32 = 1;

/// What held.
#[derive(Debug, Deserialize, Serialize)]
pub struct Memory {
    version: u32,
    /// Address to seconds since 1970.
    held: BTreeMap<String, u64>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            version: VERSION,
            held: BTreeMap::new(),
        }
    }
}

impl Memory {
    /// Reads what [`Memory::write`] wrote. Anything else counts as nothing remembered.
    pub fn read(text: &str) -> Self {
        let memory: Option<Self> = serde_json::from_str(text).ok();
        memory
            .filter(|memory| memory.version == VERSION)
            .unwrap_or_default()
    }

    /// As JSON.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers are JSON")
    }

    pub(crate) fn held(&self, key: &str) -> bool {
        self.held.contains_key(key)
    }

    pub(crate) fn keep(&mut self, key: String, now: SystemTime) {
        self.held.insert(key, seconds(now));
    }

    /// Forgets what is older, and what is from the future: a clock was wrong.
    pub(crate) fn forget(&mut self, age: Duration, now: SystemTime) {
        let now = seconds(now);
        self.held.retain(|_, &mut at| {
            now.checked_sub(at)
                .is_some_and(|passed| passed < age.as_secs())
        });
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |passed| passed.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_is_forgotten() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let mut memory = Memory::default();
        memory.keep("old".to_owned(), at(100));
        memory.keep("young".to_owned(), at(150));
        memory.keep("future".to_owned(), at(900));
        let mut memory = Memory::read(&memory.write());
        memory.forget(Duration::from_secs(60), at(200));
        assert!(memory.held("young") && !memory.held("old") && !memory.held("future"));
        for text in ["", "{}", "{\"version\":2,\"held\":{}}", "[1]"] {
            assert!(Memory::read(text).held.is_empty());
        }
    }
}
