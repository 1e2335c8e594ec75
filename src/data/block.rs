//! Blocks: a file's lines in portions that depend on its inflated bytes alone, never on who reads them.
//!
//! Block `k` holds the lines that *start* in bytes `[k * BLOCK_BYTES, (k + 1) * BLOCK_BYTES)`.

use std::ops::Range;

use memchr::memchr;

use crate::data::error::DataError;
use crate::data::source::{Incoming, Source};

/// Inflated bytes whose line starts make one block: small enough that a file of a few megabytes occupies all shards.
pub const BLOCK_BYTES: u64 = 1024 * 1024;
/// How far past its block's end the last line may run; a longer one is given up.
pub const MAX_OVERRUN: u64 = 1024 * 1024;
/// First guess at how far the last line of a block runs into the next one.
const OVERLAP: u64 = 4 * 1024;

/// Some whole lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which one.
    pub index: u64,
    /// Its lines; only the file's last line may lack its line end.
    pub bytes: Vec<u8>,
    /// Whether the last line was given up for its length.
    pub cut: bool,
}

/// Number of blocks in so many bytes.
pub const fn n_blocks(n_bytes: u64) -> u64 {
    n_bytes.div_ceil(BLOCK_BYTES)
}

/// Blocks in a row of an uncompressed source.
pub struct Run {
    /// Blocks that are still to be given.
    blocks: Range<u64>,
    /// Where in the source `buffer` begins.
    from: u64,
    /// Whether a line begins there, as it does at the file's start and where the line before ended.
    at_line: bool,
    /// Bytes that belong to no block given so far, and room for more.
    buffer: Vec<u8>,
    /// How many they are.
    n_filled: usize,
    /// Those that follow; `None` when they have to be read.
    incoming: Option<Box<dyn Incoming>>,
    /// Memory of a block that is done with.
    spare: Vec<u8>,
}

/// What a run gives.
#[derive(Debug, PartialEq, Eq)]
pub enum Given {
    /// A block.
    Block(Block),
    /// Nothing yet: its bytes are on their way.
    Wait,
    /// Nothing any more.
    Nothing,
}

impl Run {
    /// Has the bytes of some blocks come, a byte more at the start, since a line starts at the first block's start when a line end
    /// stands before it, and some more for the last line.
    pub fn open(source: &impl Source, blocks: Range<u64>) -> Self {
        let from = start_of(blocks.start);
        let incoming = source.open(from..(blocks.end * BLOCK_BYTES + OVERLAP).min(source.size()));
        let at_line = blocks.start == 0;
        Self { blocks, from, at_line, buffer: Vec::new(), n_filled: 0, incoming, spare: Vec::new() }
    }

    /// The block that is given next.
    pub const fn first(&self) -> u64 {
        self.blocks.start
    }

    /// Whether all blocks have been given.
    pub const fn is_empty(&self) -> bool {
        self.blocks.start >= self.blocks.end
    }

    /// The next block.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn next_block(&mut self, source: &impl Source) -> Result<Given, DataError> {
        if self.is_empty() {
            return Ok(Given::Nothing);
        }
        let index = self.blocks.start;
        let end = ((index + 1) * BLOCK_BYTES).min(source.size());
        let mut block = Block { index, bytes: Vec::new(), cut: false };
        // A line end here or later closes the block, unless one line reaches over it from its start to its end.
        let Some(last) = end.checked_sub(self.from + 1) else {
            self.blocks.start += 1;
            return Ok(Given::Block(block));
        };
        let last = last as usize;
        if !self.fill(source, last + 1 + OVERLAP as usize)? {
            return Ok(Given::Wait);
        }
        let filled = self.buffer.get(..self.n_filled).unwrap_or_default();
        let first = if self.at_line { Some(0) } else { memchr(b'\n', filled).map(|found| found + 1) };
        let Some(first) = first.filter(|first| *first <= last) else {
            self.blocks.start += 1;
            self.keep_from(last, false);
            return Ok(Given::Block(block));
        };
        let limit = last + MAX_OVERRUN as usize;
        let mut searched = last;
        let stop = loop {
            let within = self.buffer.get(searched..limit.min(self.n_filled)).unwrap_or_default();
            if let Some(found) = memchr(b'\n', within) {
                break searched + found + 1;
            }
            if self.n_filled >= limit {
                block.cut = true;
                break limit;
            }
            searched = self.n_filled;
            if !self.fill(source, (searched + BLOCK_BYTES as usize).min(limit))? {
                return Ok(Given::Wait);
            }
            if self.n_filled == searched {
                break searched;
            }
        };
        self.blocks.start += 1;
        // What follows a cut line belongs to it, so that the next block looks for a line's start itself.
        block.bytes = self.keep_from(if block.cut { last } else { stop }, !block.cut);
        block.bytes.truncate(stop);
        block.bytes.drain(..first);
        Ok(Given::Block(block))
    }

    /// Takes back the memory of a block that is done with.
    pub fn reuse(&mut self, bytes: Vec<u8>) {
        self.spare = bytes;
    }

    /// Has the buffer hold so many bytes, fewer at the source's end; `false` while some are on their way.
    fn fill(&mut self, source: &impl Source, n_bytes: usize) -> Result<bool, DataError> {
        let block = self.blocks.start * BLOCK_BYTES;
        let n_left = usize::try_from(source.size().saturating_sub(self.from)).unwrap_or(usize::MAX);
        let n_bytes = n_bytes.min(n_left);
        if self.buffer.len() < n_bytes {
            // Growing by itself it would double.
            let usual = (BLOCK_BYTES + OVERLAP) as usize + 1;
            self.buffer.reserve_exact(n_bytes.max(usual) - self.buffer.len());
            self.buffer.resize(n_bytes, 0);
        }
        while let Some(room) = self.buffer.get_mut(self.n_filled..n_bytes).filter(|room| !room.is_empty()) {
            match self.incoming.as_mut().map(|incoming| incoming.take(room)) {
                Some(None) => return Ok(false),
                Some(Some(n_taken)) if n_taken > 0 => self.n_filled += n_taken,
                // What follows the run, or, when bytes cannot come, this block's: some may be there all the same.
                _ => {
                    self.incoming = None;
                    let mut bytes = Vec::new();
                    let offset = self.from + self.n_filled as u64;
                    source.read_at(offset, room.len(), &mut bytes).map_err(|error| match error {
                        // Told by the block, since what is left to read depends on who read before.
                        DataError::Read { reason, .. } => DataError::Read { offset: block, reason },
                        other => other,
                    })?;
                    let n_read = bytes.len().min(room.len());
                    room.iter_mut().zip(&bytes).for_each(|(to, byte)| *to = *byte);
                    self.n_filled += n_read;
                    return Ok(true);
                }
            }
        }
        Ok(true)
    }

    /// Has the buffer begin at a position of it; gives the old one, whose bytes from there on are copied.
    fn keep_from(&mut self, position: usize, at_line: bool) -> Vec<u8> {
        let mut buffer = std::mem::take(&mut self.spare);
        let kept = self.buffer.get(position..self.n_filled).unwrap_or_default();
        if buffer.len() < kept.len() {
            buffer.resize(kept.len(), 0);
        }
        buffer.iter_mut().zip(kept).for_each(|(to, byte)| *to = *byte);
        self.n_filled = kept.len();
        self.from += position as u64;
        self.at_line = at_line;
        std::mem::replace(&mut self.buffer, buffer)
    }
}

/// Where the bytes of a run start.
const fn start_of(block: u64) -> u64 {
    (block * BLOCK_BYTES).saturating_sub(1)
}
