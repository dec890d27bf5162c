//! Files in packs: compressed together, and written as text.
//!
//! Base64 makes three bytes four letters. Here 13 bits are two of 91 letters (91² is a little more than 2¹³), as in basE91:
//! eight per cent less, in a file that is mostly this. `<` is not among the letters, so that nothing ends the element around
//! them, and all of them are plain ASCII, which survives whatever a server says of the file's encoding.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::part::Part;

/// About how many bytes are compressed together: small files share what they have in common, and a page is there without the
/// whole book being opened.
const PACK: usize = 192 * 1024;

/// Letters: `#` to `~` without `<`.
const FIRST: u8 = b'#';
const LEFT_OUT: u8 = b'<';
const LETTERS: u32 = 91;

/// Files that are compressed together.
struct Pack {
    part: Part,
    bytes: Vec<u8>,
    /// Path and length of each file, one after another.
    names: Vec<(String, usize)>,
}

impl Pack {
    fn takes(&self, part: Part, bytes: &[u8]) -> bool {
        self.part == part && (self.bytes.is_empty() || self.bytes.len() + bytes.len() <= PACK)
    }
}

/// Files on their way into packs, in the order that they were given in. A pack holds files of one part of the site, so that it
/// can be told what each part takes.
#[derive(Default)]
pub(super) struct Packs {
    packs: Vec<Pack>,
}

impl Packs {
    pub(super) fn add(&mut self, part: Part, path: &str, bytes: &[u8]) {
        let name = (path.to_owned(), bytes.len());
        match self.packs.last_mut() {
            Some(pack) if pack.takes(part, bytes) => {
                pack.bytes.extend_from_slice(bytes);
                pack.names.push(name);
            }
            _ => self.packs.push(Pack {
                part,
                bytes: bytes.to_vec(),
                names: vec![name],
            }),
        }
    }

    /// What is in which pack, counted from `first`: path to pack, start and length.
    pub(super) fn directory(&self, first: usize) -> Value {
        let mut files = serde_json::Map::new();
        for (at, pack) in self.packs.iter().enumerate() {
            let mut start = 0;
            for (path, length) in &pack.names {
                files.insert(path.clone(), json!([first + at, start, length]));
                start += length;
            }
        }
        Value::Object(files)
    }

    /// The packs, each as an element.
    pub(super) fn elements(&self) -> Vec<(Part, String)> {
        let packs = self.packs.par_iter();
        packs
            .map(|pack| (pack.part, element(&pack.bytes)))
            .collect()
    }
}

/// Bytes, compressed, as an element that a browser neither shows nor runs.
pub(super) fn element(bytes: &[u8]) -> String {
    let packed = deflated(bytes);
    format!(
        "<script type=\"text/plain\" data-length=\"{}\">{}</script>\n",
        packed.len(),
        letters(&packed)
    )
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("memory can be written to")
}

fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 16 / 13 + 2);
    let letter = |digit: u32| {
        let letter = FIRST + u8::try_from(digit).expect("a digit is below 91");
        char::from(letter + u8::from(letter >= LEFT_OUT))
    };
    let mut give = |value: u32| {
        text.push(letter(value / LETTERS));
        text.push(letter(value % LETTERS));
    };
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in bytes {
        bits |= u32::from(byte) << count;
        count += 8;
        if count >= 13 {
            give(bits & 0x1FFF);
            bits >>= 13;
            count -= 13;
        }
    }
    if count > 0 {
        give(bits);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `single.js` does.
    fn read(text: &str, length: usize) -> Vec<u8> {
        let digit = |letter: u8| u32::from(letter - FIRST - u8::from(letter > LEFT_OUT));
        let mut bytes = Vec::new();
        let (mut bits, mut count) = (0, 0);
        for pair in text.as_bytes().chunks(2) {
            bits |= (digit(pair[0]) * LETTERS + digit(pair[1])) << count;
            count += 13;
            while count >= 8 && bytes.len() < length {
                bytes.push((bits & 0xFF) as u8);
                bits >>= 8;
                count -= 8;
            }
        }
        bytes
    }

    #[test]
    fn letters_give_the_bytes_back() {
        for length in [0, 1, 2, 12, 13, 14, 1_000] {
            let bytes: Vec<u8> = (0..length).map(|at| (at * 151 + at / 7) as u8).collect();
            let text = letters(&bytes);
            assert_eq!(read(&text, length), bytes, "{length}");
            assert!(
                text.bytes()
                    .all(|letter| (b'#'..=b'~').contains(&letter) && letter != b'<')
            );
        }
        assert_eq!(letters(&[0xFF; 13]).len(), 16);
    }

    #[test]
    fn packs_are_cut_between_files_and_know_where_each_is() {
        let mut packs = Packs::default();
        packs.add(Part::Pages, "a", &[1; 10]);
        packs.add(Part::Pages, "b", &[2; 20]);
        packs.add(Part::Pages, "c", &vec![3; PACK]);
        packs.add(Part::Pages, "d", &[]);
        packs.add(Part::Fonts, "e", &[4; 5]);
        let directory = packs.directory(1);
        assert_eq!(
            directory,
            json!({ "a": [1, 0, 10], "b": [1, 10, 20], "c": [2, 0, PACK], "d": [2, PACK, 0], "e": [3, 0, 5] })
        );
        let parts: Vec<Part> = packs.elements().into_iter().map(|(part, _)| part).collect();
        assert_eq!(parts, [Part::Pages, Part::Pages, Part::Fonts]);
    }
}
