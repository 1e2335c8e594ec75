//! Rows that two detectors scored, found again in each other's sweep, so that their flags can be compared.

use serde::{Deserialize, Serialize};

use super::sweep::{Per, Sweep, Swept};
use crate::data::packed::Packed;

/// For every row of the second detector's sweep, in its order, the position of the same row in the first one's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pairs {
    positions: Packed<u32>,
}

impl Pairs {
    /// Pairs rows, each as the first detector swept it and with the second one's score. Rows that are alike in everything are
    /// interchangeable, so the order of `rows` does not matter.
    pub fn new(mut rows: Vec<(Swept, f64)>) -> Self {
        // As `Sweep::new` orders them, and rows that are alike to the first detector as the second has them.
        rows.sort_unstable_by(|(a, a_second), (b, b_second)| {
            let alike = (a.label, a.copies).cmp(&(b.label, b.copies));
            b.score.total_cmp(&a.score).then(alike).then_with(|| b_second.total_cmp(a_second))
        });
        let mut by_second: Vec<(f64, u32, u32, u32)> = (0..)
            .zip(&rows)
            .map(|(position, (row, second))| (*second, row.label, row.copies, position))
            .collect();
        by_second
            .sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
        Self { positions: by_second.into_iter().map(|row| row.3).collect() }
    }

    /// What the rows count that are among the first `n_first` of the first sweep and among the first `n_second` of the second.
    pub fn both(&self, n_first: usize, second: &Sweep, n_second: usize, per: Per) -> u64 {
        let flagged = self.positions.0.iter().zip(second.rows()).take(n_second);
        flagged.filter(|(position, _)| (**position as usize) < n_first).map(|(_, row)| row.weight(per)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_again_whatever_their_order() {
        // First score, label, copies, second score; many ties in either.
        let mut rows: Vec<(Swept, f64)> = (0..60_u32)
            .map(|at| {
                let row = Swept { score: f64::from(at % 5), label: at % 2, copies: 1 + at % 3 };
                (row, f64::from(at * 7 % 4))
            })
            .collect();
        let pairs = Pairs::new(rows.clone());
        let first = Sweep::new(rows.iter().map(|(row, _)| *row).collect());
        let of_second = |(row, score): &(Swept, f64)| Swept { score: *score, ..*row };
        let second = Sweep::new(rows.iter().map(of_second).collect());
        for (threshold, other) in [(2.0, 1.0), (0.5, 2.5), (-1.0, -1.0), (9.0, 0.0)] {
            let expected: u64 = rows
                .iter()
                .filter(|(row, score)| row.score > threshold && *score > other)
                .map(|(row, _)| u64::from(row.copies))
                .sum();
            let found = pairs.both(first.n_above(threshold), &second, second.n_above(other), Per::Sample);
            assert_eq!(found, expected, "{threshold} {other}");
        }
        rows.reverse();
        assert_eq!(Pairs::new(rows), pairs);
    }
}
