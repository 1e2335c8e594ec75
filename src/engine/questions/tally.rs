//! How many rows a selection means.

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::label::FamilyCounts;
use crate::engine::selection::Selection;

/// Samples and distinct rows per family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Samples.
    pub samples: FamilyCounts,
    /// Distinct rows.
    pub distinct: FamilyCounts,
}

impl Tally {
    /// Counts a shard's rows.
    pub fn of(selection: &Selection, known: &Known<'_>) -> Self {
        let mut tally = Self::default();
        for row in selection.rows(known.owned, known.scores) {
            let row = row as usize;
            let family = known.owned.family(row).index();
            tally.samples[family] += known.owned.table.copies.get(row).copied().map_or(0, u64::from);
            tally.distinct[family] += 1;
        }
        tally
    }

    /// Both together.
    pub fn plus(mut self, other: Self) -> Self {
        self.samples.iter_mut().zip(other.samples).for_each(|(sum, n)| *sum += n);
        self.distinct.iter_mut().zip(other.distinct).for_each(|(sum, n)| *sum += n);
        self
    }
}
