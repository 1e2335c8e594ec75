//! A sweep's counts summed up from the top, so that what lies above any threshold is known at once.

use super::sweep::{Per, Sweep};

/// Rows between two rungs, unless a file has more labels than this.
const STRIDE: usize = 256;

/// Counts per label above every so many rows of a sweep.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ladder {
    n_labels: usize,
    stride: usize,
    per: Per,
    /// `[rung][label]`: what the first `rung * stride` rows count.
    rungs: Vec<u64>,
    total: Vec<u64>,
}

impl Ladder {
    /// Sums a sweep up, for a list of so many labels (at least one).
    pub fn new(sweep: &Sweep, n_labels: usize, per: Per) -> Self {
        let n_labels = n_labels.max(1);
        // As many rows as labels at least, so that rungs never take more room than the rows themselves.
        let stride = STRIDE.max(n_labels);
        let mut total = vec![0; n_labels];
        let mut rungs = Vec::with_capacity((sweep.len() / stride + 1) * n_labels);
        for (position, row) in sweep.rows().enumerate() {
            if position.is_multiple_of(stride) {
                rungs.extend_from_slice(&total);
            }
            if let Some(count) = total.get_mut(row.label as usize) {
                *count += row.weight(per);
            }
        }
        Self { n_labels, stride, per, rungs, total }
    }

    /// What all rows count per label.
    pub fn total(&self) -> &[u64] {
        &self.total
    }

    /// What the first `n` rows of the sweep count per label.
    pub fn counts(&self, sweep: &Sweep, n: usize) -> Vec<u64> {
        let rung = n / self.stride;
        let start = rung * self.n_labels;
        let Some(below) = self.rungs.get(start..start + self.n_labels) else { return self.total.clone() };
        let mut counts = below.to_vec();
        for row in sweep.rows_from(rung * self.stride).take(n - rung * self.stride) {
            if let Some(count) = counts.get_mut(row.label as usize) {
                *count += row.weight(self.per);
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sweep::Swept;

    #[test]
    fn every_prefix_counts_as_the_sweep_counts_it() {
        for n_rows in [0, 1, STRIDE, 3 * STRIDE + 17] {
            let row = |at: usize| Swept {
                score: (at * 7 % 101) as f64,
                label: (at * 5 % 3) as u32,
                copies: 1 + at as u32 % 4,
            };
            let sweep = Sweep::new((0..n_rows).map(row).collect());
            for per in [Per::Sample, Per::DistinctRow] {
                let ladder = Ladder::new(&sweep, 3, per);
                for n in (0..=n_rows).step_by(37).chain([n_rows]) {
                    assert_eq!(ladder.counts(&sweep, n), sweep.count_labels(n, 3, per), "{n} of {n_rows}");
                }
                assert_eq!(ladder.total(), sweep.count_labels(n_rows, 3, per));
            }
        }
    }
}
