//! Score histograms on a lattice fixed in advance, so that histograms of shards add up without a second pass.

use serde::{Deserialize, Serialize};

use crate::data::label::{FamilyCounts, N_FAMILIES};

/// Where the cells of a lattice lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lattice {
    /// Evenly over [0, 1].
    #[default]
    Unit,
    /// Evenly over the decimal logarithm of 1e-8 to 1e8: for errors without an upper bound.
    Logarithmic,
}

/// Decades below and above 1 that a logarithmic lattice covers.
const DECADES: f64 = 8.0;

/// Cells of the lattice.
pub const N_CELLS: usize = 2048;

/// Samples per score cell and family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreHistogram {
    /// Where the cells lie.
    pub lattice: Lattice,
    /// `[N_CELLS][N_FAMILIES]`, cell-major.
    counts: Vec<u64>,
}

/// One visible bar: scores in `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Lower edge.
    pub from: f64,
    /// Upper edge.
    pub to: f64,
    /// Samples per family.
    pub counts: FamilyCounts,
}

impl Default for ScoreHistogram {
    fn default() -> Self {
        Self::new(Lattice::default())
    }
}

impl Lattice {
    /// How far a score lies on the lattice, in [0, 1].
    pub fn position(self, score: f64) -> f64 {
        match self {
            Self::Unit => score,
            Self::Logarithmic => (libm::log10(score) + DECADES) / (2.0 * DECADES),
        }
    }

    /// The score that lies there.
    pub fn score(self, position: f64) -> f64 {
        match self {
            Self::Unit => position,
            Self::Logarithmic => libm::exp10(position * 2.0 * DECADES - DECADES),
        }
    }
}

impl ScoreHistogram {
    /// A histogram of no samples.
    pub fn new(lattice: Lattice) -> Self {
        Self { lattice, counts: vec![0; N_CELLS * N_FAMILIES] }
    }

    /// Adds `n` samples of one family; scores outside the lattice count in the outermost cells.
    pub fn add(&mut self, score: f64, family_idx: usize, n: u64) {
        // Truncation by `as` saturates, so that no score can index outside.
        let cell = ((self.lattice.position(score) * N_CELLS as f64) as usize).min(N_CELLS - 1);
        if let Some(count) = self.counts.get_mut(cell * N_FAMILIES + family_idx) {
            *count += n;
        }
    }

    /// Adds another histogram cell by cell.
    pub fn merge(&mut self, other: &Self) {
        for (sum, count) in self.counts.iter_mut().zip(&other.counts) {
            *sum += count;
        }
    }

    /// About `wanted` equal bins over the occupied part of the lattice, edges on the lattice; empty for no samples.
    pub fn bins(&self, wanted: usize) -> Vec<Bin> {
        let cells: Vec<&[u64]> = self.counts.chunks_exact(N_FAMILIES).collect();
        let occupied = |cell: &&[u64]| cell.iter().any(|count| *count > 0);
        let (Some(first), Some(last)) = (cells.iter().position(occupied), cells.iter().rposition(occupied))
        else {
            return Vec::new();
        };
        let width = (last + 1 - first).div_ceil(wanted.max(1));
        let bin = |(position, group): (usize, &[&[u64]])| {
            let start = first + position * width;
            let mut counts = FamilyCounts::default();
            for cell in group {
                for (sum, count) in counts.iter_mut().zip(*cell) {
                    *sum += count;
                }
            }
            let score = |cell: usize| self.lattice.score(cell as f64 / N_CELLS as f64);
            Bin { from: score(start), to: score(start + width), counts }
        };
        cells[first..=last].chunks(width).enumerate().map(bin).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_cover_the_occupied_cells_and_lose_nothing() {
        let mut histogram = ScoreHistogram::default();
        for (score, family, n) in [(0.25, 0, 3), (0.5, 1, 2), (0.75, 4, 1), (1.0, 2, 7), (-0.1, 0, 1)] {
            histogram.add(score, family, n);
        }
        let bins = histogram.bins(60);
        assert!(bins.len() <= 60, "{}", bins.len());
        let total: u64 = bins.iter().flat_map(|bin| bin.counts).sum();
        assert_eq!(total, 14);
        assert_eq!(bins[0].from, 0.0);
        assert!(bins.windows(2).all(|pair| pair[0].to == pair[1].from));
    }

    #[test]
    fn an_empty_histogram_has_no_bins() {
        assert!(ScoreHistogram::default().bins(60).is_empty());
    }

    #[test]
    fn merging_is_adding() {
        let (mut left, mut right, mut both) =
            (ScoreHistogram::default(), ScoreHistogram::default(), ScoreHistogram::default());
        for (index, score) in [0.1, 0.4, 0.4, 0.9].into_iter().enumerate() {
            if index % 2 == 0 { &mut left } else { &mut right }.add(score, index, 2);
            both.add(score, index, 2);
        }
        left.merge(&right);
        assert_eq!(left, both);
    }
}
