//! A result as a sweep: every distinct row with its label and copies, the highest score first.
//!
//! Whoever holds it can move the threshold and count anew without asking for another scoring.

use serde::{Deserialize, Serialize};

use super::roc::Tied;
use crate::data::label::{Family, FamilyCounts};
use crate::data::packed::Packed;

/// Distinct rows by descending score; the lists run in parallel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// Scores, descending.
    scores: Packed<f64>,
    /// Position of each row's label in the list of the file's labels; 0 in a file without labels.
    labels: Packed<u32>,
    /// Samples equal to each row.
    copies: Packed<u32>,
}

/// A distinct row of a sweep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swept {
    /// Higher is more anomalous.
    pub score: f64,
    /// Position of its label in the list of the file's labels; 0 in a file without labels.
    pub label: u32,
    /// Samples equal to it.
    pub copies: u32,
}

/// What counts of a row: every sample, or the distinct row once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Per {
    /// Every sample of the file, copies included.
    #[default]
    Sample,
    /// Every distinct row once.
    DistinctRow,
}

impl Swept {
    /// How often the row counts.
    pub fn weight(self, per: Per) -> u64 {
        match per {
            Per::Sample => self.copies.into(),
            Per::DistinctRow => 1,
        }
    }
}

impl Sweep {
    /// Puts rows in order; rows of equal score by label and copies, so that the order of `rows` does not matter.
    pub fn new(mut rows: Vec<Swept>) -> Self {
        rows.sort_unstable_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| (a.label, a.copies).cmp(&(b.label, b.copies)))
        });
        Self {
            scores: rows.iter().map(|row| row.score).collect(),
            labels: rows.iter().map(|row| row.label).collect(),
            copies: rows.iter().map(|row| row.copies).collect(),
        }
    }

    /// Distinct rows.
    pub fn len(&self) -> usize {
        self.scores.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All rows, the highest score first.
    pub fn rows(&self) -> impl Iterator<Item = Swept> {
        self.rows_from(0)
    }

    /// All rows but the first so many.
    pub fn rows_from(&self, first: usize) -> impl Iterator<Item = Swept> {
        let counted = after(&self.labels, first).iter().zip(after(&self.copies, first));
        after(&self.scores, first).iter().zip(counted).map(|(score, (label, copies))| Swept {
            score: *score,
            label: *label,
            copies: *copies,
        })
    }

    /// The score at a position from the top.
    pub fn score(&self, position: usize) -> Option<f64> {
        self.scores.0.get(position).copied()
    }

    /// The first row with this score and label.
    pub fn position(&self, score: f64, label: u32) -> Option<usize> {
        let start = self.scores.0.partition_point(|other| other.total_cmp(&score).is_gt());
        let end = self.scores.0.partition_point(|other| other.total_cmp(&score).is_ge());
        let labels = self.labels.0.get(start..end)?;
        let at = start + labels.partition_point(|other| *other < label);
        (at < end && self.labels.0.get(at) == Some(&label)).then_some(at)
    }

    /// How many distinct rows lie above a threshold; they are the first ones.
    pub fn n_above(&self, threshold: f64) -> usize {
        self.scores.0.partition_point(|score| *score > threshold)
    }

    /// How many distinct rows have at least this score; they are the first ones.
    pub fn n_reaching(&self, least: f64) -> usize {
        self.scores.0.partition_point(|score| *score >= least)
    }

    /// What the first `n` rows count per label, for a list of so many labels (at least one).
    pub fn count_labels(&self, n: usize, n_labels: usize, per: Per) -> Vec<u64> {
        let mut counts = vec![0; n_labels.max(1)];
        for row in self.rows().take(n) {
            if let Some(count) = counts.get_mut(row.label as usize) {
                *count += row.weight(per);
            }
        }
        counts
    }

    /// What the first `n` rows count per family; `families` has every label's.
    pub fn count_families(&self, n: usize, families: &[Family], per: Per) -> FamilyCounts {
        let mut counts = FamilyCounts::default();
        for (position, count) in self.count_labels(n, families.len(), per).into_iter().enumerate() {
            counts[family(families, position as u32).index()] += count;
        }
        counts
    }

    /// Groups of equal scores, from the highest down.
    pub fn tied(&self, families: &[Family], per: Per) -> impl Iterator<Item = Tied> {
        let mut rows = self.rows().peekable();
        std::iter::from_fn(move || {
            let score = rows.peek()?.score;
            let mut tied = Tied { n_normal: 0, n_attacks: 0 };
            while let Some(row) = rows.next_if(|row| row.score.total_cmp(&score).is_eq()) {
                match family(families, row.label) {
                    Family::Normal => tied.n_normal += row.weight(per),
                    _ => tied.n_attacks += row.weight(per),
                }
            }
            Some(tied)
        })
    }
}

/// A list without its first so many.
fn after<T>(list: &Packed<T>, first: usize) -> &[T] {
    list.0.get(first..).unwrap_or_default()
}

/// Family of a label by its position.
fn family(families: &[Family], label: u32) -> Family {
    families.get(label as usize).copied().unwrap_or(Family::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::roc::area_under_roc;

    #[test]
    fn thresholds_split_the_rows_and_counts_follow() {
        let row = |score, label, copies| Swept { score, label, copies };
        let sweep = Sweep::new(vec![row(0.4, 0, 10), row(0.9, 1, 5), row(0.6, 0, 2), row(0.6, 2, 1)]);
        let families = [Family::Normal, Family::Dos, Family::Probe];
        assert_eq!((sweep.n_above(0.6), sweep.n_above(0.5), sweep.n_above(1.0)), (1, 3, 0));
        assert_eq!(sweep.count_labels(3, 3, Per::Sample), [2, 5, 1]);
        assert_eq!(
            (sweep.position(0.6, 2), sweep.position(0.9, 1), sweep.position(0.4, 0)),
            (Some(2), Some(0), Some(3))
        );
        assert_eq!((sweep.position(0.6, 1), sweep.position(0.5, 0)), (None, None));
        assert_eq!(sweep.count_families(3, &families, Per::DistinctRow), [1, 1, 1, 0, 0, 0]);
        assert_eq!(sweep.tied(&families, Per::Sample).count(), 3);
        // Attacks: .9 beats 12 normal samples five times, .6 beats 10 and ties with 2.
        let area = area_under_roc(sweep.tied(&families, Per::Sample));
        assert_eq!(area, Some((60.0 + 10.0 + 1.0) / 72.0));
    }

    #[test]
    fn without_labels_all_rows_are_of_one_unknown_kind() {
        let sweep = Sweep::new(vec![Swept { score: 0.5, label: 0, copies: 3 }]);
        assert_eq!(sweep.count_families(1, &[], Per::Sample), [0, 0, 0, 0, 0, 3]);
    }
}
