//! Sources: bytes that can be read in pieces, wherever they lie.
//!
//! Implemented over a browser's `File` in `web`, over memory here, over disk by native programs.

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

    /// Like [`Source::read_at`], but may answer that the bytes are still on their way; whoever runs the job is woken when
    /// they have come.
    ///
    /// # Errors
    /// As [`Source::read_at`].
    fn poll_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<Readiness, DataError> {
        self.read_at(offset, n_bytes, buffer).map(|()| Readiness::Ready)
    }
}

/// Whether bytes have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// They are in the buffer.
    Ready,
    /// They are on their way.
    Pending,
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
