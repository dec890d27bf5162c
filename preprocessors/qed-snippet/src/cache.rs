//! Results of work that depended on nothing but its key.
//!
//! One file holds all entries, one after the other, each with a checksum; it is read once when a cache is opened and appended
//! to when work is done. A file from which something is torn (a killed process, a full disk) loses that entry and what stands behind it:
//! a broken entry is a miss. There are two generations: what is used moves into the young one, and when that has
//! grown well beyond what is used, the old one is dropped and the young one becomes old.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// First bytes of a file; a new layout of entries takes another.
const MAGIC: &[u8; 8] = b"QEDPACK1";
/// Bytes before an entry's value: the key's hash and the value's length.
const HEAD: usize = 32 + 4;
/// Bytes after it: the checksum.
const TAIL: usize = 8;
/// Bytes that are written at once.
const AT_ONCE: usize = 1 << 20;
/// The young generation may always grow to this size.
const SMALL: u64 = 16 << 20;

/// A store of results in a folder, shared by threads and by processes.
#[derive(Debug)]
pub struct Cache {
    young: PathBuf,
    old: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Contents of the files as they were read.
    loaded: [Vec<u8>; 2],
    /// Key to the file and the place of the value in it.
    index: HashMap<[u8; 32], (usize, Range<usize>)>,
    /// New entries, not yet written.
    fresh: BTreeMap<[u8; 32], Arc<[u8]>>,
    /// Those that were new and are written.
    written: BTreeMap<[u8; 32], Arc<[u8]>>,
    /// Entries of the old generation that were used.
    revived: BTreeMap<[u8; 32], Arc<[u8]>>,
    /// Bytes of the young generation that are known to be sound.
    sound: u64,
    /// Bytes of entries that were used or made.
    used: u64,
}

const YOUNG: usize = 0;
const OLD: usize = 1;

impl Cache {
    /// The cache in a folder (usually `<root>/.qed`), which need not exist. What cannot be read counts as empty.
    pub fn open(folder: &Path) -> Self {
        let (young, old) = (folder.join("cache.young"), folder.join("cache.old"));
        let mut state = State::default();
        for (generation, path) in [(OLD, &old), (YOUNG, &young)] {
            let bytes = std::fs::read(path).unwrap_or_default();
            let sound = scan(&bytes, |key, value| {
                state.index.insert(key, (generation, value));
            });
            if generation == YOUNG {
                state.sound = sound as u64;
            }
            state.loaded[generation] = bytes;
        }
        Self {
            young,
            old,
            state: Mutex::new(state),
        }
    }

    /// What was put under this key. `kind` keeps the keys of different users apart.
    pub fn get(&self, kind: &str, key: &[u8]) -> Option<Vec<u8>> {
        let key = hash(kind, key);
        let mut state = self.state();
        let made = state.fresh.get(&key).or_else(|| state.written.get(&key));
        if let Some(value) = made {
            return Some(value.to_vec());
        }
        let (generation, range) = state.index.get(&key)?.clone();
        let value = state.loaded[generation].get(range)?.to_vec();
        state.used += (HEAD + value.len() + TAIL) as u64;
        if generation == OLD {
            state.revived.insert(key, value.as_slice().into());
        }
        Some(value)
    }

    /// Remembers a value; it reaches the disk with [`Cache::flush`] or when the cache is dropped.
    pub fn put(&self, kind: &str, key: &[u8], value: impl Into<Arc<[u8]>>) {
        let value = value.into();
        let mut state = self.state();
        state.used += (HEAD + value.len() + TAIL) as u64;
        state.fresh.insert(hash(kind, key), value);
    }

    /// Writes what is new. Safe beside other processes that do the same, and safe to be killed at any moment.
    pub fn flush(&self) -> io::Result<()> {
        let mut state = self.state();
        if state.fresh.is_empty() && state.revived.is_empty() {
            return Ok(());
        }
        if let Some(folder) = self.young.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.young)?;
        file.lock()?;
        let mut end = sound_end(&mut file, state.sound)?;
        if end == 0 {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(MAGIC)?;
            end = MAGIC.len() as u64;
        }
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        let mut file = BufWriter::with_capacity(AT_ONCE, file);
        for (key, value) in state.revived.iter().chain(&state.fresh) {
            write_entry(key, value, &mut file)?;
        }
        file.flush()?;
        state.sound = file.stream_position()?;
        state.revived.clear();
        let mut fresh = std::mem::take(&mut state.fresh);
        state.written.append(&mut fresh);
        if state.sound > SMALL.max(2 * state.used) {
            std::fs::rename(&self.young, &self.old)?;
            state.sound = 0;
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        // A cache that cannot be written costs time at the next run, nothing else.
        let _ = self.flush();
    }
}

fn hash(kind: &str, key: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(&(kind.len() as u64).to_le_bytes())
        .update(kind.as_bytes())
        .update(key);
    *hasher.finalize().as_bytes()
}

/// Writes an entry; none for a value that is too large to be kept.
fn write_entry(key: &[u8; 32], value: &[u8], file: &mut impl Write) -> io::Result<()> {
    let Ok(len) = u32::try_from(value.len()) else {
        return Ok(());
    };
    let len = len.to_le_bytes();
    file.write_all(key)?;
    file.write_all(&len)?;
    file.write_all(value)?;
    file.write_all(&checksum(&[key, &len, value]))
}

/// The checksum of bytes that come in parts.
fn checksum(parts: &[&[u8]]) -> [u8; TAIL] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let mut sum = [0; TAIL];
    sum.copy_from_slice(&hasher.finalize().as_bytes()[..TAIL]);
    sum
}

/// Tells all sound entries of a file's bytes, and how many bytes are sound.
fn scan(bytes: &[u8], mut tell: impl FnMut([u8; 32], Range<usize>)) -> usize {
    if !bytes.starts_with(MAGIC) {
        return 0;
    }
    let mut at = MAGIC.len();
    while let Some((key, value)) = entry(bytes, at) {
        at = value.end + TAIL;
        tell(key, value);
    }
    at
}

fn entry(bytes: &[u8], at: usize) -> Option<([u8; 32], Range<usize>)> {
    let key: [u8; 32] = bytes.get(at..at + 32)?.try_into().ok()?;
    let len = u32::from_le_bytes(bytes.get(at + 32..at + HEAD)?.try_into().ok()?) as usize;
    let value = at + HEAD..(at + HEAD).checked_add(len)?;
    let sum = bytes.get(value.end..value.end.checked_add(TAIL)?)?;
    (checksum(&[&bytes[at..value.end]]) == sum).then_some((key, value))
}

/// Where the sound part of a locked file ends now; others may have appended since `known` was true.
fn sound_end(file: &mut File, known: u64) -> io::Result<u64> {
    let len = file.metadata()?.len();
    if len == known {
        return Ok(known);
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    Ok(scan(&bytes, |_, _| {}) as u64)
}
