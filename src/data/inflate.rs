//! Inflating `.gz` as it comes, members one after another, in bounded steps.

use std::io::Write;

use flate2::write::GzDecoder;

use crate::data::error::DataError;

/// Compressed bytes taken in one step: at DEFLATE's highest ratio (1,032 : 1) they make 8 MB.
pub const STEP_BYTES: usize = 8 * 1024;

/// The most bytes that compressed data may inflate to: over twenty times the full KDD Cup 1999 set (743 MB).
pub const MAX_INFLATED_BYTES: u64 = 16 * 1024 * 1024 * 1024;
/// The most bytes that a compressed byte may inflate to. KDD's 10 % file reaches 35, its smurf rows alone 150 and, sorted,
/// 250; the same few bytes over and over come near DEFLATE's end of 1,032.
pub const MAX_RATIO: u64 = 500;
/// Bytes that may come at any ratio.
const FREE_BYTES: u64 = 64 * 1024 * 1024;

/// Says when data inflates to more than a table would: to be asked after every step with the bytes that really came, whatever
/// the file declares.
///
/// # Errors
/// When there are more than [`MAX_INFLATED_BYTES`], or more than [`MAX_RATIO`] for each compressed one.
pub const fn check_bound(compressed: u64, inflated: u64) -> Result<(), DataError> {
    let is_compressed = inflated > compressed;
    let is_too_dense = inflated > FREE_BYTES && inflated / MAX_RATIO > compressed;
    if is_too_dense || is_compressed && inflated > MAX_INFLATED_BYTES {
        return Err(DataError::InflatesTooFar { compressed, inflated });
    }
    Ok(())
}

/// Whether a file with these first bytes is gzip.
pub fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(b"\x1F\x8B\x08")
}

/// A decoder that is fed bytes and gives what they inflate to.
pub struct Inflater {
    member: GzDecoder<Vec<u8>>,
    /// Padding after the last member.
    in_padding: bool,
}

impl Default for Inflater {
    fn default() -> Self {
        Self { member: GzDecoder::new(Vec::new()), in_padding: false }
    }
}

impl Inflater {
    /// Feeds compressed bytes, at most [`STEP_BYTES`] for a bounded step. What they inflate to is added to `inflated`, also
    /// when it ends in an error.
    ///
    /// # Errors
    /// When the bytes are no gzip or a checksum is wrong.
    pub fn push(&mut self, compressed: &[u8], inflated: &mut Vec<u8>) -> Result<(), DataError> {
        let outcome = self.feed(compressed);
        inflated.append(self.member.get_mut());
        outcome
    }

    /// Says that all bytes were fed.
    ///
    /// # Errors
    /// When the file ends in the middle.
    pub fn finish(&mut self, inflated: &mut Vec<u8>) -> Result<(), DataError> {
        let outcome = if self.in_padding { Ok(()) } else { self.member.try_finish() };
        inflated.append(self.member.get_mut());
        outcome.map_err(|error| damaged(&error))
    }

    fn feed(&mut self, mut compressed: &[u8]) -> Result<(), DataError> {
        while let Some(first) = compressed.first() {
            if self.in_padding {
                return match compressed.iter().all(|byte| *byte == 0) {
                    true => Ok(()),
                    false => {
                        Err(DataError::Damaged { reason: "what follows the data is no gzip".to_owned() })
                    }
                };
            }
            let n_taken = self.member.write(compressed).map_err(|error| damaged(&error))?;
            if n_taken == 0 {
                // The member is complete; another one or padding follows.
                self.member.try_finish().map_err(|error| damaged(&error))?;
                let inflated = std::mem::take(self.member.get_mut());
                self.member = GzDecoder::new(inflated);
                self.in_padding = *first != 0x1F;
            }
            compressed = compressed.get(n_taken..).unwrap_or_default();
        }
        Ok(())
    }
}

fn damaged(error: &std::io::Error) -> DataError {
    let reason = match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "it ends in the middle".to_owned(),
        _ => error.to_string(),
    };
    DataError::Damaged { reason }
}

/// A whole file's bytes, inflated when they are `.gz`.
///
/// # Errors
/// When they are damaged.
pub fn inflated(bytes: Vec<u8>) -> Result<Vec<u8>, DataError> {
    if !is_gzip(&bytes) {
        return Ok(bytes);
    }
    let (mut inflater, mut plain) = (Inflater::default(), Vec::new());
    for part in bytes.chunks(STEP_BYTES) {
        inflater.push(part, &mut plain)?;
    }
    inflater.finish(&mut plain)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    fn inflate(compressed: &[u8], step: usize) -> (Vec<u8>, Result<(), DataError>) {
        let (mut inflater, mut inflated) = (Inflater::default(), Vec::new());
        for part in compressed.chunks(step) {
            if let Err(error) = inflater.push(part, &mut inflated) {
                return (inflated, Err(error));
            }
        }
        let outcome = inflater.finish(&mut inflated);
        (inflated, outcome)
    }

    #[test]
    fn members_follow_one_another_whatever_the_steps() {
        let compressed = [gzip(b"first\n"), gzip(b"second\n")].concat();
        for step in [1, 7, 1000] {
            assert_eq!(inflate(&compressed, step), (b"first\nsecond\n".to_vec(), Ok(())));
        }
    }

    #[test]
    fn a_truncated_file_keeps_its_start_and_says_so() {
        let text: Vec<u8> =
            (0..200_000_u32).flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let compressed = gzip(&text);
        let (inflated, outcome) = inflate(&compressed[..compressed.len() / 2], STEP_BYTES);
        assert!(outcome.is_err());
        assert!(inflated.len() > 100_000 && text.starts_with(&inflated), "{}", inflated.len());
    }

    #[test]
    fn empty_members_and_padding_are_no_damage_but_other_bytes_are() {
        let members = [gzip(b""), gzip(b"first\n"), gzip(b""), gzip(b"second\n")].concat();
        for step in [1, 100] {
            let padded = [members.as_slice(), &[0; 512]].concat();
            assert_eq!(inflate(&padded, step), (b"first\nsecond\n".to_vec(), Ok(())));
            let (inflated, outcome) = inflate(&[members.as_slice(), b"garbage"].concat(), step);
            assert_eq!((inflated.as_slice(), outcome.is_err()), (&b"first\nsecond\n"[..], true));
        }
    }

    #[test]
    fn the_bound_stops_bombs_and_no_data() {
        const MIB: u64 = 1024 * 1024;
        let check = |compressed, inflated, is_within| {
            let outcome = check_bound(compressed, inflated);
            assert_eq!(outcome.is_ok(), is_within, "{compressed} to {inflated}");
        };
        check(0, 0, true);
        check(64_000, 64 * MIB, true); // Too little to harm anyone.
        check(134_217, 64 * MIB, true); // 67,108,864 / 500 = 134,217.7
        check(134_217, 64 * MIB + 1, true);
        check(134_216, 64 * MIB + 1, false);
        check(170_064, 42_907_750, true); // KDD's smurf rows, sorted, by gzip -9.
        check(MIB, 500 * MIB, true);
        check(MIB, 501 * MIB, false);
        check(400 * MIB, MAX_INFLATED_BYTES, true);
        check(400 * MIB, MAX_INFLATED_BYTES + 1, false);
        check(MAX_INFLATED_BYTES + MIB, MAX_INFLATED_BYTES + MIB, true); // Stored in an archive, not compressed.
        check(u64::MAX, u64::MAX, true);
    }

    #[test]
    fn damage_is_told() {
        let mut compressed = gzip(&[7; 1000]);
        let last = compressed.len() - 6;
        compressed[last] ^= 1;
        assert!(matches!(inflate(&compressed, 100).1, Err(DataError::Damaged { .. })));
    }
}
