//! Cutting a stream of bytes into the same blocks as reading them where they lie.

use memchr::memchr;

use crate::data::block::{BLOCK_BYTES, Block, MAX_OVERRUN};
use crate::data::quotes::Quotes;
use crate::data::schema::Dialect;

/// Cuts a stream of inflated bytes into the same blocks as [`crate::data::block::Run`]; with quoted line ends a block holds records
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
    use crate::data::block::{Given, Run, n_blocks};
    use crate::data::error::DataError;
    use crate::data::source::{Incoming, Source};
    use proptest::prelude::*;
    use std::ops::Range;
    use std::sync::Arc;

    fn by_reading(bytes: &[u8]) -> Vec<Block> {
        let source: Arc<[u8]> = bytes.into();
        let n_blocks = n_blocks(bytes.len() as u64);
        let in_runs_of = |length: u64| {
            let mut blocks = Vec::new();
            for first in (0..n_blocks).step_by(length as usize) {
                let mut run = Run::open(&source, first..(first + length).min(n_blocks));
                while let Given::Block(block) = run.next_block(&source).expect("memory reads") {
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

    /// Memory whose bytes come in pieces, each of them after a wait, up to one from which on they have to be read.
    #[derive(Clone)]
    struct Trickling {
        bytes: Arc<[u8]>,
        piece: usize,
        fails_at: usize,
    }

    struct Trickle {
        source: Trickling,
        range: Range<u64>,
        is_here: bool,
    }

    impl Source for Trickling {
        fn size(&self) -> u64 {
            self.bytes.size()
        }

        fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
            self.bytes.read_at(offset, n_bytes, buffer)
        }

        fn open(&self, range: Range<u64>) -> Option<Box<dyn Incoming>> {
            Some(Box::new(Trickle { source: self.clone(), range, is_here: false }))
        }
    }

    impl Incoming for Trickle {
        fn take(&mut self, buffer: &mut [u8]) -> Option<usize> {
            self.is_here = !self.is_here;
            if !self.is_here {
                return None;
            }
            let from = self.range.start as usize;
            if from >= self.source.fails_at {
                return Some(0);
            }
            let n_taken = self.source.piece.min(buffer.len()).min(self.range.end as usize - from);
            buffer[..n_taken].copy_from_slice(&self.source.bytes[from..from + n_taken]);
            self.range.start += n_taken as u64;
            Some(n_taken)
        }
    }

    fn by_waiting(bytes: &[u8], piece: usize, fails_at: usize) -> Vec<Block> {
        let source = Trickling { bytes: bytes.into(), piece, fails_at };
        let (mut run, mut blocks) = (Run::open(&source, 0..n_blocks(source.size())), Vec::new());
        loop {
            match run.next_block(&source).expect("memory reads") {
                Given::Block(block) => {
                    blocks.push(block.clone());
                    run.reuse(block.bytes);
                }
                Given::Wait => {}
                Given::Nothing => break,
            }
        }
        blocks.retain(|block| !block.bytes.is_empty());
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
        for fails_at in [usize::MAX, bytes.len() / 2] {
            assert!(blocks == by_waiting(bytes, piece, fails_at), "reading and waiting differ");
        }
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
        assert!(blocks == by_cutting(&bytes, 77_777) && blocks == by_waiting(&bytes, 77_777, usize::MAX));
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
