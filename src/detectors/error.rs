//! Why a detector refuses to train.

use serde::{Deserialize, Serialize};

/// A detector's refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum DetectorError {
    /// A forest of no trees.
    #[error("n_estimators is 0; a forest needs at least one tree")]
    NoTrees,
    /// More trees than can be kept.
    #[error("n_estimators is {found}; at most {limit} are possible")]
    TooManyTrees {
        /// Wanted.
        found: u32,
        /// Possible.
        limit: u32,
    },
    /// A tree of no samples.
    #[error("max_samples is 0; a tree needs at least one sample")]
    NoSamplesPerTree,
    /// An empty matrix.
    #[error("there is no sample to train on")]
    EmptyTrainingSet,
    /// linfa's own checks refused.
    #[error("{reason}")]
    Linfa {
        /// In linfa's words.
        reason: String,
    },
}

impl From<linfa::Error> for DetectorError {
    fn from(error: linfa::Error) -> Self {
        Self::Linfa { reason: error.to_string() }
    }
}
