//! Who reads what: blocks are dealt in runs to whichever shard has read its last one, and it is noted which shard has them.

use std::ops::Range;

/// Fewest blocks of a run: a new pipe is opened for each.
const MIN_RUN: u64 = 2;
/// Runs that a shard has at a time: one that it reads and one whose bytes come meanwhile.
const N_AHEAD: u32 = 2;

/// Which shard has which blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners(Vec<(u64, u32)>);

impl Owners {
    /// Notes that a shard has the blocks from this one on, up to the one that is noted next.
    pub fn note(&mut self, first_block: u64, shard: u32) {
        if self.0.last().is_none_or(|(_, last)| *last != shard) {
            self.0.push((first_block, shard));
        }
    }

    /// The shard that has a block; the first one if nobody has.
    pub fn of(&self, block: u64) -> u32 {
        let n_before = self.0.partition_point(|(first, _)| *first <= block);
        self.0.get(n_before.saturating_sub(1)).map_or(0, |(_, shard)| *shard)
    }
}

/// The blocks of a file that shards read themselves.
pub struct Dealing {
    n_blocks: u64,
    n_shards: u32,
    /// The first block that nobody has.
    next: u64,
}

impl Dealing {
    /// So many blocks for so many shards.
    pub const fn new(n_blocks: u64, n_shards: u32) -> Self {
        Self { n_blocks, n_shards, next: 0 }
    }

    /// What each shard starts with.
    pub fn first_runs(&mut self) -> Vec<(u32, Range<u64>)> {
        let n_shards = self.n_shards;
        let shards = (0..N_AHEAD).flat_map(|_| 0..n_shards);
        shards.map_while(|shard| Some((shard, self.next_run()?))).collect()
    }

    /// The next run of a shard that has read one; `None` when nothing is left. It is a share of what is left, so that runs become
    /// shorter and shards end at about the same time.
    pub fn next_run(&mut self) -> Option<Range<u64>> {
        let (n_left, n_shards) = (self.n_blocks - self.next, u64::from(self.n_shards.max(1)));
        let share = n_left / (2 * n_shards);
        let first = self.next;
        self.next += share.max(MIN_RUN).min(n_left.div_ceil(n_shards));
        (n_left > 0).then_some(first..self.next)
    }

    /// Whether nothing is left.
    pub const fn is_over(&self) -> bool {
        self.next >= self.n_blocks
    }

    /// Nothing more is to be read.
    pub const fn stop(&mut self) {
        self.next = self.n_blocks;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(n_blocks: u64, n_shards: u32) -> Vec<u64> {
        let mut dealing = Dealing::new(n_blocks, n_shards);
        let mut runs: Vec<Range<u64>> = dealing.first_runs().into_iter().map(|(_, run)| run).collect();
        runs.extend(std::iter::from_fn(|| dealing.next_run()));
        assert!(
            runs.iter()
                .map(|run| run.start)
                .eq([0].into_iter().chain(runs.iter().map(|run| run.end)).take(runs.len()))
        );
        assert_eq!(runs.last().map_or(0, |run| run.end), n_blocks);
        runs.into_iter().map(|run| run.end - run.start).collect()
    }

    #[test]
    fn all_blocks_are_dealt_in_runs_that_become_shorter() {
        assert_eq!(lengths(72, 2), [18, 13, 10, 7, 6, 4, 3, 2, 2, 2, 2, 2, 1]);
        assert_eq!(lengths(3, 2), [2, 1]);
        assert_eq!(lengths(1, 7), [1]);
        assert_eq!(lengths(5, 7), [1; 5]);
        assert_eq!(lengths(0, 2), [0; 0]);
        assert!(lengths(800, 3).is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn owners_are_those_that_were_noted() {
        let mut owners = Owners::default();
        assert_eq!(owners.of(5), 0);
        [(0, 1), (2, 1), (4, 0), (9, 1)].into_iter().for_each(|(first, shard)| owners.note(first, shard));
        assert_eq!([0, 3, 4, 8, 9, 100].map(|block| owners.of(block)), [1, 1, 0, 0, 1, 1]);
    }
}
