//! Blocks: a file's lines in portions that depend on its inflated bytes alone, never on who reads them.
//!
//! Block `k` holds the lines that *start* in bytes `[k * BLOCK_BYTES, (k + 1) * BLOCK_BYTES)`.

use std::ops::Range;

use memchr::memchr;

use crate::data::error::DataError;
use crate::data::quotes::Quotes;
use crate::data::schema::Dialect;
use crate::data::source::{Fetched, Source};

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

/// Blocks in a row of an uncompressed source, fetched at once.
#[derive(Default)]
pub struct Run {
    /// Blocks that are still to be given.
    blocks: Range<u64>,
    /// Where in the source `bytes` begin.
    from: u64,
    /// Where the line after the block given last begins, when it is known.
    next_line: Option<u64>,
    bytes: Option<Box<dyn Fetched>>,
}

impl Run {
    /// Has the bytes of some blocks fetched while others are worked on.
    pub fn prefetch(source: &impl Source, blocks: &Range<u64>) {
        let (from, n_bytes) = extent(source, blocks);
        source.prefetch(from, n_bytes);
    }

    /// Takes up some blocks; `false` while their bytes are on their way.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn poll(&mut self, source: &impl Source, blocks: Range<u64>) -> Result<bool, DataError> {
        let (from, n_bytes) = extent(source, &blocks);
        self.bytes = source.poll_at(from, n_bytes)?;
        if self.bytes.is_some() {
            (self.blocks, self.from, self.next_line) = (blocks, from, None);
        }
        Ok(self.bytes.is_some())
    }

    /// The block that is given next.
    pub const fn first(&self) -> u64 {
        self.blocks.start
    }

    /// Whether all blocks that were taken up have been given.
    pub const fn is_empty(&self) -> bool {
        self.blocks.start >= self.blocks.end
    }

    /// The next block of those that were taken up; `None` after the last one.
    ///
    /// # Errors
    /// When the source cannot be read, which a long line may make necessary.
    pub fn next_block(&mut self, source: &impl Source) -> Result<Option<Block>, DataError> {
        let Some(index) = self.blocks.next() else {
            self.bytes = None;
            return Ok(None);
        };
        let end = ((index + 1) * BLOCK_BYTES).min(source.size());
        let (from, _) = extent(source, &(index..index + 1));
        // A block after another one begins where that one's last line ended, so that its bytes need not be moved once more.
        let from = self.next_line.unwrap_or(from);
        let Some(last) = end.checked_sub(from + 1) else {
            return Ok(Some(Block { index, bytes: Vec::new(), cut: false }));
        };
        let last = last as usize; // A line end here or later closes the block.
        let mut bytes = Vec::new();
        self.append(source, from, last + 1 + OVERLAP as usize, &mut bytes)?;
        let first = match self.next_line {
            Some(_) => Some(0),
            None if index == 0 => Some(0),
            None => memchr(b'\n', &bytes).map(|found| found + 1),
        };
        let Some(first) = first.filter(|first| *first <= last) else {
            return Ok(Some(Block { index, bytes: Vec::new(), cut: false }));
        };
        let (stop, cut) = self.close_block(source, from, last, &mut bytes)?;
        self.next_line = (!cut).then_some(from + stop as u64);
        bytes.truncate(stop);
        bytes.drain(..first);
        Ok(Some(Block { index, bytes, cut }))
    }

    /// Position after the last line in `buffer`, which begins at `from`; reads on while its end is not in sight.
    fn close_block(
        &self,
        source: &impl Source,
        from: u64,
        last: usize,
        buffer: &mut Vec<u8>,
    ) -> Result<(usize, bool), DataError> {
        let mut searched = last;
        let limit = last + MAX_OVERRUN as usize;
        loop {
            let within = buffer.get(searched..limit.min(buffer.len())).unwrap_or_default();
            if let Some(found) = memchr(b'\n', within) {
                return Ok((searched + found + 1, false));
            }
            if buffer.len() >= limit {
                return Ok((limit, true));
            }
            searched = buffer.len();
            self.append(source, from + searched as u64, BLOCK_BYTES as usize, buffer)?;
            if buffer.len() == searched {
                return Ok((searched, false));
            }
        }
    }

    /// Appends bytes of the source, of those that were fetched if they begin there; fewer where these end.
    fn append(
        &self,
        source: &impl Source,
        offset: u64,
        n_bytes: usize,
        buffer: &mut Vec<u8>,
    ) -> Result<(), DataError> {
        let start = (offset - self.from) as usize;
        if let Some(bytes) = self.bytes.as_ref().filter(|bytes| start < bytes.n_bytes()) {
            bytes.append_to(start..start + n_bytes, buffer);
            return Ok(());
        }
        let mut more = Vec::new();
        source.read_at(offset, n_bytes, &mut more)?;
        buffer.append(&mut more);
        Ok(())
    }
}

/// Where the bytes of blocks start, and how many are wanted: one byte earlier, since a line starts at the first block's start
/// when a line end stands before it, and some more for the last line.
fn extent(source: &impl Source, blocks: &Range<u64>) -> (u64, usize) {
    let from = (blocks.start * BLOCK_BYTES).saturating_sub(1);
    let end = (blocks.end * BLOCK_BYTES).min(source.size());
    (from, (end.saturating_sub(from) + OVERLAP) as usize)
}

/// Cuts a stream of inflated bytes into the same blocks as [`Run`]; with quoted line ends a block holds records
/// instead of lines.
#[derive(Default)]
pub struct Cutter {
    dialect: Dialect,
    quotes: Quotes,
    /// Where in `pending` the record that is being scanned begins.
    record: usize,
    /// Bytes from the next line's start on.
    pending: Vec<u8>,
    /// Where in the inflated file they start.
    offset: u64,
    /// How many of them are known to hold no closing line end.
    searched: usize,
    /// Whether the rest of an overlong line is being dropped.
    dropping: bool,
}

impl Cutter {
    /// A cutter of lines that are written like this.
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, ..Self::default() }
    }

    /// Takes some bytes in and gives every block that they complete.
    pub fn push(&mut self, bytes: &[u8], mut emit: impl FnMut(Block)) {
        self.pending.extend_from_slice(bytes);
        loop {
            if self.dropping && !self.drop_overlong() {
                return;
            }
            let last = self.closing_position();
            let limit = last + MAX_OVERRUN as usize;
            if let Some(end) = self.find_end(last, limit) {
                self.emit_up_to(end + 1, false, &mut emit);
            } else if self.pending.len() >= limit {
                self.emit_up_to(limit, true, &mut emit);
                self.dropping = true;
            } else {
                self.searched = self.pending.len();
                return;
            }
        }
    }

    /// The last block, when bytes are left.
    pub fn finish(&mut self, mut emit: impl FnMut(Block)) {
        if !self.dropping && !self.pending.is_empty() {
            self.emit_up_to(self.pending.len(), false, &mut emit);
        }
    }

    /// The last whole lines of a file that broke off; a torn line is dropped, since it may pass for another one.
    pub fn finish_torn(&mut self, emit: impl FnMut(Block)) {
        let whole = memchr::memrchr(self.dialect.line_end, &self.pending).map_or(0, |position| position + 1);
        self.pending.truncate(whole);
        self.finish(emit);
    }

    /// The line end that closes the current block, at `last` or later and before `limit`.
    fn find_end(&mut self, last: usize, limit: usize) -> Option<usize> {
        let limit = limit.min(self.pending.len());
        if !self.dialect.quoted_lines {
            let from = self.searched.max(last);
            let within = self.pending.get(from..limit).unwrap_or_default();
            return memchr(self.dialect.line_end, within).map(|found| from + found);
        }
        loop {
            let record = self.pending.get(self.record..limit)?;
            let from = self.searched.saturating_sub(self.record);
            let end = self.quotes.find_end(record, from, self.dialect)? + self.record;
            self.record = end + 1;
            self.searched = self.record;
            if end >= last {
                return Some(end);
            }
        }
    }

    /// Where in `pending` the current block's closing line end may stand first.
    fn closing_position(&self) -> usize {
        let end = (self.offset / BLOCK_BYTES + 1) * BLOCK_BYTES;
        (end - self.offset - 1) as usize
    }

    fn emit_up_to(&mut self, stop: usize, cut: bool, emit: &mut impl FnMut(Block)) {
        let rest = self.pending.split_off(stop);
        let bytes = std::mem::replace(&mut self.pending, rest);
        emit(Block { index: self.offset / BLOCK_BYTES, bytes, cut });
        self.offset += stop as u64;
        self.searched = 0;
        self.record = 0;
        self.quotes = Quotes::default();
    }

    /// Drops bytes up to the next line end; tells whether it was found.
    fn drop_overlong(&mut self) -> bool {
        let found = memchr(self.dialect.line_end, &self.pending);
        let n_dropped = found.map_or(self.pending.len(), |position| position + 1);
        self.pending.drain(..n_dropped);
        self.offset += n_dropped as u64;
        self.dropping = found.is_none();
        found.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn by_reading(bytes: &[u8]) -> Vec<Block> {
        let source: Arc<[u8]> = bytes.into();
        let n_blocks = n_blocks(bytes.len() as u64);
        let in_runs_of = |length: u64| {
            let (mut run, mut blocks) = (Run::default(), Vec::new());
            for first in (0..n_blocks).step_by(length as usize) {
                assert!(run.poll(&source, first..(first + length).min(n_blocks)).expect("memory reads"));
                while let Some(block) = run.next_block(&source).expect("memory reads") {
                    blocks.push(block);
                }
            }
            blocks.retain(|block| !block.bytes.is_empty());
            blocks
        };
        let blocks = in_runs_of(1);
        assert!([2, 3, 7].into_iter().all(|length| in_runs_of(length) == blocks), "runs make other blocks");
        blocks
    }

    fn by_cutting(bytes: &[u8], piece: usize) -> Vec<Block> {
        let (mut cutter, mut blocks) = (Cutter::default(), Vec::new());
        for part in bytes.chunks(piece) {
            cutter.push(part, |block| blocks.push(block));
        }
        cutter.finish(|block| blocks.push(block));
        blocks
    }

    /// Lines of the given lengths, line end included; the last one may lack it.
    fn lines(lengths: &[usize], ends: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        for length in lengths {
            bytes.extend(std::iter::repeat_n(b'x', *length));
            bytes.push(b'\n');
        }
        if !ends {
            bytes.pop();
        }
        bytes
    }

    fn check(bytes: &[u8], piece: usize) {
        let blocks = by_reading(bytes);
        assert!(blocks == by_cutting(bytes, piece), "reading and cutting differ");
        if blocks.iter().all(|block| !block.cut) {
            assert_eq!(
                blocks.iter().flat_map(|block| block.bytes.iter().copied()).collect::<Vec<u8>>(),
                bytes
            );
        }
    }

    #[test]
    fn lines_that_end_at_a_block_border_stay_whole() {
        let border = BLOCK_BYTES as usize;
        for length in [border - 2, border - 1, border, border + 1, 2 * border, 3 * border - 1] {
            check(&lines(&[length, 10, 20], true), 1000);
            check(&lines(&[10, length, 20, 3], false), 100_000);
        }
        check(b"", 1);
        check(b"\n", 1);
        check(b"abc", 1);
    }

    #[test]
    fn an_overlong_line_is_cut_and_the_next_one_survives() {
        let bytes = lines(&[5, 3 * MAX_OVERRUN as usize, 7], true);
        let blocks = by_reading(&bytes);
        assert!(blocks == by_cutting(&bytes, 77_777));
        assert_eq!(blocks.iter().map(|block| block.cut).collect::<Vec<_>>(), [true, false]);
        assert_eq!(blocks[1].bytes, b"xxxxxxx\n");
    }

    #[test]
    fn a_torn_line_is_dropped() {
        let (mut cutter, mut blocks) = (Cutter::default(), Vec::new());
        cutter.push(b"one\ntwo\nthr", |block| blocks.push(block));
        cutter.finish_torn(|block| blocks.push(block));
        assert_eq!(blocks, [Block { index: 0, bytes: b"one\ntwo\n".to_vec(), cut: false }]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn cutting_a_stream_equals_reading_blocks(
            lengths in prop::collection::vec(prop_oneof![0_usize..300, 400_000_usize..2_700_000], 0..12),
            piece in 1_usize..1_500_000,
            ends: bool,
        ) {
            check(&lines(&lengths, ends), piece.max(64));
        }
    }
}
