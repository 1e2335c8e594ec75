//! Settings of an Isolation Forest.

use serde::{Deserialize, Serialize};

use crate::detectors::error::DetectorError;

/// Most trees of a forest: 100,000 trees of 256 samples take 150 MB.
pub const MAX_ESTIMATORS: u32 = 100_000;

/// Most features of one cut.
pub const MAX_NDIM: u32 = 64;

/// Settings of an Isolation Forest, named as in scikit-learn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IsolationForestParams {
    /// Trees.
    pub n_estimators: u32,
    /// Samples that each tree is grown on; fewer when there are not as many.
    pub max_samples: u32,
    /// Share of the features that each tree may cut, in (0, 1]; at least one is taken.
    pub max_features: f64,
    /// Whether a tree's samples are drawn with replacement.
    pub bootstrap: bool,
    /// Features of a cut, isotree's name: 1 cuts parallel to the axes as Liu, Ting & Zhou do, more cut obliquely as in the
    /// Extended Isolation Forest.
    pub ndim: u32,
    /// Most cuts on the way to a leaf; `None` is the paper's `ceil(log2(samples per tree))`.
    pub max_depth: Option<u32>,
    /// Share of samples that may lie above the threshold, in [0, 0.5].
    pub contamination: f64,
    /// Same seed, same forest.
    pub seed: u64,
}

impl Default for IsolationForestParams {
    fn default() -> Self {
        Self {
            n_estimators: 100,
            max_samples: 256,
            max_features: 1.0,
            bootstrap: false,
            ndim: 1,
            max_depth: None,
            contamination: 0.01,
            seed: 42,
        }
    }
}

impl IsolationForestParams {
    /// Whether a forest can be grown with these settings.
    ///
    /// # Errors
    /// The first setting that is out of range.
    pub fn validate(&self) -> Result<(), DetectorError> {
        if self.n_estimators == 0 {
            return Err(DetectorError::NoTrees);
        }
        if self.n_estimators > MAX_ESTIMATORS {
            return Err(DetectorError::TooManyTrees { found: self.n_estimators, limit: MAX_ESTIMATORS });
        }
        if self.max_samples == 0 {
            return Err(DetectorError::NoSamplesPerTree);
        }
        // Written so that NaN is refused, too.
        if !(self.max_features > 0.0 && self.max_features <= 1.0) {
            return Err(DetectorError::MaxFeatures { found: self.max_features });
        }
        if !(1..=MAX_NDIM).contains(&self.ndim) {
            return Err(DetectorError::Ndim { found: self.ndim, limit: MAX_NDIM });
        }
        if !(0.0..=0.5).contains(&self.contamination) {
            return Err(DetectorError::Contamination { found: self.contamination });
        }
        Ok(())
    }

    /// Most cuts on the way to a leaf of a tree grown on so many samples.
    pub fn depth_limit(&self, n_samples: usize) -> u32 {
        self.max_depth.unwrap_or(usize::BITS - n_samples.saturating_sub(1).leading_zeros())
    }

    /// How many of so many features a tree may cut.
    pub fn n_features_per_tree(&self, n_features: usize) -> usize {
        ((self.max_features * n_features as f64) as usize).clamp(1, n_features.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_named() {
        let check = |change: fn(&mut IsolationForestParams), error: &str| {
            let mut params = IsolationForestParams::default();
            change(&mut params);
            let found = params.validate().map_err(|error| error.to_string());
            assert!(found.as_ref().is_err_and(|text| text.contains(error)), "{found:?}");
        };
        check(|params| params.n_estimators = 0, "n_estimators is 0");
        check(|params| params.n_estimators = u32::MAX, "at most 100000");
        check(|params| params.max_samples = 0, "max_samples is 0");
        check(|params| params.max_features = 0.0, "max_features is 0");
        check(|params| params.max_features = f64::NAN, "max_features is NaN");
        check(|params| params.ndim = 0, "ndim is 0");
        check(|params| params.ndim = 65, "between 1 and 64");
        check(|params| params.contamination = 0.6, "contamination is 0.6");
        for contamination in [0.0, 0.5] {
            assert_eq!(IsolationForestParams { contamination, ..Default::default() }.validate(), Ok(()));
        }
    }

    #[test]
    fn trees_are_as_deep_as_the_paper_says() {
        let params = IsolationForestParams::default();
        let depths = [0, 1, 2, 3, 256, 257, 4096].map(|n| params.depth_limit(n));
        assert_eq!(depths, [0, 0, 1, 2, 8, 9, 12]);
        assert_eq!(IsolationForestParams { max_depth: Some(3), ..params.clone() }.depth_limit(4096), 3);
        assert_eq!(IsolationForestParams { max_features: 0.01, ..params }.n_features_per_tree(41), 1);
    }
}
