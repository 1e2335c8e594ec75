//! Where a sample of the stream lies in the file's blocks, and back.

use crate::engine::questions::replay::Piece;

/// The file's blocks with their samples, in file order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Number and first sample of every block.
    starts: Vec<(u64, u64)>,
    n_samples: u64,
}

impl Plan {
    /// From the blocks and how many samples each holds.
    pub fn new(blocks: &[(u64, u32)]) -> Self {
        let mut n_samples = 0;
        let start = |(block, n): &(u64, u32)| {
            let start = (*block, n_samples);
            n_samples += u64::from(*n);
            start
        };
        Self { starts: blocks.iter().map(start).collect(), n_samples }
    }

    /// Samples of the file.
    pub const fn n_samples(&self) -> u64 {
        self.n_samples
    }

    /// The samples from one position to another, block by block.
    pub fn pieces(&self, from: u64, to: u64) -> Vec<Piece> {
        let first = self.starts.partition_point(|(_, start)| *start <= from).saturating_sub(1);
        let ends = self.starts.iter().skip(1).map(|(_, start)| *start).chain([self.n_samples]);
        let blocks = self.starts.iter().zip(ends).skip(first).take_while(|((_, start), _)| *start < to);
        let piece = |(&(block, start), end): (&(u64, u64), u64)| {
            let (from, to) = (from.max(start), to.min(end));
            Piece { block, from: (from - start) as u32, n: to.saturating_sub(from) as u32 }
        };
        blocks.map(piece).filter(|piece| piece.n > 0).collect()
    }

    /// Position in the stream of a block's sample.
    pub fn position(&self, block: u64, place: u32) -> u64 {
        let at = self.starts.binary_search_by_key(&block, |(block, _)| *block);
        let start = at.ok().and_then(|at| self.starts.get(at)).map_or(0, |(_, start)| *start);
        start + u64::from(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_fall_into_blocks_and_back() {
        let plan = Plan::new(&[(0, 10), (1, 0), (2, 5), (7, 3)]);
        let piece = |block, from, n| Piece { block, from, n };
        assert_eq!(plan.n_samples(), 18);
        assert_eq!(plan.pieces(0, 18), [piece(0, 0, 10), piece(2, 0, 5), piece(7, 0, 3)]);
        assert_eq!(plan.pieces(9, 16), [piece(0, 9, 1), piece(2, 0, 5), piece(7, 0, 1)]);
        assert_eq!(plan.pieces(10, 12), [piece(2, 0, 2)]);
        assert_eq!(plan.pieces(18, 30), []);
        assert_eq!((plan.position(0, 9), plan.position(7, 2)), (9, 17));
        assert_eq!(Plan::default().pieces(0, 5), []);
    }
}
