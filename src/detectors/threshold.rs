//! Anomaly thresholds: from a wished contamination to a score.
//!
//! Knows scores only: neither which detector made them nor what the labels say.

use serde::{Deserialize, Serialize};

/// A sample is anomalous when its score lies above this.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Threshold(pub f64);

/// The lowest of the scores above which at most a share `contamination` of them lies; `None` without any score.
///
/// An order statistic, so that it is one of the scores and no interpolation: the same bits wherever it is computed.
pub fn threshold(scores: &[f64], contamination: f64) -> Option<Threshold> {
    let mut ascending = scores.to_vec();
    ascending.sort_by(f64::total_cmp);
    let n_above = (contamination * ascending.len() as f64) as usize;
    let position = ascending.len().checked_sub(1)?.saturating_sub(n_above);
    ascending.get(position).copied().map(Threshold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contamination_is_the_share_above_the_threshold() {
        let check = |scores: &[f64], contamination, expected: Option<f64>| {
            assert_eq!(threshold(scores, contamination), expected.map(Threshold));
        };
        check(&[0.9, 0.1, 0.3, 0.4, 0.2], 0.2, Some(0.4));
        check(&[0.5; 4], 0.25, Some(0.5)); // All alike: nothing lies above, nothing is anomalous.
        check(&[0.7], 0.1, Some(0.7));
        check(&[0.1, 0.2], 1.0, Some(0.1));
        check(&[], 0.1, None);
    }
}
