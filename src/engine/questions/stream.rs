//! What a replay of the scored file needs to begin with: which blocks hold how many samples, and what training rows look like.

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::packed::Packed;
use crate::detectors::TrainOn;
use crate::engine::buckets::{N_BUCKETS, buckets};

/// A file as a stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stream {
    /// Blocks in file order, each with its number of samples.
    pub blocks: Vec<(u64, u32)>,
    /// Training rows per feature and bucket `[n_features, N_BUCKETS]`.
    pub baseline: Packed<u32>,
}

impl Stream {
    /// A shard's part.
    pub fn of(train_on: TrainOn, known: &Known<'_>) -> Self {
        let mut baseline = Vec::new();
        if let Some(training) = known.training {
            let rows: Vec<usize> =
                (0..training.table.n_rows()).filter(|row| training.eligible(*row, train_on)).collect();
            baseline.resize(training.table.columns.len() * N_BUCKETS, 0);
            for (column, counts) in training.table.columns.iter().zip(baseline.chunks_mut(N_BUCKETS)) {
                let by_code = buckets(column);
                for row in &rows {
                    let bucket = by_code.get(column.codes.at(*row) as usize).copied().unwrap_or(0);
                    if let Some(count) = counts.get_mut(usize::from(bucket)) {
                        *count += 1;
                    }
                }
            }
        }
        Self { blocks: known.owned.table.blocks.clone(), baseline: Packed(baseline) }
    }

    /// Both together.
    pub fn plus(mut self, other: Self) -> Self {
        self.blocks.extend(other.blocks);
        self.blocks.sort_unstable();
        add(&mut self.baseline.0, &other.baseline.0);
        self
    }
}

/// Adds counts to counts, of which the shorter list may be empty.
pub(super) fn add(sums: &mut Vec<u32>, counts: &[u32]) {
    sums.resize(sums.len().max(counts.len()), 0);
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}
