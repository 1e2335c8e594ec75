//! Content hashes: what tells that a step has nothing to do, and what names the site's files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::layout;
use crate::process::{self, Outcome};

/// FNV-1a, 64 bit (Fowler, Noll & Vo; parameters of <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>).
///
/// Nobody attacks these names, so a checksum that fits in ten lines is enough.
#[derive(Clone, Copy)]
pub struct ContentHash(u64);

impl ContentHash {
    /// The hash of nothing.
    pub fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Takes in more bytes, and their number so that neighbours can't flow into each other.
    pub fn update(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&(bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Sixteen hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }

    /// The hash of one piece.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = Self::new();
        hash.update(bytes);
        hash
    }
}

/// Hashes names and contents of files and folders below `root`, in the order of their names; a missing one counts as such.
pub fn hash_inputs(root: &Path, inputs: &[&str]) -> Outcome<String> {
    let mut hash = ContentHash::new();
    for input in inputs {
        hash.update(input.as_bytes());
        for file in files_below(&root.join(input))? {
            hash.update(file.strip_prefix(root).unwrap_or(&file).to_string_lossy().as_bytes());
            hash.update(&process::read(&file)?);
        }
    }
    Ok(hash.hex())
}

/// All files at or below `path`, sorted; none if it does not exist.
pub fn files_below(path: &Path) -> Outcome<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |error| format!("cannot list {}: {error}.", path.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        files.extend(files_below(&entry.map_err(unreadable)?.path())?);
    }
    files.sort();
    Ok(files)
}

/// Whether `step` last ran with exactly these inputs.
pub fn is_current(step: &str, inputs: &str) -> bool {
    fs::read_to_string(layout::stamp(step)).is_ok_and(|last| last == inputs)
}

/// Remembers that `step` ran with these inputs.
pub fn remember(step: &str, inputs: &str) -> Outcome {
    process::write(&layout::stamp(step), inputs.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a_over_the_bytes_and_their_number() {
        // By hand: the offset basis for no input; "a" alone is af63dc4c8601ec8c before the length is taken in.
        assert_eq!(ContentHash::new().hex(), "cbf29ce484222325");
        let mut plain = ContentHash(0xaf63_dc4c_8601_ec8c);
        for byte in 1_u64.to_le_bytes() {
            plain.0 = (plain.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        assert_eq!(ContentHash::of(b"a").hex(), plain.hex());
    }

    #[test]
    fn a_byte_that_moves_to_the_next_piece_changes_the_hash() {
        let of = |pieces: &[&[u8]]| {
            let mut hash = ContentHash::new();
            pieces.iter().for_each(|piece| hash.update(piece));
            hash.hex()
        };
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
        assert_eq!(of(&[b"ab", b"c"]), of(&[b"ab", b"c"]));
    }

    #[test]
    fn inputs_are_hashed_by_name_and_content() {
        let folder = std::env::temp_dir().join(format!("oddflow-stamp-{}", std::process::id()));
        let hash = || hash_inputs(&folder, &["a", "missing"]).unwrap();
        process::write(&folder.join("a/one.txt"), b"1").unwrap();
        let first = hash();
        assert_eq!(first, hash());
        process::write(&folder.join("a/one.txt"), b"2").unwrap();
        let changed = hash();
        assert_ne!(first, changed);
        fs::rename(folder.join("a/one.txt"), folder.join("a/two.txt")).unwrap();
        assert_ne!(changed, hash());
        fs::remove_dir_all(&folder).unwrap();
    }
}
