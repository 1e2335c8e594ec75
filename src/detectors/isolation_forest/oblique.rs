//! Cuts across several features at once, as sums of what sets a sample apart in each of them.
//!
//! Hariri, Carrasco Kind & Brunner, "Extended Isolation Forest" (IEEE TKDE 2021), with isotree's standardisation: a node's
//! features count in units of their own spread there.

use ndarray::ArrayView2;
use rand::Rng;
use serde::{Deserialize, Serialize};

/// One feature's part in a cut.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// The feature.
    pub(super) feature_idx: u32,
    /// Weight of a unit of the feature: a standard normal number over the feature's spread in the node.
    pub(super) coefficient: f32,
    /// The feature's mean in the node, so that large values lose no digits.
    pub(super) centre: f32,
}

impl Term {
    /// What a value adds to its sample's position; a missing value makes the position missing.
    #[inline]
    pub(super) fn part(&self, value: f32) -> f32 {
        self.coefficient * (value - self.centre)
    }
}

/// A sample's position on the line that a cut divides; `value` gives the sample's features.
#[inline]
pub(super) fn position(terms: &[Term], value: impl Fn(u32) -> f32) -> f32 {
    terms.iter().fold(0.0, |sum, term| sum + term.part(value(term.feature_idx)))
}

/// `n_terms` terms over features that vary among the samples; a feature comes twice when fewer vary.
pub(super) fn random_terms(
    x: ArrayView2<'_, f32>,
    samples: &[u32],
    varying: &[u32],
    n_terms: usize,
    rng: &mut impl Rng,
) -> Vec<Term> {
    let statistics: Vec<(f64, f64)> =
        varying.iter().map(|feature_idx| mean_and_spread(x, samples, *feature_idx)).collect();
    let features = varying.iter().zip(statistics).cycle().take(n_terms);
    let term = |(feature_idx, (mean, spread)): (&u32, (f64, f64))| Term {
        feature_idx: *feature_idx,
        coefficient: ((standard_normal(rng) / spread) as f32).clamp(f32::MIN, f32::MAX),
        centre: mean as f32,
    };
    features.map(term).collect()
}

/// Mean and standard deviation of a feature's finite values; a deviation of 0 counts as 1.
fn mean_and_spread(x: ArrayView2<'_, f32>, samples: &[u32], feature_idx: u32) -> (f64, f64) {
    let values = || {
        let value = |i: &u32| x.get((*i as usize, feature_idx as usize)).copied().map(f64::from);
        samples.iter().filter_map(value).filter(|value| value.is_finite())
    };
    let n = values().count().max(1) as f64;
    let mean = values().sum::<f64>() / n;
    let variance = values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
    (mean, if variance > 0.0 { variance.sqrt() } else { 1.0 })
}

/// A standard normal number (Box & Muller, "A note on the generation of random normal deviates", 1958), by `libm` so that
/// its bits are the same everywhere.
fn standard_normal(rng: &mut impl Rng) -> f64 {
    // In (0, 1], since the logarithm of 0 is infinite.
    let radius = 1.0 - rng.r#gen::<f64>();
    let angle = std::f64::consts::TAU * rng.r#gen::<f64>();
    (-2.0 * libm::log(radius)).sqrt() * libm::cos(angle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::isolation_forest::sampling::{Stream, tree_rng};
    use ndarray::{Array2, array};

    #[test]
    fn normal_numbers_have_mean_0_and_deviation_1() {
        let mut rng = tree_rng(5, 0, Stream::Splitting);
        let drawn: Vec<f64> = (0..20_000).map(|_| standard_normal(&mut rng)).collect();
        let mean = drawn.iter().sum::<f64>() / 20_000.0;
        let variance = drawn.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
        // Five standard errors: 5 / sqrt(20,000) and 5 sqrt(2 / 20,000).
        assert!(mean.abs() < 0.036 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }

    #[test]
    fn units_do_not_matter() {
        let x = Array2::from_shape_fn((50, 2), |(i, j)| ((i * (j + 3) * 7) % 41) as f32);
        let scaled = &x * &array![[1024.0, 0.25]];
        let samples: Vec<u32> = (0..50).collect();
        let positions = |x: &Array2<f32>| {
            let mut rng = tree_rng(1, 0, Stream::Splitting);
            let terms = random_terms(x.view(), &samples, &[0, 1], 3, &mut rng);
            x.rows().into_iter().map(|row| position(&terms, |f| row[f as usize])).collect::<Vec<_>>()
        };
        // Powers of two scale without rounding.
        assert_eq!(positions(&x), positions(&scaled));
    }

    #[test]
    fn values_that_are_missing_or_infinite_give_finite_terms() {
        let x = array![[f32::NAN], [f32::INFINITY], [f32::NEG_INFINITY], [3.0], [3.0]];
        let mut rng = tree_rng(1, 0, Stream::Splitting);
        let terms = random_terms(x.view(), &[0, 1, 2, 3, 4], &[0], 2, &mut rng);
        assert!(terms.iter().all(|term| term.coefficient.is_finite() && term.centre == 3.0), "{terms:?}");
        assert!(position(&terms, |_| f32::NAN).is_nan());
    }
}
