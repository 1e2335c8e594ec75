//! What a threshold makes of labelled samples: hits, misses and false alarms.

use serde::{Deserialize, Serialize};

/// Samples by label and by side of the threshold; an attack is the positive case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Attacks above the threshold.
    pub true_positives: u64,
    /// Normal samples above it.
    pub false_positives: u64,
    /// Attacks at or below it.
    pub false_negatives: u64,
    /// Normal samples at or below it.
    pub true_negatives: u64,
}

impl Confusion {
    /// Counts `n` samples of one kind.
    pub const fn add(&mut self, is_attack: bool, is_flagged: bool, n: u64) {
        let count = match (is_attack, is_flagged) {
            (true, true) => &mut self.true_positives,
            (true, false) => &mut self.false_negatives,
            (false, true) => &mut self.false_positives,
            (false, false) => &mut self.true_negatives,
        };
        *count += n;
    }

    /// Share of attacks among the flagged samples; `None` when nothing is flagged.
    pub fn precision(&self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Share of the attacks that are flagged; `None` without attacks.
    pub fn recall(&self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Harmonic mean of precision and recall, `2 TP / (2 TP + FP + FN)`; `None` when there is neither an attack nor an alarm.
    pub fn f1(&self) -> Option<f64> {
        let twice = 2 * self.true_positives;
        share(twice, twice + self.false_positives + self.false_negatives)
    }

    /// Share of the normal samples that are flagged; `None` without normal samples.
    pub fn false_positive_rate(&self) -> Option<f64> {
        share(self.false_positives, self.false_positives + self.true_negatives)
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_shares_of_counts() {
        let mut counts = Confusion::default();
        for (is_attack, is_flagged, n) in
            [(true, true, 6), (true, false, 4), (false, true, 2), (false, false, 38)]
        {
            counts.add(is_attack, is_flagged, n);
        }
        assert_eq!(counts.precision(), Some(0.75));
        assert_eq!(counts.recall(), Some(0.6));
        assert_eq!(counts.f1(), Some(12.0 / 18.0));
        assert_eq!(counts.false_positive_rate(), Some(0.05));
    }

    #[test]
    fn shares_of_nothing_are_unknown() {
        let nothing = Confusion::default();
        let rates = [nothing.precision(), nothing.recall(), nothing.f1(), nothing.false_positive_rate()];
        assert_eq!(rates, [None; 4]);
    }
}
