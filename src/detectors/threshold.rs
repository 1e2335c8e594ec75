//! Anomaly thresholds: from a wished contamination to a score, by several rules.
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

/// Fewest excesses that a tail is fitted to.
const MIN_EXCESSES: usize = 50;
/// Least share of the scores that counts as tail, as in Siffer et al.
const TAIL_SHARE: f64 = 0.02;
/// A tail is wide enough to be fitted when so many times more scores lie in it than shall be flagged.
const TAIL_PER_FLAGGED: f64 = 5.0;

/// The score that a share `contamination` of further samples is expected to exceed, from a tail fitted to the highest scores.
///
/// Peaks over threshold as in Siffer et al., "Anomaly detection in streams with extreme value theory", KDD 2017, equation 1,
/// with a generalised Pareto distribution fitted by probability-weighted moments (Hosking & Wallis, "Parameter and quantile
/// estimation for the generalized Pareto distribution", Technometrics 29, 1987). `None` where that says nothing: fewer than
/// fifty excesses, more than one in ten of them equal to another, or a share that reaches below the tail.
pub fn peaks_over_threshold(scores: &[f64], contamination: f64) -> Option<Threshold> {
    let mut ascending = scores.to_vec();
    ascending.sort_by(f64::total_cmp);
    let n = ascending.len() as f64;
    let share = TAIL_SHARE.max(TAIL_PER_FLAGGED * contamination).min(0.5);
    let (body, tail) = ascending.split_at_checked(ascending.len() - (n * share) as usize)?;
    let start = *body.last()?;
    let excesses: Vec<f64> = tail.iter().map(|score| score - start).filter(|excess| *excess > 0.0).collect();
    let n_ties = excesses.windows(2).filter(|pair| pair.first() == pair.last()).count();
    if excesses.len() < MIN_EXCESSES || n_ties * 10 > excesses.len() || contamination <= 0.0 {
        return None;
    }
    let n_excesses = excesses.len() as f64;
    let mean = excesses.iter().sum::<f64>() / n_excesses;
    let weighted = |(rank, excess): (usize, &f64)| (1.0 - (rank as f64 + 0.65) / n_excesses) * excess;
    let weighted = excesses.iter().enumerate().map(weighted).sum::<f64>() / n_excesses;
    let shape = 2.0 - mean / (mean - 2.0 * weighted);
    let scale = 2.0 * mean * weighted / (mean - 2.0 * weighted);
    let ratio = contamination * n / n_excesses;
    let above = match shape.abs() < 1e-9 {
        true => -scale * libm::log(ratio),
        false => scale / shape * (libm::pow(ratio, -shape) - 1.0),
    };
    (ratio < 1.0 && above.is_finite() && above >= 0.0).then_some(Threshold(start + above))
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
    fn fitted_tails_find_quantiles_that_are_known() {
        let n = 10_000;
        let even = |i: i32| (f64::from(i) + 0.5) / f64::from(n);
        // Exponential: exceeded by a share q above -ln q. Uniform: above 1 - q. Pareto with exponent 4: above q^(-1/4).
        let exponential: Vec<f64> = (0..n).map(|i| -libm::log(even(i))).collect();
        let uniform: Vec<f64> = (0..n).map(even).collect();
        let pareto: Vec<f64> = (0..n).map(|i| libm::pow(even(i), -0.25)).collect();
        for q in [0.01, 0.001, 0.0001] {
            for (scores, expected) in
                [(&exponential, -libm::log(q)), (&uniform, 1.0 - q), (&pareto, libm::pow(q, -0.25))]
            {
                let found = peaks_over_threshold(scores, q).map_or(f64::NAN, |limit| limit.0);
                assert!((found - expected).abs() < 0.03 * expected, "{found}, not {expected}");
            }
        }
    }

    #[test]
    fn tails_that_say_nothing_are_not_fitted() {
        let few: Vec<f64> = (0..900).map(f64::from).collect();
        assert_eq!(peaks_over_threshold(&few, 0.001), None);
        let tied: Vec<f64> = (0..10_000).map(|i| f64::from(i / 3)).collect();
        assert_eq!(peaks_over_threshold(&tied, 0.01), None);
        assert_eq!(peaks_over_threshold(&[], 0.01), None);
        assert_eq!(peaks_over_threshold(&few, 0.0), None);
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
