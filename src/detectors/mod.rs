//! Detectors: a matrix becomes scores. Higher score = more anomalous, for every one of them.
//!
//! Never sees labels, files or thresholds' meaning.

pub mod autoencoder;
pub mod error;
pub mod fusion;
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
    /// All rows, each as often as it occurs, as the Python system did; thresholds come from the rows learnt from.
    AllRows,
}

/// What gives a sample its score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Detector {
    /// The Isolation Forest.
    #[default]
    IsolationForest,
    /// The autoencoder.
    Autoencoder,
    /// Both together.
    Fused,
}

impl Detector {
    /// All of them, in the order of every list.
    pub const ALL: [Self; 3] = [Self::IsolationForest, Self::Autoencoder, Self::Fused];

    /// Position in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Name as in file formats and addresses.
    pub const fn name(self) -> &'static str {
        ["isolation_forest", "autoencoder", "fused"][self.index()]
    }
}
