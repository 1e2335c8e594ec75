//! Why a detector refuses to train.

use serde::{Deserialize, Serialize};

/// A detector's refusal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
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
    /// A share of features that is none.
    #[error("max_features is {found}; it must be above 0 and at most 1")]
    MaxFeatures {
        /// Wanted.
        found: f64,
    },
    /// Cuts across no feature, or across too many.
    #[error("ndim is {found}; it must lie between 1 and {limit}")]
    Ndim {
        /// Wanted.
        found: u32,
        /// Possible.
        limit: u32,
    },
    /// A share of anomalies that is none.
    #[error("contamination is {found}; it must lie between 0 and 0.5")]
    Contamination {
        /// Wanted.
        found: f64,
    },
    /// An empty matrix.
    #[error("there is no sample to train on")]
    EmptyTrainingSet,
    /// A number that no network can be trained with.
    #[error("{name} is {found}; it must lie between {least} and {most}")]
    OutOfRange {
        /// Which setting.
        name: String,
        /// Wanted.
        found: f64,
        /// Least possible.
        least: f64,
        /// Most possible.
        most: f64,
    },
    /// A matrix, or a list beside it, of another size than what it belongs to.
    #[error("{what}: expected {expected}, found {found}")]
    Size {
        /// What is counted.
        what: String,
        /// As the other says.
        expected: u64,
        /// There.
        found: u64,
    },
    /// The loss became infinite or no number before the first epoch was over.
    #[error("the loss exploded in the first epoch; a lower learning rate helps")]
    Exploded,
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
