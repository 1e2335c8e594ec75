//! What a replay of the scored file needs to begin with: which blocks hold how many samples, and what training samples look like.
//!
//! A stream has every copy of a row, so what it is compared with has them, too: a row counts as often as it occurs.

use serde::{Deserialize, Serialize};

use super::Known;
use super::scored_anew::scores;
use crate::data::content_hash::draw_key;
use crate::data::label::Family;
use crate::data::packed::Packed;
use crate::detectors::{Detector, TrainOn};
use crate::engine::buckets::counted;
use crate::engine::event::LoadSummary;
use crate::engine::owned_table::OwnedTable;

/// Training samples whose scores are computed, about: by chance alone their shares in ten buckets are then off by a stability
/// index of .002.
const N_DRAWN: u64 = 4096;
/// Decides which ones.
const DRAWN_SALT: u64 = 0x6F64_6466_6C6F_7722;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamQuestion {
    /// Which rows were trained on.
    pub train_on: TrainOn,
    /// Samples that are equal to one of them.
    pub n_training: u64,
}

/// A file as a stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stream {
    /// Blocks in file order, each with its number of samples.
    pub blocks: Vec<(u64, u32)>,
    /// Training samples per feature and bucket, as [`counted`] has them.
    pub baseline: Packed<u32>,
    /// Scores of some training samples by [`Detector::index`], ascending; empty lists for detectors that were not trained.
    pub scores: [Packed<f64>; Detector::ALL.len()],
}

impl StreamQuestion {
    /// About what was learnt from a file.
    pub const fn new(train_on: TrainOn, trained: &LoadSummary) -> Self {
        let n_training = match train_on {
            TrainOn::Normal => trained.families[Family::Normal.index()],
            TrainOn::Distinct | TrainOn::AllRows => trained.n_samples,
        };
        Self { train_on, n_training }
    }

    /// A shard's part.
    pub fn part(self, known: &Known<'_>) -> Stream {
        let blocks = known.owned.table.blocks.clone();
        let Some(training) = known.training else { return Stream { blocks, ..Stream::default() } };
        let rows = self.training_rows(training);
        Stream {
            blocks,
            baseline: Packed(counted(&training.table, &rows)),
            scores: self.drawn_scores(known, training, &rows),
        }
    }

    /// Rows that were trained on, each with its copies.
    fn training_rows(self, training: &OwnedTable) -> Vec<(u32, u32)> {
        let is_meant = |row: usize| match self.train_on {
            TrainOn::Normal => training.eligible(row, TrainOn::Normal),
            // Of rows that differ in the label alone one was trained on, but all are how it occurs.
            TrainOn::Distinct | TrainOn::AllRows => training.owns(row),
        };
        let copies = |row: usize| training.table.copies.get(row).copied().unwrap_or(0);
        let rows = (0..training.table.n_rows()).filter(|row| is_meant(*row));
        rows.map(|row| (row as u32, copies(row))).collect()
    }

    /// Scores of samples drawn from these rows, one a sample.
    fn drawn_scores(
        self,
        known: &Known<'_>,
        training: &OwnedTable,
        rows: &[(u32, u32)],
    ) -> [Packed<f64>; Detector::ALL.len()] {
        let drawn: Vec<(u32, u64)> = rows
            .iter()
            .map(|(row, copies)| (*row, self.n_drawn(training.vector_hash(*row as usize), *copies)))
            .filter(|(_, n)| *n > 0)
            .collect();
        let drawn_rows: Vec<u32> = drawn.iter().map(|(row, _)| *row).collect();
        let by_detector = scores(known, &training.table, &drawn_rows);
        by_detector.map(|scores| {
            let repeated = scores.into_iter().zip(&drawn);
            let mut scores: Vec<f64> =
                repeated.flat_map(|(score, (_, n))| (0..*n).map(move |_| score)).collect();
            scores.sort_unstable_by(f64::total_cmp);
            Packed(scores)
        })
    }

    /// How many of a row's copies are drawn: its share of all, rounded up or down by chance, so that neither rows with many copies
    /// nor those with one are passed over.
    fn n_drawn(self, vector_hash: u128, copies: u32) -> u64 {
        let of = u128::from(self.n_training.max(1));
        let wanted = u128::from(N_DRAWN).min(of);
        ((u128::from(copies) * wanted + draw_key(DRAWN_SALT, vector_hash) % of) / of) as u64
    }
}

impl Stream {
    /// Both together.
    pub fn plus(mut self, other: Self) -> Self {
        self.blocks.extend(other.blocks);
        self.blocks.sort_unstable();
        add(&mut self.baseline.0, &other.baseline.0);
        for (sum, scores) in self.scores.iter_mut().zip(other.scores) {
            sum.0.extend(scores.0);
            sum.0.sort_unstable_by(f64::total_cmp);
        }
        self
    }
}

/// Adds counts to counts, of which the shorter list may be empty.
pub(super) fn add(sums: &mut Vec<u32>, counts: &[u32]) {
    sums.resize(sums.len().max(counts.len()), 0);
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_drawn_as_often_as_they_occur() {
        let n_drawn = |n_training, copies, hash| {
            StreamQuestion { train_on: TrainOn::Distinct, n_training }.n_drawn(hash, copies)
        };
        // A file of fewer samples than are wanted is drawn as it is.
        assert_eq!((n_drawn(100, 60, 1), n_drawn(100, 1, 2), n_drawn(0, 0, 3)), (60, 1, 0));
        // Half of a million samples are half of what is drawn; the other half million rows bring the rest, one in 244 of them.
        assert_eq!(n_drawn(1_000_000, 500_000, 9), N_DRAWN / 2);
        let singles: u64 = (0..500_000).map(|row| n_drawn(1_000_000, 1, row)).sum();
        // Binomial: 2,048 with a standard deviation of 45.
        assert!((1_868..=2_228).contains(&singles), "{singles}");
    }
}
