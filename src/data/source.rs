//! Sources: bytes that can be read in pieces, wherever they lie.
//!
//! Implemented over a browser's `File` in `web`, over memory here, over disk by native programs.

use std::ops::Range;
use std::sync::Arc;

use crate::data::error::DataError;

/// Bytes of known length that can be read anywhere.
pub trait Source: Clone {
    /// Bytes in all.
    fn size(&self) -> u64;

    /// Replaces `buffer` by `n_bytes` bytes from `offset` on, fewer only at the end.
    ///
    /// # Errors
    /// When the file was changed, moved or refused meanwhile.
    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError>;

    /// Says that these bytes will be polled soon, so that they can be fetched while others are worked on.
    fn prefetch(&self, offset: u64, n_bytes: usize) {
        let _ = (offset, n_bytes);
    }

    /// Bytes like those of [`Source::read_at`]; `None` while they are still on their way: whoever runs the job is woken when
    /// they have come.
    ///
    /// # Errors
    /// As [`Source::read_at`].
    fn poll_at(&self, offset: u64, n_bytes: usize) -> Result<Option<Box<dyn Fetched>>, DataError> {
        let mut bytes = Vec::new();
        self.read_at(offset, n_bytes, &mut bytes)?;
        Ok(Some(Box::new(bytes)))
    }
}

/// Bytes that have come. They may lie where this program's memory does not reach, and only what is worked on is copied into it.
pub trait Fetched {
    /// How many they are.
    fn n_bytes(&self) -> usize;

    /// Appends a range of them to `buffer`, as far as there are any.
    fn append_to(&self, range: Range<usize>, buffer: &mut Vec<u8>);
}

impl Fetched for Vec<u8> {
    fn n_bytes(&self) -> usize {
        self.len()
    }

    fn append_to(&self, range: Range<usize>, buffer: &mut Vec<u8>) {
        let end = range.end.min(self.len());
        buffer.extend_from_slice(self.get(range.start..end).unwrap_or_default());
    }
}

/// A source in memory.
impl Source for Arc<[u8]> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.len());
        let end = start.saturating_add(n_bytes).min(self.len());
        buffer.clear();
        buffer.extend_from_slice(self.get(start..end).unwrap_or_default());
        Ok(())
    }
}
