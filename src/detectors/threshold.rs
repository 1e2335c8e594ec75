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

/// A percentile of ascending scores, given as a share, between two of them in proportion; `None` without any score.
///
/// Method 7 of Hyndman & Fan, "Sample quantiles in statistical packages" (1996), numpy's default, rounded as numpy does.
pub fn percentile(ascending: &[f64], share: f64) -> Option<Threshold> {
    let place = share.clamp(0.0, 1.0) * ascending.len().checked_sub(1)? as f64;
    let below = *ascending.get(place.floor() as usize)?;
    let above = *ascending.get(place.ceil() as usize)?;
    let part = place - place.floor();
    let wide = above - below;
    Some(Threshold(if part < 0.5 { below + wide * part } else { above - wide * (1.0 - part) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_two_scores() {
        // numpy.percentile([1, 2, 4, 8], q)
        let check = |percent: f64, expected| {
            assert_eq!(percentile(&[1.0, 2.0, 4.0, 8.0], percent / 100.0), Some(Threshold(expected)));
        };
        check(0.0, 1.0);
        check(50.0, 3.0);
        check(90.0, 6.800000000000001);
        check(100.0, 8.0);
        assert_eq!(percentile(&[], 0.5), None);
    }

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
