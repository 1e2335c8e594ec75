//! Model files: what was trained, as bytes that outlive the tab, and back.
//!
//! A file is magic, format version, build, length and postcard payload, and at the end a hash of all that. Files come from
//! anywhere: what is not exactly so, or could not be worked with, is refused with the reason.

pub mod model;

use serde::{Deserialize, Serialize};

use crate::data::content_hash::hash_bytes;
pub use model::Model;

/// What every model file begins with.
const MAGIC: &[u8; 8] = b"oddflow\x1A";
/// Version of the layout of [`Model`] and all that is in it. A change there is a new version, whose reader still reads this one.
pub const FORMAT_VERSION: u32 = 1;
/// Largest file that is read: a forest of 10,000 trees of 256 samples takes 70 MB.
pub const MAX_BYTES: usize = 256 << 20;
/// Longest name of a build.
const MAX_BUILD: usize = 64;
/// Mixed into the hash.
const HASH_KEY: u64 = 0x6D6F_6465_6C00_0001;
const HASH_BYTES: usize = 16;

/// Why a file is no model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ModelFileError {
    /// It begins otherwise.
    #[error("this is no Oddflow model")]
    NotAModel,
    /// Something of it is missing, or there is more than it says.
    #[error("the model file has {found} bytes and should have {expected}")]
    WrongLength {
        /// By its own words.
        expected: u64,
        /// In truth.
        found: u64,
    },
    /// It is larger than anything that is written.
    #[error("the model file has {found} bytes, more than the {limit} that are read")]
    TooLarge {
        /// In truth.
        found: u64,
        /// Possible.
        limit: u64,
    },
    /// It was written by a later version.
    #[error("the model file has format {found}; formats up to {known} are known here")]
    FutureVersion {
        /// Its format.
        found: u32,
        /// The latest known.
        known: u32,
    },
    /// Its content is not what was written.
    #[error("the model file is damaged")]
    Damaged,
    /// It was written by something else than Oddflow.
    #[error("the model file makes no sense: {what}")]
    Unsound {
        /// Where it contradicts itself.
        what: String,
    },
}

/// A model file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What is in it.
    pub model: Model,
    /// Sixteen hexadecimal digits that no other model has.
    pub version: String,
}

/// The bytes of a model's file. `build` names the program that writes.
pub fn write(model: &Model, build: &str) -> Vec<u8> {
    // Writing to memory fails for no type that a model is made of.
    let payload = postcard::to_stdvec(model).unwrap_or_default();
    let build: String = build.chars().filter(char::is_ascii_graphic).take(MAX_BUILD).collect();
    let mut bytes = MAGIC.to_vec();
    bytes.extend(FORMAT_VERSION.to_le_bytes());
    bytes.push(build.len() as u8);
    bytes.extend(build.bytes());
    bytes.extend((payload.len() as u64).to_le_bytes());
    bytes.extend(payload);
    bytes.extend(hash_bytes(HASH_KEY, &bytes).to_le_bytes());
    bytes
}

/// Reads a model's file.
///
/// # Errors
/// When it is none, is damaged, comes from the future or contradicts itself.
pub fn read(bytes: &[u8]) -> Result<Opened, ModelFileError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(ModelFileError::NotAModel)?;
    if bytes.len() > MAX_BYTES {
        return Err(ModelFileError::TooLarge { found: bytes.len() as u64, limit: MAX_BYTES as u64 });
    }
    let cut_off = ModelFileError::WrongLength { expected: 0, found: bytes.len() as u64 };
    let (version, rest) = rest.split_first_chunk().ok_or(cut_off.clone())?;
    let version = u32::from_le_bytes(*version);
    if version > FORMAT_VERSION {
        return Err(ModelFileError::FutureVersion { found: version, known: FORMAT_VERSION });
    }
    let (build_length, rest) = rest.split_first().ok_or(cut_off.clone())?;
    let rest = rest.get(usize::from(*build_length)..).ok_or(cut_off.clone())?;
    let (length, rest) = rest.split_first_chunk().ok_or(cut_off)?;
    let length = u64::from_le_bytes(*length);
    let head = (bytes.len() - rest.len()) as u64;
    let expected = head.saturating_add(length).saturating_add(HASH_BYTES as u64);
    if expected != bytes.len() as u64 {
        return Err(ModelFileError::WrongLength { expected, found: bytes.len() as u64 });
    }
    let (hashed, hash) = bytes.split_last_chunk::<HASH_BYTES>().ok_or(ModelFileError::Damaged)?;
    let hash = u128::from_le_bytes(*hash);
    if hash_bytes(HASH_KEY, hashed) != hash || version != FORMAT_VERSION {
        return Err(ModelFileError::Damaged);
    }
    let payload = hashed.get(head as usize..).unwrap_or_default();
    let (model, rest) = postcard::take_from_bytes::<Model>(payload).map_err(|_| ModelFileError::Damaged)?;
    if !rest.is_empty() {
        return Err(ModelFileError::Damaged);
    }
    model.check().map_err(|what| ModelFileError::Unsound { what: what.to_owned() })?;
    Ok(Opened { model, version: format!("{:016x}", (hash >> 64) as u64) })
}

#[cfg(test)]
mod tests {
    use super::model::tests::model;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_model_comes_back_as_it_was() {
        let opened = read(&write(&model(), "1.2.3")).expect("a model");
        assert_eq!(opened.model, model());
        assert_eq!(opened.version.len(), 16);
    }

    #[test]
    fn what_is_no_whole_model_is_refused_with_the_reason() {
        let bytes = write(&model(), "1.2.3");
        let check = |bytes: &[u8], words: &str| {
            let error = read(bytes).expect_err("refused").to_string();
            assert!(error.contains(words), "{error} for {words}");
        };
        check(b"", "no Oddflow model");
        check(b"0,tcp,http,SF,181", "no Oddflow model");
        for length in MAGIC.len()..bytes.len() {
            check(&bytes[..length], "should have");
        }
        check(&[bytes.as_slice(), b"\0"].concat(), "should have");
        let mut future = bytes.clone();
        future[MAGIC.len()] = 2;
        check(&future, "format 2");
        let mut ancient = bytes.clone();
        ancient[MAGIC.len()] = 0;
        check(&ancient, "damaged");
    }

    #[test]
    fn a_rightly_hashed_model_that_contradicts_itself_is_refused() {
        let mut unsound = model();
        unsound.features.pop();
        let error = read(&write(&unsound, "x")).expect_err("refused");
        assert!(matches!(error, ModelFileError::Unsound { .. }), "{error}");
    }

    proptest! {
        #[test]
        fn a_flipped_bit_is_noticed(position: prop::sample::Index, bit in 0_u8..8) {
            let mut bytes = write(&model(), "1.2.3");
            let position = position.index(bytes.len());
            bytes[position] ^= 1 << bit;
            prop_assert!(read(&bytes).is_err());
        }

        #[test]
        fn no_payload_panics(payload: Vec<u8>) {
            let mut bytes = MAGIC.to_vec();
            bytes.extend(FORMAT_VERSION.to_le_bytes());
            bytes.push(0);
            bytes.extend((payload.len() as u64).to_le_bytes());
            bytes.extend(payload);
            bytes.extend(hash_bytes(HASH_KEY, &bytes).to_le_bytes());
            prop_assert!(read(&bytes).is_err());
        }
    }
}
