//! Settings of an Isolation Forest.

use serde::{Deserialize, Serialize};

use crate::detectors::error::DetectorError;

/// Most trees of a forest: 100,000 trees of 256 samples take 100 MB.
pub const MAX_ESTIMATORS: u32 = 100_000;

/// Settings of an Isolation Forest, named as in scikit-learn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsolationForestParams {
    /// Trees.
    pub n_estimators: u32,
    /// Samples that each tree is grown on, drawn without replacement; fewer when there are not as many.
    pub max_samples: u32,
    /// Same seed, same forest.
    pub seed: u64,
}

impl Default for IsolationForestParams {
    fn default() -> Self {
        Self { n_estimators: 100, max_samples: 256, seed: 42 }
    }
}

impl IsolationForestParams {
    /// Whether a forest can be grown with these settings.
    ///
    /// # Errors
    /// The first setting that is out of range.
    pub const fn validate(&self) -> Result<(), DetectorError> {
        match self {
            Self { n_estimators: 0, .. } => Err(DetectorError::NoTrees),
            Self { n_estimators: found @ 100_001.., .. } => {
                Err(DetectorError::TooManyTrees { found: *found, limit: MAX_ESTIMATORS })
            }
            Self { max_samples: 0, .. } => Err(DetectorError::NoSamplesPerTree),
            _ => Ok(()),
        }
    }
}
