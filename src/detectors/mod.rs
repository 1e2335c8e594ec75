//! Detectors: a matrix becomes scores. Higher score = more anomalous, for every one of them.
//!
//! Never sees labels, files or thresholds' meaning.

pub mod error;
pub mod isolation_forest;
pub mod threshold;

use serde::{Deserialize, Serialize};

/// Which samples a detector may learn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrainOn {
    /// Distinct rows labelled normal.
    #[default]
    Normal,
    /// All distinct vectors, whatever their label.
    Distinct,
}
