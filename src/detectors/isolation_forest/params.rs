//! Settings of an Isolation Forest.

use serde::{Deserialize, Serialize};

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
