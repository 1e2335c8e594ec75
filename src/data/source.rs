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

    /// Has bytes come in their order while others are worked on; `None` where they can only be read.
    fn open(&self, range: Range<u64>) -> Option<Box<dyn Incoming>> {
        let _ = range;
        None
    }
}

/// Bytes that come in their order. Those that have come and are not taken yet are few, however long the range is.
pub trait Incoming {
    /// Takes bytes that have come and gives how many; `None` while none are there: whoever runs the job is woken when some are.
    /// It is 0 when no more come, be it at the end of the range or for another reason, which reading them tells.
    fn take(&mut self, buffer: &mut [u8]) -> Option<usize>;
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
